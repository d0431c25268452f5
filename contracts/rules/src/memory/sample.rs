// SPDX-License-Identifier: EUPL-1.2
//! A sample history of fictional organisations: from the registry's founding to a confirmed payment.
//! Tests of the rules, the indexer and the API tell their stories with these words.

use super::{Chain, key, pair};
use crate::agreement::{AgreementBody, Contribution, Notice};
use crate::award::{
    AwardBody, AwardKind, Basis, Mandate, MilestoneTerms, Outcome, Payment, Publication,
};
use crate::codes::{Cig, Cup, IstatCode, TaxCode};
use crate::date::Date;
use crate::document::Document;
use crate::import::HistoricalRecord;
use crate::native::sha256;
use crate::party::{
    Aid, Identifier, PartyBody, PartyKind, Permission, Permissions, Registration, StandingKind,
};
use crate::primitives::{Cents, Digest};
use crate::refusal::Refusal;
use crate::tender::{
    AwardDecision, ContractTerms, ContractType, Criterion, DirectAward, DirectGround, Offer,
    Procedure, Ranked, Standstill, TenderBody, TenderNotice, commitment_bytes,
};
use alloc::string::ToString;
use alloc::vec;

/// Who acts, by the number of their key pair (see [`pair`]).
pub mod who {
    /// Number of the city's first key: manages keys, publishes, signs.
    pub const CITY: u8 = 1;
    /// Number of the city's key that attests.
    pub const CITY_ATTESTS: u8 = 2;
    /// Number of the city's key that records payments.
    pub const CITY_PAYS: u8 = 3;
    /// Number of the oversight body's key.
    pub const OVERSIGHT: u8 = 4;
    /// Number of the key of the cooperative in good standing.
    pub const COOPERATIVE: u8 = 5;
    /// Number of the key of the cooperative that nobody has vouched for.
    pub const OTHER_COOPERATIVE: u8 = 6;
    /// Number of the key of the supplier.
    pub const SUPPLIER: u8 = 21;
}

/// The parties' numbers after [`parties`].
pub mod party {
    /// Number of the city, which founded the registry.
    pub const CITY: u32 = 1;
    /// Number of the oversight body.
    pub const OVERSIGHT: u32 = 2;
    /// Number of the cooperative in good standing.
    pub const COOPERATIVE: u32 = 3;
    /// Number of the cooperative that nobody has vouched for.
    pub const OTHER_COOPERATIVE: u32 = 4;
    /// Number of the supplier, after [`super::bidders`].
    pub const SUPPLIER: u32 = 5;
}

/// When the sample begins, seconds since the epoch: 2026-03-02T09:00:00Z.
pub const START: u64 = 1_772_442_000;

/// A day (ISO 8601), for samples.
///
/// # Panics
/// If it is none.
pub fn day(text: &str) -> Date {
    Date::parse(text).expect("a date written in a sample")
}

/// A document with this content.
pub fn document(title: &str) -> Document {
    Document {
        sha256: sha256(title.as_bytes()),
        media_type: "application/pdf".to_string(),
        title: title.to_string(),
        uri: "https://documents.example/".to_string() + &title.replace(' ', "-"),
    }
}

/// An organisation's tax code with a valid check digit: ten digits are given, the eleventh is found.
///
/// # Panics
/// Beyond ten digits.
pub fn tax_code(stem: u64) -> TaxCode {
    (0..10)
        .find_map(|digit| TaxCode::parse(&alloc::format!("{stem:010}{digit}")).ok())
        .expect("one of ten check digits is right")
}

/// A registration, signed for by key pair `who`; `stem` is the ten first digits of the tax code.
///
/// # Panics
/// As [`tax_code`].
pub fn registration(
    kind: PartyKind,
    name: &str,
    stem: u64,
    who: u8,
    permissions: &[Permission],
) -> Registration {
    Registration {
        kind,
        identifier: Identifier::ItCf(tax_code(stem)),
        name: name.to_string(),
        municipality: Some(IstatCode::parse("037006").expect("a code written in a sample")),
        key: key(&pair(who)),
        permissions: Permissions::of(permissions),
        label: "protocollo".to_string(),
    }
}

