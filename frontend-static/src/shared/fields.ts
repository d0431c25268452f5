// SPDX-License-Identifier: EUPL-1.2
// What entries and rows of the ledger say (docs/format.md), as a person reads it: amounts are cents there, parties numbers.

import { html, nothing, type TemplateResult } from "lit";
import type { Line, SubjectKind } from "./api/index.ts";
import { cents, day, euro, hundredths, number, time } from "./format.ts";
import { facts, hash, type Shown, said, webLink } from "./html.ts";
import { municipality } from "./municipality.ts";
import { subjectHref, subjectName } from "./subject.ts";
import { t } from "./texts.ts";

const AMOUNTS = new Set(
  "amount granted attested paid recovered budget awarded money staff assets pending value price contract_value subcontracted before elsewhere total".split(
    " ",
  ),
);
const DAYS = new Set(
  "published start end valid_until due date respond_by signed communicated requested standstill_until".split(" "),
);
/** Seconds since the epoch; 0 in rows of direct awards, which have none. */
const MOMENTS = new Set("clarify_until bids_until reveal_until committed_at".split(" "));
const PARTIES = new Set(
  "administration beneficiary registered_by standing_by party contractor winner other".split(" "),
);
/** Hundredths: of a point, of a percent. */
const HUNDREDTHS = new Set("points share".split(" "));
/** How many items of a list are shown. */
const ITEMS = 24;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A list of all fields, but for those that say nothing. */
export const allFields = (of: Fields): TemplateResult =>
  facts(Object.entries(of).map(([name, value]) => [t.fields.names[name] ?? name, field(name, value)] as const));

/** One field's value. */
export function field(name: string, value: unknown): Shown {
  if (value === null || value === undefined || value === "") return nothing;
  switch (typeof value) {
    case "number":
      return ofNumber(name, value);
    case "boolean":
      return value ? t.parties.yes : t.parties.no;
    case "string":
      if (name === "municipality") return municipality(value);
      if (DAYS.has(name) && /^\d{4}-\d\d-\d\d$/.test(value)) return day(value);
      return value.startsWith("0x")
        ? hash(value)
        : Object.hasOwn(t.fields.words, value)
          ? (t.fields.words[value] ?? value)
          : said(value);
    default:
      return Array.isArray(value) ? ofList(name, value) : ofFields(value as Fields);
  }
}

function ofNumber(name: string, value: number): Shown {
  // An agreement's number is 0 in rows that have none.
  if (name === "agreement" && value === 0) return nothing;
  if (MOMENTS.has(name)) return value === 0 ? nothing : time(new Date(value * 1000).toISOString());
  if (HUNDREDTHS.has(name)) return hundredths(value);
  // A year is no quantity.
  if (name === "year") return String(value);
  if (AMOUNTS.has(name) && Number.isSafeInteger(value) && value >= 0)
    return html`<strong data-sum=${name}>${euro(cents(value))}</strong>`;
  if (PARTIES.has(name)) return subject("party", value);
  return name === "agreement" || name === "tender" ? subject(name, value) : number(value);
}

export function subject(kind: SubjectKind, id: number): Shown {
  return html`<a href=${subjectHref(kind, id)}>${subjectName(kind, id)}</a>`;
}

function ofList(name: string, list: readonly unknown[]): Shown {
  if (list.length === 0) return nothing;
  const shown = list
    .slice(0, ITEMS)
    .map((item) => (name === "attesters" && typeof item === "number" ? subject("party", item) : field(name, item)));
  const more = list.length > ITEMS ? html`<li>${t.fields.others(list.length - ITEMS)}</li>` : nothing;
  return html`<ul class="list-unstyled mb-0">${shown.map((item) => html`<li>${item}</li>`)}${more}</ul>`;
}

/** A document, a mandate, or any other thing that has fields. */
function ofFields(of: Fields): Shown {
  if (typeof of.sha256 === "string" && typeof of.title === "string") {
    return html`${webLink(String(of.uri ?? ""), said(of.title))} <span class="small">${hash(of.sha256)}</span>`;
  }
  if (typeof of.year === "number" && typeof of.number === "string") return t.fields.mandate(of.number, String(of.year));
  return html`${Object.entries(of).map(([name, value], at) => {
    const shown = field(name, value);
    return shown === nothing
      ? nothing
      : html`${at > 0 ? ", " : nothing}<span class="small">${t.fields.names[name] ?? name}:</span> ${shown}`;
  })}`;
}

/** What a decision read in another subject, in a sentence (contracts/rules/src/fact.rs). */
export function factSaid(value: unknown): Shown {
  if (!isFields(value)) return nothing;
  const [kind = "", of] = Object.entries(value)[0] ?? [];
  if (!isFields(of)) return nothing;
  const words = t.fields;
  if (kind === "signer" && Array.isArray(of.permissions)) {
    const may = of.permissions.map((permission) => words.words[String(permission)] ?? String(permission)).join(", ");
    return words.signer(subjectName("party", Number(of.party)), may);
  }
  if (kind === "standing") {
    if (of.suspended === true) return words.standing.suspended;
    if (typeof of.valid_until === "string") return words.standing.good(day(of.valid_until));
    return of.kind === "administration" || of.kind === "oversight_body" ? words.standing.always : words.standing.none;
  }
  if (kind === "agreement") return words.agreement(of.participates === true);
  if (kind === "tender" || kind === "undertaking" || kind === "aid") return ofFields(of);
  return html`<code>${JSON.stringify(of)}</code>`;
}

/** What an entry says: the act's own fields. */
export function bodyFields({ body }: Line): Fields {
  const act = Object.values(body)[0] ?? {};
  const fields = Object.values(act)[0];
  return isFields(fields) ? fields : {};
}
