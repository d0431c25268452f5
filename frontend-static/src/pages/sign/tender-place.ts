// SPDX-License-Identifier: EUPL-1.2
// Which ledger keeps the tenders here: a bid's file names it, so that a bid on another ledger's tender is told from one on this.

import { api } from "../../shared/api/index.ts";
import type { BidPlace } from "../../shared/wallet/sealed-bid.ts";

/** @throws ApiError, NoAnswer; Error where the ledger has no tenders, which then have no pages either */
export async function tenderPlace(): Promise<Pick<BidPlace, "genesis" | "contract">> {
  const { chain, contracts } = await api.status();
  const contract = contracts.find(({ subject_kind: kind }) => kind === "tender");
  if (contract === undefined) throw new Error("this ledger keeps no tenders");
  return { genesis: chain.genesis, contract: contract.address };
}
