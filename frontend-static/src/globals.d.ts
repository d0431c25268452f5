// SPDX-License-Identifier: EUPL-1.2
// What the build puts in the place of names.

/** Where the API is; empty for the site's own origin. */
declare const __API__: string;

declare module "virtual:icons" {
  /** Where the file with the icons stands. */
  export const place: string;
}

declare module "virtual:municipalities" {
  /** The folder with the names of municipalities. */
  export const folder: string;
}

// The package has types for its whole bundle only; these parts are imported alone.
declare module "bootstrap-italia/dist/plugins/*" {
  const Plugin: { getOrCreateInstance(element: Element): unknown };
  export default Plugin;
}
