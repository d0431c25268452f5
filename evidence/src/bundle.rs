// SPDX-License-Identifier: EUPL-1.2
//! A bundle: what is in the file, and its one spelling. docs/evidence.md says the same in words.
//!
//! It must not know whether what it says is true.

use alloc::{string::String, vec::Vec};

use portico_rules::{
    native,
    primitives::{Address, Digest, Key, SignatureBytes, write_decimal},
    subject::Subject,
};

use crate::{
    limits,
    text::{Malformed, Reader, write_bytes, write_list},
    trust,
};

/// The name of the format: docs/evidence.md specifies it.
pub const FORMAT: &str = "portico/evidence/v1";

/// An evidence bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Hash of the chain's genesis block.
    pub genesis: Digest,
    /// The subjects that it is about, in order. It may hold others, so that facts can be checked.
    pub about: Vec<Subject>,
    /// The SCALE header of the block whose state is proven.
    pub header: Vec<u8>,
    /// Nodes of the state's trie, see [`crate::trie`].
    pub state: Vec<Vec<u8>>,
    /// Contracts and the histories that they keep, by the kind of what they keep: one a kind, so that a subject has one history.
    pub contracts: Vec<Contract>,
    /// SHA-256 of every document that an entry refers to, in order, each once.
    pub documents: Vec<Digest>,
    /// What makes the block final. Two honest bundles may differ in it.
    pub finality: Finality,
}

/// A contract and some of the histories that it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its address on pallet-revive, 20 bytes.
    pub address: Address,
    /// Nodes of its own trie, see [`crate::trie`].
    pub storage: Vec<Vec<u8>>,
    /// Histories by the subject's number.
    pub histories: Vec<History>,
}

/// The whole history of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Whose.
    pub subject: Subject,
    /// Its entries from the first on, in SCALE, without their heads.
    pub entries: Vec<Vec<u8>>,
}

/// What makes a block final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finality {
    /// The changes of the validators from genesis on.
    pub set_changes: Vec<SetChange>,
    /// SCALE headers after the bundle's own, each the child of the one before; the last is the justified one.
    pub headers: Vec<Vec<u8>>,
    /// GRANDPA's justification (SCALE) of the last header, or of the bundle's own if there are none.
    pub justification: Vec<u8>,
    /// What witnesses said of the bundle's own header.
    pub checkpoint: Option<Checkpoint>,
}

/// The last block of a set of validators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetChange {
    /// Its SCALE header, which announces the next set.
    pub header: Vec<u8>,
    /// Its SCALE justification by the set that ends.
    pub justification: Vec<u8>,
}

/// What witnesses cosigned, see [`crate::checkpoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Root over all contracts' counts of entries.
    pub root: Digest,
    /// By key, in order.
    pub cosignatures: Vec<Cosignature>,
}

/// A witness's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// The witness's sr25519 key.
    pub key: Key,
    /// Its signature of the checkpoint's statement.
    pub signature: SignatureBytes,
}

impl Bundle {
    /// Writes the file.
    pub fn write(&self) -> String {
        let mut out = self.deterministic();
        let Finality {
            set_changes,
            headers,
            justification,
            checkpoint,
        } = &self.finality;
        write_signed(&mut out, set_changes, headers, justification);
        if let Some(Checkpoint { root, cosignatures }) = checkpoint {
            out.push_str(",\"checkpoint\":{\"root\":");
            write_bytes(&mut out, &root.0);
            out.push_str(",\"cosignatures\":");
            write_list(
                &mut out,
                cosignatures,
                |out, Cosignature { key, signature }| {
                    out.push_str("{\"key\":");
                    write_bytes(out, &key.0);
                    out.push_str(",\"signature\":");
                    write_bytes(out, &signature.0);
                    out.push('}');
                },
            );
            out.push('}');
        }
        out.push_str("}}\n");
        out
    }

    /// The bundle's name: SHA-256 of the file up to and without `,"finality":`. Two honest builders agree on it.
    pub fn id(&self) -> Digest {
        native::sha256(self.deterministic().as_bytes())
    }

