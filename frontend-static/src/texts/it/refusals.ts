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
  /** A moment, which comes as seconds since the epoch. */
  moment: (seconds: unknown) => string;
  /** A word of the ledger. */
  word: (word: unknown) => string;
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

  tender_is: ({ found }, say) => `Non si può: la gara è «${say.word(found)}».`,
  notice_of_direct_award: () =>
    "Un affidamento diretto non ha bando: va registrato come affidamento, con contraente e motivi.",
  not_below_threshold: ({ value, threshold }, say) =>
    `${say.euro(value)} non è sotto ${say.euro(threshold)}, dove finisce questa procedura: sceglierne un’altra.`,
  convention_not_for_type: ({ found }, say) =>
    `Le convenzioni con cooperative sociali (art. 5 L. 381/1991) sono per forniture e servizi non sociali, non per ${say.word(found)}.`,
  reserved_tender: ({ reserve }, say) =>
    `La gara è riservata: ${say.word(reserve)}. Questa organizzazione non può partecipare.`,
  lowest_price_not_allowed: () =>
    "Servizi sociali e contratti ad alta intensità di manodopera si aggiudicano per qualità e prezzo (art. 108 c. 2 D.Lgs. 36/2023).",
  reveal_window_too_short: ({ least }) =>
    `Per rivelare le offerte serve più tempo: almeno ${Number(least) / 3600} ore dopo il termine.`,
  deadline_passed: ({ deadline, now }, say) =>
    `Si poteva fino al ${say.moment(deadline)}; ora è il ${say.moment(now)}.`,
  deadline_not_passed: ({ deadline, now }, say) =>
    `Si può solo dopo il ${say.moment(deadline)}; ora è il ${say.moment(now)}.`,
  deadline_earlier: ({ before, found }, say) =>
    `Il ${say.moment(found)} è prima del ${say.moment(before)}: i termini si spostano solo in avanti.`,
  cig_taken: ({ tender }) => `Questo CIG è già della gara ${tender}: ogni lotto ha il suo.`,
  selection_missing: () =>
    "Manca la selezione che precede una convenzione con una cooperativa sociale (art. 5 c. 1 L. 381/1991): aggiungi il documento.",
  no_invitations: ({ procedure }, say) => `In questa procedura (${say.word(procedure)}) non si invita nessuno.`,
  already_invited_to_bid: ({ party }, say) => `${say.party(party)} è già invitata a presentare un’offerta.`,
  already_bid: ({ party }, say) =>
    `${say.party(party)} ha già un’offerta: per farne un’altra va ritirata prima del termine.`,
  no_such_bid: ({ party }, say) => `${say.party(party)} non ha presentato offerte.`,
  bid_is: ({ party, found }, say) => `L’offerta di ${say.party(party)} è «${say.word(found)}».`,
  commitment_differs: () =>
    "Offerta o sale non sono quelli della busta chiusa: rivela esattamente ciò che hai conservato con l’offerta.",
  not_evaluated: () => "Manca il verbale di valutazione: va depositato prima dell’aggiudicazione.",
  ranking_incomplete: ({ found, admitted }) =>
    `La graduatoria ha ${found} offerte, quelle ammesse sono ${admitted}: ognuna va in graduatoria, o esclusa con un motivo.`,
  ranking_out_of_order: () => "La graduatoria non è in ordine: la migliore va per prima.",
  too_many_points: ({ party }, say) =>
    `I punti di ${say.party(party)} non vanno: al massimo 100, e nessuno se vince il prezzo più basso.`,
  price_above_value: ({ party, price, value }, say) =>
    `Il prezzo di ${say.party(party)}, ${say.euro(price)}, è sopra il valore della gara, ${say.euro(value)}: l’offerta va esclusa.`,
  price_differs: ({ party, price }, say) => `Il prezzo rivelato da ${say.party(party)} è ${say.euro(price)}.`,
  not_the_winner: ({ winner }, say) => `Non è chi ha vinto: ha vinto ${say.party(winner)}.`,
  not_a_single_bid: ({ admitted }) =>
    `Le offerte ammesse sono ${admitted}: il contratto deve attendere (art. 18 c. 3 D.Lgs. 36/2023).`,
  direct_award_has_no_bids: () => "Un affidamento diretto non ha altre offerte: va chiuso senza contratto.",
  standstill_not_over: ({ until, day }, say) =>
    `Il contratto deve attendere che passi il ${say.day(until)} (art. 18 c. 3 D.Lgs. 36/2023): il ${say.day(day)} è presto.`,
  change_above_limit: ({ cause, changed, limit }, say) =>
    `Modifica di ${say.euro(changed)} (${say.word(cause)}): il massimo è ${say.euro(limit)} (art. 120 D.Lgs. 36/2023).`,
  no_such_subcontract: ({ subcontract }) => `Il subappalto ${subcontract} non c’è.`,
  subcontract_is: ({ found }, say) => `Il subappalto è «${say.word(found)}».`,
  subcontracts_above_limit: ({ subcontracted, limit }, say) =>
    `I subappalti sarebbero ${say.euro(subcontracted)}: il massimo è ${say.euro(limit)} (art. 119 c. 1 D.Lgs. 36/2023).`,
  tender_of_another: ({ tender, administration }, say) => `La gara ${tender} è di ${say.party(administration)}.`,
  not_a_contract: ({ tender }) => `Un’assegnazione che esegue la gara ${tender} è un contratto, non un contributo.`,
  contract_value_differs: ({ tender, amount, value }, say) =>
    `${say.euro(amount)} non è il valore del contratto della gara ${tender}, che è ${say.euro(value)}.`,
  tender_code_differs: () => "Deve essere quello della gara; vuoto se non ne ha.",
  tender_has_award: ({ tender, award }) => `La gara ${tender} è già eseguita con l’assegnazione ${award}.`,
  amendment_above_contract: ({ amount, value }, say) =>
    `${say.euro(amount)} supera il valore del contratto, ${say.euro(value)}: registra prima la modifica del contratto.`,

  above_de_minimis: ({ amount, received, ceiling }, say) =>
    `${say.euro(amount)}, con ${say.euro(received)} già ricevuti in tre anni, supera ${say.euro(ceiling)}, il massimo degli aiuti de minimis (art. 3 Reg. (UE) 2023/2831).`,
  links_differ: ({ party, other }, say) =>
    `${say.party(party)} e ${say.party(other)} sono un’impresa unica, ma con legami diversi: ognuna va legata a tutte le altre.`,
  already_linked: ({ party, other }, say) => `${say.party(party)} e ${say.party(other)} sono già un’impresa unica.`,
  not_linked: ({ party, other }, say) => `Fra ${say.party(party)} e ${say.party(other)} non c’è un legame.`,
  no_such_aid: ({ party, aid }, say) =>
    `L’aiuto de minimis ${aid} di ${say.party(party)} non c’è: va registrato prima del contributo.`,
  aid_not_reduced: ({ registered }, say) =>
    `L’aiuto è registrato con ${say.euro(registered)} e si può solo ridurre: un altro aiuto si registra a parte.`,
  not_a_grant: () => "Un aiuto de minimis è un contributo, non un contratto.",
  aid_of_another: ({ aid, administration }, say) =>
    `L’aiuto ${aid} è stato registrato da ${say.party(administration)}.`,
  aid_differs: ({ amount, registered }, say) =>
    `${say.euro(amount)} non è l’importo dell’aiuto, registrato con ${say.euro(registered)}.`,
  aid_has_award: ({ aid, award }) => `L’aiuto ${aid} è già dato con l’assegnazione ${award}.`,

  not_the_party: ({ party, expected }, say) => `${say.party(party)} non può: può solo ${say.party(expected)}.`,
  members_deposited: ({ year }) => `Il libro soci del ${year} è già depositato: si corregge, con un motivo.`,
  no_members: ({ year }) => `Il libro soci del ${year} non è ancora depositato.`,
};
