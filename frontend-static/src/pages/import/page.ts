// SPDX-License-Identifier: EUPL-1.2
// One imported file: where it comes from, what of it was recorded and rejected, and its trail.

import { html, nothing, type TemplateResult } from "lit";
import { api, type Totals } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { euro, number, time } from "../../shared/format.ts";
import { badge, facts, hash, part, party, said, webLink } from "../../shared/html.ts";
import { share } from "../../shared/share.ts";
import { table } from "../../shared/table.ts";
import { href, t } from "../../shared/texts.ts";
import "../../shared/trail.ts";

export async function show(here: Here): Promise<TemplateResult> {
  const id = here.id();
  const of = await api.import(id);
  here.entitle(of.source.title);
  const words = t.imports;
  const { source, outcome } = words;
  const rows: { name: string; totals: Totals }[] = [{ name: outcome.recorded, totals: of.recorded }];
  if (of.rejected !== null) rows.push({ name: outcome.rejected, totals: of.rejected });
  return html`
    <div class="page-head">
      <p class="badges">${of.complete ? badge(words.complete, "success") : badge(words.running, "warning")}<span>${words.number(id)}</span></p>
      <h1>${of.source.title}</h1>
      <p class="lead">${words.lead}</p>
    </div>
    <div class="actions">${share(here.query)}<a class="btn btn-primary btn-sm" href=${href("historical-records", { import: id })}>${words.records}</a></div>
    ${part(
      "outcome",
      outcome.title,
      html`${table(
        outcome.caption,
        [
          { header: outcome.columns.what, heads: true, cell: ({ name }) => name },
          { header: outcome.columns.rows, numeric: true, cell: ({ totals }) => number(totals.rows) },
          { header: outcome.columns.awarded, numeric: true, cell: ({ totals }) => euro(totals.awarded) },
          { header: outcome.columns.paid, numeric: true, cell: ({ totals }) => euro(totals.paid) },
        ],
        rows,
      )}
      ${facts([
        [outcome.paidAboveAwarded, number(of.paid_above_awarded)],
        [outcome.lastRow, number(of.last_row)],
        [outcome.openedAt, time(of.opened_at)],
        [outcome.finishedAt, of.finished_at === null ? nothing : time(of.finished_at)],
        [outcome.rejects, of.rejects_sha256 === null ? nothing : hash(of.rejects_sha256)],
      ])}`,
      outcome.hint,
    )}
    ${part(
      "source",
      source.title,
      facts([
        [source.publisher, said(of.source.publisher)],
        [t.imports.columns.administration, party(of.administration)],
        [source.licence, of.source.licence],
        [source.uri, webLink(of.source.uri, of.source.uri)],
        [source.format, of.source.format],
        [source.rows, number(of.source.rows)],
        [source.sha256, hash(of.source.sha256)],
      ]),
    )}
    ${part("trail", t.trail.title, html`<audit-trail path="/v1/imports/${id}/entries"></audit-trail>`, t.trail.hint)}`;
}
