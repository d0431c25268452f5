// SPDX-License-Identifier: EUPL-1.2
//! From rows and bodies to tables that people can read.
//!
//! What state is comes from the rules: a table's columns are a row's fields, written whenever the rules
//! write that row. Texts, which rows have no room for, are taken from the entry that brought them. Nothing
//! here decides, adds or compares. Whatever changes a row of a table sets its `last_entry_id`; the history is kept by
//! the database itself.

mod agreement;
mod aid;
mod award;
mod document;
mod import;
mod party;
mod search;
mod statements;
mod tender;

pub(crate) use document::documents;
pub(crate) use statements::Statements;

use portico_rules::{
    date::Date,
    document::Document,
    entry::{Body, Entry},
    fact::FactValue,
    row::{Row, RowKey},
};
use rusqlite::Params;

/// The entry that is being projected.
pub(crate) struct Projection<'a, 'c> {
    pub(crate) statements: &'a Statements<'c>,
    /// The entry's id in the table `entries`.
    pub(crate) entry_id: i64,
    pub(crate) entry: &'a Entry,
}

impl Projection<'_, '_> {
    /// Writes what the entry says besides the rows it changed, which must be there already; `documents` is those in
    /// its body.
    pub(crate) fn texts(&self, documents: &[(String, Document)]) -> rusqlite::Result<()> {
        match &self.entry.body {
            Body::Party(body) => self.party_texts(body),
            Body::Agreement(body) => self.agreement_texts(body),
            Body::Award(body) => self.award_texts(body),
            Body::Tender(body) => self.tender_texts(body),
            Body::Import(body) => self.import_texts(body),
        }?;
        self.search_items()?;
        self.documents(documents)
    }

    /// Writes a row that the entry changed; `before` is what it was, if it was there.
    pub(crate) fn row(
        &self,
        key: &RowKey,
        before: Option<&Row>,
        row: &Row,
    ) -> rusqlite::Result<()> {
        match (*key, row) {
            (RowKey::Party(number), Row::Party(row)) => self.party(number, row),
            (RowKey::Key(key), Row::Key(row)) => self.key(&key, row),
            (RowKey::Aid { party, aid }, Row::Aid(row)) => self.aid(party, aid, row),
            (RowKey::Members { party, year }, Row::Members(row)) => self.members(party, year, row),
            (RowKey::Agreement(number), Row::Agreement(row)) => self.agreement(number, row),
            (RowKey::Version { agreement, version }, Row::Version(row)) => {
                self.version(agreement, version, row)
            }
            (
                RowKey::Participant {
                    agreement, version, ..
                },
                Row::Participant(row),
            ) => self.participant(agreement, version, row),
            (RowKey::Invited { agreement, party }, Row::Invited) => self.invited(agreement, party),
            (RowKey::Award(number), Row::Award(row)) => self.award(number, before, row),
            (RowKey::Attester { award, party }, Row::Attester) => self.attester(award, party),
            (RowKey::Milestone { award, milestone }, Row::Milestone(row)) => {
                self.milestone(award, milestone, before, row)
            }
            (
                RowKey::Claim {
                    award,
                    milestone,
                    claim,
                },
                Row::Claim(row),
            ) => self.claim(award, milestone, claim, before, row),
            (
                RowKey::Attestation {
                    award,
                    milestone,
                    claim,
                    party,
                },
                Row::Attestation(row),
            ) => self.attestation(award, milestone, claim, party, row),
            (RowKey::Payment { award, payment }, Row::Payment(row)) => {
                self.payment(award, payment, before, row)
            }
            (RowKey::Recovery { award, recovery }, Row::Recovery(row)) => {
                self.recovery(award, recovery, row)
            }
            (RowKey::Amendment { award, amendment }, Row::Amendment(row)) => {
                self.amendment(award, amendment, row)
            }
            (RowKey::Tender(number), Row::Tender(row)) => self.tender(number, row),
            (RowKey::Bidder { tender, party }, Row::Bidder) => self.bidder(tender, party),
            (RowKey::Bid { tender, party }, Row::Bid(row)) => self.bid(tender, party, row),
            (RowKey::Change { tender, change }, Row::Change(row)) => {
                self.change(tender, change, row)
            }
            (
                RowKey::Subcontract {
                    tender,
                    subcontract,
                },
                Row::Subcontract(row),
            ) => self.subcontract(tender, subcontract, row),
            (RowKey::Import(number), Row::Import(row)) => self.import(number, before, row),
            // Rows that only serve decisions: the ledger's and the subjects' heads, used nonces, what was taken
            // already (tax codes, mandates, files, attesting keys, CIGs, tenders and aids that have an award), how many aids
            // and links a party has and which. They stand in the table `rows`; links are told by their entries.
            _ => Ok(()),
        }
    }

    /// Runs one statement.
    fn run(&self, sql: &'static str, params: impl Params) -> rusqlite::Result<()> {
        self.statements.run(sql, params)
    }

    /// The party whose key signed the entry.
    pub(crate) fn signer(&self) -> Option<u32> {
        signer_party(self.entry)
    }
}

/// The party whose key signed an entry. The founder's first entry reads nobody's word: it is the party
/// itself that signs.
pub(crate) fn signer_party(entry: &Entry) -> Option<u32> {
    let fact = entry.facts.iter().find_map(|fact| match fact.value {
        FactValue::Signer(signer) if signer.key == entry.by => Some(signer.party),
        _ => None,
    });
    fact.or_else(|| matches!(entry.body, Body::Party(_)).then(|| entry.subject.number()))
}

fn iso(date: Date) -> String {
    date.to_string()
}
