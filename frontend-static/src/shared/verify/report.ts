// SPDX-License-Identifier: EUPL-1.2
// The verifier's report (docs/evidence.md, "The report"), shown to a person.

import { html, nothing, type TemplateResult } from "lit";
import type { SubjectKind } from "../api/index.ts";
import { field, subject } from "../fields.ts";
import { number, time } from "../format.ts";
import { facts, hash, icon, type Shown } from "../html.ts";
import { subjectName } from "../subject.ts";
import { t } from "../texts.ts";

export type Verdict = "valid" | "invalid" | "undecided";

export interface Check {
  name: string;
  outcome: "passed" | "failed" | "undecided";
  about: string;
  expected?: string;
  found?: string;
  place?: {
    bytes?: { from: number; to: number };
    entry?: { subject: string; seq: number };
    item?: { list: string; index: number };
  };
}

export interface Proven {
  subject: string;
  asked: boolean;
  entries: number;
  head: string;
  block: number;
  block_hash: string;
  at: number;
  row: string | Record<string, Record<string, unknown>>;
  facts_checked: number;
  facts_taken: number;
}

export interface Report {
  format: string;
  verdict: Verdict;
  id: string | null;
  checks: Check[];
  proven: Proven[];
}

/** Without a report there is nothing to believe, and nothing to disbelieve either. */
export const undecided = (about: string, found: string): Report => ({
  format: "portico/report/v1",
  verdict: "undecided",
  id: null,
  checks: [{ name: "verifier", outcome: "undecided", about, found }],
  proven: [],
});

const COLOURS = { valid: "success", invalid: "danger", undecided: "warning" } as const;
const MARKS = {
  passed: icon("it-check-circle", "icon-success"),
  failed: icon("it-close-circle", "icon-danger"),
  undecided: icon("it-help-circle", "icon-warning"),
};

export function report(of: Report): TemplateResult {
  const words = t.verify;
  const { title, text } = words.verdicts[of.verdict];
  const unmet = of.checks.filter(({ outcome }) => outcome !== "passed");
  const asked = of.proven.filter((proven) => proven.asked);
  const others = of.proven.filter((proven) => !proven.asked);
  return html`<div class="report" data-verdict=${of.verdict}>
    <div class="alert alert-${COLOURS[of.verdict]}" role="alert"><h3 class="alert-heading h4" tabindex="-1">${title}</h3><p class="mb-0">${text}</p></div>
    ${unmet.length === 0 ? nothing : html`<ul class="checks">${unmet.map(check)}</ul>`}
    ${asked.map(shownProven)}
    ${others.length === 0 ? nothing : html`<details class="mt-3"><summary>${words.others(others.length)}</summary>${others.map(shownProven)}</details>`}
    <h4 class="h5 mt-4">${words.checksTitle}</h4>
    <ol class="checks">${of.checks.map(check)}</ol>
    ${of.id === null ? nothing : html`<p class="small">${words.id}: ${hash(of.id)}</p>`}
    <details class="mt-3"><summary>${words.raw}</summary><pre tabindex="0" lang="en">${JSON.stringify(of, null, 2)}</pre></details>
  </div>`;
}

function check({ name, outcome, about, expected, found, place }: Check): TemplateResult {
  const words = t.verify;
  return html`<li data-check=${name} data-outcome=${outcome}>${MARKS[outcome]}<div>
    <span class="visually-hidden">${words.outcomes[outcome]}: </span><span class="fw-semibold">${words.checks[name] ?? name}</span>
    <span class="small d-block" lang="en">${about}</span>
    ${
      expected === undefined && found === undefined
        ? nothing
        : facts([
            [words.expected, plain(expected)],
            [words.found, plain(found)],
            [words.place, where(place)],
          ])
    }</div></li>`;
}

const plain = (value: unknown): Shown =>
  value === undefined
    ? nothing
    : html`<code>${typeof value === "object" ? JSON.stringify(value) : String(value)}</code>`;

function named(subject: string): { kind: SubjectKind; id: number } {
  const [kind = "award", id = "0"] = subject.split(" ");
  return { kind: kind as SubjectKind, id: Number(id) };
}

function where(place: Check["place"]): Shown {
  const words = t.verify.where;
  if (place?.bytes !== undefined) return words.bytes(number(place.bytes.from), number(place.bytes.to));
  if (place?.entry !== undefined) {
    const { kind, id } = named(place.entry.subject);
    return words.entry(place.entry.seq, subjectName(kind, id));
  }
  return place?.item === undefined ? nothing : words.item(place.item.list, place.item.index);
}

function shownProven(proven: Proven): TemplateResult {
  const { kind, id } = named(proven.subject);
  const row = typeof proven.row === "string" ? {} : (Object.values(proven.row)[0] ?? {});
  const words = t.verify.proven;
  return html`<section class="proven" data-subject=${proven.subject}>
    <h4 class="h5 mt-4">${words.title} ${subject(kind, id)}</h4>
    ${facts([
      ...Object.entries(row).map(([name, value]) => [t.fields.names[name] ?? name, field(name, value)] as const),
      [words.entries, number(proven.entries)],
      [words.at, time(new Date(proven.at * 1000).toISOString())],
      [words.facts, words.factsChecked(number(proven.facts_checked), number(proven.facts_taken))],
      [words.block, number(proven.block)],
      [words.blockHash, hash(proven.block_hash)],
      [words.head, hash(proven.head)],
    ])}</section>`;
}