    /// Everything before `,"finality":`.
    fn deterministic(&self) -> String {
        let Bundle {
            genesis,
            about,
            header,
            state,
            contracts,
            documents,
            ..
        } = self;
        let mut out = String::from("{\"format\":\"");
        out.push_str(FORMAT);
        out.push_str("\",\"genesis\":");
        write_bytes(&mut out, &genesis.0);
        out.push_str(",\"about\":");
        write_list(&mut out, about, write_subject);
        out.push_str(",\"header\":");
        write_bytes(&mut out, header);
        out.push_str(",\"state\":");
        let bytes = |out: &mut String, bytes: &Vec<u8>| write_bytes(out, bytes);
        write_list(&mut out, state, bytes);
        out.push_str(",\"contracts\":");
        write_list(&mut out, contracts, |out, contract| {
            out.push_str("{\"address\":");
            write_bytes(out, &contract.address.0);
            out.push_str(",\"storage\":");
            write_list(out, &contract.storage, bytes);
            out.push_str(",\"histories\":");
            write_list(out, &contract.histories, |out, history| {
                out.push_str("{\"subject\":");
                write_subject(out, &history.subject);
                out.push_str(",\"entries\":");
                write_list(out, &history.entries, bytes);
                out.push('}');
            });
            out.push('}');
        });
        out.push_str(",\"documents\":");
        write_list(&mut out, documents, |out, digest| {
            write_bytes(out, &digest.0)
        });
        out
    }

    /// Reads a file, and its id beside it.
    ///
    /// # Errors
    /// The first bytes that are not what the format asks for.
    pub fn read(text: &[u8]) -> Result<(Self, Digest), Malformed> {
        if text.len() > limits::BUNDLE {
            return Err(Malformed {
                from: limits::BUNDLE,
                to: text.len(),
                expected: "at most 64 MiB".into(),
            });
        }
        let reader = &mut Reader::new(text);
        reader.literal("{\"format\":\"portico/evidence/v1\",\"genesis\":")?;
        let genesis = Digest(reader.array()?);
        reader.literal(",\"about\":")?;
        let about = ascending(reader, limits::SUBJECTS, subject, |subject| *subject)?;
        reader.literal(",\"header\":")?;
        let header = reader.bytes(limits::HEADER)?;
        reader.literal(",\"state\":")?;
        let state = nodes(reader)?;
        reader.literal(",\"contracts\":")?;
        let contracts = ascending(reader, limits::CONTRACTS, contract, |contract| {
            contract.histories.first().map(|first| first.subject.kind())
        })?;
        reader.literal(",\"documents\":")?;
        let digest = |reader: &mut Reader| Ok(Digest(reader.array()?));
        let documents = ascending(reader, limits::DOCUMENTS, digest, |digest| *digest)?;
        let id = native::sha256(text.get(..reader.at()).unwrap_or_default());
        let (set_changes, headers, justification) = read_signed(reader)?;
        let checkpoint = match reader.if_next(",\"checkpoint\":{\"root\":") {
            true => Some(checkpoint(reader)?),
            false => None,
        };
        reader.literal("}}\n")?;
        reader.end()?;
        let finality = Finality {
            set_changes,
            headers,
            justification,
            checkpoint,
        };
        let bundle = Bundle {
            genesis,
            about,
            header,
            state,
            contracts,
            documents,
            finality,
        };
        Ok((bundle, id))
    }

    /// The history of a subject, if the bundle has it.
    pub fn history(&self, subject: &Subject) -> Option<&History> {
        self.contracts
            .iter()
            .flat_map(|contract| &contract.histories)
            .find(|history| history.subject == *subject)
    }
}

/// A subject's word and number: `award 7`.
pub fn subject_text(subject: &Subject) -> String {
    let mut out = String::from(subject.kind().word());
    out.push(' ');
    write_decimal(&mut out, subject.number().into());
    out
}

fn write_subject(out: &mut String, subject: &Subject) {
    out.push('"');
    out.push_str(&subject_text(subject));
    out.push('"');
}

/// A list in strictly ascending order, so that nothing stands in it twice.
pub(crate) fn ascending<T, K: Ord>(
    reader: &mut Reader,
    most: usize,
    mut item: impl FnMut(&mut Reader) -> Result<T, Malformed>,
    key: impl Fn(&T) -> K,
) -> Result<Vec<T>, Malformed> {
    let mut last = None;
    reader.list(most, |reader| {
        let from = reader.at();
        let value = item(reader)?;
        let this = key(&value);
        if last.as_ref().is_some_and(|last| *last >= this) {
            return Err(Malformed {
                from,
                to: reader.at(),
                expected: "one that comes after the one before it: in order, each once".into(),
            });
        }
        last = Some(this);
        Ok(value)
    })
}

