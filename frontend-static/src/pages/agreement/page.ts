// SPDX-License-Identifier: EUPL-1.2
// One co-design agreement: the notice, who was invited, what each contributes, the texts and who signed them, and the
// awards that rest on it.

import { html, nothing, type TemplateResult } from "lit";
import { agreementStatus } from "../../shared/agreement.ts";
import { type AgreementDetail, address, api } from "../../shared/api/index.ts";
import { awardStatus } from "../../shared/award.ts";
import type { Here } from "../../shared/begin.ts";
import { documents } from "../../shared/documents.ts";
import { day, euro, shortDay, time } from "../../shared/format.ts";
import { facts, icon, newest, part, party, said } from "../../shared/html.ts";
import { share } from "../../shared/share.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { href, t } from "../../shared/texts.ts";
import "../../shared/trail.ts";
import "../../shared/verify/part.ts";
import { versions } from "./versions.ts";

export async function show(here: Here): Promise<TemplateResult> {
  const id = here.id();
  const [agreement, awards] = await Promise.all([
    api.agreement(id),
    api.awards({ agreement: id, sort: "-published", limit: 50 }),
  ]);
  here.entitle(agreement.title);
  const words = t.agreement;
  const inForce = agreement.versions.items.find((version) => version.in_force);
  const others = (inForce?.participants ?? []).filter((one) => one.party.id !== agreement.administration.id);
  return html`
    <div class="page-head">
      <p class="badges">${agreementStatus(agreement)}<span>${words.number(id)}</span></p>
      <h1>${agreement.title}</h1>
      <p class="lead">${words.of} ${party(agreement.administration)}${
        others.length === 0
          ? nothing
          : html` ${words.with} ${others.map((one, at) => html`${at > 0 ? ", " : nothing}<strong>${party(one.party)}</strong>`)}`
      }</p>
      ${agreement.termination === null ? nothing : html`<p>${words.terminated(time(agreement.termination.terminated_at))}: ${said(agreement.termination.reason)}</p>`}
    </div>
    <dl class="sums"><div class="granted"><dt>${words.budget}</dt><dd><span class="sum">${euro(agreement.budget)}</span></dd></div></dl>
    <div class="actions" role="group" aria-label=${words.what}>
      ${share(here.query)}
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/agreements/${id}/entries`, { format: "csv" })} download="agreement-${id}.csv">${icon("it-file-csv", "icon-sm icon-primary me-1")}${t.award.csv}</a>
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/agreements/${id}`)} download="agreement-${id}.json">${icon("it-file-json", "icon-sm icon-primary me-1")}${t.award.json}</a>
    </div>
    <verify-part path="/v1/agreements/${id}/evidence"></verify-part>
    ${part("versions", words.versions.title, [versions(agreement), newest(agreement.versions)], words.versions.hint)}
    ${part("awards", words.awards.title, resting(awards.items))}
    ${part("notice", words.notice.title, notice(agreement))}
    ${part("invitations", words.invitations.title, [invitations(agreement), newest(agreement.invitations)])}
    ${part("documents", t.award.documents.title, [documents(agreement.documents.items), newest(agreement.documents)], t.award.documents.hint)}
    ${part("trail", t.trail.title, html`<audit-trail path="/v1/agreements/${id}/entries"></audit-trail>`, t.trail.hint)}`;
}

function notice(agreement: AgreementDetail): TemplateResult {
  const names = t.agreement.notice;
  return facts([
    [names.purpose, said(agreement.purpose)],
    [names.object, said(agreement.object)],
    [names.requirements, said(agreement.requirements)],
    [names.criteria, said(agreement.criteria)],
    [names.respondBy, agreement.respond_by === null ? nothing : day(agreement.respond_by)],
    [names.period, t.award.fields.periodValue(day(agreement.start_date), day(agreement.end_date))],
    [names.publishedAt, html`<time datetime=${agreement.published_at}>${time(agreement.published_at)}</time>`],
  ]);
}

function invitations({ invitations: { items } }: AgreementDetail): TemplateResult {
  const { caption, columns, empty: none } = t.agreement.invitations;
  if (items.length === 0) return empty(none);
  return table(
    caption,
    [
      { header: columns.party, heads: true, cell: ({ party: invited }) => party(invited) },
      { header: columns.reason, cell: ({ reason }) => said(reason) },
      { header: columns.at, cell: ({ invited_at: at }) => html`<time datetime=${at}>${time(at)}</time>` },
    ],
    items,
  );
}

function resting(items: Awaited<ReturnType<typeof api.awards>>["items"]): TemplateResult {
  const { caption, empty: none } = t.agreement.awards;
  if (items.length === 0) return empty(none);
  const { columns } = t.awards;
  return table(
    caption,
    [
      {
        header: columns.title,
        heads: true,
        cell: ({ id, title }) => html`<a href=${href("award", { id })}>${title}</a>`,
      },
      { header: columns.beneficiary, cell: ({ beneficiary }) => party(beneficiary) },
      { header: columns.published, cell: ({ published }) => shortDay(published) },
      { header: columns.granted, numeric: true, cell: ({ granted }) => euro(granted) },
      { header: columns.attested, numeric: true, cell: ({ attested }) => euro(attested) },
      { header: columns.paid, numeric: true, cell: ({ paid }) => euro(paid) },
      { header: columns.status, cell: awardStatus },
    ],
    items,
  );
}
