// SPDX-License-Identifier: EUPL-1.2
//! Every command of the ledger once, in an order in which each is accepted. Fictional organisations, from the rules' sample.

mod tenders;

use portico_rules::{
    agreement::AgreementBody,
    award::{AmendmentTerms, AwardBody, MilestoneTerms, Outcome},
    entry::Body,
    import::{HistoricalRecord, ImportBody, ImportTotals, Source},
    memory::{key, pair, sample},
    party::{PartyBody, Permission, Permissions},
    primitives::{Cents, Digest},
};
use sample::{party, who};

/// Number of a key pair that belongs to the city for a while and is revoked.
pub const SPARE: u8 = 7;

/// Number of a key pair that no party has.
pub const STRANGER: u8 = 9;

/// One command.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name in tables: the contract and the command.
    pub name: &'static str,
    /// The number of the signer's key pair.
    pub by: u8,
    /// The subject's number; none for a command that opens one.
    pub number: Option<u32>,
    /// What is done.
    pub body: Body,
    /// How long after the one before, seconds.
    pub wait: u64,
}

/// All steps after the founding, in order. `today` is the day on which payments are ordered.
pub fn steps(today: portico_rules::date::Date) -> Vec<Step> {
    [
        parties(),
        agreement(),
        award(today),
        import(),
        tenders::tenders(),
        tenders::aid_and_members(),
        endings(),
    ]
    .concat()
}

fn parties() -> Vec<Step> {
    use Permission::{Attest, Pay, Sign};
    let add = |number, permission: Permission| PartyBody::AddKey {
        key: key(&pair(number)),
        permissions: Permissions::of(&[permission]),
        label: "ufficio".to_owned(),
    };
    let reason = "Revisione non conclusa".to_owned();
    let mut steps = vec![
        step(
            "party add_key",
            who::CITY,
            Some(party::CITY),
            add(who::CITY_ATTESTS, Attest),
        ),
        step(
            "party add_key",
            who::CITY,
            Some(party::CITY),
            add(who::CITY_PAYS, Pay),
        ),
        step(
            "party add_key",
            who::CITY,
            Some(party::CITY),
            add(SPARE, Sign),
        ),
        step(
            "party revoke_key",
            who::CITY,
            Some(party::CITY),
            PartyBody::RevokeKey {
                key: key(&pair(SPARE)),
                reason: "Ufficio soppresso".to_owned(),
            },
        ),
    ];
    for registration in sample::others() {
        steps.push(step(
            "party register",
            who::CITY,
            None,
            PartyBody::Register(registration),
        ));
    }
    steps.extend([
        step(
            "party attest_standing",
            who::OVERSIGHT,
            Some(party::COOPERATIVE),
            sample::standing("2027-12-31"),
        ),
        step(
            "party suspend",
            who::OVERSIGHT,
            Some(party::OTHER_COOPERATIVE),
            PartyBody::Suspend {
                reason: reason.clone(),
            },
        ),
        step(
            "party reinstate",
            who::OVERSIGHT,
            Some(party::OTHER_COOPERATIVE),
            PartyBody::Reinstate { reason },
        ),
        step(
            "party rename",
            who::OTHER_COOPERATIVE,
            Some(party::OTHER_COOPERATIVE),
            PartyBody::Rename {
                name: "Cooperativa Sociale La Rondine".to_owned(),
                municipality: None,
            },
        ),
    ]);
    steps
}

fn agreement() -> Vec<Step> {
    let sign = AgreementBody::Sign {
        version: 1,
        text_sha256: sample::document("Convenzione").sha256,
    };
    let invite = AgreementBody::Invite {
        party: party::COOPERATIVE,
        reason: "Prima in graduatoria".to_owned(),
    };
    vec![
        step(
            "agreement publish",
            who::CITY,
            None,
            AgreementBody::Publish(sample::notice()),
        ),
        step("agreement invite", who::CITY, Some(1), invite),
        step("agreement propose", who::CITY, Some(1), sample::proposal(1)),
        step("agreement sign", who::CITY, Some(1), sign.clone()),
        step("agreement sign", who::COOPERATIVE, Some(1), sign),
    ]
}

