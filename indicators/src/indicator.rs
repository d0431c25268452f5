// SPDX-License-Identifier: EUPL-1.2
//! What an indicator is.

use serde::Serialize;

use crate::parameter::Parameter;

/// One question that a ledger can raise.
pub trait Indicator: Send + Sync {
    /// What it says of itself.
    fn definition(&self) -> &'static Definition;

    /// What an operator can set.
    fn parameters(&self) -> &'static [Parameter];

    /// The query that finds its flags: one `SELECT` of exactly these columns, in this order:
    ///
    /// - `subject_kind`, `subject_number`: what the flag is about, as in `entries`;
    /// - `part`: text that tells apart the flags of one subject, empty if there can only be one;
    /// - `administration`, `beneficiary`: whose money, and who was to receive it: parties, or null;
    /// - `day`: the day since which it is so, ISO 8601;
    /// - `amount`: the money it is about, cents, or null;
    /// - `observed`: what was found, a JSON object; amounts in it end in `_cents`;
    /// - `entries`: the entries behind it, a JSON list of their ids.
    ///
    /// `:day` is the day that is asked about, text; `:name` a parameter's value: a whole number, or for a list of them
    /// a table of one column, `column1`.
    fn sql(&self) -> &'static str;
}

/// What an indicator says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Definition {
    /// Its name, as in addresses and settings.
    pub id: &'static str,
    /// The same for people.
    pub title: &'static str,
    /// When exactly a flag is raised.
    pub definition: &'static str,
    /// Why one would ask.
    pub why: &'static str,
    /// What else can make it true: look here before asking.
    pub false_positives: &'static str,
    /// Where the indicator comes from: a law, a standard, a publication.
    pub source: &'static str,
    /// Where that can be read, if not in the project's own documents.
    pub source_url: Option<&'static str>,
    /// The tables from which it is computed.
    pub data: &'static [&'static str],
}
