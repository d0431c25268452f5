// SPDX-License-Identifier: EUPL-1.2
// What a web server shows where there is nothing. It comes for addresses of both languages, so it speaks both.

import { html, type TemplateResult } from "lit";
import { href, t } from "../../shared/texts.ts";

export async function show(): Promise<TemplateResult> {
  const { italian, english } = t.notFound;
  return html`<div class="page-head"><h1>${t.pages["not-found"].title}</h1><p class="lead" lang="it">${italian}</p><p lang="en">${english}</p></div>
    <p><a class="btn btn-primary" href=${href("home")}>${t.notFound.home}</a></p>`;
}
