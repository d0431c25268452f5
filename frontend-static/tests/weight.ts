// SPDX-License-Identifier: EUPL-1.2
// How much a first visit transfers, as the service sends it: compressed, headers included.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pageNames } from "../src/pages.ts";
import { EXPECTED } from "./expected.ts";
import { address, complete, inPage } from "./harness/browser.ts";

const LIMIT = 300_000;

describe("weight of a first view", { concurrency: 2 }, () => {
  for (const name of pageNames) {
    test(`${name} is below ${LIMIT / 1000} kB`, (context) =>
      inPage(name === "not-found" ? { failing: /not-found/ } : {}, async (opened) => {
        const { page } = opened;
        const session = await opened.context.newCDPSession(page);
        await session.send("Network.enable");
        const names = new Map<string, string>();
        const sizes = new Map<string, number>();
        session.on("Network.requestWillBeSent", ({ requestId, request }) => names.set(requestId, request.url));
        session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
          sizes.set(requestId, encodedDataLength),
        );
        await page.goto(address(name, "it", EXPECTED[name][0]?.query));
        await complete(opened);
        const all = [...sizes]
          .map(([id, bytes]) => ({ bytes, url: names.get(id) ?? id }))
          .sort((a, b) => b.bytes - a.bytes);
        const sum = all.reduce((sum, { bytes }) => sum + bytes, 0);
        context.diagnostic(`${name}: ${sum} bytes in ${all.length} answers`);
        assert.ok(all.length > 5, "the page and what belongs to it");
        assert.ok(sum < LIMIT, `${sum} bytes:\n${all.map(({ bytes, url }) => `${bytes} ${url}`).join("\n")}`);
      }));
  }
});
