// SPDX-License-Identifier: EUPL-1.2
// What can be signed: an act has a form, says who can sign it, and makes the command's body of what was filled in. It must
// not know a rule: what is allowed the contracts' rules say, when the command is tried.

import type { PartyReference, Permission } from "../../shared/api/index.ts";
import type { Shown } from "../../shared/html.ts";
import type { Body, Refused } from "../../shared/wallet/commands.ts";
import type { Document } from "../../shared/wallet/document.ts";
import type { ActName } from "../../shared/wallet/links.ts";
import type { SealedBid } from "../../shared/wallet/sealed-bid.ts";

/** What stands in the form's fields, by their names. */
export type Typed = (name: string) => string;

/** Where a field has a `problem`, it says what is wrong with what was filled in, for what the rules are not asked about; empty if nothing is. */
interface Common {
  /** As the rules' refusals name it, so that a refusal finds its field. */
  name: string;
  label: string;
  hint?: string;
  /** What stands in it until somebody changes it; it may follow from other fields. */
  usual?: string | ((typed: Typed) => string);
  /** Whether it is asked for; always, if nothing is said. */
  when?: (typed: Typed) => boolean;
  optional?: true;
}

export type Field = Common &
  (
    | { kind: "amount"; problem?: (cents: number) => string }
    | { kind: "line" | "paragraph" | "day" | "year" | "code" }
    | { kind: "choice" | "radio"; options: readonly (readonly [value: string, label: string])[] }
    | { kind: "document" }
    /** `titled: false`: they are not described; the act says how they are called. `problem` is asked with their digests. */
    | { kind: "documents"; titled?: false; problem?: (digests: readonly string[]) => string }
    /** The file of a bid; `about` says in words what is in it. */
    | { kind: "bid"; problem: (bid: SealedBid) => string; about: (bid: SealedBid) => string }
  );

/** What was filled in, once every field is good. */
export interface Filled {
  /** Whole cents. */
  cents: (name: string) => number;
  text: (name: string) => string;
  /** Null where an optional field was left empty. */
  code: (name: string) => string | null;
  documents: (name: string) => readonly Document[];
  document: (name: string) => Document;
  /** @throws Error where the field is none of a bid: it was not filled in. */
  bid: (name: string) => SealedBid;
}

export interface Act {
  name: ActName;
  subject: { kind: "award" | "agreement" | "party" | "tender"; id: number; title: string };
  /** Whose keys may sign it, so that a person is told before signing; the rules decide. */
  signers: readonly PartyReference[];
  permission: Permission;
  fields: readonly Field[];
  /** What the ledger says already. */
  about: (typed: Typed) => Shown;
  /** Makes what its signer must keep before anything is signed: without it what is signed is worth nothing. It is sent nowhere. */
  keep?: (filled: Filled) => Promise<SealedBid>;
  /** `kept` is what `keep` made; null if there is no such thing. */
  body: (filled: Filled, kept: SealedBid | null) => Body;
  /** Whether only a key that is known to be a signer's may go on, where the rules could not tell. */
  ownKeyOnly?: true;
  /**
   * Asked with the signer's key before the command itself is sent to be tried, where its content must not be shown too early: why not
   * yet, or what the rules refuse already; null if nothing stands in the way. @throws ApiError, NoAnswer
   */
  before?: (key: string) => Promise<string | Refused | null>;
  /** Why there is nothing to be signed. */
  nothing?: string;
}

/** A number in an address; null for what is none. */
export function numberOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name) ?? "";
  return /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : null;
}