/// What the city founds the registry with.
///
/// # Panics
/// As [`tax_code`]: never.
pub fn founder() -> Registration {
    use Permission::{ManageKeys, Publish, Sign};
    registration(
        PartyKind::Administration,
        "Comune di Portico di Sotto",
        1_234_500_037,
        who::CITY,
        &[ManageKeys, Publish, Sign],
    )
}

/// The organisations that the city registers: the oversight body, the cooperative, the other cooperative.
///
/// # Panics
/// As [`tax_code`]: never.
pub fn others() -> [Registration; 3] {
    use Permission::{Attest, ManageKeys, Sign};
    [
        registration(
            PartyKind::OversightBody,
            "Lega delle Prove",
            2_234_500_037,
            who::OVERSIGHT,
            &[ManageKeys, Attest],
        ),
        registration(
            PartyKind::Cooperative,
            "Cooperativa Sociale Il Glicine",
            3_234_500_037,
            who::COOPERATIVE,
            &[ManageKeys, Sign],
        ),
        registration(
            PartyKind::Cooperative,
            "Cooperativa La Rondine",
            4_234_500_037,
            who::OTHER_COOPERATIVE,
            &[ManageKeys, Sign],
        ),
    ]
}

/// The founding city with its three keys, an oversight body, two cooperatives; the first in good standing.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn parties(chain: &mut Chain) -> Result<(), Refusal> {
    let city = pair(who::CITY);
    chain.direct(&city, None, PartyBody::Found(founder()))?;
    for (who, permission, label) in [
        (who::CITY_ATTESTS, Permission::Attest, "ufficio welfare"),
        (who::CITY_PAYS, Permission::Pay, "ragioneria"),
    ] {
        chain.advance(6);
        let key = key(&pair(who));
        let permissions = Permissions::of(&[permission]);
        chain.direct(
            &city,
            Some(party::CITY),
            PartyBody::AddKey {
                key,
                permissions,
                label: label.to_string(),
            },
        )?;
    }
    for registration in others() {
        chain.advance(6);
        chain.direct(&city, None, PartyBody::Register(registration))?;
    }
    chain.advance(6);
    chain.direct(
        &pair(who::OVERSIGHT),
        Some(party::COOPERATIVE),
        standing("2027-12-31"),
    )?;
    Ok(())
}

/// A standing until a day.
pub fn standing(valid_until: &str) -> PartyBody {
    PartyBody::AttestStanding {
        kind: StandingKind::ReviewCertificate,
        valid_until: day(valid_until),
        document: document("Attestazione di revisione"),
    }
}

/// A co-design notice.
pub fn notice() -> Notice {
    Notice {
        title: "Doposcuola di quartiere".to_string(),
        purpose: "Contrastare la dispersione scolastica".to_string(),
        object: "Apertura pomeridiana di due spazi".to_string(),
        requirements: "Iscrizione all'albo o al RUNTS".to_string(),
        criteria: "Esperienza, rete, sostenibilità".to_string(),
        start: day("2026-03-01"),
        end: day("2027-06-30"),
        respond_by: day("2026-03-20"),
        budget: Cents(5_000_000),
        documents: vec![document("Avviso di co-progettazione")],
    }
}

/// The version both sides sign.
pub fn proposal(version: u32) -> AgreementBody {
    let zero = Cents::ZERO;
    AgreementBody::Propose {
        version,
        text: document("Convenzione"),
        budget: Cents(5_000_000),
        end: day("2027-06-30"),
        contributions: vec![
            Contribution {
                party: party::CITY,
                money: Cents(4_000_000),
                staff: zero,
                assets: Cents(300_000),
            },
            Contribution {
                party: party::COOPERATIVE,
                money: zero,
                staff: Cents(700_000),
                assets: zero,
            },
        ],
    }
}

