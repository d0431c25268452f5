// SPDX-License-Identifier: EUPL-1.2
//! Random tenders, right and wrong: whatever is accepted, the history told from the entries alone is that of a fair tender.

use portico_rules::award::{AmendmentTerms, AwardBody, Basis};
use portico_rules::date::Date;
use portico_rules::entry::Body;
use portico_rules::fact::FactValue;
use portico_rules::memory::sample::{self, deadline, party, who};
use portico_rules::memory::{Chain, pair};
use portico_rules::native::sha256;
use portico_rules::party::PartyBody;
use portico_rules::primitives::{Cents, Digest};
use portico_rules::row::{Row, RowKey};
use portico_rules::subject::{Subject, SubjectKind};
use portico_rules::tender::{
    AwardDecision, BidStatus, ChangeCause, ContractChange, Criterion, Offer, Ranked, Standstill,
    Subcontract, SubcontractStatus, TenderBody, TenderRow, TenderStatus, commitment_bytes,
};
use proptest::prelude::*;
use scale::Encode;
use std::collections::{BTreeMap, BTreeSet};

const DAY: u64 = 86_400;
const BIDDERS: [(u8, u32); 3] = [
    (who::COOPERATIVE, party::COOPERATIVE),
    (who::OTHER_COOPERATIVE, party::OTHER_COOPERATIVE),
    (who::SUPPLIER, party::SUPPLIER),
];

/// What may happen; a bidder is an index into [`BIDDERS`], a price one of few, so that reveals often fit.
#[derive(Clone, Debug)]
enum Step {
    Bid {
        bidder: usize,
        price: u8,
    },
    Withdraw {
        bidder: usize,
    },
    Reveal {
        bidder: usize,
        price: Option<u8>,
    },
    Extend {
        days: u64,
    },
    Exclude {
        bidder: usize,
    },
    Evaluate,
    Award {
        ranking: Vec<usize>,
        standstill: u8,
        all: bool,
    },
    Revoke,
    Contract {
        days_ago: u32,
    },
    Change {
        cause: u8,
        percent: u64,
    },
    Request {
        bidder: usize,
        percent: u64,
    },
    Decide {
        subcontract: u32,
        authorised: bool,
    },
    Cancel,
    Publish {
        percent: u64,
    },
    Amend {
        percent: u64,
        accept: bool,
    },
    Suspend {
        bidder: usize,
        reinstate: bool,
    },
    /// To a moment around a deadline, if it has not passed; else some days on.
    Go {
        moment: u8,
    },
}

fn bidder() -> impl Strategy<Value = usize> {
    0..BIDDERS.len()
}

/// Seldom the one above the value.
fn prices() -> impl Strategy<Value = u8> {
    prop_oneof![4 => 0u8..2, 1 => Just(2)]
}

