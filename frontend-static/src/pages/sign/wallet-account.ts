// SPDX-License-Identifier: EUPL-1.2
// Who signs: connects a wallet, offers its keys, and says whose the chosen one is. What was chosen is told to the page and
// kept nowhere.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { PartyDetail, Permission } from "../../shared/api/index.ts";
import { external, icon } from "../../shared/html.ts";
import { t } from "../../shared/texts.ts";
import { type Account, connect, NotConnected, type Wallet, wallets } from "../../shared/wallet/wallet.ts";
import { type Owner, ownerOf } from "./signer.ts";

/** Where the extension that most wallets follow can be had. */
const EXTENSION = "https://polkadot.js.org/extension/";

/** When wallets are looked for once more, milliseconds. */
const LATE = 1_000;

export class WalletAccount extends LitElement {
  static override properties = {
    signers: { attribute: false },
    permission: {},
    locked: { type: Boolean },
    error: {},
    wallet: { state: true },
    found: { state: true },
    asking: { state: true },
    refused: { state: true },
    key: { state: true },
  };

  declare signers: readonly PartyDetail[];
  declare permission: Permission;
  /** Whether the choice stands for now. */
  declare locked: boolean;
  /** What the page has to say of the choice. */
  declare error: string;
  declare wallet: Wallet | null;
  declare found: readonly string[];
  declare asking: boolean;
  declare refused: string;
  declare key: string;

  #look: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.signers = [];
    this.permission = "sign";
    this.locked = false;
    this.error = "";
    this.wallet = null;
    this.found = wallets();
    this.asking = false;
    this.refused = "";
    this.key = "";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Some put themselves into the page a moment after it has begun.
    this.#look = setTimeout(() => {
      this.found = wallets();
    }, LATE);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#look);
    this.wallet?.disconnect();
  }

  /** The chosen account. */
  get account(): Account | null {
    return this.wallet?.accounts().find(({ key }) => key === this.key) ?? null;
  }

  get owner(): Owner | null {
    return this.key === "" ? null : ownerOf(this.key, this.signers, this.permission);
  }

  override focus(): void {
    this.querySelector<HTMLElement>("select, button")?.focus();
  }

  async #connect(name: string): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    this.refused = "";
    try {
      const wallet = await connect(name);
      wallet.watch(() => this.#changed());
      this.wallet = wallet;
      this.#changed();
    } catch (error) {
      if (!(error instanceof NotConnected)) throw error;
      this.refused = error.message;
    } finally {
      this.asking = false;
    }
    await this.updateComplete;
    this.focus();
  }

  /** The wallet shows these accounts now. */
  #changed(): void {
    const accounts = this.wallet?.accounts() ?? [];
    if (!accounts.some(({ key }) => key === this.key)) {
      // One that can sign, if there is one; else the only one.
      const good = accounts.find(({ key }) => ownerOf(key, this.signers, this.permission).is === "good");
      this.#choose((good ?? (accounts.length === 1 ? accounts[0] : undefined))?.key ?? "");
    }
    this.requestUpdate();
  }

  #choose(key: string): void {
    this.key = key;
    this.dispatchEvent(new CustomEvent("chosen"));
  }

  #leave(): void {
    this.wallet?.disconnect();
    this.wallet = null;
    this.found = wallets();
    this.#choose("");
  }

  override render() {
    const said = t.sign.account;
    const who = this.signers.map(({ name }) => name).join(` ${said.or} `);
    return html`<h2 class="h4" id="who">${said.title}</h2>
      <p>${said.needed(who, t.words.permission[this.permission])}</p>
      ${this.signers.filter(({ standing }) => !standing.good).map(({ name }) => warning(said.standing(name)))}
      ${this.wallet === null ? this.#offer() : this.#accounts(this.wallet)}
      ${this.error === "" ? nothing : html`<p class="field-error" role="alert">${icon("it-error", "icon-sm me-1")}${this.error}</p>`}`;
  }

  #offer(): TemplateResult {
    const said = t.sign.account;
    if (this.asking) return html`<p role="status">${said.waiting}</p>`;
    if (this.found.length === 0) {
      return html`<div class="no-wallet"><p class="fw-semibold mb-1">${said.none}</p><p class="mb-2">${said.noneHelp}</p>
        <p class="mb-2">${external(EXTENSION, said.install)}</p><p class="small mb-2">${said.noneCommand}</p>
        <button type="button" class="btn btn-outline-primary btn-sm" @click=${() => {
          this.found = wallets();
        }}>${said.again}</button></div>`;
    }
    return html`${this.refused === "" ? nothing : html`<div class="alert alert-warning" role="alert"><p class="fw-semibold mb-1">${said.refused}</p><p class="mb-0">${said.refusedHelp}</p><p class="small mb-0 mt-1" lang="en">${this.refused}</p></div>`}
      <div class="actions mt-0">${this.found.map((name) => html`<button type="button" class="btn btn-primary" @click=${() => void this.#connect(name)}>${this.found.length === 1 ? said.connect : said.connectTo(name)}</button>`)}</div>`;
  }

  #accounts(wallet: Wallet): TemplateResult {
    const said = t.sign.account;
    const accounts = wallet.accounts();
    const others = wallet.others();
    return html`${
      accounts.length === 0
        ? warning(said.empty)
        : html`<div class="field choice"><label for="account">${said.choose}</label>
        <select id="account" ?disabled=${this.locked} aria-describedby="owner" .value=${live(this.key)} @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
          <option value="" .selected=${this.key === ""}>${said.pick}</option>
          ${accounts.map(({ key, name, address }) => html`<option value=${key} .selected=${key === this.key}>${name || said.unnamed} · ${address.slice(0, 6)}…${address.slice(-6)}</option>`)}
        </select></div>`
    }
      <div id="owner" role="status">${this.owner === null ? nothing : this.#owner(this.owner)}</div>
      ${others === 0 ? nothing : html`<p class="small">${said.others(others)}</p>`}
      <button type="button" class="btn btn-link btn-sm px-0" ?disabled=${this.locked} @click=${() => this.#leave()}>${said.change}</button>`;
  }

  #owner(owner: Owner): TemplateResult {
    const said = t.sign.account;
    const list = (permissions: readonly Permission[]) => permissions.map((one) => t.words.permission[one]).join(", ");
    switch (owner.is) {
      case "good":
        return html`<p class="good-key">${icon("it-check-circle", "icon-sm icon-success me-1")}${said.good(owner.party.name, owner.key.label)}</p>`;
      case "revoked":
        return warning(said.revoked(owner.party.name));
      case "powerless":
        return warning(
          said.powerless(owner.party.name, list(owner.key.permissions), t.words.permission[this.permission]),
        );
      case "foreign":
        return warning(said.foreign(this.signers.map(({ name }) => name).join(` ${said.or} `)));
      case "unknown":
        return html`<p>${said.unknown}</p>`;
    }
  }
}

const warning = (text: string): TemplateResult =>
  html`<p class="key-warning">${icon("it-warning-circle", "icon-sm me-1")}<span>${text}</span></p>`;

customElements.define("wallet-account", WalletAccount);
