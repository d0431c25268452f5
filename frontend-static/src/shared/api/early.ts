// SPDX-License-Identifier: EUPL-1.2
// Asks what a page asks of the API first (`asks` in src/pages.ts), before the page's own scripts are there: answers are under way
// while those load. A script of its own for that (build/early.ts), so it must import nothing.

/** What the API is told with every question. */
export const ACCEPT = { Accept: "application/json" } as const;

const answers = new Map<string, Promise<Response>>();

const { asks = "" } = document.documentElement.dataset;
const id = /^[1-9][0-9]{0,9}$/.exec(new URLSearchParams(location.search).get("id") ?? "")?.[0];
for (const ask of asks.split(" ")) {
  // Where the address asks for something else, only the page itself knows what that means.
  const path = ask.includes("{id}") ? id && ask.replace("{id}", id) : location.search === "" && ask;
  if (!path) continue;
  const answer = fetch(__API__ + path, { headers: ACCEPT });
  // Whoever takes it is told what went wrong.
  answer.catch(() => {});
  answers.set(__API__ + path, answer);
}

/** The answer to what was asked at this address early, once. */
export function early(url: string): Promise<Response> | undefined {
  const answer = answers.get(url);
  answers.delete(url);
  return answer;
}
