// SPDX-License-Identifier: EUPL-1.2
// The public files that were imported.

import { html, type TemplateResult } from "lit";
import { api, type Import } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { euro, number, shortDay } from "../../shared/format.ts";
import { badge, party } from "../../shared/html.ts";
import { list } from "../../shared/list.ts";
import { href, t } from "../../shared/texts.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { columns, filters, sorts, complete, running } = t.imports;
  return list<Import>({
    here,
    lead: t.imports.lead,
    empty: t.imports.empty,
    caption: t.imports.caption,
    fields: [
      { name: "administration", label: filters.administration, kind: "number" },
      { name: "sort", label: filters.sort, options: sorts, usual: "-opened_at" },
    ],
    hidden: ["sha256", "complete", "opened_from", "opened_to"],
    path: "/v1/imports",
    read: api.imports,
    columns: [
      {
        header: columns.title,
        heads: true,
        cell: ({ id, source }) => html`<a href=${href("import", { id })}>${source.title}</a>`,
      },
      { header: columns.administration, cell: ({ administration }) => party(administration) },
      { header: columns.opened, cell: ({ opened_at: at }) => shortDay(at.slice(0, 10)) },
      { header: columns.rows, numeric: true, cell: ({ source }) => number(source.rows) },
      { header: columns.recorded, numeric: true, cell: ({ recorded }) => number(recorded.rows) },
      { header: columns.awarded, numeric: true, cell: ({ recorded }) => euro(recorded.awarded) },
      { header: columns.paid, numeric: true, cell: ({ recorded }) => euro(recorded.paid) },
      { header: columns.state, cell: (of) => (of.complete ? badge(complete, "success") : badge(running, "warning")) },
    ],
  });
}
