// SPDX-License-Identifier: EUPL-1.2
//! The five contracts on the chain, spoken to with commands and questions in the types of the rules.

use std::collections::BTreeMap;

use frame_support::weights::Weight;
use portico_rules::{
    authority::Authority,
    entry::{Appended, Entry},
    ledger::{Domain, signed_text},
    memory::{key, pair, sample},
    message::Place,
    native::sign,
    party::PartyBody,
    primitives::{Address, Digest, Key, SignatureBytes},
    refusal::Refusal,
    row::{Row, RowKey},
    subject::{Subject, SubjectKind},
};
use scale::{Decode, Encode};
use schnorrkel::Keypair;

use crate::{
    artifact::Artifact,
    chain::{Chain, Outcome},
    storage,
};

/// The contracts' names by the kind of subject that they keep.
pub const CONTRACTS: [(SubjectKind, &str); 5] = [
    (SubjectKind::Party, "registry"),
    (SubjectKind::Agreement, "agreements"),
    (SubjectKind::Tender, "tenders"),
    (SubjectKind::Award, "awards"),
    (SubjectKind::Import, "imports"),
];

/// The number of the key pair of somebody who only carries: it has tokens, and is no party.
pub const CARRIER: u8 = 99;

/// The hash of the genesis block that the contracts are told.
pub const GENESIS: Digest = Digest([7; 32]);

/// A command that was accepted, and what it cost.
#[derive(Debug)]
pub struct Accepted {
    /// The entry.
    pub appended: Appended,
    /// Weight of the execution.
    pub weight: Weight,
    /// Storage deposit in the smallest unit.
    pub deposit: i128,
}

/// The chain with the contracts.
pub struct Ledger {
    /// The chain.
    pub chain: Chain,
    /// Block time, seconds since the epoch.
    pub now: u64,
    /// Number of the block being built.
    pub block: u32,
    /// Every entry in the order of acceptance, with its block's number.
    pub entries: Vec<(u32, Appended)>,
    artifacts: BTreeMap<SubjectKind, Artifact>,
    addresses: BTreeMap<SubjectKind, Address>,
}

impl Ledger {
    /// A chain without contracts, in its first block at a moment (seconds since the epoch); the city of the sample is an administration.
    pub fn undeployed(now: u64) -> Self {
        let people: Vec<Key> = (1..=9)
            .chain([CARRIER])
            .map(|number| key(&pair(number)))
            .collect();
        let mut chain = Chain::new(&people, &people[..1]);
        chain.begin(1, now);
        let artifacts = CONTRACTS
            .iter()
            .map(|(kind, name)| (*kind, Artifact::read(name)))
            .collect();
        Self {
            chain,
            now,
            block: 1,
            entries: Vec::new(),
            artifacts,
            addresses: BTreeMap::new(),
        }
    }

    /// The five contracts, founded by the sample's city at a moment (seconds since the epoch).
    ///
    /// # Panics
    /// If a contract is not accepted.
    pub fn new(now: u64) -> Self {
        let mut ledger = Self::undeployed(now);
        ledger
            .found(&founder())
            .expect("the founder of the sample is accepted");
        ledger.make_neighbours();
        ledger
    }

    /// Makes the registry with this first command, signed by the city.
    ///
    /// # Errors
    /// The constructor's refusal.
    ///
    /// # Panics
    /// If the pallet does not accept the code at all.
    pub fn found(&mut self, body: &PartyBody) -> Result<Accepted, Refusal> {
        let city = key(&pair(sample::who::CITY));
        let authority = Authority::Direct { key: city };
        let data = self.data(SubjectKind::Party, "new", &(GENESIS, body, authority));
        let code = self.artifacts[&SubjectKind::Party].code.clone();
        let outcome = self.chain.instantiate(&city, code, data);
        let address = outcome
            .instantiated
            .expect("the registry's code is accepted by the pallet");
        decode::<Result<(), Refusal>>(&outcome)?;
        self.addresses.insert(SubjectKind::Party, address);
        Ok(self.accepted(outcome))
    }

