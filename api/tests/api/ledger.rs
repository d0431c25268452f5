// SPDX-License-Identifier: EUPL-1.2
//! The ledger under test: the rules' sample story, told on until every table has something in it, written to a
//! database by the indexer.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use portico_api::Config;
use portico_client::Block;
use portico_indexer::{Database, memory};
use portico_rules::{
    agreement::{AgreementBody, Notice},
    authority::Signature,
    award::{
        AmendmentTerms, AwardBody, AwardKind, Basis, Mandate, MilestoneTerms, Outcome, Payment,
        Publication,
    },
    codes::Cig,
    date::Date,
    import::{HistoricalRecord, ImportBody, ImportTotals, Source},
    ledger::Domain,
    memory::{
        Chain, key, pair,
        sample::{self, day, document, party, who},
    },
    native::sha256,
    party::{PartyBody, PartyKind, Permission, Permissions},
    primitives::Cents,
    refusal::Refusal,
    tender::{
        AwardDecision, ChangeCause, ContractChange, DirectAward, Procedure, Ranked, Subcontract,
        TenderBody, TenderNotice,
    },
};
use tempfile::TempDir;

/// A key pair that the story does not use otherwise.
const SPARE_KEY: u8 = 90;
/// The supplier, and its key pair.
const SUPPLIER: u32 = 5;
const SUPPLIER_KEY: u8 = 7;

/// A ledger and the database that mirrors it.
pub(crate) struct Mirror {
    pub(crate) chain: Chain,
    database: Database,
    cursor: Block,
    directory: TempDir,
}

impl Mirror {
    /// The whole story, indexed.
    pub(crate) fn of_the_story() -> Self {
        Self::of(story().expect("the rules accept the story"))
    }

    /// The story of tenders, indexed.
    pub(crate) fn of_tenders() -> Self {
        Self::of(story_of_tenders().expect("the rules accept the story"))
    }

    /// What a ledger holds so far, indexed.
    pub(crate) fn of(chain: Chain) -> Self {
        let mut mirror = Self::of_nothing_yet(chain);
        mirror.index();
        mirror
    }

    /// A ledger of which nothing is indexed.
    pub(crate) fn of_nothing_yet(chain: Chain) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::open(file_in(&directory), memory::ledger(&chain)).unwrap();
        let cursor = database.cursor().unwrap();
        Mirror {
            chain,
            database,
            cursor,
            directory,
        }
    }

    /// Indexes what the chain holds beyond the cursor.
    pub(crate) fn index(&mut self) {
        self.index_up_to(self.chain.block);
    }

    /// Likewise, up to a block and no further.
    pub(crate) fn index_up_to(&mut self, number: u32) {
        let upto = memory::block(number);
        let entries: Vec<_> = memory::located(&self.chain, |before| before + 1)
            .into_iter()
            .filter(|entry| (self.cursor.number + 1..=number).contains(&entry.block.number))
            .collect();
        self.database.apply(self.cursor, upto, &entries).unwrap();
        self.cursor = upto;
    }

    pub(crate) fn file(&self) -> PathBuf {
        file_in(&self.directory)
    }

    /// The service over it, on 22 November 2026.
    pub(crate) fn config(&self) -> Config {
        config(&self.file())
    }
}

fn file_in(directory: &TempDir) -> PathBuf {
    directory.path().join("ledger.sqlite")
}

/// The service over a file, on 22 November 2026.
pub(crate) fn config(file: &Path) -> Config {
    let mut config = Config::new(([127, 0, 0, 1], 0).into(), file);
    config.clock = on("2026-11-22");
    config
}

