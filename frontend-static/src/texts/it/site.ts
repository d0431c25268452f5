// SPDX-License-Identifier: EUPL-1.2
// What every page shows: header, footer, banners, and the states of a page.

export const site = {
  name: "Portico",
  tagline: "Il registro del denaro pubblico",
  owner: "Registro pubblico verificabile",
  description: "Contributi, contratti, verifiche e pagamenti: ogni voce è pubblica e si può controllare.",
  skip: { content: "Vai al contenuto", footer: "Vai al piè di pagina" },
  menu: {
    label: "Principale",
    open: "Apri il menu",
    close: "Chiudi il menu",
    groups: { check: "Verifica", ledger: "Registro", organisations: "Per gli enti" },
  },
  languages: { label: "Lingua", it: "Italiano", en: "English", short: { it: "ITA", en: "ENG" } },
  search: "Cerca",
  breadcrumb: "Percorso di navigazione",
  noscript:
    "Questa pagina legge il registro con JavaScript, che nel tuo browser non è attivo. Gli stessi dati si leggono anche dalle",
  noscriptApi: "interfacce del registro",
  footer: {
    about: "Il sito",
    data: "I dati",
    api: "API e documentazione",
    feed: "Tutte le novità (Atom)",
    source: "Codice sorgente",
    licence: "Software con licenza EUPL-1.2",
    links: "Collegamenti utili",
    nothingToBelieve:
      "Niente va creduto sulla parola: ogni storia si può scaricare con la sua prova e verificare senza chiedere niente a chi gestisce questo sito.",
  },
};

export const banner = {
  label: "Avviso",
  behind: (blocks: number) =>
    `I dati non sono aggiornati: mancano ${blocks} blocchi del registro. Ciò che leggi è vero, ma può esserci dell’altro.`,
  notReady: "Il servizio non riceve notizie dal registro: ciò che leggi è vero, ma può esserci dell’altro.",
  upTo: (block: string) => `Dati fino al blocco ${block}.`,
  offline: "Sei senza rete: le pagine mostrano ciò che era già caricato.",
};

export const states = {
  loading: "Caricamento…",
  retry: "Riprova",
  failed: "La pagina non si è caricata",
  offline: "Il servizio non risponde. Controlla la connessione e riprova.",
  busy: "Il servizio è molto richiesto in questo momento. Riprova fra qualche secondo.",
  unavailable: "Il servizio non può leggere il registro in questo momento. Riprova più tardi.",
  unexpected: "Qualcosa non ha funzionato.",
  answer: "Risposta del servizio",
  notFound: "Non è sul registro",
  notFoundBody:
    "Nel registro, fin dove è stato letto, non c’è niente con questo numero. Controlla l’indirizzo, oppure cerca.",
  noId: "Manca il numero",
  noIdBody:
    "L’indirizzo di questa pagina finisce con un numero, per esempio ?id=1. Cerca ciò che ti interessa, oppure parti dagli elenchi.",
  empty: "Non c’è ancora niente",
};

export const notFound = {
  italian: "A questo indirizzo non c’è niente: forse è scritto male, o la pagina ha cambiato nome.",
  english: "There is nothing at this address: perhaps it was mistyped, or the page has another name.",
  home: "Vai alla pagina iniziale",
};

export const actions = {
  copy: "Copia",
  copied: "Copiato",
  copyLink: "Copia il collegamento",
  print: "Stampa",
  more: "Pagina successiva",
  first: "Torna all’inizio",
  show: "Mostra",
  hide: "Nascondi",
  download: "Scarica",
  newest: (shown: number, total: number) => `Le ${shown} più recenti di ${total}; la storia sotto le ha tutte.`,
  external: "apre un altro sito",
};
