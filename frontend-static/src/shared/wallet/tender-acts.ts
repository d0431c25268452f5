// SPDX-License-Identifier: EUPL-1.2
// What whoever takes part in a tender can sign now. Others need not see it: it is folded away. It compares deadlines with the
// visitor's clock, and decides nothing.

import { html, nothing, type TemplateResult } from "lit";
import type { TenderDetail } from "../api/index.ts";
import { icon } from "../html.ts";
import { t } from "../texts.ts";
import { type ActName, signHref } from "./links.ts";

export function tenderActs(tender: TenderDetail): TemplateResult | typeof nothing {
  const said = t.sign.here;
  const acts = open(tender);
  if (acts.length === 0) return nothing;
  return html`<details class="acts-here"><summary>${icon("it-pencil", "icon-sm icon-primary me-1")}${said.title}</summary>
    <p class="small mb-2">${said.tender}</p>
    <ul class="choices mt-0">${acts.map((act) => html`<li><a class="btn btn-outline-primary btn-sm" href=${signHref(act, { tender: tender.id })}>${said[act]}</a></li>`)}</ul></details>`;
}

function open({ status, bids_until: bids, reveal_until: reveal, bids_received: { items } }: TenderDetail) {
  const acts: Extract<ActName, "bid" | "withdraw" | "reveal" | "exclude">[] = [];
  if (status !== "active" || bids === null || reveal === null) return acts;
  const now = Date.now();
  const isSealed = items.some((one) => one.status === "sealed");
  if (now <= Date.parse(bids)) acts.push("bid", ...(isSealed ? (["withdraw"] as const) : []));
  else if (now <= Date.parse(reveal) && isSealed) acts.push("reveal");
  if (items.some((one) => one.status === "revealed")) acts.push("exclude");
  return acts;
}
