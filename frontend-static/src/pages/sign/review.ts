// SPDX-License-Identifier: EUPL-1.2
// What is signed, beside what the rules say of it. The short form is read off the very text that is signed, so that it
// cannot say anything else.

import { html, nothing, type TemplateResult } from "lit";
import type { Outcome, StandingKind } from "../../shared/api/index.ts";
import { day, euro, number, time } from "../../shared/format.ts";
import { facts, hash } from "../../shared/html.ts";
import { subjectName } from "../../shared/subject.ts";
import { t } from "../../shared/texts.ts";
import type { Prepared, RelayStatus } from "../../shared/wallet/commands.ts";
import type { Account } from "../../shared/wallet/wallet.ts";
import type { Owner } from "./signer.ts";

export interface Reviewed {
  prepared: Prepared;
  account: Account;
  owner: Owner | null;
  /** Who carries it; null if this service carries nothing. */
  relay: RelayStatus | null;
}

export function review({ prepared, account, owner, relay }: Reviewed): TemplateResult {
  const said = t.sign.review;
  const { text, trial, command } = prepared;
  const expires = time(new Date(command.expiry * 1000).toISOString());
  const late = relay === null ? said.noQueue : said.relay[relay.state];
  return html`
    <div class="row g-4">
      <div class="col-lg-6">
        ${
          trial.entry === null
            ? nothing
            : html`<div class="alert alert-success trial"><p class="fw-semibold mb-1">${said.would}</p>
          <p class="small mb-0">${said.wouldBody(subjectName(trial.entry.subject.kind, trial.entry.subject.id), number(trial.entry.seq))} ${said.at(number(trial.block.number), time(trial.at))}</p></div>`
        }
        ${late === "" ? nothing : html`<div class="alert alert-warning"><p class="mb-0">${late}</p></div>`}
        <h3 class="h5">${said.summary}</h3>
        ${facts([[said.who, who(account, owner)], ...short(text)])}
        <p class="small mt-3">${said.expires(expires)}</p>
      </div>
      <div class="col-lg-6">
        <h3 class="h5" id="text-title">${said.text}</h3><p class="small hint">${said.textHint}</p>
        <pre class="signed-text" tabindex="0" lang="en" aria-labelledby="text-title">${text}</pre>
      </div>
    </div>`;
}

function who({ name, address }: Account, owner: Owner | null): TemplateResult {
  const known = owner !== null && "party" in owner ? owner : null;
  return html`${known === null ? nothing : html`${known.party.name}, ${known.key.label} (${known.key.permissions.map((one) => t.words.permission[one]).join(", ")})<br>`}<span class="small">${name} <span class="hash">${address}</span></span>`;
}

/** What a person need not read to know what is signed; the text itself has it. */
const LEFT_OUT: readonly string[] = ["chain", "contract", "content sha256", "nonce", "expires"];

type Fact = readonly [string, TemplateResult | string];

function short(text: string): Fact[] {
  return text.split("\n").flatMap((line): Fact[] => {
    const colon = line.indexOf(": ");
    // The first line and the end have no label.
    if (colon < 0 || line.startsWith("Portico: ")) return [];
    const label = line.slice(0, colon);
    const value = line.slice(colon + 2);
    return LEFT_OUT.includes(label) || value === "" ? [] : [[labelled(label), valued(label, value)]];
  });
}

function labelled(label: string): string {
  const { lines } = t.sign;
  const part = /^(document|report|act)(?: ([0-9]+))? (.+)$/.exec(label);
  if (part === null) return lines[label] ?? label;
  const [, what = "", at, of = ""] = part;
  return `${lines[what] ?? what}${at === undefined ? "" : ` ${at}`}: ${lines[of] ?? of}`;
}

function valued(label: string, value: string): TemplateResult | string {
  if (label === "action") return t.words.action[value] ?? value;
  if (label === "outcome") return t.words.outcome[value as Outcome] ?? value;
  if (label.endsWith("sha256") || label === "commitment" || label === "salt") return hash(value);
  if (label === "kind") return t.words.standingKind[value as StandingKind] ?? value;
  if ((label === "date" || label === "valid until") && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value)) return day(value);
  const amount = /^([0-9]+)\.([0-9]{2}) EUR$/.exec(value);
  if (amount === null) return value;
  return euro({ cents: Number(`${amount[1]}${amount[2]}`), amount: `${amount[1]}.${amount[2]}`, currency: "EUR" });
}
