// SPDX-License-Identifier: EUPL-1.2
// Everything the site says, in Italian. The other languages have this dictionary's type: what is missing there fails the build.

import { about, accessibility } from "./about.ts";
import { agreement, agreements } from "./agreements.ts";
import { award, trail } from "./award.ts";
import { awards, lists } from "./awards.ts";
import { document, entries, imports, records, search } from "./find.ts";
import { home } from "./home.ts";
import { money } from "./money.ts";
import { pages } from "./pages.ts";
import { parties, party } from "./parties.ts";
import { actions, banner, notFound, site, states } from "./site.ts";
import { verify } from "./verify.ts";
import { words } from "./words.ts";

export const it = {
  // On every page.
  site,
  banner,
  states,
  notFound,
  actions,
  words,
  pages,
  lists,
  // By page.
  home,
  awards,
  award,
  trail,
  agreements,
  agreement,
  parties,
  party,
  money,
  search,
  document,
  entries,
  imports,
  records,
  verify,
  about,
  accessibility,
};

export type Texts = typeof it;
