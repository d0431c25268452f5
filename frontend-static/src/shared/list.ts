// SPDX-License-Identifier: EUPL-1.2
// Pages that list something. What is asked stands in the page's address and nowhere else: filters are a form that the
// browser itself sends, the next page is a link, and whoever gets the address sees the same.

import { html, nothing, type TemplateResult } from "lit";
import { address, type Page, type Query } from "./api/index.ts";
import type { Here } from "./begin.ts";
import { icon } from "./html.ts";
import { empty } from "./states.ts";
import { type Column, table } from "./table.ts";
import { t } from "./texts.ts";

export interface Field {
  /** The API's parameter. */
  name: string;
  label: string;
  kind?: "text" | "number" | "euro" | "date" | "check";
  /** The API's words, and how they read. */
  options?: Readonly<Record<string, string>>;
  /** What is asked for if the address says nothing; it cannot be asked for "all". */
  usual?: string;
}

export interface Listing<T> {
  here: Here;
  lead: string;
  empty: string;
  caption: string;
  fields: readonly Field[];
  /** Parameters of the API that the address may have, though the form does not show them. */
  hidden?: readonly string[];
  /** Where the API has the list; for downloads. */
  path: string;
  read: (query: Query) => Promise<Page<T>>;
  /** As a table; or as something else. */
  columns?: readonly Column<T>[];
  shown?: (items: readonly T[]) => TemplateResult;
}

const LIMIT = 25;

/** What the address asks of the API: the parameters that are known, but for empty ones. */
function asked({
  here,
  fields,
  hidden = [],
}: Pick<Listing<never>, "here" | "fields" | "hidden">): Record<string, string> {
  const query: Record<string, string> = {};
  for (const { name, usual, kind } of fields) {
    const value = here.query.get(name)?.trim() ?? "";
    if (value !== "") query[name] = kind === "euro" ? value.replace(",", ".") : value;
    else if (usual !== undefined) query[name] = usual;
  }
  for (const name of hidden) {
    const value = here.query.get(name) ?? "";
    if (value !== "") query[name] = value;
  }
  return query;
}

export async function list<T>(listing: Listing<T>): Promise<TemplateResult> {
  const { here, fields } = listing;
  const query = asked(listing);
  const cursor = here.query.get("cursor");
  const { items, next_cursor: next } = await listing.read({
    ...query,
    limit: LIMIT,
    ...(cursor === null ? {} : { cursor }),
  });
  const isFirst = cursor === null;
  return html`
    <div class="page-head"><h1>${t.pages[here.name].title}</h1><p class="lead">${listing.lead}</p></div>
    ${filters(listing, query)}
    ${items.length === 0 ? empty(listing.empty) : (listing.shown?.(items) ?? table(listing.caption, listing.columns ?? [], items))}
    ${items.length > 0 && isFirst ? html`<p class="small hint">${t.lists.shown(items.length, next !== null)}</p>` : nothing}
    ${isFirst && next === null ? nothing : pages(isFirst, next)}
    ${items.length === 0 ? nothing : downloads(listing.path, query, fields)}`;
}

function filters<T>({ fields, here, hidden = [] }: Listing<T>, query: Record<string, string>): TemplateResult {
  const others = hidden.filter((name) => name in query);
  return filterBox(
    fields,
    query,
    fields.map((field) => control(field, here.query.get(field.name) ?? field.usual ?? "")),
    others.map((name) => html`<input type="hidden" name=${name} value=${query[name] ?? ""}>`),
  );
}

/** A form of filters, which is open while any of them is on. The browser itself sends it. */
export function filterBox(
  fields: readonly Field[],
  query: Readonly<Record<string, string>>,
  controls: readonly TemplateResult[],
  others: readonly TemplateResult[] = [],
): TemplateResult {
  const active = others.length + fields.filter(({ name, usual }) => query[name] !== usual).length;
  return html`<details class="filters" ?open=${active > 0}>
    <summary>${icon("it-funnel", "icon-sm me-1")}${t.lists.filters}${active > 0 ? html` <span class="fw-normal">(${t.lists.active(active)})</span>` : nothing}</summary>
    <form method="get" action=${location.pathname} @submit=${tidy}>
      <div class="fields">${controls}</div>${others}
      <div class="actions mt-0"><button type="submit" class="btn btn-primary btn-sm">${t.lists.apply}</button>
      ${active > 0 ? html`<a class="btn btn-outline-primary btn-sm" href=${location.pathname}>${t.lists.reset}</a>` : nothing}</div>
    </form></details>`;
}

/** Keeps fields that say nothing out of the address. */
function tidy(event: Event): void {
  for (const field of (event.target as HTMLFormElement).elements) {
    if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.value === "")
      field.disabled = true;
  }
}

export function control({ name, label, kind, options, usual }: Field, value: string): TemplateResult {
  const id = `filter-${name}`;
  if (kind === "check") {
    return html`<div class="field check"><label for=${id}><input type="checkbox" id=${id} name=${name} value="true" ?checked=${value === "true"}>${label}</label></div>`;
  }
  if (options !== undefined) {
    return html`<div class="field"><label for=${id}>${label}</label><select id=${id} name=${name}>
      ${usual === undefined ? html`<option value="">${t.lists.any}</option>` : nothing}
      ${Object.entries(options).map(([word, text]) => html`<option value=${word} ?selected=${word === value}>${text}</option>`)}</select></div>`;
  }
  const mode = kind === "number" ? "numeric" : kind === "euro" ? "decimal" : "text";
  return html`<div class="field"><label for=${id}>${label}</label><input type=${kind === "date" ? "date" : "text"} inputmode=${mode} id=${id} name=${name} value=${value} autocomplete="off"></div>`;
}

/** Links to this page with another cursor. */
function pages(isFirst: boolean, next: string | null): TemplateResult {
  const first = new URL(location.href);
  first.searchParams.delete("cursor");
  const following = new URL(location.href);
  following.searchParams.set("cursor", next ?? "");
  return html`<nav class="pages-nav" aria-label=${t.lists.pages}>
    ${isFirst ? nothing : html`<a class="btn btn-outline-primary" href=${first.href}>${t.actions.first}</a>`}
    ${next === null ? nothing : html`<a class="btn btn-primary" rel="next" href=${following.href}>${t.actions.more}</a>`}</nav>`;
}

function downloads(path: string, query: Record<string, string>, fields: readonly Field[]): TemplateResult {
  const { sort, ...rest } = query;
  const isUsual = fields.some(({ name, usual }) => name === "sort" && usual === sort);
  const of = (format: string) => address(path, { ...(isUsual || sort === undefined ? rest : query), format });
  return html`<div class="actions" role="group" aria-label=${t.lists.downloads}>
    <a class="btn btn-outline-primary btn-sm" href=${of("csv")} download>${icon("it-file-csv", "icon-sm icon-primary me-1")}${t.lists.csv}</a>
    <a class="btn btn-outline-primary btn-sm" href=${of("jsonl")} download>${icon("it-file-json", "icon-sm icon-primary me-1")}${t.lists.jsonl}</a></div>`;
}
