// SPDX-License-Identifier: EUPL-1.2
// A tender's whole course. On a ledger it takes weeks, of deadlines and of standstill: here the page is given what the API's own
// tests say that the API answers (api/tests/api/snapshots).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { TenderDetail } from "../src/shared/api/tenders.ts";
import { dictionaries } from "../src/texts/all.ts";
import { assertAccessible } from "./harness/axe.ts";
import { address, at, complete, inPage, screenshot, WIDTHS, type Width } from "./harness/browser.ts";

const t = dictionaries.it;
const TENDER = /\/v1\/tenders\/1$/;

/** The answer that a snapshot of the API's tests holds, below the request and the status. */
function answer(name: string): TenderDetail {
  const text = readFileSync(`../api/tests/api/snapshots/api__tenders__${name}.snap`, "utf8");
  return JSON.parse(text.slice(text.indexOf("\n{"))) as TenderDetail;
}

async function shows(tender: TenderDetail, width: Width, what: string, texts: readonly string[]): Promise<void> {
  await inPage({ width }, async (opened) => {
    const { page, watched } = opened;
    await page.route(TENDER, (route) => route.fulfill({ json: tender }));
    await page.goto(address("tender", "it", "?id=1"));
    await complete(opened);
    const content = page.locator("#content");
    for (const text of texts) await content.getByText(text).first().waitFor({ state: "attached" });
    watched.check();
    await assertAccessible(page);
    await screenshot(page, what);
  });
}

describe("a tender", { concurrency: 2 }, () => {
  for (const width of Object.keys(WIDTHS) as Width[]) {
    test(`from the notice to the subcontract, ${width}`, () =>
      shows(answer("one_with_a_contract"), width, `tender-contracted-it-${width}`, [
        t.tender.stands.contracted,
        "Planimetrie aggiunte",
        // Bids: revealed with place and points, excluded with its reason, and one that was never revealed.
        "1 (87,50 punti)",
        t.words.bidStatus.revealed,
        t.words.bidStatus.excluded,
        "Art. 100: fatturato non dimostrato",
        t.tender.bids.notRevealed,
        // The award that was revoked, with its ranking, and the one that stands.
        t.tender.awards.revoked,
        "Requisito non dimostrato",
        "90,10 punti",
        `${t.words.standstill.applies} ${t.tender.awards.until("5 maggio 2026")}`,
        // The contract and what became of it.
        "Rep. 77/2026",
        t.tender.contract.noAward,
        t.words.changeCause.minor,
        "4,55 %",
        "Pulizie Esempio S.r.l.",
        t.words.subcontractStatus.authorised,
      ]));
  }

  test("that was cancelled, by invitation, with a bid that was taken back", () => {
    const tender = answer("one_with_a_sealed_bid");
    const [bid] = tender.bids_received.items;
    if (bid === undefined) throw new Error("the snapshot has no bid");
    bid.status = "withdrawn";
    const cancellation = { reason: "Fondi venuti meno", cancelled_at: "2026-05-07T09:00:00Z" };
    return shows({ ...tender, id: 1, status: "cancelled", cancellation }, "phone", "tender-cancelled-it-phone", [
      t.tender.stands.cancelled,
      "Fondi venuti meno",
      t.words.bidStatus.withdrawn,
      t.words.procedure.negotiated,
      "Indagine di mercato",
    ]);
  });

  test("what is found, and what carries a tender out, leads to it", async () => {
    const to = (text: string, page: string) => `#content a[href$="${page}"]:has-text("${text}")`;
    await at(address("search", "it", "?q=spazi"), {}, async ({ page }) => {
      await page.locator(to("Gestione degli spazi di quartiere", "/tender/?id=1")).waitFor();
      // A milestone and its claim have their award's page.
      assert.equal(await page.locator(to("Apertura del primo spazio", "/award/?id=1")).count(), 2);
    });
    await at(address("award", "it", "?id=3"), {}, async ({ page }) => {
      await page.locator(to(t.tender.number(2), "/tender/?id=2")).click();
      await page.waitForURL(address("tender", "it", "?id=2"));
    });
    await at(address("entries", "it", "?subject_kind=tender"), {}, ({ page }) =>
      page
        .locator(to(`${t.words.subject.tender} 1`, "/tender/?id=1"))
        .first()
        .waitFor(),
    );
  });
});
