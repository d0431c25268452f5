// SPDX-License-Identifier: EUPL-1.2
// Checking a document: it is hashed in this browser, and the ledger is asked who refers to that digest.

import { html, type TemplateResult } from "lit";
import type { Here } from "../../shared/begin.ts";
import { t } from "../../shared/texts.ts";
import "./check-documents.ts";

export async function show(here: Here): Promise<TemplateResult> {
  return html`<div class="page-head"><h1>${t.pages.document.title}</h1><p class="lead">${t.document.lead}</p></div>
    <check-documents digest=${here.query.get("sha256") ?? ""}></check-documents>`;
}
