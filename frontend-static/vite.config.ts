// SPDX-License-Identifier: EUPL-1.2
// How the site is built: one HTML file a page and language (build/pages.ts), and what they share in hashed files.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { EARLY, early } from "./build/early.ts";
import { icons } from "./build/icons.ts";
import { municipalities } from "./build/municipalities.ts";
import { order } from "./build/order.ts";
import { inputs, pages } from "./build/pages.ts";
import { styles } from "./build/styles.ts";
import { verifier } from "./build/verifier.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the site is served from, such as `/portico/`. */
const base = process.env.PORTICO_BASE ?? "/";
/** Where the API is, such as `https://registro.example.it`; without it, where the site is. */
const api = process.env.PORTICO_API ?? "";

const isShared = (module: string) =>
  !/\/src\/texts\/|\/(d3-[a-z-]+|qr|bootstrap-italia|@popperjs)\/|\/shared\/(charts|verify|wallet|menus)[/.]/.test(
    module,
  );

export default defineConfig({
  base,
  appType: "mpa",
  define: { __API__: JSON.stringify(api.replace(/\/$/, "")) },
  resolve: { alias: { "@fonts": here("node_modules/bootstrap-italia/dist/fonts") } },
  plugins: [icons(), municipalities(), pages({ root: here("."), base, api }), verifier(), order(), early(), compress()],
  css: {
    postcss: { plugins: [styles(here("."))] },
    preprocessorOptions: {
      scss: {
        loadPaths: [here("node_modules/bootstrap-italia/src/scss")],
        quietDeps: true,
        // Bootstrap Italia is written with @import.
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      },
    },
  },
  worker: { format: "es" },
  build: {
    target: "es2022",
    // A file of its own for everything: a content security policy without `data:` for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: inputs(here(".")),
      // Each file costs a slow processor as much as some kilobytes do: what several pages use is one file, but for what is
      // large and not always needed.
      output: { codeSplitting: { groups: [EARLY, { name: "shared", test: isShared, minShareCount: 3 }] } },
    },
  },
  server: {
    proxy: {
      "/v1": process.env.PORTICO_DEV_API ?? "http://127.0.0.1:8080",
      "/ready": process.env.PORTICO_DEV_API ?? "http://127.0.0.1:8080",
    },
  },
});
