// SPDX-License-Identifier: EUPL-1.2
//! The verifier: check after check, from the file's first byte to what follows for the ledger.
//!
//! It stops at the first check that fails: what comes after would stand on nothing.

use alloc::{collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

use portico_rules::{
    message::Place as Where,
    primitives::Digest,
    row::{HeadRow, Row, RowKey},
    subject::Subject,
};
use scale::DecodeAll;

use crate::{
    bundle::{Bundle, Contract, Finality, SetChange, subject_text},
    checkpoint::{statement, witnessed},
    grandpa::{self, AuthoritySet, Signed},
    header::{Change, Header, named},
    history::{self, Checked, Read, Stated},
    report::{Check, CheckName, Outcome, Place, Proven, Report, Verdict},
    storage::{ContractInfo, account_info_key, child_root_key, row_key},
    text::Malformed,
    trie::{BadProof, Proof, value},
    trust::{Trust, Witnesses},
};

/// Verifies a bundle: its bytes, against what is trusted, and whether it refers to these documents (each by a name for the
/// report, and its SHA-256).
pub fn verify(text: &[u8], trust: &Trust, documents: &[(String, Digest)]) -> Report {
    let mut checks = Checks::default();
    let mut id = None;
    let proven = run(&mut checks, &mut id, text, trust, documents);
    let outcome = checks.0.last().map(|check| check.outcome);
    Report {
        format: "portico/report/v1",
        verdict: match (&proven, outcome) {
            (Ok(_), _) => Verdict::Valid,
            (Err(Stop), Some(Outcome::Undecided)) => Verdict::Undecided,
            (Err(Stop), _) => Verdict::Invalid,
        },
        id,
        checks: checks.0,
        proven: proven.unwrap_or_default(),
    }
}

/// A check did not pass; the last of the list says which.
struct Stop;

#[derive(Default)]
struct Checks(Vec<Check>);

/// What a check did not find.
struct Unmet {
    expected: String,
    found: String,
    place: Option<Place>,
    undecided: bool,
}

impl Unmet {
    fn new(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Unmet {
            expected: expected.into(),
            found: found.into(),
            place: None,
            undecided: false,
        }
    }

    fn at(mut self, list: &str, index: usize) -> Self {
        self.place = Some(Place::Item {
            list: list.into(),
            index,
        });
        self
    }
}

impl Checks {
    fn passed(&mut self, name: CheckName, about: impl Into<String>) {
        self.0.push(Check {
            name,
            outcome: Outcome::Passed,
            about: about.into(),
            expected: None,
            found: None,
            place: None,
        });
    }

    fn stop(&mut self, name: CheckName, about: impl Into<String>, unmet: Unmet) -> Stop {
        self.0.push(Check {
            name,
            outcome: match unmet.undecided {
                true => Outcome::Undecided,
                false => Outcome::Failed,
            },
            about: about.into(),
            expected: Some(unmet.expected),
            found: Some(unmet.found),
            place: unmet.place,
        });
        Stop
    }
}

fn run(
    checks: &mut Checks,
    id: &mut Option<Digest>,
    text: &[u8],
    trust: &Trust,
    documents: &[(String, Digest)],
) -> Result<Vec<Proven>, Stop> {
    let bundle = format(checks, text)?;
    *id = Some(bundle.1);
    let bundle = bundle.0;

    if bundle.genesis != trust.genesis {
        let unmet = Unmet::new(trust.genesis.to_hex(), bundle.genesis.to_hex());
        return Err(checks.stop(CheckName::Genesis, "the chain is the trusted one", unmet));
    }
    checks.passed(CheckName::Genesis, "the chain is the trusted one");

    let set = authorities(checks, &bundle.finality, trust)?;
    let header = finality(checks, &bundle, &set)?;
    witnesses(checks, &bundle, &header, trust)?;
    let heads = storage(checks, &bundle, &header, trust)?;
    let proven = histories(checks, &bundle, &header, &heads)?;
    referred(checks, &bundle, documents)?;
    Ok(proven)
}

fn format(checks: &mut Checks, text: &[u8]) -> Result<(Bundle, Digest), Stop> {
    const ABOUT: &str = "the file is an evidence bundle, spelled as the format asks";
    match Bundle::read(text) {
        Ok(read) => {
            let about = &read.0.about;
            let missing = about
                .iter()
                .find(|subject| read.0.history(subject).is_none());
            let unmet = match (about.is_empty(), missing) {
                (false, None) => {
                    checks.passed(CheckName::Format, ABOUT);
                    return Ok(read);
                }
                (true, _) => Unmet::new("a bundle about something", "nothing"),
                (false, Some(subject)) => {
                    Unmet::new(format!("the history of {}", subject_text(subject)), "none")
                }
            };
            Err(checks.stop(CheckName::Format, ABOUT, unmet))
        }
        Err(Malformed { from, to, expected }) => {
            let found = String::from_utf8_lossy(
                text.get(from..to.min(from.saturating_add(64)))
                    .unwrap_or_default(),
            );
            let found = match found.is_empty() {
                true => String::from("the end of the file"),
                false => found.into_owned(),
            };
            Err(checks.stop(
                CheckName::Format,
                ABOUT,
                Unmet {
                    expected,
                    found,
                    place: Some(Place::Bytes { from, to }),
                    // A later version of the format is not for this verifier to judge.
                    undecided: is_later(text),
                },
            ))
        }
    }
}

/// Whether it says that it is a bundle of another version.
fn is_later(text: &[u8]) -> bool {
    const ANY: &[u8] = b"{\"format\":\"portico/evidence/v";
    let Some(rest) = text.strip_prefix(ANY) else {
        return false;
    };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let version = rest.get(..digits).unwrap_or_default();
    rest.get(digits) == Some(&b'"') && !version.is_empty() && version != b"1"
}

/// From the validators of genesis to those of the bundle's block.
fn authorities(
    checks: &mut Checks,
    finality: &Finality,
    trust: &Trust,
) -> Result<AuthoritySet, Stop> {
    let mut set = AuthoritySet {
        id: 0,
        authorities: trust.authorities.clone(),
    };
    let mut last = 0u32;
    let changes = &finality.set_changes;
    for (
        index,
        SetChange {
            header,
            justification,
        },
    ) in changes.iter().enumerate()
    {
        let about = format!("the validators of set {} hand over to the next", set.id);
        let next = (|| {
            let header = Header::read(header)
                .map_err(|_| Unmet::new("the header of a block", "other bytes"))?;
            // Genesis has no justification, and sets follow one another.
            if header.number <= last {
                return Err(Unmet::new(
                    format!("a block after {last}"),
                    format!("block {}", header.number),
                ));
            }
            grandpa::check(justification, &set, &header.hash, header.number)
                .map_err(|bad| Unmet::new(bad.expected, bad.found))?;
            match header.change {
                Change::Next(authorities) => Ok((header.number, authorities)),
                Change::None => Err(Unmet::new(
                    "a header that announces the next validators",
                    named(header.number, &header.hash),
                )),
                Change::Unsupported => Err(Unmet {
                    undecided: true,
                    ..Unmet::new(
                        "a change of validators that holds at once, signed by those before",
                        format!("a delayed or forced one in block {}", header.number),
                    )
                }),
            }
        })();
        match next {
            Ok((number, authorities)) => {
                last = number;
                set = AuthoritySet {
                    id: set.id.saturating_add(1),
                    authorities,
                };
            }
            Err(unmet) => {
                let unmet = unmet.at("finality.set_changes", index);
                return Err(checks.stop(CheckName::Authorities, about, unmet));
            }
        }
    }
    checks.passed(
        CheckName::Authorities,
        format!(
            "{} changes of the validators since genesis, each signed by those before; set {} has {}",
            changes.len(),
            set.id,
            set.authorities.len()
        ),
    );
    Ok(set)
}

/// The bundle's block is final; returns its header.
fn finality(checks: &mut Checks, bundle: &Bundle, set: &AuthoritySet) -> Result<Header, Stop> {
    const LED: &str = "headers lead from the bundle's block to the signed one";
    let undecodable = || Unmet::new("the header of a block", "other bytes");
    let stop = |checks: &mut Checks, unmet| Err(checks.stop(CheckName::Headers, LED, unmet));
    let Ok(header) = Header::read(&bundle.header) else {
        return stop(checks, undecodable().at("header", 0));
    };
    let Finality {
        headers,
        justification,
        ..
    } = &bundle.finality;
    let mut signed = header.clone();
    for (index, bytes) in headers.iter().enumerate() {
        let Ok(next) = Header::read(bytes) else {
            return stop(checks, undecodable().at("finality.headers", index));
        };
        if (next.parent, Some(next.number)) != (signed.hash, signed.number.checked_add(1)) {
            let unmet = Unmet::new(
                format!("the child of {}", named(signed.number, &signed.hash)),
                format!(
                    "block {}, the child of {}",
                    next.number,
                    next.parent.to_hex()
                ),
            );
            return stop(checks, unmet.at("finality.headers", index));
        }
        signed = next;
    }
    checks.passed(
        CheckName::Headers,
        format!("{LED}: {} of them", headers.len()),
    );
    let about = format!(
        "more than two thirds of the validators signed {}",
        named(signed.number, &signed.hash)
    );
    match grandpa::check(justification, set, &signed.hash, signed.number) {
        Ok(Signed {
            signers,
            weight,
            total,
            ..
        }) => {
            checks.passed(
                CheckName::Finality,
                format!("{about}: {signers} of them, weight {weight} of {total}"),
            );
            Ok(header)
        }
        Err(bad) => {
            let unmet = Unmet::new(bad.expected, bad.found);
            Err(checks.stop(CheckName::Finality, about, unmet))
        }
    }
}

fn witnesses(
    checks: &mut Checks,
    bundle: &Bundle,
    header: &Header,
    trust: &Trust,
) -> Result<(), Stop> {
    let nobody = Witnesses {
        required: 0,
        keys: Vec::new(),
    };
    let asked = trust.witnesses.as_ref().unwrap_or(&nobody);
    let about = format!(
        "at least {} of {} witnesses signed the block",
        asked.required,
        asked.keys.len()
    );
    let found = match &bundle.finality.checkpoint {
        None => 0,
        Some(checkpoint) => {
            let statement = statement(
                &bundle.genesis,
                header.number,
                &header.hash,
                &checkpoint.root,
            );
            match witnessed(checkpoint, asked, &statement) {
                Ok(count) => count,
                Err(index) => {
                    let unmet = Unmet::new("a signature of the checkpoint", "another signature")
                        .at("finality.checkpoint.cosignatures", index);
                    return Err(checks.stop(CheckName::Witnesses, about, unmet));
                }
            }
        }
    };
    if found < asked.required {
        let unmet = Unmet::new(format!("{} witnesses", asked.required), format!("{found}"));
        return Err(checks.stop(CheckName::Witnesses, about, unmet));
    }
    if trust.witnesses.is_some() || bundle.finality.checkpoint.is_some() {
        checks.passed(CheckName::Witnesses, format!("{about}: {found} did"));
    }
    Ok(())
}

/// Every subject's head, from the block's state.
fn storage(
    checks: &mut Checks,
    bundle: &Bundle,
    header: &Header,
    trust: &Trust,
) -> Result<BTreeMap<Subject, HeadRow>, Stop> {
    let mut heads = BTreeMap::new();
    let mut state = Proof::new(&bundle.state);
    for (index, contract) in bundle.contracts.iter().enumerate() {
        let Contract {
            address,
            storage,
            histories,
        } = contract;
        let keeps = histories.first().map(|history| history.subject.kind());
        let trusted = trust
            .contracts
            .iter()
            .find(|trusted| trusted.address == *address && Some(trusted.keeps.0) == keeps);
        let word = keeps.map_or("", |kind| kind.word());
        let about = format!(
            "contract {} is trusted to keep every {word}",
            address.to_hex()
        );
        let Some(trusted) = trusted else {
            let of_kind = trust
                .contracts
                .iter()
                .filter(|trusted| Some(trusted.keeps.0) == keeps)
                .map(|trusted| trusted.address.to_hex());
            let unmet = Unmet::new(of_kind.collect::<Vec<_>>().join(" or "), address.to_hex())
                .at("contracts", index);
            return Err(checks.stop(CheckName::Contract, about, unmet));
        };
        checks.passed(CheckName::Contract, about);

        let about = format!("the block's state has contract {}", address.to_hex());
        let proven =
            value(&mut state, &header.state_root, &account_info_key(address)).and_then(|record| {
                let info = record.as_deref().and_then(ContractInfo::read);
                let root = match &info {
                    None => None,
                    Some(info) => value(
                        &mut state,
                        &header.state_root,
                        &child_root_key(&info.trie_id),
                    )?,
                };
                Ok(info.zip(root.and_then(|root| <[u8; 32]>::try_from(root).ok())))
            });
        let (info, root) = match proven {
            Ok(Some((info, root))) => (info, Digest(root)),
            Ok(None) => {
                let unmet = Unmet::new("the record of a contract", "none").at("contracts", index);
                return Err(checks.stop(CheckName::Account, about, unmet));
            }
            Err(bad) => {
                return Err(checks.stop(CheckName::Account, about, proof_unmet(&bad, "state")));
            }
        };
        checks.passed(CheckName::Account, about);

        let about = format!("contract {} runs a permitted code", address.to_hex());
        if !trusted.code_hashes.contains(&info.code_hash) {
            let permitted: Vec<_> = trusted.code_hashes.iter().map(Digest::to_hex).collect();
            let unmet = Unmet::new(permitted.join(" or "), info.code_hash.to_hex());
            return Err(checks.stop(CheckName::Code, about, unmet.at("contracts", index)));
        }
        checks.passed(CheckName::Code, about);

        let list = format!("contracts.{index}.storage");
        let mut proof = Proof::new(storage);
        for history in histories {
            let subject = history.subject;
            let head = value(&mut proof, &root, &row_key(&RowKey::Head(subject)));
            let unmet = match head.map(|row| row.map(|row| Row::decode_all(&mut row.as_slice()))) {
                Ok(Some(Ok(Row::Head(row)))) => {
                    heads.insert(subject, row);
                    continue;
                }
                Ok(None) => Unmet::new("a head", "none"),
                Ok(Some(_)) => Unmet::new("a head", "another row"),
                Err(bad) => proof_unmet(&bad, &list),
            };
            let about = format!(
                "the contract's storage has the head of {}",
                subject_text(&subject)
            );
            return Err(checks.stop(CheckName::Storage, about, unmet));
        }
        let about = format!(
            "the contract's storage has the heads of {} subjects",
            histories.len()
        );
        if let Err(bad) = proof.finish() {
            return Err(checks.stop(CheckName::Storage, about, proof_unmet(&bad, &list)));
        }
        checks.passed(CheckName::Storage, about);
    }
    if let Err(bad) = state.finish() {
        let about = "the proof of the state has nothing that is not needed";
        return Err(checks.stop(CheckName::Account, about, proof_unmet(&bad, "state")));
    }
    Ok(heads)
}

fn proof_unmet(bad: &BadProof, list: &str) -> Unmet {
    match bad {
        BadProof::Node {
            index,
            expected,
            found,
        } => Unmet::new(
            format!("the node {}", expected.to_hex()),
            found.map_or_else(|| "the end of the list".into(), |found| found.to_hex()),
        )
        .at(list, *index),
        BadProof::Extra { index } => {
            Unmet::new("only nodes that are needed", "one more").at(list, *index)
        }
        BadProof::Undecodable { node } => Unmet::new("a node of a trie", node.to_hex()),
    }
}

fn histories(
    checks: &mut Checks,
    bundle: &Bundle,
    header: &Header,
    heads: &BTreeMap<Subject, HeadRow>,
) -> Result<Vec<Proven>, Stop> {
    let mut stated = Stated::default();
    let mut reads: Vec<Read> = Vec::new();
    for contract in &bundle.contracts {
        let place = Where {
            genesis: bundle.genesis,
            contract: contract.address,
        };
        for history in &contract.histories {
            let read = history::read(history, place);
            stated.add(&read);
            reads.push(read);
        }
    }
    let mut checked = Checked::new();
    let mut proven = Vec::new();
    let (mut entries, mut carried, mut facts) = (0usize, 0usize, 0usize);
    let mut documents = BTreeSet::new();
    for read in &reads {
        let subject = read.history.subject;
        // Every history's head was proven before, or the storage check had failed.
        let Some(head) = heads.get(&subject) else {
            let unmet = Unmet::new("a head", "none");
            return Err(checks.stop(CheckName::Storage, subject_text(&subject), unmet));
        };
        let folded = match history::check(read, head, &stated, &mut checked) {
            Ok(folded) => folded,
            Err(bad) => {
                let unmet = Unmet {
                    expected: bad.expected,
                    found: bad.found,
                    place: Some(bad.place),
                    undecided: bad.undecided,
                };
                let about = format!("the history of {}", subject_text(&subject));
                return Err(checks.stop(bad.check, about, unmet));
            }
        };
        for appended in &read.entries {
            let its = appended.entry.body.documents();
            documents.extend(its.into_iter().map(|document| document.sha256));
        }
        entries = entries.saturating_add(read.entries.len());
        carried = carried.saturating_add(folded.carried as usize);
        facts = facts.saturating_add(folded.facts as usize);
        proven.push((subject, *head, folded));
    }
    checks.passed(
        CheckName::HashChain,
        format!("{entries} entries follow one another, up to the heads that the chain holds"),
    );
    checks.passed(
        CheckName::Signatures,
        format!("{carried} carried commands were signed by the keys that they name"),
    );
    let was_checked: usize = checked.values().map(|count| *count as usize).sum();
    checks.passed(
        CheckName::Facts,
        format!(
            "{was_checked} of {facts} facts agree with the other subjects' histories; {} are taken on the contract's word",
            facts.saturating_sub(was_checked)
        ),
    );
    checks.passed(
        CheckName::Rules,
        format!("the rules allow all {entries} entries"),
    );
    let referred: Vec<Digest> = documents.into_iter().collect();
    if referred != bundle.documents {
        let differing = referred
            .iter()
            .zip(&bundle.documents)
            .take_while(|(expected, found)| expected == found)
            .count();
        let word = |list: &[Digest]| {
            list.get(differing)
                .map_or_else(|| String::from("no more"), Digest::to_hex)
        };
        let unmet = Unmet::new(word(&referred), word(&bundle.documents)).at("documents", differing);
        let about = "the list of documents is that of the entries";
        return Err(checks.stop(CheckName::Documents, about, unmet));
    }
    checks.passed(
        CheckName::Documents,
        format!("entries refer to {} documents", referred.len()),
    );
    Ok(proven
        .into_iter()
        .map(|(subject, head, folded)| {
            let facts_checked = checked.get(&subject).copied().unwrap_or(0);
            Proven {
                subject: subject_text(&subject),
                asked: bundle.about.contains(&subject),
                entries: head.seq.saturating_add(1),
                head: head.head,
                block: header.number,
                block_hash: header.hash,
                at: folded.at,
                row: folded.row,
                facts_checked,
                facts_taken: folded.facts.saturating_sub(facts_checked),
            }
        })
        .collect())
}

/// The documents that were given are referred to.
fn referred(
    checks: &mut Checks,
    bundle: &Bundle,
    documents: &[(String, Digest)],
) -> Result<(), Stop> {
    for (name, digest) in documents {
        let about = format!("{name} is a document that an entry refers to");
        if bundle.documents.binary_search(digest).is_err() {
            let unmet = Unmet::new(
                "the SHA-256 of one of the documents that entries refer to",
                digest.to_hex(),
            );
            return Err(checks.stop(CheckName::Documents, about, unmet));
        }
        checks.passed(CheckName::Documents, about);
    }
    Ok(())
}
