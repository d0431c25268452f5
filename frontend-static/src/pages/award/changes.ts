// SPDX-License-Identifier: EUPL-1.2
// What changed after publication: money recovered, terms amended.

import { html, type TemplateResult } from "lit";
import type { Amendment, Recovery } from "../../shared/api/index.ts";
import { euro, shortDay, time } from "../../shared/format.ts";
import { badge } from "../../shared/html.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";

const COLOURS = { proposed: "primary", accepted: "success", withdrawn: "secondary" } as const;

export function recoveries(items: readonly Recovery[]): TemplateResult {
  const { caption, columns } = t.award.recoveries;
  return table(
    caption,
    [
      { header: columns.recovery, heads: true, cell: ({ recovery }) => t.award.numbered(recovery) },
      { header: columns.payment, cell: ({ payment }) => payment },
      { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
      { header: columns.reason, cell: ({ reason }) => html`<span lang="it">${reason}</span>` },
      { header: columns.recorded_at, cell: ({ recorded_at: at }) => time(at) },
    ],
    items,
  );
}

export function amendments(items: readonly Amendment[]): TemplateResult {
  const { caption, columns } = t.award.amendments;
  return table(
    caption,
    [
      { header: columns.amendment, heads: true, cell: ({ amendment }) => t.award.numbered(amendment) },
      { header: columns.status, cell: ({ status }) => badge(t.words.amendmentStatus[status], COLOURS[status]) },
      { header: columns.proposed_by, cell: ({ proposed_by: side }) => t.words.side[side] },
      { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
      { header: columns.end_date, cell: ({ end_date: end }) => shortDay(end) },
      {
        header: columns.reason,
        cell: ({ reason, withdrawal_reason: withdrawal }) =>
          html`<span lang="it">${withdrawal === null ? reason : `${reason}; ${withdrawal}`}</span>`,
      },
      { header: columns.proposed_at, cell: ({ proposed_at: at }) => time(at) },
    ],
    items,
  );
}
