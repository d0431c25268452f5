// SPDX-License-Identifier: EUPL-1.2
// Small pieces that many pages are made of.

import { place } from "virtual:icons";
import { html, nothing, type TemplateResult } from "lit";
import type { PartyReference, Recent } from "./api/index.ts";
import { shortHash } from "./format.ts";
import type { IconName } from "./icons.ts";
import { href, t } from "./texts.ts";

export type Shown = TemplateResult | typeof nothing | string | number | readonly Shown[];

export const icon = (name: IconName, kind = ""): TemplateResult =>
  html`<svg class="icon ${kind}" aria-hidden="true"><use href="${place}#${name}"></use></svg>`;

export const badge = (
  text: string,
  colour: "success" | "warning" | "danger" | "secondary" | "primary",
): TemplateResult => html`<span class="badge bg-${colour}">${text}</span>`;

/** An organisation's name; it leads to its page. */
export const party = (reference: PartyReference): TemplateResult =>
  html`<a href=${href("party", { id: reference.id })}>${reference.name}</a>`;

/** A digest, short to be read and whole to be copied. */
export const hash = (value: string, whole = false): TemplateResult =>
  html`<span class="hash ${whole ? "whole" : ""}" title=${value}><span class="hash-short" aria-hidden="true">${shortHash(value)}</span><span class="hash-whole">${value}</span></span>`;

/** A link to another site. */
export const external = (url: string, text: Shown): TemplateResult =>
  html`<a href=${url} rel="noopener noreferrer external">${text}${icon("it-external-link", "icon-xs icon-primary ms-1 align-baseline")}<span class="visually-hidden"> (${t.actions.external})</span></a>`;

/** A part of a page under a heading. */
export const part = (id: string, title: string, content: Shown, hint?: string): TemplateResult =>
  html`<section class="part" aria-labelledby=${id}><h2 id=${id}>${title}</h2>${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`}${content}</section>`;

/** Says where a list has more than it came with. */
export const newest = ({ items, total }: Recent<unknown>): Shown =>
  total > items.length ? html`<p class="small hint">${t.actions.newest(items.length, total)}</p>` : nothing;

/** A text that stands on the ledger. Those are in Italian. */
export const said = (text: string): TemplateResult => html`<span lang="it">${text}</span>`;

/** A link to an address that stands on the ledger; text alone if it is none of the web's: others wrote it. */
export const webLink = (uri: string, text: Shown): Shown =>
  /^https?:\/\//i.test(uri) ? external(uri, text) : html`${text}`;

/** A list of names and values; what is `nothing` or empty is left out. */
export function facts(pairs: readonly (readonly [string, Shown])[]): TemplateResult {
  const shown = pairs.filter(([, value]) => value !== nothing && value !== "");
  return html`<dl class="facts">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
