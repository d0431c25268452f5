// SPDX-License-Identifier: EUPL-1.2
// A browser for the tests that sign: a context with a wallet in it, whose page must raise no error and keep to the site's
// content security policy.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { assertAccessible } from "../harness/axe.ts";
import { PATIENCE } from "./ledger.ts";

export type { Page } from "playwright-core";

/** Where pictures of the pages go, if anybody wants them. */
const PICTURES = process.env.PORTICO_SCREENSHOTS ?? "";

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.PORTICO_CHROMIUM ?? "/usr/bin/chromium",
    // Without its sandbox, because root has none, and only our own pages are opened.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    timeout: PATIENCE,
  });

interface Into {
  into: (context: BrowserContext) => Promise<void>;
}

export interface Opening {
  wallets?: readonly Into[];
  width?: 390 | 1280;
  /** Answers with errors, and requests that fail, which the test brings about itself. */
  failing?: RegExp;
}

/** Runs a test in a page of its own. */
export async function inPage(browser: Browser, opening: Opening, test: (page: Page) => Promise<void>): Promise<void> {
  const { wallets = [], width = 1280, failing = /^$/ } = opening;
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 900 },
    hasTouch: width === 390,
    isMobile: width === 390,
    locale: "it-IT",
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE);
  for (const wallet of wallets) await wallet.into(context);
  const problems: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  page.on("console", (message) => {
    const isOurs = failing.test(message.location().url) && message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isOurs) problems.push(`${message.text()} (${message.location().url})`);
  });
  try {
    await test(page);
    assert.deepEqual(problems, [], "something went wrong in the page");
  } catch (error) {
    const where = `${page.url()}\n${problems.join("\n")}\n${await page
      .locator("main")
      .textContent()
      .catch(() => "")}`;
    await picture(page, `failed-${Date.now()}`).catch(() => undefined);
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nat ${where}`, { cause: error });
  } finally {
    await context.close();
  }
}

/** What a person would look at: it must be accessible, and is kept as a picture. */
export async function look(page: Page, name: string): Promise<void> {
  await picture(page, name);
  await assertAccessible(page);
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === "") return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** Waits until it is there, and says what it says. */
export async function said(locator: Locator): Promise<string> {
  await locator.waitFor();
  return (await locator.textContent()) ?? "";
}
