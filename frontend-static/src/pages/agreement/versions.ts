// SPDX-License-Identifier: EUPL-1.2
// The texts of an agreement, newest first: what each party contributes to it, as a picture and a table, and who has signed.

import { html, svg, type TemplateResult } from "lit";
import type { AgreementDetail, Participant, Version } from "../../shared/api/index.ts";
import { cents, euro, shortDay, time } from "../../shared/format.ts";
import { badge, hash, party } from "../../shared/html.ts";
import { empty } from "../../shared/states.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";

const KINDS = ["money", "staff", "assets"] as const;

export function versions({ versions: { items }, version_in_force: inForce }: AgreementDetail): TemplateResult {
  if (items.length === 0) return empty(t.agreement.versions.empty);
  return html`${items.toReversed().map((version) => one(version, inForce))}`;
}

function one(version: Version, inForce: number | null): TemplateResult {
  const words = t.agreement.versions;
  const { participants, signatures } = version;
  const isReplaced = inForce !== null && version.version < inForce;
  const state = version.in_force
    ? badge(words.inForce, "success")
    : isReplaced
      ? badge(words.replaced, "secondary")
      : badge(words.waiting(signatures, participants.length), "warning");
  return html`<article class="version">
    <h3 class="h5 mt-4">${words.version(version.version)} ${state}</h3>
    <p class="mb-1">${words.proposed(time(version.proposed_at))}, ${words.until(shortDay(version.end_date))} · <strong>${euro(version.budget)}</strong></p>
    <p class="small">${words.text} ${hash(version.text_sha256)}</p>
    ${picture(participants)}
    ${contributions(participants)}
  </article>`;
}

const total = ({ money, staff, assets }: Participant): number => money.cents + staff.cents + assets.cents;

/** A bar for each party, as long as what it contributes. */
function picture(participants: readonly Participant[]): TemplateResult {
  const words = t.agreement.versions;
  const most = Math.max(1, ...participants.map(total));
  return html`<figure class="chart contributions"><figcaption class="fw-semibold mb-2">${words.picture}</figcaption>
    <ul class="legend">${KINDS.map((kind) => html`<li class=${kind}>${words.kinds[kind]}</li>`)}</ul>
    ${participants.map((participant) => {
      let from = 0;
      const parts = KINDS.map((kind) => {
        const width = (participant[kind].cents / most) * 100;
        const drawn = svg`<rect class=${kind} x=${from} width=${width} height="10"></rect>`;
        from += width;
        return drawn;
      });
      return html`<div class="contribution"><span>${participant.party.name}</span>
        <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=${words.bar(participant.party.name, euro(cents(total(participant))))}>${parts}</svg></div>`;
    })}</figure>`;
}

function contributions(participants: readonly Participant[]): TemplateResult {
  const { caption, columns, notSigned } = t.agreement.versions;
  return table(
    caption,
    [
      { header: columns.party, heads: true, cell: (participant) => party(participant.party) },
      ...KINDS.map((kind) => ({
        header: columns[kind],
        numeric: true as const,
        cell: (participant: Participant) => euro(participant[kind]),
      })),
      { header: columns.total, numeric: true, cell: (participant) => euro(cents(total(participant))) },
      {
        header: columns.signed,
        cell: ({ signed_at: at }) =>
          at === null ? badge(notSigned, "warning") : html`<time datetime=${at}>${time(at)}</time>`,
      },
    ],
    participants,
  );
}
