// SPDX-License-Identifier: EUPL-1.2
// The search field with suggestions: `<search-box>`. It is a combobox as WAI-ARIA's authoring practices describe it; without
// choosing anything it is a form that leads to the search page.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { api, type Found } from "./api/index.ts";
import { foundHref } from "./found.ts";
import { icon } from "./html.ts";
import { href, t } from "./texts.ts";

const LIMIT = 6;
/** How long typing rests before the ledger is asked, milliseconds. */
const REST = 200;

export class SearchBox extends LitElement {
  static override properties = { value: {}, items: { state: true }, chosen: { state: true }, open: { state: true } };
  declare value: string;
  declare items: readonly Found[];
  /** Which suggestion the keyboard is at; -1 is the field itself. */
  declare chosen: number;
  declare open: boolean;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;

  constructor() {
    super();
    this.value = "";
    this.items = [];
    this.chosen = -1;
    this.open = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  #typed(event: Event): void {
    this.value = (event.target as HTMLInputElement).value;
    this.chosen = -1;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (this.value.trim().length < 3) {
      this.open = false;
      return;
    }
    this.#timer = setTimeout(() => void this.#suggest(), REST);
  }

  async #suggest(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const { items } = await api.search({ q: this.value, limit: LIMIT }, asking.signal);
      this.items = items;
      this.open = true;
    } catch {
      // Suggestions help; without them the form still works, and the search page says what is wrong.
      if (!asking.signal.aborted) this.open = false;
    }
  }

  #key(event: KeyboardEvent): void {
    const last = this.items.length - 1;
    if (event.key === "Escape" && this.open) this.open = false;
    else if (event.key === "ArrowDown" && this.open) this.chosen = this.chosen >= last ? -1 : this.chosen + 1;
    else if (event.key === "ArrowUp" && this.open) this.chosen = this.chosen < 0 ? last : this.chosen - 1;
    else if (event.key === "Enter" && this.open && this.chosen >= 0) {
      const item = this.items[this.chosen];
      if (item !== undefined) location.assign(foundHref(item));
    } else return;
    event.preventDefault();
  }

  #left(event: FocusEvent): void {
    if (!this.contains(event.relatedTarget as Node | null)) this.open = false;
  }

  override render() {
    const isShown = this.open && this.items.length > 0;
    return html`<form class="search-form" role="search" method="get" action=${href("search")} @focusout=${this.#left}>
      <div class="field combobox"><label for="search-q">${t.search.label}</label>
        <input type="text" id="search-q" name="q" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" required
          role="combobox" aria-autocomplete="list" aria-expanded=${isShown} aria-controls="search-suggestions" aria-describedby="search-hint"
          aria-activedescendant=${isShown && this.chosen >= 0 ? `suggestion-${this.chosen}` : nothing}
          .value=${this.value} @input=${this.#typed} @keydown=${this.#key}>
        <div id="search-suggestions" class="suggestions" role="listbox" aria-label=${t.search.suggestions} ?hidden=${!isShown}>${this.items.map((item, at) => this.#suggestion(item, at))}</div>
        <p id="search-hint" class="small mb-0">${t.search.hint}</p>
        <p class="visually-hidden" role="status">${this.open ? t.search.suggested(this.items.length) : nothing}</p></div>
      <button type="submit" class="btn btn-primary">${icon("it-search", "icon-sm icon-white me-1")}${t.search.button}</button></form>`;
  }

  #suggestion(item: Found, at: number): TemplateResult {
    return html`<a role="option" id="suggestion-${at}" tabindex="-1" aria-selected=${at === this.chosen} href=${foundHref(item)}>
      <span class="title">${item.title}</span> <span class="small">${t.search.kinds[item.kind] ?? item.kind}</span></a>`;
  }
}

customElements.define("search-box", SearchBox);
