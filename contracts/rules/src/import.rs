// SPDX-License-Identifier: EUPL-1.2
//! Imports: what a public file reports about the past, as historical records: such as the contracts that administrations
//! publish after art. 1 c. 32 L. 190/2012.
//!
//! They are never claims, attestations or payments, and never counted with them: nobody signed them when they
//! happened. What the file says is kept as it says it, even where it reports more paid than awarded.

mod decide;
mod describe;

pub use decide::{check_record, decide, source_bytes};

use crate::codes::{Cig, Cup, TaxCode};
use crate::date::Date;
use crate::primitives::{Cents, Digest};
use crate::subject::PartyId;
use alloc::string::String;
use alloc::vec::Vec;

small! {
    /// What of a file is on the ledger, or in its rejects.
    #[derive(Default)]
    pub struct ImportTotals {
        /// Rows.
        pub rows: u32,
        /// Reported as awarded, cents.
        pub awarded: Cents,
        /// Reported as paid, cents.
        pub paid: Cents,
    }

    /// An import as the contract keeps it.
    pub struct ImportRow {
        /// Who imports.
        pub administration: PartyId,
        /// The file.
        pub source_sha256: Digest,
        /// Rows of data in the file.
        pub rows: u32,
        /// What is on the ledger.
        pub recorded: ImportTotals,
        /// How many of them report more paid than awarded.
        pub paid_above_awarded: u32,
        /// Number of the last row recorded, 0 before the first: where an interrupted import goes on.
        pub last_row: u32,
        /// Whether it is finished.
        pub complete: bool,
    }
}

data! {
    /// A public file, about to be recorded.
    pub struct Source {
        /// SHA-256 of the file's bytes.
        pub sha256: Digest,
        /// The mapping that reads it, such as `l190-2020`; like the licence at most [`crate::bounds::REFERENCE`] bytes.
        pub format: String,
        /// What the file is called; like the publisher at most [`crate::bounds::TITLE`] bytes.
        pub title: String,
        /// Who published it.
        pub publisher: String,
        /// Its licence (an SPDX identifier or a plain name).
        pub licence: String,
        /// Where it was published; may be empty. At most [`crate::bounds::URI`] bytes.
        pub uri: String,
        /// Rows of data in it, its heading not counted.
        pub rows: u32,
    }

    /// What one row of a public file reports.
    pub struct HistoricalRecord {
        /// Number of the row, from 1, the heading not counted.
        pub row: u32,
        /// The administration it speaks of.
        pub authority: Option<TaxCode>,
        /// The organisation that was to receive the money.
        pub recipient: TaxCode,
        /// Its name as the file has it; empty where it might be a person's. Like the procedure at most [`crate::bounds::TITLE`]
        /// bytes.
        pub recipient_name: String,
        /// Codice identificativo di gara (art. 3 L. 136/2010).
        pub cig: Option<Cig>,
        /// Codice unico di progetto (art. 11 L. 3/2003).
        pub cup: Option<Cup>,
        /// How the recipient was chosen, as the file has it.
        pub procedure: String,
        /// Reported as awarded, cents.
        pub awarded: Option<Cents>,
        /// Reported as paid, cents.
        pub paid: Option<Cents>,
        /// Reported first day.
        pub start: Option<Date>,
        /// Reported last day.
        pub end: Option<Date>,
        /// Year it speaks of, 1970–2199.
        pub year: Option<u16>,
    }

    /// What is written about an import. Indices never change their meaning.
    pub enum ImportBody {
        /// An administration announces a file.
        #[codec(index = 0)]
        Open(Source),
        /// Some of its rows, in the file's order.
        #[codec(index = 1)]
        Record {
            /// The last row recorded before these, 0 before the first: so that whoever sends the next rows before the
            /// last ones are known to be recorded cannot leave any out unnoticed.
            after: u32,
            /// At least one, at most [`crate::bounds::RECORDS`].
            records: Vec<HistoricalRecord>,
        },
        /// All is said: what was recorded and what was rejected add up to the file.
        #[codec(index = 2)]
        Finish {
            /// What is on the ledger; must be what the ledger says.
            recorded: ImportTotals,
            /// What is not.
            rejected: ImportTotals,
            /// SHA-256 of the rejects file: every rejected row with its reason and original text.
            rejects_sha256: Digest,
        },
    }
}

impl HistoricalRecord {
    /// Whether the row reports more paid than awarded: kept, since that is what the file says, and flagged.
    pub fn is_paid_above_awarded(&self) -> bool {
        matches!((self.awarded, self.paid), (Some(awarded), Some(paid)) if paid > awarded)
    }
}

impl ImportTotals {
    /// With one record more (cents; nothing reported counts as nothing), or `None` beyond the numbers' range.
    pub fn with(self, awarded: Option<Cents>, paid: Option<Cents>) -> Option<Self> {
        Some(ImportTotals {
            rows: self.rows.checked_add(1)?,
            awarded: self.awarded.plus(awarded.unwrap_or_default())?,
            paid: self.paid.plus(paid.unwrap_or_default())?,
        })
    }
}

impl ImportBody {
    /// Whether this opens a new subject.
    pub fn opens(&self) -> bool {
        matches!(self, ImportBody::Open(_))
    }
}
