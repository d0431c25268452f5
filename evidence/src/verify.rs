// SPDX-License-Identifier: EUPL-1.2
//! The verifier: check after check, from the file's first byte to what follows for the ledger.
//!
//! It stops at the first check that fails: what comes after would stand on nothing.

mod checkpoint;
mod checks;
mod contract;
mod final_block;
mod spelling;

use alloc::{collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

use portico_rules::{
    message::Place as Where,
    primitives::Digest,
    row::{HeadRow, Row, RowKey},
    subject::Subject,
};
use scale::DecodeAll;

use crate::{
    bundle::{Bundle, Contract, Finality, subject_text},
    checkpoint::{statement, witnessed},
    header::Header,
    history::{self, Checked, Read, Stated},
    report::{CheckName, Outcome, Proven, Report, Verdict},
    storage::row_key,
    trie::{Proof, value},
    trust::{Trust, Witnesses},
};

pub use checkpoint::{counted, verify_checkpoint};
pub(crate) use contract::look_up;

use checks::{Checks, Stop, Unmet};
use contract::{held, permitted, proof_unmet, root_of};
use final_block::{Claimed, final_block};

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

    spelling::genesis(checks, &bundle.genesis, trust)?;
    let Finality {
        set_changes,
        headers,
        justification,
        ..
    } = &bundle.finality;
    let claimed = Claimed {
        what: "bundle",
        header: &bundle.header,
        set_changes,
        headers,
        justification,
    };
    let header = final_block(checks, claimed, trust)?;
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
        Err(malformed) => {
            let later = spelling::is_later(text, "portico/evidence/v");
            let unmet = spelling::unmet(text, malformed, later);
            Err(checks.stop(CheckName::Format, ABOUT, unmet))
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

        let its = held(checks, &mut state, &header.state_root, address, index)?;
        let root = root_of(checks, &its, address, index)?;
        permitted(checks, &its, trusted, index)?;

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
