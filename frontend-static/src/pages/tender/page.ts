// SPDX-License-Identifier: EUPL-1.2
// One tender, or one direct award: what is asked for, until when, who bid and what, who won and why, the contract and what
// became of it; and its trail.

import { html, nothing, type TemplateResult } from "lit";
import { address, api, type TenderDetail } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { documents } from "../../shared/documents.ts";
import { day, euro, time } from "../../shared/format.ts";
import { external, facts, icon, newest, part, party, said } from "../../shared/html.ts";
import { flagged } from "../../shared/red-flags.ts";
import { share } from "../../shared/share.ts";
import { stands, tenderStatus } from "../../shared/tender.ts";
import { href, t } from "../../shared/texts.ts";
import "../../shared/trail.ts";
import "../../shared/verify/part.ts";
import { tenderActs } from "../../shared/wallet/tender-acts.ts";
import { awards, evaluations } from "./award.ts";
import { bids, invitations } from "./bids.ts";
import { clarifications, extensions } from "./clarifications.ts";
import { changes, contract, subcontracts } from "./contract.ts";

export async function show(here: Here): Promise<TemplateResult> {
  const id = here.id();
  const tender = await api.tender(id);
  here.entitle(tender.title);
  const words = t.tender;
  const isDirect = tender.procedure === "direct";
  const { winner, cancellation } = tender;
  return html`
    <div class="page-head">
      <p class="badges">${tenderStatus(tender)}<span>${t.words.procedure[tender.procedure]} · ${t.award.numbered(id)}</span></p>
      <h1>${tender.title}</h1>
      <p class="lead">${words.of} ${party(tender.administration)}${winner === null ? nothing : html` · ${words.to} <strong>${party(winner)}</strong>`}</p>
      <p>${stands(tender)}</p>
      ${cancellation === null ? nothing : html`<p>${words.cancelled(time(cancellation.cancelled_at))}: ${said(cancellation.reason)}</p>`}
    </div>
    ${sums(tender)}
    <div class="actions" role="group" aria-label=${words.what}>
      ${share(here.query)}
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/tenders/${id}/trail`, { format: "csv" })} download="tender-${id}.csv">${icon("it-file-csv", "icon-sm icon-primary me-1")}${t.award.csv}</a>
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/tenders/${id}`)} download="tender-${id}.json">${icon("it-file-json", "icon-sm icon-primary me-1")}${t.award.json}</a>
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/tenders/${id}/feed.atom`)}>${icon("it-rss", "icon-sm icon-primary me-1")}${t.award.atom}</a>
    </div>
    ${tenderActs(tender)}
    <verify-part path="/v1/tenders/${id}/evidence"></verify-part>
    ${part("notice", isDirect ? words.notice.direct : words.notice.title, notice(tender))}
    ${tender.extensions.total > 0 ? part("extensions", words.extensions.title, [extensions(tender), newest(tender.extensions)]) : nothing}
    ${isDirect ? nothing : part("clarifications", words.clarifications.title, [clarifications(tender), newest(tender.clarifications)], words.clarifications.hint)}
    ${tender.invitations.total > 0 ? part("invitations", words.invitations.title, [invitations(tender), newest(tender.invitations)]) : nothing}
    ${isDirect ? nothing : part("bids", words.bids.title, [bids(tender), newest(tender.bids_received)], words.bids.hint)}
    ${tender.evaluations.total > 0 ? part("evaluations", words.evaluations.title, [evaluations(tender), newest(tender.evaluations)]) : nothing}
    ${tender.awards.total > 0 ? part("award", isDirect ? words.awards.direct : words.awards.title, [awards(tender), newest(tender.awards)]) : nothing}
    ${tender.contract === null ? nothing : part("contract", words.contract.title, contract(tender, tender.contract))}
    ${tender.changes.total > 0 ? part("changes", words.changes.title, [changes(tender), newest(tender.changes)], words.changes.hint) : nothing}
    ${tender.subcontracts.total > 0 ? part("subcontracts", words.subcontracts.title, [subcontracts(tender), newest(tender.subcontracts)]) : nothing}
    ${flagged(`/v1/tenders/${id}`)}
    ${part("documents", t.award.documents.title, [documents(tender.documents.items), newest(tender.documents)], t.award.documents.hint)}
    ${part("trail", t.trail.title, html`<audit-trail path="/v1/tenders/${id}/trail"></audit-trail>`, t.trail.hint)}`;
}

function sums({ procedure, value, price, contract_value: worth }: TenderDetail): TemplateResult {
  const words = t.tender.sums;
  const one = (name: string, sum: string) =>
    html`<div class="granted"><dt>${name}</dt><dd><span class="sum">${sum}</span></dd></div>`;
  return html`<dl class="sums">
    ${procedure === "direct" ? nothing : one(words.value, euro(value))}
    ${price === null ? nothing : one(procedure === "direct" ? words.amount : words.price, euro(price))}
    ${worth === null ? nothing : one(words.contract, euro(worth))}</dl>
    <p class="small hint">${words.net}</p>`;
}

const moment = (at: string | null) => (at === null ? nothing : html`<time datetime=${at}>${time(at)}</time>`);

function notice(tender: TenderDetail): TemplateResult {
  const names = t.tender.notice;
  const { direct_award: direct, reserve, criterion, cup } = tender;
  return facts([
    [names.object, said(tender.object)],
    [names.contractType, t.words.contractType[tender.contract_type]],
    [names.procedure, t.words.procedure[tender.procedure]],
    [names.reserve, reserve === null ? nothing : t.words.reserve[reserve]],
    [names.criterion, criterion === null ? nothing : t.words.criterion[criterion]],
    [names.ground, direct === null ? nothing : t.words.directGround[direct.ground]],
    [names.reason, direct === null ? nothing : said(direct.reason)],
    [names.requirements, direct === null ? nothing : said(direct.requirements)],
    [names.rotation, direct === null ? nothing : said(direct.rotation)],
    [names.legalBasis, said(tender.legal_basis)],
    [names.cig, html`<span class="text-nowrap">${tender.cig}</span>`],
    [
      names.cup,
      cup === null
        ? nothing
        : html`<span class="text-nowrap">${cup}</span><br>${external(`https://www.opencup.gov.it/portale/it/web/opencup/home/progetto/-/cup/${cup}`, t.award.fields.openCup)}`,
    ],
    [names.published, day(tender.published)],
    [names.clarifyUntil, moment(tender.clarify_until)],
    [names.bidsUntil, moment(tender.bids_until)],
    [names.revealUntil, moment(tender.reveal_until)],
    [names.labourIntensive, tender.labour_intensive ? t.parties.yes : t.parties.no],
    [names.office, said(tender.office)],
    [names.responsibleRole, said(tender.responsible_role)],
    [
      names.carriedOut,
      tender.award === null
        ? nothing
        : html`<a href=${href("award", { id: tender.award })}>${t.award.number(tender.award)}</a>`,
    ],
  ]);
}
