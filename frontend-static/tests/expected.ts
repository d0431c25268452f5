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
/** What scripts/check-site imports after the story. */
const FILE = "Contratti pubblicati secondo la L. 190/2012";
const REPORTED = { it: "1.294,10", en: "1,294.10" };

const GRANTED = { it: "30.000,00", en: "30,000.00" };
const PAID = { it: "10.000,00", en: "10,000.00" };
const CLAIMED = { it: "12.000,00", en: "12,000.00" };

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
      ],
    },
  ],
  agreements: [{ data: [AGREEMENT, MUNICIPALITY] }],
  agreement: [{ query: "?id=1", data: [AGREEMENT, MUNICIPALITY, GLICINE, { it: "40.000,00", en: "40,000.00" }] }],
  parties: [{ data: [MUNICIPALITY, GLICINE, RONDINE, OVERSIGHT, "32345000379"] }],
  party: [
    { as: "administration", query: "?id=1", data: [MUNICIPALITY, GLICINE, GRANTED, PAID, "ragioneria"] },
    { as: "oversight", query: "?id=2", data: [OVERSIGHT, GLICINE] },
    { as: "cooperative", query: "?id=3", data: [GLICINE, MUNICIPALITY, "32345000379", GRANT, PAID] },
  ],
  money: [{ data: [MUNICIPALITY, GLICINE, GRANT, GRANTED, PAID] }],
  verify: [{ data: [] }],
  document: [{ data: [] }],
  about: [{ data: [] }],
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
  search: [{ query: "?q=doposcuola", data: [GRANT, AGREEMENT] }],
  accessibility: [{ data: [] }],
  "not-found": [{ data: [] }],
};
