// SPDX-License-Identifier: EUPL-1.2
//! What the rules say of a command now: the contracts' own decisions, on their rows as the indexer has replayed them.
//!
//! Nothing here is a rule, and no node is asked: `portico_rules::ledger::submit` is what the contract runs. It says what
//! the contract would have said at the indexed block; what the contract says later is what holds.

use std::cell::RefCell;

use portico_commands::{Act, SignedCommand, queue::EntryReference, with_body};
use portico_rules::{
    agreement,
    authority::{Authority, Signature},
    date::Date,
    entry::{Appended, Entry},
    fact::{Fact, FactValue, Question, with_head},
    host::{Host, View},
    ledger,
    message::Place,
    native::Native,
    party,
    primitives::{Address, Cents, Digest, Key, SignatureBytes},
    refusal::Refusal,
    replay::Crypto,
    row::{Row, RowKey},
    subject::{PartyId, SubjectKind},
    tender,
};
use rusqlite::{params, types::Type};
use scale::{Decode, DecodeAll, Encode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    columns::unreadable,
    database::Snapshot,
    entries::{BlockReference, SubjectReference},
    problem::Problem,
};

/// Which ledger is indexed, and how far.
pub(crate) struct Places {
    genesis: Digest,
    contracts: Vec<(String, Address)>,
    /// The finalised block up to which it is indexed.
    pub(crate) block: BlockReference,
}

impl Places {
    /// Reads them.
    ///
    /// # Errors
    /// 503 while nothing is indexed.
    pub(crate) fn read(snapshot: &Snapshot<'_>) -> Result<Self, Problem> {
        let (genesis, block) = snapshot
            .first(
                "SELECT genesis, block_number, block_hash FROM chain",
                [],
                |row| {
                    let genesis: String = row.get("genesis")?;
                    let block = BlockReference {
                        number: row.get("block_number")?,
                        hash: row.get("block_hash")?,
                    };
                    Ok((parsed("genesis", &genesis)?, block))
                },
            )?
            .ok_or_else(|| Problem::not_ready("the indexer has not been told its chain yet"))?;
        let contracts = snapshot.all("SELECT subject_kind, address FROM contracts", [], |row| {
            let address: String = row.get("address")?;
            Ok((row.get("subject_kind")?, parsed("address", &address)?))
        })?;
        Ok(Places {
            genesis,
            contracts,
            block,
        })
    }

    /// Where signatures about subjects of a kind hold, if the ledger keeps that kind.
    pub(crate) fn of(&self, kind: SubjectKind) -> Option<Place> {
        self.contracts
            .iter()
            .find(|(word, _)| word == kind.word())
            .map(|(_, contract)| Place {
                genesis: self.genesis,
                contract: *contract,
            })
    }
}

fn parsed<T: std::str::FromStr<Err = String>>(column: &str, text: &str) -> rusqlite::Result<T> {
    text.parse().map_err(|error| unreadable(column, error))
}

/// The entry that a command would append.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NextEntry {
    pub(crate) subject: SubjectReference,
    pub(crate) seq: u32,
}

impl NextEntry {
    fn of(appended: &Appended) -> Self {
        let Entry { subject, seq, .. } = &appended.entry;
        NextEntry {
            subject: SubjectReference {
                kind: subject.kind().word().to_owned(),
                id: subject.number(),
            },
            seq: *seq,
        }
    }
}

/// The ledger as it is indexed, at a moment.
pub(crate) struct Indexed<'a, 'c> {
    snapshot: &'a Snapshot<'c>,
    places: &'a Places,
    /// Seconds since the epoch.
    now: u64,
    /// The rules cannot be told that the database failed; whoever asked them must look here before it believes their
    /// answer.
    failure: RefCell<Option<Problem>>,
}

impl<'a, 'c> Indexed<'a, 'c> {
    pub(crate) fn new(snapshot: &'a Snapshot<'c>, places: &'a Places, now: u64) -> Self {
        Indexed {
            snapshot,
            places,
            now,
            failure: RefCell::new(None),
        }
    }

    /// What would come of a command if this key had signed it with this nonce and expiry.
    ///
    /// # Errors
    /// What the database fails with.
    pub(crate) fn as_if_signed(
        &self,
        act: &Act,
        key: Key,
        nonce: u64,
        expiry: u64,
    ) -> Result<Result<NextEntry, Refusal>, Problem> {
        let authority = Authority::Carried {
            key,
            signature: SignatureBytes([0; 64]),
            nonce,
            expiry,
        };
        self.submit(act, &authority)
    }

    /// What would come of a command if it were carried now.
    ///
    /// # Errors
    /// What the database fails with.
    pub(crate) fn carried(
        &self,
        signed: &SignedCommand,
    ) -> Result<Result<NextEntry, Refusal>, Problem> {
        // Its signature was checked when it was read.
        self.submit(&signed.act(), &signed.authority())
    }

    /// Whether the registry knows a key and has not revoked it.
    ///
    /// # Errors
    /// What the database fails with.
    pub(crate) fn signer(&self, key: &Key) -> Result<Result<(), Refusal>, Problem> {
        let registry = self.contract(SubjectKind::Party);
        let answer = party::answer(&registry, &Question::Signer(*key));
        self.believe(answer.map(drop))
    }

