// SPDX-License-Identifier: EUPL-1.2
// The home page: what is granted, attested, paid and recovered; the newest entries, live; and the way to everything else.

import { html, nothing, type TemplateResult } from "lit";
import { type Award, type AwardSums, api } from "../../shared/api/index.ts";
import { awardStatus } from "../../shared/award.ts";
import { euro, number, shortDay, today } from "../../shared/format.ts";
import { party } from "../../shared/html.ts";
import { empty, later } from "../../shared/states.ts";
import { sums } from "../../shared/sums.ts";
import { href, t } from "../../shared/texts.ts";
import "../../shared/live-entries.ts";
import "../../shared/search-box.ts";

/** How many awards are shown. */
const RECENT = 6;

export async function show(): Promise<TemplateResult> {
  // What does not come from the ledger is there at once.
  return html`
    <div class="page-head">
      <h1>${t.pages.home.title}</h1>
      <p class="lead">${t.home.lead}</p>
      <search-box></search-box>
    </div>
    <section class="part" aria-labelledby="sums">
      <h2 id="sums">${t.home.sumsTitle}</h2>
      ${later(inFigures)}
    </section>
    <section class="part" aria-labelledby="recent">
      <h2 id="recent">${t.home.recentAwards}</h2>
      ${later(recentAwards)}
      <p class="mt-4"><a class="btn btn-primary" href=${href("awards")}>${t.home.allAwards}</a></p>
    </section>
    <section class="part" aria-labelledby="latest">
      <h2 id="latest">${t.home.latest}</h2>
      <live-entries></live-entries>
    </section>
    <section class="part" aria-labelledby="how">
      <h2 id="how">${t.home.howTitle}</h2>
      <ul class="cards">${t.home.how.map(({ title, text }) => html`<li><div class="tile"><h3>${title}</h3><p class="mb-0">${text}</p></div></li>`)}</ul>
      <p class="mt-4"><a class="btn btn-outline-primary" href=${href("about")}>${t.pages.about.title}</a></p>
    </section>`;
}

async function inFigures(): Promise<TemplateResult> {
  const year = Number(today().slice(0, 4));
  const [inYear, inAll] = await Promise.all([api.statistics({ year }), api.statistics()]);
  const { records } = inAll.historical_records;
  const reported = html`${t.home.historical(number(records))} <a href=${href("historical-records")}>${t.pages["historical-records"].title}</a>`;
  return html`${block(t.home.thisYear(year), t.home.thisYearHint, inYear.awards)}
    ${block(t.home.allYears, t.home.allYearsHint, inAll.awards)}
    <p class="hint small">${t.home.sumsNote} ${records > 0 ? reported : nothing}</p>`;
}

async function recentAwards(): Promise<TemplateResult> {
  const { items } = await api.awards({ sort: "-published", limit: RECENT });
  return items.length === 0 ? empty() : html`<ul class="cards">${items.map(card)}</ul>`;
}

function block(title: string, hint: string, of: AwardSums): TemplateResult {
  const claims =
    of.open_claims > 0 ? html` · ${t.home.openClaims(number(of.open_claims), of.open_claims === 1)}` : nothing;
  return html`<h3 class="h5 mt-4 mb-0">${title}</h3>
    <p class="hint mb-2">${hint}: ${t.home.awards(number(of.awards), of.awards === 1)}${claims}</p>
    ${sums(of)}`;
}

const card = (award: Award): TemplateResult => html`<li><div class="tile">
    <p class="small mb-2">${awardStatus(award)} ${t.words.awardKind[award.kind]} · ${shortDay(award.published)}</p>
    <h3><a href=${href("award", { id: award.id })}>${award.title}</a></h3>
    <p class="mb-2">${party(award.beneficiary)}<br><span class="small">${t.award.fromAdministration} ${party(award.administration)}</span></p>
    <p class="mb-0"><strong>${euro(award.granted)}</strong><span class="small">${t.home.paidOf(euro(award.paid))}</span></p>
  </div></li>`;
