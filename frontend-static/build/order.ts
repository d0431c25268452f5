// SPDX-License-Identifier: EUPL-1.2
// What a page asks for first. Nothing is painted and no script runs before the styles are there, so they come before the scripts:
// a browser fetches six files of a server at a time, in the order in which the document names them.

import type { Plugin } from "vite";

const STYLES = /\n *<link rel="stylesheet"[^>]*>/g;
const FIRST_SCRIPT = /\n *<script type="module"/;

/** Puts the styles that Vite adds to a document before the scripts that it adds. */
export function order(): Plugin {
  return {
    name: "portico-order",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const styles = html.match(STYLES)?.join("") ?? "";
        return html.replace(STYLES, "").replace(FIRST_SCRIPT, (script) => styles + script);
      },
    },
  };
}
