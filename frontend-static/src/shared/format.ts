// SPDX-License-Identifier: EUPL-1.2
// Amounts, days, times and numbers as a person reads them. Amounts are never floats: their decimal text is what is
// formatted.

import type { Day, Money, Time } from "./api/types.ts";
import { language } from "./texts.ts";

const locale = (): string => (language === "it" ? "it-IT" : "en-GB");

const made = new Map<string, unknown>();
function kept<T>(name: string, make: () => T): T {
  const key = `${language} ${name}`;
  let format = made.get(key) as T | undefined;
  if (format === undefined) {
    format = make();
    made.set(key, format);
  }
  return format;
}

/** `{amount: "1234.50"}`: 1.234,50 €. */
export function euro(money: Money): string {
  return kept(
    "euro",
    () => new Intl.NumberFormat(locale(), { style: "currency", currency: "EUR", useGrouping: "always" }),
  ).format(money.amount as `${number}`);
}

/** Whole cents as money. @throws RangeError for what is no number of whole cents. */
export function cents(whole: number): Money {
  if (!Number.isSafeInteger(whole) || whole < 0) throw new RangeError(`no whole cents: ${whole}`);
  const text = String(whole).padStart(3, "0");
  return { cents: whole, amount: `${text.slice(0, -2)}.${text.slice(-2)}`, currency: "EUR" };
}

/** Whole euro, for axes; in millions where they are long: 12.000 €, 1,5 Mln €. */
export function shortEuro(whole: number): string {
  const isLong = whole >= 1e8;
  return kept(
    `short euro ${isLong}`,
    () =>
      new Intl.NumberFormat(locale(), {
        style: "currency",
        currency: "EUR",
        useGrouping: "always",
        ...(isLong ? { notation: "compact", maximumFractionDigits: 1 } : { maximumFractionDigits: 0 }),
      }),
  ).format(whole / 100);
}

/** `2026-03-02`: 2 marzo 2026. */
export function day(date: Day): string {
  return kept("day", () => new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone: "UTC" })).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** `2026-03-02`: 2 mar 2026. */
export function shortDay(date: Day): string {
  return kept("short day", () => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeZone: "UTC" })).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** `2026-03`: marzo 2026. */
export function month(name: string): string {
  return kept(
    "month",
    () => new Intl.DateTimeFormat(locale(), { month: "long", year: "numeric", timeZone: "UTC" }),
  ).format(new Date(`${name}-01T00:00:00Z`));
}

/** For axes. `2026-03`: mar 26; `2026-03-02`: 2 mar. */
export function tick(period: string): string {
  const isDay = period.length > "2026-03".length;
  return kept(
    `tick ${isDay}`,
    () =>
      new Intl.DateTimeFormat(locale(), {
        month: "short",
        timeZone: "UTC",
        ...(isDay ? { day: "numeric" } : { year: "2-digit" }),
      }),
  ).format(new Date(`${isDay ? period : `${period}-01`}T00:00:00Z`));
}

/** A moment, on Italian clocks. */
export function time(at: Time): string {
  return kept(
    "time",
    () => new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Rome" }),
  ).format(new Date(at));
}

export function number(value: number): string {
  return kept("number", () => new Intl.NumberFormat(locale(), { useGrouping: "always" })).format(value);
}

/** Whole hundredths, such as a bid's points: 8750 is 87,50. */
export function hundredths(whole: number): string {
  return kept(
    "hundredths",
    () => new Intl.NumberFormat(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  ).format(whole / 100);
}

/** How much of a whole a part is, in whole percent, never rounded up to all of it: 99 %. */
export function percent(part: Money, whole: Money): string {
  const share = whole.cents === 0 ? 0 : Math.floor((part.cents / whole.cents) * 100) / 100;
  return kept("percent", () => new Intl.NumberFormat(locale(), { style: "percent" })).format(share);
}

/** `0x1234…cdef`, where a whole digest is in the way. */
export const shortHash = (hash: string): string => `${hash.slice(0, 10)}…${hash.slice(-6)}`;

/** Today's day in Italy. */
export function today(): Day {
  // Swedish dates are ISO 8601.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(new Date());
}
