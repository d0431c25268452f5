// SPDX-License-Identifier: EUPL-1.2
// What scripts/check-site has started: a ledger with the demo's story on it, and the site beside its API. Tests that need an
// entry of their own have the command line make it, as a person would.

import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

function told(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: run scripts/check-site`);
  return value;
}

/** Where the site is, such as `http://127.0.0.1:8080`. */
export const SITE = told("PORTICO_SITE_URL").replace(/\/$/, "");

/** The trust file that `portico trust` wrote for this ledger. */
export const TRUST = told("PORTICO_TRUST");

/** The demo's documents. */
export const DOCUMENTS = resolve("../demo/documents");

/** Where pictures of the pages go. */
export const SCREENSHOTS = told("PORTICO_SCREENSHOTS");

/** Ends what hangs; asserts nothing about speed. Milliseconds. */
export const PATIENCE = 120_000;

const run = promisify(execFile);

/** What `portico` prints, as JSON; its data folder and passphrase come from the environment. */
export async function portico<T>(...command: string[]): Promise<T> {
  const { stdout } = await run(told("PORTICO_BIN"), ["--json", ...command], { timeout: PATIENCE });
  return JSON.parse(stdout) as T;
}

/** What the API says at an address, as JSON. */
export async function api<T>(path: string): Promise<T> {
  const response = await fetch(SITE + path, { signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
