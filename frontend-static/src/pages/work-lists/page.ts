// SPDX-License-Identifier: EUPL-1.2
// Work lists for officials.

import { html, type TemplateResult } from "lit";
import { t } from "../../shared/texts.ts";

export async function show(): Promise<TemplateResult> {
  return html`<h1>${t.pages["work-lists"].title}</h1>`;
}
