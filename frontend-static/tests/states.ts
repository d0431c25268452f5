// SPDX-License-Identifier: EUPL-1.2
// What pages show while they load, when there is nothing, when something fails, without a network, and when the indexer is
// behind. What the service would have to suffer for that is told to the page on its way.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page, Route } from "playwright-core";
import { page, pageNames } from "../src/pages.ts";
import { dictionaries } from "../src/texts/all.ts";
import { GRANT } from "./expected.ts";
import { assertAccessible } from "./harness/axe.ts";
import { address, at, complete, inPage, screenshot } from "./harness/browser.ts";

const t = dictionaries.it;
const AWARDS = /\/v1\/awards(\?|$)/;

const problem = (status: number, title: string) => (route: Route) =>
  route.fulfill({
    status,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: "about:blank", title, status }),
  });

describe("states", { concurrency: 2 }, () => {
  test("it says that it loads until the answer is there", () =>
    inPage({}, async (opened) => {
      const { page } = opened;
      let release = () => {};
      const held = new Promise<void>((done) => {
        release = done;
      });
      await page.route(AWARDS, async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(address("awards"));
      await page
        .locator("#content[aria-busy=true]")
        .getByRole("status")
        .getByText(t.states.loading)
        .waitFor({ state: "attached" });
      await page.locator("#content .progress-spinner").waitFor();
      await assertAccessible(page);
      await screenshot(page, "state-loading");
      release();
      await complete(opened);
      await page.locator("#content").getByText(GRANT).first().waitFor();
      assert.equal(await page.locator("#content .progress-spinner").count(), 0);
    }));

  test("where nothing matches, it says so", () =>
    at(address("awards", "it", "?cup=A00A00000000009"), {}, async ({ page }) => {
      await page.getByText(t.awards.empty).waitFor();
      await assertAccessible(page);
      await screenshot(page, "state-empty");
    }));

  test("a service that fails is told of, and asked again", () =>
    inPage({ failing: AWARDS }, async (opened) => {
      const { page } = opened;
      await page.route(AWARDS, problem(500, "broken for this test"));
      await page.goto(address("awards"));
      await complete(opened);
      const alert = page.getByRole("alert");
      await alert.getByText(t.states.failed).waitFor();
      await alert.getByText("broken for this test").waitFor();
      await assertAccessible(page);
      await screenshot(page, "state-error");
      await page.unroute(AWARDS);
      await alert.getByRole("button", { name: t.states.retry }).click();
      await page.locator("#content").getByText(GRANT).first().waitFor();
      assert.equal(await alert.count(), 0);
    }));

  test("a service that does not answer", () =>
    inPage({ failing: AWARDS }, async (opened) => {
      const { page } = opened;
      await page.route(AWARDS, (route) => route.abort("connectionrefused"));
      await page.goto(address("awards"));
      await complete(opened);
      await page.getByRole("alert").getByText(t.states.offline).waitFor();
    }));

  test("something else that answers in the service's place, in a form of its own", () =>
    inPage({ failing: AWARDS }, async (opened) => {
      const { page } = opened;
      await page.route(AWARDS, (route) =>
        route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }),
      );
      await page.goto(address("awards"));
      await complete(opened);
      await page.getByRole("alert").getByText(t.states.failed).waitFor();
      assert.equal(await page.getByRole("heading", { name: "Bad Gateway" }).count(), 0, "its text is text only");
    }));

  // `asks` in src/pages.ts are addresses: a page that asks otherwise would ask twice, and show what came of the second.
  for (const name of pageNames) {
    for (const ask of page(name).asks ?? []) {
      test(`${name} takes what was asked early: ${ask}`, () => {
        const asked = ask.replace("{id}", "1");
        return inPage({ failing: /\/v1\// }, async (opened) => {
          const is = (url: URL) => url.pathname + url.search === asked;
          await opened.page.route(is, problem(500, "broken for this test"));
          await opened.page.goto(address(name, "it", ask === asked ? "" : "?id=1"));
          await complete(opened);
          await opened.page.getByRole("alert").getByText("broken for this test").waitFor();
          assert.equal(opened.watched.requests.filter(({ url }) => is(new URL(url))).length, 1, "asked once");
        });
      });
    }
  }

  test("what is not on the ledger, and an address without its number", () =>
    at(address("award", "it", "?id=4242"), { failing: /\/v1\/awards\/4242/ }, async (opened) => {
      const { page } = opened;
      await page.getByRole("alert").getByText(t.states.notFound).waitFor();
      for (const wrong of ["", "?id=", "?id=x", "?id=-1", "?id=1;2", "?id=01"]) {
        await page.goto(address("award", "it", wrong));
        await complete(opened);
        await page.getByRole("alert").getByText(t.states.noId).waitFor();
      }
      await assertAccessible(page);
    }));

  test("a municipality without a name is shown as its code", async () => {
    const files = /\/assets\/municipalities-[0-9a-f]+\/037\.json$/;
    const code = (page: Page) => page.locator("#about ~ dl dd", { hasText: /^037006$/ }).waitFor();
    // The file is not there; it does not know the code; it is no such file at all.
    for (const answer of [{ status: 404, body: "" }, { json: { "037001": "Altrove (BO)" } }, { body: "<html>" }]) {
      await inPage({ failing: files }, async (opened) => {
        await opened.page.route(files, (route) => route.fulfill(answer));
        await opened.page.goto(address("party", "it", "?id=3"));
        await complete(opened);
        await code(opened.page);
      });
    }
  });

  test("without a network the page says so, and keeps what it shows", () =>
    // What the page asks just then fails, as it must.
    at(address("award", "it", "?id=1"), { failing: /\/(ready|v1)(\/|$)/ }, async ({ page, context }) => {
      await context.setOffline(true);
      await page.locator("#banner").getByText(t.banner.offline).waitFor();
      await page.getByRole("heading", { name: GRANT }).waitFor();
      await assertAccessible(page);
      await screenshot(page, "state-offline");
      await context.setOffline(false);
      await page.locator("#banner").waitFor({ state: "hidden" });
    }));

  for (const [language, told] of [
    ["it", /Dati fino al blocco/],
    ["en", /up to block/i],
  ] as const) {
    test(`a banner where the indexer is behind, ${language}`, () =>
      inPage({ failing: /\/ready$/ }, async (opened) => {
        const { page } = opened;
        await page.route(/\/ready$/, problem(503, "behind"));
        await page.route(/\/v1\/status$/, async (route) => {
          const response = await route.fetch();
          const status = (await response.json()) as Record<string, unknown>;
          await route.fulfill({ response, json: { ...status, blocks_behind: 1234 } });
        });
        await page.goto(address("home", language));
        await complete(opened);
        const banner = page.locator("#banner");
        await banner.getByText(told).waitFor();
        assert.match((await banner.textContent()) ?? "", /1[.,]?234/);
        await assertAccessible(page);
        await screenshot(page, `state-behind-${language}`);
      }));
  }

  test("no banner in the ordinary course", () =>
    at(address("home"), {}, async ({ page }) => {
      assert.ok(await page.locator("#banner").isHidden());
    }));
});