fn award(today: portico_rules::date::Date) -> Vec<Step> {
    let partly = Outcome::PartlyMet {
        amount: Cents(1_000_000),
    };
    let reason = "Verifica in corso".to_owned();
    vec![
        step(
            "award publish",
            who::CITY,
            None,
            AwardBody::Publish(sample::publication()),
        ),
        step(
            "award claim",
            who::COOPERATIVE,
            Some(1),
            sample::claim(1, 1, 1_200_000),
        ),
        step(
            "award attest",
            who::CITY_ATTESTS,
            Some(1),
            sample::attestation(1, 1, Outcome::Met),
        ),
        step(
            "award attest",
            who::OVERSIGHT,
            Some(1),
            sample::attestation(1, 1, partly),
        ),
        step(
            "award pay",
            who::CITY_PAYS,
            Some(1),
            sample::payment(1, 1, 600_000, "1042", today),
        ),
        step(
            "award confirm",
            who::COOPERATIVE,
            Some(1),
            AwardBody::Confirm { payment: 1 },
        ),
        step(
            "award pay",
            who::CITY_PAYS,
            Some(1),
            sample::payment(2, 1, 400_000, "1043", today),
        ),
        step(
            "award dispute",
            who::COOPERATIVE,
            Some(1),
            AwardBody::Dispute {
                payment: 2,
                reason: "Non accreditato".to_owned(),
            },
        ),
        step(
            "award recover",
            who::CITY_PAYS,
            Some(1),
            AwardBody::Recover {
                recovery: 1,
                payment: 2,
                amount: Cents(100_000),
                reason: "Spesa non ammessa".to_owned(),
                act: sample::document("Provvedimento di recupero"),
            },
        ),
        step(
            "award propose_amendment",
            who::CITY,
            Some(1),
            AwardBody::ProposeAmendment(terms(1)),
        ),
        step(
            "award withdraw_amendment",
            who::CITY,
            Some(1),
            AwardBody::WithdrawAmendment {
                amendment: 1,
                reason: "Da riscrivere".to_owned(),
            },
        ),
        step(
            "award propose_amendment",
            who::COOPERATIVE,
            Some(1),
            AwardBody::ProposeAmendment(terms(2)),
        ),
        step(
            "award accept_amendment",
            who::CITY,
            Some(1),
            AwardBody::AcceptAmendment(terms(2)),
        ),
        step(
            "award suspend",
            who::CITY,
            Some(1),
            AwardBody::Suspend {
                reason: reason.clone(),
            },
        ),
        step(
            "award resume",
            who::CITY,
            Some(1),
            AwardBody::Resume { reason },
        ),
    ]
}

/// New terms, as the amendment with this number: the second milestone is worth more and due later, and there is a third.
pub fn terms(amendment: u32) -> AmendmentTerms {
    let milestone = |title: &str, amount, due| MilestoneTerms {
        title: title.to_owned(),
        amount: Cents(amount),
        due: sample::day(due),
    };
    AmendmentTerms {
        amendment,
        amount: Cents(3_500_000),
        end: sample::day("2027-12-31"),
        milestones: vec![
            milestone("Apertura del primo spazio", 1_200_000, "2026-06-30"),
            milestone("Un anno di attività", 1_900_000, "2027-09-15"),
            milestone("Apertura estiva", 400_000, "2027-12-15"),
        ],
        reason: "Terzo spazio richiesto dal quartiere".to_owned(),
        act: sample::document("Determinazione di modifica"),
    }
}

fn import() -> Vec<Step> {
    let source = Source {
        sha256: Digest([5; 32]),
        format: "l190-2020".to_owned(),
        title: "Contratti 2020".to_owned(),
        publisher: "Comune di Portico di Sotto".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
        uri: String::new(),
        rows: 4,
    };
    let records = vec![
        record(1, Some(100_000), Some(90_000)),
        record(2, Some(50_000), Some(60_000)),
        record(4, None, Some(1)),
    ];
    let recorded = ImportTotals {
        rows: 3,
        awarded: Cents(150_000),
        paid: Cents(150_001),
    };
    let rejected = ImportTotals {
        rows: 1,
        awarded: Cents(7),
        paid: Cents(0),
    };
    let finish = ImportBody::Finish {
        recorded,
        rejected,
        rejects_sha256: Digest([6; 32]),
    };
    vec![
        step("import open", who::CITY, None, ImportBody::Open(source)),
        step(
            "import record",
            who::CITY,
            Some(1),
            ImportBody::Record { after: 0, records },
        ),
        step("import finish", who::CITY, Some(1), finish),
    ]
}

/// A historical record of some organisation: the number of its row, and cents.
pub fn record(row: u32, awarded: Option<u64>, paid: Option<u64>) -> HistoricalRecord {
    HistoricalRecord {
        row,
        authority: Some(sample::tax_code(1_234_500_037)),
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: "Cooperativa Edile Immaginaria".to_owned(),
        cig: None,
        cup: None,
        procedure: "Affidamento diretto".to_owned(),
        awarded: awarded.map(Cents),
        paid: paid.map(Cents),
        start: None,
        end: None,
        year: Some(2020),
    }
}

fn endings() -> Vec<Step> {
    let close = AwardBody::Close {
        paid: Cents(1_000_000),
        recovered: Cents(100_000),
        reason: "Attività concluse".to_owned(),
        accounting_document: sample::document("Rendiconto finale"),
    };
    let terminate = AgreementBody::Terminate {
        reason: "Concluso".to_owned(),
        act: sample::document("Determinazione di chiusura"),
    };
    vec![
        step("award close", who::CITY, Some(1), close),
        step("agreement terminate", who::CITY, Some(1), terminate),
    ]
}

fn step(name: &'static str, by: u8, number: Option<u32>, body: impl Into<Body>) -> Step {
    Step {
        name,
        by,
        number,
        body: body.into(),
        wait: 6,
    }
}

/// The step, so many seconds after the one before.
fn later(wait: u64, step: Step) -> Step {
    Step { wait, ..step }
}
