// SPDX-License-Identifier: EUPL-1.2
// What in the ledger deserves a question; and how that is found, so that anybody can find the same.

import { html, nothing, type TemplateResult } from "lit";
import { ask, type Page, type RedFlag, type RedFlagDefinition } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { cents, euro, number } from "../../shared/format.ts";
import { facts, part, type Shown } from "../../shared/html.ts";
import { list } from "../../shared/list.ts";
import { caution, columns, source, title } from "../../shared/red-flags.ts";
import { t } from "../../shared/texts.ts";

export async function show(here: Here): Promise<TemplateResult> {
  const { filters, sorts } = t.redFlags;
  const path = "/v1/red-flags";
  const { items: definitions } = await ask<{ items: RedFlagDefinition[] }>(`${path}/definitions`);
  const names = Object.fromEntries(definitions.map(({ indicator }) => [indicator, title(indicator)]));
  const flags = await list<RedFlag>({
    here,
    path,
    lead: t.redFlags.lead,
    empty: t.redFlags.empty,
    caption: t.pages["red-flags"].title,
    fields: [
      { name: "indicator", label: filters.indicator, options: names },
      { name: "administration", label: filters.administration, kind: "number" },
      { name: "beneficiary", label: filters.beneficiary, kind: "number" },
      { name: "day_from", label: filters.from, kind: "date" },
      { name: "day_to", label: filters.to, kind: "date" },
      { name: "amount_min", label: filters.amount, kind: "euro" },
      { name: "sort", label: filters.sort, options: sorts, usual: "-day" },
    ],
    hidden: ["subject_kind", "subject"],
    read: (query) => ask<Page<RedFlag>>(path, { query }),
    columns: columns(),
  });
  return html`${flags}${caution()}${part("how", t.redFlags.how, definitions.map(definition), t.redFlags.howHint)}`;
}

/** In plain words, and then exactly. */
function definition(of: RedFlagDefinition): TemplateResult {
  const known = t.redFlags.indicators[of.indicator];
  const names = t.redFlags.definition;
  return html`<h3 class="h5 mt-4" id=${of.indicator}>${known?.title ?? html`<span lang="en">${of.title}</span>`}</h3>
    ${known === undefined ? nothing : html`<p class="mb-1">${known.plain}</p><p class="mb-1"><strong>${names.otherwise}</strong> ${known.otherwise}</p>`}
    <details><summary>${names.exactly}<span class="visually-hidden">: ${title(of.indicator)}</span></summary>
      ${facts([
        [names.definition, html`<span lang="en">${of.definition}</span>`],
        [names.why, html`<span lang="en">${of.why}</span>`],
        [names.falsePositives, html`<span lang="en">${of.false_positives}</span>`],
        [names.source, source(of.source, of.source_url)],
        [names.data, of.data.join(", ")],
        ...of.parameters.map(
          ({ name, unit, value, about }) =>
            [name, html`${shown(unit, value)}<span class="d-block small" lang="en">${about}</span>`] as const,
        ),
      ])}
      <p class="mb-1">${names.query}</p><pre tabindex="0" lang="en">${of.sql}</pre></details>`;
}

function shown(unit: RedFlagDefinition["parameters"][number]["unit"], value: number | readonly number[]): Shown {
  const one = (each: number): string => {
    if (unit === "cents") return euro(cents(each));
    if (unit === "hundredths") return `${number(each / 100)} %`;
    return unit === "percent" ? `${number(each)} %` : number(each);
  };
  return typeof value === "number" ? one(value) : value.length === 0 ? "–" : value.map(one).join(", ");
}
