// SPDX-License-Identifier: EUPL-1.2
// Everything the site says, in Italian. The other languages have this dictionary's type: what is missing there fails the build.

import { award, trail } from "./award.ts";
import { awards, lists } from "./awards.ts";
import { home } from "./home.ts";
import { pages } from "./pages.ts";
import { refusals } from "./refusals.ts";
import { sign } from "./sign.ts";
import { actions, banner, notFound, site, states } from "./site.ts";
import { words } from "./words.ts";
import { workLists } from "./work-lists.ts";

export const it = {
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

export type Texts = typeof it;
