// SPDX-License-Identifier: EUPL-1.2
// All organisations, filtered.

import { html, type TemplateResult } from "lit";
import { api, type Party } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { shortDay } from "../../shared/format.ts";
import { type Field, list } from "../../shared/list.ts";
import { municipality } from "../../shared/municipality.ts";
import { standing } from "../../shared/standing.ts";
import { href, t } from "../../shared/texts.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { columns, filters, sorts } = t.parties;
  const fields: Field[] = [
    { name: "kind", label: filters.kind, options: t.words.partyKind },
    { name: "identifier", label: filters.identifier },
    { name: "municipality", label: filters.municipality },
    { name: "suspended", label: filters.suspended, options: { true: t.parties.yes, false: t.parties.no } },
    { name: "valid_until_from", label: filters.validUntil, kind: "date" },
    { name: "sort", label: filters.sort, options: sorts, usual: "name" },
  ];
  return list<Party>({
    here,
    lead: t.parties.lead,
    empty: t.parties.empty,
    caption: t.parties.caption,
    fields,
    hidden: ["registered_by", "attested_by", "registered_from", "registered_to", "valid_until_to"],
    path: "/v1/parties",
    read: api.parties,
    columns: [
      { header: columns.name, heads: true, cell: ({ id, name }) => html`<a href=${href("party", { id })}>${name}</a>` },
      { header: columns.kind, cell: ({ kind }) => t.words.partyKind[kind] },
      { header: columns.identifier, cell: ({ identifier }) => identifier.id },
      { header: columns.municipality, cell: ({ municipality: code }) => (code === null ? "–" : municipality(code)) },
      { header: columns.standing, cell: standing },
      { header: columns.registered, cell: ({ registered_at: at }) => shortDay(at.slice(0, 10)) },
    ],
  });
}
