// SPDX-License-Identifier: EUPL-1.2
import type { awards as Awards, lists as Lists } from "../it/awards.ts";

export const awards: typeof Awards = {
  lead: "Grants and contracts published on the ledger, with what was attested and paid of each.",
  empty: "No award matches the filters.",
  caption: "Grants and contracts",
  columns: {
    title: "Object",
    administration: "Administration",
    beneficiary: "Beneficiary",
    published: "Published on",
    granted: "Granted",
    attested: "Attested",
    paid: "Paid",
    status: "Status",
  },
  filters: {
    kind: "Kind",
    status: "Status",
    year: "Year of publication",
    administration: "The administration's number",
    beneficiary: "The beneficiary's number",
    cup: "CUP",
    cig: "CIG",
    grantedMin: "Granted at least (euro)",
    grantedMax: "Granted at most (euro)",
    deMinimis: "De minimis aid only",
    pending: "Only with claims that await attestation",
    sort: "Order",
  },
  sorts: {
    "-published": "Newest first",
    published: "Oldest first",
    "-granted": "Largest amount",
    granted: "Smallest amount",
    title: "Object, A–Z",
  },
};

export const lists: typeof Lists = {
  filters: "Filters",
  apply: "Apply the filters",
  reset: "Remove the filters",
  any: "All",
  active: (count) => (count === 1 ? "One filter is on" : `${count} filters are on`),
  shown: (count, more) => (more ? `${count} on this page, there are more` : `${count} in all`),
  csv: "All as CSV",
  jsonl: "All as JSON Lines",
  downloads: "Download the list with these filters",
  pages: "Pages",
};
