// SPDX-License-Identifier: EUPL-1.2
// The form of an act: what stands in its fields, whether each can be read, and what comes of them. Whether it is allowed is
// not asked here.

import { parseEuro } from "../../shared/amounts.ts";
import { t } from "../../shared/texts.ts";
import { canHash, type Document, hashFile, mediaType } from "../../shared/wallet/document.ts";
import { NotABid, readBid, type SealedBid } from "../../shared/wallet/sealed-bid.ts";
import type { Act, Field, Filled } from "./act.ts";

/** A file that was chosen. */
export interface Chosen {
  file: File;
  title: string;
  uri: string;
  /** Empty while it is computed; of a bid, its commitment. */
  sha256: string;
  /** What a file of a bid holds. */
  bid?: SealedBid;
  /** Why it cannot be taken; empty if it can. */
  problem: string;
}

export class Form {
  /** What is wrong, by field. */
  errors = new Map<string, string>();

  readonly #act: Act;
  readonly #typed = new Map<string, string>();
  readonly #files = new Map<string, Chosen[]>();
  readonly #changed: () => void;

  constructor(act: Act, changed: () => void) {
    this.#act = act;
    this.#changed = changed;
  }

  /** The fields that are asked for now. */
  get fields(): Field[] {
    return this.#act.fields.filter(({ when }) => when === undefined || when(this.typed));
  }

  typed = (name: string): string => {
    const own = this.#typed.get(name);
    if (own !== undefined) return own;
    const usual = this.#act.fields.find((field) => field.name === name)?.usual ?? "";
    return typeof usual === "string" ? usual : usual(this.typed);
  };

  files = (name: string): readonly Chosen[] => this.#files.get(name) ?? [];

  type(name: string, value: string): void {
    this.#typed.set(name, value);
    this.errors.delete(name);
    this.#changed();
  }

  /** Takes files; they are hashed at once. */
  choose(field: Field, chosen: readonly File[]): void {
    const taken: Chosen[] = chosen.map((file) => ({ file, title: file.name, uri: "", sha256: "", problem: "" }));
    this.#files.set(field.name, field.kind === "documents" ? [...this.files(field.name), ...taken] : taken.slice(0, 1));
    this.errors.delete(field.name);
    for (const one of taken) void (field.kind === "bid" ? this.#open(one, field.problem) : this.#hash(one));
    this.#changed();
  }

  async #hash(one: Chosen): Promise<void> {
    if (!canHash()) one.problem = t.sign.form.insecure;
    else if (one.file.size === 0) one.problem = t.sign.form.emptyFile;
    else {
      try {
        one.sha256 = await hashFile(one.file);
      } catch {
        // Whatever the browser calls it: it did not give the file's bytes.
        one.problem = t.sign.form.unreadable;
      }
    }
    this.#changed();
  }

  /** Reads the file of a bid. It stays here. */
  async #open(one: Chosen, problem: (bid: SealedBid) => string): Promise<void> {
    const said = t.sign.sealed;
    if (!canHash()) one.problem = t.sign.form.insecure;
    else {
      try {
        const bid = await readBid(one.file);
        one.problem = problem(bid);
        one.bid = bid;
        one.sha256 = bid.commitment;
      } catch (error) {
        one.problem = error instanceof NotABid ? said.not[error.why] : t.sign.form.unreadable;
      }
    }
    this.#changed();
  }

  describe(one: Chosen, part: "title" | "uri", value: string): void {
    one[part] = value;
    this.#changed();
  }

  remove(name: string, one: Chosen): void {
    this.#files.set(
      name,
      this.files(name).filter((other) => other !== one),
    );
    this.#changed();
  }

  /** Whether a file is still being read. */
  get busy(): boolean {
    return [...this.#files.values()].flat().some(({ sha256, problem }) => sha256 === "" && problem === "");
  }

  /** Reads every field; null if one cannot be read, which `errors` then names. */
  fill(): Filled | null {
    this.errors = new Map();
    for (const field of this.fields) {
      const problem = this.#problem(field);
      if (problem !== "") this.errors.set(field.name, problem);
    }
    this.#changed();
    if (this.errors.size > 0) return null;
    const text = (name: string) => plain(this.typed(name));
    const documents = (name: string): Document[] =>
      this.files(name).map(({ file, title, uri, sha256 }) => ({
        sha256,
        media_type: mediaType(file),
        title: plain(title),
        uri: uri.trim(),
      }));
    return {
      text,
      documents,
      // Each was read above.
      cents: (name) => parseEuro(this.typed(name)) ?? 0,
      code: (name) => code(this.typed(name)) || null,
      bid: (name) => {
        const bid = this.files(name)[0]?.bid;
        if (bid === undefined) throw new Error(`${name} is not the file of a bid`);
        return bid;
      },
      document: (name) => documents(name)[0] ?? { sha256: "", media_type: "", title: "", uri: "" },
    };
  }

  /** What is wrong with a field; empty if nothing is. */
  #problem(field: Field): string {
    const { name, kind, optional } = field;
    const said = t.sign.form;
    const value = this.typed(name).trim();
    if (kind === "document" || kind === "documents" || kind === "bid") {
      const files = this.files(name);
      if (files.length === 0) return optional ? "" : kind === "documents" ? said.files : said.file;
      const wrong = files.map(({ problem, sha256 }) => problem || (sha256 === "" ? said.hashing : "")).find(Boolean);
      if (wrong !== undefined) return wrong;
      return field.kind === "documents" ? (field.problem?.(files.map(({ sha256 }) => sha256)) ?? "") : "";
    }
    if (value === "") return optional ? "" : kind === "radio" || kind === "choice" ? said.choose : said.required;
    if (field.kind === "amount") {
      const read = parseEuro(value);
      return read === null ? said.amount : (field.problem?.(read) ?? "");
    }
    if (kind === "day") return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) ? "" : said.day;
    if (kind === "year") return /^[0-9]{4}$/.test(value) ? "" : said.year;
    return "";
  }
}

/** A text in one piece: the ledger takes no line breaks. */
const plain = (text: string): string => text.trim().replace(/\s*[\r\n]+\s*/g, " ");

/** A code as it is officially written. */
const code = (text: string): string => text.replace(/\s/g, "").toUpperCase();
