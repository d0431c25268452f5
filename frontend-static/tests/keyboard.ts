// SPDX-License-Identifier: EUPL-1.2
// The site without a mouse: a walk through it as a person takes it, and on every page each stop of the Tab key, which must be
// seen, named, and left again.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { pageNames } from "../src/pages.ts";
import { dictionaries } from "../src/texts/all.ts";
import { EXPECTED, GRANT } from "./expected.ts";
import { address, at, complete, inPage } from "./harness/browser.ts";

interface Stop {
  /** What it is, for a message. */
  what: string;
  /** What a screen reader would call it, as far as that can be told from its text and attributes. */
  name: string;
  isSeen: boolean;
  /** Whether it looks focused. */
  isMarked: boolean;
}

/** Where the focus is, once nothing about it moves any more; null on the document itself. */
const stop = (page: Page): Promise<Stop | null> =>
  page.evaluate(async () => {
    const at = document.activeElement;
    if (at === null || at === document.body || at === document.documentElement) return null;
    await Promise.allSettled((at.parentElement ?? at).getAnimations({ subtree: true }).map(({ finished }) => finished));
    const box = at.getBoundingClientRect();
    const labels = at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? [...(at.labels ?? [])] : [];
    const labelled = (at.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
    const texts = [
      at.getAttribute("aria-label"),
      ...[...labels, ...labelled, at].map((element) => element?.textContent),
    ];
    const CLEAR = /rgba\([^)]*, 0\)/g;
    const look = ({ outlineStyle, outlineWidth, outlineColor, boxShadow }: CSSStyleDeclaration) =>
      (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0 && outlineColor.replace(CLEAR, "") !== "") ||
      boxShadow.replace(CLEAR, "").includes("rgb");
    return {
      what: at.outerHTML.slice(0, 160),
      name: texts.map((text) => text?.trim() ?? "").find((text) => text !== "") ?? "",
      isSeen:
        box.width > 1 &&
        box.height > 1 &&
        box.bottom > 0 &&
        box.top < innerHeight &&
        box.right > 0 &&
        box.left < innerWidth,
      // Some are marked on what is drawn around them.
      isMarked: [at, at.parentElement].some((part) => part !== null && look(getComputedStyle(part))),
    };
  });

/** Presses Tab until the focus is where it is looked for. */
async function tabTo(page: Page, isIt: (stop: Stop) => boolean, what: string): Promise<void> {
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press("Tab");
    const here = await stop(page);
    if (here === null) continue;
    assert.ok(here.isSeen, `the focus is out of sight: ${here.what}`);
    assert.ok(here.isMarked, `the focus cannot be seen: ${here.what}`);
    if (isIt(here)) return;
  }
  assert.fail(`the Tab key does not lead to ${what}`);
}

const named = (name: string) => (stop: Stop) => stop.name === name || stop.name.startsWith(`${name} `);

