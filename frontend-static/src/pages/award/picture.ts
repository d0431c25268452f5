// SPDX-License-Identifier: EUPL-1.2
// The picture of an award over time: planned at the milestones' due dates, attested, and paid, each added up.

import { scaleLinear, scaleUtc } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { html, svg, type TemplateResult } from "lit";
import type { AwardDetail } from "../../shared/api/index.ts";
import { axisBottom, axisLeft, legend, narrow } from "../../shared/charts/axes.ts";
import { today } from "../../shared/format.ts";
import { t } from "../../shared/texts.ts";

interface Step {
  at: Date;
  /** Cents so far. */
  sum: number;
}

const moment = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** Adds up changes in the order of time. */
function steps(changes: readonly { at: Date; cents: number }[], begin: Date): Step[] {
  let sum = 0;
  const all: Step[] = [{ at: begin, sum }];
  for (const { at, cents } of changes.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    sum += cents;
    all.push({ at, sum });
  }
  return all;
}

/** When a claim was decided, and how much counted: with the last attestation that it needed. */
function attested({ claims }: AwardDetail) {
  return claims.items.flatMap(({ attested: counted, attestations }) => {
    const last = attestations
      .map(({ attested_at: at }) => at)
      .toSorted()
      .at(-1);
    return counted === null || last === undefined ? [] : [{ at: new Date(last), cents: counted.cents }];
  });
}

const HEIGHT = 280;

/** The picture, or nothing to be seen where the award has more claims or payments than it comes with. */
export function overTime(award: AwardDetail): TemplateResult {
  const { payments, claims } = award;
  if (payments.total > payments.items.length || claims.total > claims.items.length) return html``;
  const width = narrow() ? 380 : 1000;
  const margin = { top: 20, right: narrow() ? 8 : 16, bottom: 32, left: narrow() ? 58 : 70 };
  const now = moment(today());
  const begin = moment([award.published, award.start_date].toSorted()[0] ?? award.published);
  const lines = {
    granted: steps(
      award.milestones.map(({ due, amount }) => ({ at: moment(due), cents: amount.cents })),
      begin,
    ),
    attested: steps(attested(award), begin),
    paid: steps(
      payments.items.map(({ date, amount }) => ({ at: moment(date), cents: amount.cents })),
      begin,
    ),
  };
  const times = [
    ...Object.values(lines)
      .flat()
      .map(({ at }) => at),
    moment(award.end_date),
    now,
  ];
  const end = new Date(Math.max(...times.map(Number)));
  const first = new Date(Math.min(...times.map(Number)));
  for (const name of ["attested", "paid"] as const) lines[name].push({ at: now, sum: lines[name].at(-1)?.sum ?? 0 });
  lines.granted.push({ at: end, sum: award.granted.cents });

  const x = scaleUtc([first, end], [margin.left, width - margin.right]);
  const y = scaleLinear([0, award.granted.cents], [HEIGHT - margin.bottom, margin.top]).nice();
  const draw = line<Step>(
    ({ at }) => x(at),
    ({ sum }) => y(sum),
  ).curve(curveStepAfter);
  const fill = area<Step>(
    ({ at }) => x(at),
    y(0),
    ({ sum }) => y(sum),
  ).curve(curveStepAfter);
  const names = { granted: t.award.milestones.planned, attested: t.words.sums.attested, paid: t.words.sums.paid };
  const order = ["granted", "attested", "paid"] as const;
  return html`<figure class="chart"><figcaption class="fw-semibold mb-2">${t.award.milestones.picture}</figcaption>
    ${legend(order.map((name) => ({ name, text: names[name] })))}
    <svg viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label=${t.award.milestones.pictureAbout}>
      ${axisLeft(y, margin.left, width - margin.right)}${axisBottom(x, HEIGHT - margin.bottom)}
      ${svg`<line class="today" x1=${x(now)} x2=${x(now)} y1=${margin.top} y2=${HEIGHT - margin.bottom}></line><text x=${x(now) + 5} y=${margin.top + 4} text-anchor="start">${t.award.milestones.today}</text>`}
      ${order.map((name) => svg`${name === "granted" ? "" : svg`<path class="area ${name}" d=${fill(lines[name]) ?? ""}></path>`}<path class="line ${name}" d=${draw(lines[name]) ?? ""}></path>`)}
    </svg></figure>`;
}
