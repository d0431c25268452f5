// SPDX-License-Identifier: EUPL-1.2
// What a beneficiary says of a payment.

import { html, nothing, type TemplateResult } from "lit";
import type { Payment } from "./api/index.ts";
import { time } from "./format.ts";
import { badge, said } from "./html.ts";
import { t } from "./texts.ts";

const COLOURS = { awaited: "secondary", confirmed: "success", disputed: "danger" } as const;

export function receipt({ receipt: { status, at, dispute_reason: reason } }: Pick<Payment, "receipt">): TemplateResult {
  return html`${badge(t.words.receipt[status], COLOURS[status])}
    ${at === null ? nothing : html`<br><time class="small" datetime=${at}>${time(at)}</time>`}
    ${reason === null ? nothing : html`<br><span class="small">«${said(reason)}»</span>`}`;
}
