// SPDX-License-Identifier: EUPL-1.2
// What whoever takes part in an award can sign now, with everything filled in. Others need not see it: it is folded away.

import { html, nothing, type TemplateResult } from "lit";
import type { AwardDetail } from "../api/index.ts";
import { icon } from "../html.ts";
import { t } from "../texts.ts";
import { signHref } from "./links.ts";

export function actsHere({ id, milestones, payments, status }: AwardDetail): TemplateResult | typeof nothing {
  const said = t.sign.here;
  const running = status === "published" ? milestones : [];
  const links = [
    ...running
      .filter(({ pending, unclaimed }) => pending === null && unclaimed.cents > 0)
      .map(({ milestone }) => ({ to: signHref("claim", { award: id, milestone }), text: said.claim(milestone) })),
    ...running
      .filter(({ pending }) => pending !== null)
      .map(({ milestone }) => ({ to: signHref("attest", { award: id, milestone }), text: said.attest(milestone) })),
    ...running
      .filter(({ unpaid }) => unpaid.cents > 0)
      .map(({ milestone }) => ({ to: signHref("pay", { award: id, milestone }), text: said.pay(milestone) })),
    ...payments.items
      .filter(({ receipt }) => receipt.status !== "confirmed")
      .map(({ payment }) => ({ to: signHref("confirm", { award: id, payment }), text: said.confirm(payment) })),
  ];
  if (links.length === 0) return nothing;
  return html`<details class="acts-here"><summary>${icon("it-pencil", "icon-sm icon-primary me-1")}${said.title}</summary>
    <p class="small mb-2">${said.hint}</p>
    <ul class="choices mt-0">${links.map(({ to, text }) => html`<li><a class="btn btn-outline-primary btn-sm" href=${to}>${text}</a></li>`)}</ul></details>`;
}
