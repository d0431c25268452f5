// SPDX-License-Identifier: EUPL-1.2
// What else an organisation does: agreements it takes part in, tenders it holds or bids in, claims it attested, organisations it vouches for.

import { html, nothing, type TemplateResult } from "lit";
import { agreementStatus } from "../../shared/agreement.ts";
import { api } from "../../shared/api/index.ts";
import { euro, shortDay, time } from "../../shared/format.ts";
import { badge, part, party } from "../../shared/html.ts";
import { OUTCOMES } from "../../shared/outcome.ts";
import { standing } from "../../shared/standing.ts";
import { table } from "../../shared/table.ts";
import { tenderStatus } from "../../shared/tender.ts";
import { href, t } from "../../shared/texts.ts";

const LIMIT = 20;
type Part = Promise<TemplateResult | typeof nothing>;

export async function agreements(id: number): Part {
  const [takesPart, published] = await Promise.all([
    api.agreements({ participant: id, sort: "-published_at", limit: LIMIT }),
    api.agreements({ administration: id, sort: "-published_at", limit: LIMIT }),
  ]);
  const all = new Map([...takesPart.items, ...published.items].map((agreement) => [agreement.id, agreement]));
  if (all.size === 0) return nothing;
  const { columns } = t.agreements;
  return part(
    "agreements",
    t.party.agreements.title,
    table(
      t.party.agreements.caption,
      [
        {
          header: columns.title,
          heads: true,
          cell: ({ id, title }) => html`<a href=${href("agreement", { id })}>${title}</a>`,
        },
        { header: columns.administration, cell: ({ administration }) => party(administration) },
        {
          header: columns.period,
          cell: ({ start_date: start, end_date: end }) => t.award.fields.periodValue(shortDay(start), shortDay(end)),
        },
        { header: columns.budget, numeric: true, cell: ({ budget }) => euro(budget) },
        { header: columns.status, cell: agreementStatus },
      ],
      [...all.values()],
    ),
  );
}

/** Those it holds, those it bid in, and those that it won without bidding: direct awards. */
export async function tenders(id: number): Part {
  const asked = { sort: "-published", limit: LIMIT };
  const [held, bidIn, won] = await Promise.all([
    api.tenders({ administration: id, ...asked }),
    api.tenders({ bidder: id, ...asked }),
    api.tenders({ winner: id, ...asked }),
  ]);
  const all = new Map([...held.items, ...bidIn.items, ...won.items].map((tender) => [tender.id, tender]));
  if (all.size === 0) return nothing;
  const { columns } = t.tenders;
  return part(
    "tenders",
    t.party.tenders.title,
    table(
      t.party.tenders.caption,
      [
        {
          header: columns.title,
          heads: true,
          cell: ({ id, title, procedure }) =>
            html`<a href=${href("tender", { id })}>${title}</a><span class="d-block small fw-normal">${t.words.procedure[procedure]}</span>`,
        },
        { header: columns.administration, cell: ({ administration }) => party(administration) },
        { header: columns.published, cell: ({ published }) => shortDay(published) },
        { header: columns.value, numeric: true, cell: ({ value }) => euro(value) },
        { header: columns.winner, cell: ({ winner }) => (winner === null ? nothing : party(winner)) },
        { header: columns.status, cell: tenderStatus },
      ],
      [...all.values()],
    ),
  );
}

export async function attested(attester: number): Part {
  const { items } = await api.attestations({ attester, sort: "-attested_at", limit: LIMIT });
  if (items.length === 0) return nothing;
  const { title, caption, columns } = t.party.attested;
  return part(
    "attested",
    title,
    table(
      caption,
      [
        {
          header: columns.at,
          heads: true,
          cell: ({ attested_at: at }) => html`<time datetime=${at}>${time(at)}</time>`,
        },
        {
          header: columns.award,
          cell: ({ award, milestone, claim }) =>
            html`<a href=${href("award", { id: award.id })}>${award.title}</a><br><span class="small">${t.award.claims.claim(milestone, claim)}</span>`,
        },
        { header: columns.outcome, cell: ({ outcome }) => badge(t.words.outcome[outcome], OUTCOMES[outcome]) },
        { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
      ],
      items,
    ),
  );
}

/** Those whose standing it attested last, also where that has lapsed. */
export async function vouched(attestedBy: number): Part {
  const { items } = await api.parties({ attested_by: attestedBy, sort: "-valid_until", limit: LIMIT });
  if (items.length === 0) return nothing;
  const { title, text } = t.party.vouched;
  return part(
    "vouched",
    title,
    table(
      text,
      [
        { header: t.party.columns.party, heads: true, cell: (of) => party(of) },
        { header: t.parties.columns.kind, cell: ({ kind }) => t.words.partyKind[kind] },
        { header: t.parties.columns.standing, cell: standing },
      ],
      items,
    ),
    text,
  );
}