/// Agreement 1, from notice to in force.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn agreement(chain: &mut Chain) -> Result<(), Refusal> {
    let city = pair(who::CITY);
    chain.advance(6);
    chain.direct(&city, None, AgreementBody::Publish(notice()))?;
    chain.advance(6);
    let reason = "Prima in graduatoria".to_string();
    chain.direct(
        &city,
        Some(1),
        AgreementBody::Invite {
            party: party::COOPERATIVE,
            reason,
        },
    )?;
    chain.advance(6);
    chain.direct(&city, Some(1), proposal(1))?;
    let text_sha256 = document("Convenzione").sha256;
    chain.advance(6);
    chain.direct(
        &city,
        Some(1),
        AgreementBody::Sign {
            version: 1,
            text_sha256,
        },
    )?;
    chain.advance(6);
    chain.carried(
        &pair(who::COOPERATIVE),
        Some(1),
        AgreementBody::Sign {
            version: 1,
            text_sha256,
        },
        1,
    )?;
    Ok(())
}

/// What is published of award 1.
///
/// # Panics
/// Never: its codes and dates are good ones.
pub fn publication() -> Publication {
    Publication {
        kind: AwardKind::Grant,
        beneficiary: party::COOPERATIVE,
        basis: Basis::Agreement(1),
        title: "Contributo per il doposcuola di quartiere".to_string(),
        amount: Cents(3_000_000),
        legal_basis: "Art. 55 D.Lgs. 117/2017; art. 12 L. 241/1990".to_string(),
        office: "Area welfare".to_string(),
        responsible_role: "Dirigente dell'area welfare".to_string(),
        selection_method: "Co-progettazione a seguito di avviso pubblico".to_string(),
        project: Some(document("Progetto definitivo")),
        cup: Some(Cup::parse("B31B26000120004").expect("a code written in a sample")),
        cig: None,
        start: day("2026-03-01"),
        end: day("2027-06-30"),
        attesters_required: 2,
        attesters: vec![party::CITY, party::OVERSIGHT],
        milestones: vec![
            MilestoneTerms {
                title: "Apertura del primo spazio".to_string(),
                amount: Cents(1_200_000),
                due: day("2026-06-30"),
            },
            MilestoneTerms {
                title: "Un anno di attività".to_string(),
                amount: Cents(1_800_000),
                due: day("2027-06-15"),
            },
        ],
        documents: vec![document("Determinazione di concessione")],
    }
}

/// A claim of `amount` cents on a milestone, both by their numbers.
pub fn claim(milestone: u8, claim: u32, amount: u64) -> AwardBody {
    AwardBody::Claim {
        milestone,
        claim,
        amount: Cents(amount),
        statement: "Spazio aperto tre pomeriggi a settimana".to_string(),
        documents: vec![document("Relazione e registro presenze")],
    }
}

/// An attestation of a claim on a milestone, both by their numbers.
pub fn attestation(milestone: u8, claim: u32, outcome: Outcome) -> AwardBody {
    AwardBody::Attest {
        milestone,
        claim,
        outcome,
        report: document("Verbale di verifica"),
    }
}

/// A payment of `amount` cents for a milestone, with a mandate's number.
pub fn payment(payment: u32, milestone: u8, amount: u64, mandate: &str, date: Date) -> AwardBody {
    AwardBody::Pay(Payment {
        payment,
        milestone,
        amount: Cents(amount),
        mandate: Mandate {
            year: 2026,
            number: mandate.to_string(),
        },
        date,
        cup: publication().cup,
        cig: None,
    })
}

/// A historical record: row 2 of a public file, which reports a cent more paid than awarded.
///
/// # Panics
/// Never: its codes and dates are good ones.
pub fn record() -> HistoricalRecord {
    HistoricalRecord {
        row: 2,
        authority: Some(tax_code(1_234_500_037)),
        recipient: tax_code(5_234_500_037),
        recipient_name: "Cooperativa Esempio".to_string(),
        cig: None,
        cup: None,
        procedure: "Affidamento diretto".to_string(),
        awarded: Some(Cents(100)),
        paid: Some(Cents(101)),
        start: None,
        end: Some(day("2021-01-31")),
        year: Some(2020),
    }
}

