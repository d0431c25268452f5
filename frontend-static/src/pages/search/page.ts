// SPDX-License-Identifier: EUPL-1.2
// What is found on the ledger by its words and codes, best first.

import { html, nothing, type TemplateResult } from "lit";
import { api, type Found } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { foundHref } from "../../shared/found.ts";
import { empty } from "../../shared/states.ts";
import { t } from "../../shared/texts.ts";
import "../../shared/search-box.ts";

const LIMIT = 20;

export async function show(here: Here): Promise<TemplateResult> {
  const q = here.query.get("q")?.trim() ?? "";
  const kind = here.query.get("kind") ?? "";
  const cursor = here.query.get("cursor") ?? undefined;
  const head = html`<div class="page-head"><h1>${t.pages.search.title}</h1><search-box value=${q}></search-box></div>`;
  if (q === "") return html`${head}<p>${t.search.start}</p>`;
  here.entitle(q);
  const { items, next_cursor: next } = await api.search({
    q,
    kind,
    limit: LIMIT,
    ...(cursor === undefined ? {} : { cursor }),
  });
  return html`${head}${kinds(kind)}
    <section aria-labelledby="results"><h2 id="results" class="h4">${t.search.results}</h2>
      ${items.length === 0 ? empty(t.search.empty(q)) : html`<ol class="results">${items.map(result)}</ol>`}
      ${
        next === null
          ? nothing
          : html`<nav class="pages-nav" aria-label=${t.lists.pages}><a class="btn btn-primary" rel="next" href=${changed({ cursor: next })}>${t.actions.more}</a></nav>`
      }</section>`;
}

/** This page's address with other parameters. */
function changed(parameters: Readonly<Record<string, string>>): string {
  const address = new URL(location.href);
  address.searchParams.delete("cursor");
  for (const [name, value] of Object.entries(parameters)) {
    if (value === "") address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  return address.href;
}

function kinds(chosen: string): TemplateResult {
  const all = Object.entries({ "": t.search.anything, ...t.search.kinds });
  return html`<nav aria-label=${t.search.kind}><ul class="chips">${all.map(
    ([kind, name]) =>
      html`<li><a class="btn btn-xs ${kind === chosen ? "btn-primary" : "btn-outline-primary"}" href=${changed({ kind })} aria-current=${kind === chosen ? "true" : nothing}>${name}</a></li>`,
  )}</ul></nav>`;
}

function result(found: Found): TemplateResult {
  const place =
    found.kind === "historical_record" && found.import !== null && found.row !== null
      ? ` · ${t.search.record(found.import, found.row)}`
      : "";
  return html`<li><p class="small mb-0">${t.search.kinds[found.kind] ?? found.kind}${place}</p>
    <h3 class="h5 mb-1"><a href=${foundHref(found)}>${found.title}</a></h3>
    <p class="mb-0">${found.snippet.map(({ text, found: isFound }) => (isFound ? html`<mark>${text}</mark>` : text))}</p></li>`;
}
