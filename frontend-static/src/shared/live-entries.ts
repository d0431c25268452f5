// SPDX-License-Identifier: EUPL-1.2
// The newest entries of the ledger. They come as Server-Sent Events; where those do not come through, the list is asked
// for again and again.

import { html, LitElement, nothing } from "lit";
import { address, api, type Line } from "./api/index.ts";
import { briefly } from "./entries.ts";
import { empty, failure, loading } from "./states.ts";
import { t } from "./texts.ts";

const SHOWN = 10;
/** Between two questions where the stream does not come, milliseconds. */
const POLL = 30_000;
/** How many failures of the stream in a row mean that it does not come through. */
const FAILURES = 3;

type Way = "live" | "polling" | "paused";

const position = (line: Line): string => `${line.block.number}-${line.event_index}`;

export class LiveEntries extends LitElement {
  static override properties = { lines: { state: true }, error: { state: true }, way: { state: true } };

  declare lines: Line[] | null;
  declare error: unknown;
  declare way: Way;

  #fresh = new Set<string>();
  #stream: EventSource | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #failures = 0;

  constructor() {
    super();
    this.lines = null;
    this.error = undefined;
    this.way = "paused";
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stream?.close();
    clearInterval(this.#timer);
  }

  async #load(): Promise<void> {
    try {
      const { items } = await api.entries({ sort: "-id", limit: SHOWN });
      this.error = undefined;
      if (this.lines === null) {
        this.lines = items;
        this.#listen(items[0]);
      } else {
        for (const line of items.toReversed()) this.#add(line);
      }
    } catch (error) {
      if (this.lines === null) this.error = error;
      else this.way = "paused";
    }
  }

  #listen(newest: Line | undefined): void {
    const stream = new EventSource(address("/v1/events", newest === undefined ? {} : { after: position(newest) }));
    this.#stream = stream;
    stream.addEventListener("open", () => {
      this.#failures = 0;
      this.way = "live";
    });
    stream.addEventListener("entry", (event) => this.#add(JSON.parse((event as MessageEvent<string>).data) as Line));
    stream.addEventListener("error", () => {
      this.#failures += 1;
      if (stream.readyState !== EventSource.CLOSED && this.#failures < FAILURES) {
        this.way = "paused";
        return;
      }
      // Refused, or not let through: then by asking.
      stream.close();
      this.way = "polling";
      this.#timer = setInterval(() => {
        this.way = "polling";
        void this.#load();
      }, POLL);
    });
  }

  #add(line: Line): void {
    const at = position(line);
    if (this.lines === null || this.lines.some((known) => position(known) === at)) return;
    this.#fresh.add(at);
    this.lines = [line, ...this.lines].slice(0, SHOWN);
  }

  override render() {
    if (this.error !== undefined) return failure(this.error, () => void this.#load());
    if (this.lines === null) return loading();
    const said = { live: t.home.live, polling: t.home.polling, paused: t.home.paused }[this.way];
    return html`<p class="hint mb-1">${t.home.latestHint}</p>
      <p class="live ${this.way}">${said}</p>
      <p class="visually-hidden" role="status">${this.#fresh.size > 0 ? t.home.newEntries(this.#fresh.size) : nothing}</p>
      ${this.lines.length === 0 ? empty() : html`<ol class="trail">${this.lines.map((line) => briefly(line, this.#fresh.has(position(line))))}</ol>`}`;
  }
}

customElements.define("live-entries", LiveEntries);
