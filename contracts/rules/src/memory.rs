// SPDX-License-Identifier: EUPL-1.2
//! A ledger in memory: the five contracts' rows, a clock and block numbers, for tests of the rules and of
//! whoever reads entries. It must not know a chain; the contracts are tested on a real one elsewhere.

pub mod sample;

use crate::agreement;
use crate::authority::Authority;
use crate::entry::Appended;
use crate::fact::{Fact, Question, with_head};
use crate::host::{Host, View};
use crate::ledger::{self, Domain};
use crate::message::Place;
use crate::native::{Native, SIGNING_CONTEXT};
use crate::party;
use crate::primitives::{Address, Digest, Key, SignatureBytes};
use crate::refusal::Refusal;
use crate::replay::{Crypto, apply};
use crate::row::{Row, RowKey};
use crate::subject::{Subject, SubjectKind};
use crate::tender;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};

/// An entry, and the block it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The block's number.
    pub block: u32,
    /// The entry with its head.
    pub appended: Appended,
}

/// The contracts and a clock.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Hash of the genesis block.
    pub genesis: Digest,
    /// Block time, seconds since the epoch.
    pub now: u64,
    /// Number of the block being built.
    pub block: u32,
    /// Every entry in order.
    pub entries: Vec<Placed>,
    rows: BTreeMap<SubjectKind, BTreeMap<RowKey, Row>>,
}

impl Chain {
    /// An empty one, at a time in seconds since the epoch.
    pub fn new(now: u64) -> Self {
        Chain {
            genesis: Digest([7; 32]),
            now,
            block: 1,
            entries: Vec::new(),
            rows: BTreeMap::new(),
        }
    }

    /// Where signatures for the contract that keeps this kind hold.
    pub fn place(&self, kind: SubjectKind) -> Place {
        Place {
            genesis: self.genesis,
            contract: Address([kind as u8 + 1; 20]),
        }
    }

    /// All rows of the contract that keeps this kind.
    pub fn rows(&self, kind: SubjectKind) -> BTreeMap<RowKey, Row> {
        self.rows.get(&kind).cloned().unwrap_or_default()
    }

    /// One subject's entries in order.
    pub fn history(&self, subject: Subject) -> Vec<Appended> {
        self.entries
            .iter()
            .filter(|placed| placed.appended.entry.subject == subject)
            .map(|placed| placed.appended.clone())
            .collect()
    }

    /// The next block, some seconds later.
    pub fn advance(&mut self, seconds: u64) {
        self.block += 1;
        self.now += seconds;
    }

    /// A command signed by the account that calls. `number` is the subject's, `None` for a command that opens one.
    ///
    /// # Errors
    /// The refusal; then nothing is written.
    pub fn direct<D: Domain>(
        &mut self,
        pair: &Keypair,
        number: Option<u32>,
        body: D,
    ) -> Result<Appended, Refusal> {
        let key = key(pair);
        self.submit(key, number, body, &Authority::Direct { key })
    }

    /// A command signed by one and carried by somebody else. `number` is the subject's, `None` for a command that opens one.
    ///
    /// # Errors
    /// The refusal; then nothing is written.
    pub fn carried<D: Domain>(
        &mut self,
        pair: &Keypair,
        number: Option<u32>,
        body: D,
        nonce: u64,
    ) -> Result<Appended, Refusal> {
        let expiry = self.now + 3600;
        let text = self.text(number, &body, nonce, expiry);
        let authority = Authority::Carried {
            key: key(pair),
            signature: sign(pair, text.as_bytes()),
            nonce,
            expiry,
        };
        self.submit(Key([0; 32]), number, body, &authority)
    }

    /// The text to sign for a command; `expiry` is in seconds since the epoch.
    pub fn text<D: Domain>(
        &self,
        number: Option<u32>,
        body: &D,
        nonce: u64,
        expiry: u64,
    ) -> alloc::string::String {
        ledger::signed_text(
            &self.contract(D::KIND, None),
            &self.place(D::KIND),
            number,
            body,
            nonce,
            expiry,
        )
    }

