// SPDX-License-Identifier: EUPL-1.2
// Signing: fill in, check, sign, and see it through. At each step one thing can be done, once; a signed command is kept in
// this page until it has arrived, and nowhere else.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ApiError, NoAnswer, type PartyDetail } from "../../shared/api/index.ts";
import { icon } from "../../shared/html.ts";
import { failure, loading } from "../../shared/states.ts";
import { t } from "../../shared/texts.ts";
import {
  bring,
  type CommandStatus,
  isProblem,
  OtherCommand,
  type Prepared,
  prepare,
  type Refused,
  type RelayStatus,
  refusedBy,
  relay,
  type SignedCommand,
} from "../../shared/wallet/commands.ts";
import type { SealedBid } from "../../shared/wallet/sealed-bid.ts";
import { type Account, NotSigned } from "../../shared/wallet/wallet.ts";
import "./command-status.ts";
import type { Act } from "./act.ts";
import { onwards } from "./command-status.ts";
import { controls, fieldId } from "./controls.ts";
import { Form } from "./form.ts";
import "./keep-bid.ts";
import type { KeepBid } from "./keep-bid.ts";
import { fieldOf, isAboutKey, worded } from "./refusals.ts";
import { review } from "./review.ts";
import "./wallet-account.ts";
import type { WalletAccount } from "./wallet-account.ts";

type Step =
  | { at: "form" }
  | { at: "checking" }
  | {
      at: "review" | "signing";
      prepared: Prepared;
      account: Account;
      relay: RelayStatus | null;
      /** What must be kept before it is signed. */
      kept: SealedBid | null;
      problem: string;
    }
  | { at: "sending"; command: SignedCommand }
  /** Signed, and perhaps not there. */
  | { at: "unsent"; command: SignedCommand; error: unknown }
  /** Signed, for somebody else to carry. */
  | { at: "file"; command: SignedCommand }
  | { at: "refused"; refused: Refused }
  | { at: "brought"; status: CommandStatus; command: SignedCommand };

export class SignCommand extends LitElement {
  static override properties = {
    act: { attribute: false },
    signers: { attribute: false },
    step: { state: true },
    trouble: { state: true },
    missing: { state: true },
  };

  declare act: Act;
  declare signers: readonly PartyDetail[];
  declare step: Step;
  /** What went wrong while it was checked. */
  declare trouble: TemplateResult | typeof nothing;
  /** What is wrong with the choice of the key. */
  declare missing: string;

  #form: Form | null = null;
  /** The file that is offered, once there is one. */
  #file = "";
  /** The form's own address. */
  readonly #from = location.href;

  constructor() {
    super();
    this.signers = [];
    this.step = { at: "form" };
    this.trouble = nothing;
    this.missing = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.#leaving);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this.#leaving);
    URL.revokeObjectURL(this.#file);
  }

  /** A command that is signed and has not arrived is lost with the page. */
  #leaving = (event: BeforeUnloadEvent): void => {
    if (this.step.at === "sending" || this.step.at === "unsent") event.preventDefault();
  };

