// SPDX-License-Identifier: EUPL-1.2
import type {
  actions as Actions,
  banner as Banner,
  notFound as NotFound,
  site as Site,
  states as States,
} from "../it/site.ts";

export const site: typeof Site = {
  name: "Portico",
  tagline: "The ledger of public money",
  owner: "A public ledger anyone can verify",
  description: "Grants, contracts, attestations and payments: every entry is public and can be checked.",
  skip: { content: "Skip to content", footer: "Skip to footer" },
  menu: {
    label: "Main",
    open: "Open the menu",
    close: "Close the menu",
    groups: { check: "Verify", ledger: "Ledger", organisations: "For organisations" },
  },
  languages: { label: "Language", it: "Italiano", en: "English", short: { it: "ITA", en: "ENG" } },
  search: "Search",
  breadcrumb: "Breadcrumb",
  noscript:
    "This page reads the ledger by JavaScript, which is off in your browser. The same data can be read from the",
  noscriptApi: "ledger's API",
  footer: {
    about: "The site",
    data: "The data",
    api: "API and its documentation",
    feed: "All news (Atom)",
    source: "Source code",
    licence: "Software under the EUPL-1.2",
    links: "Useful links",
    nothingToBelieve:
      "Nothing has to be taken on trust: every history can be downloaded with its proof, and verified without asking whoever runs this site.",
  },
};

export const banner: typeof Banner = {
  label: "Notice",
  behind: (blocks) =>
    `The data are not up to date: ${blocks} blocks of the ledger are missing. What you read is true, but there may be more.`,
  notReady: "The service hears nothing from the ledger: what you read is true, but there may be more.",
  upTo: (block) => `Data up to block ${block}.`,
  offline: "You are offline: pages show what was loaded before.",
};

export const states: typeof States = {
  loading: "Loading…",
  retry: "Try again",
  failed: "The page did not load",
  offline: "The service does not answer. Check your connection and try again.",
  busy: "The service is very busy at the moment. Try again in a few seconds.",
  unavailable: "The service cannot read the ledger at the moment. Try again later.",
  unexpected: "Something went wrong.",
  answer: "The service's answer",
  notFound: "It is not on the ledger",
  notFoundBody: "The ledger, as far as it has been read, has nothing with this number. Check the address, or search.",
  noId: "The number is missing",
  noIdBody:
    "The address of this page ends with a number, such as ?id=1. Search for what you need, or begin with the lists.",
  empty: "There is nothing yet",
};

export const notFound: typeof NotFound = {
  italian: "A questo indirizzo non c’è niente: forse è scritto male, o la pagina ha cambiato nome.",
  english: "There is nothing at this address: perhaps it was mistyped, or the page has another name.",
  home: "Go to the home page",
};

export const actions: typeof Actions = {
  copy: "Copy",
  copied: "Copied",
  copyLink: "Copy the link",
  print: "Print",
  more: "Next page",
  first: "Back to the beginning",
  show: "Show",
  hide: "Hide",
  download: "Download",
  newest: (shown, total) => `The newest ${shown} of ${total}; the history below has all of them.`,
  external: "opens another site",
};
