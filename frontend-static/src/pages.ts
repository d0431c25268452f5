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
  /** Whether it is of no use to a search engine. */
  readonly hidden?: true;
}

export const PAGES = {
  home: { path: "" },
  awards: { path: "awards/" },
  award: { path: "award/", parent: "awards", wasm: true },
  agreements: { path: "agreements/" },
  agreement: { path: "agreement/", parent: "agreements", wasm: true },
  tenders: { path: "tenders/" },
  tender: { path: "tender/", parent: "tenders", wasm: true },
  parties: { path: "parties/" },
  party: { path: "party/", parent: "parties", wasm: true },
  money: { path: "money/" },
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
