// SPDX-License-Identifier: EUPL-1.2
// The button that opens the verifier on the page of a subject. The verifier itself is loaded when it is asked for.

import { html, LitElement, nothing } from "lit";
import { icon } from "../html.ts";
import { failure, loading } from "../states.ts";
import { t } from "../texts.ts";

class VerifyPart extends LitElement {
  static override properties = { path: {}, state: { state: true }, error: { state: true } };
  declare path: string;
  declare state: "closed" | "loading" | "open";
  declare error: unknown;

  constructor() {
    super();
    this.path = "";
    this.state = "closed";
    this.error = undefined;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  async #toggle(): Promise<void> {
    if (this.state === "open") {
      this.state = "closed";
      return;
    }
    this.state = "loading";
    try {
      await import("./verify-evidence.ts");
      this.error = undefined;
      this.state = "open";
    } catch (error) {
      this.error = error;
      this.state = "closed";
    }
  }

  override render() {
    return html`<button type="button" class="btn btn-primary" aria-expanded=${this.state === "open"} @click=${this.#toggle}>${icon("it-check-circle", "icon-sm icon-white me-1")}${t.award.verify}</button>
      ${this.error === undefined ? nothing : failure(this.error)}
      ${this.state === "loading" ? loading() : nothing}
      ${this.state === "open" ? html`<div class="verify-box"><p>${t.verify.lead}</p><verify-evidence path=${this.path}></verify-evidence></div>` : nothing}`;
  }
}

customElements.define("verify-part", VerifyPart);
