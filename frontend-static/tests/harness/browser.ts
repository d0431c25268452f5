// SPDX-License-Identifier: EUPL-1.2
// One browser for all tests, a context of its own for each, and a page that is watched: whatever goes wrong in it without
// anybody seeing it is a failed test.

import assert from "node:assert/strict";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
  type Request,
} from "playwright-core";
import { folder, type Language } from "../../src/languages.ts";
import { type PageName, page as pageOf } from "../../src/pages.ts";
import { PATIENCE, SCREENSHOTS, SITE } from "./ledger.ts";
import { leftOut } from "./styles.ts";

export const WIDTHS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;
export type Width = keyof typeof WIDTHS;

let launched: Promise<Browser> | undefined;

export function browser(): Promise<Browser> {
  launched ??= chromium.launch({
    executablePath: process.env.PORTICO_CHROMIUM ?? "/usr/bin/chromium",
    // Without its sandbox, because root has none, and only our own pages are opened.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    timeout: PATIENCE,
  });
  return launched;
}

export async function closeBrowser(): Promise<void> {
  if (launched !== undefined) await (await launched).close();
}

/** The address of a page: `address("award", "en", "?id=1")`. */
export const address = (name: PageName, language: Language = "it", rest = ""): string =>
  `${SITE}/${folder(language)}${pageOf(name).path}${rest}`;

/** What a test expects to go wrong, because it makes it go wrong. */
export interface Allowed {
  /** Answers with an error, and requests that fail, at addresses that this matches. */
  failing?: RegExp;
}

/** What happened in a page that nobody sees. */
export class Watched {
  readonly problems: string[] = [];
  /** Every request's address, in the order they were made. */
  readonly requests: { method: string; url: string; body: Buffer | null }[] = [];
  readonly #underWay = new Set<Request>();
  #whenQuiet: (() => void)[] = [];

  constructor(page: Page, { failing }: Allowed) {
    const isExpected = (url: string) => failing?.test(url) ?? false;
    page.on("console", (message) => {
      const { url } = message.location();
      // What the browser itself says of a failed request.
      if (isExpected(url) && message.text().startsWith("Failed to load resource")) return;
      if (["error", "warning"].includes(message.type())) this.problems.push(`console: ${message.text()} (${url})`);
    });
    page.on("pageerror", (error) => this.problems.push(error.stack ?? error.message));
    page.on("request", (request) => {
      const url = request.url();
      this.requests.push({ method: request.method(), url, body: request.postDataBuffer() });
      // A stream of events does not end.
      if (request.resourceType() !== "eventsource") this.#underWay.add(request);
      const isOurs = url.startsWith(`${SITE}/`) || url.startsWith("data:") || url.startsWith("blob:");
      if (!isOurs) this.problems.push(`request to another place: ${url}`);
    });
    page.on("requestfinished", (request) => this.#ended(request));
    page.on("requestfailed", (request) => {
      this.#ended(request);
      const why = request.failure()?.errorText ?? "";
      // Leaving a page ends its streams.
      if (why === "net::ERR_ABORTED" || isExpected(request.url())) return;
      this.problems.push(`request failed: ${request.url()}: ${why}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400 && !isExpected(response.url()))
        this.problems.push(`answer ${response.status()}: ${response.url()}`);
    });
  }

  #ended(request: Request): void {
    this.#underWay.delete(request);
    if (this.#underWay.size > 0) return;
    for (const done of this.#whenQuiet.splice(0)) done();
  }

  /** Waits until no request is under way; says whether one was. */
  async quiet(): Promise<boolean> {
    if (this.#underWay.size === 0) return false;
    await new Promise<void>((done, failed) => {
      const patience = setTimeout(() => {
        const open = [...this.#underWay].map((request) => request.url());
        failed(new Error(`requests do not end: ${open.join(", ")}`));
      }, PATIENCE);
      this.#whenQuiet.push(() => {
        clearTimeout(patience);
        done();
      });
    });
    return true;
  }

  /** Fails the test if something went wrong so far. */
  check(): void {
    assert.deepEqual(this.problems, [], "something went wrong in the page");
  }
}

export interface Opened {
  page: Page;
  context: BrowserContext;
  watched: Watched;
}

export interface Options extends Allowed {
  width?: Width;
  /** Whether another test has the same elements before it: then this one does not look for styles that were left out. */
  again?: boolean;
  context?: BrowserContextOptions;
}

/** Runs a test in a page of its own, which is not yet at any address. If it fails, what the page looked like is kept. */
export async function inPage(options: Options, test: (opened: Opened) => Promise<void>): Promise<void> {
  const { width = "desktop", again = false, context: more = {}, ...allowed } = options;
  const context = await (await browser()).newContext({
    viewport: WIDTHS[width],
    isMobile: width === "phone",
    hasTouch: width === "phone",
    reducedMotion: "reduce",
    locale: "it-IT",
    ...more,
  });
  try {
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        reportError(new Error(`content security policy: ${violatedDirective}: ${blockedURI}`)),
      ),
    );
    const page = await context.newPage();
    const watched = new Watched(page, allowed);
    try {
      await test({ page, context, watched });
      watched.check();
      if (!again)
        assert.deepEqual(await leftOut(page), [], "styles that the page needs were left out (build/styles.ts)");
    } catch (error) {
      const picture = await screenshot(page, `failed-${++failures}`).catch(() => "no picture");
      const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
      const failed = new Error([message, `at ${page.url()}, picture: ${picture}`, ...watched.problems].join("\n"));
      const from = stack.split("\n").filter((line) => /^ +at .*tests/.test(line));
      failed.stack = [failed.message, ...from].join("\n");
      throw failed;
    }
  } finally {
    await context.close();
  }
}

let failures = 0;

/** The same at an address, once the page is complete. */
export const at = (url: string, options: Options, test: (opened: Opened) => Promise<void>): Promise<void> =>
  inPage(options, async (opened) => {
    await opened.page.goto(url);
    await complete(opened);
    await test(opened);
  });

/** Waits until nothing in the page loads any more. */
export async function complete({ page, watched }: Pick<Opened, "page" | "watched">): Promise<void> {
  do {
    await page.waitForFunction(
      () =>
        document.readyState === "complete" &&
        document.getElementById("content")?.getAttribute("aria-busy") === "false" &&
        document.querySelector('[aria-busy="true"], .progress-spinner-active') === null &&
        document.fonts.status === "loaded",
    );
  } while (await watched.quiet());
}

/** Saves what the whole page looks like, for a person to look at; returns the file's name. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const path = `${SCREENSHOTS}/${name}.png`;
  await page.screenshot({ path, fullPage: true, caret: "initial", animations: "allow" });
  return path;
}
