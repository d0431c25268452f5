// SPDX-License-Identifier: EUPL-1.2
// The script that asks a page's first questions (src/shared/api/early.ts): a file of its own, which runs as soon as it is there. What
// a document names as scripts, Vite makes one file of, which waits for all that it imports. On the development server nothing comes
// early.

import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** How the build keeps it in a file of its own. */
export const EARLY = { name: "early", test: /\/src\/shared\/api\/early\.ts$/, priority: 1 };

const SCRIPT = fileURLToPath(new URL("../src/shared/api/early.ts", import.meta.url));
const FIRST = /\n *<link rel="preload"/;

export function early(): Plugin {
  let base = "/";
  return {
    name: "portico-early",
    apply: "build",
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        if (!html.includes(" data-asks=")) return html;
        const file = Object.values(bundle).find((one) => one.type === "chunk" && one.moduleIds.includes(SCRIPT));
        if (file?.type !== "chunk" || file.moduleIds.length > 1)
          throw new Error("the early script has no file of its own");
        const tag = `\n<script type="module" async crossorigin src="${base}${file.fileName}"></script>`;
        return html.replace(FIRST, (first) => tag + first);
      },
    },
  };
}
