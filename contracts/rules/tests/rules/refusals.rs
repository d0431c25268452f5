// SPDX-License-Identifier: EUPL-1.2
//! Is what must be refused refused, by the rule that should, and with nothing written? One file a subject.

mod agreements;
mod aid;
mod changes;
mod claims;
mod imports;
mod members;
mod parties;
mod payments;
mod publication;
mod signing;
mod tenders;

use portico_rules::agreement::{AgreementBody, AgreementStatus};
use portico_rules::authority::Authority;
use portico_rules::award::{AmendmentTerms, AwardBody, AwardKind, AwardStatus, Basis, Outcome};
use portico_rules::codes::{Cig, CodeError, Cup};
use portico_rules::date::Date;
use portico_rules::import::{HistoricalRecord, ImportBody, ImportTotals, Source};
use portico_rules::ledger::Domain;
use portico_rules::memory::sample::{self, party, who};
use portico_rules::memory::{Chain, key, pair};
use portico_rules::native::sign;
use portico_rules::party::{PartyBody, PartyKind, Permission, Permissions};
use portico_rules::primitives::{Cents, Digest};
use portico_rules::refusal::{Field, Refusal};
use portico_rules::subject::SubjectKind;

fn with_parties() -> Chain {
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).unwrap();
    chain
}

fn with_award() -> Chain {
    let mut chain = with_parties();
    sample::agreement(&mut chain).unwrap();
    chain
        .direct(
            &pair(who::CITY),
            None,
            AwardBody::Publish(sample::publication()),
        )
        .unwrap();
    chain
}

/// Claimed and attested in full, not paid.
fn with_attested() -> Chain {
    let mut chain = with_award();
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            sample::claim(1, 1, 1_200_000),
        )
        .unwrap();
    chain
        .direct(
            &pair(who::CITY_ATTESTS),
            Some(1),
            sample::attestation(1, 1, Outcome::Met),
        )
        .unwrap();
    chain
        .direct(
            &pair(who::OVERSIGHT),
            Some(1),
            sample::attestation(1, 1, Outcome::Met),
        )
        .unwrap();
    chain
}

fn today(chain: &Chain) -> Date {
    Date::from_unix_seconds(chain.now)
}

#[track_caller]
fn refused<D: Domain>(chain: &mut Chain, signer: u8, number: Option<u32>, body: D) -> Refusal {
    let before = (chain.rows(D::KIND), chain.entries.len());
    let refusal = chain
        .direct(&pair(signer), number, body)
        .expect_err("must be refused");
    assert_eq!(
        (chain.rows(D::KIND), chain.entries.len()),
        before,
        "nothing is written"
    );
    assert!(!refusal.to_string().is_empty());
    refusal
}