/// Award 1: published, its first milestone claimed (carried), attested twice, paid and confirmed.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn award(chain: &mut Chain) -> Result<(), Refusal> {
    chain.advance(6);
    chain.direct(&pair(who::CITY), None, AwardBody::Publish(publication()))?;
    chain.advance(6);
    chain.carried(&pair(who::COOPERATIVE), Some(1), claim(1, 1, 1_200_000), 2)?;
    chain.advance(6);
    chain.direct(
        &pair(who::CITY_ATTESTS),
        Some(1),
        attestation(1, 1, Outcome::Met),
    )?;
    chain.advance(6);
    let outcome = Outcome::PartlyMet {
        amount: Cents(1_000_000),
    };
    chain.direct(&pair(who::OVERSIGHT), Some(1), attestation(1, 1, outcome))?;
    chain.advance(6);
    let date = Date::from_unix_seconds(chain.now);
    chain.direct(
        &pair(who::CITY_PAYS),
        Some(1),
        payment(1, 1, 1_000_000, "1042", date),
    )?;
    chain.advance(6);
    chain.carried(
        &pair(who::COOPERATIVE),
        Some(1),
        AwardBody::Confirm { payment: 1 },
        3,
    )?;
    Ok(())
}

/// All of it.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn story() -> Result<Chain, Refusal> {
    let mut chain = Chain::new(START);
    parties(&mut chain)?;
    agreement(&mut chain)?;
    award(&mut chain)?;
    Ok(chain)
}

/// The deadlines of [`tender_notice`], seconds since the epoch: ten, thirty and thirty-two days after [`START`].
pub mod deadline {
    use super::START;

    /// Last moment for clarifications, seconds since the epoch.
    pub const CLARIFY: u64 = START + 10 * 86_400;
    /// Last moment for bids, seconds since the epoch.
    pub const BIDS: u64 = START + 30 * 86_400;
    /// Last moment to reveal a bid, seconds since the epoch.
    pub const REVEAL: u64 = START + 32 * 86_400;
}

/// What [`bidders`] adds to [`parties`]: a supplier, and good standing for the other cooperative.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn bidders(chain: &mut Chain) -> Result<(), Refusal> {
    chain.advance(6);
    let supplier = registration(
        PartyKind::Supplier,
        "Servizi Esempio S.r.l.",
        5_234_500_037,
        who::SUPPLIER,
        &[Permission::ManageKeys, Permission::Sign],
    );
    chain.direct(&pair(who::CITY), None, PartyBody::Register(supplier))?;
    chain.advance(6);
    chain.direct(
        &pair(who::OVERSIGHT),
        Some(party::OTHER_COOPERATIVE),
        standing("2027-12-31"),
    )?;
    Ok(())
}

/// A CIG with valid check characters, another for each number (at most 65,535).
///
/// # Panics
/// Never: one of 4,091 check sums is right.
pub fn cig(number: u32) -> Cig {
    (0..4091)
        .find_map(|check| Cig::parse(&alloc::format!("B{number:06X}{check:03X}")).ok())
        .expect("one of the check sums is right")
}

/// The notice of an open tender for services above the EU threshold.
pub fn tender_notice() -> TenderNotice {
    TenderNotice {
        cig: cig(1),
        cup: None,
        title: "Gestione degli spazi di quartiere".to_string(),
        object: "Apertura, pulizia e custodia di quattro spazi per due anni".to_string(),
        contract_type: ContractType::Services,
        procedure: Procedure::Open,
        reserve: None,
        legal_basis: "Art. 71 D.Lgs. 36/2023".to_string(),
        office: "Area patrimonio".to_string(),
        responsible_role: "Responsabile unico del progetto".to_string(),
        value: Cents(24_000_000),
        criterion: Criterion::QualityPrice,
        labour_intensive: true,
        criteria: document("Disciplinare di gara"),
        clarify_until: deadline::CLARIFY,
        bids_until: deadline::BIDS,
        reveal_until: deadline::REVEAL,
        documents: vec![document("Decisione a contrarre"), document("Capitolato")],
    }
}

