// SPDX-License-Identifier: EUPL-1.2
// Pages of text.

export interface Chapter {
  title: string;
  paragraphs: readonly string[];
  points?: readonly string[];
}

export const about = {
  lead: "Questo sito mostra un registro che nessuno, nemmeno chi lo gestisce, può cambiare senza che si veda. Ma non devi credere al sito: puoi controllare.",
  chapters: [
    {
      title: "Che cosa sta sul registro",
      paragraphs: [
        "Le amministrazioni vi pubblicano accordi, contributi e contratti, verificano i traguardi e registrano i pagamenti. Le cooperative e gli enti firmano accordi, chiedono i pagamenti e confermano ciò che ricevono. Gli enti di vigilanza garantiscono per loro. Ogni atto è una voce, firmata con una chiave.",
        "Il denaro non passa dal registro: vi si scrive che cosa è stato deciso, chiesto, trovato e pagato. Non ci sono dati personali: al posto delle persone ci sono uffici e ruoli.",
      ],
    },
    {
      title: "Perché non si può riscrivere",
      paragraphs: [
        "Ogni voce contiene l’impronta di quella prima: togliere, cambiare o spostare una voce cambia tutte quelle dopo. L’ultima impronta sta in un contratto su una catena di blocchi, che più di due terzi dei validatori devono firmare.",
      ],
    },
    {
      title: "Che cosa prova una prova",
      paragraphs: [
        "Una prova è un file solo, con la storia intera e tutto ciò che la lega a un blocco firmato dai validatori. Se è valida, e se il file di fiducia è giusto:",
      ],
      points: [
        "le voci sono esattamente quelle: nessuna manca, nessuna è cambiata;",
        "ogni richiesta portata da altri è firmata dalla chiave che la voce nomina;",
        "le regole del registro ammettono ogni voce, e le somme tornano.",
      ],
    },
    {
      title: "Che cosa non prova",
      paragraphs: [],
      points: [
        "Che il file di fiducia sia giusto: prendilo da chi conosci, o da più d’uno.",
        "Che non ci siano voci più recenti: parla dello stato a un certo blocco.",
        "Che i validatori siano onesti: se più di due terzi si accordano, possono ingannare.",
        "Che cosa c’è scritto nei documenti: il registro ne ha l’impronta, non il contenuto.",
        "Che il denaro si sia mosso: dice che un ufficio ha registrato un pagamento e che il beneficiario lo ha confermato, se lo ha fatto.",
      ],
    },
    {
      title: "Come si controlla",
      paragraphs: ["Tre modi, che fanno gli stessi controlli:"],
      points: [
        "su questo sito, con il pulsante «Verifica in questo browser» di ogni storia: comodo, ma la pagina viene da qui;",
        "con il verificatore salvato sul tuo dispositivo: un solo file, che funziona senza rete;",
        "dalla riga di comando, con «portico verify», che puoi compilare dal codice pubblico.",
      ],
    },
    {
      title: "I dati sono di tutti",
      paragraphs: [
        "Ogni elenco si scarica in CSV e JSON Lines, ogni storia si segue con Atom, e tutto si può chiedere all’API. I dati storici, importati da file pubblici, restano separati: nessuno li ha firmati.",
        "I nomi dei comuni vengono dall’elenco dell’ISTAT (Codici delle unità amministrative territoriali, CC BY 3.0), per la Sardegna com’era fino al 2025: sul registro c’è il codice.",
      ],
    },
  ] as readonly Chapter[],
  verify: "Verifica una prova",
  save: "Salva il verificatore",
  api: "L’API e la sua documentazione",
};

export const accessibility = {
  lead: "Vogliamo che questo sito possa essere usato da chiunque, con qualunque mezzo.",
  chapters: [
    {
      title: "Stato di conformità",
      paragraphs: [
        "Questo sito è fatto per rispettare le WCAG 2.1, livello AA (norma UNI CEI EN 301549), come chiede la legge 4/2004. La dichiarazione formale, sul modello di AgID, spetta all’amministrazione che mette in linea il registro.",
      ],
    },
    {
      title: "Come è stato valutato",
      paragraphs: [
        "A ogni modifica, prove automatiche in un browser vero controllano ogni pagina, in italiano e in inglese, su telefono e su schermo grande:",
      ],
      points: [
        "con axe, senza violazioni delle regole WCAG 2.1 A e AA;",
        "con la sola tastiera, dal collegamento «Vai al contenuto» all’ultimo comando;",
        "con le animazioni ridotte, per chi le chiede.",
      ],
    },
    {
      title: "Scelte",
      paragraphs: [],
      points: [
        "Ogni figura ha accanto una tabella che dice lo stesso.",
        "Il colore non è mai il solo segno: accanto c’è sempre una parola.",
        "I moduli funzionano con i comandi del browser; gli errori dicono che cosa fare.",
        "Le storie si possono stampare, con le impronte per intero.",
      ],
    },
    {
      title: "Limiti noti",
      paragraphs: [],
      points: [
        "I testi scritti sul registro (titoli, motivi, relazioni) sono in italiano, anche nelle pagine inglesi, e sono di chi li ha scritti.",
        "I documenti a cui il registro rimanda stanno altrove: della loro accessibilità risponde chi li pubblica.",
        "Alcuni messaggi dell’API sono in inglese.",
      ],
    },
    {
      title: "Segnalazioni",
      paragraphs: [
        "Se qualcosa non si può usare, scrivi a chi gestisce questo registro: i recapiti stanno nella documentazione dell’API. Se non rispondono entro trenta giorni puoi rivolgerti al Difensore civico per il digitale presso AgID.",
      ],
    },
  ] as readonly Chapter[],
  api: "Recapiti di chi gestisce il registro",
};
