// SPDX-License-Identifier: EUPL-1.2
// How long payments waited, by what the API says of payments and attestations.

import type { AwardAttestation, AwardPayment } from "../../shared/api/types.ts";

export interface Wait {
  days: number;
  cents: number;
}

/** The days from the last attestation of the milestone that came before the payment; none if it is not among these. */
export function waits(payments: readonly AwardPayment[], attestations: readonly AwardAttestation[]): Wait[] {
  const found = new Map<string, string[]>();
  for (const { award, milestone, amount, attested_at: at } of attestations) {
    if (amount.cents > 0) found.set(`${award.id}/${milestone}`, [...(found.get(`${award.id}/${milestone}`) ?? []), at]);
  }
  return payments.flatMap(({ award, milestone, amount, date, recorded_at: recorded }) => {
    const before = (found.get(`${award.id}/${milestone}`) ?? []).filter((at) => at <= recorded).toSorted();
    const last = before.at(-1);
    if (last === undefined) return [];
    // A mandate of the day before its recording may be dated before the attestation: that is no waiting.
    const days = (Date.parse(date) - Date.parse(last.slice(0, 10))) / 86_400_000;
    return [{ days: Math.max(0, days), cents: amount.cents }];
  });
}

export function median(sorted: readonly number[]): number {
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
    sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0,
  ];
  return (low + high) / 2;
}
