// SPDX-License-Identifier: EUPL-1.2
import type { about as About, accessibility as Accessibility } from "../it/about.ts";

export const about: typeof About = {
  lead: "This site shows a ledger that nobody, not even whoever runs it, can change without being seen. But you need not believe the site: you can check.",
  chapters: [
    {
      title: "What stands on the ledger",
      paragraphs: [
        "Administrations publish agreements, grants and contracts there, attest milestones and record payments. Cooperatives and other bodies sign agreements, claim payments and confirm what they receive. Oversight bodies vouch for them. Every act is an entry, signed by a key.",
        "Money does not move through the ledger: what was decided, claimed, found and paid is written there. There are no personal data: offices and roles stand in the place of people.",
      ],
    },
    {
      title: "Why it cannot be rewritten",
      paragraphs: [
        "Every entry holds the digest of the one before: to take out, change or move an entry changes all that follow. The last digest stands in a contract on a blockchain, which more than two thirds of the validators must sign.",
      ],
    },
    {
      title: "What a proof proves",
      paragraphs: [
        "A proof is a single file with the whole history, and all that ties it to a block which the validators signed. If it is valid, and the trust file is right:",
      ],
      points: [
        "the entries are exactly those: none is missing, none was changed;",
        "each command that somebody else brought was signed by the key that the entry names;",
        "the ledger's rules allow every entry, and the sums follow.",
      ],
    },
    {
      title: "What it does not prove",
      paragraphs: [],
      points: [
        "That the trust file is right: get it from somebody you know, or from several.",
        "That there is no later entry: it speaks of the state at a certain block.",
        "That validators are honest: more than two thirds of them together can deceive.",
        "What stands in documents: the ledger has their digests, not their content.",
        "That money moved: it says that an office recorded a payment, and that the beneficiary confirmed it, if it did.",
      ],
    },
    {
      title: "How to check",
      paragraphs: ["Three ways, which make the same checks:"],
      points: [
        "on this site, with the button “Verify in this browser” of every history: convenient, but the page comes from here;",
        "with the verifier saved on your device: a single file, which works without a network;",
        "on the command line, with “portico verify”, which you can build from the public code.",
      ],
    },
    {
      title: "The data are everybody's",
      paragraphs: [
        "Every list can be downloaded as CSV and JSON Lines, every history followed by Atom, and everything asked of the API. Historical data, imported from public files, stay apart: nobody signed them.",
        "The names of municipalities come from ISTAT's list (Codici delle unità amministrative territoriali, CC BY 3.0), for Sardinia as it was until 2025: on the ledger stands the code.",
      ],
    },
  ],
  verify: "Verify a proof",
  save: "Save the verifier",
  api: "The API and its documentation",
};

export const accessibility: typeof Accessibility = {
  lead: "We want this site to be usable by anybody, by any means.",
  chapters: [
    {
      title: "Conformance",
      paragraphs: [
        "This site is made to meet WCAG 2.1, level AA (EN 301549), as Italian law 4/2004 asks. The formal statement, on AgID's model, is up to the administration that puts the ledger online.",
      ],
    },
    {
      title: "How it was evaluated",
      paragraphs: [
        "At every change, automatic tests in a real browser check every page, in Italian and English, on a phone and on a large screen:",
      ],
      points: [
        "with axe, without violations of the rules of WCAG 2.1 A and AA;",
        "with the keyboard alone, from the link “Skip to content” to the last control;",
        "with reduced motion, for those who ask for it.",
      ],
    },
    {
      title: "Choices",
      paragraphs: [],
      points: [
        "Every picture has a table beside it that says the same.",
        "Colour is never the only sign: there is always a word beside it.",
        "Forms work with the browser's own controls; errors say what to do.",
        "Histories can be printed, with whole digests.",
      ],
    },
    {
      title: "Known limits",
      paragraphs: [],
      points: [
        "Texts on the ledger (titles, reasons, reports) are in Italian, on English pages too, and belong to those who wrote them.",
        "Documents that the ledger refers to are kept elsewhere: whoever publishes them answers for their accessibility.",
        "Some messages of the API are in English.",
      ],
    },
    {
      title: "Reporting",
      paragraphs: [
        "If something cannot be used, write to whoever runs this ledger: the contacts stand in the API's documentation. If there is no answer within thirty days you can turn to the ombudsman for digital services at AgID.",
      ],
    },
  ],
  api: "Contacts of whoever runs the ledger",
};