/// A clock that stands at noon of a day.
pub(crate) fn on(date: &str) -> portico_api::Clock {
    let seconds = u64::from(day(date).days()) * 86_400 + 43_200;
    Arc::new(move || SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// A block of the test: its hash is its number.
/// Carried signatures are random, and so are the heads after them: puts names in their place, so that a
/// snapshot says which head it is.
pub(crate) fn name_random_digests(chain: &Chain, text: &str) -> String {
    let mut text = text.to_owned();
    for placed in &chain.entries {
        let entry = &placed.appended.entry;
        let name = format!("{} #{}", entry.subject, entry.seq);
        text = text.replace(&placed.appended.head.to_hex(), &format!("[head of {name}]"));
        if let Signature::Carried { signature, .. } = entry.signature {
            text = text.replace(&signature.to_hex(), &format!("[signature of {name}]"));
        }
    }
    text
}

/// The story: the sample's, and what else can happen.
fn story() -> Result<Chain, Refusal> {
    let mut chain = sample::story()?;
    more_of_award_1(&mut chain)?;
    more_parties(&mut chain)?;
    more_agreements(&mut chain)?;
    more_awards(&mut chain)?;
    imports(&mut chain)?;
    Ok(chain)
}

/// A story of its own, since it takes two months: tenders, de minimis aid, members' registers.
fn story_of_tenders() -> Result<Chain, Refusal> {
    let mut chain = sample::story()?;
    more_parties(&mut chain)?;
    tenders(&mut chain)?;
    aid_and_members(&mut chain)?;
    Ok(chain)
}

fn direct<D: Domain>(
    chain: &mut Chain,
    who: u8,
    number: Option<u32>,
    body: D,
) -> Result<(), Refusal> {
    chain.advance(6);
    chain.direct(&pair(who), number, body).map(drop)
}

/// A second milestone disputed and partly recovered, a claim refused and one pending, amendments of every end,
/// and a suspension.
fn more_of_award_1(chain: &mut Chain) -> Result<(), Refusal> {
    let city = who::CITY;
    direct(
        chain,
        who::COOPERATIVE,
        Some(1),
        sample::claim(2, 1, 600_000),
    )?;
    for attester in [who::CITY_ATTESTS, who::OVERSIGHT] {
        direct(
            chain,
            attester,
            Some(1),
            sample::attestation(2, 1, Outcome::Met),
        )?;
    }
    let today = Date::from_unix_seconds(chain.now);
    let payment = sample::payment(2, 2, 600_000, "1043", today);
    direct(chain, who::CITY_PAYS, Some(1), payment)?;
    let dispute = AwardBody::Dispute {
        payment: 2,
        reason: "Accreditato un importo minore".into(),
    };
    direct(chain, who::COOPERATIVE, Some(1), dispute)?;
    let recovery = AwardBody::Recover {
        recovery: 1,
        payment: 2,
        amount: Cents(100_005),
        reason: "Spesa non ammissibile".into(),
        act: document("Provvedimento di recupero"),
    };
    direct(chain, who::CITY_PAYS, Some(1), recovery)?;

    direct(
        chain,
        who::COOPERATIVE,
        Some(1),
        sample::claim(2, 2, 50_000),
    )?;
    for attester in [who::CITY_ATTESTS, who::OVERSIGHT] {
        direct(
            chain,
            attester,
            Some(1),
            sample::attestation(2, 2, Outcome::NotMet),
        )?;
    }
    direct(
        chain,
        who::COOPERATIVE,
        Some(1),
        sample::claim(2, 3, 70_000),
    )?;

    let terms = |amendment, second| AmendmentTerms {
        amendment,
        amount: Cents(1_200_000 + second),
        end: day("2027-09-30"),
        milestones: vec![
            MilestoneTerms {
                title: "Apertura del primo spazio".into(),
                amount: Cents(1_200_000),
                due: day("2026-06-30"),
            },
            MilestoneTerms {
                title: "Un anno e mezzo di attività".into(),
                amount: Cents(second),
                due: day("2027-09-15"),
            },
        ],
        reason: "Proroga di tre mesi".into(),
        act: document("Determinazione di proroga"),
    };
    let (accepted, withdrawn, proposed) = (
        terms(1, 1_900_000),
        terms(2, 2_000_000),
        terms(3, 2_100_000),
    );
    direct(
        chain,
        city,
        Some(1),
        AwardBody::ProposeAmendment(accepted.clone()),
    )?;
    direct(
        chain,
        who::COOPERATIVE,
        Some(1),
        AwardBody::AcceptAmendment(accepted),
    )?;
    direct(
        chain,
        who::COOPERATIVE,
        Some(1),
        AwardBody::ProposeAmendment(withdrawn),
    )?;
    let withdrawal = AwardBody::WithdrawAmendment {
        amendment: 2,
        reason: "Superata".into(),
    };
    direct(chain, who::COOPERATIVE, Some(1), withdrawal)?;
    direct(chain, city, Some(1), AwardBody::ProposeAmendment(proposed))?;
    let reason = "Verifica in corso".to_owned();
    direct(chain, city, Some(1), AwardBody::Suspend { reason })?;
    let reason = "Verifica conclusa".to_owned();
    direct(chain, city, Some(1), AwardBody::Resume { reason })
}

/// A supplier, eleven bodies of the third sector, a revoked key, a new name, a suspension and its end.
fn more_parties(chain: &mut Chain) -> Result<(), Refusal> {
    let sign = &[Permission::ManageKeys, Permission::Sign];
    let supplier = sample::registration(
        PartyKind::Supplier,
        "Ditta Alfa",
        5_234_500_037,
        SUPPLIER_KEY,
        sign,
    );
    direct(chain, who::CITY, None, PartyBody::Register(supplier))?;
    for number in 0..11 {
        let body = sample::registration(
            PartyKind::ThirdSectorBody,
            &format!("Associazione {}", number + 1),
            6_234_500_037 + u64::from(number),
            20 + number,
            sign,
        );
        direct(chain, who::CITY, None, PartyBody::Register(body))?;
    }
    let key = key(&pair(SPARE_KEY));
    let added = PartyBody::AddKey {
        key,
        permissions: Permissions::of(&[Permission::Sign]),
        label: "presidenza".into(),
    };
    let revoked = PartyBody::RevokeKey {
        key,
        reason: "Cambio di incarico".into(),
    };
    let renamed = PartyBody::Rename {
        name: "Cooperativa Sociale Il Glicine ONLUS".into(),
        municipality: None,
    };
    for body in [added, revoked, renamed] {
        direct(chain, who::COOPERATIVE, Some(party::COOPERATIVE), body)?;
    }
    let other = Some(party::OTHER_COOPERATIVE);
    direct(chain, who::OVERSIGHT, other, sample::standing("2026-06-30"))?;
    let reason = |text: &str| text.to_owned();
    for body in [
        PartyBody::Suspend {
            reason: reason("Revisione non superata"),
        },
        PartyBody::Reinstate {
            reason: reason("Rilievi sanati"),
        },
    ] {
        direct(chain, who::OVERSIGHT, other, body)?;
    }
    let suspension = PartyBody::Suspend {
        reason: reason("Sede inesistente"),
    };
    direct(chain, who::OVERSIGHT, Some(SUPPLIER + 11), suspension)
}

/// A second version of agreement 1 that one side has not signed; a notice; an agreement that was ended.
fn more_agreements(chain: &mut Chain) -> Result<(), Refusal> {
    let city = who::CITY;
    direct(chain, city, Some(1), sample::proposal(2))?;
    let signature = AgreementBody::Sign {
        version: 2,
        text_sha256: document("Convenzione").sha256,
    };
    direct(chain, city, Some(1), signature)?;
    let notice = |title: &str| {
        AgreementBody::Publish(Notice {
            title: title.into(),
            ..sample::notice()
        })
    };
    direct(chain, city, None, notice("Orti di comunità"))?;
    direct(chain, city, None, notice("Portierato sociale"))?;
    let end = AgreementBody::Terminate {
        reason: "Nessuna proposta".into(),
        act: document("Presa d'atto"),
    };
    direct(chain, city, Some(3), end)
}

/// A contract, closed, and ten small grants.
fn more_awards(chain: &mut Chain) -> Result<(), Refusal> {
    let small = |kind, beneficiary, basis, amount, cig| Publication {
        kind,
        beneficiary,
        basis,
        amount: Cents(amount),
        title: "Servizi di quartiere".into(),
        attesters_required: 1,
        attesters: vec![party::CITY],
        milestones: vec![MilestoneTerms {
            title: "Consegna".into(),
            amount: Cents(amount),
            due: day("2026-12-31"),
        }],
        project: None,
        cup: None,
        cig,
        documents: Vec::new(),
        ..sample::publication()
    };
    let cig = Cig::parse("5462644C6C").expect("a valid CIG");
    let act = Basis::Act {
        reference: "DD 2026/118".into(),
    };
    let contract = Publication {
        selection_method: "Affidamento diretto".into(),
        ..small(AwardKind::Contract, SUPPLIER, act, 2_499, Some(cig))
    };
    direct(chain, who::CITY, None, AwardBody::Publish(contract))?;
    direct(chain, SUPPLIER_KEY, Some(2), sample::claim(1, 1, 2_499))?;
    direct(
        chain,
        who::CITY_ATTESTS,
        Some(2),
        sample::attestation(1, 1, Outcome::Met),
    )?;
    let payment = Payment {
        payment: 1,
        milestone: 1,
        amount: Cents(2_499),
        mandate: Mandate {
            year: 2026,
            number: "2001".into(),
        },
        date: Date::from_unix_seconds(chain.now),
        cup: None,
        cig: Some(cig),
    };
    direct(chain, who::CITY_PAYS, Some(2), AwardBody::Pay(payment))?;
    let closing = AwardBody::Close {
        paid: Cents(2_499),
        recovered: Cents::ZERO,
        reason: "Servizio concluso".into(),
        accounting_document: document("Rendiconto"),
    };
    direct(chain, who::CITY, Some(2), closing)?;
    for number in 0..10 {
        let call = Basis::Call {
            reference: "Bando 3/2026".into(),
        };
        // Several in one block, as in a batch.
        let grant = small(AwardKind::Grant, SUPPLIER + 1 + number, call, 10_000, None);
        chain.direct(&pair(who::CITY), None, AwardBody::Publish(grant))?;
    }
    Ok(())
}

/// A finished import with a rejected row and one that reports more paid than awarded; and one that has begun.
fn imports(chain: &mut Chain) -> Result<(), Refusal> {
    let source = |content: &[u8], title: &str, rows| {
        ImportBody::Open(Source {
            sha256: sha256(content),
            format: "l190-2020".into(),
            title: title.into(),
            publisher: "Comune di Portico di Sotto".into(),
            licence: "CC-BY-4.0".into(),
            uri: "https://data.example/l190-2020.csv".into(),
            rows,
        })
    };
    let record = |row: u32, cig: Option<&str>| HistoricalRecord {
        row,
        authority: Some(sample::tax_code(1_234_500_037)),
        recipient: sample::tax_code(5_234_500_037 + u64::from(row % 3)),
        recipient_name: format!("Ditta {}", row % 3),
        cig: cig.map(|text| Cig::parse(text).expect("a valid CIG")),
        cup: None,
        procedure: "affidamento diretto".into(),
        awarded: Some(Cents(100_000)),
        paid: Some(Cents(if row == 4 { 100_001 } else { 99_999 })),
        start: Some(day("2020-01-15")),
        end: None,
        year: Some(2020),
    };
    let cig = Some("ZDB27337A5");
    direct(
        chain,
        who::CITY,
        None,
        source(b"file 1", "Affidamenti 2020", 9),
    )?;
    let records = vec![record(1, cig), record(2, None), record(4, cig)];
    let body = ImportBody::Record { after: 0, records };
    direct(chain, who::CITY, Some(1), body)?;
    let records = (5..=9).map(|row| record(row, None)).collect();
    let body = ImportBody::Record { after: 4, records };
    direct(chain, who::CITY, Some(1), body)?;
    let finish = ImportBody::Finish {
        recorded: ImportTotals {
            rows: 8,
            awarded: Cents(800_000),
            paid: Cents(7 * 99_999 + 100_001),
        },
        rejected: ImportTotals {
            rows: 1,
            awarded: Cents(55_500),
            paid: Cents(0),
        },
        rejects_sha256: sha256(b"rejects of file 1"),
    };
    direct(chain, who::CITY, Some(1), finish)?;
    direct(
        chain,
        who::CITY,
        None,
        source(b"file 2", "Affidamenti 2021", 40),
    )?;
    let records = (1..=30).map(|row| record(row + 10, None)).collect();
    let body = ImportBody::Record { after: 0, records };
    direct(chain, who::CITY, Some(2), body)
}

/// A tender from the notice to a contract that was changed, after an award that was taken back; a direct award; a tender with a
/// sealed bid, which is open on 22 November 2026.
fn tenders(chain: &mut Chain) -> Result<(), Refusal> {
    const DAY: u64 = 86_400;
    let (city, one) = (who::CITY, Some(1));
    let start = chain.now;
    let moments = TenderNotice {
        clarify_until: start + 10 * DAY,
        bids_until: start + 20 * DAY,
        reveal_until: start + 22 * DAY,
        ..sample::tender_notice()
    };
    direct(chain, city, None, TenderBody::Publish(moments.clone()))?;
    let clarification = TenderBody::Clarify {
        clarification: 1,
        question: "Gli spazi hanno un parcheggio?".into(),
        answer: "Due su quattro, si veda l'allegato".into(),
        documents: vec![document("Planimetrie")],
    };
    direct(chain, city, one, clarification)?;
    let extension = TenderBody::Extend {
        clarify_until: start + 10 * DAY,
        bids_until: start + 30 * DAY,
        reveal_until: start + 32 * DAY,
        reason: "Planimetrie aggiunte".into(),
    };
    direct(chain, city, one, extension)?;
    let bidders = [
        (who::COOPERATIVE, party::COOPERATIVE, 1, 22_000_000),
        (SUPPLIER_KEY, SUPPLIER, 2, 21_000_000),
        // Never revealed.
        (20, SUPPLIER + 1, 3, 23_000_000),
    ];
    for (key, bidder, salt, price) in bidders {
        let bid = sample::commitment(1, bidder, &sample::salt(salt), &sample::offer(price));
        direct(chain, key, one, bid)?;
    }
    chain.advance(30 * DAY);
    for (key, _, salt, price) in &bidders[..2] {
        let reveal = TenderBody::Reveal {
            salt: sample::salt(*salt),
            offer: sample::offer(*price),
        };
        direct(chain, *key, one, reveal)?;
    }
    chain.advance(2 * DAY);
    let report = TenderBody::Evaluate {
        evaluation: 1,
        report: document("Verbale della commissione"),
    };
    direct(chain, city, one, report)?;
    let ranked = |party, points| Ranked { party, points };
    let decision = |ranking: Vec<Ranked>, price, chain: &Chain| {
        TenderBody::Award(AwardDecision {
            winner: ranking[0].party,
            price: Cents(price),
            ranking,
            ..sample::award_decision(Date::from_unix_seconds(chain.now))
        })
    };
    let first = vec![ranked(SUPPLIER, 9_010), ranked(party::COOPERATIVE, 8_750)];
    let body = decision(first, 21_000_000, chain);
    direct(chain, city, one, body)?;
    let revocation = TenderBody::RevokeAward {
        reason: "Requisito non dimostrato".into(),
        act: document("Annullamento in autotutela"),
    };
    direct(chain, city, one, revocation)?;
    let exclusion = TenderBody::Exclude {
        party: SUPPLIER,
        reason: "Art. 100: fatturato non dimostrato".into(),
        act: document("Esclusione"),
    };
    direct(chain, city, one, exclusion)?;
    let body = decision(vec![ranked(party::COOPERATIVE, 8_750)], 22_000_000, chain);
    direct(chain, city, one, body)?;
    chain.advance(33 * DAY);
    let terms = sample::contract_terms(Date::from_unix_seconds(chain.now));
    direct(chain, city, one, TenderBody::Contract(terms))?;
    let change = TenderBody::Change(ContractChange {
        change: 1,
        cause: ChangeCause::Minor,
        value: Cents(23_000_000),
        reason: "Un'apertura in più".into(),
        act: document("Variante"),
    });
    direct(chain, city, one, change)?;
    let request = TenderBody::RequestSubcontract(Subcontract {
        subcontract: 1,
        subcontractor: sample::tax_code(7_234_500_037),
        name: "Pulizie Esempio S.r.l.".into(),
        object: "Pulizia di uno spazio".into(),
        amount: Cents(1_000_000),
        documents: vec![document("Contratto di subappalto")],
    });
    direct(chain, who::COOPERATIVE, one, request)?;
    let authorisation = TenderBody::DecideSubcontract {
        subcontract: 1,
        authorised: true,
        reason: "Requisiti verificati".into(),
        act: document("Autorizzazione"),
    };
    direct(chain, city, one, authorisation)?;

    let award = DirectAward {
        contractor: SUPPLIER,
        ..sample::direct_award()
    };
    direct(chain, city, None, TenderBody::AwardDirectly(award))?;
    let open = TenderNotice {
        cig: sample::cig(3),
        title: "Trasporto di comunità".into(),
        procedure: Procedure::Negotiated,
        value: Cents(9_000_000),
        clarify_until: at("2026-12-05"),
        bids_until: at("2026-12-15"),
        reveal_until: at("2026-12-18"),
        ..moments
    };
    direct(chain, city, None, TenderBody::Publish(open))?;
    let invitation = TenderBody::Invite {
        party: party::COOPERATIVE,
        reason: "Indagine di mercato".into(),
    };
    direct(chain, city, Some(3), invitation)?;
    let salt = sample::salt(9);
    let bid = sample::commitment(3, party::COOPERATIVE, &salt, &sample::offer(8_000_000));
    direct(chain, who::COOPERATIVE, Some(3), bid)
}

/// The first second of a day.
fn at(text: &str) -> u64 {
    u64::from(day(text).days()) * 86_400
}

/// Two aids to the cooperative, one of them lowered, and what it is one undertaking with; its members' registers.
fn aid_and_members(chain: &mut Chain) -> Result<(), Refusal> {
    let cooperative = Some(party::COOPERATIVE);
    let declaration = || document("Dichiarazione sugli aiuti");
    for (number, other) in [
        (party::COOPERATIVE, SUPPLIER),
        (SUPPLIER, party::COOPERATIVE),
    ] {
        let link = PartyBody::Link {
            other,
            reason: "Maggioranza dei voti".into(),
            declaration: declaration(),
        };
        direct(chain, who::CITY, Some(number), link)?;
    }
    direct(chain, who::CITY, cooperative, sample::aid(1, 3_000_000))?;
    direct(chain, who::CITY, cooperative, sample::aid(2, 500_000))?;
    direct(chain, who::CITY, Some(SUPPLIER), sample::aid(1, 1_000_000))?;
    let reduction = PartyBody::ReduceAid {
        aid: 2,
        amount: Cents(400_000),
        reason: "Minore spesa".into(),
        act: document("Riduzione"),
    };
    direct(chain, who::CITY, cooperative, reduction)?;
    let register = |year, members, root: &[u8]| PartyBody::DepositMembers {
        year,
        members,
        root: sha256(root),
    };
    direct(
        chain,
        who::COOPERATIVE,
        cooperative,
        register(2024, 38, b"2024"),
    )?;
    direct(
        chain,
        who::COOPERATIVE,
        cooperative,
        register(2025, 41, b"2025"),
    )?;
    let correction = PartyBody::CorrectMembers {
        year: 2025,
        members: 42,
        root: sha256(b"2025, corrected"),
        reason: "Un socio mancava".into(),
    };
    direct(chain, who::COOPERATIVE, cooperative, correction)
}
