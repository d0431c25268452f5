// SPDX-License-Identifier: EUPL-1.2
// A party bids in a tender. Until the deadline nobody may read the offer: it is sealed here, and only the commitment is sent,
// so the rules cannot be asked about the offer. What they would refuse when it is revealed must not be sealed: therefore
// documents have no titles of one's own, and price and number of documents are held to the rules' bounds.

import { html, nothing } from "lit";
import { api } from "../../../shared/api/index.ts";
import { euro, cents as money, time } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import { type Offer, type SealedBid, seal } from "../../../shared/wallet/sealed-bid.ts";
import { type Act, numberOf } from "../act.ts";
import { AMOUNT, DOCUMENTS } from "../bounds.ts";
import { tenderPlace } from "../tender-place.ts";

export async function bid(id: number, query: URLSearchParams): Promise<Act> {
  // The page asks for it first.
  const bidder = numberOf(query, "party") ?? 0;
  const [tender, own, place] = await Promise.all([api.tender(id), api.party(bidder), tenderPlace()]);
  const said = t.sign.bid;
  const mine = tender.bids_received.items.find((one) => one.party.id === bidder);
  const needsDocuments = tender.criterion === "quality_price";
  let last: SealedBid | null = null;
  const why =
    tender.procedure === "direct"
      ? { nothing: said.direct }
      : mine?.status === "sealed"
        ? { nothing: said.already }
        : {};
  return {
    name: "bid",
    subject: { kind: "tender", id, title: tender.title },
    signers: [own],
    permission: "sign",
    // The bidder's number is in the commitment: signed with another's key it could not be revealed, and the rules cannot see that.
    ownKeyOnly: true,
    ...why,
    about: () =>
      html`${facts([
        [t.award.fields.administration, party(tender.administration)],
        [said.bidder, party(own)],
        [t.tender.sums.value, euro(tender.value)],
        [t.tender.notice.criterion, tender.criterion === null ? nothing : t.words.criterion[tender.criterion]],
        [t.tender.notice.bidsUntil, tender.bids_until === null ? nothing : time(tender.bids_until)],
        [t.tender.notice.revealUntil, tender.reveal_until === null ? nothing : time(tender.reveal_until)],
      ])}<p class="mt-3 mb-0">${said.how}</p>`,
    fields: [
      {
        name: "price",
        kind: "amount",
        label: said.price,
        problem: (price) => {
          if (price <= 0 || price > AMOUNT) return said.priceBad(euro(money(AMOUNT)));
          // It could be revealed, and could not win.
          return price <= tender.value.cents ? "" : said.priceAbove(euro(tender.value));
        },
      },
      {
        name: "documents",
        kind: "documents",
        titled: false,
        label: said.documents,
        hint: needsDocuments ? said.documentsHint : said.documentsOptional,
        ...(needsDocuments ? {} : { optional: true as const }),
        problem: (digests) => {
          if (digests.length > DOCUMENTS) return said.tooMany(DOCUMENTS);
          return new Set(digests).size === digests.length ? "" : said.twice;
        },
      },
    ],
    keep: async ({ cents, documents }) => {
      const offer: Offer = {
        price: cents("price"),
        documents: documents("documents").map((one, at) => ({ ...one, title: said.documentTitle(at + 1), uri: "" })),
      };
      // Whoever goes back and changes nothing has saved this one.
      if (last === null || JSON.stringify(last.offer) !== JSON.stringify(offer)) {
        last = await seal({ ...place, tender: id, party: bidder }, offer);
      }
      return last;
    },
    body: (_, kept) => {
      if (kept === null) throw new Error("a bid is sealed before it is signed");
      return { tender: { bid: { commitment: kept.commitment } } };
    },
  };
}
