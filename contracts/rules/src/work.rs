// SPDX-License-Identifier: EUPL-1.2
//! The desk a decision works at: what it read elsewhere, what it will write, who signs, and when.
//! It knows the signer's permissions and the shape of rows, and none of the domains' rules.

use crate::date::{Date, SECONDS_PER_DAY};
use crate::fact::{
    AgreementFact, AidFact, Fact, FactValue, Question, SignerFact, StandingFact, TenderFact,
    UndertakingFact,
};
use crate::host::View;
use crate::party::{PartyKind, Permission};
use crate::primitives::{Digest, Key};
use crate::refusal::Refusal;
use crate::row::{Row, RowKey};
use crate::subject::PartyId;
use alloc::vec::Vec;

/// Rows to write; `None` removes one.
pub type Changes = Vec<(RowKey, Option<Row>)>;

/// One decision in the making.
pub struct Work<'a, V> {
    view: &'a V,
    /// The number of the subject that the command is about.
    pub number: u32,
    /// Whose signature this is.
    pub by: Key,
    /// Block time, seconds since the epoch.
    pub at: u64,
    /// What was read in other subjects, in order.
    pub facts: Vec<Fact>,
    /// What will be written, in order.
    pub changes: Changes,
}

impl<'a, V: View> Work<'a, V> {
    /// An empty desk; `at` is the block's time, seconds since the epoch.
    pub fn new(view: &'a V, number: u32, by: Key, at: u64) -> Self {
        Work {
            view,
            number,
            by,
            at,
            facts: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// The day of the block, in UTC.
    pub fn today(&self) -> Date {
        Date::from_unix_seconds(self.at)
    }

    /// Refuses a day that has not come. The block's day is UTC, which lags behind the calendar of Rome by up to two
    /// hours: a day of grace.
    ///
    /// # Errors
    /// [`Refusal::DateInFuture`].
    pub fn not_in_future(&self, date: Date) -> Result<(), Refusal> {
        if date > Date::from_unix_seconds(self.at.saturating_add(SECONDS_PER_DAY)) {
            return Err(Refusal::DateInFuture {
                date,
                today: self.today(),
            });
        }
        Ok(())
    }

    /// A row as it will stand after this decision.
    pub fn row(&self, key: &RowKey) -> Option<Row> {
        match self
            .changes
            .iter()
            .rev()
            .find(|(changed, _)| changed == key)
        {
            Some((_, row)) => *row,
            None => self.view.row(key),
        }
    }

    /// Writes a row.
    pub fn put(&mut self, key: RowKey, row: Row) {
        self.changes.push((key, Some(row)));
    }

    /// Removes a row.
    pub fn remove(&mut self, key: RowKey) {
        self.changes.push((key, None));
    }

    /// SHA-256 (FIPS 180-4).
    pub fn sha256(&self, bytes: &[u8]) -> Digest {
        self.view.sha256(bytes)
    }

    fn ask(&mut self, question: Question) -> Result<FactValue, Refusal> {
        if let Some(fact) = self.facts.iter().find(|fact| fact.value.answers(&question)) {
            return Ok(fact.value);
        }
        let fact = self.view.ask(&question)?;
        if !fact.value.answers(&question) {
            return Err(Refusal::Unanswered);
        }
        self.facts.push(fact);
        Ok(fact.value)
    }

    /// Whose key signs, which must have this permission.
    ///
    /// # Errors
    /// The registry's [`Refusal::UnknownKey`] or [`Refusal::KeyRevoked`]; [`Refusal::MissingPermission`];
    /// [`Refusal::Unanswered`] if the registry gave no answer that can be understood.
    pub fn signer(&mut self, needed: Permission) -> Result<SignerFact, Refusal> {
        let FactValue::Signer(signer) = self.ask(Question::Signer(self.by))? else {
            return Err(Refusal::Unanswered);
        };
        if !signer.permissions.includes(needed) {
            return Err(Refusal::MissingPermission {
                party: signer.party,
                needed,
            });
        }
        Ok(signer)
    }

    /// As [`Work::signer`], of a party of this kind.
    ///
    /// # Errors
    /// [`Refusal::WrongKind`]; otherwise as [`Work::signer`].
    pub fn signer_of_kind(
        &mut self,
        needed: Permission,
        kind: PartyKind,
    ) -> Result<SignerFact, Refusal> {
        let signer = self.signer(needed)?;
        if signer.kind != kind {
            return Err(Refusal::WrongKind { found: signer.kind });
        }
        Ok(signer)
    }

    /// As [`Work::signer`], of the administration that keeps the subject.
    ///
    /// # Errors
    /// [`Refusal::NotTheAdministration`]; otherwise as [`Work::signer`].
    pub fn signer_of(
        &mut self,
        needed: Permission,
        administration: PartyId,
    ) -> Result<SignerFact, Refusal> {
        let signer = self.signer(needed)?;
        if signer.party != administration {
            return Err(Refusal::NotTheAdministration {
                party: signer.party,
                administration,
            });
        }
        Ok(signer)
    }

    /// How a party stands.
    ///
    /// # Errors
    /// The registry's [`Refusal::Unknown`]; [`Refusal::Unanswered`] if it gave no answer that can be understood.
    pub fn standing(&mut self, party: PartyId) -> Result<StandingFact, Refusal> {
        match self.ask(Question::Standing(party))? {
            FactValue::Standing(standing) => Ok(standing),
            _ => Err(Refusal::Unanswered),
        }
    }

    /// Refuses unless the party is in good standing today, see [`StandingFact::is_good`].
    ///
    /// # Errors
    /// [`Refusal::NotInGoodStanding`]; otherwise as [`Work::standing`].
    pub fn good_standing(&mut self, party: PartyId) -> Result<StandingFact, Refusal> {
        let standing = self.standing(party)?;
        let today = self.today();
        if !standing.is_good(today) {
            let StandingFact {
                suspended,
                valid_until,
                ..
            } = standing;
            return Err(Refusal::NotInGoodStanding {
                party,
                suspended,
                valid_until,
                today,
            });
        }
        Ok(standing)
    }

    /// How an agreement, by its number, stands towards a party.
    ///
    /// # Errors
    /// The agreements contract's [`Refusal::Unknown`]; [`Refusal::Unanswered`] if it gave no answer that can be
    /// understood.
    pub fn agreement(&mut self, agreement: u32, party: PartyId) -> Result<AgreementFact, Refusal> {
        match self.ask(Question::Agreement { agreement, party })? {
            FactValue::Agreement(fact) => Ok(fact),
            _ => Err(Refusal::Unanswered),
        }
    }

    /// What de minimis aid a party received after a day.
    ///
    /// # Errors
    /// The registry's refusals; [`Refusal::Unanswered`] if it gave no answer that can be understood.
    pub fn undertaking(&mut self, party: PartyId, after: Date) -> Result<UndertakingFact, Refusal> {
        match self.ask(Question::Undertaking { party, after })? {
            FactValue::Undertaking(fact) => Ok(fact),
            _ => Err(Refusal::Unanswered),
        }
    }

    /// A de minimis aid, by the numbers of its party and its own.
    ///
    /// # Errors
    /// The registry's [`Refusal::NoSuchAid`]; [`Refusal::Unanswered`] if it gave no answer that can be understood.
    pub fn aid(&mut self, party: PartyId, aid: u32) -> Result<AidFact, Refusal> {
        match self.ask(Question::Aid { party, aid })? {
            FactValue::Aid(fact) => Ok(fact),
            _ => Err(Refusal::Unanswered),
        }
    }

    /// How the tender with this number ended.
    ///
    /// # Errors
    /// The tenders contract's [`Refusal::Unknown`]; [`Refusal::Unanswered`] if it gave no answer that can be understood.
    pub fn tender(&mut self, tender: u32) -> Result<TenderFact, Refusal> {
        match self.ask(Question::Tender(tender))? {
            FactValue::Tender(fact) => Ok(fact),
            _ => Err(Refusal::Unanswered),
        }
    }
}
