// SPDX-License-Identifier: EUPL-1.2
// Everything the site says, in English.

import type { Texts } from "../it/index.ts";
import { award, trail } from "./award.ts";
import { awards, lists } from "./awards.ts";
import { home } from "./home.ts";
import { pages } from "./pages.ts";
import { refusals } from "./refusals.ts";
import { sign } from "./sign.ts";
import { actions, banner, notFound, site, states } from "./site.ts";
import { words } from "./words.ts";
import { workLists } from "./work-lists.ts";

export const en: Texts = {
  site,
  banner,
  states,
  notFound,
  actions,
  words,
  pages,
  lists,
  home,
  awards,
  award,
  trail,
  sign,
  refusals,
  workLists,
};
