// SPDX-License-Identifier: EUPL-1.2
// Every page, in both languages, on a phone and on a wide screen: it loads with nothing wrong in it, has the frame of a page, shows
// what is on the ledger, fits the screen, and is accessible as far as axe can tell.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { LANGUAGES, type Language } from "../src/languages.ts";
import { MENU, pageNames } from "../src/pages.ts";
import { dictionaries } from "../src/texts/all.ts";
import { EXPECTED } from "./expected.ts";
import { assertAccessible } from "./harness/axe.ts";
import { address, at, screenshot, WIDTHS, type Width } from "./harness/browser.ts";

/** Whether axe looks at each page in each language at each width (scripts/check-site --full). */
const EVERY_COMBINATION = process.env.PORTICO_FULL === "yes";

describe("every page", { concurrency: 2 }, () => {
  for (const name of pageNames) {
    for (const { as, query = "", data } of EXPECTED[name]) {
      for (const language of LANGUAGES) {
        for (const width of Object.keys(WIDTHS) as Width[]) {
          const what = [name, as, language, width].filter((part) => part !== undefined).join("-");
          // Neither axe nor the styles know a language, so that both are asked of each width once.
          const again = !EVERY_COMBINATION && (language === "it") !== (width === "phone");
          // Whatever has no page is answered with this one, as an error.
          const options = { width, again, ...(name === "not-found" && { failing: /not-found/ }) };
          test(what, () =>
            at(address(name, language, query), options, async ({ page, watched }) => {
              await assertFrame(page, language);
              const content = page.locator("#content");
              for (const datum of data) {
                const text = typeof datum === "string" ? datum : datum[language];
                await content.getByText(text).first().waitFor({ state: "attached" });
              }
              await assertNoMistakes(page);
              await assertFits(page);
              watched.check();
              if (!again) await assertAccessible(page);
              await screenshot(page, what);
            }),
          );
        }
      }
    }
  }
});

describe("the menu", { concurrency: 2 }, () => {
  for (const language of LANGUAGES) {
    // As soon as it is not folded away, on the screens between, and on a wide one.
    for (const width of [992, 1199, 1200, 1280]) {
      test(`in one line on a screen of ${width} pixels, ${language}`, () =>
        at(address("about", language), { context: { viewport: { width, height: 700 } } }, async ({ page }) => {
          const names = page.locator("#menu .navbar-nav > li > .nav-link > span:first-child");
          const boxes = await names.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
          assert.equal(boxes.length, MENU.length);
          const [first] = boxes;
          for (const box of boxes)
            assert.deepEqual([box.top, box.height], [first.top, first.height], "each name in the same line");
          assert.ok(Math.max(...boxes.map(({ right }) => right)) < width, "the last one on the screen");
          await assertFits(page);
        }));
    }
  }
});

/** No text that only a mistake puts into a page, what is shown for programs aside. */
async function assertNoMistakes(page: Page): Promise<void> {
  const mistakes = await page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement?.closest("pre, script, noscript") === null) texts.push(node.textContent ?? "");
    return texts.filter((text) => /\bundefined\b|\bNaN\b|\[object |\bnull\b|Invalid Date|\$\{/.test(text));
  });
  assert.deepEqual(mistakes, [], "texts that a mistake made");
}

/** Language, title, landmarks, and headings that skip no level. */
async function assertFrame(page: Page, language: Language): Promise<void> {
  const frame = await page.evaluate(() => ({
    language: document.documentElement.lang,
    title: document.title,
    landmarks: ["header", "main", "footer", "nav[aria-label]"].filter((tag) => document.querySelector(tag) === null),
    mains: document.querySelectorAll("main, [role=main]").length,
    headings: [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")].map((heading) => ({
      level: Number(heading.tagName.slice(1)),
      text: heading.textContent?.trim() ?? "",
    })),
    ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
  }));
  assert.equal(frame.language, language);
  assert.ok(frame.title.includes(dictionaries[language].site.name), `the title is: ${frame.title}`);
  assert.deepEqual(frame.landmarks, [], "landmarks are missing");
  assert.equal(frame.mains, 1, "one main");
  const { headings } = frame;
  assert.deepEqual(
    headings.filter(({ level }) => level === 1).map(({ level }) => level),
    [1],
    "one heading of the first level",
  );
  headings.forEach(({ level, text }, at) => {
    assert.notEqual(text, "", `a heading says nothing, after: ${headings[at - 1]?.text}`);
    assert.ok(level <= (headings[at - 1]?.level ?? 0) + 1, `heading "${text}" skips a level`);
  });
  const twice = frame.ids.filter((id, at) => frame.ids.indexOf(id) !== at);
  assert.deepEqual(twice, [], "ids that stand twice");
}

/** Nothing reaches beyond the screen's side, so nobody has to scroll in two directions (WCAG 1.4.10). */
async function assertFits(page: Page): Promise<void> {
  const { wide, beyond } = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const isScrolled = (element: Element) => {
      for (let at: Element | null = element.parentElement; at !== null; at = at.parentElement)
        if (getComputedStyle(at).overflowX !== "visible") return true;
      return false;
    };
    const all = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 1 && !isScrolled(element),
    );
    return {
      wide: scrollWidth - clientWidth,
      beyond: all.slice(0, 5).map((element) => element.outerHTML.slice(0, 120)),
    };
  });
  assert.ok(wide <= 0, `the page is ${wide} pixels wider than the screen: ${beyond.join("\n")}`);
}
