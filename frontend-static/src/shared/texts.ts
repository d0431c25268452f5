// SPDX-License-Identifier: EUPL-1.2
// The dictionary of the page's language, as `t`, once the page has begun.

import { folder, type Language } from "../languages.ts";
import { type PageName, page } from "../pages.ts";
import type { Texts } from "../texts/it/index.ts";

export let t: Texts;
export let language: Language;

export function speak(as: Language, texts: Texts): void {
  language = as;
  t = texts;
}

/** The address of a page in the page's language: `href("award", { id: 7 })`. */
export function href(
  to: PageName,
  parameters: Readonly<Record<string, string | number | undefined>> = {},
  as: Language = language,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const asked = query.size > 0 ? `?${query}` : "";
  return `${import.meta.env.BASE_URL}${folder(as)}${page(to).path}${asked}`;
}
