// SPDX-License-Identifier: EUPL-1.2
// Sealed bids without a browser: commitments are those of the rules. The same file is read by the command line's tests
// (cli/src/sealed_bid.rs), whose commitments the rules compute.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AMOUNT, DOCUMENTS } from "../src/pages/sign/bounds.ts";
import { fileName, NotABid, readBid, type SealedBid, seal, written } from "../src/shared/wallet/sealed-bid.ts";

const vectors: SealedBid[] = JSON.parse(readFileSync("tests/sealed-bids.json", "utf8"));
const read = (bid: unknown) => readBid(new Blob([typeof bid === "string" ? bid : JSON.stringify(bid)]));
const first = (): SealedBid => structuredClone(vectors[1] as SealedBid);

test("a commitment is the one that the rules compute", async () => {
  assert.ok(vectors.length >= 4);
  for (const bid of vectors) assert.deepEqual(await read(written(bid)), bid);
});

test("a bid is sealed with a salt of its own, and is read again", async () => {
  const { genesis, contract, tender, party, offer } = first();
  const place = { genesis, contract, tender, party };
  const [one, other] = [await seal(place, offer), await seal(place, offer)];
  assert.notEqual(one.salt, other.salt);
  assert.notEqual(one.commitment, other.commitment);
  assert.deepEqual(await read(written(one)), one);
  assert.equal(fileName(one), `tender-1-party-3-${one.commitment.slice(2, 14)}.json`);
});

test("what was changed after it was sealed is told from what is no bid", async () => {
  const salt = `0x${"00".repeat(32)}`;
  const { offer, tender, party } = first();
  const changed: Partial<SealedBid>[] = [
    { offer: { ...offer, price: offer.price + 1 } },
    { offer: { ...offer, documents: [] } },
    { tender: tender + 1 },
    { party: party + 1 },
    { salt },
  ];
  const why = (expected: string) => (error: unknown) => error instanceof NotABid && error.why === expected;
  for (const change of changed) await assert.rejects(read({ ...first(), ...change }), why("changed"));
  const no: unknown[] = [
    "",
    "{",
    [],
    null,
    { ...first(), more: 1 },
    { ...first(), format: "portico-bid/2" },
    { ...first(), salt: "0x00" },
    { ...first(), party: -1 },
    { ...first(), tender: 2 ** 32 },
    { ...first(), offer: { price: 1.5, documents: [] } },
    { ...first(), offer: { price: 1, documents: [{}] } },
    " ".repeat(70_000),
  ];
  for (const bid of no) await assert.rejects(read(bid), why("form"), JSON.stringify(bid)?.slice(0, 60));
});

test("what a bid is held to are the rules' bounds", () => {
  const source = readFileSync("../contracts/rules/src/bounds.rs", "utf8");
  const bound = (name: string) =>
    Number(new RegExp(`pub const ${name}: \\w+ = ([0-9_]+);`).exec(source)?.[1]?.replaceAll("_", ""));
  assert.equal(bound("AMOUNT"), AMOUNT);
  assert.equal(bound("DOCUMENTS"), DOCUMENTS);
});
