// SPDX-License-Identifier: EUPL-1.2
//! For the tests: ledgers to which anything may have happened. Each step is four random bytes: the first chooses what is
//! attempted, the others with what. Most attempts are shaped so that the rules accept them; a refusal is a step without an
//! entry.

#[path = "random_ledger/tenders.rs"]
mod tenders;

use portico_rules::{
    agreement::{AgreementBody, AgreementRow, Contribution, Notice},
    award::{
        AmendmentTerms, AwardBody, AwardKind, AwardRow, AwardStatus, Basis, Mandate, MilestoneRow,
        MilestoneTerms, Outcome, Payment, Publication,
    },
    date::Date,
    import::{HistoricalRecord, ImportBody, ImportRow, ImportTotals, Source},
    ledger::Domain,
    memory::{
        Chain, key, pair,
        sample::{self, day, document, party, who},
    },
    native::sha256,
    party::{PartyBody, PartyKind, Permission, Permissions},
    primitives::Cents,
    row::{Row, RowKey},
    subject::SubjectKind,
};

/// One attempt.
pub(crate) type Step = [u8; 4];

/// How many things can be attempted.
pub(crate) const ATTEMPTS: u8 = 36;

/// A city, an oversight body and two cooperatives; and then what the steps make of it.
pub(crate) fn ledger_after(steps: &[Step]) -> Chain {
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).expect("the rules accept the sample");
    for step in steps {
        // Several entries in one block, or days between two.
        match step[3] % 8 {
            0..3 => {}
            3..7 => chain.advance(6),
            _ => chain.advance(86_400 * u64::from(step[3] % 40)),
        }
        attempt(&mut chain, *step);
    }
    chain
}

