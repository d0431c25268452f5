// SPDX-License-Identifier: EUPL-1.2
// Verifying a proof that the visitor has.

import { html, type TemplateResult } from "lit";
import { icon } from "../../shared/html.ts";
import { href, t } from "../../shared/texts.ts";
import "../../shared/verify/verify-evidence.ts";

export async function show(): Promise<TemplateResult> {
  return html`<div class="page-head"><h1>${t.pages.verify.title}</h1><p class="lead">${t.verify.lead}</p>
    <p><a href=${href("about")}>${t.pages.about.title}</a></p></div>
    <verify-evidence></verify-evidence>
    <p class="mt-5">${t.verify.local}</p>
    <p><a class="btn btn-outline-primary btn-sm" href="${import.meta.env.BASE_URL}verifier.html" download="portico-verifier.html">${icon("it-download", "icon-sm icon-primary me-1")}${t.verify.verifier}</a></p>`;
}