describe("keyboard", { concurrency: 2 }, () => {
  const it = dictionaries.it;
  const en = dictionaries.en;

  test("skip links lead to the content and to the footer", () =>
    at(address("awards"), {}, async ({ page }) => {
      for (const [name, id] of [
        [it.site.skip.content, "content"],
        [it.site.skip.footer, "footer"],
      ] as const) {
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
        await page.reload();
        await page.waitForFunction(() => document.getElementById("content")?.getAttribute("aria-busy") === "false");
        await tabTo(page, named(name), `the link "${name}"`);
        await page.keyboard.press("Enter");
        await page.waitForFunction((id) => document.activeElement?.id === id, id);
      }
    }));

  test("language, search, an award, and its verifier", () =>
    at(address("home"), {}, async (opened) => {
      const { page } = opened;
      await tabTo(page, (stop) => stop.what.includes('data-language="en"'), "English");
      await page.keyboard.press("Enter");
      await page.waitForURL(address("home", "en"));
      await complete(opened);
      await tabTo(page, named(en.search.label), "the search");
      await page.keyboard.type("doposcuola");
      await page.locator('[role="option"]').first().waitFor();
      await page.keyboard.press("Escape");
      await page.locator("#search-suggestions").waitFor({ state: "hidden" });
      await page.keyboard.press("Enter");
      await page.waitForURL(address("search", "en", "?q=doposcuola"));
      await complete(opened);
      await tabTo(page, named(GRANT), "the award among the results");
      await page.keyboard.press("Enter");
      await page.waitForURL(address("award", "en", "?id=1"));
      await complete(opened);
      await tabTo(page, named(en.award.verify), "the verifier's button");
      await page.keyboard.press("Enter");
      await page.locator("verify-evidence form").waitFor();
      await tabTo(page, named(en.verify.trust.label), "the field for the trust file");
      await tabTo(page, named(en.verify.run), "the button that verifies");
      // Nothing was chosen: it says so, and leads back to what is missing.
      await page.keyboard.press("Enter");
      await page.locator('[role="status"]', { hasText: en.verify.missingTrust }).waitFor();
      await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "trust");
    }));

  test("a suggestion is chosen with the arrows", () =>
    at(address("home"), {}, async (opened) => {
      const { page } = opened;
      await tabTo(page, named(it.search.label), "the search");
      await page.keyboard.type("glicine");
      await page.locator('[role="option"]').first().waitFor();
      await page.keyboard.press("ArrowDown");
      await page.locator('[role="option"][aria-selected="true"]').waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/(party|award|agreement)\//);
      await complete(opened);
    }));

  test("a menu opens, closes with Escape, and leads on", () =>
    at(address("home"), {}, async (opened) => {
      const { page } = opened;
      const group = it.site.menu.groups.check;
      await tabTo(page, named(group), `the menu "${group}"`);
      const button = page.getByRole("button", { name: group });
      await page.keyboard.press("Enter");
      await page.locator('.dropdown-toggle[aria-expanded="true"]').waitFor();
      await page.keyboard.press("Escape");
      await page.locator('.dropdown-toggle[aria-expanded="true"]').waitFor({ state: "detached" });
      assert.ok(
        await button.evaluate((it) => it === document.activeElement),
        "Escape gives the focus back to the button",
      );
      await page.keyboard.press("Enter");
      await page.locator(".dropdown-menu.show").waitFor();
      const title = it.pages.verify.menu ?? it.pages.verify.title;
      await tabTo(page, named(title), `"${title}" in the menu`);
      await page.keyboard.press("Enter");
      await page.waitForURL(address("verify"));
      await complete(opened);
    }));

  test("where the menus' script does not come, the next press has it tried again", () => {
    const script = /\/menus[^/]*\.js$/;
    return inPage({ failing: script, width: "phone" }, async (opened) => {
      const { page } = opened;
      let tries = 0;
      await page.route(script, (route) => {
        tries += 1;
        return tries === 1 ? route.abort() : route.continue();
      });
      const failed = page.waitForEvent("requestfailed", (request) => script.test(request.url()));
      await page.goto(address("home"));
      await failed;
      await complete(opened);
      // Twice, as whoever sees nothing happen does: it must not close again what it opened.
      const button = page.getByRole("button", { name: it.site.menu.open });
      await button.evaluate((it: HTMLElement) => {
        it.click();
        it.click();
      });
      await page.locator("#menu").getByRole("link").first().waitFor();
      assert.equal(tries, 2);
    });
  });

  test("on a phone's width the menu opens, and closes", () =>
    at(address("home"), { width: "phone" }, async ({ page }) => {
      await tabTo(page, named(it.site.menu.open), "the menu's button");
      await page.keyboard.press("Enter");
      await page.locator("#menu").getByRole("link").first().waitFor();
      // Once it is open, the focus is in it, and stays there.
      await page.waitForFunction(() => document.getElementById("menu")?.contains(document.activeElement));
      await page.keyboard.press("Escape");
      await page.locator("#menu").getByRole("link").first().waitFor({ state: "hidden" });
    }));

  for (const name of pageNames) {
    test(`each stop of ${name}`, () => {
      const options = name === "not-found" ? { failing: /not-found/ } : {};
      return at(address(name, "it", EXPECTED[name][0]?.query), options, async ({ page }) => {
        const stops: Stop[] = [];
        // The first press leads to the first stop, the last one back to the document.
        do {
          await page.keyboard.press("Tab");
          const here = await stop(page);
          if (here === null) break;
          stops.push(here);
        } while (stops.length < 400);
        assert.ok(stops.length < 400, "the focus is kept in the page");
        assert.ok(stops.length > 10, `only ${stops.length} stops`);
        const wrong = stops.filter(({ isSeen, isMarked, name }) => !isSeen || !isMarked || name === "");
        assert.deepEqual(wrong, [], "stops that cannot be seen, or have no name");
      });
    });
  }
});