/// Many steps that are the same on every machine: what a number makes of its multiples.
pub(crate) fn steps(seed: u64, count: usize) -> Vec<Step> {
    let mut state = seed;
    let mut next = || {
        // Knuth's MMIX generator; only the upper bits are random enough.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..count)
        .map(|_| [next(), next(), next(), next()])
        .collect()
}

/// A command by whoever may give it; whether the rules accept it is theirs to say.
fn give<D: Domain>(chain: &mut Chain, who: u8, number: Option<u32>, body: D) {
    // Some of them carried; the number of entries is as good a nonce as any.
    let nonce = chain.entries.len() as u64;
    let _refused_or_not = if nonce % 5 == 4 {
        chain.carried(&pair(who), number, body, nonce)
    } else {
        chain.direct(&pair(who), number, body)
    };
}

fn attempt(chain: &mut Chain, [what, a, b, c]: Step) {
    match what % ATTEMPTS {
        0 => register(chain, a, b),
        1 => add_key(chain, a, b),
        2 => revoke_key(chain, a),
        3 => rename(chain, a, b),
        4 => standing(chain, a, b),
        5 => suspend_or_reinstate(chain, a, b),
        6 => publish_notice(chain, a),
        7 => invite(chain, a, b),
        8 => propose(chain, a, b),
        9 | 10 => sign(chain, a, b),
        11 => terminate(chain, a, b),
        12 => publish_award(chain, a, b),
        13 | 14 => claim(chain, a, b, c),
        15 | 16 => attest(chain, a, b, c),
        17 => pay(chain, a, b, c),
        18 => receipt(chain, a, b),
        19 => recover(chain, a, b),
        20 => propose_amendment(chain, a, b),
        21 => settle_amendment(chain, a, b),
        22 => change_status(chain, a, b),
        23 => import(chain, a, b, c),
        24 => tenders::open(chain, a, b),
        25 => tenders::before_the_deadline(chain, a, b),
        26 => tenders::bid(chain, a, b),
        27 => tenders::reveal(chain, a, b),
        28 => tenders::evaluate(chain, a, b),
        29 => tenders::award(chain, a, b),
        30 => tenders::contract(chain, a, b),
        31 | 32 => tenders::carry_out(chain, a, b),
        33 => tenders::aid(chain, a, b),
        34 => tenders::link(chain, a, b),
        _ => tenders::members(chain, a, b),
    }
}

/// One of the subjects there are, or the first to be.
fn one_of(chain: &Chain, kind: SubjectKind, choice: u8) -> u32 {
    let subjects = match chain.rows(kind).get(&RowKey::Ledger) {
        Some(Row::Ledger(row)) => row.subjects,
        _ => 0,
    };
    u32::from(choice) % subjects.max(1) + 1
}

fn register(chain: &mut Chain, a: u8, b: u8) {
    let kind = [
        PartyKind::Supplier,
        PartyKind::ThirdSectorBody,
        PartyKind::Cooperative,
    ][usize::from(a % 3)];
    let permissions = &[Permission::ManageKeys, Permission::Sign];
    let name = format!("Società Cooperativa n. {b}");
    let registration = sample::registration(
        kind,
        &name,
        6_000_000_000 + u64::from(b),
        100 + b % 100,
        permissions,
    );
    give(chain, who::CITY, None, PartyBody::Register(registration));
}

fn add_key(chain: &mut Chain, a: u8, b: u8) {
    let permissions = [Permission::Sign, Permission::ManageKeys][usize::from(a % 2)];
    let body = PartyBody::AddKey {
        key: key(&pair(10 + b % 40)),
        permissions: Permissions::of(&[permission_or(a, permissions)]),
        label: format!("ufficio {b}"),
    };
    let (who, party) = [
        (who::CITY, party::CITY),
        (who::COOPERATIVE, party::COOPERATIVE),
    ][usize::from(a % 2)];
    give(chain, who, Some(party), body);
}

fn permission_or(a: u8, usual: Permission) -> Permission {
    if a.is_multiple_of(3) {
        Permission::Publish
    } else {
        usual
    }
}

fn revoke_key(chain: &mut Chain, a: u8) {
    let revocable: Vec<_> = chain
        .rows(SubjectKind::Party)
        .into_iter()
        .filter_map(|(row_key, row)| match (row_key, row) {
            // The keys of the sample stay, or nobody could do anything any more.
            (RowKey::Key(key), Row::Key(row)) if (10..50).any(|n| self::key(&pair(n)) == key) => {
                Some((key, row.party))
            }
            _ => None,
        })
        .collect();
    let Some((key, party)) = revocable.get(usize::from(a) % revocable.len().max(1)) else {
        return;
    };
    let who = if *party == party::CITY {
        who::CITY
    } else {
        who::COOPERATIVE
    };
    let reason = "Cambio di ufficio".into();
    give(
        chain,
        who,
        Some(*party),
        PartyBody::RevokeKey { key: *key, reason },
    );
}

fn rename(chain: &mut Chain, a: u8, b: u8) {
    let body = PartyBody::Rename {
        name: format!("L'Asilo d'Infanzia {b}"),
        municipality: None,
    };
    let party = one_of(chain, SubjectKind::Party, a);
    give(chain, who::CITY, Some(party), body);
}

fn standing(chain: &mut Chain, a: u8, b: u8) {
    let body = sample::standing(["2027-01-31", "2028-12-31", "2030-06-30"][usize::from(b % 3)]);
    let party = one_of(chain, SubjectKind::Party, a);
    give(chain, who::OVERSIGHT, Some(party), body);
}

fn suspend_or_reinstate(chain: &mut Chain, a: u8, b: u8) {
    let reason = format!("Revisione {b}");
    let body = if b.is_multiple_of(3) {
        PartyBody::Suspend { reason }
    } else {
        PartyBody::Reinstate { reason }
    };
    let party = one_of(chain, SubjectKind::Party, a);
    give(chain, who::OVERSIGHT, Some(party), body);
}

fn publish_notice(chain: &mut Chain, a: u8) {
    let notice = Notice {
        title: format!("Avviso n. {a}"),
        ..sample::notice()
    };
    give(chain, who::CITY, None, AgreementBody::Publish(notice));
}

fn agreement(chain: &Chain, number: u32) -> Option<AgreementRow> {
    match chain
        .rows(SubjectKind::Agreement)
        .get(&RowKey::Agreement(number))
    {
        Some(Row::Agreement(row)) => Some(*row),
        _ => None,
    }
}

fn invite(chain: &mut Chain, a: u8, b: u8) {
    let body = AgreementBody::Invite {
        party: one_of(chain, SubjectKind::Party, b),
        reason: "Seconda in graduatoria".into(),
    };
    let number = one_of(chain, SubjectKind::Agreement, a);
    give(chain, who::CITY, Some(number), body);
    let body = AgreementBody::Invite {
        party: party::COOPERATIVE,
        reason: "Prima in graduatoria".into(),
    };
    give(chain, who::CITY, Some(number), body);
}

fn propose(chain: &mut Chain, a: u8, b: u8) {
    let number = one_of(chain, SubjectKind::Agreement, a);
    let versions = agreement(chain, number).map_or(0, |row| row.versions);
    let brings = |party, money: u64| Contribution {
        party,
        money: Cents(money),
        staff: Cents(5),
        assets: Cents(0),
    };
    let body = AgreementBody::Propose {
        version: versions + 1,
        text: document("Convenzione"),
        budget: Cents(1_000_000 + u64::from(b)),
        end: day("2027-12-31"),
        contributions: vec![
            brings(party::CITY, u64::from(b) * 1_000),
            brings(party::COOPERATIVE, 0),
        ],
    };
    give(chain, who::CITY, Some(number), body);
}

fn sign(chain: &mut Chain, a: u8, b: u8) {
    let number = one_of(chain, SubjectKind::Agreement, a);
    let version = agreement(chain, number).map_or(0, |row| row.versions);
    let body = AgreementBody::Sign {
        version,
        text_sha256: document("Convenzione").sha256,
    };
    let who = [who::CITY, who::COOPERATIVE][usize::from(b % 2)];
    give(chain, who, Some(number), body);
}

fn terminate(chain: &mut Chain, a: u8, b: u8) {
    if b.is_multiple_of(2) {
        return;
    }
    let body = AgreementBody::Terminate {
        reason: "Finalità raggiunte".into(),
        act: document("Presa d'atto"),
    };
    let number = one_of(chain, SubjectKind::Agreement, a);
    give(chain, who::CITY, Some(number), body);
}

fn plan(amounts: &[u64], title: &str, due: &str) -> Vec<MilestoneTerms> {
    amounts
        .iter()
        .filter(|amount| **amount > 0)
        .map(|&amount| MilestoneTerms {
            title: format!("{title} da {amount}"),
            amount: Cents(amount),
            due: day(due),
        })
        .collect()
}

fn publish_award(chain: &mut Chain, a: u8, b: u8) {
    let (first, second) = (1_000 * (1 + u64::from(a)), 500 * u64::from(b % 3));
    let agreement = one_of(chain, SubjectKind::Agreement, b);
    let basis = if a.is_multiple_of(3) {
        Basis::Agreement(agreement)
    } else {
        Basis::Call {
            reference: format!("Bando {b}/2026"),
        }
    };
    let publication = Publication {
        kind: AwardKind::Grant,
        beneficiary: party::COOPERATIVE,
        basis,
        title: format!("Contributo n. {a}"),
        amount: Cents(first + second),
        attesters_required: 1 + a % 2,
        milestones: plan(&[first, second], "Tappa", "2026-12-31"),
        ..sample::publication()
    };
    give(chain, who::CITY, None, AwardBody::Publish(publication));
}

fn award(chain: &Chain, number: u32) -> Option<AwardRow> {
    match chain.rows(SubjectKind::Award).get(&RowKey::Award(number)) {
        Some(Row::Award(row)) => Some(*row),
        _ => None,
    }
}

fn milestone(chain: &Chain, award: u32, milestone: u8) -> Option<MilestoneRow> {
    let key = RowKey::Milestone { award, milestone };
    match chain.rows(SubjectKind::Award).get(&key) {
        Some(Row::Milestone(row)) => Some(*row),
        _ => None,
    }
}

fn claim(chain: &mut Chain, a: u8, b: u8, c: u8) {
    let (number, place) = (one_of(chain, SubjectKind::Award, a), 1 + b % 2);
    let Some(row) = milestone(chain, number, place) else {
        return;
    };
    let left = row.amount.0 - row.attested.0;
    let amount = if c.is_multiple_of(2) {
        left
    } else {
        left / 2 + 1
    };
    let body = sample::claim(place, row.claims + 1, amount);
    give(chain, who::COOPERATIVE, Some(number), body);
}

fn attest(chain: &mut Chain, a: u8, b: u8, c: u8) {
    let (number, place) = (one_of(chain, SubjectKind::Award, a), 1 + b % 2);
    let Some(MilestoneRow {
        claims,
        pending: Some(claimed),
        ..
    }) = milestone(chain, number, place)
    else {
        return;
    };
    let outcome = match c % 5 {
        0 => Outcome::NotMet,
        1 => Outcome::PartlyMet {
            amount: Cents(claimed.0 / 2),
        },
        _ => Outcome::Met,
    };
    let who = [who::CITY_ATTESTS, who::OVERSIGHT][usize::from(c % 2)];
    give(
        chain,
        who,
        Some(number),
        sample::attestation(place, claims, outcome),
    );
}

fn pay(chain: &mut Chain, a: u8, b: u8, c: u8) {
    let (number, place) = (one_of(chain, SubjectKind::Award, a), 1 + b % 2);
    let (Some(award), Some(row)) = (award(chain, number), milestone(chain, number, place)) else {
        return;
    };
    let unpaid = row.attested.0 - row.paid.0;
    let payment = Payment {
        payment: award.payments + 1,
        milestone: place,
        amount: Cents(if c.is_multiple_of(2) {
            unpaid
        } else {
            unpaid / 2 + 1
        }),
        mandate: Mandate {
            year: 2026,
            number: chain.entries.len().to_string(),
        },
        date: Date::from_unix_seconds(chain.now),
        cup: award.cup,
        cig: award.cig,
    };
    give(chain, who::CITY_PAYS, Some(number), AwardBody::Pay(payment));
}

/// One of the payments there are: its award and its number.
fn one_payment(chain: &Chain, choice: u8) -> Option<(u32, u32)> {
    let payments: Vec<_> = chain
        .rows(SubjectKind::Award)
        .into_keys()
        .filter_map(|key| match key {
            RowKey::Payment { award, payment } => Some((award, payment)),
            _ => None,
        })
        .collect();
    payments
        .get(usize::from(choice) % payments.len().max(1))
        .copied()
}

fn receipt(chain: &mut Chain, a: u8, b: u8) {
    let Some((award, payment)) = one_payment(chain, a) else {
        return;
    };
    let body = if b.is_multiple_of(2) {
        AwardBody::Confirm { payment }
    } else {
        AwardBody::Dispute {
            payment,
            reason: "Non pervenuto".into(),
        }
    };
    give(chain, who::COOPERATIVE, Some(award), body);
}

fn recover(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, payment)) = one_payment(chain, a) else {
        return;
    };
    let body = AwardBody::Recover {
        recovery: award(chain, number).map_or(0, |row| row.recoveries) + 1,
        payment,
        amount: Cents(1 + u64::from(b)),
        reason: "Spesa non ammessa".into(),
        act: document("Recupero"),
    };
    give(chain, who::CITY_PAYS, Some(number), body);
}

