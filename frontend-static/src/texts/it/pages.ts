// SPDX-License-Identifier: EUPL-1.2
// Each page's title, its name in the menu where that is shorter, and its description for search engines.

import type { PageName } from "../../pages.ts";

export interface PageTexts {
  title: string;
  menu?: string;
  description: string;
}

export const pages: Record<PageName, PageTexts> = {
  home: {
    title: "Il registro del denaro pubblico",
    menu: "Home",
    description:
      "Quanto è concesso, verificato e pagato a cooperative ed enti del Terzo settore: voce per voce, verificabile da chiunque.",
  },
  awards: {
    title: "Contributi e contratti",
    description:
      "Tutte le assegnazioni pubblicate sul registro: chi le ha fatte, a chi, quanto è stato verificato e pagato.",
  },
  award: {
    title: "Assegnazione",
    description:
      "Un contributo o un contratto: chi, che cosa, quanto, perché; traguardi, verifiche, pagamenti e la sua storia.",
  },
  sign: {
    title: "Firma nel browser",
    menu: "Firma",
    description:
      "Richieste, ricevute, accordi, verifiche e pagamenti firmati nel browser con il proprio portafoglio di chiavi.",
  },
  "work-lists": {
    title: "Liste di lavoro",
    description: "Che cosa aspetta qualcuno: verifiche, pagamenti, ricevute, requisiti in scadenza.",
  },
  "awaiting-attestation": {
    title: "Richieste da verificare",
    description: "Le richieste che aspettano una verifica, e di chi.",
  },
  "awaiting-payment": {
    title: "Pagamenti da fare",
    description: "I traguardi verificati e non ancora pagati.",
  },
  "awaiting-receipt": {
    title: "Ricevute da confermare",
    description: "I pagamenti che il beneficiario non ha ancora confermato, o contesta.",
  },
  "lapsing-standings": {
    title: "Requisiti in scadenza",
    description: "Le cooperative i cui requisiti stanno per scadere.",
  },
  "not-found": { title: "Pagina non trovata", description: "A questo indirizzo non c’è niente." },
};
