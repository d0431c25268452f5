// SPDX-License-Identifier: EUPL-1.2
// How every page begins: language, menu, banner, then what the page itself shows.

import Dropdown from "bootstrap-italia/dist/plugins/dropdown.js";
import NavBarCollapsible from "bootstrap-italia/dist/plugins/navbar-collapsible.js";
import type { TemplateResult } from "lit";
import type { Language } from "../languages.ts";
import type { PageName } from "../pages.ts";
import type { Texts } from "../texts/it/index.ts";
import { watchService } from "./banner.ts";
import { NoNumber, show } from "./states.ts";
import { speak, t } from "./texts.ts";

/** What a page knows of itself. */
export interface Here {
  name: PageName;
  /** What its address asks. */
  query: URLSearchParams;
  /** The number that its address asks for. @throws NoNumber */
  id: () => number;
  /** Sets the document's title and the end of the breadcrumb. */
  entitle: (title: string) => void;
}

/** A page: what it shows, once it knows. */
export type Show = (here: Here) => Promise<TemplateResult>;

export function begin(name: PageName, language: Language, texts: Texts, page: Show): void {
  speak(language, texts);
  const query = new URLSearchParams(location.search);
  keepQuestion();
  openMenus();
  watchService();
  const here: Here = {
    name,
    query,
    id: () => {
      const id = query.get("id") ?? "";
      if (!/^[1-9][0-9]{0,9}$/.test(id)) throw new NoNumber();
      return Number(id);
    },
    entitle: (title) => {
      document.title = `${title} - ${t.site.name}`;
      const end = document.getElementById("breadcrumb-here");
      if (end !== null) end.textContent = title;
    },
  };
  const content = document.getElementById("content");
  // Every document has it: build/document.ts.
  if (content !== null) void show(content, () => page(here));
}

/** The other language's link leads to the same thing, not only to the same page. */
function keepQuestion(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-language]")) link.search = location.search;
}

/** The menus of the header, which build/document.ts wrote. */
function openMenus(): void {
  const menu = document.getElementById("menu");
  if (menu !== null) NavBarCollapsible.getOrCreateInstance(menu);
  for (const toggle of document.querySelectorAll('[data-bs-toggle="dropdown"]')) Dropdown.getOrCreateInstance(toggle);
}
