// SPDX-License-Identifier: EUPL-1.2
//! The contract of a tender, its changes and subcontracts.
//!
//! Must not know whether a change is allowed: the rules said so before it was written.

use portico_rules::tender::{ChangeCause, SubcontractStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    database::Snapshot,
    money::Money,
    parties::PartyReference,
    problem::Problem,
    recent::Recent,
    times::{Day, Time},
    words::Word,
};

type Cause = Word<ChangeCause>;
type StatusOfSubcontract = Word<SubcontractStatus>;

/// The contract that was signed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TenderContract {
    contractor: PartyReference,
    reference: String,
    /// What it began with.
    value: Money,
    signed: Day,
    start_date: Day,
    end_date: Day,
    document_sha256: String,
    deposited_at: Time,
}

/// A change of the contract (art. 120 D.Lgs. 36/2023).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContractChange {
    change: u32,
    cause: Cause,
    value_before: Money,
    value_after: Money,
    /// The difference as hundredths of a percent of the initial value.
    share: u32,
    reason: String,
    act_sha256: String,
    changed_at: Time,
}

/// A subcontract that the contractor asks for (art. 119 D.Lgs. 36/2023).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Subcontract {
    subcontract: u32,
    status: StatusOfSubcontract,
    /// Tax code of the subcontractor, and its name.
    subcontractor: String,
    name: String,
    object: String,
    amount: Money,
    requested: Day,
    decided_at: Option<Time>,
    decision_reason: Option<String>,
}

pub(super) fn contract(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<Option<TenderContract>, Problem> {
    snapshot.first(
        "SELECT c.contractor, p.name, c.reference, c.value, c.signed, c.start_date, c.end_date, c.document_sha256,
                c.deposited_at
         FROM tender_contracts c JOIN parties p ON p.number = c.contractor WHERE c.tender = ?1",
        [number],
        |row| {
            Ok(TenderContract {
                contractor: PartyReference::read(row, "contractor", "name")?,
                reference: row.get("reference")?,
                value: row.get("value")?,
                signed: row.get("signed")?,
                start_date: row.get("start_date")?,
                end_date: row.get("end_date")?,
                document_sha256: row.get("document_sha256")?,
                deposited_at: row.get("deposited_at")?,
            })
        },
    )
}

pub(super) fn changes(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<Recent<ContractChange>, Problem> {
    Recent::read(
        snapshot,
        "SELECT change, cause, value_before, value_after, share, reason, act_sha256, changed_at
         FROM contract_changes WHERE tender = ?1",
        &["change"],
        number,
        |row| {
            Ok(ContractChange {
                change: row.get("change")?,
                cause: row.get("cause")?,
                value_before: row.get("value_before")?,
                value_after: row.get("value_after")?,
                share: row.get("share")?,
                reason: row.get("reason")?,
                act_sha256: row.get("act_sha256")?,
                changed_at: row.get("changed_at")?,
            })
        },
    )
}

pub(super) fn subcontracts(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<Recent<Subcontract>, Problem> {
    Recent::read(
        snapshot,
        "SELECT subcontract, status, subcontractor, name, object, amount, requested, decided_at, decision_reason
         FROM subcontracts WHERE tender = ?1",
        &["subcontract"],
        number,
        |row| {
            Ok(Subcontract {
                subcontract: row.get("subcontract")?,
                status: row.get("status")?,
                subcontractor: row.get("subcontractor")?,
                name: row.get("name")?,
                object: row.get("object")?,
                amount: row.get("amount")?,
                requested: row.get("requested")?,
                decided_at: row.get("decided_at")?,
                decision_reason: row.get("decision_reason")?,
            })
        },
    )
}
