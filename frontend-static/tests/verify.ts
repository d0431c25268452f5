// SPDX-License-Identifier: EUPL-1.2
// The verifier in the browser, as a visitor uses it: with the trust file that `portico trust` wrote, on the proof as the service
// gives it, and on one in which a byte was changed on the way.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { LANGUAGES, type Language } from "../src/languages.ts";
import { dictionaries } from "../src/texts/all.ts";
import { assertAccessible } from "./harness/axe.ts";
import { address, at, screenshot } from "./harness/browser.ts";
import { DOCUMENTS, SITE, TRUST } from "./harness/ledger.ts";

const EVIDENCE = /\/v1\/(awards|parties|agreements)\/\d+\/evidence/;

const run = (page: Page, language: Language = "it"): Locator =>
  page.locator("verify-evidence").getByRole("button", { name: dictionaries[language].verify.run, exact: true });

/** Opens the verifier on a page of a subject, chooses the trust file and runs it; returns the report. */
async function verify(page: Page, language: Language, trust: string = TRUST): Promise<Locator> {
  const t = dictionaries[language];
  await page.getByRole("button", { name: t.award.verify }).click();
  await page.locator('input[name="trust"]').setInputFiles(trust);
  await run(page, language).click();
  const report = page.locator(".report");
  await report.waitFor();
  return report;
}

/** Name and outcome of each check in the report's whole list. */
const checks = (report: Locator): Promise<{ name: string | undefined; outcome: string | undefined }[]> =>
  report.locator("ol.checks > li").evaluateAll((items) =>
    items.map((item) => ({
      name: (item as HTMLElement).dataset.check,
      outcome: (item as HTMLElement).dataset.outcome,
    })),
  );

/** The order in which docs/evidence.md has them; witnesses only where they are asked for. */
const ORDER = [
  "format",
  "genesis",
  "authorities",
  "headers",
  "finality",
  "contract",
  "account",
  "code",
  "storage",
  "hash-chain",
  "signatures",
  "facts",
  "rules",
];

