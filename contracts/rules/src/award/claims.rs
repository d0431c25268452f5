// SPDX-License-Identifier: EUPL-1.2
//! Claims and attestations: the beneficiary says what was reached, others say whether it was.

use super::decide::{milestone, next, put, put_milestone, running, signed_by_beneficiary};
use super::{AttestationRow, ClaimRow, Outcome};
use crate::bounds;
use crate::check;
use crate::document::Document;
use crate::host::View;
use crate::party::Permission;
use crate::primitives::Cents;
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::work::Work;

pub(super) fn claim<V: View>(
    work: &mut Work<V>,
    number: u8,
    claim: u32,
    amount: Cents,
    statement: &str,
    documents: &[Document],
) -> Result<(), Refusal> {
    let mut award = running(work)?;
    signed_by_beneficiary(work, &award)?;
    work.good_standing(award.beneficiary)?;
    check::required(Field::Statement, statement, bounds::REASON)?;
    check::at_least(Field::Documents, documents.len(), 1)?;
    check::documents(documents)?;
    check::positive(Field::Amount, amount)?;
    let mut row = milestone(work, &award, number)?;
    if row.pending.is_some() {
        return Err(Refusal::ClaimPending {
            milestone: number,
            claim: row.claims,
        });
    }
    next(row.claims, claim)?;
    if amount > row.unclaimed() {
        return Err(Refusal::ClaimAboveMilestone {
            milestone: number,
            claimed: amount,
            left: row.unclaimed(),
        });
    }
    row.claims = claim;
    row.pending = Some(amount);
    award.pending_claims = award.pending_claims.saturating_add(1);
    put_milestone(work, number, row);
    put(work, award);
    let key = RowKey::Claim {
        award: work.number,
        milestone: number,
        claim,
    };
    work.put(
        key,
        Row::Claim(ClaimRow {
            amount,
            attestations: 0,
            lowest: amount,
            decided: false,
        }),
    );
    Ok(())
}

/// An attester's word. When as many as the award asks for have spoken, the lowest amount counts.
pub(super) fn attest<V: View>(
    work: &mut Work<V>,
    number: u8,
    claim: u32,
    outcome: Outcome,
    report: &Document,
) -> Result<(), Refusal> {
    let mut award = running(work)?;
    let party = work.signer(Permission::Attest)?.party;
    if work
        .row(&RowKey::Attester {
            award: work.number,
            party,
        })
        .is_none()
    {
        return Err(Refusal::NotAnAttester { party });
    }
    if party == award.beneficiary {
        return Err(Refusal::BeneficiaryAttests { party });
    }
    work.good_standing(party)?;
    check::document(Field::Report, report)?;
    let mut row = milestone(work, &award, number)?;
    let claim_key = RowKey::Claim {
        award: work.number,
        milestone: number,
        claim,
    };
    let mut claimed = work.claim_row(claim_key).ok_or(Refusal::NoSuchClaim {
        milestone: number,
        claim,
    })?;
    if claimed.decided {
        return Err(Refusal::ClaimDecided {
            milestone: number,
            claim,
        });
    }
    let attestation_key = RowKey::Attestation {
        award: work.number,
        milestone: number,
        claim,
        party,
    };
    if work.row(&attestation_key).is_some() {
        return Err(Refusal::AlreadyAttested {
            milestone: number,
            claim,
            party,
        });
    }
    let amount = outcome.amount(claimed.amount);
    if let Outcome::PartlyMet { amount } = outcome {
        // Nothing is `not met`, all is `met`: each finding has one way to be written.
        if amount == Cents::ZERO || amount >= claimed.amount {
            return Err(Refusal::AttestedAboveClaim {
                attested: amount,
                claimed: claimed.amount,
            });
        }
    }

    let key = work.by;
    work.put(
        attestation_key,
        Row::Attestation(AttestationRow { outcome, key }),
    );
    work.put(
        RowKey::AttestingKey {
            award: work.number,
            milestone: number,
            key,
        },
        Row::AttestingKey,
    );
    claimed.attestations = claimed.attestations.saturating_add(1);
    claimed.lowest = claimed.lowest.min(amount);
    if claimed.attestations >= award.attesters_required {
        claimed.decided = true;
        let out_of_range = Refusal::AmountOutOfRange {
            field: Field::Amount,
            found: claimed.lowest,
        };
        row.attested = row.attested.plus(claimed.lowest).ok_or(out_of_range)?;
        row.pending = None;
        award.attested = award.attested.plus(claimed.lowest).ok_or(out_of_range)?;
        award.pending_claims = award.pending_claims.saturating_sub(1);
        put_milestone(work, number, row);
        put(work, award);
    }
    work.put(claim_key, Row::Claim(claimed));
    Ok(())
}
