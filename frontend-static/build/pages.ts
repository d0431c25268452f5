// SPDX-License-Identifier: EUPL-1.2
// One HTML file for each page and language, and the script that each loads. Neither is a file in the sources: the
// document comes from `document.ts`, the script joins the page's module with the language's dictionary.

import { join } from "node:path";
import type { Plugin } from "vite";
import { folder, LANGUAGES, type Language } from "../src/languages.ts";
import { type PageName, page, pageNames } from "../src/pages.ts";
import { document } from "./document.ts";
import { spritePlace } from "./icons.ts";

const ENTRY = "virtual:page/";

interface Place {
  name: PageName;
  language: Language;
}

/** The file of a page, below the site's root. */
const file = ({ name, language }: Place): string =>
  name === "not-found" && language === "it" ? "404.html" : `${folder(language)}${page(name).path}index.html`;

const places: readonly Place[] = pageNames.flatMap((name) => LANGUAGES.map((language) => ({ name, language })));

/** The entries of the build, by a name that no two share. */
export function inputs(root: string): Record<string, string> {
  return Object.fromEntries(places.map((place) => [`${place.name}-${place.language}`, join(root, file(place))]));
}

export interface Settings {
  root: string;
  /** Where the site is served from. */
  base: string;
  /** Where the API is; empty for the site's own origin. */
  api: string;
}

export function pages({ root, base, api }: Settings): Plugin {
  const files = new Map(places.map((place) => [join(root, file(place)), place]));
  const written = (place: Place, isServer = false) =>
    document({
      ...place,
      base,
      api,
      isServer,
      icons: spritePlace(),
      script: `/@id/${ENTRY}${place.name}/${place.language}`,
    });

  return {
    name: "portico-pages",
    enforce: "pre",
    resolveId(id) {
      const plain = id.replace(/^\/@id\//, "");
      if (plain.startsWith(ENTRY)) return `\0${plain}`;
      return files.has(id) ? id : null;
    },
    load(id) {
      const place = files.get(id);
      if (place !== undefined) return written(place);
      if (!id.startsWith(`\0${ENTRY}`)) return null;
      const [name, language] = id.slice(ENTRY.length + 1).split("/");
      return [
        `import { begin } from "/src/shared/begin.ts";`,
        `import { ${language} } from "/src/texts/${language}/index.ts";`,
        `import { show } from "/src/pages/${name}/page.ts";`,
        `begin("${name}", "${language}", ${language}, show);`,
      ].join("\n");
    },
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(base.length);
        const place = files.get(join(root, path.endsWith("/") || path === "" ? `${path}index.html` : path));
        if (place === undefined) return next();
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.end(await server.transformIndexHtml(request.url ?? "/", written(place, true)));
      });
    },
  };
}
