// SPDX-License-Identifier: EUPL-1.2
// A bid's file, before anything is signed: it is saved, and chosen again, so that it is certain that its bidder has it.
// `<keep-bid .bid=${bid}>`; `kept` says whether it was seen. What is in the file goes nowhere else.

import { html, LitElement, nothing, type PropertyValues } from "lit";
import { icon } from "../../shared/html.ts";
import { t } from "../../shared/texts.ts";
import { fileName, NotABid, readBid, type SealedBid, written } from "../../shared/wallet/sealed-bid.ts";

export class KeepBid extends LitElement {
  static override properties = {
    bid: { attribute: false },
    kept: { state: true },
    problem: { state: true },
  };

  declare bid: SealedBid;
  /** Whether its file was chosen again, with this very bid in it. */
  declare kept: boolean;
  declare problem: string;

  /** Where it can be downloaded from. */
  #file = "";

  constructor() {
    super();
    this.kept = false;
    this.problem = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("bid")) return;
    URL.revokeObjectURL(this.#file);
    this.#file = URL.createObjectURL(new Blob([written(this.bid)], { type: "application/json" }));
    // The same bid may come again, from a form that was not changed.
    if (changed.get("bid")?.commitment !== this.bid.commitment) this.kept = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.#file);
  }

  /** Says that it must be kept first. */
  insist(): void {
    this.problem = t.sign.sealed.first;
    this.focus();
  }

  override focus(): void {
    this.querySelector<HTMLElement>("input")?.focus();
  }

  async #seen(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // The same file can be chosen again.
    input.value = "";
    if (file === undefined) return;
    const said = t.sign.sealed;
    try {
      const { commitment } = await readBid(file);
      this.kept = commitment === this.bid.commitment;
      this.problem = this.kept ? "" : said.another;
    } catch (error) {
      this.kept = false;
      this.problem = error instanceof NotABid ? said.not[error.why] : t.sign.form.unreadable;
    }
  }

  override render() {
    const said = t.sign.sealed;
    const name = fileName(this.bid);
    const state = this.kept ? "success" : "warning";
    const described = `keep-hint${this.problem === "" ? "" : " keep-error"}`;
    return html`<section class="alert alert-${state}" aria-labelledby="keep">
      <h3 class="h5" id="keep">${said.title}</h3>
      <p>${said.why}</p>
      <ol>
        <li class="mb-3"><p class="mb-1">${said.save}</p><a class="btn btn-outline-primary btn-sm" href=${this.#file} download=${name}>${icon("it-download", "icon-sm icon-primary me-1")}${said.download}</a><br><span class="small">${name}</span></li>
        <li><div class="field files ${this.problem === "" ? "" : "wrong"}"><p class="mb-1" id="keep-hint">${said.again}</p>
          <input class="visually-hidden-focusable-input" type="file" id="kept" name="kept" accept=".json,application/json" aria-labelledby="kept-call" aria-describedby=${described} @change=${(event: Event) => void this.#seen(event)}>
          <label class="btn btn-outline-primary btn-sm call" for="kept" id="kept-call">${icon("it-upload", "icon-sm icon-primary me-1")}${said.choose}</label>
          ${this.problem === "" ? nothing : html`<p class="field-error" id="keep-error" role="alert">${icon("it-error", "icon-sm me-1")}${this.problem}</p>`}</div></li>
      </ol>
      <p class="mb-0 fw-semibold" role="status">${this.kept ? said.kept : nothing}</p>
    </section>`;
  }
}

customElements.define("keep-bid", KeepBid);
