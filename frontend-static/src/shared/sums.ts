// SPDX-License-Identifier: EUPL-1.2
// Granted, attested, paid and recovered, side by side.

import { html, nothing, type TemplateResult } from "lit";
import type { Money } from "./api/index.ts";
import { euro, percent } from "./format.ts";
import { t } from "./texts.ts";

export interface Sums {
  granted: Money;
  attested: Money;
  paid: Money;
  recovered: Money;
}

const NAMES = ["granted", "attested", "paid", "recovered"] as const;

export function sums(of: Sums): TemplateResult {
  return html`<dl class="sums">${NAMES.map(
    (name) =>
      html`<div class=${name} data-sum=${name}><dt>${t.words.sums[name]}</dt><dd><span class="sum">${euro(of[name])}</span>${
        (name === "attested" || name === "paid") && of.granted.cents > 0
          ? html`<span class="share">${t.award.of(percent(of[name], of.granted))}</span>`
          : nothing
      }</dd></div>`,
  )}</dl>`;
}
