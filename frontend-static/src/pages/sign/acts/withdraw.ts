// SPDX-License-Identifier: EUPL-1.2
// A bidder takes its sealed bid back before the deadline.

import { nothing } from "lit";
import { api } from "../../../shared/api/index.ts";
import { time } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import type { Act } from "../act.ts";
import { sealedBids } from "../sealed-bids.ts";

export async function withdraw(id: number): Promise<Act> {
  const [tender, bids] = await Promise.all([api.tender(id), sealedBids(id)]);
  return {
    name: "withdraw",
    subject: { kind: "tender", id, title: tender.title },
    signers: bids.map((bid) => bid.party),
    permission: "sign",
    ...(bids.length === 0 ? { nothing: t.sign.withdraw.nothing } : {}),
    about: () =>
      facts([
        [t.award.fields.administration, party(tender.administration)],
        [t.tender.notice.bidsUntil, tender.bids_until === null ? nothing : time(tender.bids_until)],
        ["", t.sign.withdraw.how],
      ]),
    fields: [],
    body: () => ({ tender: "withdraw_bid" }),
  };
}
