// SPDX-License-Identifier: EUPL-1.2
import type { pages as Pages } from "../it/pages.ts";

export const pages: typeof Pages = {
  home: {
    title: "The ledger of public money",
    menu: "Home",
    description:
      "What is granted, attested and paid to cooperatives and third-sector bodies: entry by entry, for anyone to verify.",
  },
  awards: {
    title: "Grants and contracts",
    menu: "Awards",
    description: "Every award on the ledger: who made it, to whom, how much of it was attested and paid.",
  },
  award: {
    title: "Award",
    description: "A grant or contract: who, what, how much, why; milestones, attestations, payments and its history.",
  },
  agreements: {
    title: "Co-design agreements",
    menu: "Agreements",
    description:
      "Agreements between administrations and third-sector bodies: notices, texts, signatures, what each contributes.",
  },
  agreement: {
    title: "Agreement",
    description: "A co-design agreement: notice, participants, contributions, texts and signatures.",
  },
  tenders: {
    title: "Tenders and direct awards",
    menu: "Tenders",
    description: "Tenders and direct awards: notices, deadlines, bids, awards, contracts and their changes.",
  },
  tender: {
    title: "Tender",
    description: "A tender or a direct award: notice, clarifications, bids, award, contract and changes.",
  },
  parties: {
    title: "Organisations",
    description: "Administrations, cooperatives, third-sector and oversight bodies, and how they stand.",
  },
  party: {
    title: "Organisation",
    description: "What an organisation gave or received, from whom and when; its standing and the history of it.",
  },
  money: {
    title: "Follow the money",
    description:
      "From administrations through agreements and calls to whoever receives: what is granted and paid, and when.",
  },
  verify: {
    title: "Verify a proof",
    description: "Check in your browser that a history is the one on the ledger, without trusting any site.",
  },
  document: {
    title: "Check a document",
    description:
      "Find out whether a document that you have is the very one that the ledger refers to. The file stays on your device.",
  },
  about: {
    title: "How to verify",
    description: "What the ledger is, what a proof proves and what it does not, and how to check it.",
  },
  "red-flags": {
    title: "What deserves a question",
    menu: "Red flags",
    description:
      "What in the ledger deserves a question, with the entries behind it and how it is found. No accusations.",
  },
  entries: {
    title: "All entries",
    description: "The whole ledger, entry by entry, in the order in which it was written.",
  },
  imports: {
    title: "Historical data: files",
    menu: "Historical files",
    description: "Public files imported as historical records, with what was taken of each and what was rejected.",
  },
  import: {
    title: "Imported file",
    description: "A public file that was imported: what of it was recorded, and what rejected.",
  },
  "historical-records": {
    title: "Historical data: rows",
    menu: "Historical rows",
    description: "What public files report about the past. Nobody signed it: it is never added to awards.",
  },
  search: {
    title: "Search the ledger",
    description: "Organisations, awards, agreements, documents and historical data, by words and codes.",
  },
  accessibility: {
    title: "Accessibility statement",
    description: "How accessible this site is, and how to report what is not.",
  },
  sign: {
    title: "Sign in the browser",
    menu: "Sign",
    description: "Claims, receipts, agreements, attestations and payments, signed in the browser by one's own wallet.",
  },
  "work-lists": {
    title: "Work lists",
    description: "What waits for somebody: attestations, payments, receipts, standings that lapse.",
  },
  "awaiting-attestation": {
    title: "Claims to attest",
    description: "Claims that wait to be attested, and by whom.",
  },
  "awaiting-payment": { title: "Payments to make", description: "Milestones attested and not paid yet." },
  "awaiting-receipt": {
    title: "Receipts to confirm",
    description: "Payments that the beneficiary has not confirmed yet, or disputes.",
  },
  "lapsing-standings": {
    title: "Standings about to lapse",
    description: "Cooperatives whose standing is about to lapse.",
  },
  "not-found": { title: "Page not found", description: "There is nothing at this address." },
};
