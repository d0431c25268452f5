// SPDX-License-Identifier: EUPL-1.2
// The milestones: a picture of how money was planned, attested and paid over time, and a table of the same.

import { html, svg, type TemplateResult } from "lit";
import type { AwardDetail, Milestone } from "../../shared/api/index.ts";
import { euro, shortDay, today } from "../../shared/format.ts";
import { badge, type Shown } from "../../shared/html.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";
import { overTime } from "./picture.ts";

export function milestones(award: AwardDetail): TemplateResult {
  const { caption, columns } = t.award.milestones;
  return html`${overTime(award)}
    ${table(
      caption,
      [
        { header: columns.milestone, heads: true, cell: ({ milestone, title }) => `${milestone}. ${title}` },
        { header: columns.due, cell: ({ due }) => shortDay(due) },
        { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
        { header: columns.attested, numeric: true, cell: ({ attested }) => euro(attested) },
        { header: columns.paid, numeric: true, cell: ({ paid }) => euro(paid) },
        { header: columns.progress, cell: bar },
        { header: columns.state, cell: state },
      ],
      award.milestones,
    )}`;
}

/** Paid within attested within the milestone's amount. */
function bar({ amount, attested, paid }: Milestone): TemplateResult {
  const width = (of: number) => (amount.cents === 0 ? 0 : (of / amount.cents) * 100);
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=${t.award.milestones.bar(euro(attested), euro(paid))}>
    <rect class="whole" width="100" height="10"></rect>${svg`<rect class="attested" width=${width(attested.cents)} height="10"></rect><rect class="paid" width=${width(paid.cents)} height="10"></rect>`}</svg>`;
}

function state({ amount, attested, paid, unpaid, pending, due }: Milestone): Shown {
  const said = t.award.milestones.states;
  if (paid.cents === amount.cents) return badge(said.paid, "success");
  const states: TemplateResult[] = [];
  if (unpaid.cents > 0) states.push(badge(said.toPay(euro(unpaid)), "primary"));
  if (pending !== null) states.push(badge(said.pending(euro(pending)), "warning"));
  if (states.length === 0 && due < today()) states.push(badge(said.overdue, "danger"));
  if (states.length === 0) states.push(badge(attested.cents > 0 ? said.partly : said.open, "secondary"));
  return states;
}
