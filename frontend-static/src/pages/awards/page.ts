// SPDX-License-Identifier: EUPL-1.2
// All awards, filtered.

import { html, type TemplateResult } from "lit";
import { type Award, api } from "../../shared/api/index.ts";
import { awardStatus } from "../../shared/award.ts";
import type { Here } from "../../shared/begin.ts";
import { euro, shortDay } from "../../shared/format.ts";
import { party } from "../../shared/html.ts";
import { type Field, list } from "../../shared/list.ts";
import { href, t } from "../../shared/texts.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { columns, filters, sorts } = t.awards;
  const fields: Field[] = [
    { name: "kind", label: filters.kind, options: t.words.awardKind },
    { name: "status", label: filters.status, options: t.words.awardStatus },
    { name: "year", label: filters.year, kind: "number" },
    { name: "administration", label: filters.administration, kind: "number" },
    { name: "beneficiary", label: filters.beneficiary, kind: "number" },
    { name: "cup", label: filters.cup },
    { name: "cig", label: filters.cig },
    { name: "granted_min", label: filters.grantedMin, kind: "euro" },
    { name: "granted_max", label: filters.grantedMax, kind: "euro" },
    { name: "sort", label: filters.sort, options: sorts, usual: "-published" },
    { name: "de_minimis", label: filters.deMinimis, kind: "check" },
    { name: "pending", label: filters.pending, kind: "check" },
  ];
  return list<Award>({
    here,
    lead: t.awards.lead,
    empty: t.awards.empty,
    caption: t.awards.caption,
    fields,
    hidden: [
      "agreement",
      "tender",
      "attester",
      "municipality",
      "beneficiary_municipality",
      "published_from",
      "published_to",
      "paid_min",
      "paid_max",
    ],
    path: "/v1/awards",
    read: api.awards,
    columns: [
      {
        header: columns.title,
        heads: true,
        cell: (award) =>
          html`<a href=${href("award", { id: award.id })}>${award.title}</a><span class="d-block small fw-normal">${t.words.awardKind[award.kind]}</span>`,
      },
      { header: columns.administration, cell: ({ administration }) => party(administration) },
      { header: columns.beneficiary, cell: ({ beneficiary }) => party(beneficiary) },
      { header: columns.published, cell: ({ published }) => shortDay(published) },
      { header: columns.granted, numeric: true, cell: ({ granted }) => euro(granted) },
      { header: columns.attested, numeric: true, cell: ({ attested }) => euro(attested) },
      { header: columns.paid, numeric: true, cell: ({ paid }) => euro(paid) },
      { header: columns.status, cell: awardStatus },
    ],
  });
}
