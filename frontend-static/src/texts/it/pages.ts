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
    menu: "Assegnazioni",
    description:
      "Tutte le assegnazioni pubblicate sul registro: chi le ha fatte, a chi, quanto è stato verificato e pagato.",
  },
  award: {
    title: "Assegnazione",
    description:
      "Un contributo o un contratto: chi, che cosa, quanto, perché; traguardi, verifiche, pagamenti e la sua storia.",
  },
  agreements: {
    title: "Accordi di co-progettazione",
    menu: "Accordi",
    description:
      "Gli accordi fra amministrazioni ed enti del Terzo settore: avvisi, testi, firme, apporti di ciascuno.",
  },
  agreement: {
    title: "Accordo",
    description: "Un accordo di co-progettazione: avviso, partecipanti, apporti, testi e firme.",
  },
  tenders: {
    title: "Gare e affidamenti",
    menu: "Gare",
    description: "Le gare e gli affidamenti diretti: bandi, termini, offerte, aggiudicazioni, contratti e modifiche.",
  },
  tender: {
    title: "Gara",
    description:
      "Una gara o un affidamento diretto: bando, chiarimenti, offerte, aggiudicazione, contratto e modifiche.",
  },
  parties: {
    title: "Organizzazioni",
    description: "Amministrazioni, cooperative, enti del Terzo settore ed enti di vigilanza, con i loro requisiti.",
  },
  party: {
    title: "Organizzazione",
    description: "Che cosa un’organizzazione ha dato o ricevuto, da chi e quando; i suoi requisiti e la loro storia.",
  },
  money: {
    title: "Segui il denaro",
    description:
      "Dalle amministrazioni, attraverso accordi e avvisi, fino a chi riceve: quanto è concesso e pagato, e quando.",
  },
  verify: {
    title: "Verifica una prova",
    description:
      "Controlla nel tuo browser che una storia sia quella scritta sul registro, senza fidarti di nessun sito.",
  },
  document: {
    title: "Controlla un documento",
    description:
      "Scopri se un documento che hai è proprio quello a cui il registro rimanda. Il file non lascia il tuo dispositivo.",
  },
  about: {
    title: "Come si verifica",
    description: "Che cosa è il registro, che cosa prova una prova e che cosa no, e come controllarla.",
  },
  "red-flags": {
    title: "Segnali da approfondire",
    menu: "Segnali",
    description:
      "Che cosa nel registro merita una domanda, con le voci da cui nasce e il modo in cui si trova. Non sono accuse.",
  },
  entries: {
    title: "Tutte le voci",
    description: "Il registro intero, voce per voce, nell’ordine in cui è stato scritto.",
  },
  imports: {
    title: "Dati storici: i file",
    menu: "Dati storici: file",
    description: "I file pubblici importati come registrazioni storiche, con quanto ne è stato preso e scartato.",
  },
  import: {
    title: "File importato",
    description: "Un file pubblico importato: che cosa ne è stato registrato e che cosa scartato.",
  },
  "historical-records": {
    title: "Dati storici: le righe",
    menu: "Dati storici: righe",
    description:
      "Che cosa dicono del passato i file pubblici. Nessuno lo ha firmato: non si somma mai alle assegnazioni.",
  },
  search: {
    title: "Cerca nel registro",
    description: "Organizzazioni, assegnazioni, accordi, documenti e dati storici, per parole e codici.",
  },
  accessibility: {
    title: "Dichiarazione di accessibilità",
    description: "Quanto questo sito è accessibile, e come segnalare ciò che non lo è.",
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
