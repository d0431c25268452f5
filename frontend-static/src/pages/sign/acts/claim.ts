// SPDX-License-Identifier: EUPL-1.2
// The beneficiary claims a milestone, or a part of it.

import { nothing } from "lit";
import { typedEuro } from "../../../shared/amounts.ts";
import { api } from "../../../shared/api/index.ts";
import { day, euro } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import { type Act, numberOf, type Typed } from "../act.ts";

export async function claim(id: number, query: URLSearchParams): Promise<Act> {
  const award = await api.award(id);
  const open = award.milestones.filter(({ unclaimed, pending }) => unclaimed.cents > 0 && pending === null);
  const asked = numberOf(query, "milestone");
  const chosen = (typed: Typed) => open.find(({ milestone }) => String(milestone) === typed("milestone"));
  const said = t.sign.claim;
  return {
    name: "claim",
    subject: { kind: "award", id, title: award.title },
    signers: [award.beneficiary],
    permission: "sign",
    ...(open.length === 0 ? { nothing: said.nothing } : {}),
    about: (typed) => {
      const milestone = chosen(typed);
      return facts([
        [t.award.fields.beneficiary, party(award.beneficiary)],
        [t.award.fields.administration, party(award.administration)],
        [t.award.milestones.columns.due, milestone === undefined ? nothing : day(milestone.due)],
        [t.award.milestones.columns.amount, milestone === undefined ? nothing : euro(milestone.amount)],
        [said.unclaimed, milestone === undefined ? nothing : euro(milestone.unclaimed)],
      ]);
    },
    fields: [
      {
        name: "milestone",
        kind: "choice",
        label: t.award.milestones.columns.milestone,
        options: open.map(({ milestone, title }) => [String(milestone), `${milestone}. ${title}`]),
        usual: open.some(({ milestone }) => milestone === asked) ? String(asked) : String(open[0]?.milestone ?? ""),
      },
      {
        name: "amount",
        kind: "amount",
        label: said.amount,
        usual: (typed) => typedEuro(chosen(typed)?.unclaimed.cents ?? 0),
      },
      { name: "statement", kind: "paragraph", label: said.statement, hint: said.statementHint },
      { name: "documents", kind: "documents", label: said.documents, hint: said.documentsHint },
    ],
    body: ({ cents, text, documents }) => {
      const milestone = Number(text("milestone"));
      const claims = open.find((one) => one.milestone === milestone)?.claims ?? 0;
      return {
        award: {
          claim: {
            milestone,
            claim: claims + 1,
            amount: cents("amount"),
            statement: text("statement"),
            documents: documents("documents"),
          },
        },
      };
    },
  };
}