    /// The entry of this very command, whoever carried it.
    ///
    /// # Errors
    /// What the database fails with.
    pub(crate) fn entry_of(
        &self,
        signed: &SignedCommand,
    ) -> Result<Option<EntryReference>, Problem> {
        let act = signed.act();
        let found = self.snapshot.all(
            "SELECT e.scale, e.head, e.block_number, e.block_hash, e.event_index FROM entries e
             WHERE e.signer_party = (SELECT k.party FROM keys k WHERE k.key = ?1) AND e.signer_key = ?1
               AND e.carried = 1 AND e.subject_kind = ?2
               AND json_extract(e.json, '$.signature.carried.nonce') = ?3
             LIMIT 8",
            params![
                signed.key().to_hex(),
                act.kind().word(),
                // Beyond this, JSON's numbers are not exact in SQLite, and no program of ours makes such nonces.
                i64::try_from(signed.nonce()).unwrap_or(i64::MAX)
            ],
            |row| {
                let scale: Vec<u8> = row.get("scale")?;
                let entry = decoded::<Entry>(&scale)?;
                let (head, hash): (String, String) = (row.get("head")?, row.get("block_hash")?);
                let reference = EntryReference {
                    subject: entry.subject.number(),
                    seq: entry.seq,
                    head: parsed("head", &head)?,
                    block: (row.get("block_number")?, parsed("block_hash", &hash)?),
                    event_index: row.get("event_index")?,
                };
                Ok((entry, reference))
            },
        )?;
        Ok(found.into_iter().find_map(|(entry, reference)| {
            let subject = act
                .subject
                .is_none_or(|number| number == entry.subject.number());
            let nonce = matches!(entry.signature,
                Signature::Carried { nonce, .. } if nonce == signed.nonce());
            (subject && nonce && entry.body == act.body).then_some(reference)
        }))
    }

    fn submit(
        &self,
        act: &Act,
        authority: &Authority,
    ) -> Result<Result<NextEntry, Refusal>, Problem> {
        let Some(place) = self.places.of(act.kind()) else {
            return Ok(Err(Refusal::WrongContract));
        };
        let contract = self.contract(act.kind());
        let done = with_body!(act.body.clone(), body =>
            ledger::submit(&contract, &place, act.subject, body, authority));
        self.believe(done.map(|(appended, _)| NextEntry::of(&appended)))
    }

    /// The rules' answer, if the database gave them all that they asked for.
    fn believe<T>(&self, answer: T) -> Result<T, Problem> {
        match self.failure.borrow_mut().take() {
            Some(problem) => Err(problem),
            None => Ok(answer),
        }
    }

    fn contract(&self, kind: SubjectKind) -> Contract<'_, 'a, 'c> {
        Contract {
            indexed: self,
            kind,
        }
    }
}

/// What de minimis aid a party received after a day, as the registry would answer; `None` if there is no such party.
///
/// # Errors
/// What the database fails with; more aids than the rules add up.
pub(crate) fn received_aid(
    snapshot: &Snapshot<'_>,
    party: PartyId,
    after: Date,
) -> Result<Option<Cents>, Problem> {
    let places = Places::read(snapshot)?;
    let indexed = Indexed::new(snapshot, &places, 0);
    let registry = indexed.contract(SubjectKind::Party);
    let answer = party::answer(&registry, &Question::Undertaking { party, after });
    match indexed.believe(answer)? {
        Ok((_, FactValue::Undertaking(fact))) => Ok(Some(fact.total)),
        Err(Refusal::Unknown { .. }) => Ok(None),
        other => {
            tracing::error!(?other, "the aid of a party cannot be added up");
            Err(Problem::internal())
        }
    }
}

fn decoded<T: Decode>(mut bytes: &[u8]) -> rusqlite::Result<T> {
    T::decode_all(&mut bytes)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, Box::new(error)))
}

/// One contract, as the rules see it.
struct Contract<'i, 'a, 'c> {
    indexed: &'i Indexed<'a, 'c>,
    kind: SubjectKind,
}

impl View for Contract<'_, '_, '_> {
    fn row(&self, key: &RowKey) -> Option<Row> {
        let found = self.indexed.snapshot.first(
            "SELECT row FROM rows WHERE subject_kind = ?1 AND row_key = ?2",
            params![self.kind.word(), key.encode()],
            |row| decoded(&row.get::<_, Vec<u8>>(0)?),
        );
        found.unwrap_or_else(|problem| {
            self.indexed.failure.borrow_mut().get_or_insert(problem);
            None
        })
    }

    fn ask(&self, question: &Question) -> Result<Fact, Refusal> {
        match question {
            Question::Signer(_)
            | Question::Standing(_)
            | Question::Undertaking { .. }
            | Question::Aid { .. } => {
                let registry = self.indexed.contract(SubjectKind::Party);
                with_head(&registry, party::answer(&registry, question))
            }
            Question::Agreement { .. } => {
                let agreements = self.indexed.contract(SubjectKind::Agreement);
                with_head(&agreements, agreement::answer(&agreements, question))
            }
            Question::Tender(_) => {
                let tenders = self.indexed.contract(SubjectKind::Tender);
                with_head(&tenders, tender::answer(&tenders, question))
            }
        }
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        Native.sha256(bytes)
    }
}

impl Host for Contract<'_, '_, '_> {
    fn now(&self) -> u64 {
        self.indexed.now
    }

    fn block(&self) -> u32 {
        self.indexed.places.block.number.saturating_add(1)
    }

    fn is_caller(&self, _: &Key) -> bool {
        false
    }

    fn sr25519_verify(&self, _: &Key, _: &[u8], _: &SignatureBytes) -> bool {
        // Either it was checked when the command was read, or the question is what if there were one.
        true
    }
}
