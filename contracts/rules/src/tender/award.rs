// SPDX-License-Identifier: EUPL-1.2
//! Evaluation and award: every admitted bid is ranked, the first one wins, and the contract waits as long as it must.

use super::bids::bid_in;
use super::decide::{after, in_status, next, put, reasoned, signed_by_administration};
use super::{
    AwardDecision, BidStatus, Criterion, Procedure, Ranked, Standstill, TenderRow, TenderStatus,
    thresholds,
};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::document::Document;
use crate::host::View;
use crate::primitives::Cents;
use crate::refusal::{Field, Refusal};
use crate::work::Work;
use alloc::vec::Vec;

pub(super) fn evaluate<V: View>(
    work: &mut Work<V>,
    evaluation: u32,
    report: &Document,
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    signed_by_administration(work, &tender)?;
    after(work, Field::RevealUntil, tender.reveal_until)?;
    next(tender.evaluations, evaluation)?;
    check::document(Field::Report, report)?;
    tender.evaluations = evaluation;
    put(work, tender);
    Ok(())
}

pub(super) fn award<V: View>(work: &mut Work<V>, decision: &AwardDecision) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    signed_by_administration(work, &tender)?;
    reasoned(&decision.reason, &decision.act)?;
    after(work, Field::RevealUntil, tender.reveal_until)?;
    if tender.evaluations == 0 {
        return Err(Refusal::NotEvaluated);
    }
    let prices = ranking(work, &tender, &decision.ranking)?;
    let (Some(first), Some(price)) = (decision.ranking.first(), prices.first()) else {
        return Err(Refusal::Empty {
            field: Field::Ranking,
        });
    };
    if decision.winner != first.party {
        return Err(Refusal::NotTheWinner {
            party: decision.winner,
            winner: first.party,
        });
    }
    if decision.price != *price {
        return Err(Refusal::PriceDiffers {
            party: first.party,
            price: *price,
        });
    }
    work.good_standing(decision.winner)?;
    let today = work.today();
    work.not_in_future(decision.communicated)?;
    check::in_order(
        (
            Field::RevealUntil,
            Date::from_unix_seconds(tender.reveal_until),
        ),
        (Field::Communicated, decision.communicated),
    )?;
    tender.standstill_until = standstill(&tender, decision, today)?;
    tender.status = TenderStatus::Awarded;
    tender.winner = Some(decision.winner);
    tender.price = decision.price;
    tender.awarded = Some(today);
    put(work, tender);
    Ok(())
}

/// The ranking holds every admitted bid once, in order, none above the value. Returns the prices in its order.
fn ranking<V: View>(
    work: &Work<V>,
    tender: &TenderRow,
    ranking: &[Ranked],
) -> Result<Vec<Cents>, Refusal> {
    check::at_most(Field::Ranking, ranking.len(), bounds::BIDS)?;
    let parties: Vec<u32> = ranking.iter().map(|ranked| ranked.party).collect();
    check::distinct(Field::Ranking, &parties)?;
    let mut prices = Vec::with_capacity(ranking.len());
    for (index, ranked) in ranking.iter().enumerate() {
        let price = bid_in(work, ranked.party, BidStatus::Revealed)?.price;
        if price > tender.value {
            return Err(Refusal::PriceAboveValue {
                party: ranked.party,
                price,
                value: tender.value,
            });
        }
        let out_of_order = match tender.criterion {
            Some(Criterion::QualityPrice) => {
                if ranked.points > bounds::POINTS {
                    return Err(Refusal::TooManyPoints {
                        party: ranked.party,
                        points: ranked.points,
                    });
                }
                index > 0 && ranking[index - 1].points < ranked.points
            }
            Some(Criterion::LowestPrice) | None => {
                if ranked.points != 0 {
                    return Err(Refusal::TooManyPoints {
                        party: ranked.party,
                        points: ranked.points,
                    });
                }
                prices.last().is_some_and(|before| *before > price)
            }
        };
        if out_of_order {
            return Err(Refusal::RankingOutOfOrder {
                index: index as u32 + 1,
            });
        }
        prices.push(price);
    }
    // All are admitted and none is there twice: as many as are admitted are all of them.
    if ranking.len() != tender.admitted as usize {
        return Err(Refusal::RankingIncomplete {
            found: ranking.len() as u32,
            admitted: tender.admitted,
        });
    }
    Ok(prices)
}

/// The last day on which the contract may not be signed yet, if it must wait. Days are counted from the one on which the last
/// communication was sent or, if that is later, on which the award is on the ledger; that day is not counted (art. 155
/// Codice di procedura civile).
fn standstill(
    tender: &TenderRow,
    decision: &AwardDecision,
    today: Date,
) -> Result<Option<Date>, Refusal> {
    match decision.standstill {
        Standstill::Applies => {
            let from = today.max(decision.communicated);
            let last =
                Date::from_days(from.days().saturating_add(bounds::STANDSTILL)).map_err(|_| {
                    Refusal::DateOutOfRange {
                        field: Field::Communicated,
                    }
                })?;
            return Ok(Some(last));
        }
        Standstill::SingleBid if tender.admitted != 1 => {
            return Err(Refusal::NotASingleBid {
                admitted: tender.admitted,
            });
        }
        Standstill::BelowThreshold => {
            let threshold = thresholds::eu(tender.contract_type, tender.published);
            if tender.value >= threshold {
                return Err(Refusal::NotBelowThreshold {
                    value: tender.value,
                    threshold,
                });
            }
        }
        Standstill::SingleBid
        | Standstill::FrameworkAgreement
        | Standstill::DynamicPurchasingSystem => {}
    }
    Ok(None)
}

pub(super) fn revoke<V: View>(
    work: &mut Work<V>,
    reason: &str,
    act: &Document,
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Awarded)?;
    signed_by_administration(work, &tender)?;
    reasoned(reason, act)?;
    if tender.procedure == Procedure::Direct {
        // Nothing is left to award again: a direct award is cancelled.
        return Err(Refusal::DirectAwardHasNoBids);
    }
    tender.status = TenderStatus::Active;
    tender.winner = None;
    tender.price = Cents::ZERO;
    tender.awarded = None;
    tender.standstill_until = None;
    put(work, tender);
    Ok(())
}
