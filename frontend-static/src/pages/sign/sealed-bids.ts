// SPDX-License-Identifier: EUPL-1.2
// The bids on a tender that nobody can read yet.

import { ask, type Bid, type Page } from "../../shared/api/index.ts";

/** No tender has more bids than `bounds::BIDS`, so one page has them all. @throws ApiError, NoAnswer */
export async function sealedBids(tender: number): Promise<Bid[]> {
  const { items } = await ask<Page<Bid>>(`/v1/tenders/${tender}/bids`, { query: { limit: 200 } });
  return items.filter(({ status }) => status === "sealed");
}
