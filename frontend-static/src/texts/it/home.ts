// SPDX-License-Identifier: EUPL-1.2
export const home = {
  lead: "Ogni impegno, richiesta, verifica e pagamento delle amministrazioni verso cooperative ed enti del Terzo settore, in una storia che nessuno può riscrivere e chiunque può controllare.",
  sumsTitle: "In cifre",
  thisYear: (year: number) => `Nel ${year}`,
  thisYearHint: "Assegnazioni pubblicate quest’anno",
  allYears: "In tutto",
  allYearsHint: "Tutte le assegnazioni sul registro",
  awards: (count: string, one: boolean) => (one ? `${count} assegnazione` : `${count} assegnazioni`),
  openClaims: (count: string, one: boolean) =>
    one ? `${count} richiesta attende verifica` : `${count} richieste attendono verifica`,
  sumsNote: "Il recuperato non è tolto dal pagato.",
  sumsCaption: "Quanto è concesso, attestato, pagato e recuperato",
  historical: (records: string) =>
    `A parte stanno ${records} registrazioni storiche, come le riportano file pubblici: non si sommano mai.`,
  latest: "Ultime voci",
  latestHint: "Si aggiornano da sole appena il registro ne ha di nuove.",
  live: "In diretta",
  polling: "Aggiornate ogni 30 secondi",
  paused: "In attesa di collegamento",
  newEntries: (count: number) => (count === 1 ? "Una nuova voce" : `${count} nuove voci`),
  paidOf: (paid: string) => `, di cui ${paid} pagati`,
  recentAwards: "Assegnazioni recenti",
  allAwards: "Tutti i contributi e i contratti",
  howTitle: "Perché fidarsi? Non serve.",
  how: [
    {
      title: "Guarda",
      text: "Ogni assegnazione mostra a chi va il denaro, per che cosa, su quale base e fin dove si è arrivati.",
    },
    {
      title: "Segui",
      text: "Ogni voce dice chi l’ha firmata e quando, e porta l’impronta di quella prima: non si può togliere né cambiare.",
    },
    {
      title: "Verifica",
      text: "Scarica la prova di una storia e controllala nel tuo browser, senza fidarti di chi gestisce il sito.",
    },
  ],
};
