// SPDX-License-Identifier: EUPL-1.2
// Checking a document: what is found of a right file and of a wrong one, and that no request carries the file.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { dictionaries } from "../src/texts/all.ts";
import { assertAccessible } from "./harness/axe.ts";
import { address, at, screenshot, type Watched } from "./harness/browser.ts";
import { DOCUMENTS } from "./harness/ledger.ts";

const t = dictionaries.it.document;
const PATH = join(DOCUMENTS, "activity-report.txt");
const TEXT = readFileSync(PATH, "utf8");
const DIGEST = createHash("sha256").update(TEXT).digest("hex");

/** What was asked since `before`: the digest at most, and nothing of the file. */
function assertNothingSent(watched: Watched, before: number, digest: string): void {
  const requests = watched.requests.slice(before);
  const asked = requests.filter(({ url }) => url.includes("/v1/documents/"));
  assert.equal(asked.length, 1, "the ledger was asked once");
  assert.ok(asked[0]?.url.includes(digest), "it was asked for the digest");
  for (const { method, url, body } of requests) {
    assert.equal(method, "GET", `${method} ${url}`);
    assert.equal(body, null, `a body was sent to ${url}`);
    const isKnown = url.includes("/v1/documents/") || url.includes("/assets/");
    assert.ok(isKnown, `a request that is not needed: ${url}`);
  }
}

describe("check of a document", { concurrency: 2 }, () => {
  test("a file that the ledger refers to, and one that differs in a byte", () =>
    // That nothing refers to a digest is said with 404.
    at(address("document"), { failing: /\/v1\/documents\// }, async ({ page, watched }) => {
      let before = watched.requests.length;
      await page.locator("#files").setInputFiles(PATH);
      const found = page.locator(".checked");
      await page.locator('.checked[data-found="1"]').waitFor();
      await found.getByText(DIGEST).first().waitFor();
      await found.getByText(dictionaries.it.words.action.claim ?? "").waitFor();
      assertNothingSent(watched, before, DIGEST);
      const link = found.getByRole("link", { name: /1/ }).first();
      assert.match((await link.getAttribute("href")) ?? "", /\/award\/\?id=1#entry-1$/);
      await assertAccessible(page);
      await screenshot(page, "document-found");

      const changed = Buffer.from(TEXT.replace(/.$/m, "!"));
      before = watched.requests.length;
      await page.locator("#files").setInputFiles({ name: "changed.txt", mimeType: "text/plain", buffer: changed });
      await page.locator('.checked[data-found="0"]').getByText(t.notFoundBody).waitFor();
      assertNothingSent(watched, before, createHash("sha256").update(changed).digest("hex"));
      await screenshot(page, "document-not-found");
    }));

  test("a file that is dropped", () =>
    at(address("document"), {}, async ({ page, watched }) => {
      const before = watched.requests.length;
      const transfer = await page.evaluateHandle((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "activity-report.txt", { type: "text/plain" }));
        return transfer;
      }, TEXT);
      await page.locator(".drop").dispatchEvent("drop", { dataTransfer: transfer });
      await page.locator('.checked[data-found="1"]').waitFor();
      assertNothingSent(watched, before, DIGEST);
    }));

  test("a digest in the address, as others link to it; a digest that is none", () =>
    at(address("document", "it", `?sha256=${DIGEST}`), {}, async ({ page }) => {
      await page.locator('.checked[data-found="1"]').waitFor();
      await page.locator("#sha256").fill("1234");
      await page.getByRole("button", { name: t.byDigestButton }).click();
      await page.getByText(t.badDigest).waitFor();
    }));
});
