// SPDX-License-Identifier: EUPL-1.2
// The administration records a payment order. No money moves here: what was ordered is recorded.

import { nothing } from "lit";
import { typedEuro } from "../../../shared/amounts.ts";
import { api } from "../../../shared/api/index.ts";
import { euro, today } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import { type Act, numberOf, type Typed } from "../act.ts";

export async function pay(id: number, query: URLSearchParams): Promise<Act> {
  const award = await api.award(id);
  const open = award.milestones.filter(({ unpaid }) => unpaid.cents > 0);
  const asked = numberOf(query, "milestone");
  const chosen = (typed: Typed) => open.find(({ milestone }) => String(milestone) === typed("milestone"));
  const said = t.sign.pay;
  return {
    name: "pay",
    subject: { kind: "award", id, title: award.title },
    signers: [award.administration],
    permission: "pay",
    ...(open.length === 0 ? { nothing: said.nothing } : {}),
    about: (typed) => {
      const milestone = chosen(typed);
      return facts([
        [t.award.fields.beneficiary, party(award.beneficiary)],
        [t.award.fields.administration, party(award.administration)],
        [t.words.sums.attested, milestone === undefined ? nothing : euro(milestone.attested)],
        [t.words.sums.paid, milestone === undefined ? nothing : euro(milestone.paid)],
        [said.unpaid, milestone === undefined ? nothing : euro(milestone.unpaid)],
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
        usual: (typed) => typedEuro(chosen(typed)?.unpaid.cents ?? 0),
      },
      { name: "mandate", kind: "line", label: said.mandate, hint: said.mandateHint },
      { name: "year", kind: "year", label: said.year, usual: today().slice(0, 4) },
      { name: "date", kind: "day", label: said.date, usual: today() },
      { name: "cup", kind: "code", label: "CUP", hint: said.codeHint, usual: award.cup ?? "", optional: true },
      { name: "cig", kind: "code", label: "CIG", hint: said.codeHint, usual: award.cig ?? "", optional: true },
    ],
    body: ({ cents, text, code }) => ({
      award: {
        pay: {
          payment: award.payments.total + 1,
          milestone: Number(text("milestone")),
          amount: cents("amount"),
          mandate: { year: Number(text("year")), number: text("mandate") },
          date: text("date"),
          cup: code("cup"),
          cig: code("cig"),
        },
      },
    }),
  };
}
