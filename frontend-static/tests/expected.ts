// SPDX-License-Identifier: EUPL-1.2
// What of the demo's story stands on which page. Every page of the site has to be here.

import type { Language } from "../src/languages.ts";
import type { PageName } from "../src/pages.ts";

export interface Visit {
  /** The end of the address. */
  query?: string;
  /** What tells this visit from the page's others, in the names of its tests and pictures. */
  as?: string;
  /** What the page shows from the ledger. */
  data: readonly (string | Record<Language, string>)[];
}

/** The story's grant, its administration, its beneficiary, and the other cooperative. */
export const GRANT = "Contributo per il doposcuola di quartiere";
export const MUNICIPALITY = "Comune di Portico di Sotto";
export const GLICINE = "Cooperativa Sociale Il Glicine";
export const RONDINE = "Cooperativa La Rondine";

export const OVERSIGHT = "Lega Immaginaria delle Cooperative";
export const AGREEMENT = "Doposcuola di quartiere";
/** What tests/tenders-story adds. */
const TENDER = "Gestione degli spazi di quartiere";
const DIRECT = "Pulizia delle aule del doposcuola";
/** What scripts/check-site imports after the story. */
const FILE = "Contratti pubblicati secondo la L. 190/2012";
const REPORTED = { it: "1.294,10", en: "1,294.10" };

const GRANTED = { it: "30.000,00", en: "30,000.00" };
const PAID = { it: "10.000,00", en: "10,000.00" };
const CLAIMED = { it: "12.000,00", en: "12,000.00" };

/** The story pays on the day of the attestation. */
const FLAG = { it: "Pagamento insieme alla verifica", en: "Payment together with the attestation" };

