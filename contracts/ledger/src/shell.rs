// SPDX-License-Identifier: EUPL-1.2
//! The one path of every command and every question: lend the rules what they may see, then do what they decided.

use portico_rules::{
    authority::Authority,
    entry::Appended as Accepted,
    fact::{Fact, FactValue, Question, with_head},
    host::{Host, View},
    ledger::{self, Domain},
    message::Place,
    primitives::{Digest, Key, SignatureBytes},
    refusal::Refusal,
    row::{HeadRow, LedgerRow, Row, RowKey},
    subject::Subject,
    work::Changes,
};
use scale::{Decode, Encode};

use crate::{
    Neighbours, Receipt, call_data, environment,
    event::Appended,
    rows::{Rows, StoredRow},
};

/// What a contract remembers of its making; it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(
    feature = "std",
    derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout)
)]
pub struct Home {
    /// Hash of the chain's genesis block: no contract can ask for it, so whoever makes the contract states it, and everybody can check it.
    pub genesis: [u8; 32],
    /// Who else is to be asked.
    pub neighbours: Neighbours,
}

/// What a contract answers from its own rows: the subject asked about and the answer, or [`Refusal::WrongContract`].
pub type Answer = fn(&Shell, &Question) -> Result<(Subject, FactValue), Refusal>;

/// A contract as the rules see it, for one call.
pub struct Shell {
    home: Home,
    answer: Answer,
    rows: Rows,
}

impl Shell {
    /// The shell of a contract with this home, which answers these questions itself.
    pub fn new(home: &Home, answer: Answer) -> Self {
        Self {
            home: *home,
            answer,
            rows: Rows::new(),
        }
    }

    /// Takes a command: checks it, writes its rows and emits the entry, or says why it is refused. `arguments` are all arguments of
    /// the message, to check that they are what was sent.
    ///
    /// # Errors
    /// The first rule that the command breaks; nothing is written then, and the contract must return the refusal, so that the call reverts.
    pub fn submit<D: Domain>(
        &mut self,
        arguments: &impl Encode,
        number: Option<u32>,
        body: &D,
        authority: &Authority,
    ) -> Result<Receipt, Refusal> {
        call_data::check(arguments)?;
        let place = Place {
            genesis: Digest(self.home.genesis),
            contract: environment::address(),
        };
        let (Accepted { entry, head }, changes) =
            ledger::submit(self, &place, number, body.clone(), authority)?;
        self.write(&changes);
        let receipt = Receipt {
            subject: entry.subject,
            seq: entry.seq,
            head,
        };
        ink::env::emit_event(Appended {
            subject: entry.subject,
            entry,
            head,
        });
        Ok(receipt)
    }

    /// Answers a question from this contract's own rows, with the head they stood at.
    ///
    /// # Errors
    /// [`Refusal::WrongContract`] if another contract keeps that subject; else why there is no answer.
    pub fn fact(&self, question: &Question) -> Result<Fact, Refusal> {
        with_head(self, (self.answer)(self, question))
    }

    /// The end of a subject's history, if this contract keeps it.
    pub fn head(&self, subject: &Subject) -> Option<HeadRow> {
        ledger::head_row(self, subject)
    }

    /// What this contract holds in all.
    pub fn ledger(&self) -> LedgerRow {
        ledger::ledger_row(self)
    }

    /// Writes in the order of the decision: of two changes to one row the later stands.
    fn write(&mut self, changes: &Changes) {
        for (key, row) in changes {
            match row {
                Some(row) => {
                    self.rows.insert(*key, &StoredRow(*row));
                }
                None => self.rows.remove(*key),
            }
        }
    }
}

impl View for Shell {
    fn row(&self, key: &RowKey) -> Option<Row> {
        self.rows.get(*key).map(|StoredRow(row)| row)
    }

    fn ask(&self, question: &Question) -> Result<Fact, Refusal> {
        match self.fact(question) {
            Err(Refusal::WrongContract) => self.home.neighbours.ask(question),
            answered => answered,
        }
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        environment::sha256(bytes)
    }
}

impl Host for Shell {
    fn now(&self) -> u64 {
        environment::now()
    }

    fn block(&self) -> u32 {
        environment::block()
    }

    fn is_caller(&self, key: &Key) -> bool {
        environment::is_caller(key)
    }

    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
        environment::sr25519_verify(key, message, signature)
    }
}