/// A tender's steps, more or less in its order: bids, reveals, award, contract, each part with what does not belong there.
fn steps() -> impl Strategy<Value = Vec<(Step, u8)>> {
    let bids = prop_oneof![
        8 => (bidder(), prices()).prop_map(|(bidder, price)| Step::Bid { bidder, price }),
        2 => bidder().prop_map(|bidder| Step::Withdraw { bidder }),
        1 => (bidder(), prop::option::weighted(0.2, prices())).prop_map(|(bidder, price)| Step::Reveal { bidder, price }),
        1 => (0u64..3).prop_map(|days| Step::Extend { days }),
        1 => (bidder(), any::<bool>()).prop_map(|(bidder, reinstate)| Step::Suspend { bidder, reinstate }),
        1 => (0u8..3).prop_map(|moment| Step::Go { moment }),
    ];
    let reveals = prop_oneof![
        12 => (bidder(), prop::option::weighted(0.2, prices())).prop_map(|(bidder, price)| Step::Reveal { bidder, price }),
        1 => (bidder(), prices()).prop_map(|(bidder, price)| Step::Bid { bidder, price }),
        1 => bidder().prop_map(|bidder| Step::Withdraw { bidder }),
        1 => (0u64..3).prop_map(|days| Step::Extend { days }),
        1 => bidder().prop_map(|bidder| Step::Exclude { bidder }),
        1 => Just(Step::Evaluate),
    ];
    let award = || {
        prop_oneof![
            1 => bidder().prop_map(|bidder| Step::Exclude { bidder }),
            2 => Just(Step::Evaluate),
            9 => (Just((0..BIDDERS.len()).collect::<Vec<_>>()).prop_shuffle(), 0u8..5, prop::bool::weighted(0.8))
                .prop_map(|(ranking, standstill, all)| Step::Award { ranking, standstill, all }),
            1 => Just(Step::Revoke),
            1 => (bidder(), prop::option::weighted(0.2, prices())).prop_map(|(bidder, price)| Step::Reveal { bidder, price }),
            1 => (bidder(), any::<bool>()).prop_map(|(bidder, reinstate)| Step::Suspend { bidder, reinstate }),
        ]
    };
    let sign = prop_oneof![
        1 => (0u32..40).prop_map(|days_ago| Step::Contract { days_ago }),
        5 => Just(Step::Contract { days_ago: 0 }),
    ];
    let same = || prop_oneof![2 => Just(100u64), 1 => 50u64..160];
    let contract = prop_oneof![
        5 => (0u8..6, 50u64..160).prop_map(|(cause, percent)| Step::Change { cause, percent }),
        6 => (bidder(), 1u64..60).prop_map(|(bidder, percent)| Step::Request { bidder, percent }),
        5 => (1u32..3, any::<bool>())
            .prop_map(|(subcontract, authorised)| Step::Decide { subcontract, authorised }),
        5 => same().prop_map(|percent| Step::Publish { percent }),
        8 => (same(), any::<bool>()).prop_map(|(percent, accept)| Step::Amend { percent, accept }),
        1 => Just(Step::Contract { days_ago: 0 }),
        1 => award(),
        1 => Just(Step::Cancel),
    ];
    let part = |steps, length| prop::collection::vec((steps, 0u8..12), length);
    (
        part(bids.boxed(), 1..10),
        Just((Step::Go { moment: 2 }, 9)),
        part(reveals.boxed(), 2..14),
        Just((Step::Go { moment: 4 }, 9)),
        Just((Step::Evaluate, 9)),
        part(award().boxed(), 1..8),
        prop_oneof![3 => Just((Step::Go { moment: 7 }, 9)), 1 => Just((Step::Go { moment: 5 }, 9))],
        part(sign.boxed(), 1..4),
        part(contract.boxed(), 0..24),
    )
        .prop_map(
            |(bids, deadline, reveals, window, report, award, wait, sign, contract)| {
                let mut steps = bids;
                steps.push(deadline);
                steps.extend(reveals);
                steps.push(window);
                steps.push(report);
                steps.extend(award);
                steps.push(wait);
                steps.extend(sign);
                steps.extend(contract);
                steps
            },
        )
}

fn price(number: u8) -> u64 {
    // The last one is above the tender's value.
    [20_000_000, 22_000_000, 24_000_001][usize::from(number)]
}

/// A bidder's salt: its own, but the same for all its bids, so that only the offer tells them apart.
fn salt(bidder: usize) -> Digest {
    sample::salt(bidder as u8 + 1)
}

fn row(chain: &Chain) -> TenderRow {
    match chain.rows(SubjectKind::Tender).get(&RowKey::Tender(1)) {
        Some(Row::Tender(row)) => *row,
        _ => panic!("no tender"),
    }
}

fn of(amount: u64, percent: u64) -> Cents {
    Cents(amount * percent / 100)
}

