// SPDX-License-Identifier: EUPL-1.2
// Leaves out the styles of Bootstrap Italia that no page can use: three quarters of them, which a slow processor would have to
// read before anything is painted. What can be used are names that stand in the sources. tests/harness/styles.ts looks whether
// anything that was left out is about something in a page.

import purgeCSSPlugin from "@fullhuman/postcss-purgecss";

/** Names that are put together of parts: the colour of a badge, a message, a button. */
const COMPOSED = /^(alert|bg|btn)-(primary|secondary|success|warning|danger|info|dark|light)$/;

/** The part of PostCSS that Vite is given, with files below the site's own folder. */
export const styles = (root: string): ReturnType<typeof purgeCSSPlugin> =>
  purgeCSSPlugin({
    content: [
      `${root}/src/**/*.ts`,
      `${root}/build/*.ts`,
      // Those of its scripts that run here, and what they are made of.
      ...["dropdown", "navbar-collapsible", "base-component", "util/*"].map(
        (name) => `${root}/node_modules/bootstrap-italia/dist/plugins/${name}.js`,
      ),
      `${root}/node_modules/@popperjs/core/dist/cjs/popper.js`,
    ],
    // The second is the mark of the focus, a rule for anything at all.
    safelist: [COMPOSED, ":focus"],
    // Elements may have them or not, whatever the sources say: `:not([size])`, `:not([data-focus-mouse=true])`.
    dynamicAttributes: [
      "class",
      "data-focus-mouse",
      "disabled",
      "href",
      "multiple",
      "readonly",
      "size",
      "tabindex",
      "type",
    ],
  });
