// SPDX-License-Identifier: EUPL-1.2
// What axe finds against WCAG 2.1, levels A and AA.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules: RunOptions = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"] };

export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(source);
  const { violations, passes } = await page.evaluate(
    (rules) => (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(rules),
    rules,
  );
  assert.ok(passes.length > 0, "axe has looked at nothing");
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html}: ${failureSummary}`),
  );
  assert.equal(found.length, 0, `axe has found violations:\n${found.join("\n")}`);
}
