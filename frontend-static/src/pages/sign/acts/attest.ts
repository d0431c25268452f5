// SPDX-License-Identifier: EUPL-1.2
// An attester says whether a claim is met.

import { html, nothing } from "lit";
import { api, ask, type Outcome, type Page } from "../../../shared/api/index.ts";
import { day, euro, time } from "../../../shared/format.ts";
import { facts, party } from "../../../shared/html.ts";
import { t } from "../../../shared/texts.ts";
import type { WaitingClaim } from "../../../shared/work-lists/types.ts";
import { type Act, numberOf, type Typed } from "../act.ts";

const OUTCOMES: readonly Outcome[] = ["met", "partly_met", "not_met"];

const name = ({ milestone, claim }: Pick<WaitingClaim, "milestone" | "claim">): string => `${milestone}-${claim}`;

export async function attest(id: number, query: URLSearchParams): Promise<Act> {
  const [award, { items: waiting }] = await Promise.all([
    api.award(id),
    ask<Page<WaitingClaim>>("/v1/work-lists/awaiting-attestation", { query: { award: id, limit: 200 } }),
  ]);
  const milestone = numberOf(query, "milestone");
  const asked = waiting.find((one) => one.milestone === milestone) ?? waiting[0];
  const chosen = (typed: Typed) => waiting.find((one) => name(one) === typed("claim"));
  const said = t.sign.attest;
  const already = (typed: Typed) => {
    const one = chosen(typed);
    return award.claims.items.find((other) => one !== undefined && name(other) === name(one))?.attestations ?? [];
  };
  return {
    name: "attest",
    subject: { kind: "award", id, title: award.title },
    signers: award.attesters,
    permission: "attest",
    ...(waiting.length === 0 ? { nothing: said.nothing } : {}),
    about: (typed) => {
      const one = chosen(typed);
      if (one === undefined) return nothing;
      const attestations = already(typed);
      return facts([
        [t.award.fields.beneficiary, party(award.beneficiary)],
        [said.claimed, euro(one.amount)],
        [said.claimedAt, time(one.claimed_at)],
        [t.award.milestones.columns.due, day(one.due)],
        [said.statement, html`<span lang="it">«${one.statement}»</span>`],
        [said.required, said.requiredValue(one.attestations, one.attesters_required)],
        [
          t.award.claims.attestations,
          attestations.length === 0
            ? nothing
            : html`${attestations.map(
                ({ attester, outcome, amount }, at) =>
                  html`${at > 0 ? html`<br>` : nothing}${attester.name}: ${t.words.outcome[outcome]}, ${euro(amount)}`,
              )}`,
        ],
      ]);
    },
    fields: [
      {
        name: "claim",
        kind: "choice",
        label: said.claim,
        options: waiting.map((one) => [
          name(one),
          `${one.milestone}. ${one.milestone_title} · ${said.option(one.claim, euro(one.amount))}`,
        ]),
        usual: asked === undefined ? "" : name(asked),
      },
      {
        name: "outcome",
        kind: "radio",
        label: said.outcome,
        options: OUTCOMES.map((outcome) => [outcome, t.words.outcome[outcome]]),
      },
      {
        name: "amount",
        kind: "amount",
        label: said.amount,
        hint: said.amountHint,
        when: (typed) => typed("outcome") === "partly_met",
      },
      { name: "report", kind: "document", label: said.report, hint: said.reportHint },
    ],
    body: ({ text, cents, document }) => {
      const [milestone, claim] = text("claim").split("-").map(Number);
      const outcome = text("outcome");
      return {
        award: {
          attest: {
            milestone,
            claim,
            outcome: outcome === "partly_met" ? { partly_met: { amount: cents("amount") } } : outcome,
            report: document("report"),
          },
        },
      };
    },
  };
}