    /// A command, called by the account of a key; `number` is the subject's, `None` for a command that opens one.
    ///
    /// # Errors
    /// The refusal; then nothing is written.
    pub fn submit<D: Domain>(
        &mut self,
        caller: Key,
        number: Option<u32>,
        body: D,
        authority: &Authority,
    ) -> Result<Appended, Refusal> {
        let place = self.place(D::KIND);
        let (appended, changes) = ledger::submit(
            &self.contract(D::KIND, Some(caller)),
            &place,
            number,
            body,
            authority,
        )?;
        apply(self.rows.entry(D::KIND).or_default(), changes);
        self.entries.push(Placed {
            block: self.block,
            appended: appended.clone(),
        });
        Ok(appended)
    }

    fn contract(&self, kind: SubjectKind, caller: Option<Key>) -> Contract<'_> {
        Contract {
            chain: self,
            kind,
            caller,
        }
    }
}

/// Signs as [`crate::native::sign`] does, but always with the same signature for the same bytes, so that samples and test vectors
/// come out the same. Not for real keys: a signature must not be predictable to whoever watches the signer.
pub fn sign(pair: &Keypair, message: &[u8]) -> SignatureBytes {
    let transcript = schnorrkel::signing_context(SIGNING_CONTEXT).bytes(message);
    let signature = pair.sign(schnorrkel::context::attach_rng(transcript, Zeros));
    SignatureBytes(signature.to_bytes())
}

/// A source of zeros.
struct Zeros;

impl rand_core::RngCore for Zeros {
    fn next_u32(&mut self) -> u32 {
        0
    }

    fn next_u64(&mut self) -> u64 {
        0
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        bytes.fill(0);
        Ok(())
    }
}

impl rand_core::CryptoRng for Zeros {}

/// A key pair for tests, the same for the same number. Not for real keys: anybody can make it.
///
/// # Panics
/// Never: any 32 bytes are a secret key.
pub fn pair(number: u8) -> Keypair {
    // Any 32 bytes are a mini secret key: this cannot fail.
    MiniSecretKey::from_bytes(&[number; 32])
        .expect("32 bytes are given")
        .expand_to_keypair(ExpansionMode::Ed25519)
}

/// Its public key.
pub fn key(pair: &Keypair) -> Key {
    Key(pair.public.to_bytes())
}

struct Contract<'c> {
    chain: &'c Chain,
    kind: SubjectKind,
    caller: Option<Key>,
}

impl View for Contract<'_> {
    fn row(&self, key: &RowKey) -> Option<Row> {
        self.chain.rows.get(&self.kind)?.get(key).copied()
    }

    fn ask(&self, question: &Question) -> Result<Fact, Refusal> {
        match question {
            Question::Signer(_)
            | Question::Standing(_)
            | Question::Undertaking { .. }
            | Question::Aid { .. } => {
                let registry = self.chain.contract(SubjectKind::Party, None);
                with_head(&registry, party::answer(&registry, question))
            }
            Question::Agreement { .. } => {
                let agreements = self.chain.contract(SubjectKind::Agreement, None);
                with_head(&agreements, agreement::answer(&agreements, question))
            }
            Question::Tender(_) => {
                let tenders = self.chain.contract(SubjectKind::Tender, None);
                with_head(&tenders, tender::answer(&tenders, question))
            }
        }
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        Native.sha256(bytes)
    }
}

impl Host for Contract<'_> {
    fn now(&self) -> u64 {
        self.chain.now
    }

    fn block(&self) -> u32 {
        self.chain.block
    }

    fn is_caller(&self, key: &Key) -> bool {
        self.caller == Some(*key)
    }

    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
        Native.sr25519_verify(key, message, signature)
    }
}
