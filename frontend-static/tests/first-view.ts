// SPDX-License-Identifier: EUPL-1.2
// Measures, and asserts nothing: how long a first visit to a page takes until it can be used, with nothing in the browser's cache
// and a processor that is slowed down. `scripts/check-site --first-view` runs it.

import type { PageName } from "../src/pages.ts";
import { EXPECTED } from "./expected.ts";
import { address, closeBrowser, complete, inPage } from "./harness/browser.ts";

const SLOWER = 4;
const RUNS = 7;
const MEASURED: readonly PageName[] = ["home", "awards", "award", "money"];

interface Times {
  /** Something can be seen: header and menu stand in the HTML itself. Milliseconds since the visit began. */
  painted: number;
  /** What the page is for is shown and painted. The menus' script and the banner's first look at the service come after it. */
  usable: number;
  bytes: number;
  /** For how long the page's main thread has had the processor until then, which other work on the machine hardly changes. */
  computed: number;
}

/** Runs in the page before its own scripts: notes when the content is there and has been painted. */
function note(): void {
  const noted = globalThis as unknown as { usableAt?: number };
  const observer = new MutationObserver(() => {
    if (document.getElementById("content")?.getAttribute("aria-busy") !== "false") return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => (noted.usableAt = performance.now())));
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"] });
}

async function visit(name: PageName, slower: number): Promise<Times> {
  let times: Times | undefined;
  await inPage({}, async (opened) => {
    const { page, context } = opened;
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    await session.send("Network.enable");
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await context.addInitScript(note);
    await page.goto(address(name, "it", EXPECTED[name][0]?.query));
    await complete(opened);
    await page.waitForFunction(() => "usableAt" in globalThis);
    const [painted, usable] = await page.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
      (globalThis as unknown as { usableAt: number }).usableAt,
    ]);
    const { metrics } = await session.send("Performance.getMetrics");
    const computed = (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
    times = { painted: painted ?? Number.NaN, usable: usable ?? Number.NaN, bytes, computed };
  });
  if (times === undefined) throw new Error("nothing was measured");
  return times;
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
const range = (values: readonly number[]): string => {
  const all = sorted(values).map(Math.round);
  return `${all[all.length >> 1]} (${all[0]}–${all.at(-1)})`;
};

process.stdout.write(
  `Processor slowed down ${SLOWER} times, ${RUNS} visits each with an empty cache: median (least–most).\n\n| page | first paint, ms | usable, ms | processor time at full speed, ms | transferred, bytes |\n|---|---|---|---|---|\n`,
);
// The first page of a browser is slower than all others: it is not measured.
await visit("about", 1);
for (const name of MEASURED) {
  const times: Times[] = [];
  const unslowed: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    times.push(await visit(name, SLOWER));
    // Slowing down is itself counted as processor time.
    unslowed.push((await visit(name, 1)).computed);
  }
  const of = (what: keyof Times) => times.map((one) => one[what]);
  process.stdout.write(
    `| ${name} | ${range(of("painted"))} | ${range(of("usable"))} | ${range(unslowed)} | ${sorted(of("bytes"))[RUNS >> 1]} |\n`,
  );
}
await closeBrowser();
