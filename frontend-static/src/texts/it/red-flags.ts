// SPDX-License-Identifier: EUPL-1.2
// Red flags: what deserves a question.

interface Indicator {
  title: string;
  /** What was found. */
  plain: string;
  /** What else can make it true. */
  otherwise: string;
}

export const redFlags = {
  title: "Segnali da approfondire",
  question: "Un segnale è una domanda, non un’accusa.",
  caution:
    "Un segnale è una domanda, non un’accusa. Dice che qualcosa somiglia a ciò che si vede anche quando qualcosa non va, e rimanda alle voci da leggere: spesso c’è una spiegazione semplice.",
  lead: "Che cosa nel registro merita una domanda, con le voci da cui nasce. Un segnale è una domanda, non un’accusa.",
  empty: "Nessun segnale corrisponde ai filtri.",
  more: (shown: number) => `Qui sono i ${shown} più recenti.`,
  moreEntries: (more: number) => (more === 1 ? "e un’altra voce" : `e altre ${more} voci`),
  how: "Come si trovano i segnali",
  howHint:
    "Ogni segnale nasce da una sola interrogazione del registro, uguale per tutti: chi ha la banca dati può rifarla e trovare gli stessi segnali.",
  found: "Che cosa è stato trovato",
  to: "A",
  from: "Da",
  columns: { question: "Domanda", about: "Su che cosa", since: "Dal", amount: "Importo", entries: "Voci da leggere" },
  filters: {
    indicator: "Tipo di segnale",
    administration: "N. dell’amministrazione",
    beneficiary: "N. del beneficiario",
    from: "Dal",
    to: "Al",
    amount: "Importo da, in euro",
    sort: "Ordine",
  },
  sorts: { "-day": "Più recenti", "-amount": "Importo più alto", indicator: "Tipo" },
  definition: {
    otherwise: "Può anche essere che:",
    exactly: "La definizione esatta, i parametri e l’interrogazione",
    definition: "Definizione",
    why: "Perché chiedere",
    falsePositives: "Falsi positivi noti",
    source: "Fonte",
    data: "Tabelle",
    query: "L’interrogazione, in SQL; :day è il giorno",
  },
  indicators: {
    concentration_on_one_beneficiary: {
      title: "Molto a un solo beneficiario",
      plain: "Gran parte di quanto un’amministrazione ha concesso in un anno è andata a un solo beneficiario.",
      otherwise:
        "è l’unico ente del territorio che fa quel lavoro, o in un anno di piccole concessioni ce n’è stata una grande.",
    },
    lapsed_review_at_award: {
      title: "Revisione in scadenza",
      plain: "Quando è stata fatta l’assegnazione, la revisione della cooperativa era scaduta o stava per scadere.",
      otherwise: "la revisione successiva era già in corso, ed è stata attestata poco dopo.",
    },
    long_unpaid: {
      title: "Verificato e non pagato",
      plain: "Il lavoro è stato verificato da tempo, e non è ancora pagato del tutto.",
      otherwise:
        "l’assegnazione è sospesa, il beneficiario non ha i requisiti, o il pagamento c’è stato e non è ancora registrato.",
    },
    never_confirmed: {
      title: "Pagamento mai confermato",
      plain: "Il beneficiario non ha mai detto se il denaro è arrivato.",
      otherwise: "non usa la sua chiave: confermare non è obbligatorio.",
    },
    payment_soon_after_attestation: {
      title: "Pagamento insieme alla verifica",
      plain: "L’ordine di pagamento porta la data della verifica, o una data precedente.",
      otherwise: "l’ufficio è piccolo e fa tutto in una mattina, o la verifica è stata registrata in ritardo.",
    },
    repeated_amendments: {
      title: "Molte modifiche",
      plain: "L’assegnazione è stata modificata più volte, o è cresciuta molto rispetto all’inizio.",
      otherwise: "il progetto si rinnova di anno in anno, o le modifiche riducono l’importo.",
    },
    same_attester_always: {
      title: "Verifica sempre la stessa chiave",
      plain: "Una sola chiave ha verificato tutto ciò che il beneficiario ha chiesto.",
      otherwise: "l’amministrazione ha un solo ufficio competente, o più persone usano la stessa chiave.",
    },
    split_below_threshold: {
      title: "Appena sotto una soglia",
      plain:
        "Più assegnazioni vicine allo stesso beneficiario, ciascuna sotto una soglia di legge, che insieme la superano.",
      otherwise: "sono contributi annuali per attività che si ripetono, o lotti di uno stesso avviso.",
    },
  } as Record<string, Indicator>,
  observed: {
    kind: "Che cosa",
    year: "Anno",
    granted_cents: "Concesso",
    granted_by_all_awards_cents: "Concesso in tutto",
    percent: "Per cento",
    awards: "Assegnazioni",
    all_awards: "Assegnazioni in tutto",
    beneficiaries: "Beneficiari",
    published: "Pubblicata il",
    valid_until: "Revisione valida fino al",
    days_left: "Giorni che restavano",
    milestone: "Traguardo n.",
    claim: "Richiesta n.",
    claims: "Richieste",
    attested_on: "Verificato il",
    ordered_on: "Ordine di pagamento del",
    recorded_on: "Registrato il",
    days: "Giorni",
    unpaid_cents: "Non pagato",
    award_status: "Stato dell’assegnazione",
    payment: "Pagamento n.",
    mandate: "Mandato",
    amendments: "Modifiche",
    first_granted_cents: "Concesso all’inizio",
    first_end_date: "Fine all’inizio",
    end_date: "Fine",
    key: "Chiave",
    attester: "Chi verifica",
    threshold_cents: "Soglia",
    amount_cents: "Questa assegnazione",
    together_cents: "Insieme",
  } as Record<string, string>,
  words: {
    grant: "contributi",
    contract: "contratti",
    published: "in corso",
    suspended: "sospesa",
    closed: "chiusa",
  } as Record<string, string>,
};