/// Plays one step; refusals are part of the game. `luck` below 2 lets somebody else sign.
fn play(chain: &mut Chain, step: &Step, luck: u8, nonce: u64) {
    chain.advance(6);
    let tender = row(chain);
    let today = Date::from_unix_seconds(chain.now);
    let act = sample::document("Atto");
    let reason = || "Come da verbale".to_string();
    let mut signer = who::CITY;
    let body = match step {
        Step::Bid { bidder, price: p } => {
            signer = BIDDERS[*bidder].0;
            let offer = sample::offer(price(*p));
            sample::commitment(1, BIDDERS[*bidder].1, &salt(*bidder), &offer)
        }
        Step::Withdraw { bidder } => {
            signer = BIDDERS[*bidder].0;
            TenderBody::WithdrawBid
        }
        Step::Reveal { bidder, price: p } => {
            signer = BIDDERS[*bidder].0;
            let (_, party) = BIDDERS[*bidder];
            let rows = chain.rows(SubjectKind::Tender);
            // Mostly what it committed to, which only the bidder knows: it tries its three prices.
            let kept = (0..3).find(|number| {
                let offer = sample::offer(price(*number));
                let digest = sha256(&commitment_bytes(1, party, &salt(*bidder), &offer));
                matches!(
                    rows.get(&RowKey::Bid { tender: 1, party }),
                    Some(Row::Bid(bid)) if bid.commitment == digest
                )
            });
            TenderBody::Reveal {
                salt: salt(*bidder),
                offer: sample::offer(price(p.or(kept).unwrap_or(0))),
            }
        }
        Step::Extend { days } => TenderBody::Extend {
            clarify_until: tender.clarify_until,
            bids_until: tender.bids_until + days * DAY,
            reveal_until: tender.reveal_until + days * DAY,
            reason: reason(),
        },
        Step::Exclude { bidder } => TenderBody::Exclude {
            party: BIDDERS[*bidder].1,
            reason: reason(),
            act,
        },
        Step::Evaluate => TenderBody::Evaluate {
            evaluation: tender.evaluations + 1,
            report: act,
        },
        Step::Award {
            ranking,
            standstill,
            all,
        } => {
            let rows = chain.rows(SubjectKind::Tender);
            let mut bids = Vec::new();
            for index in ranking {
                let (_, party) = BIDDERS[*index];
                if let Some(Row::Bid(bid)) = rows.get(&RowKey::Bid { tender: 1, party })
                    && (bid.status == BidStatus::Revealed || !all)
                {
                    bids.push((party, bid.price));
                }
            }
            if !all {
                bids.pop();
            } else if tender.criterion == Some(Criterion::LowestPrice) {
                bids.sort_by_key(|(_, price)| *price);
            }
            let Some((winner, price)) = bids.first().copied() else {
                return;
            };
            TenderBody::Award(AwardDecision {
                winner,
                price,
                ranking: (bids.iter().enumerate())
                    .map(|(place, (party, _))| Ranked {
                        party: *party,
                        points: if tender.criterion == Some(Criterion::QualityPrice) {
                            9_000 - 100 * place as u16
                        } else {
                            0
                        },
                    })
                    .collect(),
                reason: reason(),
                act,
                communicated: today,
                standstill: [
                    Standstill::Applies,
                    Standstill::Applies,
                    Standstill::SingleBid,
                    Standstill::BelowThreshold,
                    Standstill::FrameworkAgreement,
                ][usize::from(*standstill)],
            })
        }
        Step::Revoke => TenderBody::RevokeAward {
            reason: reason(),
            act,
        },
        Step::Contract { days_ago } => TenderBody::Contract(sample::contract_terms(
            Date::from_days(today.days() - days_ago).unwrap(),
        )),
        Step::Change { cause, percent } => TenderBody::Change(ContractChange {
            change: tender.changes + 1,
            cause: [
                ChangeCause::Clause,
                ChangeCause::Supplementary,
                ChangeCause::Unforeseen,
                ChangeCause::Minor,
                ChangeCause::NotSubstantial,
                ChangeCause::Fifth,
            ][usize::from(*cause)],
            value: of(tender.contract_value.0, *percent),
            reason: reason(),
            act,
        }),
        Step::Request { bidder, percent } => {
            // Mostly the contractor.
            signer = BIDDERS
                .iter()
                .find(|(_, party)| luck > 3 && tender.winner == Some(*party))
                .unwrap_or(&BIDDERS[*bidder])
                .0;
            TenderBody::RequestSubcontract(Subcontract {
                subcontract: tender.subcontracts + 1,
                subcontractor: sample::tax_code(6_234_500_037),
                name: "Pulizie Esempio S.r.l.".into(),
                object: reason(),
                amount: of(tender.contract_value.0, *percent),
                documents: vec![act],
            })
        }
        Step::Decide {
            subcontract,
            authorised,
        } => TenderBody::DecideSubcontract {
            subcontract: *subcontract,
            authorised: *authorised,
            reason: reason(),
            act,
        },
        Step::Cancel => TenderBody::Cancel {
            reason: reason(),
            act,
        },
        Step::Publish { percent } => {
            let mut publication = sample::contract_publication();
            publication.beneficiary = tender.winner.unwrap_or(party::COOPERATIVE);
            publication.amount = of(tender.contract_value.0, *percent);
            publication.milestones.truncate(1);
            publication.milestones[0].amount = publication.amount;
            let _ = chain.direct(&pair(who::CITY), None, AwardBody::Publish(publication));
            return;
        }
        Step::Amend { percent, accept } => {
            let amendments = match chain.rows(SubjectKind::Award).get(&RowKey::Award(1)) {
                Some(Row::Award(row)) => row.amendments,
                _ => 0,
            };
            let amount = of(tender.contract_value.0, *percent);
            let mut milestones = sample::contract_publication().milestones;
            milestones.truncate(1);
            milestones[0].amount = amount;
            let terms = AmendmentTerms {
                amendment: amendments + u32::from(!accept),
                amount,
                end: sample::day("2028-05-31"),
                milestones,
                reason: reason(),
                act,
            };
            let contractor = BIDDERS
                .iter()
                .find(|(_, party)| tender.winner == Some(*party));
            let (who, body) = match (accept, contractor) {
                (true, Some((who, _))) => (*who, AwardBody::AcceptAmendment(terms)),
                _ => (who::CITY, AwardBody::ProposeAmendment(terms)),
            };
            let _ = chain.direct(&pair(who), Some(1), body);
            return;
        }
        Step::Suspend { bidder, reinstate } => {
            let reason = reason();
            let body = if *reinstate {
                PartyBody::Reinstate { reason }
            } else {
                PartyBody::Suspend { reason }
            };
            let party = Some(BIDDERS[*bidder].1);
            let _ = chain.direct(&pair(who::OVERSIGHT), party, body);
            return;
        }
        Step::Go { moment } => {
            let moment = match moment {
                0 => tender.bids_until - 7,
                1 => tender.bids_until - 6,
                2 => tender.bids_until - 5,
                3 => tender.reveal_until - 6,
                4 => tender.reveal_until - 5,
                days => chain.now + 16 * DAY * (u64::from(*days) - 4),
            };
            chain.advance(moment.saturating_sub(chain.now));
            return;
        }
    };
    if luck == 0 {
        signer = BIDDERS[nonce as usize % BIDDERS.len()].0;
    }
    let _ = if luck == 4 {
        chain.carried(&pair(signer), Some(1), body, nonce)
    } else {
        chain.direct(&pair(signer), Some(1), body)
    };
}