    /// Makes the other contracts.
    ///
    /// # Panics
    /// If one is not accepted.
    pub fn make_neighbours(&mut self) {
        let city = key(&pair(sample::who::CITY));
        let registry = self.address(SubjectKind::Party);
        for kind in [
            SubjectKind::Agreement,
            SubjectKind::Tender,
            SubjectKind::Award,
            SubjectKind::Import,
        ] {
            let data = match kind {
                SubjectKind::Award => self.data(
                    kind,
                    "new",
                    &(
                        GENESIS,
                        registry,
                        self.address(SubjectKind::Agreement),
                        self.address(SubjectKind::Tender),
                    ),
                ),
                _ => self.data(kind, "new", &(GENESIS, registry)),
            };
            let code = self.artifacts[&kind].code.clone();
            let outcome = self.chain.instantiate(&city, code, data);
            decode::<Result<(), Refusal>>(&outcome)
                .expect("a contract without subjects is accepted");
            self.addresses
                .insert(kind, outcome.instantiated.expect("it was made"));
        }
    }

    /// The next block, some seconds later.
    pub fn advance(&mut self, seconds: u64) {
        self.begin(self.block + 1, self.now + seconds);
    }

    /// A block with this number at this time.
    pub fn begin(&mut self, block: u32, now: u64) {
        (self.block, self.now) = (block, now);
        self.chain.begin(block, now);
    }

    /// The contract that keeps this kind of subject.
    pub fn address(&self, kind: SubjectKind) -> Address {
        self.addresses[&kind]
    }

    /// The built contract that keeps this kind of subject.
    pub fn artifact(&self, kind: SubjectKind) -> &Artifact {
        &self.artifacts[&kind]
    }

    /// Where signatures for that contract hold.
    pub fn place(&self, kind: SubjectKind) -> Place {
        Place {
            genesis: GENESIS,
            contract: self.address(kind),
        }
    }

    /// The call data of a message.
    pub fn data(&self, kind: SubjectKind, message: &str, arguments: &impl Encode) -> Vec<u8> {
        (self.artifacts[&kind].selector(message), arguments).encode()
    }

    /// A command by the account that calls; `number` is the subject's, `None` to open one.
    ///
    /// # Errors
    /// The contract's refusal.
    pub fn direct<D: Domain>(
        &mut self,
        by: &Keypair,
        number: Option<u32>,
        body: &D,
    ) -> Result<Accepted, Refusal> {
        self.submit(&key(by), number, body, &Authority::Direct { key: key(by) })
    }

    /// A command signed by one and carried by somebody who is no party; `number` is the subject's, `None` to open one.
    ///
    /// # Errors
    /// The contract's refusal.
    pub fn carried<D: Domain>(
        &mut self,
        by: &Keypair,
        number: Option<u32>,
        body: &D,
        nonce: u64,
    ) -> Result<Accepted, Refusal> {
        let expiry = self.now + 3_600;
        let text = text(&self.place(D::KIND), number, body, nonce, expiry);
        let authority = Authority::Carried {
            key: key(by),
            signature: sign(by, text.as_bytes()),
            nonce,
            expiry,
        };
        self.submit(&key(&pair(CARRIER)), number, body, &authority)
    }

    /// A command called by the account of `caller`; `number` is the subject's, `None` to open one.
    ///
    /// # Errors
    /// The contract's refusal.
    ///
    /// # Panics
    /// If the contract traps, or what it returns and emits does not fit together.
    pub fn submit<D: Domain>(
        &mut self,
        caller: &Key,
        number: Option<u32>,
        body: &D,
        authority: &Authority,
    ) -> Result<Accepted, Refusal> {
        let data = self.data(D::KIND, "submit", &(number, body, authority));
        let outcome = self.chain.call(caller, self.address(D::KIND), data);
        let (subject, seq, head) = decode::<Result<(Subject, u32, Digest), Refusal>>(&outcome)?;
        let accepted = self.accepted(outcome);
        let Appended {
            entry,
            head: emitted,
        } = &accepted.appended;
        assert_eq!(
            (entry.subject, entry.seq, *emitted),
            (subject, seq, head),
            "the receipt names the entry"
        );
        Ok(accepted)
    }

