// SPDX-License-Identifier: EUPL-1.2
// Payments over time: bars by month, or by day where it all happened within a few weeks.

import { max } from "d3-array";
import { scaleBand, scaleLinear } from "d3-scale";
import { html, svg, type TemplateResult } from "lit";
import type { AwardPayment } from "../../shared/api/index.ts";
import { axisLeft, narrow } from "../../shared/charts/axes.ts";
import { cents, euro, month, number, shortDay, tick } from "../../shared/format.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";
import { type Period, periods } from "./periods.ts";

const named = (period: string, byDay: boolean): string => (byDay ? shortDay(period) : month(period));

export async function overTime(
  payments: readonly AwardPayment[],
  more: boolean,
  isNarrow: boolean,
): Promise<TemplateResult> {
  const words = t.money.time;
  if (payments.length === 0) return empty(words.empty);
  const { byDay, all } = periods(payments);
  return html`${bars(all, byDay)}
    ${more ? html`<p class="small hint">${words.newest(number(payments.length))}</p>` : ""}${isNarrow ? html`<p class="small hint">${words.byAward}</p>` : ""}
    ${table(
      byDay ? words.captionDays : words.caption,
      [
        {
          header: byDay ? words.columns.day : words.columns.period,
          heads: true,
          cell: ({ name }) => named(name, byDay),
        },
        { header: words.columns.payments, numeric: true, cell: (period) => number(period.payments) },
        { header: words.columns.amount, numeric: true, cell: (period) => euro(cents(period.cents)) },
        { header: words.columns.sofar, numeric: true, cell: (period) => euro(cents(period.sofar)) },
      ],
      all.filter((period) => period.payments > 0).toReversed(),
    )}`;
}

function bars(all: readonly Period[], byDay: boolean): TemplateResult {
  const width = narrow() ? 380 : 1000;
  const height = 260;
  const margin = { top: 12, right: 8, bottom: 30, left: narrow() ? 58 : 70 };
  const x = scaleBand(
    all.map(({ name }) => name),
    [margin.left, width - margin.right],
  ).padding(0.25);
  const y = scaleLinear([0, max(all, (period) => period.cents) ?? 0], [height - margin.bottom, margin.top]).nice();
  const every = Math.ceil(all.length / (narrow() ? 4 : 10));
  const barWidth = Math.min(x.bandwidth(), 80);
  return html`<figure class="chart paid"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${byDay ? t.money.time.aboutDays : t.money.time.about}>
    ${axisLeft(y, margin.left, width - margin.right)}
    ${all.map((period, at) => {
      const middle = (x(period.name) ?? 0) + x.bandwidth() / 2;
      return svg`<rect class="column" x=${middle - barWidth / 2} width=${barWidth} y=${y(period.cents)} height=${y(0) - y(period.cents)}><title>${named(period.name, byDay)}: ${euro(cents(period.cents))}</title></rect>${
        at % every === 0
          ? svg`<text class="tick" x=${middle} y=${height - margin.bottom + 20} text-anchor="middle">${tick(period.name)}</text>`
          : ""
      }`;
    })}</svg></figure>`;
}
