// SPDX-License-Identifier: EUPL-1.2
// node module.mjs MODULE CASES: the Wasm module reports byte for byte what the native verifier reported.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const [path, folder] = process.argv.slice(2);
const bytes = readFileSync(path);
const compressed = gzipSync(bytes, { level: 9 }).length;
assert.ok(compressed < 600_000, `the module has ${compressed} bytes, compressed`);

const page = readFileSync(join(dirname(path), "verifier.html"), "utf8");
assert.ok(page.includes(`>${bytes.toString("base64")}<`), "the page beside it holds this module");

const module = new WebAssembly.Module(bytes);
assert.deepEqual(WebAssembly.Module.imports(module), [], "the module can do nothing but compute");
const start = () => new WebAssembly.Instance(module, {}).exports;

function put(exports, content) {
  if (content.length === 0) return 0;
  const begin = exports.allocate(content.length) >>> 0;
  assert.notEqual(begin, 0, "there is room");
  new Uint8Array(exports.memory.buffer, begin, content.length).set(content);
  return begin;
}

function verify(bundle, trust, documents) {
  const exports = start();
  const given = [bundle, trust, documents].flatMap((content) => [put(exports, content), content.length]);
  const answer = exports.verify(...given) >>> 0;
  // Only now: the memory may have grown.
  const [kind, begin, length] = new Uint32Array(exports.memory.buffer, answer, 3);
  return { kind, text: Buffer.from(exports.memory.buffer, begin, length).toString() };
}

const cases = JSON.parse(readFileSync(join(folder, "cases.json")));
for (const { name, documents } of cases) {
  const read = (suffix) => readFileSync(join(folder, `${name}.${suffix}`));
  const { kind, text } = verify(read("bundle.json"), read("trust.json"), Buffer.from(JSON.stringify(documents)));
  assert.equal(kind, 0, `${name}: ${text}`);
  assert.equal(text, read("report.json").toString(), name);
}

// What is no input ends in words, and what is too long before anything is allocated.
const honest = { bundle: readFileSync(join(folder, "honest.bundle.json")), trust: readFileSync(join(folder, "honest.trust.json")) };
const none = Buffer.from("[]");
assert.equal(verify(honest.bundle, Buffer.from("{}"), none).kind, 1);
assert.equal(verify(honest.bundle, honest.trust, Buffer.from("[1]")).kind, 2);
const exports = start();
const before = exports.memory.buffer.byteLength;
const longest = exports.longest_bundle() >>> 0;
assert.equal(longest, 64 << 20);
for (const length of [0, longest + 1, 0xffffffff]) assert.equal(exports.allocate(length), 0, `${length}`);
const trust = put(exports, honest.trust);
const refused = exports.verify(trust, longest + 1, trust, honest.trust.length, 0, 0) >>> 0;
assert.equal(new Uint32Array(exports.memory.buffer, refused, 1)[0], 4);
assert.ok(exports.memory.buffer.byteLength - before < 1 << 20, "memory did not grow by what was refused");
exports.release(trust, honest.trust.length);

// The longest bundle, of nothing but noise after an honest beginning, is refused in words too.
const begin = honest.bundle.subarray(0, honest.bundle.length / 2);
const noise = verify(Buffer.concat([begin, Buffer.alloc(longest - begin.length, "0")]), honest.trust, none);
assert.equal(noise.kind, 0);
assert.equal(JSON.parse(noise.text).verdict, "invalid");

// SHA-256 in pieces of any length.
const document = randomBytes(100_003);
const hash = exports.hash_begin();
const room = exports.allocate(document.length) >>> 0;
for (let from = 0, length = 0; from < document.length; from += length, length += 77) {
  const piece = document.subarray(from, from + length);
  new Uint8Array(exports.memory.buffer, room, piece.length).set(piece);
  exports.hash_update(hash, room, piece.length);
}
exports.hash_end(hash, room);
assert.equal(Buffer.from(exports.memory.buffer, room, 32).toString("hex"), createHash("sha256").update(document).digest("hex"));

console.log(`${cases.length} reports agree; the module has ${bytes.length} bytes, ${compressed} compressed`);