describe("verifier", { concurrency: 2 }, () => {
  test("a good proof of a tender", () =>
    at(address("tender", "it", "?id=1"), {}, async ({ page }) => {
      const report = await verify(page, "it");
      assert.equal(await report.getAttribute("data-verdict"), "valid");
      const tender = report.locator('[data-subject="tender 1"]');
      assert.match((await tender.locator('[data-sum="value"]').first().textContent()) ?? "", /240\.000,00/);
      await tender.getByText(dictionaries.it.fields.words.active ?? "", { exact: true }).waitFor();
      await assertAccessible(page);
      await screenshot(page, "verifier-tender");
    }));

  for (const language of LANGUAGES) {
    test(`a good proof of the award, ${language}`, () =>
      at(address("award", language, "?id=1"), {}, async ({ page, watched }) => {
        const report = await verify(page, language);
        assert.equal(await report.getAttribute("data-verdict"), "valid");
        const all = await checks(report);
        assert.deepEqual(
          all.filter(({ outcome }) => outcome !== "passed"),
          [],
        );
        const names = all.map(({ name }) => name);
        for (const name of ORDER) assert.ok(names.includes(name), `no check "${name}" among ${names}`);
        const t = dictionaries[language].verify;
        await report.getByText(t.verdicts.valid.title).waitFor();
        const paid = await report.locator('[data-subject="award 1"] [data-sum="paid"]').textContent();
        assert.match(paid ?? "", language === "it" ? /10\.000,00/ : /10,000\.00/);
        // Only the proof was asked for, and what the site itself consists of.
        const asked = watched.requests.filter(({ method }) => method !== "GET");
        assert.deepEqual(asked, [], "nothing was sent");
        await assertAccessible(page);
        await screenshot(page, `verified-${language}`);
      }));
  }

  for (const [name, id] of [
    ["party", 3],
    ["agreement", 1],
  ] as const) {
    test(`a good proof of ${name} ${id}`, () =>
      at(address(name, "it", `?id=${id}`), {}, async ({ page }) => {
        const report = await verify(page, "it");
        assert.equal(await report.getAttribute("data-verdict"), "valid");
      }));
  }

  test("a proof in which a byte of an entry was changed: the failing check is named", () =>
    at(address("award", "it", "?id=1"), {}, async ({ page }) => {
      let changed = 0;
      await page.route(EVIDENCE, async (route) => {
        const response = await route.fetch();
        const bundle = await response.text();
        // The claim's statement, as it stands in the entry's bytes; a letter of it.
        const words = Buffer.from("Spazio aperto tre pomeriggi").toString("hex");
        const place = bundle.indexOf(words);
        assert.ok(place > 0, "the proof holds the claim");
        changed += 1;
        const body = `${bundle.slice(0, place)}${words.replace(/^53/, "54")}${bundle.slice(place + words.length)}`;
        await route.fulfill({ response, body });
      });
      const report = await verify(page, "it");
      assert.equal(changed, 1, "the proof was changed on its way");
      assert.equal(await report.getAttribute("data-verdict"), "invalid");
      const failed = (await checks(report)).filter(({ outcome }) => outcome !== "passed");
      assert.deepEqual(failed, [{ name: "hash-chain", outcome: "failed" }]);
      const t = dictionaries.it.verify;
      await report.getByText(t.verdicts.invalid.title).waitFor();
      await report
        .getByText(t.checks["hash-chain"] ?? "")
        .first()
        .waitFor();
      assert.equal(await report.locator("[data-sum]").count(), 0, "nothing is said to be proven");
      await assertAccessible(page);
      await screenshot(page, "verified-changed-entry");
    }));

  test("a proof whose validators' signature was changed", () =>
    at(address("award", "it", "?id=1"), {}, async ({ page }) => {
      await page.route(EVIDENCE, async (route) => {
        const response = await route.fetch();
        const bundle = await response.text();
        // The justification ends with the signature's 64 bytes, the signer's 32 and an empty list.
        const end = bundle.lastIndexOf('"}}');
        const place = end - 2 - 64 - 20;
        const digit = bundle[place] === "0" ? "1" : "0";
        await route.fulfill({ response, body: `${bundle.slice(0, place)}${digit}${bundle.slice(place + 1)}` });
      });
      const report = await verify(page, "it");
      assert.equal(await report.getAttribute("data-verdict"), "invalid");
      const failed = (await checks(report)).filter(({ outcome }) => outcome !== "passed");
      assert.deepEqual(failed, [{ name: "finality", outcome: "failed" }]);
    }));

  test("a trust file of another ledger, and one that is none", () =>
    at(address("award", "it", "?id=1"), {}, async ({ page }) => {
      const trust = JSON.parse(readFileSync(TRUST, "utf8")) as { genesis: string };
      const other = { ...trust, genesis: `0x${"42".repeat(32)}` };
      const t = dictionaries.it;
      await page.getByRole("button", { name: t.award.verify }).click();
      const choose = (text: string) =>
        page
          .locator('input[name="trust"]')
          .setInputFiles({ name: "trust.json", mimeType: "application/json", buffer: Buffer.from(text) });
      await choose(JSON.stringify(other));
      await run(page).click();
      await page
        .locator('.report[data-verdict="invalid"] ul.checks > [data-check="genesis"][data-outcome="failed"]')
        .waitFor();
      await choose("this is no trust file");
      await run(page).click();
      await page.locator('.report[data-verdict="undecided"]').getByText(t.verify.badTrust).first().waitFor();
    }));

  test("a proof and a document from the visitor's own disk, with nothing asked of anybody", () =>
    at(address("verify"), {}, async ({ page, watched }) => {
      const bundle = Buffer.from(await (await fetch(`${SITE}/v1/awards/1/evidence`)).arrayBuffer());
      await page
        .locator('input[name="bundle"]')
        .setInputFiles({ name: "award-1.json", mimeType: "application/json", buffer: bundle });
      await page.locator('input[name="trust"]').setInputFiles(TRUST);
      await page.locator('input[name="documents"]').setInputFiles(join(DOCUMENTS, "activity-report.txt"));
      const before = watched.requests.length;
      await run(page).click();
      const report = page.locator(".report");
      await report.waitFor();
      assert.equal(await report.getAttribute("data-verdict"), "valid");
      assert.ok((await checks(report)).some(({ name, outcome }) => name === "documents" && outcome === "passed"));
      const after = watched.requests.slice(before).filter(({ url }) => !url.includes("/assets/"));
      assert.deepEqual(
        after.map(({ url }) => url),
        [],
        "requests while it verifies",
      );
      // A document that the ledger does not know.
      await page
        .locator('input[name="documents"]')
        .setInputFiles({ name: "other.txt", mimeType: "text/plain", buffer: Buffer.from("something else") });
      await run(page).click();
      await page.locator('.report [data-check="documents"][data-outcome="failed"]').first().waitFor();
    }));

  test("the trust file is remembered if that is wished, and forgotten", () =>
    at(address("award", "it", "?id=1"), {}, async ({ page }) => {
      const t = dictionaries.it;
      await page.getByRole("button", { name: t.award.verify }).click();
      await page.locator('input[name="trust"]').setInputFiles(TRUST);
      await page.getByLabel(t.verify.trust.remember).check();
      await run(page).click();
      await page.locator('.report[data-verdict="valid"]').waitFor();
      await page.goto(address("party", "it", "?id=3"));
      await page.getByRole("button", { name: t.award.verify }).click();
      await page.getByText(t.verify.trust.remembered).waitFor();
      await run(page).click();
      await page.locator('.report[data-verdict="valid"]').waitFor();
      await page.getByRole("button", { name: t.verify.trust.forget }).click();
      await page.locator('input[name="trust"]').waitFor();
      await page.reload();
      await page.getByRole("button", { name: t.award.verify }).click();
      await page.locator('input[name="trust"]').waitFor();
    }));
});
