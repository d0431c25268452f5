// SPDX-License-Identifier: EUPL-1.2
// The ledger's words, as a person reads them.

import type {
  AgreementStatus,
  Amendment,
  AwardKind,
  AwardStatus,
  BasisKind,
  Outcome,
  PartyKind,
  Permission,
  ReceiptStatus,
  Side,
  StandingKind,
  SubjectKind,
} from "../../shared/api/types.ts";

export const words = {
  awardKind: { grant: "Contributo", contract: "Contratto" } satisfies Record<AwardKind, string>,
  awardStatus: { published: "In corso", suspended: "Sospeso", closed: "Chiuso" } satisfies Record<AwardStatus, string>,
  basis: {
    agreement: "Accordo di co-progettazione",
    call: "Avviso o bando",
    tender: "Gara",
    act: "Atto amministrativo",
  } satisfies Record<BasisKind, string>,
  partyKind: {
    administration: "Amministrazione",
    cooperative: "Cooperativa",
    third_sector_body: "Ente del Terzo settore",
    supplier: "Fornitore",
    oversight_body: "Ente di vigilanza",
  } satisfies Record<PartyKind, string>,
  standingKind: {
    review_certificate: "Certificato di revisione",
    register_check: "Controllo dell’iscrizione all’albo o al RUNTS",
  } satisfies Record<StandingKind, string>,
  permission: {
    manage_keys: "gestisce le chiavi",
    publish: "pubblica",
    attest: "attesta",
    pay: "registra pagamenti",
    sign: "firma",
  } satisfies Record<Permission, string>,
  agreementStatus: { notice: "Avviso", in_force: "In vigore", terminated: "Cessato" } satisfies Record<
    AgreementStatus,
    string
  >,
  outcome: { met: "Raggiunto", partly_met: "Raggiunto in parte", not_met: "Non raggiunto" } satisfies Record<
    Outcome,
    string
  >,
  receipt: { awaited: "In attesa di conferma", confirmed: "Ricevuto", disputed: "Contestato" } satisfies Record<
    ReceiptStatus,
    string
  >,
  side: { administration: "amministrazione", beneficiary: "beneficiario" } satisfies Record<Side, string>,
  amendmentStatus: { proposed: "Proposta", accepted: "Accettata", withdrawn: "Ritirata" } satisfies Record<
    Amendment["status"],
    string
  >,
  subject: {
    party: "Organizzazione",
    agreement: "Accordo",
    award: "Assegnazione",
    tender: "Gara",
    import: "Importazione",
  } satisfies Record<SubjectKind, string>,
  sums: { granted: "Concesso", attested: "Attestato", paid: "Pagato", recovered: "Recuperato" },
  /** By the kind of subject and the act. */
  action: {
    "publish notice": "Avviso pubblicato",
    invite: "Invito",
    "propose version": "Testo proposto",
    "sign version": "Testo firmato",
    terminate: "Accordo cessato",
    "publish award": "Assegnazione pubblicata",
    claim: "Richiesta del beneficiario",
    attest: "Verifica",
    "record payment": "Pagamento registrato",
    "confirm receipt": "Ricevuta confermata",
    "dispute payment": "Pagamento contestato",
    "record recovery": "Recupero registrato",
    "propose amendment": "Modifica proposta",
    "accept amendment": "Modifica accettata",
    "withdraw amendment": "Modifica ritirata",
    suspend: "Sospensione",
    resume: "Ripresa",
    close: "Chiusura",
    "open import": "Importazione aperta",
    "record rows": "Righe registrate",
    "finish import": "Importazione conclusa",
    "found the registry": "Registro fondato",
    register: "Registrazione",
    "add key": "Chiave aggiunta",
    "revoke key": "Chiave revocata",
    "attest standing": "Requisiti attestati",
    reinstate: "Riammissione",
    rename: "Cambio di nome",
  } as Record<string, string>,
};
