// SPDX-License-Identifier: EUPL-1.2
// `<verify-evidence path="/v1/awards/7/evidence">`: fetches the evidence and lets the verifier check it against the trust
// file that the visitor chooses. Without a path the visitor chooses the evidence, too.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ApiError, address, send } from "../api/index.ts";
import { hash, icon } from "../html.ts";
import { failure } from "../states.ts";
import { t } from "../texts.ts";
import { type DocumentDigest, hashFile, verifyBundle } from "./index.ts";
import { type Report, report, undecided } from "./report.ts";
import { type RememberedTrust, remember, remembered } from "./trust-store.ts";

type Stage = "fetching" | "hashing" | "checking" | "done";

export class VerifyEvidence extends LitElement {
  static override properties = {
    path: {},
    stage: { state: true },
    outcome: { state: true },
    error: { state: true },
    missing: { state: true },
    trust: { state: true },
    trustDigest: { state: true },
  };

  declare path: string;
  declare stage: Stage | null;
  declare outcome: Report | null;
  declare error: unknown;
  declare missing: string;
  declare trust: RememberedTrust | null;
  declare trustDigest: string;

  constructor() {
    super();
    this.path = "";
    this.stage = null;
    this.outcome = null;
    this.error = undefined;
    this.missing = "";
    this.trust = remembered();
    this.trustDigest = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override firstUpdated(): void {
    if (this.trust !== null) void this.#digest(new Blob([this.trust.text]));
  }

  #input(name: string): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  }

  async #digest(file: Blob): Promise<void> {
    this.trustDigest = await hashFile(file).catch(() => "");
  }

  #chosenTrust(): void {
    const file = this.#input("trust")?.files?.[0];
    this.trustDigest = "";
    if (file !== undefined) void this.#digest(file);
  }

  #forget(): void {
    remember(null);
    this.trust = null;
    this.trustDigest = "";
  }

  async #run(event: Event): Promise<void> {
    event.preventDefault();
    if (this.stage !== null && this.stage !== "done") return;
    const file = this.#input("trust")?.files?.[0];
    const trust = file ?? (this.trust === null ? undefined : new Blob([this.trust.text]));
    const own = this.#input("bundle")?.files?.[0];
    if (this.path === "" && own === undefined) return this.#misses("bundle", t.verify.missingBundle);
    if (trust === undefined) return this.#misses("trust", t.verify.missingTrust);
    this.missing = "";
    this.outcome = null;
    this.error = undefined;
    try {
      this.outcome = await this.#check(own, trust);
      if (file !== undefined && this.#input("remember")?.checked === true) {
        const kept = { name: file.name, text: await file.text() };
        remember(kept);
        this.trust = kept;
      }
    } catch (error) {
      this.error = error;
    }
    this.stage = "done";
    await this.updateComplete;
    this.querySelector<HTMLElement>(".alert-heading")?.focus();
  }

  #misses(name: string, text: string): void {
    this.missing = text;
    this.#input(name)?.focus();
  }

  async #check(own: File | undefined, trust: Blob): Promise<Report> {
    let bundle: Blob | undefined = own;
    if (bundle === undefined) {
      this.stage = "fetching";
      const facts = this.#input("facts")?.checked === true;
      bundle = await (await send(this.path, { query: { with_facts: facts } })).blob();
    }
    const documents: DocumentDigest[] = [];
    this.stage = "hashing";
    for (const file of this.#input("documents")?.files ?? [])
      documents.push({ name: file.name, sha256: await hashFile(file) });
    this.stage = "checking";
    try {
      const { kind, text } = await verifyBundle(bundle, trust, documents);
      if (kind === 0) return JSON.parse(text) as Report;
      return undecided(kind === 1 ? t.verify.badTrust : kind === 4 ? t.verify.tooLong : t.verify.brokeOff, text);
    } catch (error) {
      return undecided(t.verify.brokeOff, String(error));
    }
  }

  override render() {
    const words = t.verify;
    const busy = this.stage !== null && this.stage !== "done";
    return html`<form class="verify" novalidate @submit=${this.#run}>
      ${this.path === "" ? this.#file("bundle", words.bundle.label, words.bundle.hint) : this.#fromService()}
      ${this.#trust()}
      ${this.#file("documents", words.documents.label, words.documents.hint, true)}
      <div class="actions"><button type="submit" class="btn btn-primary" ?disabled=${busy}>${icon("it-lock", "icon-sm icon-white me-1")}${words.run}</button></div>
      <p role="status" class="mt-2 mb-0 fw-semibold">${this.missing !== "" ? this.missing : this.stage === null ? nothing : this.stage === "done" ? words.done : words.stages[this.stage]}</p>
    </form>
    ${this.error === undefined ? nothing : this.#failed()}
    ${this.outcome === null ? nothing : report(this.outcome)}`;
  }

  #failed(): TemplateResult {
    if (this.error instanceof ApiError && this.error.problem.type.endsWith("/no-node")) {
      return html`<div class="alert alert-warning" role="alert"><p class="mb-0">${t.verify.noEvidence}</p></div>`;
    }
    return failure(this.error);
  }

  #fromService(): TemplateResult {
    const words = t.verify.bundle;
    return html`<fieldset class="field"><legend class="h6 mb-1">${words.label}</legend><p class="small mb-1">${words.fromService}
      <a href=${address(this.path, { with_facts: true })} download>${words.download}</a></p>
      <div class="field check"><label for="verify-facts" class="mt-0"><input type="checkbox" id="verify-facts" name="facts" checked>${words.withFacts}</label></div></fieldset>`;
  }

  #trust(): TemplateResult {
    const words = t.verify.trust;
    const digest =
      this.trustDigest === ""
        ? nothing
        : html`<p class="small mb-0">${words.digest}:<br>${hash(this.trustDigest, true)}</p>`;
    if (this.trust !== null) {
      return html`<fieldset class="field"><legend class="h6 mb-1">${words.label}</legend>
        <p class="mb-1">${words.remembered}: <strong>${this.trust.name}</strong> <button type="button" class="btn btn-outline-primary btn-xs" @click=${this.#forget}>${words.forget}</button></p>${digest}</fieldset>`;
    }
    return html`${this.#file("trust", words.label, words.hint, false, () => this.#chosenTrust())}${digest}
      <div class="field check"><label for="verify-remember" class="mt-0"><input type="checkbox" id="verify-remember" name="remember">${words.remember}</label></div>`;
  }

  #file(name: string, label: string, hint: string, several = false, changed?: () => void): TemplateResult {
    return html`<div class="field"><label for="verify-${name}">${label}</label><p id="verify-${name}-hint" class="small mb-1">${hint}</p>
      <input type="file" id="verify-${name}" name=${name} ?multiple=${several} aria-describedby="verify-${name}-hint" @change=${() => changed?.()}></div>`;
  }
}

customElements.define("verify-evidence", VerifyEvidence);
