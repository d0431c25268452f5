// SPDX-License-Identifier: EUPL-1.2
// What the beneficiary claims to have reached, and what attesters found of it.

import { html, nothing, type TemplateResult } from "lit";
import type { Attestation, AttestedClaim, AwardDetail } from "../../shared/api/index.ts";
import { euro, time } from "../../shared/format.ts";
import { badge, hash, party } from "../../shared/html.ts";
import { OUTCOMES } from "../../shared/outcome.ts";
import { empty } from "../../shared/states.ts";
import { t } from "../../shared/texts.ts";

export function claims({ claims: { items } }: AwardDetail): TemplateResult {
  if (items.length === 0) return empty(t.award.claims.empty);
  return html`<ul class="cards claims">${items.map(claim)}</ul>`;
}

function claim({
  milestone,
  claim,
  amount,
  statement,
  claimed_at: at,
  attested,
  attestations,
}: AttestedClaim): TemplateResult {
  const said = t.award.claims;
  return html`<li><div class="tile">
    <h3 class="h6">${said.claim(milestone, claim)}</h3>
    <p class="mb-1"><strong>${euro(amount)}</strong> · <time datetime=${at}>${time(at)}</time></p>
    <p lang="it">«${statement}»</p>
    <p class="mb-2">${attested === null ? badge(said.waiting, "warning") : html`<strong>${said.counted(euro(attested))}</strong>`}</p>
    ${attestations.length === 0 ? nothing : html`<h4 class="h6">${said.attestations}</h4><ul class="list-unstyled mb-0">${attestations.map(attestation)}</ul>`}
  </div></li>`;
}

const attestation = ({
  attester,
  outcome,
  amount,
  report_sha256: report,
  attested_at: at,
}: Attestation): TemplateResult =>
  html`<li class="mb-2">${badge(t.words.outcome[outcome], OUTCOMES[outcome])} ${euro(amount)}<br>
    ${party(attester)}, <time datetime=${at}>${time(at)}</time><br><span class="small">${t.award.claims.report} ${hash(report)}</span></li>`;