/// A direct award to the supplier.
pub fn direct_award() -> DirectAward {
    DirectAward {
        ground: DirectGround::BelowThreshold,
        cig: cig(2),
        cup: None,
        title: "Manutenzione degli estintori".to_string(),
        object: "Controllo semestrale degli estintori di quattro spazi".to_string(),
        contract_type: ContractType::Services,
        labour_intensive: false,
        legal_basis: "Art. 50 c. 1 b D.Lgs. 36/2023".to_string(),
        office: "Area patrimonio".to_string(),
        responsible_role: "Responsabile unico del progetto".to_string(),
        amount: Cents(480_000),
        contractor: party::SUPPLIER,
        reason: "Preventivo più basso dei tre chiesti".to_string(),
        requirements: "Requisiti generali verificati; servizi analoghi nel triennio".to_string(),
        rotation: "L'affidatario uscente non è stato invitato".to_string(),
        selection: None,
        act: document("Determinazione di affidamento"),
        documents: vec![document("Preventivo")],
    }
}

/// An offer at a price, cents.
pub fn offer(price: u64) -> Offer {
    Offer {
        price: Cents(price),
        documents: vec![document("Offerta tecnica")],
    }
}

/// A salt for tests, the same for the same number. Not for real bids: a salt must be random.
pub fn salt(number: u8) -> Digest {
    sha256(&[number])
}

/// The commitment of a party's bid, each by its number.
pub fn commitment(tender: u32, party: u32, salt: &Digest, offer: &Offer) -> TenderBody {
    TenderBody::Bid {
        commitment: sha256(&commitment_bytes(tender, party, salt, offer)),
    }
}

/// The award of tender 1 to the cooperative, ahead of the supplier.
pub fn award_decision(communicated: Date) -> AwardDecision {
    AwardDecision {
        winner: party::COOPERATIVE,
        price: Cents(22_000_000),
        ranking: vec![
            Ranked {
                party: party::COOPERATIVE,
                points: 8_750,
            },
            Ranked {
                party: party::SUPPLIER,
                points: 8_120,
            },
        ],
        reason: "Miglior rapporto tra qualità e prezzo".to_string(),
        act: document("Determinazione di aggiudicazione"),
        communicated,
        standstill: Standstill::Applies,
    }
}

/// The contract, signed on a day.
pub fn contract_terms(signed: Date) -> ContractTerms {
    ContractTerms {
        reference: "Rep. 77/2026".to_string(),
        signed,
        start: day("2026-06-01"),
        end: day("2028-05-31"),
        document: document("Contratto"),
    }
}

/// Tender 1 up to its deadline: published, a question answered, three bids committed (one carried), of which the other
/// cooperative takes its own back.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn tender_bids(chain: &mut Chain) -> Result<(), Refusal> {
    bidders(chain)?;
    chain.advance(6);
    let city = pair(who::CITY);
    chain.direct(&city, None, TenderBody::Publish(tender_notice()))?;
    chain.advance(86_400);
    chain.direct(
        &city,
        Some(1),
        TenderBody::Clarify {
            clarification: 1,
            question: "Gli spazi hanno un parcheggio?".to_string(),
            answer: "Due su quattro, si veda l'allegato".to_string(),
            documents: vec![document("Planimetrie")],
        },
    )?;
    chain.advance(86_400);
    let bid = |party, salt_number, price| commitment(1, party, &salt(salt_number), &offer(price));
    chain.carried(
        &pair(who::COOPERATIVE),
        Some(1),
        bid(party::COOPERATIVE, 1, 22_000_000),
        11,
    )?;
    chain.advance(6);
    chain.direct(
        &pair(who::SUPPLIER),
        Some(1),
        bid(party::SUPPLIER, 2, 21_000_000),
    )?;
    chain.advance(6);
    let other = pair(who::OTHER_COOPERATIVE);
    chain.direct(
        &other,
        Some(1),
        bid(party::OTHER_COOPERATIVE, 3, 23_000_000),
    )?;
    chain.advance(6);
    chain.direct(&other, Some(1), TenderBody::WithdrawBid)?;
    Ok(())
}

/// After [`tender_bids`]: both bids revealed and evaluated, after the window.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn tender_evaluated(chain: &mut Chain) -> Result<(), Refusal> {
    chain.advance(deadline::BIDS + 1 - chain.now);
    for (nonce, who, salt_number, price) in [
        (12, who::COOPERATIVE, 1, 22_000_000),
        (13, who::SUPPLIER, 2, 21_000_000),
    ] {
        let body = TenderBody::Reveal {
            salt: salt(salt_number),
            offer: offer(price),
        };
        chain.carried(&pair(who), Some(1), body, nonce)?;
        chain.advance(6);
    }
    chain.advance(deadline::REVEAL + 1 - chain.now);
    let report = TenderBody::Evaluate {
        evaluation: 1,
        report: document("Verbale della commissione"),
    };
    chain.direct(&pair(who::CITY), Some(1), report)?;
    Ok(())
}

