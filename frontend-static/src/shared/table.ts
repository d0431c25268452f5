// SPDX-License-Identifier: EUPL-1.2
// Tables: rows on a wide screen, a block for each row on a phone. The roles stand in the markup because a table that is
// laid out as blocks loses its own.

import { html, type TemplateResult } from "lit";
import type { Shown } from "./html.ts";

export interface Column<T> {
  header: string;
  cell: (row: T) => Shown;
  /** Amounts and numbers stand to the right. */
  numeric?: true;
  /** Names the row. */
  heads?: true;
}

export function table<T>(
  caption: string,
  columns: readonly Column<T>[],
  rows: readonly T[],
  visibleCaption = false,
): TemplateResult {
  return html`<div class="table-responsive-md"><table class="table stacked" role="table">
    <caption class=${visibleCaption ? "" : "visually-hidden"}>${caption}</caption>
    <thead role="rowgroup"><tr role="row">${columns.map(
      ({ header, numeric }) =>
        html`<th scope="col" role="columnheader" class=${numeric ? "number" : ""}>${header}</th>`,
    )}</tr></thead>
    <tbody role="rowgroup">${rows.map(
      (row) =>
        html`<tr role="row">${columns.map(({ header, cell, numeric, heads }) =>
          heads
            ? html`<th scope="row" role="rowheader" data-label=${header}><div>${cell(row)}</div></th>`
            : html`<td role="cell" data-label=${header} class=${numeric ? "number" : ""}><div>${cell(row)}</div></td>`,
        )}</tr>`,
    )}</tbody></table></div>`;
}
