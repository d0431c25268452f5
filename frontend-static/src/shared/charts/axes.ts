// SPDX-License-Identifier: EUPL-1.2
// Axes and legends of pictures. They are drawn by attributes, because the content security policy allows no styles in the
// markup.

import type { ScaleLinear, ScaleTime } from "d3-scale";
import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { shortEuro } from "../format.ts";
import { language } from "../texts.ts";

/** Whether the screen is a phone's: pictures are then drawn narrower, so that their letters stay readable. */
export const narrow = (): boolean => matchMedia("(max-width: 575.98px)").matches;

/** Euro from the bottom up; the scale's values are cents. */
export function axisLeft(y: ScaleLinear<number, number>, left: number, right: number): SVGTemplateResult {
  return svg`<g class="axis grid" aria-hidden="true">${y
    .ticks(4)
    .map(
      (cents) =>
        svg`<line x1=${left} x2=${right} y1=${y(cents)} y2=${y(cents)}></line><text x=${left - 8} y=${y(cents)} dy="0.32em" text-anchor="end">${shortEuro(cents)}</text>`,
    )}</g>`;
}

/** Days from left to right. */
export function axisBottom(x: ScaleTime<number, number>, y: number): SVGTemplateResult {
  const [begin, end] = x.domain() as [Date, Date];
  const days = (end.getTime() - begin.getTime()) / 86_400_000;
  const format = new Intl.DateTimeFormat(language === "it" ? "it-IT" : "en-GB", {
    timeZone: "UTC",
    month: "short",
    ...(days < 90 ? { day: "numeric" } : { year: "numeric" }),
  });
  return svg`<g class="axis" aria-hidden="true">${x
    .ticks(narrow() ? 3 : 6)
    .map(
      (at) =>
        svg`<line x1=${x(at)} x2=${x(at)} y1=${y} y2=${y + 5}></line><text x=${x(at)} y=${y + 20} text-anchor="middle">${format.format(at)}</text>`,
    )}</g>`;
}

export const legend = (of: readonly { name: string; text: string }[]): TemplateResult =>
  html`<ul class="legend">${of.map(({ name, text }) => html`<li class=${name}>${text}</li>`)}</ul>`;
