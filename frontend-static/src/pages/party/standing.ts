// SPDX-License-Identifier: EUPL-1.2
// How an organisation has stood over time: who vouched for it and until when, who suspended and readmitted it.

import { html, nothing, type TemplateResult } from "lit";
import type { PartyDetail, PartyReference } from "../../shared/api/index.ts";
import { day, shortDay, time } from "../../shared/format.ts";
import { facts, hash, newest, party, type Shown, said } from "../../shared/html.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";

interface Event {
  at: string;
  what: string;
  by: PartyReference;
  detail: Shown;
}

export function history({ standing, standings, suspensions }: PartyDetail): TemplateResult {
  const words = t.party.standing;
  const events: Event[] = [
    ...standings.items.map((attested) => ({
      at: attested.attested_at,
      what: `${words.attested}: ${t.words.standingKind[attested.kind]}`,
      by: attested.attested_by,
      detail: html`${words.until(shortDay(attested.valid_until))}<br><span class="small">${words.document} ${hash(attested.document_sha256)}</span>`,
    })),
    ...suspensions.items.map(({ suspended, reason, decided_by: by, decided_at: at }) => ({
      at,
      what: suspended ? words.suspension : words.reinstatement,
      by,
      detail: said(reason),
    })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  return html`${facts([
    [words.kind, standing.kind === null ? nothing : t.words.standingKind[standing.kind]],
    [words.attestedBy, standing.attested_by === null ? nothing : party(standing.attested_by)],
    [words.validUntil, standing.valid_until === null ? nothing : day(standing.valid_until)],
    [words.asOf, day(standing.as_of)],
  ])}
  <h3 class="h5 mt-4">${words.history}</h3>
  ${
    events.length === 0
      ? empty(words.empty)
      : table(
          words.historyCaption,
          [
            { header: words.columns.at, heads: true, cell: ({ at }) => html`<time datetime=${at}>${time(at)}</time>` },
            { header: words.columns.what, cell: ({ what }) => what },
            { header: words.columns.by, cell: ({ by }) => party(by) },
            { header: words.columns.detail, cell: ({ detail }) => detail },
          ],
          events,
        )
  }${newest(standings)}`;
}
