// SPDX-License-Identifier: EUPL-1.2
// What becomes of a command that was brought: `<command-status command="0x…">`. It asks until the command is settled; a
// connection that is lost changes nothing of it.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { PartyReference } from "../../shared/api/index.ts";
import { hash } from "../../shared/html.ts";
import { failure, loading } from "../../shared/states.ts";
import { subjectHref, subjectName } from "../../shared/subject.ts";
import { href, t } from "../../shared/texts.ts";
import { type CommandStatus, follow, isProblem } from "../../shared/wallet/commands.ts";
import { worded } from "./refusals.ts";

/** Between two questions: at first, and at most, milliseconds. */
const OFTEN = 1_500;
const SELDOM = 10_000;

export class CommandStatusView extends LitElement {
  static override properties = {
    command: {},
    status: { attribute: false },
    known: { attribute: false },
    lost: { state: true },
    error: { state: true },
  };

  declare command: string;
  declare status: CommandStatus | null;
  /** Parties whose names are at hand. */
  declare known: readonly PartyReference[];
  declare lost: boolean;
  declare error: unknown;

  #ended = new AbortController();
  #wait = OFTEN;

  constructor() {
    super();
    this.command = "";
    this.status = null;
    this.known = [];
    this.lost = false;
    this.error = undefined;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override firstUpdated(): void {
    void this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ended.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ended;
    let isFirst = this.status !== null;
    while (!signal.aborted && (this.status === null || this.status.settled_at === null)) {
      if (isFirst) await pause(this.#wait, signal);
      isFirst = true;
      try {
        this.status = await follow(this.command, signal);
        this.lost = false;
        this.#wait = Math.min(SELDOM, this.#wait * 1.2);
      } catch (error) {
        if (signal.aborted) return;
        if (isProblem(error, "unknown-command") || isProblem(error, "not-offered") || this.status === null) {
          this.error = error;
          return;
        }
        this.lost = true;
      }
    }
    const { status } = this;
    if (status !== null) this.dispatchEvent(new CustomEvent<CommandStatus>("settled", { detail: status }));
  }

  #again(): void {
    this.error = undefined;
    void this.#follow();
  }

  override render() {
    const { status } = this;
    if (this.error !== undefined) {
      return isProblem(this.error, "unknown-command")
        ? html`<div class="alert alert-warning" role="alert"><h2 class="alert-heading h5">${t.sign.status.unknown}</h2><p class="mb-0">${t.sign.status.unknownText}</p></div>`
        : failure(this.error, () => this.#again());
    }
    if (status === null) return loading();
    const said = t.sign.status;
    const colour = status.state === "carried" ? "success" : status.settled_at === null ? "info" : "danger";
    return html`<div class="alert alert-${colour} command-status" data-state=${status.state} role="status">
        <h2 class="alert-heading h4">${said.title[status.state]}</h2>
        ${status.refused === null ? nothing : sentence(worded(status.refused, this.known))}
        <p class="mb-0">${said.text[status.state]}</p>
        ${this.lost ? html`<p class="mt-2 mb-0 fw-semibold">${said.lost}</p>` : nothing}
        ${status.entry === null ? nothing : entry(status.entry)}
      </div>
      <p class="small">${said.id}: ${hash(status.id)}</p>`;
  }
}

const sentence = ({ text, lang }: { text: string; lang: string }): TemplateResult =>
  html`<p class="fw-semibold" lang=${lang}>${text}</p>`;

function entry({ subject: { kind, id }, seq }: NonNullable<CommandStatus["entry"]>): TemplateResult {
  const name = t.sign.status.entry(subjectName(kind, id), seq);
  const to = `${subjectHref(kind, id)}#entry-${seq}`;
  return html`<p class="mt-2 mb-0"><strong>${name}</strong> · <a class="entry-link" href=${to}>${t.sign.status.see}</a></p>`;
}

/** What to do when nothing more is to be done here. */
export const onwards = (): TemplateResult =>
  html`<div class="actions"><a class="btn btn-primary" href=${href("work-lists")}>${t.sign.status.lists}</a><a class="btn btn-outline-primary" href=${href("sign")}>${t.sign.status.more}</a></div>`;

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });

customElements.define("command-status", CommandStatusView);
