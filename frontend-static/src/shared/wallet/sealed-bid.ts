// SPDX-License-Identifier: EUPL-1.2
// A bid as its bidder keeps it: the offer, and the salt that seals it, in the same file as the command line's
// (cli/src/sealed_bid.rs). Whoever has the file can read the bid; whoever loses it cannot reveal it. Salt and commitment are
// made here, and nothing of it is sent anywhere; tests/sealed-bids.json holds the commitment to the rules' own.

import { fromHex, toHex } from "../hex.ts";
import type { Document } from "./document.ts";

/** The only format so far. */
const FORMAT = "portico-bid/1";

/** What a commitment begins with (contracts/rules/src/tender/bids.rs). */
const DOMAIN = "portico/bid/v1";

export interface Offer {
  /** Cents, net of VAT. */
  price: number;
  documents: readonly Document[];
}

/** Where a bid holds, and whose it is. */
export interface BidPlace {
  /** Hash of the chain's block 0. */
  genesis: string;
  /** The contract that keeps the tender. */
  contract: string;
  tender: number;
  /** The bidder. */
  party: number;
}

export interface SealedBid extends BidPlace {
  format: string;
  /** What stands on the ledger until the deadline. */
  commitment: string;
  /** 32 random bytes, used for no other bid. */
  salt: string;
  offer: Offer;
}

/** A file that is no sealed bid, and why not. */
export class NotABid extends Error {
  override name = "NotABid";
  /** `form`: it is something else. `changed`: its commitment is not that of its offer. */
  readonly why: "form" | "changed";

  constructor(why: "form" | "changed") {
    super(why);
    this.why = why;
  }
}

/** Seals an offer with a new salt. */
export async function seal({ genesis, contract, tender, party }: BidPlace, offer: Offer): Promise<SealedBid> {
  const salt = toHex(crypto.getRandomValues(new Uint8Array(32)));
  const commitment = await commitmentOf({ tender, party, salt, offer });
  return { format: FORMAT, genesis, contract, tender, party, commitment, salt, offer };
}

/** `SHA-256("portico/bid/v1" ‖ SCALE(tender u32) ‖ SCALE(party u32) ‖ salt ‖ SCALE(offer))`. */
export async function commitmentOf(bid: Pick<SealedBid, "tender" | "party" | "salt" | "offer">): Promise<string> {
  const { tender, party, salt, offer } = bid;
  const bytes = joined([
    utf8(DOMAIN),
    whole(tender, 4),
    whole(party, 4),
    fromHex(salt),
    whole(offer.price, 8),
    compact(offer.documents.length),
    ...offer.documents.flatMap(({ sha256, media_type, title, uri }) => [
      fromHex(sha256),
      text(media_type),
      text(title),
      text(uri),
    ]),
  ]);
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** The file's text. */
export const written = (bid: SealedBid): string => `${JSON.stringify(bid, null, 2)}\n`;

/** The file's name: the command line finds it by this in its folder of bids. */
export const fileName = ({ tender, party, commitment }: SealedBid): string =>
  `tender-${tender}-party-${party}-${commitment.slice(2, 14)}.json`;

/** Longer than any bid that the rules let through, bytes. */
const LONGEST = 65_536;

/** Reads a file. @throws NotABid, DOMException if it cannot be read */
export async function readBid(file: Blob): Promise<SealedBid> {
  if (file.size > LONGEST) throw new NotABid("form");
  const json = await file.text();
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new NotABid("form");
  }
  if (!isBid(value)) throw new NotABid("form");
  if ((await commitmentOf(value)) !== value.commitment) throw new NotABid("changed");
  return value;
}

function isBid(value: unknown): value is SealedBid {
  const names = ["format", "genesis", "contract", "tender", "party", "commitment", "salt", "offer"];
  if (!has(value, names) || value.format !== FORMAT) return false;
  const { offer } = value;
  return (
    isHex(value.genesis, 32) &&
    isHex(value.contract, 20) &&
    isHex(value.commitment, 32) &&
    isHex(value.salt, 32) &&
    isWhole(value.tender, 2 ** 32 - 1) &&
    isWhole(value.party, 2 ** 32 - 1) &&
    has(offer, ["price", "documents"]) &&
    isWhole(offer.price, Number.MAX_SAFE_INTEGER) &&
    Array.isArray(offer.documents) &&
    offer.documents.every(isDocument)
  );
}

const isDocument = (value: unknown): boolean =>
  has(value, ["sha256", "media_type", "title", "uri"]) &&
  isHex(value.sha256, 32) &&
  [value.media_type, value.title, value.uri].every((part) => typeof part === "string");

/** Whether it has these names and no others. */
function has(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const found = Object.keys(value);
  return found.length === names.length && names.every((name) => found.includes(name));
}

const isHex = (value: unknown, bytes: number): boolean =>
  typeof value === "string" && value.length === 2 + 2 * bytes && /^0x[0-9a-f]+$/.test(value);

const isWhole = (value: unknown, most: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;

// What follows is SCALE, as far as a bid needs it (docs/format.md).

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A whole number in so many bytes, the lowest first. */
function whole(value: number, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let rest = BigInt(value);
  for (let at = 0; at < bytes; at++) {
    out[at] = Number(rest & 255n);
    rest >>= 8n;
  }
  return out;
}

/** A length, in one, two or four bytes. Nothing in a bid is longer than its file. */
function compact(length: number): Uint8Array {
  if (length < 2 ** 6) return whole(length * 4, 1);
  if (length < 2 ** 14) return whole(length * 4 + 1, 2);
  return whole(length * 4 + 2, 4);
}

function text(value: string): Uint8Array {
  const bytes = utf8(value);
  return joined([compact(bytes.length), bytes]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
