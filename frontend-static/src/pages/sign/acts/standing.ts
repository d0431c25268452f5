// SPDX-License-Identifier: EUPL-1.2
// An oversight body vouches for a cooperative's standing, until a day.

import { nothing } from "lit";
import { ask, type Page, type Party, type PartyDetail, type StandingKind } from "../../../shared/api/index.ts";
import { day } from "../../../shared/format.ts";
import { badge, facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import type { Act } from "../act.ts";

const KINDS: readonly StandingKind[] = ["review_certificate", "register_check"];

export async function standing(id: number): Promise<Act> {
  const [about, { items: bodies }] = await Promise.all([
    ask<PartyDetail>(`/v1/parties/${id}`),
    ask<Page<Party>>("/v1/parties", { query: { kind: "oversight_body", suspended: false, limit: 50 } }),
  ]);
  const said = t.sign.standing;
  const now = about.standing;
  return {
    name: "standing",
    subject: { kind: "party", id, title: about.name },
    signers: bodies,
    permission: "attest",
    ...(bodies.length === 0 ? { nothing: said.nothing } : {}),
    about: () =>
      facts([
        [said.now, now.good ? badge(said.good, "success") : badge(said.bad, "danger")],
        [said.until, now.valid_until === null ? nothing : day(now.valid_until)],
        [said.by, now.attested_by === null ? nothing : party(now.attested_by)],
      ]),
    fields: [
      {
        name: "kind",
        kind: "choice",
        label: said.kind,
        options: KINDS.map((kind) => [kind, t.words.standingKind[kind]]),
        usual: now.kind ?? "review_certificate",
      },
      { name: "valid_until", kind: "day", label: said.validUntil },
      { name: "document", kind: "document", label: said.document, hint: said.documentHint },
    ],
    body: ({ text, document }) => ({
      party: {
        attest_standing: { kind: text("kind"), valid_until: text("valid_until"), document: document("document") },
      },
    }),
  };
}
