// SPDX-License-Identifier: EUPL-1.2
// Amounts as people type them, strictly: `1.234,50` or `1234.50`, and nothing that could be meant otherwise.

/** Whole euro in groups of three or in one piece, then cents after a comma. */
const ITALIAN = /^(0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]{1,2}))?$/;
/** Whole euro in one piece, then cents after a point. */
const PLAIN = /^(0|[1-9][0-9]*)\.([0-9]{1,2})$/;

/** Whole cents; null for what is no amount. */
export function parseEuro(typed: string): number | null {
  const text = typed.trim().replace(/^€\s*|\s*(?:€|EUR|euro)$/i, "");
  const found = ITALIAN.exec(text) ?? PLAIN.exec(text);
  if (found === null) return null;
  const [, whole = "", cents = ""] = found;
  const all = Number(whole.replaceAll(".", "") + cents.padEnd(2, "0"));
  return Number.isSafeInteger(all) ? all : null;
}

/** Whole cents as they may be typed: `1234,50`. */
export const typedEuro = (cents: number): string =>
  `${Math.trunc(cents / 100)},${String(cents % 100).padStart(2, "0")}`;
