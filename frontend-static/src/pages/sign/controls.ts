// SPDX-License-Identifier: EUPL-1.2
// The fields of a form as they are shown: label above, hint and error below, and the error tied to its field.

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { parseEuro } from "../../shared/amounts.ts";
import { cents, euro } from "../../shared/format.ts";
import { hash, icon, type Shown } from "../../shared/html.ts";
import { t } from "../../shared/texts.ts";
import type { Field } from "./act.ts";
import type { Chosen, Form } from "./form.ts";

export const fieldId = (name: string): string => `field-${name}`;

const typedInto = (event: Event): string => (event.target as HTMLInputElement | HTMLTextAreaElement).value;

export const controls = (form: Form): TemplateResult =>
  html`<div class="sign-fields">${form.fields.map((field) => control(form, field))}</div>`;

function control(form: Form, field: Field): TemplateResult {
  const { name, label, kind, optional } = field;
  const id = fieldId(name);
  const error = form.errors.get(name);
  const hint = field.hint ?? (kind === "amount" ? t.sign.form.amountHint : undefined);
  const below = html`${hint === undefined ? nothing : html`<p class="field-hint" id="${id}-hint">${hint}${amount(form, field)}</p>`}
    ${error === undefined ? nothing : html`<p class="field-error" id="${id}-error">${icon("it-error", "icon-sm me-1")}${error}</p>`}`;
  const described = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`]
    .filter(Boolean)
    .join(" ");
  const state = error === undefined ? "" : "wrong";
  const text = html`${label}${optional ? html` <span class="fw-normal">(${t.sign.form.optional})</span>` : nothing}`;
  if (kind === "radio") {
    return html`<fieldset class="field ${state}" id=${id} tabindex="-1" aria-describedby=${described || nothing}>
      <legend>${text}</legend>
      ${field.options.map(([value, option]) => html`<label class="option"><input type="radio" name=${name} value=${value} .checked=${live(form.typed(name) === value)} @change=${() => form.type(name, value)}>${option}</label>`)}${below}</fieldset>`;
  }
  if (kind === "document" || kind === "documents" || kind === "bid")
    return documents(form, field, { text, below, described, state });
  return html`<div class="field ${state} ${kind}"><label for=${id}>${text}</label>${box(form, field, described, error !== undefined)}${below}</div>`;
}

function box(form: Form, field: Field, described: string, isWrong: boolean): TemplateResult {
  const { name, kind, optional } = field;
  const id = fieldId(name);
  const value = form.typed(name);
  const invalid = isWrong ? "true" : nothing;
  const about = described || nothing;
  const required = optional ? nothing : "true";
  if (kind === "choice") {
    return html`<select id=${id} name=${name} aria-describedby=${about} aria-invalid=${invalid} aria-required=${required} @change=${(event: Event) => form.type(name, (event.target as HTMLSelectElement).value)}>
      ${field.options.map(([option, text]) => html`<option value=${option} .selected=${option === value}>${text}</option>`)}</select>`;
  }
  if (kind === "paragraph") {
    return html`<textarea id=${id} name=${name} rows="3" aria-describedby=${about} aria-invalid=${invalid} aria-required=${required} .value=${live(value)} @input=${(event: Event) => form.type(name, typedInto(event))}></textarea>`;
  }
  const mode = { amount: "decimal", year: "numeric", code: "text", line: "text", day: "text" } as const;
  return html`<input id=${id} name=${name} type=${kind === "day" ? "date" : "text"} inputmode=${mode[kind as keyof typeof mode]} autocomplete="off" spellcheck="false" aria-describedby=${about} aria-invalid=${invalid} aria-required=${required} .value=${live(value)} @input=${(event: Event) => form.type(name, typedInto(event))}>`;
}

/** How an amount was understood. */
function amount(form: Form, { kind, name }: Field): Shown {
  if (kind !== "amount") return nothing;
  const read = parseEuro(form.typed(name));
  return read === null ? nothing : html` <strong class="read">${t.sign.form.read(euro(cents(read)))}</strong>`;
}

interface Around {
  text: TemplateResult;
  below: TemplateResult;
  described: string;
  state: string;
}

function documents(form: Form, field: Field, { text, below, described, state }: Around): TemplateResult {
  const { name, kind } = field;
  const id = fieldId(name);
  const files = form.files(name);
  const said = t.sign.form;
  const many = kind === "documents";
  const taken = (event: Event) => {
    const input = event.target as HTMLInputElement;
    form.choose(field, [...(input.files ?? [])]);
    // The same file can be chosen again after it was removed.
    input.value = "";
  };
  const call = files.length === 0 ? (many ? said.add : said.addOne) : many ? said.addMore : said.replace;
  return html`<div class="field files ${state}"><span class="label" id="${id}-label">${text}</span>
    ${files.length === 0 ? nothing : html`<ul class="chosen">${files.map((one, at) => chosen(form, field, one, at))}</ul>`}
    <input class="visually-hidden-focusable-input" type="file" id=${id} name=${name} ?multiple=${many} aria-labelledby="${id}-label ${id}-call" aria-describedby=${described || nothing} @change=${taken}>
    <label class="btn btn-outline-primary btn-sm call" for=${id} id="${id}-call">${icon("it-upload", "icon-sm icon-primary me-1")}${call}</label>
    ${below}</div>`;
}

function chosen(form: Form, field: Field, one: Chosen, at: number): TemplateResult {
  const said = t.sign.form;
  const { name, kind } = field;
  const id = `${fieldId(name)}-${at}`;
  // Of an agreement's text only the digest is signed; a bid describes itself.
  const isDescribed = name !== "text" && kind !== "bid" && !("titled" in field);
  return html`<li>
    <p class="file"><strong>${one.file.name}</strong>
      <span class="file-state" role="status">${one.problem !== "" ? html`<span class="field-error">${one.problem}</span>` : one.sha256 === "" ? said.hashing : hash(one.sha256)}</span>
      ${kind === "documents" ? html`<button type="button" class="btn btn-link btn-xs" aria-label=${said.remove(one.file.name)} @click=${() => form.remove(name, one)}>${icon("it-close", "icon-sm icon-primary")}</button>` : nothing}</p>
    ${field.kind === "bid" && one.bid !== undefined ? html`<p class="mb-0">${field.about(one.bid)}</p>` : nothing}
    ${
      isDescribed
        ? html`<div class="described"><div class="field"><label for="${id}-title">${said.docTitle}</label><input id="${id}-title" type="text" autocomplete="off" .value=${live(one.title)} @input=${(event: Event) => form.describe(one, "title", typedInto(event))}></div>
          <div class="field"><label for="${id}-uri">${said.uri}</label><input id="${id}-uri" type="url" autocomplete="off" placeholder="https://" .value=${live(one.uri)} @input=${(event: Event) => form.describe(one, "uri", typedInto(event))}></div></div>`
        : nothing
    }</li>`;
}
