// SPDX-License-Identifier: EUPL-1.2
//! What milestones, claims, attestations and payments have in common where they are listed across awards: the
//! award they belong to, and whose it is.

use portico_rules::award::AwardStatus;
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{parties::PartyReference, words::Word};

type Status = Word<AwardStatus>;

/// An award, where it is only referred to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwardReference {
    id: u32,
    title: String,
    status: Status,
    administration: PartyReference,
    beneficiary: PartyReference,
}

impl AwardReference {
    /// From the columns that [`with_award!`] and [`of_award!`] select.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(AwardReference {
            id: row.get("award")?,
            title: row.get("award_title")?,
            status: row.get("award_status")?,
            administration: PartyReference::read(row, "administration", "administration_name")?,
            beneficiary: PartyReference::read(row, "beneficiary", "beneficiary_name")?,
        })
    }
}

/// The columns of an award that is referred to, and then these.
macro_rules! with_award {
    ($columns:literal) => {
        concat!(
            "a.number AS award, a.title AS award_title, a.status AS award_status, a.administration,
             d.name AS administration_name, a.beneficiary, b.name AS beneficiary_name, ",
            $columns
        )
    };
}

/// A table, under a name, with the award that its column `award` names, its administration and its beneficiary.
macro_rules! of_award {
    ($table:literal, $name:literal) => {
        concat!(
            $table,
            " ",
            $name,
            " JOIN awards a ON a.number = ",
            $name,
            ".award
             JOIN parties d ON d.number = a.administration
             JOIN parties b ON b.number = a.beneficiary"
        )
    };
}

pub(crate) use {of_award, with_award};
