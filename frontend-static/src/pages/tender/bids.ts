// SPDX-License-Identifier: EUPL-1.2
// Who was invited, and the bids: who bids is public from the commitment on, what is bid from the reveal on.

import { html, nothing, type TemplateResult } from "lit";
import type { Bid, TenderDetail } from "../../shared/api/index.ts";
import { euro, time } from "../../shared/format.ts";
import { hash, party, type Shown, said } from "../../shared/html.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { bidStatus, points } from "../../shared/tender.ts";
import { t } from "../../shared/texts.ts";

export function bids(tender: TenderDetail): TemplateResult {
  const { caption, columns, empty: none } = t.tender.bids;
  const { items } = tender.bids_received;
  if (items.length === 0) return empty(none);
  return table(
    caption,
    [
      {
        header: columns.party,
        heads: true,
        cell: ({ party: bidder, identifier }) =>
          html`${party(bidder)}<span class="d-block small fw-normal">${identifier.id}</span>`,
      },
      {
        header: columns.status,
        cell: (bid) =>
          html`${bidStatus(bid, tender)}${bid.exclusion_reason === null ? nothing : html`<span class="d-block small">${said(bid.exclusion_reason)}</span>`}`,
      },
      { header: columns.price, numeric: true, cell: ({ price }) => (price === null ? nothing : euro(price)) },
      { header: columns.place, cell: place },
      { header: columns.sealed, cell: ({ committed_at: at }) => html`<time datetime=${at}>${time(at)}</time>` },
      { header: columns.proof, cell: proof },
    ],
    items,
  );
}

const place = ({ place: at, points: of }: Bid): Shown =>
  at === null ? nothing : of === null || of === 0 ? String(at) : `${at} (${points(of)})`;

/** What anybody needs to compute the commitment again. */
const proof = ({ commitment, salt, revealed_at: at }: Bid): TemplateResult =>
  html`<span class="small">${t.tender.bids.commitment} ${hash(commitment)}${salt === null ? nothing : html`<br>${t.tender.bids.salt} ${hash(salt)}`}${
    at === null ? nothing : html`<br>${t.tender.bids.revealed} <time datetime=${at}>${time(at)}</time>`
  }</span>`;

export function invitations({ invitations: { items } }: TenderDetail): TemplateResult {
  const { caption, columns } = t.tender.invitations;
  return table(
    caption,
    [
      { header: columns.party, heads: true, cell: ({ party: invited }) => party(invited) },
      { header: columns.reason, cell: ({ reason }) => said(reason) },
      { header: columns.at, cell: ({ invited_at: at }) => html`<time datetime=${at}>${time(at)}</time>` },
    ],
    items,
  );
}
