// SPDX-License-Identifier: EUPL-1.2
// The site's languages: Italian stands at the root, the others each below a folder of their own.

export const LANGUAGES = ["it", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The folder of a language below the site's root. */
export const folder = (language: Language): string => (language === "it" ? "" : `${language}/`);