/// New terms that what is attested so far leaves room for: the same for the same award and number.
fn terms(chain: &Chain, number: u32, amendment: u32) -> Option<AmendmentTerms> {
    let attested = |place| milestone(chain, number, place).map_or(0, |row| row.attested.0);
    let (first, second) = (
        attested(1).max(200_000) + u64::from(amendment),
        attested(2).max(300_000),
    );
    award(chain, number).map(|_| AmendmentTerms {
        amendment,
        amount: Cents(first + second + 1_000),
        end: day(["2027-10-31", "2028-06-30"][amendment as usize % 2]),
        milestones: plan(&[first, second, 1_000], "Nuova tappa", "2027-03-31"),
        reason: "Rimodulazione".into(),
        act: document("Atto"),
    })
}

fn propose_amendment(chain: &mut Chain, a: u8, b: u8) {
    let number = one_of(chain, SubjectKind::Award, a);
    let amendments = award(chain, number).map_or(0, |row| row.amendments);
    if let Some(terms) = terms(chain, number, amendments + 1) {
        let who = [who::CITY, who::COOPERATIVE][usize::from(b % 2)];
        give(chain, who, Some(number), AwardBody::ProposeAmendment(terms));
    }
}

fn settle_amendment(chain: &mut Chain, a: u8, b: u8) {
    let number = one_of(chain, SubjectKind::Award, a);
    let amendment = award(chain, number).map_or(0, |row| row.amendments);
    let who = [who::CITY, who::COOPERATIVE][usize::from(b % 2)];
    if b.is_multiple_of(3) {
        let reason = "Superato".into();
        let body = AwardBody::WithdrawAmendment { amendment, reason };
        give(chain, who, Some(number), body);
    } else if let Some(terms) = terms(chain, number, amendment) {
        give(chain, who, Some(number), AwardBody::AcceptAmendment(terms));
    }
}

