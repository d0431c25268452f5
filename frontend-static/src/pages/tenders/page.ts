// SPDX-License-Identifier: EUPL-1.2
// All tenders and direct awards, filtered.

import { html, nothing, type TemplateResult } from "lit";
import { api, type Tender } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { euro, number, shortDay, time } from "../../shared/format.ts";
import { party } from "../../shared/html.ts";
import { type Field, list } from "../../shared/list.ts";
import { tenderStatus } from "../../shared/tender.ts";
import { href, t } from "../../shared/texts.ts";

export function show(here: Here): Promise<TemplateResult> {
  const { columns, filters, sorts } = t.tenders;
  const fields: Field[] = [
    { name: "status", label: filters.status, options: t.words.tenderStatus },
    { name: "procedure", label: filters.procedure, options: t.words.procedure },
    { name: "contract_type", label: filters.contractType, options: t.words.contractType },
    { name: "reserve", label: filters.reserve, options: t.words.reserve },
    { name: "administration", label: filters.administration, kind: "number" },
    { name: "bidder", label: filters.bidder, kind: "number" },
    { name: "winner", label: filters.winner, kind: "number" },
    { name: "cig", label: filters.cig },
    { name: "cup", label: filters.cup },
    { name: "year", label: filters.year, kind: "number" },
    { name: "bids_until_from", label: filters.bidsUntilFrom, kind: "date" },
    { name: "value_min", label: filters.valueMin, kind: "euro" },
    { name: "value_max", label: filters.valueMax, kind: "euro" },
    { name: "sort", label: filters.sort, options: sorts, usual: "-published" },
  ];
  return list<Tender>({
    here,
    lead: t.tenders.lead,
    empty: t.tenders.empty,
    caption: t.tenders.caption,
    fields,
    hidden: ["municipality", "published_from", "published_to", "bids_until_to"],
    path: "/v1/tenders",
    read: api.tenders,
    columns: [
      {
        header: columns.title,
        heads: true,
        cell: ({ id, title, procedure, cig }) =>
          html`<a href=${href("tender", { id })}>${title}</a><span class="d-block small fw-normal">${t.words.procedure[procedure]} · CIG ${cig}</span>`,
      },
      { header: columns.administration, cell: ({ administration }) => party(administration) },
      { header: columns.published, cell: ({ published }) => shortDay(published) },
      { header: columns.bidsUntil, cell: ({ bids_until: at }) => (at === null ? nothing : time(at)) },
      { header: columns.value, numeric: true, cell: ({ value }) => euro(value) },
      {
        header: columns.bids,
        numeric: true,
        cell: ({ bids, procedure }) => (procedure === "direct" ? nothing : number(bids)),
      },
      { header: columns.winner, cell: ({ winner }) => (winner === null ? nothing : party(winner)) },
      { header: columns.status, cell: tenderStatus },
    ],
  });
}
