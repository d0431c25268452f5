// SPDX-License-Identifier: EUPL-1.2
// The administration excludes a bid that was revealed, with the reason and the act.

import { api } from "../../../shared/api/index.ts";
import { euro } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import type { Act } from "../act.ts";

export async function exclude(id: number): Promise<Act> {
  const tender = await api.tender(id);
  const revealed = tender.bids_received.items.filter(({ status }) => status === "revealed");
  const said = t.sign.exclude;
  return {
    name: "exclude",
    subject: { kind: "tender", id, title: tender.title },
    signers: [tender.administration],
    permission: "publish",
    ...(revealed.length === 0 || tender.status !== "active" ? { nothing: said.nothing } : {}),
    about: () => facts([[t.award.fields.administration, party(tender.administration)]]),
    fields: [
      {
        name: "party",
        kind: "choice",
        label: said.party,
        options: revealed.map((one) => [
          String(one.party.id),
          one.price === null ? one.party.name : `${one.party.name}, ${euro(one.price)}`,
        ]),
        usual: String(revealed[0]?.party.id ?? ""),
      },
      { name: "reason", kind: "paragraph", label: said.reason, hint: said.reasonHint },
      { name: "act", kind: "document", label: said.act, hint: said.actHint },
    ],
    body: ({ text, document }) => ({
      tender: { exclude: { party: Number(text("party")), reason: text("reason"), act: document("act") } },
    }),
  };
}
