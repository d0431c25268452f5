// SPDX-License-Identifier: EUPL-1.2
// An audit trail on paper: everything of it, and nothing of the site around it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dictionaries } from "../src/texts/all.ts";
import { address, at } from "./harness/browser.ts";
import { api, SCREENSHOTS } from "./harness/ledger.ts";

interface Trail {
  items: { seq: number; head: string; body: unknown }[];
}

describe("print", () => {
  test("the award's page", () =>
    at(address("award", "it", "?id=1"), {}, async ({ page }) => {
      const { items } = await api<Trail>("/v1/awards/1/trail");
      await page.emulateMedia({ media: "print" });
      for (const gone of [".it-header-navbar-wrapper", ".it-header-slim-wrapper", ".it-footer", ".actions", "button"])
        for (const element of await page.locator(gone).all()) assert.ok(await element.isHidden(), `${gone} is printed`);
      // biome-ignore lint/performance/useDomNodeTextContent: what is meant is what is printed
      const text = await page.locator("main").innerText();
      assert.equal(await page.locator("audit-trail .trail > li").count(), items.length);
      for (const { seq, head } of items) {
        const entry = page.locator(`#entry-${seq}`);
        assert.ok(text.includes(head.replace(/^0x/, "")), `the head of entry ${seq} is printed whole`);
        // What it says in words is on paper though nobody opened it; the same for programs is not.
        await entry.getByText(dictionaries.it.trail.fields, { exact: true }).waitFor();
        assert.ok(await entry.locator("pre").isHidden());
      }
      await page.pdf({ path: `${SCREENSHOTS}/award-print.pdf`, format: "A4" });
    }));
});
