// SPDX-License-Identifier: EUPL-1.2
// What the rules say when they refuse: in the page's language where there are words for it, and at which field of the form.
// It must not know why.

import type { PartyReference, Permission } from "../../shared/api/index.ts";
import { cents, day, euro, time } from "../../shared/format.ts";
import { language, t } from "../../shared/texts.ts";
import type { Refusal, Refused } from "../../shared/wallet/commands.ts";

interface Named {
  name: string;
  fields: Readonly<Record<string, unknown>>;
}

function named(refusal: Refusal | null): Named | null {
  if (refusal === null) return null;
  if (typeof refusal === "string") return { name: refusal, fields: {} };
  const [found] = Object.entries(refusal);
  return found === undefined ? null : { name: found[0], fields: found[1] };
}

/** Refusals that name no field, and the field that they are about. */
const ABOUT: Readonly<Record<string, string>> = {
  claim_above_milestone: "amount",
  payment_above_attested: "amount",
  attested_above_claim: "amount",
  mandate_used: "mandate",
  date_in_future: "date",
  paid_before_publication: "date",
  cup_differs: "cup",
  cig_differs: "cig",
  text_differs: "text",
  claim_pending: "milestone",
  claim_decided: "claim",
  already_attested: "claim",
  already_confirmed: "payment",
  already_disputed: "payment",
  commitment_differs: "bid",
};

/** What documents consist of: a refusal names the part. */
const PARTS: readonly string[] = ["title", "uri", "media_type", "sha256"];

/** Which of a form's fields a refusal is about. */
export function fieldOf({ refusal }: Refused, fields: readonly { name: string; kind: string }[]): string | null {
  const about = named(refusal);
  if (about === null) return null;
  const { field } = about.fields;
  const name = typeof field === "string" ? field : (ABOUT[about.name] ?? "");
  if (fields.some((one) => one.name === name)) return name;
  const holds = fields.find(({ kind }) => kind === "document" || kind === "documents");
  return PARTS.includes(name) && holds !== undefined ? holds.name : null;
}

/** Refusals about the key: another must be chosen. */
const OF_KEY: readonly string[] = [
  "unknown_key",
  "key_revoked",
  "missing_permission",
  "not_the_administration",
  "not_the_beneficiary",
  "not_an_attester",
  "not_a_participant",
  "attester_pays",
];

export const isAboutKey = ({ refusal }: Refused): boolean => OF_KEY.includes(named(refusal)?.name ?? "");

export interface Worded {
  text: string;
  /** The language of the text. */
  lang: string;
}

/** The sentence. `known` are parties whose names are at hand. */
export function worded({ sentence, refusal }: Refused, known: readonly PartyReference[] = []): Worded {
  const about = named(refusal);
  const write = about === null ? undefined : t.refusals[about.name];
  if (about === null || write === undefined) return { text: sentence, lang: "en" };
  const say = {
    euro: (value: unknown) => (typeof value === "number" ? euro(cents(value)) : String(value)),
    day: (value: unknown) => (typeof value === "string" ? day(value) : String(value)),
    party: (id: unknown) => known.find((one) => one.id === id)?.name ?? `${t.words.subject.party} ${id}`,
    moment: (value: unknown) =>
      typeof value === "number" ? time(new Date(value * 1000).toISOString()) : String(value),
    word: (value: unknown) => t.fields.words[String(value)] ?? String(value),
    permission: (value: unknown) => t.words.permission[value as Permission] ?? String(value),
  };
  return { text: write(about.fields, say), lang: language };
}