    /// Reads a message that changes nothing.
    ///
    /// # Panics
    /// If the contract traps or returns something else.
    pub fn read<T: Decode>(
        &mut self,
        kind: SubjectKind,
        message: &str,
        arguments: &impl Encode,
    ) -> T {
        let data = self.data(kind, message, arguments);
        let outcome = self
            .chain
            .call(&key(&pair(CARRIER)), self.address(kind), data);
        decode(&outcome)
    }

    /// Every row of the contract that keeps this kind, from the state.
    pub fn rows(&mut self, kind: SubjectKind) -> BTreeMap<RowKey, Row> {
        let contract = self.address(kind);
        self.chain.with(|| storage::rows(contract)).0
    }

    /// One subject's entries in order.
    pub fn history(&self, subject: Subject) -> Vec<Appended> {
        let of_subject = self
            .entries
            .iter()
            .filter(|(_, appended)| appended.entry.subject == subject);
        of_subject.map(|(_, appended)| appended.clone()).collect()
    }

    /// Takes the one event of an accepted command apart.
    fn accepted(&mut self, outcome: Outcome) -> Accepted {
        let [(contract, data, topics)] = &outcome.emitted[..] else {
            panic!(
                "an accepted command emits one event, this {}",
                outcome.emitted.len()
            );
        };
        let (subject, entry, head) = <(Subject, Entry, Digest)>::decode(&mut &data[..])
            .expect("the event holds subject, entry and head");
        assert_eq!(
            (subject, &entry, head).encode(),
            *data,
            "nothing stands after the event"
        );
        assert_eq!(subject, entry.subject);
        assert_eq!(
            *contract,
            self.address(subject.kind()),
            "the keeper of the subject emits"
        );
        let mut topic = subject.encode();
        topic.resize(32, 0);
        let expected = [self.artifact(subject.kind()).event_topic().to_vec(), topic];
        assert_eq!(
            topics
                .iter()
                .map(|topic| topic.0.to_vec())
                .collect::<Vec<_>>(),
            expected
        );
        let appended = Appended { entry, head };
        self.entries.push((self.block, appended.clone()));
        Accepted {
            appended,
            weight: outcome.weight,
            deposit: outcome.deposit,
        }
    }
}

/// What the sample's city founds the registry with.
pub fn founder() -> PartyBody {
    PartyBody::Found(sample::founder())
}

/// The text to be signed for a command to be carried; `expiry` is in seconds since the epoch.
pub fn text<D: Domain>(
    place: &Place,
    number: Option<u32>,
    body: &D,
    nonce: u64,
    expiry: u64,
) -> String {
    signed_text(&Hashing, place, number, body, nonce, expiry)
}

/// A signature that nobody made.
pub const NO_SIGNATURE: SignatureBytes = SignatureBytes([1; 64]);

/// A view that only hashes: all that writing a text needs.
struct Hashing;

impl portico_rules::host::View for Hashing {
    fn row(&self, _: &RowKey) -> Option<Row> {
        None
    }

    fn ask(&self, _: &portico_rules::fact::Question) -> Result<portico_rules::fact::Fact, Refusal> {
        Err(Refusal::Unanswered)
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        portico_rules::native::sha256(bytes)
    }
}

/// What a message returned: ink! wraps it in its own `Result`, and a message that returns `Err` reverts.
///
/// # Panics
/// If the contract trapped, ink! refused the call, or it returned something else.
pub fn decode<T: Decode>(outcome: &Outcome) -> T {
    let returned = outcome
        .result
        .as_ref()
        .unwrap_or_else(|error| panic!("the contract did not return: {error:?}"));
    let mut data = &returned.data[..];
    assert_eq!(
        u8::decode(&mut data),
        Ok(0),
        "ink! refused the call: {returned:?}"
    );
    assert_eq!(
        data.first() == Some(&1) && returned.did_revert(),
        returned.did_revert(),
        "only an error reverts"
    );
    let value = T::decode(&mut data).expect("the message returns this type");
    assert!(data.is_empty(), "nothing stands after what it returns");
    value
}
