// SPDX-License-Identifier: EUPL-1.2
// The banner that says when the data are not of now: the indexer is behind or silent, or there is no network.

import { html, nothing, render, type TemplateResult } from "lit";
import { ApiError, api, ask } from "./api/index.ts";
import { number } from "./format.ts";
import { icon } from "./html.ts";
import { t } from "./texts.ts";

/** From how many blocks behind on a reader is told. A few are the ordinary course. */
const BEHIND = 30;
/** Between two looks, milliseconds. */
const EVERY = 60_000;
/** When the first look comes at the latest, milliseconds. */
const LATEST = 5_000;

/** The first look comes after the content, which has the processor and the network until then, unless that is long in coming. */
export function watchService(shown: Promise<void>): void {
  const place = document.getElementById("banner");
  if (place === null) return;
  const look = async () => {
    const said = navigator.onLine ? await service() : html`${t.banner.offline}`;
    place.hidden = said === nothing;
    render(
      said === nothing
        ? nothing
        : html`<div class="container px-4"><p class="banner-text">${icon("it-warning-circle")}<span>${said}</span></p></div>`,
      place,
    );
  };
  addEventListener("online", look);
  addEventListener("offline", look);
  setInterval(() => document.visibilityState === "visible" && void look(), EVERY);
  const late = new Promise<void>((done) => setTimeout(done, LATEST));
  void Promise.race([shown, late]).then(look);
}

async function service(): Promise<TemplateResult | typeof nothing> {
  try {
    await ask("/ready");
    return nothing;
  } catch (error) {
    // Whoever cannot reach the API is told so by the page itself.
    if (!(error instanceof ApiError) || error.problem.status !== 503) return nothing;
  }
  try {
    const { blocks_behind: behind, indexed_block: block } = await api.status();
    const what = behind !== null && behind > BEHIND ? t.banner.behind(behind) : t.banner.notReady;
    return html`${what} ${t.banner.upTo(number(block.number))}`;
  } catch {
    return nothing;
  }
}
