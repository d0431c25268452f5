// SPDX-License-Identifier: EUPL-1.2
export const money = {
  lead: "Da chi parte, per quale strada passa e a chi arriva. Ogni nome porta alla sua pagina.",
  filters: {
    of: "Che cosa seguire",
    administration: "N. dell’amministrazione",
    beneficiary: "N. del beneficiario",
    agreement: "N. dell’accordo",
    year: "Anno di pubblicazione",
  },
  flow: {
    title: "Il percorso",
    about: (of: string, total: string) =>
      `Diagramma di flusso: ${of}, ${total} in tutto, da ogni amministrazione attraverso accordi e avvisi a ogni beneficiario.`,
    scroll: "Diagramma di flusso: si scorre in orizzontale",
    columns: {
      administration: "Amministrazione",
      basis: "Accordo, gara, avviso o atto",
      beneficiary: "Beneficiario",
      milestone: "Traguardo",
    },
    call: (reference: string) => `Avviso ${reference}`,
    act: (reference: string) => `Atto ${reference}`,
    others: (count: number) => (count === 1 ? "Un altro" : `Altri ${count}`),
    newest: (count: string) =>
      `Sono considerate le ${count} assegnazioni di importo maggiore: restringi con i filtri per vedere le altre.`,
    empty: "Con questi filtri non c’è denaro da seguire.",
    caption: "Le assegnazioni del diagramma",
    table: { administration: "Amministrazione", basis: "Base", beneficiary: "Beneficiario", award: "Oggetto" },
  },
  time: {
    title: "I pagamenti nel tempo",
    about: "Diagramma a barre dei pagamenti per mese, in euro.",
    aboutDays: "Diagramma a barre dei pagamenti per giorno, in euro.",
    caption: "Pagamenti per mese",
    captionDays: "Pagamenti per giorno",
    columns: { period: "Mese", day: "Giorno", payments: "Pagamenti", amount: "Importo", sofar: "In tutto fin qui" },
    empty: "Con questi filtri non c’è ancora nessun pagamento.",
    newest: (count: string) => `Sono considerati gli ultimi ${count} pagamenti.`,
    byAward:
      "Un filtro per accordo o per anno riguarda le assegnazioni: i pagamenti sono quelli delle assegnazioni del diagramma.",
  },
  years: {
    title: "Anno per anno",
    caption: "Somme per anno di pubblicazione",
    columns: { year: "Anno", awards: "Assegnazioni" },
  },
};
