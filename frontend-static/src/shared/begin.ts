// SPDX-License-Identifier: EUPL-1.2
// How every page begins: language, menu, banner, then what the page itself shows.

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
  const shown = content === null ? Promise.resolve() : show(content, () => page(here));
  prepareMenus(shown);
  watchService(shown);
}

/** The other language's link leads to the same thing, not only to the same page. */
function keepQuestion(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-language]")) link.search = location.search;
}

/**
 * The menus of the header, which build/document.ts wrote. What opens them is Bootstrap Italia's, and more to load and to run than
 * what most pages are for: it comes once the content is shown. A menu that is asked for before opens as soon as it can, and where
 * the script did not come, whoever asks next has it tried again.
 */
function prepareMenus(shown: Promise<void>): void {
  const toggles = document.querySelectorAll<HTMLElement>("[data-bs-toggle]");
  let menus: Promise<boolean> | undefined;
  /** Whether they are there. */
  const load = () => {
    menus ??= import("./menus.ts").then(
      () => {
        for (const toggle of toggles) toggle.removeEventListener("click", early);
        return true;
      },
      () => {
        menus = undefined;
        return false;
      },
    );
    return menus;
  };
  // However often somebody presses meanwhile: it is opened once.
  let asked: HTMLElement | undefined;
  const early = ({ currentTarget }: Event) => {
    asked = currentTarget as HTMLElement;
    void load().then((areThere) => {
      if (areThere) asked?.click();
      asked = undefined;
    });
  };
  for (const toggle of toggles) toggle.addEventListener("click", early);
  // In a task of its own after the next picture: what is shown is painted first.
  void shown.then(() => requestAnimationFrame(() => setTimeout(load)));
}