/// Writes what makes a block final, up to and without the closing brace: in bundles and in checkpoints the same.
pub(crate) fn write_signed(
    out: &mut String,
    set_changes: &[SetChange],
    headers: &[Vec<u8>],
    justification: &[u8],
) {
    out.push_str(",\"finality\":{\"set_changes\":");
    write_list(out, set_changes, |out, change| {
        out.push_str("{\"header\":");
        write_bytes(out, &change.header);
        out.push_str(",\"justification\":");
        write_bytes(out, &change.justification);
        out.push('}');
    });
    out.push_str(",\"headers\":");
    write_list(out, headers, |out, header| write_bytes(out, header));
    out.push_str(",\"justification\":");
    write_bytes(out, justification);
}

/// Changes of the validators, headers, a justification.
type Signed = (Vec<SetChange>, Vec<Vec<u8>>, Vec<u8>);

/// Reads what [`write_signed`] writes.
pub(crate) fn read_signed(reader: &mut Reader) -> Result<Signed, Malformed> {
    reader.literal(",\"finality\":{\"set_changes\":")?;
    let set_changes = reader.list(limits::SET_CHANGES, |reader| {
        reader.literal("{\"header\":")?;
        let header = reader.bytes(limits::HEADER)?;
        reader.literal(",\"justification\":")?;
        let justification = reader.bytes(limits::JUSTIFICATION)?;
        reader.literal("}")?;
        Ok(SetChange {
            header,
            justification,
        })
    })?;
    reader.literal(",\"headers\":")?;
    let headers = reader.list(limits::HEADERS, |reader| reader.bytes(limits::HEADER))?;
    reader.literal(",\"justification\":")?;
    let justification = reader.bytes(limits::JUSTIFICATION)?;
    Ok((set_changes, headers, justification))
}

/// Reads nodes of a trie.
pub(crate) fn nodes(reader: &mut Reader) -> Result<Vec<Vec<u8>>, Malformed> {
    reader.list(limits::NODES, |reader| reader.bytes(limits::NODE))
}

fn subject(reader: &mut Reader) -> Result<Subject, Malformed> {
    const EXPECTED: &str = "a subject, such as award 7";
    let from = reader.at();
    let word = reader.word(EXPECTED)?;
    let found = || {
        let (kind, number) = word.split_once(' ')?;
        let number = number.parse::<u32>().ok()?;
        Some(trust::kind(kind)?.numbered(number))
    };
    match found() {
        // `+7` and `07` are numbers too, but not the one spelling.
        Some(subject) if subject_text(&subject) == word => Ok(subject),
        _ => Err(Malformed {
            from,
            to: reader.at(),
            expected: EXPECTED.into(),
        }),
    }
}

fn contract(reader: &mut Reader) -> Result<Contract, Malformed> {
    let from = reader.at();
    reader.literal("{\"address\":")?;
    let address = Address(reader.array()?);
    reader.literal(",\"storage\":")?;
    let storage = nodes(reader)?;
    reader.literal(",\"histories\":")?;
    let histories = ascending(
        reader,
        limits::SUBJECTS,
        |reader| {
            reader.literal("{\"subject\":")?;
            let subject = subject(reader)?;
            reader.literal(",\"entries\":")?;
            let entries = reader.list(limits::ENTRIES, |reader| reader.bytes(limits::ENTRY))?;
            reader.literal("}")?;
            Ok(History { subject, entries })
        },
        |history| history.subject,
    )?;
    reader.literal("}")?;
    let one_kind = match (histories.first(), histories.last()) {
        (Some(first), Some(last)) => first.subject.kind() == last.subject.kind(),
        _ => false,
    };
    match one_kind {
        true => Ok(Contract {
            address,
            storage,
            histories,
        }),
        false => Err(Malformed {
            from,
            to: reader.at(),
            expected: "a contract with at least one history, all of one kind of subject".into(),
        }),
    }
}

fn checkpoint(reader: &mut Reader) -> Result<Checkpoint, Malformed> {
    let root = Digest(reader.array()?);
    reader.literal(",\"cosignatures\":")?;
    let cosignatures = ascending(
        reader,
        limits::COSIGNATURES,
        |reader| {
            reader.literal("{\"key\":")?;
            let key = Key(reader.array()?);
            reader.literal(",\"signature\":")?;
            let signature = SignatureBytes(reader.array()?);
            reader.literal("}")?;
            Ok(Cosignature { key, signature })
        },
        |cosignature| cosignature.key,
    )?;
    reader.literal("}")?;
    Ok(Checkpoint { root, cosignatures })
}
