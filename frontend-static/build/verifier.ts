// SPDX-License-Identifier: EUPL-1.2
// The verifier in one file, for whoever wants to save it: the committed one, byte by byte, so that its SHA-256 is the one
// in contracts/artifacts/manifest.json.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const FILE = fileURLToPath(new URL("../../evidence/browser/verifier.html", import.meta.url));

export function verifier(): Plugin {
  return {
    name: "portico-verifier",
    configureServer(server) {
      server.middlewares.use("/verifier.html", (_, response) => {
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.end(readFileSync(FILE));
      });
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "verifier.html", source: readFileSync(FILE) });
    },
  };
}
