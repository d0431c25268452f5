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
    description: "Every award on the ledger: who made it, to whom, how much of it was attested and paid.",
  },
  award: {
    title: "Award",
    description: "A grant or contract: who, what, how much, why; milestones, attestations, payments and its history.",
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
