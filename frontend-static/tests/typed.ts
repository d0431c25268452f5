// SPDX-License-Identifier: EUPL-1.2
// What people type, and what the rules say, without any browser: amounts are read strictly, and every refusal that has Italian
// words is one that the rules know.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseEuro, typedEuro } from "../src/shared/amounts.ts";
import { refusals } from "../src/texts/it/refusals.ts";

test("amounts are read as Italians and machines write them, and in no other way", () => {
  const good: Readonly<Record<string, number>> = {
    "1.234,50": 123_450,
    "1234.50": 123_450,
    "1234,5": 123_450,
    "1234": 123_400,
    // Three digits after a point are thousands; the page shows how it read them.
    "1.234": 123_400,
    "1.234.567,89": 123_456_789,
    "0,01": 1,
    " 12 € ": 1_200,
    "€ 12,00": 1_200,
    "12 EUR": 1_200,
    "90071992547409,91": 9_007_199_254_740_991,
  };
  for (const [typed, cents] of Object.entries(good)) assert.equal(parseEuro(typed), cents, typed);
  const bad = [
    "",
    "-1",
    "1,234.50",
    "1,234",
    "12.34,5",
    "1.23.4",
    "1..2",
    "1,",
    ",5",
    "01",
    "1,005",
    "1 000",
    "1e3",
    "½",
    "١٢",
  ];
  for (const typed of [...bad, "90071992547409,92", "999999999999999999"]) assert.equal(parseEuro(typed), null, typed);
});

test("an amount that is filled in is read as itself", () => {
  for (const cents of [0, 1, 10, 99, 100, 123_450, 100_000_000_000_000])
    assert.equal(parseEuro(typedEuro(cents)), cents);
});

test("every refusal with Italian words is one of the rules", () => {
  const source = readFileSync("../contracts/rules/src/refusal.rs", "utf8");
  const list = source.slice(source.indexOf("pub enum Refusal"));
  const known = new Set(
    [...list.matchAll(/^\s{8}([A-Z][A-Za-z]+)(?: \{|,)/gm)].map(([, name = ""]) =>
      name.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase(),
    ),
  );
  assert.ok(known.size > 80, `${known.size} refusals were found in the rules`);
  assert.deepEqual(
    Object.keys(refusals).filter((name) => !known.has(name)),
    [],
  );
});
