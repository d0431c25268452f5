// SPDX-License-Identifier: EUPL-1.2
// What a page shows while it loads, when it fails, and when there is nothing.

import { html, nothing, render, type TemplateResult } from "lit";
import { until } from "lit/directives/until.js";
import { ApiError, NoAnswer } from "./api/index.ts";
import { href, t } from "./texts.ts";

/** The address has no usable number. */
export class NoNumber extends Error {
  override name = "NoNumber";
}

export const loading = (): TemplateResult =>
  html`<div class="loading" role="status"><span class="visually-hidden">${t.states.loading}</span><div class="progress-spinner progress-spinner-active" aria-hidden="true"></div></div>`;

export const empty = (text: string = t.states.empty): TemplateResult =>
  html`<div class="callout note empty"><p class="mb-0">${text}</p></div>`;

/** What went wrong, in words; with a button if trying again may help. Where it is all that the page shows, under its heading. */
export function failure(error: unknown, retry?: () => void, isPage = false): TemplateResult {
  const { title, text, told, again } = words(error);
  return html`<div class="alert alert-${again ? "warning" : "danger"}" role="alert">
    ${isPage ? html`<h1 class="alert-heading h4">${title}</h1>` : html`<h2 class="alert-heading h5">${title}</h2>`}
    <p class="mb-0">${text}</p>
    ${told === "" ? nothing : html`<p class="small mb-0 mt-2">${t.states.answer}: <span lang="en">${told}</span></p>`}
    ${again && retry !== undefined ? html`<button type="button" class="btn btn-outline-primary btn-sm mt-3" @click=${retry}>${t.states.retry}</button>` : nothing}
    ${again ? nothing : html`<p class="mb-0 mt-3"><a href=${href("awards")}>${t.pages.awards.title}</a></p>`}
  </div>`;
}

interface Words {
  title: string;
  text: string;
  told: string;
  again: boolean;
}

function words(error: unknown): Words {
  const { failed, offline, busy, unavailable, unexpected, notFound, notFoundBody, noId, noIdBody } = t.states;
  if (error instanceof NoNumber) return { title: noId, text: noIdBody, told: "", again: false };
  if (error instanceof NoAnswer) return { title: failed, text: offline, told: "", again: true };
  if (!(error instanceof ApiError)) return { title: failed, text: unexpected, told: String(error), again: true };
  const { status, title, detail } = error.problem;
  const told = detail ?? title;
  if (status === 404) return { title: notFound, text: notFoundBody, told, again: false };
  if (status === 400) return { title: failed, text: unexpected, told, again: false };
  if (status === 429) return { title: failed, text: busy, told: "", again: true };
  return { title: failed, text: status === 503 ? unavailable : unexpected, told, again: true };
}

/** A part of a page that comes later than the rest; the page does not wait for it. */
export const later = (load: () => Promise<TemplateResult>): TemplateResult =>
  html`${until(
    load().catch((error: unknown) => failure(error, () => location.reload())),
    loading(),
  )}`;

/** Shows what comes of `load` in `place`, and the states on the way there. What was shown before stays until then. */
export async function show(place: HTMLElement, load: () => Promise<TemplateResult>): Promise<void> {
  place.setAttribute("aria-busy", "true");
  try {
    const template = await load();
    place.querySelector(":scope > .loading")?.remove();
    render(template, place);
  } catch (error) {
    place.querySelector(":scope > .loading")?.remove();
    render(
      failure(error, () => void show(place, load), true),
      place,
    );
  } finally {
    place.setAttribute("aria-busy", "false");
  }
}
