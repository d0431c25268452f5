// SPDX-License-Identifier: EUPL-1.2
//! What free text on the ledger must not contain: characters that make the text a person signs look different from
//! what it is ([`printable`]), and data of natural persons ([`personal_data`]). A text is immutable once it is on the
//! ledger, so both are refusals and not warnings. This module must not know which field it looks at, nor its length.
//!
//! Ask [`printable`] first: [`personal_data`] reads over characters between letters, but a refusal of an invisible
//! character tells its writer more.

mod personal_data;
mod printable;

pub use personal_data::{PersonalData, personal_data};
pub use printable::printable;
