// SPDX-License-Identifier: EUPL-1.2
// The contract, its changes with cause and share (art. 120 D.Lgs. 36/2023), and its subcontracts (art. 119).

import { html, nothing, type TemplateResult } from "lit";
import type { TenderContract, TenderDetail } from "../../shared/api/index.ts";
import { day, euro, hundredths, shortDay, time } from "../../shared/format.ts";
import { badge, facts, hash, party, said } from "../../shared/html.ts";
import { table } from "../../shared/table.ts";
import { href, t } from "../../shared/texts.ts";

export function contract(
  { award, contract_value: worth }: TenderDetail,
  { contractor, reference, value, signed, start_date: start, end_date: end, document_sha256: digest }: TenderContract,
): TemplateResult {
  const words = t.tender.contract;
  return facts([
    [words.contractor, party(contractor)],
    [words.reference, said(reference)],
    [words.signed, day(signed)],
    [t.award.fields.period, t.award.fields.periodValue(day(start), day(end))],
    [words.value, euro(value)],
    [words.worth, worth === null || worth.cents === value.cents ? nothing : euro(worth)],
    [words.document, hash(digest)],
    [
      words.award,
      award === null ? words.noAward : html`<a href=${href("award", { id: award })}>${t.award.number(award)}</a>`,
    ],
  ]);
}

export function changes({ changes: { items } }: TenderDetail): TemplateResult {
  const { caption, columns, percent } = t.tender.changes;
  return table(
    caption,
    [
      { header: columns.change, heads: true, cell: ({ change }) => t.award.numbered(change) },
      {
        header: columns.cause,
        cell: ({ cause, reason }) =>
          html`${t.words.changeCause[cause]}<span class="d-block small">${said(reason)}</span>`,
      },
      { header: columns.before, numeric: true, cell: ({ value_before: before }) => euro(before) },
      { header: columns.after, numeric: true, cell: ({ value_after: after }) => euro(after) },
      { header: columns.share, numeric: true, cell: ({ share }) => percent(hundredths(share)) },
      { header: columns.at, cell: ({ changed_at: at }) => html`<time datetime=${at}>${time(at)}</time>` },
      { header: columns.act, cell: ({ act_sha256: act }) => hash(act) },
    ],
    items,
  );
}

const SUBCONTRACTS = { requested: "primary", authorised: "success", denied: "danger" } as const;

export function subcontracts({ subcontracts: { items }, subcontracted }: TenderDetail): TemplateResult {
  const { caption, columns, total } = t.tender.subcontracts;
  return html`<p>${total}: <strong>${euro(subcontracted)}</strong></p>${table(
    caption,
    [
      {
        header: columns.name,
        heads: true,
        cell: ({ name, subcontractor }) =>
          html`${said(name)}<span class="d-block small fw-normal">${subcontractor}</span>`,
      },
      { header: columns.object, cell: ({ object }) => said(object) },
      { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
      { header: columns.requested, cell: ({ requested }) => shortDay(requested) },
      {
        header: columns.status,
        cell: ({ status, decision_reason: reason, decided_at: at }) =>
          html`${badge(t.words.subcontractStatus[status], SUBCONTRACTS[status])}${at === null ? nothing : html`<time class="d-block small" datetime=${at}>${time(at)}</time>`}${
            reason === null ? nothing : html`<span class="d-block small">${said(reason)}</span>`
          }`,
      },
    ],
    items,
  )}`;
}
