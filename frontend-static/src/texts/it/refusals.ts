// SPDX-License-Identifier: EUPL-1.2
// What the rules say when they refuse, in Italian. The rules' own sentence is English
// (contracts/rules/src/refusal/sentence.rs) and is shown where nothing stands here.

/** The fields of a refusal, as JSON has them. */
export type RefusalFields = Readonly<Record<string, unknown>>;

/** How the values in a refusal are written. */
export interface Say {
  euro: (cents: unknown) => string;
  day: (day: unknown) => string;
  /** The name of a party, by its number. */
  party: (id: unknown) => string;
  permission: (permission: unknown) => string;
}

export type RefusalTexts = Readonly<Record<string, (fields: RefusalFields, say: Say) => string>>;

export const refusals: RefusalTexts = {
  empty: () => "È vuoto: compilalo.",
  too_long: ({ found, limit }) => `È lungo ${found} byte, al massimo ${limit}: accorcialo, o mettilo in un documento.`,
  too_many: ({ found, limit }) => `Sono ${found}, al massimo ${limit}.`,
  too_few: ({ found, least }) => `Sono ${found}, ne servono almeno ${least}.`,
  not_printable: () => "C’è un a capo o un carattere invisibile: scrivi una riga semplice.",
  personal_data: () => "Sembra un dato personale (codice fiscale, IBAN o e-mail): chiunque lo leggerebbe. Toglilo.",
  zero_digest: () => "Un’impronta di soli zeri non è di nessun documento.",
  amount_out_of_range: () => "Questo importo non può stare qui: è zero, o troppo grande.",
  date_out_of_range: () => "Non è una data fra il 1970 e il 2199.",
  repeated: () => "Lo stesso documento c’è due volte.",
  body_too_long: () => "Il comando è troppo lungo: usa meno documenti o testi più corti.",

  bad_signature: () => "La firma non è di questa chiave per questo testo: firma di nuovo.",
  expired: () => "La firma è scaduta: firma di nuovo.",
  nonce_used: () => "Questo comando è già stato portato sul registro.",
  unknown_key: () =>
    "La chiave non è di nessuna organizzazione del registro: scegli un’altra chiave, o falla aggiungere.",
  key_revoked: ({ party }, say) => `La chiave di ${say.party(party)} è revocata: scegline un’altra.`,
  missing_permission: ({ party, needed }, say) =>
    `Questa chiave di ${say.party(party)} non ${say.permission(needed)}: usane una che può.`,
  not_the_administration: ({ party, administration }, say) =>
    `${say.party(party)} non può: può solo ${say.party(administration)}.`,
  not_the_beneficiary: ({ party, beneficiary }, say) =>
    `${say.party(party)} non è il beneficiario: lo è ${say.party(beneficiary)}.`,
  not_an_attester: ({ party }, say) => `${say.party(party)} non è fra chi può verificare questa assegnazione.`,
  not_a_participant: ({ party }, say) => `${say.party(party)} non partecipa a questa versione.`,
  not_in_good_standing: ({ party, suspended, valid_until: last }, say) =>
    suspended === true
      ? `${say.party(party)} è sospesa: niente nuove assegnazioni, richieste o pagamenti.`
      : last === null
        ? `${say.party(party)} non ha requisiti attestati: li deve attestare un ente di vigilanza.`
        : `I requisiti di ${say.party(party)} sono scaduti il ${say.day(last)}: li deve attestare di nuovo un ente di vigilanza.`,

  version_expected: ({ expected }) => `La versione da firmare è la ${expected}: ricarica la pagina.`,
  text_differs: () => "Questo file non è il testo proposto: la sua impronta è un’altra. Scegli il file giusto.",
  already_signed: ({ party, version }, say) => `${say.party(party)} ha già firmato la versione ${version}.`,
  agreement_is: () => "L’accordo non è in uno stato in cui si può firmare.",

  award_is: ({ found }) =>
    found === "suspended"
      ? "L’assegnazione è sospesa."
      : found === "closed"
        ? "L’assegnazione è chiusa."
        : "L’assegnazione è in corso.",
  number_expected: () => "Nel frattempo sul registro è arrivato altro: ricarica la pagina.",
  claim_pending: ({ milestone }) => `Una richiesta del traguardo ${milestone} aspetta ancora la verifica.`,
  claim_above_milestone: ({ claimed, milestone, left }, say) =>
    `Chiedi ${say.euro(claimed)}, ma del traguardo ${milestone} restano ${say.euro(left)}.`,
  no_such_claim: () => "Questa richiesta non c’è.",
  claim_decided: () => "La richiesta è già decisa: le verifiche sono abbastanza.",
  already_attested: ({ party }, say) => `${say.party(party)} ha già verificato questa richiesta.`,
  attested_above_claim: ({ claimed }, say) =>
    `«Raggiunto in parte» vuol dire più di zero e meno di ${say.euro(claimed)}.`,
  attester_pays: () => "Questa chiave ha verificato il traguardo: il pagamento lo registra un’altra chiave.",
  payment_above_attested: ({ payment, milestone, attested_unpaid: left }, say) =>
    `${say.euro(payment)} sono troppi: del traguardo ${milestone} sono verificati e non pagati ${say.euro(left)}.`,
  mandate_used: ({ payment, award }) =>
    `Questo numero di mandato, nello stesso esercizio, è già del pagamento ${payment} dell’assegnazione ${award}.`,
  date_in_future: ({ today }, say) => `È nel futuro: oggi è il ${say.day(today)}.`,
  paid_before_publication: ({ published }, say) =>
    `È prima della pubblicazione, il ${say.day(published)}: senza pubblicazione non si paga (art. 26 D.Lgs. 33/2013).`,
  cup_differs: () => "Deve essere il CUP dell’assegnazione; vuoto se non ne ha.",
  cig_differs: () => "Deve essere il CIG dell’assegnazione; vuoto se non ne ha.",
  no_such_payment: () => "Questo pagamento non c’è.",
  already_confirmed: () => "Il pagamento è già confermato.",
  already_disputed: () => "Il pagamento è già contestato.",
};
