// SPDX-License-Identifier: EUPL-1.2
// A municipality by its name. The ledger has its ISTAT code; the name comes with a file of its province (build/municipalities.ts),
// which is loaded where a code is shown. A name is nothing but help: without it there is the code.

import { folder } from "virtual:municipalities";
import { html } from "lit";
import { until } from "lit/directives/until.js";
import type { Shown } from "./html.ts";

/** Each file once. */
const files = new Map<string, Promise<Readonly<Record<string, string>>>>();

async function load(province: string): Promise<Readonly<Record<string, string>>> {
  try {
    const answer = await fetch(`${folder}/${province}.json`);
    return answer.ok ? await answer.json() : {};
  } catch {
    // No network: the code stays, which is what the ledger says.
    return {};
  }
}

/** The name and the code: `Bologna (BO), 037006`. The code alone until the name is there, and where ISTAT's list has none. */
export function municipality(code: string): Shown {
  const province = code.slice(0, 3);
  let file = files.get(province);
  if (file === undefined) {
    file = load(province);
    files.set(province, file);
  }
  const named = file.then((names) => {
    const name = Object.hasOwn(names, code) ? names[code] : undefined;
    return name === undefined ? code : html`${name}, <span class="text-nowrap">${code}</span>`;
  });
  return html`${until(named, code)}`;
}
