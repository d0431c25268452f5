// SPDX-License-Identifier: EUPL-1.2
//! Attempts about tenders, de minimis aid and members' registers.

use portico_rules::{
    award::{AwardBody, AwardKind, Basis, MilestoneTerms, Publication},
    date::Date,
    memory::{
        Chain,
        sample::{self, document, party, who},
    },
    native::sha256,
    party::{Aid, PartyBody},
    primitives::{Cents, Digest},
    row::{Row, RowKey},
    subject::{PartyId, SubjectKind},
    tender::{
        AwardDecision, BidRow, BidStatus, ChangeCause, ContractChange, ContractTerms, ContractType,
        Criterion, DirectAward, Offer, Procedure, Ranked, Standstill, Subcontract, TenderBody,
        TenderNotice, TenderRow, TenderStatus, commitment_bytes,
    },
};

use super::{give, one_of};

const DAY: u64 = 86_400;

/// Who bids: two cooperatives.
const BIDDERS: [(u8, PartyId); 2] = [
    (who::COOPERATIVE, party::COOPERATIVE),
    (who::OTHER_COOPERATIVE, party::OTHER_COOPERATIVE),
];

/// A tender by choice: the newest for 255.
fn tender(chain: &Chain, choice: u8) -> Option<(u32, TenderRow)> {
    let rows = chain.rows(SubjectKind::Tender);
    let number = match (choice, rows.get(&RowKey::Ledger)) {
        (255, Some(Row::Ledger(row))) => row.subjects,
        _ => one_of(chain, SubjectKind::Tender, choice),
    };
    match rows.get(&RowKey::Tender(number)) {
        Some(Row::Tender(row)) => Some((number, *row)),
        _ => None,
    }
}

fn bid_of(chain: &Chain, tender: u32, party: PartyId) -> Option<BidRow> {
    match chain
        .rows(SubjectKind::Tender)
        .get(&RowKey::Bid { tender, party })
    {
        Some(Row::Bid(row)) => Some(*row),
        _ => None,
    }
}

fn offer(tender: u32, party: PartyId) -> Offer {
    Offer {
        price: Cents(1_000_000 + 7 * u64::from(tender) + 1_000 * u64::from(party)),
        documents: vec![document("Offerta tecnica")],
    }
}

fn commitment(tender: u32, party: PartyId, salt: u8) -> Digest {
    let offer = offer(tender, party);
    sha256(&commitment_bytes(
        tender,
        party,
        &sample::salt(salt),
        &offer,
    ))
}

pub(super) fn open(chain: &mut Chain, a: u8, b: u8) {
    let cig = sample::cig(100 + chain.entries.len() as u32);
    if b % 4 == 3 {
        let body = TenderBody::AwardDirectly(DirectAward {
            cig,
            title: format!("Affidamento n. {a}"),
            contractor: party::COOPERATIVE,
            ..sample::direct_award()
        });
        return give(chain, who::CITY, None, body);
    }
    let body = TenderBody::Publish(TenderNotice {
        cig,
        title: format!("Gara n. {a}"),
        procedure: [Procedure::Open, Procedure::Negotiated, Procedure::Open][usize::from(b % 3)],
        criterion: [Criterion::QualityPrice, Criterion::LowestPrice][usize::from(a % 2)],
        contract_type: ContractType::Services,
        labour_intensive: false,
        value: Cents(20_000_000),
        clarify_until: chain.now + 3 * DAY,
        bids_until: chain.now + 5 * DAY,
        reveal_until: chain.now + 12 * DAY,
        ..sample::tender_notice()
    });
    give(chain, who::CITY, None, body);
}

/// What the administration says until the deadline.
pub(super) fn before_the_deadline(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, row)) = tender(chain, a) else {
        return;
    };
    let body = match b % 4 {
        0 => TenderBody::Clarify {
            clarification: row.clarifications + 1,
            question: format!("Quesito {b}"),
            answer: "Si veda il capitolato".into(),
            documents: Vec::new(),
        },
        1 => TenderBody::Extend {
            clarify_until: row.clarify_until + 60,
            bids_until: row.bids_until + 60,
            reveal_until: row.reveal_until + 60,
            reason: "Chiarimenti".into(),
        },
        _ => TenderBody::Invite {
            party: BIDDERS[usize::from(b / 4 % 2)].1,
            reason: "Indagine di mercato".into(),
        },
    };
    give(chain, who::CITY, Some(number), body);
}