export const EXPECTED: Record<PageName, readonly Visit[]> = {
  home: [{ data: [GRANT, RONDINE, GRANTED, PAID] }],
  awards: [
    { data: [GRANT, MUNICIPALITY, GLICINE, RONDINE, GRANTED, PAID] },
    { as: "filtered", query: "?kind=grant&beneficiary=4", data: [RONDINE] },
  ],
  award: [
    {
      query: "?id=1",
      data: [
        GRANT,
        MUNICIPALITY,
        GLICINE,
        "32345000379",
        "B31B26000120004",
        "Dirigente dell'area welfare",
        "Art. 55 D.Lgs. 117/2017",
        GRANTED,
        CLAIMED,
        PAID,
        "1042",
        FLAG,
      ],
    },
    {
      as: "tender",
      query: "?id=3",
      data: [DIRECT, GLICINE, { it: "Gara o affidamento n. 2", en: "Tender or direct award no. 2" }, "B00000234C"],
    },
  ],
  agreements: [{ data: [AGREEMENT, MUNICIPALITY] }],
  agreement: [{ query: "?id=1", data: [AGREEMENT, MUNICIPALITY, GLICINE, { it: "40.000,00", en: "40,000.00" }] }],
  tenders: [
    { data: [TENDER, DIRECT, MUNICIPALITY, GLICINE, "B0E1AD1F10", { it: "240.000,00", en: "240,000.00" }] },
    { as: "filtered", query: "?procedure=direct&winner=3", data: [DIRECT, { it: "4.800,00", en: "4,800.00" }] },
    {
      as: "empty",
      query: "?status=cancelled",
      data: [{ it: "Nessuna gara corrisponde ai filtri", en: "No tender matches the filters" }],
    },
  ],
  tender: [
    {
      as: "notice",
      query: "?id=1",
      data: [
        TENDER,
        MUNICIPALITY,
        GLICINE,
        "B0E1AD1F10",
        "Art. 71 D.Lgs. 36/2023",
        "Gli spazi hanno un parcheggio?",
        "Due spazi su quattro",
        "Planimetrie aggiunte",
        { it: "Busta chiusa", en: "Sealed" },
        { it: "240.000,00", en: "240,000.00" },
      ],
    },
    {
      as: "direct",
      query: "?id=2",
      data: [
        DIRECT,
        GLICINE,
        "B00000234C",
        "Rep. 77",
        "Preventivo più basso dei tre chiesti",
        { it: "Di piccolo valore", en: "Of small value" },
        { it: "4,17 %", en: "4.17%" },
        { it: "5.000,00", en: "5,000.00" },
        "Pulizie Esempio S.r.l.",
        { it: "Autorizzato", en: "Authorised" },
        { it: "Assegnazione n. 3", en: "Award no. 3" },
      ],
    },
  ],
  parties: [{ data: [MUNICIPALITY, GLICINE, RONDINE, OVERSIGHT, "32345000379", "Bologna (BO), 037006"] }],
  party: [
    { as: "administration", query: "?id=1", data: [MUNICIPALITY, GLICINE, GRANTED, PAID, "ragioneria"] },
    { as: "oversight", query: "?id=2", data: [OVERSIGHT, GLICINE] },
    {
      as: "cooperative",
      query: "?id=3",
      data: [GLICINE, MUNICIPALITY, "32345000379", "Bologna (BO), 037006", GRANT, PAID, FLAG],
    },
    {
      as: "aids",
      query: "?id=3",
      data: [
        TENDER,
        DIRECT,
        { it: "Aiuti de minimis", en: "De minimis aid" },
        "Avviso 2026, Reg. (UE) 2023/2831",
        { it: "300.000,00", en: "300,000.00" },
        { it: "Libri soci", en: "Members' registers" },
        "2025",
      ],
    },
  ],
  money: [
    {
      data: [
        DIRECT,
        { it: "Gara o affidamento n. 2", en: "Tender or direct award no. 2" },
        MUNICIPALITY,
        GLICINE,
        GRANT,
        GRANTED,
        PAID,
      ],
    },
  ],
  verify: [{ data: [] }],
  document: [{ data: [] }],
  about: [{ data: [] }],
  "red-flags": [
    { data: [{ it: "non un’accusa", en: "not an accusation" }, FLAG, GLICINE, MUNICIPALITY, PAID, "least_days"] },
    { as: "filtered", query: "?indicator=never_confirmed", data: [{ it: "Nessun segnale", en: "No flag" }] },
  ],
  entries: [{ data: [MUNICIPALITY, GLICINE, OVERSIGHT, PAID] }],
  imports: [{ data: [FILE, MUNICIPALITY, REPORTED] }],
  import: [{ query: "?id=1", data: [FILE, MUNICIPALITY, REPORTED] }],
  "historical-records": [{ data: ["COOPERATIVA ESEMPIO SOC.COOP.", "9900001B43", { it: "1.000,00", en: "1,000.00" }] }],
  sign: [
    { data: [] },
    {
      as: "claim",
      query: "?do=claim&award=1&milestone=2",
      data: [GRANT, GLICINE, { it: "18.000,00", en: "18,000.00" }],
    },
    { as: "standing", query: "?do=standing&party=4", data: [RONDINE, OVERSIGHT] },
  ],
  "work-lists": [
    { data: [MUNICIPALITY, OVERSIGHT, GLICINE] },
    { as: "cooperative", query: "?party=3", data: [GLICINE, GRANT] },
    { as: "administration", query: "?party=1", data: [MUNICIPALITY] },
  ],
  "awaiting-attestation": [{ data: [] }],
  "awaiting-payment": [{ data: [] }],
  "awaiting-receipt": [{ data: [] }],
  "lapsing-standings": [{ data: [] }, { as: "year", query: "?within_days=400", data: [GLICINE, OVERSIGHT] }],
  search: [
    { query: "?q=doposcuola", data: [GRANT, AGREEMENT, DIRECT] },
    { as: "tender", query: "?q=spazi", data: [TENDER, { it: "Gara o affidamento", en: "Tender or direct award" }] },
  ],
  accessibility: [{ data: [] }],
  "not-found": [{ data: [] }],
};
