// SPDX-License-Identifier: EUPL-1.2
//! Reads public files of the past (CSV; OCDS and 360Giving in JSON) into the ledger's historical records.
//!
//! How a file is read is said by a [`Mapping`], which is data (TOML), never code: which column is which field, or which standard a JSON
//! file follows. Every row of the file (in JSON every award or grant) becomes
//! either a [`HistoricalRecord`](portico_rules::import::HistoricalRecord) that the rules accept, or a [`Reject`]
//! with its line, its reason and its original text. Both sides are counted, and add up to the file to the cent:
//! [`survey`] reads the whole file, says so, and writes the rejects, before anybody sends anything.
//!
//! The file is hostile. A file that is broken as a whole (truncated, another heading, an unclosed quotation mark) is
//! an [`ImportError`] and nothing of it is used; a row that is broken is a reject. Only one row, or one release, is in memory at a time.
//!
//! This crate must not know a chain, a key or a network: who sends the records is none of its business.
#![forbid(unsafe_code)]

mod amount;
mod chunks;
mod day;
mod digest;
mod error;
mod heading;
mod json;
mod mapping;
mod names;
mod reader;
mod record;
mod reject;
mod rows;
mod survey;
mod text;

pub use chunks::Chunks;
pub use error::{ImportError, MappingError};
pub use json::ELEMENT_LIMIT;
pub use mapping::{Encoding, Mapping, SourceText};
pub use reader::{Outcome, Reader, Row};
pub use record::Remark;
pub use reject::Reject;
pub use rows::ROW_LIMIT;
pub use survey::{Side, Survey, survey};
