// SPDX-License-Identifier: EUPL-1.2
// What was paid, by which mandate, and what the beneficiary says of it.

import type { TemplateResult } from "lit";
import type { AwardDetail } from "../../shared/api/index.ts";
import { euro, shortDay } from "../../shared/format.ts";
import { receipt } from "../../shared/receipt.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";

export function payments({ payments: { items }, milestones }: AwardDetail): TemplateResult {
  const { empty: none, caption, columns, mandate } = t.award.payments;
  if (items.length === 0) return empty(none);
  const title = (number: number) => milestones.find(({ milestone }) => milestone === number)?.title ?? "";
  return table(
    caption,
    [
      { header: columns.payment, heads: true, cell: ({ payment }) => t.award.numbered(payment) },
      { header: columns.date, cell: ({ date }) => shortDay(date) },
      { header: columns.milestone, cell: ({ milestone }) => `${milestone}. ${title(milestone)}` },
      { header: columns.mandate, cell: ({ mandate: { number, year } }) => mandate(number, year) },
      { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
      {
        header: columns.recovered,
        numeric: true,
        cell: ({ recovered }) => (recovered.cents > 0 ? euro(recovered) : "–"),
      },
      { header: columns.receipt, cell: receipt },
    ],
    items,
  );
}
