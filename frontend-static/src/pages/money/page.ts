// SPDX-License-Identifier: EUPL-1.2
// Follow the money: from administrations through agreements and calls to beneficiaries and milestones; payments over
// time; sums by year. Each picture has its table.

import { html, type TemplateResult } from "lit";
import { type Award, type AwardPayment, address, api, type Query } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { euro, number } from "../../shared/format.ts";
import { icon, part } from "../../shared/html.ts";
import { control, type Field, filterBox } from "../../shared/list.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";
import { awardTable } from "./award-table.ts";
import { flow, type Sum } from "./flow.ts";
import { overTime } from "./time.ts";

/** As many as the API gives at once. */
const LIMIT = 200;
/** How many pages of payments are asked for. */
const PAGES = 5;

export async function show(here: Here): Promise<TemplateResult> {
  const filters = t.money.filters;
  const { granted, attested, paid } = t.words.sums;
  const fields: Field[] = [
    { name: "of", label: filters.of, options: { granted, attested, paid }, usual: "granted" },
    { name: "administration", label: filters.administration, kind: "number" },
    { name: "beneficiary", label: filters.beneficiary, kind: "number" },
    { name: "agreement", label: filters.agreement, kind: "number" },
    { name: "year", label: filters.year, kind: "number" },
  ];
  const query = Object.fromEntries(
    fields.map(({ name }) => [name, here.query.get(name)?.trim() ?? ""]).filter(([, value]) => value !== ""),
  );
  const asked = query.of;
  const of: Sum = asked === "attested" || asked === "paid" ? asked : "granted";
  const { of: _, ...ask } = query;
  const { agreement: __, year: ___, ...ofParties } = ask;
  const [awards, milestones, years, payments] = await Promise.all([
    api.awards({ ...ask, sort: `-${of}`, limit: LIMIT }),
    api.milestones({ ...ofParties, limit: LIMIT }),
    api.sumsByYear({ ...ask, sort: "year" }),
    paymentsOf(ofParties),
  ]);
  // The API's payments know nothing of agreements and years: those of the awards do.
  const isNarrow = "agreement" in ask || "year" in ask;
  const shown = new Set(awards.items.map(({ id }) => id));
  const relevant = isNarrow ? payments.items.filter(({ award }) => shown.has(award.id)) : payments.items;
  const words = t.money;
  return html`
    <div class="page-head"><h1>${t.pages.money.title}</h1><p class="lead">${words.lead}</p></div>
    ${filterBox(
      fields,
      { of, ...query },
      fields.map((field) => control(field, here.query.get(field.name) ?? field.usual ?? "")),
    )}
    ${part("flow", words.flow.title, ofAwards(awards.items, awards.next_cursor !== null, milestones.next_cursor === null ? milestones.items : null, of, ask))}
    ${part("time", words.time.title, await overTime(relevant, payments.more, isNarrow))}
    ${part("years", words.years.title, byYear(years.items))}`;
}

async function paymentsOf(query: Query): Promise<{ items: AwardPayment[]; more: boolean }> {
  const items: AwardPayment[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const asked: Query = { ...query, sort: "-date", limit: LIMIT, ...(cursor === null ? {} : { cursor }) };
    const { items: more, next_cursor: next } = await api.payments(asked);
    items.push(...more);
    cursor = next;
    if (next === null) break;
  }
  return { items, more: cursor !== null };
}

function ofAwards(
  awards: readonly Award[],
  more: boolean,
  milestones: Parameters<typeof flow>[1],
  of: Sum,
  ask: Query,
): TemplateResult {
  const words = t.money.flow;
  const withMoney = awards.filter((award) => award[of].cents > 0);
  if (withMoney.length === 0) return empty(words.empty);
  return html`${flow(withMoney, milestones, of)}
    ${more ? html`<p class="small hint">${words.newest(number(awards.length))}</p>` : ""}
    <details class="mt-3" ?open=${withMoney.length <= 10}><summary>${words.caption}</summary>${awardTable(withMoney)}</details>
    <div class="actions"><a class="btn btn-outline-primary btn-sm" href=${address("/v1/awards", { ...ask, format: "csv" })} download>${icon("it-file-csv", "icon-sm icon-primary me-1")}${t.lists.csv}</a></div>`;
}

function byYear(items: readonly Awaited<ReturnType<typeof api.sumsByYear>>["items"][number][]): TemplateResult {
  const { caption, columns } = t.money.years;
  if (items.length === 0) return empty(t.money.flow.empty);
  const { granted, attested, paid, recovered } = t.words.sums;
  return table(
    caption,
    [
      { header: columns.year, heads: true, cell: ({ year }) => String(year) },
      { header: columns.awards, numeric: true, cell: ({ awards }) => number(awards) },
      { header: granted, numeric: true, cell: (of) => euro(of.granted) },
      { header: attested, numeric: true, cell: (of) => euro(of.attested) },
      { header: paid, numeric: true, cell: (of) => euro(of.paid) },
      { header: recovered, numeric: true, cell: (of) => euro(of.recovered) },
    ],
    items,
  );
}
