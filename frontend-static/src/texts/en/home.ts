// SPDX-License-Identifier: EUPL-1.2
import type { home as Home } from "../it/home.ts";

export const home: typeof Home = {
  lead: "Every commitment, claim, attestation and payment from administrations to cooperatives and third-sector bodies, in a history that nobody can rewrite and anybody can check.",
  sumsTitle: "In figures",
  thisYear: (year) => `In ${year}`,
  thisYearHint: "Awards published this year",
  allYears: "In all",
  allYearsHint: "All awards on the ledger",
  awards: (count, one) => (one ? `${count} award` : `${count} awards`),
  openClaims: (count, one) => (one ? `${count} claim waits for attestation` : `${count} claims wait for attestation`),
  sumsNote: "What was recovered is not taken off what was paid.",
  sumsCaption: "What is granted, attested, paid and recovered",
  historical: (records) =>
    `Beside them stand ${records} historical records, as public files report them: they are never added.`,
  latest: "Latest entries",
  latestHint: "They renew themselves as soon as the ledger has new ones.",
  live: "Live",
  polling: "Renewed every 30 seconds",
  paused: "Waiting for a connection",
  newEntries: (count) => (count === 1 ? "One new entry" : `${count} new entries`),
  paidOf: (paid) => `, of which ${paid} paid`,
  recentAwards: "Recent awards",
  allAwards: "All grants and contracts",
  howTitle: "Why trust it? You need not.",
  how: [
    {
      title: "Look",
      text: "Every award shows to whom the money goes, for what, on what basis, and how far it has come.",
    },
    {
      title: "Follow",
      text: "Every entry says who signed it and when, and carries the digest of the one before: none can be taken out or changed.",
    },
    {
      title: "Verify",
      text: "Download the proof of a history and check it in your browser, without trusting whoever runs the site.",
    },
  ],
};
