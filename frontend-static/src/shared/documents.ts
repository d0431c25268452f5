// SPDX-License-Identifier: EUPL-1.2
// The documents that the award's entries refer to, each once, with its digest.

import { html, type TemplateResult } from "lit";
import type { SubjectDocument } from "../../shared/api/index.ts";
import { external, hash } from "../../shared/html.ts";
import { empty } from "../../shared/states.ts";
import { t } from "../../shared/texts.ts";

export function documents(items: readonly SubjectDocument[]): TemplateResult {
  if (items.length === 0) return empty(t.award.documents.empty);
  const once = new Map<string, SubjectDocument[]>();
  for (const item of items) once.set(item.sha256, [...(once.get(item.sha256) ?? []), item]);
  return html`<ul class="documents list-unstyled">${[...once.values()].map(([first, ...more]) => (first === undefined ? "" : one(first, more)))}</ul>`;
}

const one = (document: SubjectDocument, more: readonly SubjectDocument[]): TemplateResult =>
  html`<li class="mb-3">
    <span class="fw-semibold">${linked(document)}</span> <span class="small">(${document.media_type})</span><br>
    ${[document, ...more].map(
      ({ seq, action }, at) =>
        html`${at > 0 ? ", " : ""}<a class="small" href="#entry-${seq}">${t.words.action[action] ?? action} (${t.trail.entry(seq).toLowerCase()})</a>`,
    )}<br><span class="small">SHA-256 ${hash(document.sha256)}</span></li>`;

/** Only addresses of the web become links: what stands on the ledger was written by others. */
function linked({ uri, title }: SubjectDocument): TemplateResult {
  const isWeb = /^https?:\/\//i.test(uri);
  return isWeb ? external(uri, title) : html`${title}`;
}
