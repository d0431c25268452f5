// SPDX-License-Identifier: EUPL-1.2
// Everything that is worth it, compressed beside itself, once and as well as can be: servers need not do it at every
// request.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const KINDS = new Set([".html", ".js", ".css", ".svg", ".wasm", ".json"]);
/** Below this many bytes nothing is won. */
const LEAST = 1024;

export function compress(): Plugin {
  let folder = "";
  return {
    name: "portico-compress",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        const path = join(folder, name);
        if (!KINDS.has(extname(name)) || !statSync(path).isFile()) continue;
        const bytes = readFileSync(path);
        if (bytes.length < LEAST) continue;
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        const options = {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, options));
      }
    },
  };
}
