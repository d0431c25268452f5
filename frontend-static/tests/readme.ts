// SPDX-License-Identifier: EUPL-1.2
// The README's pictures, made from the site itself: `scripts/check-site --readme`.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { dictionaries } from "../src/texts/all.ts";
import { address, at, closeBrowser } from "./harness/browser.ts";
import { TRUST } from "./harness/ledger.ts";

const LARGEST = 150_000;
const folder = process.argv[2];
if (folder === undefined) throw new Error("which folder?");
await mkdir(folder, { recursive: true });

/** What can be seen of the page now, as WebP, which Playwright itself does not make. */
async function save(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  const bytes = Buffer.from(data, "base64");
  if (bytes.length > LARGEST) throw new Error(`${name} has ${bytes.length} bytes, more than ${LARGEST}`);
  await writeFile(join(folder as string, name), bytes);
  process.stdout.write(`${name}: ${bytes.length} bytes\n`);
}

const t = dictionaries.en;

await at(
  address("award", "en", "?id=1"),
  { context: { viewport: { width: 1280, height: 1450 } } },
  async ({ page }) => {
    await page.locator("#milestones").scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, 0));
    await save(page, "site-award.webp");
  },
);

await at(
  address("award", "en", "?id=1"),
  { context: { viewport: { width: 1280, height: 1450 } } },
  async ({ page }) => {
    await page.getByRole("button", { name: t.award.verify }).click();
    await page.locator('input[name="trust"]').setInputFiles(TRUST);
    await page.locator("verify-evidence").getByRole("button", { name: t.verify.run, exact: true }).click();
    const report = page.locator('.report[data-verdict="valid"]');
    await report.waitFor();
    await report.evaluate((element) => element.scrollIntoView());
    await save(page, "site-verified.webp");
  },
);

await closeBrowser();
