// SPDX-License-Identifier: EUPL-1.2
// The whole ledger, entry by entry.

import { html, type TemplateResult } from "lit";
import { api, type Line } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { briefly } from "../../shared/entries.ts";
import { type Field, list } from "../../shared/list.ts";
import { t } from "../../shared/texts.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { filters, sorts, carried } = t.entries;
  const fields: Field[] = [
    { name: "subject_kind", label: filters.subjectKind, options: t.words.subject },
    { name: "subject", label: filters.subject, kind: "number" },
    { name: "signer", label: filters.signer, kind: "number" },
    { name: "action", label: filters.action, options: t.words.action },
    { name: "carried", label: filters.carried, options: carried },
    { name: "from", label: filters.from, kind: "date" },
    { name: "to", label: filters.to, kind: "date" },
    { name: "sort", label: filters.sort, options: sorts, usual: "-id" },
  ];
  return list<Line>({
    here,
    lead: t.entries.lead,
    empty: t.entries.empty,
    caption: t.pages.entries.title,
    fields,
    hidden: ["block_from", "block_to"],
    path: "/v1/entries",
    read: api.entries,
    shown: (items) => html`<ol class="trail">${items.map((line) => briefly(line))}</ol>`,
  });
}
