// SPDX-License-Identifier: EUPL-1.2
// The newest entries come by themselves: somebody makes an entry with the command line, and it appears in a page that was open
// before.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { dictionaries } from "../src/texts/all.ts";
import { address, at, complete, inPage } from "./harness/browser.ts";
import { DOCUMENTS, portico } from "./harness/ledger.ts";

const t = dictionaries.it;
const STREAM = /\/v1\/events/;
const DOCUMENT = ["--document", join(DOCUMENTS, "review-certificate.txt")];
/** A day that a certificate can be valid until, UTC. */
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe("live entries", () => {
  test("a new entry appears", () =>
    at(address("home"), {}, async ({ page, watched }) => {
      await page.locator("live-entries .live.live", { hasText: t.home.live }).waitFor();
      const before = await page.locator("live-entries .trail > li").count();
      assert.ok(before > 1, "entries that were there before");
      const asked = watched.requests.length;
      await portico(
        "party",
        "attest-standing",
        "3",
        "--kind",
        "register_check",
        "--valid-until",
        inDays(700),
        ...DOCUMENT,
        "--dev",
        "//Dave",
      );
      const first = page.locator("live-entries .trail > li").first();
      await page.locator("live-entries .trail > li.new").first().waitFor();
      await first.getByText(t.words.action["attest standing"] ?? "").waitFor();
      await page
        .locator('live-entries [role="status"]', { hasText: t.home.newEntries(1) })
        .waitFor({ state: "attached" });
      const lists = watched.requests.slice(asked).filter(({ url }) => url.includes("/v1/entries"));
      assert.deepEqual(lists, [], "it came with the stream, not by asking");
    }));

  test("where streams do not come through, it asks", () =>
    inPage({ failing: STREAM }, async (opened) => {
      const { page } = opened;
      await page.route(STREAM, (route) => route.fulfill({ status: 503, body: "" }));
      await page.goto(address("home"));
      await complete(opened);
      await page.locator("live-entries .live.polling", { hasText: t.home.polling }).waitFor();
      assert.ok((await page.locator("live-entries .trail > li").count()) > 1);
    }));
});
