// SPDX-License-Identifier: EUPL-1.2
// What an organisation received of de minimis aid, as the API counts it; and the members' registers of a cooperative: numbers
// and digests, never a member.

import { html, nothing, type TemplateResult } from "lit";
import { api } from "../../shared/api/index.ts";
import { day, euro, number, shortDay, time } from "../../shared/format.ts";
import { facts, hash, part, party, said } from "../../shared/html.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { href, t } from "../../shared/texts.ts";

const LIMIT = 50;
type Part = Promise<TemplateResult | typeof nothing>;

export async function deMinimis(id: number): Part {
  const [undertaking, { items, next_cursor: next }] = await Promise.all([
    api.deMinimis(id),
    api.aids(id, { sort: "-granted", limit: LIMIT }),
  ]);
  const { after, as_of: asOf, ceiling, received, parties } = undertaking;
  if (items.length === 0 && received.cents === 0) return nothing;
  const words = t.party.aids;
  return part(
    "aids",
    words.title,
    html`${facts([
      [words.received(day(after), day(asOf)), html`<strong>${euro(received)}</strong>`],
      [words.ceiling, euro(ceiling)],
      [
        words.undertaking,
        parties.length < 2
          ? nothing
          : html`<ul class="list-unstyled mb-0">${parties.map((one) => html`<li>${party(one)}: ${euro(one.received)}</li>`)}</ul>`,
      ],
    ])}
    ${
      items.length === 0
        ? empty(words.empty)
        : table(
            words.caption,
            [
              {
                header: words.columns.aid,
                heads: true,
                cell: ({ aid, legal_basis: basis }) =>
                  html`${t.award.numbered(aid)}<span class="d-block small fw-normal">${said(basis)}</span>`,
              },
              { header: words.columns.administration, cell: ({ administration }) => party(administration) },
              {
                header: words.columns.amount,
                numeric: true,
                cell: ({ amount, reduced_at: at, reduction_reason: reason }) =>
                  html`${euro(amount)}${at === null ? nothing : html`<span class="d-block small">${words.reduced(time(at))}${reason === null ? nothing : html`: ${said(reason)}`}</span>`}`,
              },
              { header: words.columns.granted, cell: ({ granted }) => shortDay(granted) },
              {
                header: words.columns.counted,
                // Days are ISO 8601, which compare as text.
                cell: ({ granted }) => (granted > after ? t.parties.yes : t.parties.no),
              },
              { header: words.columns.elsewhere, numeric: true, cell: ({ elsewhere }) => euro(elsewhere) },
              {
                header: words.columns.award,
                cell: ({ award }) =>
                  award === null ? nothing : html`<a href=${href("award", { id: award })}>${t.award.number(award)}</a>`,
              },
            ],
            items,
          )
    }
    ${next === null ? nothing : html`<p class="small hint">${words.newest(items.length)}</p>`}
    <p class="small hint">${words.elsewhere}</p>`,
    words.hint,
  );
}

export async function memberRegisters(id: number): Part {
  const { items } = await api.memberRegisters(id, { limit: LIMIT });
  if (items.length === 0) return nothing;
  const { title, hint, caption, columns } = t.party.members;
  return part(
    "members",
    title,
    table(
      caption,
      [
        { header: columns.year, heads: true, cell: ({ year }) => String(year) },
        { header: columns.members, numeric: true, cell: ({ members }) => number(members) },
        { header: columns.root, cell: ({ root }) => hash(root) },
        { header: columns.deposited, cell: ({ deposited_at: at }) => html`<time datetime=${at}>${time(at)}</time>` },
        {
          header: columns.corrected,
          cell: ({ corrected_at: at, correction_reason: reason }) =>
            at === null
              ? nothing
              : html`<time datetime=${at}>${time(at)}</time>${reason === null ? nothing : html`<span class="d-block small">${said(reason)}</span>`}`,
        },
      ],
      items.toReversed(),
    ),
    hint,
  );
}
