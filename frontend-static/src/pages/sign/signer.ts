// SPDX-License-Identifier: EUPL-1.2
// Whose a key is, as the registry says, so that a person is told before signing. The rules decide.

import { ask, type PartyDetail, type PartyKey, type Permission } from "../../shared/api/index.ts";

export type Owner =
  | { is: "good" | "revoked" | "powerless"; party: PartyDetail; key: PartyKey }
  /** Of none of those who may sign. */
  | { is: "foreign" }
  /** They have more keys than the API lists at once. */
  | { is: "unknown" };

/** Those who may sign, with their keys. @throws ApiError, NoAnswer */
export const parties = (ids: readonly number[]): Promise<PartyDetail[]> =>
  Promise.all(ids.map((id) => ask<PartyDetail>(`/v1/parties/${id}`)));

export function ownerOf(key: string, signers: readonly PartyDetail[], permission: Permission): Owner {
  for (const party of signers) {
    const found = party.keys.items.find((one) => one.key === key);
    if (found === undefined) continue;
    if (found.revoked) return { is: "revoked", party, key: found };
    return { is: found.permissions.includes(permission) ? "good" : "powerless", party, key: found };
  }
  return { is: signers.some(({ keys }) => keys.total > keys.items.length) ? "unknown" : "foreign" };
}
