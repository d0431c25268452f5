// SPDX-License-Identifier: EUPL-1.2
// Signing in the browser. The address says what (`?do=claim&award=7&milestone=2`), or which command to see through
// (`?command=0x…`); without either, one chooses.

import { html, nothing, type TemplateResult } from "lit";
import type { Here } from "../../shared/begin.ts";
import { subjectHref } from "../../shared/subject.ts";
import { href, t } from "../../shared/texts.ts";
import { type ActName, signHref } from "../../shared/wallet/links.ts";
import { numberOf } from "./act.ts";
import { ACTS, isAct, type Subject } from "./acts/index.ts";
import { onwards } from "./command-status.ts";
import { parties } from "./signer.ts";
import "./sign-command.ts";

export async function show({ query, entitle }: Here): Promise<TemplateResult> {
  const command = query.get("command") ?? "";
  if (/^0x[0-9a-f]{64}$/.test(command)) {
    return html`<div class="page-head"><h1>${t.pages.sign.title}</h1></div><command-status command=${command}></command-status>${onwards()}`;
  }
  const name = query.get("do");
  if (!isAct(name)) return choice();
  const { about, open } = ACTS[name];
  entitle(t.sign.acts[name].title);
  const id = numberOf(query, about);
  if (id === null) return which(name, about, query.get(about) ?? "");
  const { signer } = ACTS[name];
  if (signer === true && numberOf(query, "party") === null) {
    return which(name, "party", query.get("party") ?? "", { [about]: String(id) });
  }

  const act = await open(id, query);
  const { subject } = act;
  const page = subjectHref(subject.kind, subject.id);
  const where = t.sign.subject[subject.kind](subject.id);
  const head = html`<div class="page-head"><h1>${t.sign.acts[name].title}</h1>
    <p class="lead mb-0"><a href=${page}>${where}</a>: <span lang="it">${subject.title}</span></p></div>`;
  if (act.nothing !== undefined) {
    return html`${head}<div class="callout note empty"><p class="fw-semibold mb-1">${t.sign.nothing}</p><p class="mb-0">${act.nothing}</p></div>${onwards()}`;
  }
  const signers = await parties(act.signers.map((signer) => signer.id));
  return html`${head}<sign-command .act=${act} .signers=${signers}></sign-command>`;
}

/** What can be signed. */
function choice(): TemplateResult {
  const acts = Object.keys(ACTS) as ActName[];
  return html`<div class="page-head"><h1>${t.pages.sign.title}</h1><p class="lead">${t.sign.lead}</p></div>
    <h2 class="h4" id="choose">${t.sign.choose.title}</h2>
    <ul class="cards acts" aria-labelledby="choose">${acts.map(
      (name) =>
        html`<li><div class="tile"><h3><a href=${signHref(name)}>${t.sign.acts[name].title}</a></h3><p class="mb-0">${t.sign.acts[name].about}</p></div></li>`,
    )}</ul>
    <p class="mt-4">${t.sign.choose.lists} <a href=${href("work-lists")}>${t.pages["work-lists"].title}</a></p>`;
}

/** Of which award or agreement, and by which party: its number. What is known already goes along. */
function which(
  name: ActName,
  about: Subject,
  typed: string,
  known: Readonly<Record<string, string>> = {},
): TemplateResult {
  const said = t.sign.choose;
  const isBad = typed !== "";
  return html`<div class="page-head"><h1>${t.sign.acts[name].title}</h1><p class="lead">${t.sign.acts[name].about}</p></div>
    <form method="get" action=${location.pathname}><input type="hidden" name="do" value=${name}>${Object.entries(known).map(([of, value]) => html`<input type="hidden" name=${of} value=${value}>`)}
      <div class="field which ${isBad ? "wrong" : ""}"><label for="subject">${Object.keys(known).length > 0 ? said.own : said[about]}</label>
        <input id="subject" name=${about} inputmode="numeric" autocomplete="off" value=${typed} aria-describedby="subject-hint" aria-invalid=${isBad ? "true" : nothing}>
        <p class="field-hint" id="subject-hint">${isBad ? html`<span class="field-error">${said.bad}</span> ` : nothing}${said.hint}</p></div>
      <div class="actions"><button type="submit" class="btn btn-primary">${said.go}</button></div></form>
    <p class="mt-4">${said.lists} <a href=${href("work-lists")}>${t.pages["work-lists"].title}</a></p>`;
}
