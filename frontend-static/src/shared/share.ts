// SPDX-License-Identifier: EUPL-1.2
// Handing a page on: its permanent address, as a QR code too, and on paper.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { icon } from "./html.ts";
import { t } from "./texts.ts";
import type { AuditTrail } from "./trail.ts";

/** The page's address without what means nothing to others. */
function permanent(query: URLSearchParams): string {
  const address = new URL(location.pathname, location.href);
  const id = query.get("id");
  if (id !== null) address.searchParams.set("id", id);
  return address.href;
}

export function share(query: URLSearchParams): TemplateResult {
  const address = permanent(query);
  return html`<copy-text text=${address} label=${t.actions.copyLink}></copy-text>
    <qr-code text=${address}></qr-code>
    <button type="button" class="btn btn-outline-primary btn-sm" @click=${printWhole}>${icon("it-print", "icon-sm icon-primary me-1")}${t.actions.print}</button>`;
}

/** Prints the page, once its audit trail is all there. */
async function printWhole(): Promise<void> {
  await Promise.all([...document.querySelectorAll<AuditTrail>("audit-trail")].map((trail) => trail.all()));
  print();
}

/** A button that copies a text, and says that it did. */
class CopyText extends LitElement {
  static override properties = { text: {}, label: {}, copied: { state: true } };
  declare text: string;
  declare label: string;
  declare copied: boolean;

  constructor() {
    super();
    this.text = "";
    this.label = "";
    this.copied = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      // Only pages served over HTTPS have a clipboard: then the text is shown, to be copied by hand.
      prompt(this.label, this.text);
      return;
    }
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, 3000);
  }

  override render() {
    return html`<button type="button" class="btn btn-outline-primary btn-sm" @click=${this.#copy}>${icon(this.copied ? "it-check" : "it-link", "icon-sm icon-primary me-1")}${this.copied ? t.actions.copied : this.label}</button><span class="visually-hidden" role="status">${this.copied ? t.actions.copied : nothing}</span>`;
  }
}

/** A button that shows a text as a QR code. The code is drawn here: no other service hears of it. */
class QrCode extends LitElement {
  static override properties = { text: {}, shown: { state: true }, drawing: { state: true } };
  declare text: string;
  declare shown: boolean;
  declare drawing: { size: number; path: string } | null;

  constructor() {
    super();
    this.text = "";
    this.shown = false;
    this.drawing = null;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  async #toggle(): Promise<void> {
    this.shown = !this.shown;
    if (this.drawing !== null) return;
    const { encodeQR } = await import("qr");
    const rows = encodeQR(this.text, "raw", { border: 4 });
    const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
    this.drawing = { size: rows.length, path: squares.join("") };
  }

  override render() {
    const { drawing } = this;
    return html`<button type="button" class="btn btn-outline-primary btn-sm" aria-expanded=${this.shown} aria-controls="qr" @click=${this.#toggle}>${t.award.qr}</button>
      <div id="qr" class="qr" ?hidden=${!this.shown}>${
        drawing === null
          ? nothing
          : html`<svg viewBox="0 0 ${drawing.size} ${drawing.size}" role="img" aria-label=${t.award.qrLabel} shape-rendering="crispEdges"><rect width=${drawing.size} height=${drawing.size} fill="#fff"></rect><path d=${drawing.path}></path></svg><p class="small mb-0">${t.award.link}:<br><a href=${this.text}>${this.text}</a></p>`
      }</div>`;
  }
}

customElements.define("copy-text", CopyText);
customElements.define("qr-code", QrCode);
