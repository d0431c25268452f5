// SPDX-License-Identifier: EUPL-1.2
// Everything the site says, in English.

import type { Texts } from "../it/index.ts";
import { about, accessibility } from "./about.ts";
import { agreement, agreements } from "./agreements.ts";
import { award, trail } from "./award.ts";
import { awards, lists } from "./awards.ts";
import { fields } from "./fields.ts";
import { document, entries, imports, records, search } from "./find.ts";
import { home } from "./home.ts";
import { money } from "./money.ts";
import { pages } from "./pages.ts";
import { parties, party } from "./parties.ts";
import { redFlags } from "./red-flags.ts";
import { refusals } from "./refusals.ts";
import { sign } from "./sign.ts";
import { actions, banner, notFound, site, states } from "./site.ts";
import { tender, tenders } from "./tenders.ts";
import { verify } from "./verify.ts";
import { words } from "./words.ts";
import { workLists } from "./work-lists.ts";

export const en: Texts = {
  // On every page.
  site,
  banner,
  states,
  notFound,
  actions,
  words,
  fields,
  pages,
  lists,
  // By page.
  home,
  awards,
  award,
  trail,
  agreements,
  agreement,
  tenders,
  tender,
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
  sign,
  redFlags,
  refusals,
  workLists,
};
