// SPDX-License-Identifier: EUPL-1.2
// The accessibility statement.

import { html, type TemplateResult } from "lit";
import { address } from "../../shared/api/index.ts";
import { chapters } from "../../shared/chapters.ts";
import { t } from "../../shared/texts.ts";

export async function show(): Promise<TemplateResult> {
  return html`<div class="page-head"><h1>${t.pages.accessibility.title}</h1><p class="lead">${t.accessibility.lead}</p></div>
    ${chapters(t.accessibility.chapters)}
    <p><a href=${address("/reference")}>${t.accessibility.api}</a></p>`;
}
