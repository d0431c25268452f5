// SPDX-License-Identifier: EUPL-1.2
// Calls the verifier's Wasm module (docs/evidence.md, "In the browser"). It judges nothing itself. A run's instance is
// thrown away: what a hostile file did to its memory ends with it.

import place from "../../../../evidence/browser/verifier.wasm?url";

interface Module {
  memory: WebAssembly.Memory;
  allocate(length: number): number;
  verify(
    bundle: number,
    bundleLength: number,
    trust: number,
    trustLength: number,
    documents: number,
    documentsLength: number,
  ): number;
  longest_bundle(): number;
  longest_other(): number;
  hash_begin(): number;
  hash_update(hash: number, piece: number, length: number): void;
  hash_end(hash: number, digest: number): void;
}

/** What the module answers, as evidence/browser/src/abi.rs says. */
export interface Answer {
  /** 0: a report. 1, 2: why the trust file or the list of documents cannot be used. 3: why there is none. 4: too long. */
  kind: number;
  text: string;
}

export interface DocumentDigest {
  name: string;
  sha256: string;
}

let compiled: Promise<WebAssembly.Module> | undefined;

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(place);
  if (!response.ok) throw new Error(`${place}: HTTP ${response.status}`);
  // Not while it streams: that needs a media type which not every web server sends.
  return WebAssembly.compile(await response.arrayBuffer());
}

async function instance(): Promise<Module> {
  compiled ??= compile();
  const { exports } = await WebAssembly.instantiate(await compiled, {});
  return exports as unknown as Module;
}

// Lengths and places come as signed numbers; they are not.
const unsigned = (value: number): number => value >>> 0;

function put(module: Module, bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  const begin = unsigned(module.allocate(bytes.length));
  if (begin === 0) throw new Error(`no memory for ${bytes.length} bytes`);
  new Uint8Array(module.memory.buffer, begin, bytes.length).set(bytes);
  return begin;
}

/** Lets the module check a bundle. @throws if it breaks off, and then nothing is known of the bundle. */
export async function verify(bundle: Blob, trust: Blob, documents: readonly DocumentDigest[]): Promise<Answer> {
  const module = await instance();
  // What is too long need not be read at all.
  for (const [blob, longest] of [
    [bundle, unsigned(module.longest_bundle())],
    [trust, unsigned(module.longest_other())],
  ] as const) {
    if (blob.size > longest) return { kind: 4, text: `${blob.size} > ${longest}` };
  }
  const list = new TextEncoder().encode(JSON.stringify(documents));
  const given = [new Uint8Array(await bundle.arrayBuffer()), new Uint8Array(await trust.arrayBuffer()), list];
  const [a = 0, b = 0, c = 0] = given.map((bytes) => put(module, bytes));
  const answer = unsigned(module.verify(a, given[0]?.length ?? 0, b, given[1]?.length ?? 0, c, list.length));
  const [kind = 3, begin = 0, length = 0] = new Uint32Array(module.memory.buffer, answer, 3);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(module.memory.buffer, begin, length));
  return { kind, text };
}

const PIECE = 4 << 20;

/** The SHA-256 of a file of any length, piece by piece, as `0x…`. */
export async function sha256(file: Blob, progress: (done: number) => void = () => {}): Promise<string> {
  const module = await instance();
  const hash = module.hash_begin();
  const room = put(module, new Uint8Array(PIECE));
  for (let from = 0; from < file.size; from += PIECE) {
    const piece = new Uint8Array(await file.slice(from, from + PIECE).arrayBuffer());
    new Uint8Array(module.memory.buffer, room, piece.length).set(piece);
    module.hash_update(hash, room, piece.length);
    progress(from + piece.length);
  }
  module.hash_end(hash, room);
  const digest = new Uint8Array(module.memory.buffer, room, 32);
  return `0x${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