/// After [`tender_evaluated`]: awarded, and the contract signed when the standstill is over.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn tender_contract(chain: &mut Chain) -> Result<(), Refusal> {
    let city = pair(who::CITY);
    chain.advance(86_400);
    let today = Date::from_unix_seconds(chain.now);
    chain.direct(&city, Some(1), TenderBody::Award(award_decision(today)))?;
    chain.advance(33 * 86_400);
    let today = Date::from_unix_seconds(chain.now);
    chain.direct(&city, Some(1), TenderBody::Contract(contract_terms(today)))?;
    Ok(())
}

/// The award that carries out the contract of tender 1.
///
/// # Panics
/// Never: its dates are good ones.
pub fn contract_publication() -> Publication {
    let notice = tender_notice();
    Publication {
        kind: AwardKind::Contract,
        beneficiary: party::COOPERATIVE,
        basis: Basis::Tender(1),
        title: notice.title,
        amount: Cents(22_000_000),
        legal_basis: notice.legal_basis,
        office: notice.office,
        responsible_role: notice.responsible_role,
        selection_method: "Procedura aperta".to_string(),
        project: None,
        cup: None,
        cig: Some(notice.cig),
        start: day("2026-06-01"),
        end: day("2028-05-31"),
        attesters_required: 1,
        attesters: vec![party::CITY],
        milestones: vec![
            MilestoneTerms {
                title: "Primo anno".to_string(),
                amount: Cents(11_000_000),
                due: day("2027-05-31"),
            },
            MilestoneTerms {
                title: "Secondo anno".to_string(),
                amount: Cents(11_000_000),
                due: day("2028-05-31"),
            },
        ],
        documents: vec![document("Contratto")],
    }
}

/// A de minimis aid to the cooperative, by its number, cents.
pub fn aid(aid: u32, amount: u64) -> PartyBody {
    PartyBody::RegisterAid(Aid {
        aid,
        amount: Cents(amount),
        legal_basis: "Bando innovazione sociale 2026".to_string(),
        elsewhere: Cents::ZERO,
        declaration: document("Visura RNA"),
    })
}

/// A grant of the aid with that number, cents, in one milestone.
pub fn de_minimis_grant(aid: u32, amount: u64) -> AwardBody {
    let mut publication = publication();
    publication.basis = Basis::Act {
        reference: "DD 12/2026".to_string(),
    };
    publication.amount = Cents(amount);
    publication.milestones.truncate(1);
    for milestone in &mut publication.milestones {
        milestone.amount = Cents(amount);
    }
    AwardBody::PublishDeMinimis { publication, aid }
}

/// A tender from the notice to the award that carries out its contract, and a direct award; then a de minimis aid with its grant, and
/// the members' register of the cooperative.
///
/// # Errors
/// None, as long as the rules accept the sample.
pub fn tender_story() -> Result<Chain, Refusal> {
    let mut chain = Chain::new(START);
    parties(&mut chain)?;
    tender_bids(&mut chain)?;
    tender_evaluated(&mut chain)?;
    tender_contract(&mut chain)?;
    let city = pair(who::CITY);
    chain.advance(6);
    chain.direct(&city, None, AwardBody::Publish(contract_publication()))?;
    chain.advance(6);
    chain.direct(&city, None, TenderBody::AwardDirectly(direct_award()))?;
    chain.advance(6);
    chain.direct(&city, Some(party::COOPERATIVE), aid(1, 3_000_000))?;
    chain.advance(6);
    chain.direct(&city, None, de_minimis_grant(1, 3_000_000))?;
    chain.advance(6);
    let register = PartyBody::DepositMembers {
        year: 2025,
        members: 41,
        root: sha256(b"radice"),
    };
    chain.direct(&pair(who::COOPERATIVE), Some(party::COOPERATIVE), register)?;
    Ok(chain)
}