pub(super) fn bid(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, _)) = tender(chain, a) else {
        return;
    };
    let (who, party) = BIDDERS[usize::from(b % 2)];
    let body = if b % 8 >= 6 {
        TenderBody::WithdrawBid
    } else {
        TenderBody::Bid {
            commitment: commitment(number, party, b / 2 % 3),
        }
    };
    give(chain, who, Some(number), body);
}

pub(super) fn reveal(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, _)) = tender(chain, a) else {
        return;
    };
    let (who, party) = BIDDERS[usize::from(b % 2)];
    let salt = (0..3).find(|salt| {
        bid_of(chain, number, party)
            .is_some_and(|row| row.commitment == commitment(number, party, *salt))
    });
    let body = TenderBody::Reveal {
        salt: sample::salt(salt.unwrap_or(0)),
        offer: offer(number, party),
    };
    give(chain, who, Some(number), body);
}

pub(super) fn evaluate(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, row)) = tender(chain, a) else {
        return;
    };
    let body = if b % 4 == 3 {
        TenderBody::Exclude {
            party: BIDDERS[usize::from(b / 4 % 2)].1,
            reason: "Offerta incompleta".into(),
            act: document("Esclusione"),
        }
    } else {
        TenderBody::Evaluate {
            evaluation: row.evaluations + 1,
            report: document("Verbale della commissione"),
        }
    };
    give(chain, who::CITY, Some(number), body);
}

pub(super) fn award(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, row)) = tender(chain, a) else {
        return;
    };
    if row.status == TenderStatus::Awarded {
        let body = TenderBody::RevokeAward {
            reason: format!("Autotutela {b}"),
            act: document("Revoca"),
        };
        return give(chain, who::CITY, Some(number), body);
    }
    let mut bids: Vec<(Cents, PartyId)> = BIDDERS
        .iter()
        .filter_map(|(_, party)| bid_of(chain, number, *party).map(|row| (row, *party)))
        .filter(|(row, _)| row.status == BidStatus::Revealed)
        .map(|(row, party)| (row.price, party))
        .collect();
    bids.sort_unstable();
    let Some(&(price, winner)) = bids.first() else {
        return;
    };
    let points = |place: u16| match row.criterion {
        Some(Criterion::QualityPrice) => 9_000 - place,
        _ => 0,
    };
    let body = TenderBody::Award(AwardDecision {
        winner,
        price,
        ranking: (0u16..)
            .zip(&bids)
            .map(|(place, (_, party))| Ranked {
                party: *party,
                points: points(place),
            })
            .collect(),
        reason: "Prima in graduatoria".into(),
        act: document("Aggiudicazione"),
        communicated: Date::from_unix_seconds(chain.now),
        standstill: [Standstill::Applies, Standstill::BelowThreshold][usize::from(b % 2)],
    });
    give(chain, who::CITY, Some(number), body);
}

pub(super) fn contract(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, _)) = tender(chain, a) else {
        return;
    };
    let body = if b % 8 == 7 {
        TenderBody::Cancel {
            reason: "Esigenze venute meno".into(),
            act: document("Revoca della gara"),
        }
    } else {
        TenderBody::Contract(ContractTerms {
            reference: format!("Rep. {b}/2026"),
            ..sample::contract_terms(Date::from_unix_seconds(chain.now))
        })
    };
    give(chain, who::CITY, Some(number), body);
}

