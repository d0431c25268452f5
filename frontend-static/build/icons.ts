// SPDX-License-Identifier: EUPL-1.2
// The icons: those of Bootstrap Italia's sprite that `src/shared/icons.ts` names, and the site's own mark, in one file.
// The whole sprite has 90 kB; a page shows a dozen icons.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { ICONS } from "../src/shared/icons.ts";

const SPRITE = fileURLToPath(new URL("../node_modules/bootstrap-italia/dist/svg/sprites.svg", import.meta.url));
const MARK = fileURLToPath(new URL("../src/shared/mark.svg", import.meta.url));
/** Where the file stands; its name changes when its content does. */
let place = "";

export function sprite(): string {
  const all = readFileSync(SPRITE, "utf8");
  const symbols = ICONS.map((name) => {
    const symbol = new RegExp(`<symbol id="${name}".*?</symbol>`, "s").exec(all);
    if (symbol === null) throw new Error(`Bootstrap Italia has no icon ${name}`);
    return symbol[0];
  });
  const mark = readFileSync(MARK, "utf8").replace(/^.*?<symbol/s, "<symbol");
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${mark.trim()}</svg>\n`;
}

/** Serves the sprite, and says by the module `virtual:icons` where it stands. */
export function icons(): Plugin {
  let isBuild = false;
  let base = "/";
  return {
    name: "portico-icons",
    configResolved(config) {
      isBuild = config.command === "build";
      base = config.base;
    },
    async buildStart() {
      if (!isBuild) {
        place = `${base}icons.svg`;
        return;
      }
      const source = sprite();
      const digest = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(source))).toString("hex");
      const fileName = `assets/icons-${digest.slice(0, 8)}.svg`;
      this.emitFile({ type: "asset", fileName, source });
      place = base + fileName;
    },
    configureServer(server) {
      server.middlewares.use(`${base}icons.svg`, (_, response) => {
        response.setHeader("Content-Type", "image/svg+xml");
        response.end(sprite());
      });
    },
    resolveId: (id) => (id === "virtual:icons" ? "\0icons" : null),
    load: (id) => (id === "\0icons" ? `export const place = ${JSON.stringify(place)};` : null),
  };
}

/** Where the sprite stands, once a build has begun. */
export const spritePlace = (): string => place;
