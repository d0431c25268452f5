// SPDX-License-Identifier: EUPL-1.2
//! The contracts and the rules' own ledger in memory, side by side: whatever one accepts or refuses, the other must accept or
//! refuse alike, for the same reason, with the same entry.

use portico_rules::{
    authority::Signature,
    entry::{Appended, Body, Entry},
    fact::Fact,
    memory::{self, key, pair},
    primitives::Digest,
    refusal::Refusal,
    with_body,
};
use schnorrkel::Keypair;

use crate::ledger::{Accepted, CARRIER, CONTRACTS, Ledger, founder};

/// How a command is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the account that calls.
    Direct,
    /// On a text that somebody else brings.
    Carried,
}

/// Both ledgers.
pub struct Twin {
    /// The rules' own.
    pub memory: memory::Chain,
    /// The contracts.
    pub ledger: Ledger,
    nonce: u64,
}

impl Twin {
    /// Both, founded by the sample's city at a moment (seconds since the epoch).
    ///
    /// # Panics
    /// If one of them refuses that.
    pub fn new(now: u64) -> Self {
        let ledger = Ledger::new(now);
        let mut memory = memory::Chain::new(now);
        let city = pair(memory::sample::who::CITY);
        let founded = apply(&mut memory, Way::Direct, &city, None, &founder_body(), 0)
            .expect("the rules accept the sample");
        let twin = Self {
            memory,
            ledger,
            nonce: 0,
        };
        assert_alike(&founded, &twin.ledger.entries[0].1);
        twin
    }

    /// The next block of both, some seconds later.
    pub fn advance(&mut self, seconds: u64) {
        self.memory.advance(seconds);
        self.ledger.begin(self.memory.block, self.memory.now);
    }

    /// A command to both; `number` is the subject's, `None` to open one.
    ///
    /// # Errors
    /// The refusal of both.
    ///
    /// # Panics
    /// If they do not agree, or one of them wrote something though it refused.
    pub fn submit(
        &mut self,
        way: Way,
        by: &Keypair,
        number: Option<u32>,
        body: &Body,
    ) -> Result<Accepted, Refusal> {
        self.nonce += 1;
        let expected = apply(&mut self.memory, way, by, number, body, self.nonce);
        let before = expected.is_err().then(|| self.all_rows());
        let found = apply_to_contracts(&mut self.ledger, way, by, number, body, self.nonce);
        match (expected, found) {
            (Ok(expected), Ok(found)) => {
                assert_alike(&expected, &found.appended);
                Ok(found)
            }
            (Err(expected), Err(found)) => {
                assert_eq!(
                    found, expected,
                    "the contract refuses {body:?} for another reason than the rules"
                );
                assert_eq!(
                    Some(self.all_rows()),
                    before,
                    "a refused command wrote something"
                );
                Err(found)
            }
            (expected, found) => {
                panic!(
                    "the rules say {expected:?} to {body:?}, the contract {:?}",
                    found.map(|ok| ok.appended)
                )
            }
        }
    }

    /// Whether the rules would accept a command about the subject with this number, without giving it to anybody.
    ///
    /// # Errors
    /// Their refusal.
    pub fn would(
        &self,
        way: Way,
        by: &Keypair,
        number: Option<u32>,
        body: &Body,
    ) -> Result<(), Refusal> {
        apply(
            &mut self.memory.clone(),
            way,
            by,
            number,
            body,
            self.nonce + 1,
        )
        .map(drop)
    }

    /// Gives the contracts what the rules' ledger accepted since, as it was signed, in blocks of the same number and time.
    ///
    /// # Panics
    /// If a contract does not accept it alike.
    pub fn follow(&mut self) {
        let begun = self.ledger.entries.len();
        for placed in self.memory.entries[begun..].iter().cloned() {
            let Appended { entry, .. } = &placed.appended;
            if placed.block > self.ledger.block {
                self.ledger.begin(placed.block, entry.at);
            }
            let by = (1..=CARRIER)
                .map(pair)
                .find(|pair| key(pair) == entry.by)
                .expect("a sample's key pair signed");
            let way = if entry.signature == Signature::Direct {
                Way::Direct
            } else {
                Way::Carried
            };
            let number = (entry.seq > 0).then(|| entry.subject.number());
            self.nonce += 1;
            let nonce = match entry.signature {
                Signature::Carried { nonce, .. } => nonce,
                Signature::Direct => self.nonce,
            };
            let found = apply_to_contracts(&mut self.ledger, way, &by, number, &entry.body, nonce)
                .unwrap_or_else(|refusal| {
                    panic!("the contract refuses {:?}: {refusal}", entry.body)
                });
            assert_alike(&placed.appended, &found.appended);
        }
    }

    /// Every row of every contract.
    pub fn all_rows(
        &mut self,
    ) -> Vec<std::collections::BTreeMap<portico_rules::row::RowKey, portico_rules::row::Row>> {
        CONTRACTS
            .iter()
            .map(|(kind, _)| self.ledger.rows(*kind))
            .collect()
    }
}

fn founder_body() -> Body {
    Body::Party(founder())
}

/// Gives a command to the rules' ledger. A direct command is called by the signer.
fn apply(
    memory: &mut memory::Chain,
    way: Way,
    by: &Keypair,
    number: Option<u32>,
    body: &Body,
    nonce: u64,
) -> Result<Appended, Refusal> {
    macro_rules! given {
        ($body:expr) => {
            match way {
                Way::Direct => memory.direct(by, number, $body.clone()),
                Way::Carried => memory.carried(by, number, $body.clone(), nonce),
            }
        };
    }
    with_body!(body, body => given!(body))
}

fn apply_to_contracts(
    ledger: &mut Ledger,
    way: Way,
    by: &Keypair,
    number: Option<u32>,
    body: &Body,
    nonce: u64,
) -> Result<Accepted, Refusal> {
    macro_rules! given {
        ($body:expr) => {
            match way {
                Way::Direct => ledger.direct(by, number, $body),
                Way::Carried => ledger.carried(by, number, $body, nonce),
            }
        };
    }
    with_body!(body, body => given!(body))
}

/// Entries of the same commands in two ledgers. What names the contract's address differs: heads and signatures.
fn assert_alike(one: &Appended, other: &Appended) {
    let bare = |Appended { entry, .. }: &Appended| Entry {
        signature: match entry.signature {
            Signature::Direct => Signature::Direct,
            Signature::Carried { nonce, expiry, .. } => Signature::Carried {
                signature: crate::ledger::NO_SIGNATURE,
                nonce,
                expiry,
            },
        },
        facts: entry
            .facts
            .iter()
            .map(|fact| Fact {
                head: Digest([0; 32]),
                ..*fact
            })
            .collect(),
        ..entry.clone()
    };
    assert_eq!(bare(one), bare(other));
}
