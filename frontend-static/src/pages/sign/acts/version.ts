// SPDX-License-Identifier: EUPL-1.2
// A participant signs a version of a co-design agreement. It chooses the file with the text: what is signed is the digest
// of the text that it has, not of one that it is told of.

import { html, nothing } from "lit";
import { type AgreementDetail, ask, type Participant } from "../../../shared/api/index.ts";
import { cents, day, euro, time } from "../../../shared/format.ts";
import { badge, facts, hash, party } from "../../../shared/html.ts";
import { table } from "../../../shared/table.ts";
import { t } from "../../../shared/texts.ts";
import type { Act } from "../act.ts";

export async function sign(id: number): Promise<Act> {
  const agreement = await ask<AgreementDetail>(`/v1/agreements/${id}`);
  const said = t.sign.version;
  const version = agreement.versions.items.find((one) => one.version === agreement.versions_proposed);
  const unsigned = version?.participants.filter(({ signed_at: at }) => at === null) ?? [];
  return {
    name: "sign",
    subject: { kind: "agreement", id, title: agreement.title },
    signers: version?.participants.map((participant) => participant.party) ?? [],
    permission: "sign",
    ...(version === undefined || unsigned.length === 0 ? { nothing: said.nothing } : {}),
    about: () =>
      version === undefined
        ? nothing
        : html`${facts([
            [t.award.fields.administration, party(agreement.administration)],
            [said.version, version.version],
            [said.budget, euro(version.budget)],
            [said.end, day(version.end_date)],
            [said.digest, hash(version.text_sha256)],
          ])}${participants(version.participants)}`,
    fields: [{ name: "text", kind: "document", label: said.text, hint: said.textHint }],
    body: ({ document }) => ({
      agreement: { sign: { version: version?.version ?? 0, text_sha256: document("text").sha256 } },
    }),
  };
}

function participants(all: readonly Participant[]) {
  const { caption, columns, waiting } = t.sign.version;
  return html`<div class="mt-3">${table(
    caption,
    [
      { header: columns.party, heads: true, cell: (one) => party(one.party) },
      {
        header: columns.brings,
        numeric: true,
        cell: ({ money, staff, assets }) => euro(cents(money.cents + staff.cents + assets.cents)),
      },
      {
        header: columns.signed,
        cell: ({ signed_at: at }) => (at === null ? badge(waiting, "secondary") : html`${time(at)}`),
      },
    ],
    all,
  )}</div>`;
}
