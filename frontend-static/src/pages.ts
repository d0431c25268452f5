// SPDX-License-Identifier: EUPL-1.2
// Every page of the site, and the menu. A page has a folder `src/pages/<name>` with `page.ts`, its title in
// `src/texts/*/pages.ts`, and an address that never changes.

export interface Page {
  /** Its address below the language's root. */
  readonly path: string;
  /** The page above it, for the breadcrumb; without it, the home page. */
  readonly parent?: string;
  /** Whether it runs the verifier's Wasm module, which its content security policy must allow. */
  readonly wasm?: true;
  /**
   * What it asks of the API first, where its address asks for nothing, or for the number that stands here as `{id}`: that is asked
   * before the page's own scripts are there. The very addresses that the page then asks, or they were asked in vain.
   */
  readonly asks?: readonly string[];
  /** Whether it is of no use to a search engine. */
  readonly hidden?: true;
}

export const PAGES = {
  home: { path: "" },
  awards: { path: "awards/", asks: ["/v1/awards?sort=-published&limit=25"] },
  award: { path: "award/", parent: "awards", wasm: true, asks: ["/v1/awards/{id}"] },
  agreements: { path: "agreements/" },
  agreement: { path: "agreement/", parent: "agreements", wasm: true, asks: ["/v1/agreements/{id}"] },
  tenders: { path: "tenders/" },
  tender: { path: "tender/", parent: "tenders", wasm: true, asks: ["/v1/tenders/{id}"] },
  parties: { path: "parties/" },
  party: { path: "party/", parent: "parties", wasm: true, asks: ["/v1/parties/{id}"] },
  money: {
    path: "money/",
    asks: [
      "/v1/awards?sort=-granted&limit=200",
      "/v1/milestones?limit=200",
      "/v1/statistics/by-year?sort=year",
      "/v1/payments?sort=-date&limit=200",
    ],
  },
  verify: { path: "verify/", wasm: true },
  document: { path: "document/", wasm: true },
  about: { path: "about/" },
  "red-flags": { path: "red-flags/" },
  entries: { path: "entries/" },
  imports: { path: "imports/" },
  import: { path: "import/", parent: "imports", wasm: true },
  "historical-records": { path: "historical-records/", parent: "imports" },
  sign: { path: "sign/" },
  "work-lists": { path: "work-lists/" },
  "awaiting-attestation": { path: "work-lists/awaiting-attestation/", parent: "work-lists" },
  "awaiting-payment": { path: "work-lists/awaiting-payment/", parent: "work-lists" },
  "awaiting-receipt": { path: "work-lists/awaiting-receipt/", parent: "work-lists" },
  "lapsing-standings": { path: "work-lists/lapsing-standings/", parent: "work-lists" },
  search: { path: "search/", hidden: true },
  accessibility: { path: "accessibility/" },
  "not-found": { path: "not-found/", hidden: true },
} as const satisfies Record<string, Page>;

export type PageName = keyof typeof PAGES;

export const page = (name: PageName): Page => PAGES[name];
export const pageNames = Object.keys(PAGES) as PageName[];

/** A line of the menu: a page, or several under a name of their own (`texts.menu`). */
export type MenuItem = PageName | { readonly group: MenuGroup; readonly pages: readonly PageName[] };
export type MenuGroup = "check" | "ledger" | "organisations";

export const MENU: readonly MenuItem[] = [
  "awards",
  "agreements",
  "tenders",
  "parties",
  "money",
  { group: "check", pages: ["verify", "document", "red-flags", "about"] },
  { group: "ledger", pages: ["entries", "imports", "historical-records"] },
  { group: "organisations", pages: ["sign", "work-lists"] },
];