  get #wallet(): WalletAccount | null {
    return this.querySelector<WalletAccount>("wallet-account");
  }

  get form(): Form {
    this.#form ??= new Form(this.act, () => this.requestUpdate());
    return this.#form;
  }

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>(selector)?.focus();
  }

  async #check(event: Event): Promise<void> {
    event.preventDefault();
    if (this.step.at !== "form") return;
    this.trouble = nothing;
    const account = this.#wallet?.account ?? null;
    this.missing = account === null ? t.sign.account.missing : "";
    if (account !== null && this.act.ownKeyOnly && this.#wallet?.owner?.is !== "good") {
      this.missing = t.sign.account.own;
    }
    const filled = this.form.fill();
    if (account === null || this.missing !== "" || filled === null) {
      await this.updateComplete;
      if (this.missing !== "") this.#wallet?.focus();
      else await this.#focusError();
      return;
    }
    this.step = { at: "checking" };
    try {
      const early = (await this.act.before?.(account.key)) ?? null;
      if (early !== null) {
        if (typeof early === "string") await this.#stop(html`<p class="mb-0">${early}</p>`);
        else await this.#refuse(early);
        return;
      }
      const kept = (await this.act.keep?.(filled)) ?? null;
      const [prepared, carrier] = await Promise.all([
        prepare({ subject: this.act.subject.id, body: this.act.body(filled, kept), key: account.key }),
        relay(),
      ]);
      const { refused } = prepared.trial;
      if (refused === null) {
        this.step = { at: "review", prepared, account, relay: carrier, kept, problem: "" };
        await this.#focus("#review");
      } else await this.#refuse(refused);
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Back to the form, with what the rules say at its place. */
  async #refuse(refused: Refused): Promise<void> {
    this.step = { at: "form" };
    const { text, lang } = worded(refused, this.signers);
    const field = fieldOf(refused, this.form.fields);
    if (isAboutKey(refused)) {
      this.missing = text;
      await this.updateComplete;
      this.#wallet?.focus();
      return;
    }
    if (field !== null) {
      this.form.errors.set(field, text);
      await this.#focusError();
      return;
    }
    await this.#stop(
      html`<p class="fw-semibold mb-1">${t.sign.review.refusedTitle}</p><p class="mb-0" lang=${lang}>${text}</p>`,
    );
  }

  /** Back to the form, with what stands in the way. */
  async #stop(said: TemplateResult): Promise<void> {
    this.step = { at: "form" };
    this.trouble = html`<div class="alert alert-danger" id="trouble" role="alert" tabindex="-1">${said}</div>`;
    await this.#focus("#trouble");
  }

  async #fail(error: unknown): Promise<void> {
    this.step = { at: "form" };
    if (error instanceof OtherCommand) {
      await this.#stop(html`<p class="mb-0">${t.sign.review.other}</p>`);
      return;
    } else if (isProblem(error, "invalid-body") && this.#blame(error as ApiError)) {
      await this.#focusError();
      return;
    } else {
      this.trouble = html`<div id="trouble" tabindex="-1">${failure(error, () => this.querySelector<HTMLFormElement>("form")?.requestSubmit())}</div>`;
    }
    await this.#focus("#trouble");
  }

  /** Codes are read before the rules are asked: then it is one of those that were typed. */
  #blame({ problem }: ApiError): boolean {
    const codes = this.form.fields.filter(
      ({ kind, name, usual }) => kind === "code" && this.form.typed(name) !== "" && this.form.typed(name) !== usual,
    );
    const told = (problem.detail ?? "").replace(/ at line [0-9]+ column [0-9]+$/, "");
    for (const { name } of codes) this.form.errors.set(name, t.sign.form.code(told));
    return codes.length > 0;
  }

  async #focusError(): Promise<void> {
    const [first] = this.form.errors.keys();
    await this.updateComplete;
    if (first !== undefined) this.querySelector<HTMLElement>(`#${fieldId(first)}`)?.focus();
  }

  async #sign(): Promise<void> {
    const { step } = this;
    if (step.at !== "review") return;
    const keep = this.querySelector<KeepBid>("keep-bid");
    if (step.kept !== null && keep?.kept !== true) {
      keep?.insist();
      return;
    }
    this.step = { ...step, at: "signing", problem: "" };
    const { prepared, account } = step;
    let signature: string;
    try {
      signature = await account.sign(prepared.wrapped_text);
    } catch (error) {
      if (!(error instanceof NotSigned)) throw error;
      this.step = { ...step, at: "review", problem: error.message };
      await this.#focus("#not-signed");
      return;
    }
    const command = { ...prepared.command, signature };
    if (step.relay === null) await this.#offer(command);
    else await this.#send(command);
  }

  async #send(command: SignedCommand): Promise<void> {
    if (this.step.at === "sending") return;
    this.step = { at: "sending", command };
    try {
      const status = await bring(command);
      this.step = { at: "brought", status, command };
      // Whoever loads the page anew sees what became of it, not an empty form.
      const address = new URL(location.pathname, location.href);
      address.searchParams.set("command", status.id);
      history.replaceState(null, "", address);
    } catch (error) {
      const refused = refusedBy(error);
      if (refused !== null) this.step = { at: "refused", refused };
      else if (isProblem(error, "not-offered")) return this.#offer(command);
      else this.step = { at: "unsent", command, error };
    }
    await this.#focus("#outcome");
  }

  async #offer(command: SignedCommand): Promise<void> {
    this.step = { at: "file", command };
    await this.#focus("#outcome");
  }

  /** Where the command can be downloaded from. */
  #download(command: SignedCommand): string {
    if (this.#file === "") {
      this.#file = URL.createObjectURL(new Blob([JSON.stringify(command, null, 2)], { type: "application/json" }));
    }
    return this.#file;
  }

  #back(): void {
    this.step = { at: "form" };
    void this.#focus("#form-title");
  }

  override render() {
    // The wallet stays where it is while the steps change: who goes back finds it connected.
    return html`${this.#who()}${this.#rest()}`;
  }

  #rest(): TemplateResult {
    const { step } = this;
    switch (step.at) {
      case "form":
      case "checking":
        return this.#fields(step.at === "checking");
      case "review":
      case "signing":
        return this.#review(step);
      case "sending":
        return html`<section id="outcome" tabindex="-1"><p role="status">${t.sign.sending}</p>${loading()}</section>`;
      case "unsent":
        return this.#unsent(step);
      case "file":
        return this.#kept(step.command);
      case "refused":
        return this.#refused(step.refused);
      case "brought":
        return this.#brought(step);
    }
  }

  #who(): TemplateResult {
    const { at } = this.step;
    const isShown = at === "form" || at === "checking";
    return html`<section class="sign-part" aria-labelledby="who" ?hidden=${!isShown}><wallet-account .signers=${this.signers} .permission=${this.act.permission} ?locked=${at !== "form"} .error=${this.missing} @chosen=${() => {
      this.missing = "";
    }}></wallet-account></section>`;
  }

  #fields(busy: boolean): TemplateResult {
    const said = t.sign.form;
    const { errors } = this.form;
    return html`<section class="sign-part" aria-labelledby="form-title"><form novalidate @submit=${this.#check}>
      <h2 class="h4" id="form-title" tabindex="-1">${said.title}</h2>
      <div class="about">${this.act.about(this.form.typed)}</div>
      ${errors.size > 0 ? html`<p class="field-error" role="alert">${said.problems(errors.size)}</p>` : nothing}
      <fieldset class="plain" ?disabled=${busy}>${controls(this.form)}</fieldset>
      ${this.trouble}
      <div class="actions"><button type="submit" class="btn btn-primary" aria-disabled=${busy || this.form.busy} >${busy ? said.checking : this.form.busy ? said.hashing : said.check}</button></div>
    </form></section>`;
  }

  #review(step: Extract<Step, { at: "review" | "signing" }>): TemplateResult {
    const said = t.sign.review;
    const busy = step.at === "signing";
    return html`<section class="sign-part wide" aria-labelledby="review">
      <h2 class="h4" id="review" tabindex="-1">${said.title}</h2>
      ${review({ ...step, owner: this.#wallet?.owner ?? null })}
      ${step.kept === null ? nothing : html`<keep-bid .bid=${step.kept}></keep-bid>`}
      ${step.problem === "" ? nothing : html`<div class="alert alert-warning" id="not-signed" role="alert" tabindex="-1"><p class="fw-semibold mb-1">${said.notSigned}</p><p class="mb-0">${said.notSignedHelp}</p><p class="small mb-0 mt-1" lang="en">${step.problem}</p></div>`}
      <div class="actions"><button type="button" class="btn btn-primary" aria-disabled=${busy} @click=${() => void this.#sign()}>${icon("it-pencil", "icon-sm icon-white me-1")}${step.relay === null ? said.signFile : said.sign}</button>
        <button type="button" class="btn btn-outline-primary" ?disabled=${busy} @click=${() => this.#back()}>${said.edit}</button></div>
      <p role="status">${busy ? said.signing : nothing}</p></section>`;
  }

  #brought({ status, command }: Extract<Step, { at: "brought" }>): TemplateResult {
    const said = t.sign.status;
    const settled = ({ detail }: CustomEvent<CommandStatus>) => {
      this.step = { at: "brought", status: detail, command };
    };
    const again =
      status.state === "failed"
        ? html`<button type="button" class="btn btn-primary" @click=${() => void this.#send(command)}>${said.again}</button>`
        : html`<a class="btn btn-primary" href=${this.#from}>${said.back}</a>`;
    const isInVain = status.settled_at !== null && status.state !== "carried";
    return html`<section id="outcome" tabindex="-1">
      <command-status command=${status.id} .status=${status} .known=${this.signers} @settled=${settled}></command-status>
      ${isInVain ? html`<div class="actions">${again}</div>` : onwards()}</section>`;
  }

  #unsent({ command, error }: Extract<Step, { at: "unsent" }>): TemplateResult {
    const said = t.sign.unsent;
    const isLost = error instanceof NoAnswer;
    const told = error instanceof ApiError ? (error.problem.detail ?? error.problem.title) : "";
    return html`<section id="outcome" tabindex="-1"><div class="alert alert-warning" role="alert">
        <h2 class="alert-heading h4">${isLost ? said.title : said.busy}</h2><p class="mb-0">${isLost ? said.text : nothing}</p>
        ${told === "" ? nothing : html`<p class="small mb-0" lang="en">${told}</p>`}</div>
      <div class="actions"><button type="button" class="btn btn-primary" @click=${() => void this.#send(command)}>${said.again}</button></div>
      <p class="mt-4">${t.sign.file.keep}</p>${this.#link(command)}</section>`;
  }

  #kept(command: SignedCommand): TemplateResult {
    const said = t.sign.file;
    return html`<section id="outcome" tabindex="-1"><div class="alert alert-info"><h2 class="alert-heading h4">${said.title}</h2><p>${said.text}</p>
        <pre class="mb-0" lang="en">portico submit ${said.name}</pre></div>
      ${this.#link(command)}${onwards()}</section>`;
  }

  #link(command: SignedCommand): TemplateResult {
    return html`<a class="btn btn-outline-primary" href=${this.#download(command)} download=${t.sign.file.name}>${icon("it-download", "icon-sm icon-primary me-1")}${t.sign.file.download}</a>`;
  }

  #refused(refused: Refused): TemplateResult {
    const { text, lang } = worded(refused, this.signers);
    return html`<section id="outcome" tabindex="-1"><div class="alert alert-danger" role="alert"><h2 class="alert-heading h4">${t.sign.status.title.refused}</h2><p class="fw-semibold" lang=${lang}>${text}</p><p class="mb-0">${t.sign.status.text.refused}</p></div>
      <div class="actions"><button type="button" class="btn btn-primary" @click=${() => this.#back()}>${t.sign.status.back}</button></div></section>`;
  }
}

customElements.define("sign-command", SignCommand);
