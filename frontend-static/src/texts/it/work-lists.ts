// SPDX-License-Identifier: EUPL-1.2
// Work lists: what waits for somebody.

import type { ActName } from "../../shared/wallet/links.ts";

export const workLists = {
  lead: "Che cosa c’è da fare, con il pulsante per farlo.",
  whose: "Per chi?",
  search: "Cerca la tua organizzazione",
  searchHint: "Nome o codice fiscale",
  find: "Cerca",
  found: "Organizzazioni",
  notFound: "Nessuna organizzazione con questo nome.",
  all: "Per tutti",
  of: (name: string) => `Da fare: ${name}`,
  other: "Un’altra organizzazione",
  none: "Niente in attesa.",
  more: "Tutto l’elenco",
  unfit: "Requisiti non in regola",
  claims: {
    title: "Traguardi per cui puoi chiedere",
    none: "Nessun traguardo con qualcosa da chiedere.",
    caption: "Traguardi con un importo ancora da chiedere",
  },
  act: {
    claim: "Chiedi",
    attest: "Attesta",
    pay: "Registra il pagamento",
    confirm: "Conferma",
    dispute: "Contesta",
    sign: "Firma",
    standing: "Attesta i requisiti",
  } satisfies Partial<Record<ActName, string>>,
  lists: {
    "awaiting-attestation": {
      lead: "Richieste che non hanno ancora abbastanza verifiche.",
      empty: "Nessuna richiesta aspetta una verifica.",
    },
    "awaiting-payment": {
      lead: "Traguardi verificati e non ancora pagati del tutto.",
      empty: "Niente da pagare.",
    },
    "awaiting-receipt": {
      lead: "Pagamenti che il beneficiario non ha confermato, o contesta.",
      empty: "Tutti i pagamenti sono confermati.",
    },
    "lapsing-standings": {
      lead: "Organizzazioni i cui requisiti stanno per scadere: dopo, niente nuove assegnazioni, richieste o pagamenti.",
      empty: "Nessun requisito in scadenza.",
    },
  },
  columns: {
    claim: "Richiesta",
    milestone: "Traguardo",
    payment: "Pagamento",
    party: "Organizzazione",
    kind: "Tipo",
    beneficiary: "Beneficiario",
    administration: "Amministrazione",
    amount: "Importo",
    unclaimed: "Da chiedere",
    unpaid: "Da pagare",
    claimed: "Chiesto il",
    due: "Scadenza",
    date: "Data del mandato",
    waitingFor: "Aspetta",
    receipt: "Dice il beneficiario",
    until: "Valido fino al",
    by: "Attestato da",
    act: "Che cosa fare",
  },
  filters: {
    attester: "N. di chi verifica",
    administration: "N. dell’amministrazione",
    beneficiary: "N. del beneficiario",
    award: "N. dell’assegnazione",
    receipt: "Dice il beneficiario",
    within: "Entro quanti giorni",
    attestedBy: "N. di chi ha attestato",
    municipality: "Comune della sede (codice ISTAT)",
    sort: "Ordine",
    sorts: {
      claims: { claimed_at: "Chi aspetta da più tempo", "-claimed_at": "Più recenti", due: "Scadenza più vicina" },
      milestones: { due: "Scadenza più vicina", "-unpaid": "Importo maggiore", award: "Assegnazione" },
      payments: { recorded_at: "Chi aspetta da più tempo", "-recorded_at": "Più recenti", date: "Data del mandato" },
    },
  },
};
