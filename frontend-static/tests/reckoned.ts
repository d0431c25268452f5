// SPDX-License-Identifier: EUPL-1.2
// What the pages reckon themselves, without any browser: how the money flows, how long payments waited, what was paid when. Sums
// agree to the cent with what they are made of.

import assert from "node:assert/strict";
import { test } from "node:test";
import { graph, type Way } from "../src/pages/money/graph.ts";
import { periods } from "../src/pages/money/periods.ts";
import { median, waits } from "../src/pages/party/waits.ts";
import type { AwardAttestation, AwardPayment, Money } from "../src/shared/api/types.ts";

const money = (cents: number): Money => ({ cents, amount: (cents / 100).toFixed(2), currency: "EUR" });
const place = (id: string) => ({ id, name: id.toUpperCase(), address: null });
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Twenty givers, one agreement, thirty receivers, some of them with a milestone behind. */
const ways: Way[] = Array.from({ length: 300 }, (_, at) => ({
  way: [place(`from ${at % 20}`), place("by 1"), place(`to ${at % 30}`), ...(at % 2 === 0 ? [place(`for ${at}`)] : [])],
  value: 1 + ((at * 7919) % 1_000_003),
}));

test("the flow loses no cent, and shows no more than it has room for", () => {
  const { nodes, links } = graph(ways, (count) => `${count} others`);
  const total = sum(ways.map(({ value }) => value));
  const column = (id: string) => nodes.find((node) => node.id === id)?.column ?? -1;
  for (const at of [0, 1]) {
    const between = links.filter(({ source }) => column(source) === at);
    assert.equal(sum(between.map(({ value }) => value)), total, `from column ${at}`);
  }
  const withMilestone = sum(ways.filter(({ way }) => way.length === 4).map(({ value }) => value));
  assert.equal(sum(links.filter(({ source }) => column(source) === 2).map(({ value }) => value)), withMilestone);
  for (const at of [0, 1, 2, 3]) {
    const names = nodes.filter((node) => node.column === at);
    assert.ok(names.length <= 12, `column ${at} has ${names.length}`);
  }
  assert.deepEqual(
    nodes.filter(({ id }) => id.startsWith("others")).map(({ name }) => name),
    ["9 others", "19 others", "139 others"],
  );
  // Each link's ends are there, and no link stands twice.
  const ids = new Set(nodes.map(({ id }) => id));
  assert.ok(links.every(({ source, target }) => ids.has(source) && ids.has(target)));
  assert.equal(new Set(links.map(({ source, target }) => `${source}>${target}`)).size, links.length);
});

test("what is taken together is the smallest", () => {
  const few = Array.from({ length: 14 }, (_, at) => ({ way: [place(`from ${at}`), place("to")], value: at + 1 }));
  const { nodes, links } = graph(few, (count) => String(count));
  assert.equal(links.find(({ source }) => source === "others 0")?.value, 1 + 2 + 3);
  assert.ok(nodes.some(({ id }) => id === "from 3"));
  assert.ok(!nodes.some(({ id }) => id === "from 2"));
});

const award = { id: 7 } as AwardPayment["award"];
const payment = (milestone: number, cents: number, date: string, recorded = `${date}T12:00:00Z`) =>
  ({ award, milestone, amount: money(cents), date, recorded_at: recorded }) as AwardPayment;
const attestation = (milestone: number, cents: number, at: string) =>
  ({ award, milestone, amount: money(cents), attested_at: at }) as AwardAttestation;

test("a payment waited since the last attestation of its milestone that came before it", () => {
  const attestations = [
    attestation(1, 500, "2026-01-01T09:00:00Z"),
    attestation(1, 500, "2026-01-11T09:00:00Z"),
    // Found nothing met, so nothing became payable by it.
    attestation(1, 0, "2026-01-20T09:00:00Z"),
    attestation(2, 900, "2026-01-05T09:00:00Z"),
    // After the payment.
    attestation(2, 900, "2026-03-01T09:00:00Z"),
  ];
  const payments = [payment(1, 400, "2026-01-21"), payment(2, 900, "2026-02-06"), payment(3, 100, "2026-02-06")];
  assert.deepEqual(waits(payments, attestations), [
    { days: 10, cents: 400 },
    { days: 32, cents: 900 },
  ]);
  // A mandate that is dated before what it pays was found has not waited.
  assert.deepEqual(waits([payment(2, 900, "2026-01-02", "2026-01-06T09:00:00Z")], attestations), [
    { days: 0, cents: 900 },
  ]);
});

test("the median of an even number lies between its two in the middle", () => {
  assert.equal(median([3]), 3);
  assert.equal(median([1, 2, 10]), 2);
  assert.equal(median([1, 2, 4, 100]), 3);
});

test("payments are added up by day within a few weeks, by month beyond, and none is left out", () => {
  const days = periods([payment(1, 5, "2026-03-02"), payment(1, 7, "2026-02-27"), payment(1, 11, "2026-03-02")]);
  assert.equal(days.byDay, true);
  assert.deepEqual(
    days.all.map(({ name, cents, sofar }) => [name, cents, sofar]),
    [
      ["2026-02-27", 7, 7],
      ["2026-02-28", 0, 7],
      ["2026-03-01", 0, 7],
      ["2026-03-02", 16, 23],
    ],
  );
  const months = periods([payment(1, 5, "2027-02-01"), payment(1, 7, "2026-11-30"), payment(1, 1, "2026-12-31")]);
  assert.equal(months.byDay, false);
  assert.deepEqual(
    months.all.map(({ name, payments, cents }) => [name, payments, cents]),
    [
      ["2026-11", 1, 7],
      ["2026-12", 1, 1],
      ["2027-01", 0, 0],
      ["2027-02", 1, 5],
    ],
  );
});
