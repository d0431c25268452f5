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
    historical_concentration: {
      title: "File importato: molto a un solo destinatario",
      plain:
        "Secondo un file del passato, un destinatario ha avuto la maggior parte di quanto un ente ha aggiudicato in un anno.",
      otherwise: "il file contiene solo una parte di quanto è stato dato, o un importo è sbagliato.",
    },
    historical_paid_above_awarded: {
      title: "File importato: pagato più dell’aggiudicato",
      plain: "Un file del passato riporta pagamenti molto superiori all’importo aggiudicato.",
      otherwise: "un importo è senza IVA e l’altro con l’IVA, o il contratto è stato esteso.",
    },
    historical_split_below_threshold: {
      title: "File importato: appena sotto una soglia",
      plain:
        "Un file del passato riporta più affidamenti vicini allo stesso destinatario, ciascuno sotto una soglia di legge, che insieme la superano.",
      otherwise: "sono lotti di una stessa gara, o la soglia in quegli anni era un’altra.",
    },
    R003: {
      title: "Poco tempo per le offerte",
      plain: "Fra l’avviso e il termine per le offerte c’erano pochi giorni.",
      otherwise: "c’era un’urgenza motivata, o la gara era annunciata da prima.",
    },
    R018: {
      title: "Una sola offerta",
      plain: "A una procedura aperta a più concorrenti ha partecipato uno solo.",
      otherwise: "in quel mercato c’è un solo ente, o il contratto è piccolo.",
    },
    R024: {
      title: "Seconda offerta vicinissima",
      plain: "La seconda offerta è di pochissimo più alta di quella che ha vinto.",
      otherwise: "il prezzo è noto a tutti, o il ribasso possibile è poco.",
    },
    R025: {
      title: "Molte offerte, nessuna vittoria",
      plain: "Un concorrente partecipa spesso e non vince quasi mai.",
      otherwise: "è troppo caro, o troppo piccolo per ciò a cui concorre.",
    },
    R028: {
      title: "Offerte con lo stesso prezzo",
      plain: "Concorrenti diversi hanno offerto lo stesso prezzo, al centesimo.",
      otherwise: "il prezzo è fissato dalla legge o dall’amministrazione.",
    },
    R030: {
      title: "Ha vinto un’offerta in ritardo",
      plain: "L’offerta che ha vinto è arrivata dopo il termine.",
      otherwise: "su un registro che rispetta le sue regole non può accadere: va controllata la banca dati.",
    },
    R035: {
      title: "Esclusi tutti tranne chi vince",
      plain: "Tutte le altre offerte sono state escluse.",
      otherwise: "mancava davvero ciò che la legge chiede: ogni esclusione ha il suo motivo e il suo atto.",
    },
    R036: {
      title: "Esclusa l’offerta più bassa",
      plain: "È stata esclusa un’offerta più bassa di tutte quelle valide.",
      otherwise: "era anormalmente bassa, o al concorrente mancava ciò che la legge chiede.",
    },
    R038: {
      title: "Molte esclusioni",
      plain: "Un’amministrazione esclude molte offerte, o un concorrente è escluso spesso.",
      otherwise: "i criteri sono severi, o i concorrenti sono nuovi e stanno imparando.",
    },
    R058: {
      title: "Ribasso molto alto",
      plain: "L’offerta che ha vinto è molto più bassa della seconda.",
      otherwise: "chi ha vinto vuole farsi conoscere, o risparmia davvero.",
    },
  } as Record<string, Indicator>,
  observed: {
    authority: "Ente (codice fiscale)",
    recipient: "Destinatario (codice fiscale)",
    awarded_cents: "Aggiudicato",
    awarded_in_all_cents: "Aggiudicato a tutti",
    paid_cents: "Pagato",
    records: "Record",
    all_records: "Record in tutto",
    recipients: "Destinatari",
    row: "Riga del file",
    start_date: "Primo giorno",
    bids_until: "Termine per le offerte",
    bids: "Offerte",
    winning_price_cents: "Prezzo che ha vinto",
    second_price_cents: "Secondo prezzo",
    difference_hundredths_of_percent: "Differenza, centesimi di punto percentuale",
    valid_bids: "Offerte valide",
    won_bids: "Offerte vinte",
    price_cents: "Prezzo",
    committed_on: "Offerta del",
    excluded_bids: "Offerte escluse",
    excluded_price_cents: "Prezzo escluso",
    bidder: "Concorrente n.",
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
