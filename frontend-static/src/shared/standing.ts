// SPDX-License-Identifier: EUPL-1.2
// How an organisation stands, in a word. Whether that is good is the API's to say, which asks the rules.

import { html, nothing, type TemplateResult } from "lit";
import type { Party } from "./api/index.ts";
import { shortDay } from "./format.ts";
import { badge } from "./html.ts";
import { t } from "./texts.ts";

export function standing({
  standing: { good, suspended, valid_until: until },
}: Pick<Party, "standing">): TemplateResult {
  const said = t.party.standing;
  const last = (words: (day: string) => string) =>
    until === null ? nothing : html` <span class="small text-nowrap">${words(shortDay(until))}</span>`;
  if (good) return html`${badge(said.good, "success")}${last(said.until)}`;
  if (suspended) return badge(said.suspended, "danger");
  return until === null ? badge(said.none, "secondary") : html`${badge(said.lapsed, "warning")}${last(said.was)}`;
}
