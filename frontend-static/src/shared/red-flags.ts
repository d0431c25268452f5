// SPDX-License-Identifier: EUPL-1.2
// Red flags: what deserves a question, in plain words, with what was found and the entries behind it.

import { html, nothing, type TemplateResult } from "lit";
import { ask, type Observation, type Page, type RedFlag } from "./api/index.ts";
import { cents, day, euro, number, shortDay } from "./format.ts";
import { external, facts, hash, part, party, type Shown } from "./html.ts";
import { later } from "./states.ts";
import { subjectHref, subjectName } from "./subject.ts";
import { type Column, table } from "./table.ts";
import { href, t } from "./texts.ts";

/** How many are shown on the page of what they are about. */
const SHOWN = 20;

/** An indicator's title; of one that the site does not know, its name. */
export const title = (indicator: string): string => t.redFlags.indicators[indicator]?.title ?? indicator;

/** The flags about what has its page at the API's `path`, under a heading; nothing where there are none. */
export const flagged = (path: string): TemplateResult =>
  later(async () => {
    const query = { limit: SHOWN, sort: "-day" };
    const { items, next_cursor: next } = await ask<Page<RedFlag>>(`${path}/red-flags`, { query });
    if (items.length === 0) return html``;
    return part(
      "red-flags",
      t.redFlags.title,
      [
        table(t.redFlags.title, columns(), items),
        next === null ? nothing : html`<p class="small hint">${t.redFlags.more(SHOWN)}</p>`,
        html`<p class="small"><a href=${href("red-flags")}>${t.redFlags.how}</a></p>`,
      ],
      t.redFlags.question,
    );
  });

export function columns(): Column<RedFlag>[] {
  const names = t.redFlags.columns;
  return [
    { header: names.question, heads: true, cell: ({ indicator }) => question(indicator) },
    { header: names.about, cell: about },
    { header: names.since, cell: (flag) => html`<span class="text-nowrap">${shortDay(flag.day)}</span>` },
    { header: names.amount, numeric: true, cell: ({ amount }) => (amount === null ? nothing : euro(amount)) },
    { header: names.entries, cell: entries },
  ];
}

const question = (indicator: string): TemplateResult => {
  const known = t.redFlags.indicators[indicator];
  return html`${title(indicator)}${known === undefined ? nothing : html`<span class="d-block small fw-normal">${known.plain}</span>`}`;
};

function about({ subject: { kind, id }, administration, beneficiary, observed }: RedFlag): TemplateResult {
  const address = subjectHref(kind, id);
  const name = subjectName(kind, id);
  return html`<a href=${address}>${name}</a>
    ${beneficiary === null ? nothing : html`<span class="d-block small">${t.redFlags.to} ${party(beneficiary)}</span>`}
    ${administration === null ? nothing : html`<span class="d-block small">${t.redFlags.from} ${party(administration)}</span>`}
    <details class="small"><summary>${t.redFlags.found}<span class="visually-hidden"> (${name})</span></summary>${facts(observed.map((one) => [t.redFlags.observed[one.name] ?? one.name, value(one)] as const))}</details>`;
}

/** What was found: amounts are whole cents, days are written out, and the words are those of the ledger. */
function value({ name, value: found }: Observation): Shown {
  if (found === null) return nothing;
  if (typeof found === "number") {
    if (name.endsWith("_cents") && found >= 0) return euro(cents(found));
    // A year is no quantity, and a party has its page.
    if (name === "year") return String(found);
    return name === "attester"
      ? html`<a href=${href("party", { id: found })}>${subjectName("party", found)}</a>`
      : number(found);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(found)) return day(found);
  if (found.startsWith("0x")) return hash(found);
  return t.redFlags.words[found] ?? found;
}

/** The entries behind it; each leads to its line in the trail. */
function entries({ entries: behind, entry_count: all }: RedFlag): TemplateResult {
  const more = all - behind.length;
  return html`<ul class="list-unstyled mb-0 small">${behind.map(({ subject: { kind, id }, seq, action }) => {
    const address = subjectHref(kind, id);
    const text = `${t.words.action[action] ?? action} (${subjectName(kind, id)}, ${t.trail.entry(seq).toLowerCase()})`;
    return html`<li><a href="${address}#entry-${seq}">${text}</a></li>`;
  })}${more > 0 ? html`<li>${t.redFlags.moreEntries(more)}</li>` : nothing}</ul>`;
}

/** A source, which leads to where it can be read. */
export const source = (text: string, url: string | null): Shown =>
  url === null ? html`<span lang="en">${text}</span>` : external(url, html`<span lang="en">${text}</span>`);

/** That a flag accuses nobody. */
export const caution = (): TemplateResult =>
  html`<div class="alert alert-info mt-4" role="note"><p class="mb-0">${t.redFlags.caution}</p></div>`;
