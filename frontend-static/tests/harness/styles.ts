// SPDX-License-Identifier: EUPL-1.2
// The site ships the styles that it uses (build/styles.ts). Whether it left out one that a page needs is told by the styles as they
// are written: no rule that was left out may be about anything in the page.

import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { compile } from "sass";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

let all: string | undefined;

/** Every style that there is, shipped or not. */
function written(): string {
  all ??= compile(`${ROOT}src/styles/site.scss`, {
    loadPaths: [`${ROOT}node_modules/bootstrap-italia/src/scss`],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  }).css;
  return all;
}

/** The selectors of rules that were left out and are about something in the page, whatever state it is in. */
export const leftOut = (page: Page): Promise<readonly string[]> =>
  page.evaluate((css) => {
    /** Selectors, each by itself, in the browser's own spelling. */
    const selectors = (rules: CSSRuleList): string[] =>
      [...rules].flatMap((rule) => {
        if (rule instanceof CSSStyleRule) return rule.selectorText.split(/,(?![^(]*\))/).map((text) => text.trim());
        return rule instanceof CSSGroupingRule ? selectors(rule.cssRules) : [];
      });
    const everything = new CSSStyleSheet();
    everything.replaceSync(css);
    const shipped = new Set([...document.styleSheets].flatMap(({ cssRules }) => selectors(cssRules)));
    // What comes and goes while a page is used, and what is no element.
    const states =
      /::[\w-]+(\([^)]*\))?|:(hover|active|focus|focus-visible|focus-within|checked|disabled|invalid|valid|visited)(?![\w-])/g;
    const isAboutSomething = (selector: string): boolean => {
      try {
        return document.querySelector(selector.replace(states, "").replace(/:not\(\)/g, "") || "*") !== null;
      } catch {
        return document.querySelector(selector) !== null;
      }
    };
    return selectors(everything.cssRules).filter((selector) => !shipped.has(selector) && isAboutSomething(selector));
  }, written());
