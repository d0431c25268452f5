// SPDX-License-Identifier: EUPL-1.2
// Work lists: whose work, then everything that waits for it, each line with its button.

import { html, nothing, type TemplateResult } from "lit";
import {
  type AwardReference,
  ask,
  type Milestone,
  type Page,
  type Party,
  type PartyDetail,
} from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { euro, shortDay } from "../../shared/format.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { href, t } from "../../shared/texts.ts";
import { signHref } from "../../shared/wallet/links.ts";
import { WORK_LISTS, type WorkList } from "../../shared/work-lists/lists.ts";

/** Lines of each list that are shown here. */
const SHOWN = 10;

export async function show({ query, entitle }: Here): Promise<TemplateResult> {
  const party = query.get("party") ?? "";
  if (/^[1-9][0-9]{0,9}$/.test(party)) {
    const whose = await ask<PartyDetail>(`/v1/parties/${party}`);
    entitle(t.workLists.of(whose.name));
    return of(whose);
  }
  const asked = query.get("q")?.trim() ?? "";
  return html`<div class="page-head"><h1>${t.pages["work-lists"].title}</h1><p class="lead">${t.workLists.lead}</p></div>
    <section aria-labelledby="whose"><h2 class="h4" id="whose">${t.workLists.whose}</h2>
      <form class="search-form" method="get" action=${location.pathname} role="search"><div class="field"><label for="q">${t.workLists.search}</label><input id="q" name="q" value=${asked} autocomplete="off" aria-describedby="q-hint"></div>
      <button class="btn btn-primary" type="submit">${t.workLists.find}</button></form><p class="small mt-1" id="q-hint">${t.workLists.searchHint}</p>
      ${choices(await (asked === "" ? first() : search(asked)))}</section>
    <section class="part" aria-labelledby="all"><h2 id="all">${t.workLists.all}</h2>
      <ul class="cards">${WORK_LISTS.map(({ page }) => html`<li><div class="tile"><h3><a href=${href(page)}>${t.pages[page].title}</a></h3><p class="mb-0">${t.workLists.lists[page].lead}</p></div></li>`)}</ul></section>`;
}

type Choice = Pick<Party, "id" | "name">;

/** Those whose work it mostly is. */
async function first(): Promise<Choice[]> {
  const of = (kind: string) => ask<Page<Party>>("/v1/parties", { query: { kind, sort: "name", limit: 20 } });
  const all = await Promise.all([of("administration"), of("oversight_body"), of("cooperative")]);
  return all.flatMap(({ items }) => items);
}

async function search(asked: string): Promise<Choice[]> {
  const { items } = await ask<Page<{ id: number; title: string }>>("/v1/search", {
    query: { q: asked, kind: "party", limit: 20 },
  });
  return items.map(({ id, title }) => ({ id, name: title }));
}

function choices(found: readonly Choice[]): TemplateResult {
  return found.length === 0
    ? empty(t.workLists.notFound)
    : html`<ul class="choices" aria-label=${t.workLists.found}>${found.map(({ id, name }) => html`<li><a class="btn btn-outline-primary btn-sm" href=${href("work-lists", { party: id })}>${name}</a></li>`)}</ul>`;
}

/** Everything that waits for a party. */
async function of(whose: PartyDetail): Promise<TemplateResult> {
  const mine = WORK_LISTS.filter(({ mine }) => whose.kind in mine);
  const sections = await Promise.all([...claimable(whose), ...mine.map((list) => section(list, whose))]);
  return html`<div class="page-head"><h1>${t.workLists.of(whose.name)}</h1>
    <p class="mb-0"><a href=${href("work-lists")}>${t.workLists.other}</a></p></div>${sections}`;
}

async function section({ page, path, columns, mine }: WorkList, { id, kind }: PartyDetail): Promise<TemplateResult> {
  const filter = { [mine[kind] ?? "administration"]: id };
  const { items, next_cursor: next } = await ask<Page<never>>(path, { query: { ...filter, limit: SHOWN } });
  return part(
    page,
    t.pages[page].title,
    items.length === 0 ? empty(t.workLists.none) : table(t.workLists.lists[page].lead, columns(), items),
    next === null ? nothing : html`<a href=${href(page, filter)}>${t.workLists.more}</a>`,
  );
}

type Claimable = Milestone & { award: AwardReference };

/** What a beneficiary can claim. */
function claimable({ id, kind }: PartyDetail): Promise<TemplateResult>[] {
  if (kind === "administration" || kind === "oversight_body") return [];
  const { columns, claims, act } = t.workLists;
  const load = async () => {
    const query = { beneficiary: id, pending: false, paid: false, sort: "due", limit: 50 };
    const { items } = await ask<Page<Claimable>>("/v1/milestones", { query });
    const open = items.filter(({ unclaimed, award }) => unclaimed.cents > 0 && award.status === "published");
    const lines = table<Claimable>(
      claims.caption,
      [
        {
          header: columns.milestone,
          heads: true,
          cell: ({ award, milestone, title }) =>
            html`<a href=${href("award", { id: award.id })}>${award.title}</a><span class="d-block small fw-normal">${milestone}. ${title}</span>`,
        },
        { header: columns.due, cell: ({ due }) => shortDay(due) },
        { header: columns.unclaimed, numeric: true, cell: ({ unclaimed }) => euro(unclaimed) },
        {
          header: columns.act,
          cell: ({ award, milestone, title }) =>
            html`<a class="btn btn-primary btn-xs" href=${signHref("claim", { award: award.id, milestone })}>${act.claim}<span class="visually-hidden"> ${title}</span></a>`,
        },
      ],
      open,
    );
    return part("claims", claims.title, open.length === 0 ? empty(claims.none) : lines, nothing);
  };
  return [load()];
}

const part = (
  id: string,
  title: string,
  content: TemplateResult,
  more: TemplateResult | typeof nothing,
): TemplateResult =>
  html`<section class="part" aria-labelledby=${id}><h2 id=${id}>${title}</h2>${content}${more}</section>`;