fn change_status(chain: &mut Chain, a: u8, b: u8) {
    let number = one_of(chain, SubjectKind::Award, a);
    let reason = format!("Motivo {b}");
    let body = match b % 3 {
        0 => AwardBody::Suspend { reason },
        1 => AwardBody::Resume { reason },
        _ => return close(chain, reason),
    };
    give(chain, who::CITY, Some(number), body);
}

/// Closes the first award that can be.
fn close(chain: &mut Chain, reason: String) {
    let closable = |row: &AwardRow| {
        row.status == AwardStatus::Published
            && row.paid.0 > 0
            && row.paid == row.attested
            && row.pending_claims == 0
    };
    let found = chain
        .rows(SubjectKind::Award)
        .into_iter()
        .find_map(|(key, row)| match (key, row) {
            (RowKey::Award(number), Row::Award(row)) if closable(&row) => Some((number, row)),
            _ => None,
        });
    let Some((number, row)) = found else {
        return;
    };
    let body = AwardBody::Close {
        paid: row.paid,
        recovered: row.recovered,
        reason,
        accounting_document: document("Rendiconto"),
    };
    give(chain, who::CITY, Some(number), body);
}

fn import(chain: &mut Chain, a: u8, b: u8, c: u8) {
    let number = one_of(chain, SubjectKind::Import, a);
    let row = match chain.rows(SubjectKind::Import).get(&RowKey::Import(number)) {
        Some(Row::Import(row)) => *row,
        _ => return open_import(chain, a),
    };
    match b % 4 {
        0 => open_import(chain, a),
        1 => finish_import(chain, number, &row),
        _ => {
            let record = |row: u32| HistoricalRecord {
                row,
                authority: (c.is_multiple_of(2)).then(|| sample::tax_code(1_234_500_037)),
                recipient: sample::tax_code(5_234_500_000 + u64::from(c % 7)),
                recipient_name: format!("Ditta {}", c % 7),
                cig: None,
                cup: None,
                procedure: "affidamento diretto".into(),
                awarded: Some(Cents(10_000)),
                paid: Some(Cents(u64::from(c) * 100)),
                start: None,
                end: None,
                year: Some(2019 + u16::from(c % 4)),
            };
            let first = row.last_row + 1;
            let records = (first..=first + u32::from(b / 4 % 3)).map(record).collect();
            let body = ImportBody::Record {
                after: row.last_row,
                records,
            };
            give(chain, who::CITY, Some(number), body);
        }
    }
}

fn open_import(chain: &mut Chain, a: u8) {
    let source = Source {
        sha256: sha256(&[a]),
        format: "l190-2020".into(),
        title: format!("Affidamenti {a}"),
        publisher: "Comune di Portico di Sotto".into(),
        licence: "CC-BY-4.0".into(),
        uri: String::new(),
        rows: 4 + u32::from(a % 4),
    };
    give(chain, who::CITY, None, ImportBody::Open(source));
}

fn finish_import(chain: &mut Chain, number: u32, row: &ImportRow) {
    let rejected = ImportTotals {
        rows: row.rows - row.recorded.rows,
        awarded: Cents(7),
        paid: Cents(0),
    };
    let body = ImportBody::Finish {
        recorded: row.recorded,
        rejected,
        rejects_sha256: sha256(b"rejects"),
    };
    give(chain, who::CITY, Some(number), body);
}
