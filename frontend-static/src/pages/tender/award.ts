// SPDX-License-Identifier: EUPL-1.2
// Reports of those who evaluate, and every award with its ranking; all but the last were revoked.

import { html, nothing, type TemplateResult } from "lit";
import type { Ranked, TenderAward, TenderDetail } from "../../shared/api/index.ts";
import { day, euro, time } from "../../shared/format.ts";
import { badge, facts, hash, party, said } from "../../shared/html.ts";
import { table } from "../../shared/table.ts";
import { points } from "../../shared/tender.ts";
import { t } from "../../shared/texts.ts";

export function evaluations({ evaluations: { items } }: TenderDetail): TemplateResult {
  const { caption, columns } = t.tender.evaluations;
  return table(
    caption,
    [
      { header: columns.evaluation, heads: true, cell: ({ evaluation }) => t.award.numbered(evaluation) },
      { header: columns.at, cell: ({ deposited_at: at }) => html`<time datetime=${at}>${time(at)}</time>` },
      { header: columns.report, cell: ({ report_sha256: report }) => hash(report) },
    ],
    items,
  );
}

/** The last first. */
export const awards = ({ awards: { items } }: TenderDetail): TemplateResult => html`${items.toReversed().map(one)}`;

function one(award: TenderAward): TemplateResult {
  const words = t.tender.awards;
  const { revoked_at: revoked, revocation_reason: why, standstill, standstill_until: until, communicated } = award;
  return html`<article>
    <h3 class="h5 mt-4">${time(award.awarded_at)} ${revoked === null ? nothing : badge(words.revoked, "danger")}</h3>
    ${facts([
      [words.winner, party(award.winner)],
      [words.price, euro(award.price)],
      [words.reason, said(award.reason)],
      [words.communicated, communicated === null ? nothing : day(communicated)],
      [
        words.standstill,
        standstill === null
          ? nothing
          : html`${t.words.standstill[standstill]}${until === null ? nothing : ` ${words.until(day(until))}`}`,
      ],
      [words.act, hash(award.act_sha256)],
      [
        words.revocation,
        revoked === null ? nothing : html`${time(revoked)}${why === null ? nothing : html`: ${said(why)}`}`,
      ],
    ])}
    ${award.ranking.length === 0 ? nothing : ranking(award)}
  </article>`;
}

function ranking({ awarded_at: at, ranking: ranked }: TenderAward): TemplateResult {
  const { caption, columns } = t.tender.awards.ranking;
  const isByPoints = ranked.some((one) => one.points > 0);
  return table<Ranked>(
    caption(time(at)),
    [
      { header: columns.place, heads: true, cell: ({ place }) => String(place) },
      { header: columns.party, cell: ({ party: bidder }) => party(bidder) },
      { header: columns.price, numeric: true, cell: ({ price }) => euro(price) },
      ...(isByPoints
        ? [{ header: columns.points, numeric: true as const, cell: ({ points: of }: Ranked) => points(of) }]
        : []),
    ],
    ranked,
  );
}
