// SPDX-License-Identifier: EUPL-1.2
// The beneficiary confirms that a payment arrived, or disputes it.

import { html, nothing } from "lit";
import { api, ask, type Page } from "../../../shared/api/index.ts";
import { day, euro } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import { signHref } from "../../../shared/wallet/links.ts";
import type { WaitingPayment } from "../../../shared/work-lists/types.ts";
import { type Act, type Field, numberOf, type Typed } from "../act.ts";

export const confirm = (id: number, query: URLSearchParams): Promise<Act> => receipt("confirm", id, query);
export const dispute = (id: number, query: URLSearchParams): Promise<Act> => receipt("dispute", id, query);

async function receipt(name: "confirm" | "dispute", id: number, query: URLSearchParams): Promise<Act> {
  const [award, { items }] = await Promise.all([
    api.award(id),
    ask<Page<WaitingPayment>>("/v1/work-lists/awaiting-receipt", { query: { award: id, limit: 200 } }),
  ]);
  // What is disputed can still be confirmed, once it has arrived after all.
  const open = items.filter((one) => name === "confirm" || one.receipt.status === "awaited");
  const asked = numberOf(query, "payment");
  const chosen = (typed: Typed) => open.find(({ payment }) => String(payment) === typed("payment"));
  const said = t.sign.receipt;
  const fields: Field[] = [
    {
      name: "payment",
      kind: "choice",
      label: said.payment,
      options: open.map((one) => [String(one.payment), said.option(one.payment, euro(one.amount), day(one.date))]),
      usual: open.some(({ payment }) => payment === asked) ? String(asked) : String(open[0]?.payment ?? ""),
    },
  ];
  if (name === "dispute") {
    fields.push({ name: "reason", kind: "paragraph", label: said.reason, hint: said.reasonHint });
  }
  return {
    name,
    subject: { kind: "award", id, title: award.title },
    signers: [award.beneficiary],
    permission: "sign",
    ...(open.length === 0 ? { nothing: said.nothing } : {}),
    about: (typed) => {
      const one = chosen(typed);
      const other = name === "confirm" ? "dispute" : "confirm";
      if (one === undefined) return nothing;
      return html`${facts([
        [t.award.fields.administration, party(award.administration)],
        [t.award.payments.columns.amount, euro(one.amount)],
        [t.award.payments.columns.mandate, t.award.payments.mandate(one.mandate.number, one.mandate.year)],
        [t.award.payments.columns.date, day(one.date)],
        ["CUP", one.cup ?? nothing],
        ["CIG", one.cig ?? nothing],
        [
          t.words.receipt.disputed,
          one.receipt.dispute_reason === null ? nothing : html`<span lang="it">«${one.receipt.dispute_reason}»</span>`,
        ],
      ])}
      ${one.receipt.status === "disputed" ? nothing : html`<p class="mt-3 mb-0"><a href=${signHref(other, { award: id, payment: one.payment })}>${said.other[name]}</a></p>`}`;
    },
    fields,
    body: ({ text }) => {
      const payment = Number(text("payment"));
      return {
        award: name === "confirm" ? { confirm: { payment } } : { dispute: { payment, reason: text("reason") } },
      };
    },
  };
}