/// A tender as its entries tell it.
#[derive(Default)]
struct Told {
    bids_until: u64,
    reveal_until: u64,
    /// What was committed and not taken back, by party.
    committed: BTreeMap<u32, Digest>,
    /// What was revealed and not excluded, by party.
    admitted: BTreeMap<u32, Cents>,
    evaluated: bool,
    winner: Option<(u32, Cents)>,
    standstill_until: Option<Date>,
    contract: Option<Cents>,
    subcontracts: BTreeMap<u32, u64>,
    ended: bool,
}

fn signer_of(entry: &portico_rules::entry::Entry) -> u32 {
    let signer = entry.facts.iter().find_map(|fact| match fact.value {
        FactValue::Signer(signer) if signer.key == entry.by => Some(signer.party),
        _ => None,
    });
    signer.expect("every entry has a known signer")
}

fn assert_fair(chain: &Chain) -> Told {
    let mut told = Told::default();
    let mut awards = BTreeMap::new();
    let mut amended: BTreeSet<u32> = BTreeSet::new();
    for placed in &chain.entries {
        let entry = &placed.appended.entry;
        let today = Date::from_unix_seconds(entry.at);
        let body = match &entry.body {
            Body::Tender(body) => body,
            Body::Award(AwardBody::Publish(publication)) => {
                assert_eq!(publication.basis, Basis::Tender(1));
                let value = told.contract.expect("an award before the contract");
                let (winner, _) = told.winner.expect("an award without a winner");
                assert_eq!(
                    (publication.beneficiary, publication.amount),
                    (winner, value)
                );
                assert!(told.standstill_until.is_none_or(|until| today > until));
                awards.insert(entry.subject.number(), publication.amount);
                assert_eq!(awards.len(), 1, "a second award for one tender");
                continue;
            }
            Body::Award(AwardBody::AcceptAmendment(terms)) => {
                assert!(terms.amount <= told.contract.unwrap(), "above the contract");
                amended.insert(terms.amendment);
                continue;
            }
            _ => continue,
        };
        assert!(!told.ended, "after the end");
        let by = signer_of(entry);
        match body {
            TenderBody::Publish(notice) => {
                assert_eq!(by, party::CITY);
                (told.bids_until, told.reveal_until) = (notice.bids_until, notice.reveal_until);
            }
            TenderBody::Extend {
                bids_until,
                reveal_until,
                ..
            } => {
                assert!(entry.at <= told.bids_until && *bids_until >= told.bids_until);
                assert!(*reveal_until >= told.reveal_until);
                (told.bids_until, told.reveal_until) = (*bids_until, *reveal_until);
            }
            TenderBody::Bid { commitment } => {
                assert!(entry.at <= told.bids_until, "a bid after the deadline");
                assert_eq!(told.committed.insert(by, *commitment), None, "two bids");
                let good = entry.facts.iter().any(|fact| {
                    matches!(fact.value, FactValue::Standing(standing) if standing.party == by && standing.is_good(today))
                });
                assert!(good, "a bid of a party not in good standing");
            }
            TenderBody::WithdrawBid => {
                assert!(entry.at <= told.bids_until, "taken back after the deadline");
                told.committed.remove(&by).expect("nothing to take back");
            }
            TenderBody::Reveal { salt, offer } => {
                assert!(entry.at > told.bids_until && entry.at <= told.reveal_until);
                // Once only, and the very bytes.
                let committed = told.committed.remove(&by).expect("nothing committed");
                assert_eq!(sha256(&commitment_bytes(1, by, salt, offer)), committed);
                told.admitted.insert(by, offer.price);
            }
            TenderBody::Exclude { party, reason, .. } => {
                assert!(told.winner.is_none() && !reason.is_empty());
                told.admitted.remove(party).expect("not admitted");
            }
            TenderBody::Evaluate { .. } => {
                assert!(entry.at > told.reveal_until, "evaluated too early");
                told.evaluated = true;
            }
            TenderBody::Award(decision) => {
                assert!(told.evaluated && told.winner.is_none(), "two winners");
                let ranked: Vec<u32> = decision.ranking.iter().map(|r| r.party).collect();
                let distinct: BTreeSet<u32> = ranked.iter().copied().collect();
                assert_eq!(distinct.len(), ranked.len());
                assert_eq!(distinct, told.admitted.keys().copied().collect());
                assert_eq!(ranked.first(), Some(&decision.winner));
                assert_eq!(told.admitted[&decision.winner], decision.price);
                assert!(told.admitted.values().all(|price| price.0 <= 24_000_000));
                told.winner = Some((decision.winner, decision.price));
                told.standstill_until = match decision.standstill {
                    Standstill::Applies => Some(Date::from_days(today.days() + 32).unwrap()),
                    Standstill::SingleBid => {
                        assert_eq!(ranked.len(), 1);
                        None
                    }
                    Standstill::BelowThreshold => panic!("it is not below"),
                    _ => None,
                };
            }
            TenderBody::RevokeAward { .. } => {
                assert!(told.winner.is_some() && told.contract.is_none());
                (told.winner, told.standstill_until) = (None, None);
            }
            TenderBody::Contract(terms) => {
                let (_, price) = told.winner.expect("a contract without a winner");
                assert_eq!(told.contract, None, "two contracts");
                if let Some(until) = told.standstill_until {
                    assert!(
                        today > until && terms.signed > until,
                        "before the standstill"
                    );
                }
                told.contract = Some(price);
            }
            TenderBody::Change(change) => {
                told.contract.expect("a change without a contract");
                told.contract = Some(change.value);
            }
            TenderBody::RequestSubcontract(request) => {
                assert_eq!(Some(by), told.winner.map(|(winner, _)| winner));
                told.subcontracts
                    .insert(request.subcontract, request.amount.0);
            }
            TenderBody::DecideSubcontract {
                subcontract,
                authorised,
                ..
            } => {
                if !authorised {
                    told.subcontracts.remove(subcontract);
                }
            }
            TenderBody::Cancel { .. } => {
                assert!(told.contract.is_none(), "cancelled after the contract");
                told.ended = true;
            }
            TenderBody::Clarify { .. }
            | TenderBody::Invite { .. }
            | TenderBody::AwardDirectly(_) => panic!("not played"),
        }
        if let Some(value) = told.contract {
            // It is labour-intensive: at most half of it.
            assert!(told.subcontracts.values().sum::<u64>() <= value.0 / 2);
        }
    }
    if let Some((award, amount)) = awards.first_key_value()
        && amended.is_empty()
        && let Some(Row::Award(row)) = chain.rows(SubjectKind::Award).get(&RowKey::Award(*award))
    {
        assert_eq!(row.granted, *amount);
    }
    told
}

