// SPDX-License-Identifier: EUPL-1.2
import type { money as Money } from "../it/money.ts";

export const money: typeof Money = {
  lead: "From whom it comes, which way it takes, and to whom it goes. Every name leads to its page.",
  filters: {
    of: "What to follow",
    administration: "The administration's number",
    beneficiary: "The beneficiary's number",
    agreement: "The agreement's number",
    year: "Year of publication",
  },
  flow: {
    title: "The way it takes",
    about: (of, total) =>
      `Flow diagram: ${of}, ${total} in all, from each administration through agreements and calls to each beneficiary.`,
    scroll: "Flow diagram: it scrolls sideways",
    columns: {
      administration: "Administration",
      basis: "Agreement, tender, call or act",
      beneficiary: "Beneficiary",
      milestone: "Milestone",
    },
    call: (reference) => `Call ${reference}`,
    act: (reference) => `Act ${reference}`,
    others: (count) => (count === 1 ? "Another one" : `${count} others`),
    newest: (count) => `The ${count} awards with the largest amounts are shown: use the filters to see the others.`,
    empty: "With these filters there is no money to follow.",
    caption: "The awards in the diagram",
    table: { administration: "Administration", basis: "Basis", beneficiary: "Beneficiary", award: "Object" },
  },
  time: {
    title: "Payments over time",
    about: "Bar chart of payments by month, in euro.",
    aboutDays: "Bar chart of payments by day, in euro.",
    caption: "Payments by month",
    captionDays: "Payments by day",
    columns: { period: "Month", day: "Day", payments: "Payments", amount: "Amount", sofar: "In all so far" },
    empty: "With these filters there is no payment yet.",
    newest: (count) => `The last ${count} payments are shown.`,
    byAward: "A filter by agreement or year is about awards: the payments are those of the awards in the diagram.",
  },
  years: { title: "Year by year", caption: "Sums by year of publication", columns: { year: "Year", awards: "Awards" } },
};
