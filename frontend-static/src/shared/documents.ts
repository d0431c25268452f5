// SPDX-License-Identifier: EUPL-1.2
// The documents that the award's entries refer to, each once, with its digest.

import { html, type TemplateResult } from "lit";
import type { SubjectDocument } from "./api/index.ts";
import { hash, said, webLink } from "./html.ts";
import { empty } from "./states.ts";
import { href, t } from "./texts.ts";

export function documents(items: readonly SubjectDocument[]): TemplateResult {
  if (items.length === 0) return empty(t.award.documents.empty);
  const once = new Map<string, SubjectDocument[]>();
  for (const item of items) once.set(item.sha256, [...(once.get(item.sha256) ?? []), item]);
  return html`<ul class="documents list-unstyled">${[...once.values()].map(([first, ...more]) => (first === undefined ? "" : one(first, more)))}</ul>`;
}

const one = (document: SubjectDocument, more: readonly SubjectDocument[]): TemplateResult =>
  html`<li class="mb-3">
    <span class="fw-semibold">${webLink(document.uri, said(document.title))}</span> <span class="small">(${document.media_type})</span><br>
    ${[document, ...more].map(
      ({ seq, action }, at) =>
        html`${at > 0 ? ", " : ""}<a class="small" href="#entry-${seq}">${t.words.action[action] ?? action} (${t.trail.entry(seq).toLowerCase()})</a>`,
    )}<br><span class="small">SHA-256 ${hash(document.sha256)} · <a href=${href("document", { sha256: document.sha256 })}>${t.award.documents.check}</a></span></li>`;
