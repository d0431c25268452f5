// SPDX-License-Identifier: EUPL-1.2
// Pages of text.

import { html, nothing, type TemplateResult } from "lit";
import type { Chapter } from "../texts/it/about.ts";

export const chapters = (of: readonly Chapter[]): TemplateResult[] =>
  of.map(
    (
      { title, paragraphs, points },
      at,
    ) => html`<section class="part prose" aria-labelledby="chapter-${at}"><h2 id="chapter-${at}">${title}</h2>
      ${paragraphs.map((text) => html`<p>${text}</p>`)}${points === undefined ? nothing : html`<ul>${points.map((text) => html`<li>${text}</li>`)}</ul>`}</section>`,
  );
