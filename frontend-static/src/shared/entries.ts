// SPDX-License-Identifier: EUPL-1.2
// Lines of an audit trail as points on a line of time.

import { html, nothing, type TemplateResult } from "lit";
import type { Line, PartyReference, SubjectKind } from "./api/index.ts";
import { allFields, bodyFields, factSaid, subject } from "./fields.ts";
import { euro, number, time } from "./format.ts";
import { facts, hash, party } from "./html.ts";
import { subjectHref, subjectName } from "./subject.ts";
import { t } from "./texts.ts";

/** Colours an act by the sum that it moves. */
function colour(action: string): string {
  if (action === "publish award" || action.endsWith("amendment")) return "granted";
  if (action === "attest" || action === "claim") return "attested";
  if (action === "record payment" || action === "confirm receipt") return "paid";
  return action === "record recovery" || action === "dispute payment" || action === "suspend" ? "recovered" : "";
}

const who = (name: PartyReference | null, label: string | null, key: string): TemplateResult =>
  html`${name === null ? hash(key) : party(name)}${label === null ? nothing : html`, <span lang="it">${label}</span>`}`;

/** An entry in a list of many subjects: what, about what, when, by whom. */
export function briefly(line: Line, isNew = false): TemplateResult {
  const address = subjectHref(line.subject.kind, line.subject.id);
  const subject = subjectName(line.subject.kind, line.subject.id);
  const { party: signer, label, key } = line.signer;
  return html`<li class="${colour(line.action)} ${isNew ? "new" : ""}">
    <p class="what">${t.words.action[line.action] ?? line.action}${line.amount === null ? nothing : html`<span class="amount">${euro(line.amount)}</span>`}</p>
    <p class="when mb-0"><a href=${address}>${subject}</a> · <time datetime=${line.at}>${time(line.at)}</time> · ${who(signer, label, key)}</p>
  </li>`;
}

/** An entry in its own subject's trail, with everything it says. */
export function wholly(line: Line): TemplateResult {
  const { party: signer, label, key } = line.signer;
  return html`<li id="entry-${line.seq}" class=${colour(line.action)}>
    <h3 class="what">${t.words.action[line.action] ?? line.action}${line.amount === null ? nothing : html`<span class="amount">${euro(line.amount)}</span>`}</h3>
    <p class="when mb-1"><time datetime=${line.at}>${time(line.at)}</time> · ${t.trail.entry(line.seq)}</p>
    <p class="mb-1">${t.trail.by} ${who(signer, label, key)} · <span class="when">${line.carried ? t.trail.carried : t.trail.direct}</span></p>
    <p class="mb-0 small">${t.trail.block} ${number(line.block.number)} · ${t.trail.head} ${hash(line.head)}</p>
    <details><summary>${t.trail.details}</summary>
      <h4 class="h6 mt-3">${t.trail.fields}</h4>
      ${allFields(bodyFields(line))}
      ${
        line.facts.length === 0
          ? nothing
          : html`<h4 class="h6 mt-3">${t.trail.facts}</h4><ul class="mb-0">${line.facts.map(
              (fact) =>
                html`<li>${Object.entries(fact.subject).map(([kind, id]) => subject(kind as SubjectKind, id))} (${t.trail.entry(fact.seq).toLowerCase()}): ${factSaid(fact.value)}</li>`,
            )}</ul>`
      }
      ${facts([
        [t.trail.key, hash(key)],
        [t.trail.block, hash(line.block.hash)],
      ])}
      <details class="mt-2" @toggle=${(event: Event) => write(event, line)}><summary>${t.trail.raw}</summary><pre tabindex="0" lang="en"></pre></details>
    </details>
  </li>`;
}

/** Writes the entry as it stands once somebody wants to see it: some are long, and a page has a hundred. */
function write(event: Event, { body, facts: read, signature, previous }: Line): void {
  const place = (event.target as HTMLElement).querySelector("pre");
  if (place !== null && place.textContent === "") {
    place.textContent = JSON.stringify({ body, facts: read, signature, previous }, null, 2);
  }
}
