// SPDX-License-Identifier: EUPL-1.2
// Questions on a tender with their answers, and deadlines that were moved.

import { html, type TemplateResult } from "lit";
import type { TenderDetail } from "../../shared/api/index.ts";
import { time } from "../../shared/format.ts";
import { said } from "../../shared/html.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";

export function clarifications({ clarifications: { items } }: TenderDetail): TemplateResult {
  const words = t.tender.clarifications;
  if (items.length === 0) return empty(words.empty);
  return html`<ul class="cards">${items.map(
    ({ clarification, question, answer, answered_at: at }) => html`<li><div class="tile">
      <h3 class="h6">${words.number(clarification)}</h3>
      <p class="mb-2"><span class="fw-semibold">${words.question}:</span> ${said(question)}</p>
      <p class="mb-2"><span class="fw-semibold">${words.answer}:</span> ${said(answer)}</p>
      <p class="small mb-0"><time datetime=${at}>${time(at)}</time></p></div></li>`,
  )}</ul>`;
}

export function extensions({ extensions: { items } }: TenderDetail): TemplateResult {
  const { caption, columns } = t.tender.extensions;
  const moment = (at: string) => html`<time datetime=${at}>${time(at)}</time>`;
  return table(
    caption,
    [
      { header: columns.at, heads: true, cell: ({ extended_at: at }) => moment(at) },
      { header: columns.clarifyUntil, cell: ({ clarify_until: at }) => moment(at) },
      { header: columns.bidsUntil, cell: ({ bids_until: at }) => moment(at) },
      { header: columns.revealUntil, cell: ({ reveal_until: at }) => moment(at) },
      { header: columns.reason, cell: ({ reason }) => said(reason) },
    ],
    items,
  );
}
