// SPDX-License-Identifier: EUPL-1.2
// One organisation: how it stands; what it received, gave, attested; its agreements, its keys and its trail.

import { html, nothing, type TemplateResult } from "lit";
import { address, api, type PartyDetail } from "../../shared/api/index.ts";
import type { Here } from "../../shared/begin.ts";
import { time } from "../../shared/format.ts";
import { badge, facts, hash, icon, newest, part, party, said } from "../../shared/html.ts";
import { municipality } from "../../shared/municipality.ts";
import { flagged } from "../../shared/red-flags.ts";
import { share } from "../../shared/share.ts";
import { standing } from "../../shared/standing.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";
import "../../shared/trail.ts";
import "../../shared/verify/part.ts";
import { deMinimis, memberRegisters } from "./aids.ts";
import { agreements, attested, tenders, vouched } from "./deeds.ts";
import { gave, received } from "./money.ts";
import { pace } from "./pace.ts";
import { history } from "./standing.ts";

export async function show(here: Here): Promise<TemplateResult> {
  const id = here.id();
  const of = await api.party(id);
  here.entitle(of.name);
  const isAdministration = of.kind === "administration";
  const isOversight = of.kind === "oversight_body";
  // Each is nothing where there is none, so that a page shows what the organisation really does.
  const [toIt, byIt, howFast, its, tendersOfIt, found, vouches, aids, members] = await Promise.all([
    received(id, of.identifier.id),
    isAdministration ? gave(id, of.identifier.id) : nothing,
    isAdministration ? pace(id) : nothing,
    agreements(id),
    tenders(id),
    attested(id),
    isOversight ? vouched(id) : nothing,
    isAdministration || isOversight ? nothing : deMinimis(id),
    of.kind === "cooperative" ? memberRegisters(id) : nothing,
  ]);
  return html`
    <div class="page-head">
      <p class="badges"><span>${t.words.partyKind[of.kind]} · ${t.party.number(id)}</span></p>
      <h1>${of.name}</h1>
      <p class="lead">${standing(of)}</p>
    </div>
    <div class="actions" role="group" aria-label=${t.party.what}>
      ${share(here.query)}
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/parties/${id}/entries`, { format: "csv" })} download="party-${id}.csv">${icon("it-file-csv", "icon-sm icon-primary me-1")}${t.party.csv}</a>
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/parties/${id}`)} download="party-${id}.json">${icon("it-file-json", "icon-sm icon-primary me-1")}${t.party.json}</a>
      <a class="btn btn-outline-primary btn-sm" href=${address(`/v1/parties/${id}/feed.atom`)}>${icon("it-rss", "icon-sm icon-primary me-1")}${t.party.atom}</a>
    </div>
    <verify-part path="/v1/parties/${id}/evidence"></verify-part>
    ${byIt}${howFast}${toIt}${aids}${its}${tendersOfIt}${found}${vouches}
    ${isAdministration || isOversight ? nothing : part("standing", t.party.standing.title, history(of), t.party.standing.hint)}
    ${members}
    ${flagged(`/v1/parties/${id}`)}
    ${part("about", t.party.about.title, about(of))}
    ${part("keys", t.party.keys.title, [keys(of), newest(of.keys)], t.party.keys.hint)}
    ${part("trail", t.party.trail, html`<audit-trail path="/v1/parties/${id}/entries"></audit-trail>`, t.trail.hint)}`;
}

function about({
  kind,
  identifier,
  municipality: code,
  registered_by: by,
  registered_at: at,
}: PartyDetail): TemplateResult {
  const names = t.party.about;
  return facts([
    [names.kind, t.words.partyKind[kind]],
    [names.identifier, identifier.id],
    [names.scheme, identifier.scheme],
    [names.municipality, code === null ? nothing : municipality(code)],
    [names.registeredBy, party(by)],
    [names.registeredAt, html`<time datetime=${at}>${time(at)}</time>`],
  ]);
}

function keys({ keys: { items } }: PartyDetail): TemplateResult {
  const { caption, columns, valid, revoked } = t.party.keys;
  return table(
    caption,
    [
      { header: columns.label, heads: true, cell: ({ label }) => said(label) },
      {
        header: columns.permissions,
        cell: ({ permissions }) => permissions.map((word) => t.words.permission[word]).join(", "),
      },
      { header: columns.key, cell: ({ key }) => hash(key) },
      { header: columns.state, cell: (key) => (key.revoked ? badge(revoked, "secondary") : badge(valid, "success")) },
    ],
    items,
  );
}
