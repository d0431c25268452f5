// SPDX-License-Identifier: EUPL-1.2
// Searching, checking documents, the whole ledger, and what public files report.

export const search = {
  label: "Cerca nel registro",
  hint: "Nome di un’organizzazione, titolo, CUP, CIG o codice fiscale",
  button: "Cerca",
  suggestions: "Suggerimenti",
  suggested: (count: number) =>
    count === 0 ? "Nessun suggerimento" : count === 1 ? "Un suggerimento" : `${count} suggerimenti`,
  all: (text: string) => `Cerca «${text}» ovunque`,
  kind: "Che cosa",
  anything: "Tutto",
  kinds: {
    party: "Organizzazione",
    agreement: "Accordo",
    award: "Contributo o contratto",
    milestone: "Traguardo",
    claim: "Richiesta",
    tender: "Gara o affidamento",
    import: "File importato",
    document: "Documento",
    historical_record: "Dato storico",
  } as Record<string, string>,
  start: "Scrivi una o più parole, o un codice.",
  empty: (text: string) =>
    `Niente contiene tutte le parole di «${text}». Prova con meno parole, o controlla come è scritto il codice.`,
  results: "Risultati",
  record: (file: number, row: number) => `file ${file}, riga ${row}`,
};

export const document = {
  lead: "Hai un documento e vuoi sapere se è quello a cui il registro rimanda? Trascinalo qui: il tuo browser ne calcola l’impronta e chiede solo quella. Il file non lascia il tuo dispositivo.",
  label: "Documenti da controllare",
  drop: "Trascina qui uno o più file, oppure scegli",
  hashing: (name: string, percent: string) => `${name}: ${percent}`,
  done: (count: number) => (count === 1 ? "Un documento controllato" : `${count} documenti controllati`),
  digest: "Impronta SHA-256",
  found: (count: number, more: boolean) =>
    more
      ? `Più di ${count} voci rimandano a questo documento`
      : count === 1
        ? "Una voce rimanda a questo documento"
        : `${count} voci rimandano a questo documento`,
  notFound: "Nessuna voce rimanda a questo documento",
  notFoundBody:
    "Basta che il file sia stato salvato di nuovo, anche senza modifiche visibili, perché l’impronta cambi: prova con il file originale, così come l’hai ricevuto.",
  failed: "Il file non si può leggere",
  caption: "Voci che rimandano al documento",
  columns: { at: "Quando", subject: "Dove", action: "Che cosa", signer: "Chi", title: "Titolo" },
  byDigest: "Oppure incolla un’impronta SHA-256",
  byDigestHint: "64 cifre esadecimali, come le scrive sha256sum",
  byDigestButton: "Cerca l’impronta",
  badDigest: "Un’impronta SHA-256 ha 64 cifre esadecimali: controlla di averla copiata intera.",
};

export const entries = {
  lead: "Ogni voce di ogni storia, nell’ordine in cui è stata scritta: è il registro stesso.",
  empty: "Nessuna voce corrisponde ai filtri.",
  filters: {
    subjectKind: "Di che cosa",
    subject: "N. della storia",
    signer: "N. di chi ha firmato",
    action: "Che cosa è stato fatto",
    carried: "Come è arrivata",
    from: "Dal",
    to: "Al",
    sort: "Ordine",
  },
  carried: { true: "Portata da altri", false: "Inviata da chi l’ha firmata" },
  sorts: { "-id": "Più recenti", id: "Dall’inizio" },
};

export const imports = {
  lead: "File pubblici del passato, importati riga per riga. Nessuno ha firmato quelle righe come richieste, verifiche o pagamenti: restano separate, e non si sommano mai alle assegnazioni.",
  empty: "Non è stato importato ancora nessun file.",
  caption: "File importati",
  columns: {
    title: "File",
    administration: "Importato da",
    opened: "Importato",
    rows: "Righe",
    recorded: "Registrate",
    awarded: "Aggiudicato",
    paid: "Pagato",
    state: "Stato",
  },
  complete: "Completo",
  running: "In corso",
  filters: { administration: "N. dell’amministrazione", sort: "Ordine" },
  sorts: { "-opened_at": "Più recenti", "-rows": "Più righe", title: "Titolo, A–Z" },
  number: (id: number) => `File n. ${id}`,
  records: "Vedi le righe registrate",
  source: {
    title: "Da dove viene",
    publisher: "Pubblicato da",
    licence: "Licenza",
    uri: "Indirizzo",
    format: "Formato",
    sha256: "Impronta SHA-256 del file",
    rows: "Righe del file",
  },
  outcome: {
    title: "Che cosa ne è venuto",
    hint: "Una riga è scartata se le mancano dati, se un codice è sbagliato o se nomina persone fisiche.",
    caption: "Righe registrate e scartate",
    columns: { what: "", rows: "Righe", awarded: "Aggiudicato", paid: "Pagato" },
    recorded: "Registrate",
    rejected: "Scartate",
    rejects: "Impronta SHA-256 del file degli scarti",
    paidAboveAwarded: "Righe con più pagato che aggiudicato, tenute come sono",
    openedAt: "Importazione aperta",
    finishedAt: "Importazione conclusa",
    lastRow: "Ultima riga letta",
  },
};

export const records = {
  lead: "Righe di file pubblici, come le riportano. Nessuno le ha firmate: non si sommano mai ai contributi e ai contratti del registro.",
  empty: "Nessuna riga corrisponde ai filtri.",
  caption: "Righe registrate",
  columns: {
    recipient: "Destinatario",
    authority: "Amministrazione (cod. fiscale)",
    code: "CIG, CUP",
    procedure: "Procedura",
    awarded: "Aggiudicato",
    paid: "Pagato",
    year: "Anno",
    where: "File e riga",
  },
  noName: "(nome omesso: può essere di una persona)",
  above: "pagato oltre l’aggiudicato",
  filters: {
    import: "N. del file",
    row: "Riga del file",
    authority: "Cod. fiscale dell’amministrazione",
    recipient: "Cod. fiscale del destinatario",
    cig: "CIG",
    cup: "CUP",
    year: "Anno",
    awardedMin: "Aggiudicato almeno (euro)",
    paidAboveAwarded: "Solo con più pagato che aggiudicato",
    sort: "Ordine",
  },
  sorts: {
    import: "Come nel file",
    "-awarded": "Importo maggiore",
    "-year": "Più recenti",
    recipient_name: "Destinatario, A–Z",
  },
};
