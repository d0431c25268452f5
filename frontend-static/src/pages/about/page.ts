// SPDX-License-Identifier: EUPL-1.2
// What the ledger is, what a proof proves, and how to check it.

import { html, type TemplateResult } from "lit";
import { address } from "../../shared/api/index.ts";
import { chapters } from "../../shared/chapters.ts";
import { href, t } from "../../shared/texts.ts";

export async function show(): Promise<TemplateResult> {
  return html`<div class="page-head"><h1>${t.pages.about.title}</h1><p class="lead">${t.about.lead}</p></div>
    ${chapters(t.about.chapters)}
    <div class="actions"><a class="btn btn-primary" href=${href("verify")}>${t.about.verify}</a>
      <a class="btn btn-outline-primary" href="${import.meta.env.BASE_URL}verifier.html" download="portico-verifier.html">${t.about.save}</a>
      <a class="btn btn-outline-primary" href=${address("/reference")}>${t.about.api}</a></div>`;
}
