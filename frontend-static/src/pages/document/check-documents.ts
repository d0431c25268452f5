// SPDX-License-Identifier: EUPL-1.2
// `<check-documents>`: takes files or a digest, and shows the entries that refer to them.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ApiError, api, type DocumentReference, type Page } from "../../shared/api/index.ts";
import { time } from "../../shared/format.ts";
import { hash, icon, party, webLink } from "../../shared/html.ts";
import { failure } from "../../shared/states.ts";
import { subjectHref, subjectName } from "../../shared/subject.ts";
import { table } from "../../shared/table.ts";
import { t } from "../../shared/texts.ts";
import { hashFile } from "../../shared/verify/index.ts";

interface Checked {
  name: string;
  digest: string;
  /** Null where no entry refers to it. */
  references: Page<DocumentReference> | null;
  error: unknown;
}

class CheckDocuments extends LitElement {
  static override properties = { digest: {}, checked: { state: true }, hashing: { state: true }, bad: { state: true } };
  declare digest: string;
  declare checked: readonly Checked[];
  declare hashing: string;
  declare bad: boolean;

  constructor() {
    super();
    this.digest = "";
    this.checked = [];
    this.hashing = "";
    this.bad = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override firstUpdated(): void {
    if (this.digest === "") return;
    if (isDigest(this.digest)) void this.#look("", this.digest).then((one) => this.#show([one]));
    else this.bad = true;
  }

  #show(checked: readonly Checked[]): void {
    this.checked = checked;
  }

  async #take(files: readonly File[]): Promise<void> {
    if (files.length === 0 || this.hashing !== "") return;
    this.bad = false;
    const checked: Checked[] = [];
    for (const file of files) {
      this.hashing = t.document.hashing(file.name, "0 %");
      try {
        const digest = await hashFile(file, (done) => {
          this.hashing = t.document.hashing(
            file.name,
            `${Math.floor((Math.min(done, file.size) / Math.max(1, file.size)) * 100)} %`,
          );
        });
        checked.push(await this.#look(file.name, digest));
      } catch (error) {
        checked.push({ name: file.name, digest: "", references: null, error });
      }
    }
    this.hashing = "";
    this.#show(checked);
    await this.updateComplete;
    this.querySelector<HTMLElement>(".checked h2")?.focus();
  }

  async #look(name: string, digest: string): Promise<Checked> {
    try {
      return { name, digest, references: await api.documentReferences(digest, { limit: 50 }), error: undefined };
    } catch (error) {
      const isNothing = error instanceof ApiError && error.problem.status === 404;
      return { name, digest, references: null, error: isNothing ? undefined : error };
    }
  }

  #dropped(event: DragEvent): void {
    event.preventDefault();
    this.#over(false);
    void this.#take(Array.from(event.dataTransfer?.files ?? []));
  }

  #over(is: boolean): void {
    this.querySelector(".drop")?.classList.toggle("over", is);
  }

  #typed(event: Event): void {
    event.preventDefault();
    const text = this.querySelector<HTMLInputElement>("#sha256")?.value.trim() ?? "";
    this.bad = !isDigest(text);
    if (!this.bad) void this.#look("", text.toLowerCase()).then((one) => this.#show([one]));
  }

  override render() {
    const words = t.document;
    return html`<div class="drop" @dragover=${(event: Event) => {
      event.preventDefault();
      this.#over(true);
    }} @dragleave=${() => this.#over(false)} @drop=${this.#dropped}>
        <div class="field mb-0">${icon("it-upload", "icon-primary mb-2")}<label for="files">${words.drop}</label>
          <input type="file" id="files" multiple aria-label=${words.label} @change=${(event: Event) => void this.#take(Array.from((event.target as HTMLInputElement).files ?? []))}></div>
      </div>
      <form class="search-form mt-4" @submit=${this.#typed}><div class="field"><label for="sha256">${words.byDigest}</label>
        <input type="text" id="sha256" name="sha256" class="mono" autocomplete="off" spellcheck="false" value=${this.digest} aria-describedby="sha256-hint" aria-invalid=${this.bad}>
        <p id="sha256-hint" class="small mb-0">${this.bad ? html`<strong class="text-danger">${words.badDigest}</strong>` : words.byDigestHint}</p></div>
        <button type="submit" class="btn btn-outline-primary">${words.byDigestButton}</button></form>
      <p role="status" class="mt-3 fw-semibold">${this.hashing !== "" ? this.hashing : this.checked.length > 0 ? words.done(this.checked.length) : nothing}</p>
      ${this.checked.map(shown)}`;
  }
}

const isDigest = (text: string): boolean => /^(0x)?[0-9a-f]{64}$/i.test(text);

function shown({ name, digest, references, error }: Checked): TemplateResult {
  const words = t.document;
  const whole =
    digest === "" ? nothing : html`<p class="small">${words.digest}: ${hash(digest.replace(/^0x/, ""), true)}</p>`;
  const title = name === "" ? nothing : html`${name}: `;
  if (error !== undefined)
    return html`<section class="checked">${digest === "" ? html`<h2 class="h5" tabindex="-1">${title}${words.failed}</h2>` : whole}${failure(error)}</section>`;
  if (references === null) {
    return html`<section class="checked" data-found="0"><h2 class="h5" tabindex="-1">${title}${words.notFound}</h2>${whole}
      <div class="callout warning"><p class="mb-0">${words.notFoundBody}</p></div></section>`;
  }
  const { items, next_cursor: next } = references;
  return html`<section class="checked" data-found=${items.length}><h2 class="h5" tabindex="-1">${icon("it-check-circle", "icon-success me-1")}${title}${words.found(items.length, next !== null)}</h2>${whole}
    ${table(
      words.caption,
      [
        { header: words.columns.at, heads: true, cell: ({ at }) => html`<time datetime=${at}>${time(at)}</time>` },
        { header: words.columns.subject, cell: place },
        { header: words.columns.action, cell: ({ action }) => t.words.action[action] ?? action },
        { header: words.columns.signer, cell: ({ signer }) => (signer === null ? "–" : party(signer)) },
        {
          header: words.columns.title,
          cell: ({ uri, title: named }) => webLink(uri, html`<span lang="it">${named}</span>`),
        },
      ],
      items,
    )}</section>`;
}

function place({ subject: { kind, id }, seq }: DocumentReference): TemplateResult {
  const address = subjectHref(kind, id);
  const name = subjectName(kind, id);
  return html`<a href="${address}#entry-${seq}">${name}</a><br><span class="small">${t.trail.entry(seq)}</span>`;
}

customElements.define("check-documents", CheckDocuments);
