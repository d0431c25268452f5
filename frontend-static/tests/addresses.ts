// SPDX-License-Identifier: EUPL-1.2
// Addresses last: what one shows, it shows again to whoever opens it anew; and where there is nothing, a page says so.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import decodeQR from "qr/decode.js";
import { LANGUAGES } from "../src/languages.ts";
import { dictionaries } from "../src/texts/all.ts";
import { GRANT, RONDINE } from "./expected.ts";
import { address, at, complete } from "./harness/browser.ts";
import { api, SITE } from "./harness/ledger.ts";

const t = dictionaries.it;

/** What a camera would read from a QR code that is drawn as squares of 1 in `path`. */
function read(path: string, size: number): string {
  const scale = 8;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1)
      for (let column = Number(x) * scale; column < (Number(x) + 1) * scale; column += 1)
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  }
  return decodeQR({ width, height: width, data });
}

describe("addresses", { concurrency: 2 }, () => {
  test("the page of an award, loaded again, in the other language and back", () =>
    at(address("award", "it", "?id=1"), {}, async (opened) => {
      const { page } = opened;
      await page.reload();
      await complete(opened);
      await page.getByRole("heading", { level: 1, name: GRANT }).waitFor();
      assert.equal(page.url(), address("award", "it", "?id=1"));
      await page.locator('[data-language="en"]').click();
      await page.waitForURL(address("award", "en", "?id=1"));
      await complete(opened);
      await page.getByRole("heading", { level: 1, name: GRANT }).waitFor();
      await page.goBack();
      await page.waitForURL(address("award", "it", "?id=1"));
      await complete(opened);
      await page.getByRole("heading", { level: 1, name: GRANT }).waitFor();
    }));

  test("filters stand in the address", () =>
    at(address("awards"), {}, async (opened) => {
      const { page } = opened;
      await page.locator("details.filters summary").click();
      await page.getByLabel(t.awards.filters.beneficiary).fill("4");
      await page.getByRole("button", { name: t.lists.apply }).click();
      await page.waitForURL(/[?&]beneficiary=4(&|$)/);
      const asked = [...new URL(page.url()).searchParams];
      assert.deepEqual(
        asked.filter(([, value]) => value === ""),
        [],
        "fields that say nothing stay out of it",
      );
      await complete(opened);
      const content = page.locator("#content");
      await content.getByText(RONDINE).first().waitFor();
      assert.equal(await content.getByRole("link", { name: GRANT }).count(), 0);
      await page.reload();
      await complete(opened);
      await content.getByText(RONDINE).first().waitFor();
      assert.equal(await page.getByLabel(t.awards.filters.beneficiary).inputValue(), "4");
    }));

  test("an entry of a trail has an address", () =>
    at(address("award", "it", "?id=1#entry-3"), {}, async ({ page }) => {
      const entry = page.locator("#entry-3");
      await entry.waitFor();
      await page.waitForFunction(() => {
        const box = document.getElementById("entry-3")?.getBoundingClientRect();
        return box !== undefined && box.top > -2 && box.top < innerHeight;
      });
    }));

  test("the page's address as a QR code, which no other service draws", () =>
    at(address("award", "it", "?id=1"), {}, async ({ page }) => {
      await page.getByRole("button", { name: t.award.qr }).click();
      const code = page.getByRole("img", { name: t.award.qrLabel });
      await code.waitFor();
      const drawn = await code.locator("path").getAttribute("d");
      const size = Number((await code.getAttribute("viewBox"))?.split(" ")[2]);
      assert.equal(read(drawn ?? "", size), address("award", "it", "?id=1"));
      await page
        .locator("#qr")
        .getByRole("link", { name: address("award", "it", "?id=1") })
        .waitFor();
    }));

  for (const language of LANGUAGES) {
    const wrong = `${SITE}/${language === "it" ? "" : "en/"}no/such/page`;
    test(`where there is nothing, ${language}`, () =>
      at(wrong, { failing: /no\/such\/page/ }, async ({ page }) => {
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.getByText(t.notFound.italian).waitFor();
        await page.getByText(t.notFound.english).waitFor();
        const response = await page.request.get(wrong, { headers: { accept: "text/html" } });
        assert.equal(response.status(), 404);
      }));
  }

  test("downloads are what the API has", () =>
    at(address("award", "it", "?id=1"), {}, async ({ page }) => {
      const download = async (name: string): Promise<string> => {
        const waiting = page.waitForEvent("download");
        await page.getByRole("link", { name }).click();
        const chunks: Buffer[] = [];
        for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer);
        return Buffer.concat(chunks).toString("utf8");
      };
      const trail = await api<{ items: unknown[] }>("/v1/awards/1/trail");
      const lines = (await download(t.award.csv)).trim().split(/\r?\n/);
      assert.match(lines[0] ?? "", /(^|,)seq,/);
      assert.equal(lines.length, trail.items.length + 1);
      const award = JSON.parse(await download(t.award.json)) as { title: string };
      assert.equal(award.title, GRANT);
    }));
});
