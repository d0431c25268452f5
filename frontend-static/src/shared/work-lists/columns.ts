// SPDX-License-Identifier: EUPL-1.2
// The lines of each work list: what waits, since when, for whom, and the button to act on it.

import { html, nothing, type TemplateResult } from "lit";
import type { AwardReference, Party } from "../api/index.ts";
import { awardStatus } from "../award.ts";
import { day, euro, shortDay, today } from "../format.ts";
import { badge, party } from "../html.ts";
import type { Column } from "../table.ts";
import { href, t } from "../texts.ts";
import { type About, signHref } from "../wallet/links.ts";
import type { PayableMilestone, WaitingClaim, WaitingPayment } from "./types.ts";

const act = (name: keyof typeof t.workLists.act, about: About, what: string, kind = "primary"): TemplateResult =>
  html`<a class="btn btn-${kind} btn-xs" href=${signHref(name, about)}>${t.workLists.act[name]}<span class="visually-hidden"> ${what}</span></a>`;

/** The award, and whether it is suspended: then what waits would be refused. */
const award = ({ id, title, status }: AwardReference): TemplateResult =>
  html`<a href=${href("award", { id })}>${title}</a>${status === "published" ? nothing : html` ${awardStatus({ status })}`}`;

const due = (date: string): TemplateResult =>
  html`${shortDay(date)}${date < today() ? html` ${badge(t.award.milestones.states.overdue, "danger")}` : nothing}`;

const unfit = (isGood: boolean) => (isGood ? nothing : html` ${badge(t.workLists.unfit, "danger")}`);

export function attestation(): Column<WaitingClaim>[] {
  const { columns } = t.workLists;
  return [
    {
      header: columns.claim,
      heads: true,
      cell: (one) =>
        html`${award(one.award)}<span class="d-block small fw-normal">${one.milestone}. ${one.milestone_title}</span>`,
    },
    { header: columns.beneficiary, cell: (one) => party(one.award.beneficiary) },
    { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
    { header: columns.claimed, cell: ({ claimed_at: at }) => shortDay(at.slice(0, 10)) },
    { header: columns.due, cell: (one) => due(one.due) },
    {
      header: columns.waitingFor,
      cell: ({ waiting_for: all, attestations, attesters_required: required }) =>
        html`${all.map((one, at) => html`${at > 0 ? ", " : nothing}${party(one)}${unfit(one.good_standing)}`)}<span class="d-block small">${t.sign.attest.requiredValue(attestations, required)}</span>`,
    },
    {
      header: columns.act,
      cell: ({ award: { id, title }, milestone, claim }) => act("attest", { award: id, milestone, claim }, title),
    },
  ];
}

export function payment(): Column<PayableMilestone>[] {
  const { columns } = t.workLists;
  return [
    {
      header: columns.milestone,
      heads: true,
      cell: (one) =>
        html`${award(one.award)}<span class="d-block small fw-normal">${one.milestone}. ${one.title}</span>`,
    },
    {
      header: columns.beneficiary,
      cell: (one) => html`${party(one.award.beneficiary)}${unfit(one.beneficiary_in_good_standing)}`,
    },
    { header: columns.administration, cell: (one) => party(one.award.administration) },
    { header: columns.due, cell: (one) => due(one.due) },
    { header: columns.unpaid, numeric: true, cell: ({ unpaid }) => euro(unpaid) },
    {
      header: columns.act,
      cell: ({ award: { id, title }, milestone }) => act("pay", { award: id, milestone }, title),
    },
  ];
}

export function receipt(): Column<WaitingPayment>[] {
  const { columns } = t.workLists;
  return [
    {
      header: columns.payment,
      heads: true,
      cell: (one) =>
        html`${award(one.award)}<span class="d-block small fw-normal">${t.award.payments.mandate(one.mandate.number, one.mandate.year)}</span>`,
    },
    { header: columns.beneficiary, cell: (one) => party(one.award.beneficiary) },
    { header: columns.date, cell: ({ date }) => shortDay(date) },
    { header: columns.amount, numeric: true, cell: ({ amount }) => euro(amount) },
    {
      header: columns.receipt,
      cell: ({ receipt: { status, dispute_reason: reason } }) =>
        html`${badge(t.words.receipt[status], status === "disputed" ? "danger" : "secondary")}${reason === null ? nothing : html`<br><span class="small" lang="it">«${reason}»</span>`}`,
    },
    {
      header: columns.act,
      cell: ({ award: { id, title }, payment: number, receipt: { status } }) =>
        html`${act("confirm", { award: id, payment: number }, title)}${status === "awaited" ? html` ${act("dispute", { award: id, payment: number }, title, "outline-primary")}` : nothing}`,
    },
  ];
}

export function lapsing(): Column<Party>[] {
  const { columns } = t.workLists;
  return [
    { header: columns.party, heads: true, cell: (one) => party(one) },
    { header: columns.kind, cell: ({ kind }) => t.words.partyKind[kind] },
    {
      header: columns.until,
      cell: ({ standing: { valid_until: until } }) => (until === null ? nothing : day(until)),
    },
    {
      header: columns.by,
      cell: ({ standing: { attested_by: by } }) => (by === null ? nothing : party(by)),
    },
    { header: columns.act, cell: ({ id, name }) => act("standing", { party: id }, name) },
  ];
}
