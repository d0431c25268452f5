// SPDX-License-Identifier: EUPL-1.2
// One award: who, what, how much and why; how far it has come; everything claimed, attested and paid; and its trail.

import { html, nothing, type TemplateResult } from "lit";
import { type AwardDetail, address, api } from "../../shared/api/index.ts";
import { awardStatus } from "../../shared/award.ts";
import type { Here } from "../../shared/begin.ts";
import { day, euro, time } from "../../shared/format.ts";
import { external, facts, icon, newest, part, party, said } from "../../shared/html.ts";
import { flagged } from "../../shared/red-flags.ts";
import { share } from "../../shared/share.ts";
import { sums } from "../../shared/sums.ts";
import { href, t } from "../../shared/texts.ts";
import { actsHere } from "../../shared/wallet/acts-here.ts";
import "../../shared/trail.ts";
import "../../shared/verify/part.ts";
import { documents } from "../../shared/documents.ts";
import { amendments, recoveries } from "./changes.ts";
import { claims } from "./claims.ts";
import { milestones } from "./milestones.ts";
import { payments } from "./payments.ts";

export async function show(here: Here): Promise<TemplateResult> {
  const id = here.id();
  const award = await api.award(id);
  here.entitle(award.title);
  return html`
    <div class="page-head">
      <p class="badges">${awardStatus(award)}<span>${t.words.awardKind[award.kind]} · ${t.award.number(award.id)}</span></p>
      <h1>${award.title}</h1>
      <p class="lead">${t.award.toBeneficiary} <strong>${party(award.beneficiary)}</strong> ${t.award.fromAdministration} ${party(award.administration)}</p>
      ${award.status_change === null ? nothing : html`<p>${t.words.awardStatus[award.status]}. ${t.award.statusChange(time(award.status_change.at), award.status_change.reason)}</p>`}
    </div>
    <section aria-label=${t.award.sums}>${sums(award)}<p class="small hint">${t.home.sumsNote}</p></section>
    <div class="actions" role="group" aria-label=${t.award.what}>
      ${share(here.query)}
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/awards/${id}/trail`, { format: "csv" })} download="award-${id}.csv">${icon("it-file-csv", "icon-sm icon-primary me-1")}${t.award.csv}</a>
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/awards/${id}`)} download="award-${id}.json">${icon("it-file-json", "icon-sm icon-primary me-1")}${t.award.json}</a>
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/awards/${id}/feed.atom`)}>${icon("it-rss", "icon-sm icon-primary me-1")}${t.award.atom}</a>
    </div>
    <verify-part path="/v1/awards/${id}/evidence"></verify-part>
    ${actsHere(award)}
    ${part("milestones", t.award.milestones.title, milestones(award))}
    ${part("who", t.award.who, who(award), t.award.whoHint)}
    ${part("claims", t.award.claims.title, [claims(award), newest(award.claims)])}
    ${part("payments", t.award.payments.title, [payments(award), newest(award.payments)])}
    ${award.recoveries.total > 0 ? part("recoveries", t.award.recoveries.title, recoveries(award.recoveries.items)) : nothing}
    ${award.amendments.total > 0 ? part("amendments", t.award.amendments.title, amendments(award.amendments.items)) : nothing}
    ${flagged(`/v1/awards/${id}`)}
    ${part("documents", t.award.documents.title, [documents(award.documents.items), newest(award.documents)], t.award.documents.hint)}
    <section class="part" aria-labelledby="trail"><h2 id="trail">${t.trail.title}</h2><p class="hint">${t.trail.hint}</p>
      <audit-trail path="/v1/awards/${id}/trail"></audit-trail></section>`;
}

/** What art. 27 of D.Lgs. 33/2013 asks to be published. */
function who(award: AwardDetail): TemplateResult {
  const names = t.award.fields;
  const { basis, beneficiary } = award;
  return facts([
    [names.administration, party(award.administration)],
    [names.beneficiary, party(beneficiary)],
    [
      names.taxCode,
      html`<span class="text-nowrap">${beneficiary.identifier.id}</span> (${beneficiary.identifier.scheme})`,
    ],
    [names.granted, euro(award.granted)],
    [
      names.basis,
      html`${basis.tender === null ? t.words.basis[basis.kind] : nothing}${basis.agreement === null ? nothing : html`: <a href=${href("agreement", { id: basis.agreement })}>${names.agreement(basis.agreement)}</a>`}${
        basis.tender === null
          ? nothing
          : html`<a href=${href("tender", { id: basis.tender })}>${t.tender.number(basis.tender)}</a>`
      }${basis.reference === null ? nothing : html`: <span lang="it">${basis.reference}</span>`}`,
    ],
    [
      names.deMinimis,
      award.de_minimis_aid === null
        ? nothing
        : html`<a href="${href("party", { id: beneficiary.id })}#aids">${names.aid(award.de_minimis_aid)}</a>`,
    ],
    [names.legal_basis, said(award.legal_basis)],
    [names.selection_method, said(award.selection_method)],
    [names.office, said(award.office)],
    [names.responsible_role, said(award.responsible_role)],
    [
      names.cup,
      award.cup === null
        ? nothing
        : html`<span class="text-nowrap">${award.cup}</span><br>${external(`https://www.opencup.gov.it/portale/it/web/opencup/home/progetto/-/cup/${award.cup}`, names.openCup)}`,
    ],
    [names.cig, award.cig ?? nothing],
    [names.published, day(award.published)],
    [names.period, names.periodValue(day(award.start_date), day(award.end_date))],
    [
      names.attesters,
      html`${award.attesters.map((attester, at) => html`${at > 0 ? ", " : nothing}${party(attester)}`)}<br><span class="small">${names.attestersRequired(award.attesters_required)}</span>`,
    ],
  ]);
}