/// The rows say what the entries tell.
fn assert_rows(chain: &Chain, told: &Told) {
    let tender = row(chain);
    assert_eq!(tender.winner, told.winner.map(|(winner, _)| winner));
    assert_eq!(tender.price, told.winner.map_or(Cents::ZERO, |(_, p)| p));
    assert_eq!(tender.contract_value, told.contract.unwrap_or_default());
    assert_eq!(tender.standstill_until, told.standstill_until);
    assert_eq!(tender.admitted as usize, told.admitted.len());
    assert_eq!(
        tender.subcontracted.0,
        told.subcontracts.values().sum::<u64>()
    );
    let status = match (told.ended, told.contract, told.winner) {
        (true, ..) => TenderStatus::Cancelled,
        (_, Some(_), _) => TenderStatus::Contracted,
        (.., Some(_)) => TenderStatus::Awarded,
        _ => TenderStatus::Active,
    };
    assert_eq!(tender.status, status);
    let rows = chain.rows(SubjectKind::Tender);
    let mut denied = 0;
    for (key, row) in &rows {
        match (key, row) {
            (RowKey::Bid { party, .. }, Row::Bid(bid)) => {
                let admitted = bid.status == BidStatus::Revealed;
                assert_eq!(admitted, told.admitted.contains_key(party));
                let sealed = bid.status == BidStatus::Sealed;
                assert_eq!(sealed, told.committed.contains_key(party));
                if matches!(bid.status, BidStatus::Sealed | BidStatus::Withdrawn) {
                    assert_eq!(bid.price, Cents::ZERO, "a price before its reveal");
                }
            }
            (RowKey::Subcontract { .. }, Row::Subcontract(row)) => {
                denied += usize::from(row.status == SubcontractStatus::Denied);
            }
            _ => {}
        }
    }
    assert_eq!(
        tender.subcontracts as usize,
        told.subcontracts.len() + denied
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_the_tender_is_fair(steps in steps(), by_price in any::<bool>()) {
        let mut chain = Chain::new(sample::START);
        sample::parties(&mut chain).unwrap();
        sample::bidders(&mut chain).unwrap();
        let mut notice = sample::tender_notice();
        notice.labour_intensive = true;
        if by_price {
            // Where only the price counts, the share of labour is lower; the rows still hold the half below the whole.
            notice.criterion = Criterion::LowestPrice;
            notice.labour_intensive = false;
        }
        chain.direct(&pair(who::CITY), None, TenderBody::Publish(notice)).unwrap();
        for (nonce, (step, luck)) in steps.iter().enumerate() {
            if by_price && matches!(step, Step::Request { .. }) {
                continue;
            }
            play(&mut chain, step, *luck, 5_000 + nonce as u64);
        }
        let told = assert_fair(&chain);
        assert_rows(&chain, &told);
        super::story::assert_folds(&chain);
    }

    /// Until the window nothing on the ledger depends on an offer but its commitment, and a commitment fits no other offer and no other
    /// salt: so whoever does not have the salt learns nothing, not even by trying every price.
    #[test]
    fn before_the_reveal_no_byte_tells_the_offer(
        first in 1u64..30_000_000,
        second in 1u64..30_000_000,
        salts in any::<[[u8; 32]; 2]>(),
        guess in any::<[u8; 32]>(),
    ) {
        let history = |price: u64, salt: [u8; 32]| {
            let mut chain = Chain::new(sample::START);
            sample::parties(&mut chain).unwrap();
            sample::bidders(&mut chain).unwrap();
            let city = pair(who::CITY);
            chain.direct(&city, None, TenderBody::Publish(sample::tender_notice())).unwrap();
            let (salt, offer) = (Digest(salt), sample::offer(price));
            let bid = sample::commitment(1, party::SUPPLIER, &salt, &offer);
            let TenderBody::Bid { commitment } = &bid else { unreachable!() };
            let commitment = *commitment;
            let entry = chain.direct(&pair(who::SUPPLIER), Some(1), bid).unwrap().entry;
            (entry.encode(), chain.rows(SubjectKind::Tender), commitment, salt, offer)
        };
        let (entry, rows, commitment, salt, offer) = history(first, salts[0]);
        let (other_entry, _, other_commitment, ..) = history(second, salts[1]);
        // The same entry but for the 32 bytes of the commitment.
        let blank = |bytes: &[u8], commitment: &Digest| {
            let at = bytes.windows(32).position(|part| part == commitment.0).expect("it is there");
            let mut bytes = bytes.to_vec();
            bytes[at..at + 32].fill(0);
            bytes
        };
        prop_assert_eq!(blank(&entry, &commitment), blank(&other_entry, &other_commitment));
        let held = rows.encode();
        prop_assert!(!held.windows(32).any(|part| part == salt.0));
        prop_assert!(!entry.windows(32).any(|part| part == salt.0));
        // The right offer with another salt, another offer with the right salt, another party, another tender.
        let fits = |tender, party, salt: &Digest, offer: &Offer| {
            sha256(&commitment_bytes(tender, party, salt, offer)) == commitment
        };
        prop_assert!(fits(1, party::SUPPLIER, &salt, &offer));
        prop_assert_eq!(fits(1, party::SUPPLIER, &Digest(guess), &offer), guess == salt.0);
        prop_assert_eq!(fits(1, party::SUPPLIER, &salt, &sample::offer(second)), first == second);
        prop_assert!(!fits(1, party::COOPERATIVE, &salt, &offer));
        prop_assert!(!fits(2, party::SUPPLIER, &salt, &offer));
    }
}

/// The random tenders reach what they are about: else the test above would hold of nothing.
#[test]
fn random_tenders_come_to_contracts_and_awards() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = steps();
    let mut reached = BTreeMap::new();
    for _ in 0..100 {
        let steps = strategy.new_tree(&mut runner).unwrap().current();
        let mut chain = Chain::new(sample::START);
        sample::parties(&mut chain).unwrap();
        sample::bidders(&mut chain).unwrap();
        let notice = TenderBody::Publish(sample::tender_notice());
        chain.direct(&pair(who::CITY), None, notice).unwrap();
        for (nonce, (step, luck)) in steps.iter().enumerate() {
            play(&mut chain, step, *luck, nonce as u64);
        }
        for placed in &chain.entries {
            let action = match &placed.appended.entry.body {
                Body::Tender(body) => portico_rules::message::Describe::action(body),
                Body::Award(body) => portico_rules::message::Describe::action(body),
                _ => continue,
            };
            *reached.entry(action).or_insert(0) += 1;
        }
    }
    for action in [
        "bid",
        "withdraw bid",
        "extend deadlines",
        "reveal bid",
        "exclude bid",
        "deposit evaluation",
        "award tender",
        "revoke award",
        "deposit contract",
        "change contract",
        "request subcontract",
        "decide subcontract",
        "cancel tender",
        "publish award",
        "accept amendment",
    ] {
        let times = reached.get(action).copied().unwrap_or(0);
        assert!(times > 0, "{action} never happens: {reached:?}");
    }
}

/// The deadlines of the sample are what the random moments are counted from.
#[test]
fn a_deadline_is_its_last_second() {
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).unwrap();
    sample::tender_bids(&mut chain).unwrap();
    let reveal = TenderBody::Reveal {
        salt: sample::salt(2),
        offer: sample::offer(21_000_000),
    };
    let supplier = pair(who::SUPPLIER);
    for (moment, accepted) in [
        (deadline::BIDS, false),
        (deadline::BIDS + 1, true),
        (deadline::REVEAL, true),
        (deadline::REVEAL + 1, false),
    ] {
        let mut chain = chain.clone();
        chain.advance(moment - chain.now);
        let result = chain.direct(&supplier, Some(1), reveal.clone());
        assert_eq!(result.is_ok(), accepted, "{moment}: {result:?}");
    }
    assert_eq!(chain.history(Subject::Tender(1)).len(), 6);
}
