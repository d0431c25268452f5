// SPDX-License-Identifier: EUPL-1.2
// What public files report about the past, row by row.

import { html, nothing, type TemplateResult } from "lit";
import { api, type HistoricalRecord } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { euro } from "../../shared/format.ts";
import { badge } from "../../shared/html.ts";
import { type Field, list } from "../../shared/list.ts";
import { href, t } from "../../shared/texts.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { columns, filters, sorts, above } = t.records;
  const fields: Field[] = [
    { name: "import", label: filters.import, kind: "number" },
    { name: "row", label: filters.row, kind: "number" },
    { name: "authority", label: filters.authority },
    { name: "recipient", label: filters.recipient },
    { name: "cig", label: filters.cig },
    { name: "cup", label: filters.cup },
    { name: "year", label: filters.year, kind: "number" },
    { name: "awarded_min", label: filters.awardedMin, kind: "euro" },
    { name: "sort", label: filters.sort, options: sorts, usual: "import" },
    { name: "paid_above_awarded", label: filters.paidAboveAwarded, kind: "check" },
  ];
  return list<HistoricalRecord>({
    here,
    lead: t.records.lead,
    empty: t.records.empty,
    caption: t.records.caption,
    fields,
    hidden: ["start_from", "start_to", "awarded_max", "paid_min", "paid_max"],
    path: "/v1/historical-records",
    read: api.historicalRecords,
    columns: [
      {
        header: columns.recipient,
        heads: true,
        cell: ({ recipient_name: name, recipient }) =>
          html`${name === "" ? html`<span class="fw-normal">${t.records.noName}</span>` : name}<br><span class="small fw-normal">${recipient}</span>`,
      },
      { header: columns.authority, cell: ({ authority }) => authority ?? "–" },
      {
        header: columns.code,
        cell: ({ cig, cup }) =>
          html`${cig ?? nothing}${cig !== null && cup !== null ? html`<br>` : nothing}${cup ?? nothing}${cig === null && cup === null ? "–" : nothing}`,
      },
      { header: columns.procedure, cell: ({ procedure }) => html`<span lang="it">${procedure}</span>` },
      { header: columns.awarded, numeric: true, cell: ({ awarded }) => (awarded === null ? "–" : euro(awarded)) },
      {
        header: columns.paid,
        numeric: true,
        cell: ({ paid, paid_above_awarded: isAbove }) =>
          html`${paid === null ? "–" : euro(paid)}${isAbove ? html`<br>${badge(above, "warning")}` : nothing}`,
      },
      { header: columns.year, cell: ({ year }) => (year === null ? "–" : String(year)) },
      {
        header: columns.where,
        cell: (of) => html`<a href=${href("import", { id: of.import })}>${t.search.record(of.import, of.row)}</a>`,
      },
    ],
  });
}