pub(super) fn carry_out(chain: &mut Chain, a: u8, b: u8) {
    let Some((number, row)) = tender(chain, a) else {
        return;
    };
    match b % 4 {
        0 => {
            let body = TenderBody::Change(ContractChange {
                change: row.changes + 1,
                cause: [ChangeCause::Clause, ChangeCause::Minor][usize::from(b / 4 % 2)],
                value: Cents(row.contract_value.0 + 1_000 + u64::from(b)),
                reason: "Prezzi".into(),
                act: document("Variante"),
            });
            give(chain, who::CITY, Some(number), body);
        }
        1 => {
            let body = TenderBody::RequestSubcontract(Subcontract {
                subcontract: row.subcontracts + 1,
                subcontractor: sample::tax_code(7_234_500_037),
                name: "Impianti Esempio S.r.l.".into(),
                object: "Manutenzione".into(),
                amount: Cents(1_000),
                documents: vec![document("Contratto di subappalto")],
            });
            for (who, _) in BIDDERS {
                give(chain, who, Some(number), body.clone());
            }
        }
        2 => {
            let body = TenderBody::DecideSubcontract {
                subcontract: row.subcontracts,
                authorised: b / 4 % 2 == 0,
                reason: "Verifica".into(),
                act: document("Autorizzazione"),
            };
            give(chain, who::CITY, Some(number), body);
        }
        _ => give(
            chain,
            who::CITY,
            None,
            AwardBody::Publish(publication(number, &row)),
        ),
    }
}

/// The award that carries out a tender's contract.
fn publication(tender: u32, row: &TenderRow) -> Publication {
    Publication {
        kind: AwardKind::Contract,
        beneficiary: row.winner.unwrap_or_default(),
        basis: Basis::Tender(tender),
        amount: row.contract_value,
        cig: Some(row.cig),
        cup: row.cup,
        attesters_required: 1,
        milestones: vec![MilestoneTerms {
            title: "Tutto".into(),
            amount: row.contract_value,
            due: sample::day("2028-05-31"),
        }],
        ..sample::contract_publication()
    }
}

pub(super) fn aid(chain: &mut Chain, a: u8, b: u8) {
    let party = BIDDERS[usize::from(a % 2)].1;
    let aids = match chain
        .rows(SubjectKind::Party)
        .get(&RowKey::AidAccount(party))
    {
        Some(Row::AidAccount(row)) => row.aids,
        _ => 0,
    };
    match b % 3 {
        0 => {
            let body = PartyBody::RegisterAid(Aid {
                aid: aids + 1,
                amount: Cents(100_000 + u64::from(b)),
                legal_basis: "Bando innovazione sociale 2026".into(),
                elsewhere: Cents(u64::from(a)),
                declaration: document("Visura RNA"),
            });
            give(chain, who::CITY, Some(party), body);
        }
        1 => {
            let body = PartyBody::ReduceAid {
                aid: aids,
                amount: Cents(u64::from(b)),
                reason: "Minore spesa".into(),
                act: document("Riduzione"),
            };
            give(chain, who::CITY, Some(party), body);
        }
        _ => {
            let amount = match chain
                .rows(SubjectKind::Party)
                .get(&RowKey::Aid { party, aid: aids })
            {
                Some(Row::Aid(row)) => row.amount.0,
                _ => return,
            };
            let mut body = sample::de_minimis_grant(aids, amount);
            if let AwardBody::PublishDeMinimis { publication, .. } = &mut body {
                publication.beneficiary = party;
            }
            give(chain, who::CITY, None, body);
        }
    }
}

pub(super) fn link(chain: &mut Chain, a: u8, b: u8) {
    let (party, other) = if a % 2 == 0 {
        (party::COOPERATIVE, party::OTHER_COOPERATIVE)
    } else {
        (party::OTHER_COOPERATIVE, party::COOPERATIVE)
    };
    let (reason, declaration) = (format!("Controllo {b}"), document("Dichiarazione"));
    let body = if b % 2 == 0 {
        PartyBody::Link {
            other,
            reason,
            declaration,
        }
    } else {
        PartyBody::Unlink {
            other,
            reason,
            declaration,
        }
    };
    give(chain, who::CITY, Some(party), body);
}

pub(super) fn members(chain: &mut Chain, a: u8, b: u8) {
    let (who, party) = BIDDERS[usize::from(a % 2)];
    let year = 2024 + u16::from(b % 2);
    let (members, root) = (3 + u32::from(b), sha256(&[b]));
    let key = RowKey::Members { party, year };
    let body = if chain.rows(SubjectKind::Party).contains_key(&key) {
        PartyBody::CorrectMembers {
            year,
            members,
            root,
            reason: format!("Rettifica {b}"),
        }
    } else {
        PartyBody::DepositMembers {
            year,
            members,
            root,
        }
    };
    give(chain, who, Some(party), body);
}
