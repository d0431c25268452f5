// SPDX-License-Identifier: EUPL-1.2
export const awards = {
  lead: "Contributi e contratti pubblicati sul registro, con quanto ne è stato attestato e pagato.",
  empty: "Nessuna assegnazione corrisponde ai filtri.",
  caption: "Contributi e contratti",
  columns: {
    title: "Oggetto",
    administration: "Amministrazione",
    beneficiary: "Beneficiario",
    published: "Pubblicata il",
    granted: "Concesso",
    attested: "Attestato",
    paid: "Pagato",
    status: "Stato",
  },
  filters: {
    kind: "Tipo",
    status: "Stato",
    year: "Anno di pubblicazione",
    administration: "N. dell’amministrazione",
    beneficiary: "N. del beneficiario",
    cup: "CUP",
    cig: "CIG",
    grantedMin: "Concesso almeno (euro)",
    grantedMax: "Concesso al massimo (euro)",
    deMinimis: "Solo aiuti de minimis",
    pending: "Solo con richieste in attesa di verifica",
    sort: "Ordine",
  },
  sorts: {
    "-published": "Più recenti",
    published: "Meno recenti",
    "-granted": "Importo maggiore",
    granted: "Importo minore",
    title: "Oggetto, A–Z",
  },
};

export const lists = {
  filters: "Filtri",
  apply: "Applica i filtri",
  reset: "Togli i filtri",
  any: "Tutti",
  active: (count: number) => (count === 1 ? "Un filtro attivo" : `${count} filtri attivi`),
  shown: (count: number, more: boolean) =>
    more ? `${count} in questa pagina, ce ne sono altre` : count === 1 ? "Una" : `${count} in tutto`,
  csv: "Tutto in CSV",
  jsonl: "Tutto in JSON Lines",
  downloads: "Scarica l’elenco con questi filtri",
  pages: "Pagine",
};
