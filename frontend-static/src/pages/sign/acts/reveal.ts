// SPDX-License-Identifier: EUPL-1.2
// A bidder reveals its bid, from the file that it kept. Whoever checks a command sends it to the service: so nothing is
// sent before the deadline for bids has passed, by the visitor's clock and by the chain's, nor what is not the bid on the ledger.

import { nothing } from "lit";
import { api } from "../../../shared/api/index.ts";
import { cents, euro, time } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import { prepare } from "../../../shared/wallet/commands.ts";
import type { SealedBid } from "../../../shared/wallet/sealed-bid.ts";
import type { Act } from "../act.ts";
import { sealedBids } from "../sealed-bids.ts";
import { tenderPlace } from "../tender-place.ts";

export async function reveal(id: number): Promise<Act> {
  const [tender, bids, place] = await Promise.all([api.tender(id), sealedBids(id), tenderPlace()]);
  const said = t.sign.reveal;
  const { bids_until: until } = tender;
  const why =
    bids.length === 0 ? said.nothing : until !== null && Date.now() <= Date.parse(until) ? said.early(time(until)) : "";
  const problem = (bid: SealedBid): string => {
    if (bid.genesis !== place.genesis || bid.contract !== place.contract) return said.elsewhere;
    if (bid.tender !== id) return said.otherTender(bid.tender);
    const known = bids.find((one) => one.party.id === bid.party);
    if (known === undefined) return said.noBid(bid.party);
    return known.commitment === bid.commitment ? "" : said.withdrawn;
  };
  return {
    name: "reveal",
    subject: { kind: "tender", id, title: tender.title },
    signers: bids.map((bid) => bid.party),
    permission: "sign",
    ...(why === "" ? {} : { nothing: why }),
    about: () =>
      facts([
        [t.award.fields.administration, party(tender.administration)],
        [t.tender.notice.revealUntil, tender.reveal_until === null ? nothing : time(tender.reveal_until)],
      ]),
    fields: [
      {
        name: "bid",
        kind: "bid",
        label: said.file,
        hint: said.fileHint,
        problem,
        about: ({ offer }) => said.offer(euro(cents(offer.price)), offer.documents.length),
      },
    ],
    // While a bid can still be withdrawn, nobody may see it.
    before: async (key) => {
      const { refused } = (await prepare({ subject: id, body: { tender: "withdraw_bid" }, key })).trial;
      if (refused === null) return said.early(until === null ? "" : time(until));
      const { refusal } = refused;
      const isOver = typeof refusal === "object" && refusal !== null && Object.hasOwn(refusal, "deadline_passed");
      return isOver ? null : refused;
    },
    body: ({ bid }) => {
      const { salt, offer } = bid("bid");
      return { tender: { reveal: { salt, offer } } };
    },
  };
}
