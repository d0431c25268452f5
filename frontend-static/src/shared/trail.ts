// SPDX-License-Identifier: EUPL-1.2
// The audit trail of a subject: `<audit-trail path="/v1/awards/7/trail">`. It comes in pages; whoever prints gets all.

import { html, LitElement, nothing } from "lit";
import { ask, type Line, type Page } from "./api/index.ts";
import { wholly } from "./entries.ts";
import { empty, failure, loading } from "./states.ts";
import { t } from "./texts.ts";

const LIMIT = 100;

export class AuditTrail extends LitElement {
  static override properties = { path: {}, lines: { state: true }, error: { state: true }, busy: { state: true } };

  declare path: string;
  declare lines: Line[];
  declare error: unknown;
  declare busy: boolean;

  #next: string | null = null;
  #jumped = false;
  #loading: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.path = "";
    this.lines = [];
    this.error = undefined;
    this.busy = true;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override firstUpdated(): void {
    void this.#load();
  }

  #load(): Promise<void> {
    this.#loading = this.#page();
    return this.#loading;
  }

  /** One more page. */
  async #page(): Promise<void> {
    this.busy = true;
    try {
      const query = { limit: LIMIT, ...(this.#next === null ? {} : { cursor: this.#next }) };
      const { items, next_cursor: next } = await ask<Page<Line>>(this.path, { query });
      this.error = undefined;
      this.lines = [...this.lines, ...items];
      this.#next = next;
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
    await this.#jump();
  }

  /** Loads all that is left; for printing. */
  async all(): Promise<void> {
    await this.#loading;
    while (this.#next !== null && this.error === undefined) await this.#load();
    await this.updateComplete;
  }

  /** Goes to the entry that the address names, as soon as it is here. */
  async #jump(): Promise<void> {
    const seq = /^#entry-([0-9]+)$/.exec(location.hash)?.[1];
    if (seq === undefined || this.#jumped || this.error !== undefined) return;
    await this.updateComplete;
    const entry = document.getElementById(`entry-${seq}`);
    if (entry !== null) {
      this.#jumped = true;
      entry.scrollIntoView();
    } else if (this.#next !== null && Number(seq) >= this.lines.length) await this.#load();
  }

  override render() {
    const failed = this.error === undefined ? nothing : failure(this.error, () => void this.#load());
    if (this.lines.length === 0)
      return this.busy ? loading() : this.error === undefined ? empty(t.trail.empty) : failed;
    return html`<ol class="trail">${this.lines.map(wholly)}</ol>${failed}
      ${this.#next === null ? nothing : html`<p class="print-only">${t.trail.cut}</p>`}
      ${this.busy ? loading() : this.#next === null ? nothing : html`<button type="button" class="btn btn-outline-primary" @click=${() => void this.#load()}>${t.trail.more}</button>`}`;
  }
}

customElements.define("audit-trail", AuditTrail);
