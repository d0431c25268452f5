// SPDX-License-Identifier: EUPL-1.2
// Payments by month, or by day where it all happened within a few weeks.

import type { AwardPayment } from "../../shared/api/types.ts";

export interface Period {
  /** `2026-03`, or `2026-03-02`. */
  name: string;
  payments: number;
  cents: number;
  sofar: number;
}

/** From how many days on bars are months. */
const DAYS = 45;

export function periods(payments: readonly AwardPayment[]): { byDay: boolean; all: Period[] } {
  const dates = payments.map(({ date }) => date).toSorted();
  const [first = "", last = ""] = [dates[0], dates.at(-1)];
  const byDay = (Date.parse(last) - Date.parse(first)) / 86_400_000 <= DAYS;
  const names = byDay ? daysBetween(first, last) : monthsBetween(first.slice(0, 7), last.slice(0, 7));
  const found = new Map(names.map((name) => [name, { name, payments: 0, cents: 0, sofar: 0 }]));
  for (const { date, amount } of payments) {
    const period = found.get(byDay ? date : date.slice(0, 7));
    if (period === undefined) continue;
    period.payments += 1;
    period.cents += amount.cents;
  }
  let sofar = 0;
  for (const period of found.values()) {
    sofar += period.cents;
    period.sofar = sofar;
  }
  return { byDay, all: [...found.values()] };
}

function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let at = first; at <= last; ) {
    months.push(at);
    const [year = 0, month = 0] = at.split("-").map(Number);
    at = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, "0")}`;
  }
  return months;
}
