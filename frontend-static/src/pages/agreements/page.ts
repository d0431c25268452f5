// SPDX-License-Identifier: EUPL-1.2
// All co-design agreements, filtered.

import { html, type TemplateResult } from "lit";
import { agreementStatus } from "../../shared/agreement.ts";
import { type Agreement, api } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { euro, shortDay } from "../../shared/format.ts";
import { party } from "../../shared/html.ts";
import { type Field, list } from "../../shared/list.ts";
import { href, t } from "../../shared/texts.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { columns, filters, sorts } = t.agreements;
  const fields: Field[] = [
    { name: "status", label: filters.status, options: t.words.agreementStatus },
    { name: "administration", label: filters.administration, kind: "number" },
    { name: "participant", label: filters.participant, kind: "number" },
    { name: "year", label: filters.year, kind: "number" },
    { name: "in_force_on", label: filters.inForceOn, kind: "date" },
    { name: "budget_min", label: filters.budgetMin, kind: "euro" },
    { name: "sort", label: filters.sort, options: sorts, usual: "-published_at" },
  ];
  return list<Agreement>({
    here,
    lead: t.agreements.lead,
    empty: t.agreements.empty,
    caption: t.agreements.caption,
    fields,
    hidden: ["invited", "municipality", "published_from", "published_to", "budget_max"],
    path: "/v1/agreements",
    read: api.agreements,
    columns: [
      {
        header: columns.title,
        heads: true,
        cell: ({ id, title }) => html`<a href=${href("agreement", { id })}>${title}</a>`,
      },
      { header: columns.administration, cell: ({ administration }) => party(administration) },
      { header: columns.published, cell: ({ published_at: at }) => shortDay(at.slice(0, 10)) },
      {
        header: columns.period,
        cell: ({ start_date: start, end_date: end }) => t.award.fields.periodValue(shortDay(start), shortDay(end)),
      },
      { header: columns.budget, numeric: true, cell: ({ budget }) => euro(budget) },
      { header: columns.status, cell: agreementStatus },
    ],
  });
}
