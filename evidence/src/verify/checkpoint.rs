// SPDX-License-Identifier: EUPL-1.2
//! The verifier of checkpoints: what a witness makes sure of before it signs.
//!
//! It stops at the first check that fails, as the verifier of bundles does, and makes the same checks where they mean the same.

use alloc::{format, string::String, vec::Vec};

use portico_rules::{
    primitives::{Address, Digest},
    row::{LedgerRow, Row, RowKey},
};
use scale::DecodeAll;

use crate::{
    checkpoint::{
        CheckpointFile, Counted, Ledger, Named, ProvenCheckpoint, Unextended, root, statement,
    },
    header::{Header, named},
    report::{CheckName, CheckpointReport, Outcome, Verdict},
    storage::row_key,
    trie::{BadProof, Nodes, Proof, value},
    trust::{Trust, TrustedContract},
};

use super::{
    checks::{Checks, Stop, Unmet},
    contract::{self, held, permitted, proof_unmet},
    final_block::{Claimed, final_block},
    spelling,
};

/// Verifies a checkpoint: its bytes, against what is trusted; and, if `signed` is the last one that a witness signed, that it goes
/// on from there.
pub fn verify_checkpoint(
    text: &[u8],
    trust: &Trust,
    signed: Option<&ProvenCheckpoint>,
) -> CheckpointReport {
    let mut checks = Checks::default();
    let mut fork = None;
    let proven = run(&mut checks, text, trust).and_then(|proven| match signed {
        Some(signed) => extends(&mut checks, &mut fork, &proven, signed).map(|()| proven),
        None => Ok(proven),
    });
    let outcome = checks.0.last().map(|check| check.outcome);
    CheckpointReport {
        format: "portico/checkpoint-report/v1",
        verdict: match (&proven, outcome) {
            (Ok(_), _) => Verdict::Valid,
            (Err(Stop), Some(Outcome::Undecided)) => Verdict::Undecided,
            (Err(Stop), _) => Verdict::Invalid,
        },
        checks: checks.0,
        proven: proven.ok(),
        fork,
    }
}

fn run(checks: &mut Checks, text: &[u8], trust: &Trust) -> Result<ProvenCheckpoint, Stop> {
    const ABOUT: &str = "the file is a checkpoint, spelled as the format asks";
    let file = CheckpointFile::read(text).map_err(|malformed| {
        let later = spelling::is_later(text, "portico/checkpoint/v");
        let unmet = spelling::unmet(text, malformed, later);
        checks.stop(CheckName::Format, ABOUT, unmet)
    })?;
    checks.passed(CheckName::Format, ABOUT);
    spelling::genesis(checks, &file.genesis, trust)?;
    let claimed = Claimed {
        what: "checkpoint",
        header: &file.header,
        set_changes: &file.set_changes,
        headers: &file.headers,
        justification: &file.justification,
    };
    let header = final_block(checks, claimed, trust)?;
    let contracts = contracts(checks, &file, &header, trust)?;
    let before = since(checks, &file, &header)?;
    let rows: Vec<_> = (contracts.iter().map(|ledger| (ledger.address, ledger.row))).collect();
    let root = root(&rows);
    Ok(ProvenCheckpoint {
        genesis: file.genesis,
        block: header.number,
        hash: header.hash,
        root,
        contracts,
        statement: statement(&file.genesis, header.number, &header.hash, &root),
        since: file.since.len(),
        before,
    })
}

/// What every contract of the ledger counts.
fn contracts(
    checks: &mut Checks,
    file: &CheckpointFile,
    header: &Header,
    trust: &Trust,
) -> Result<Vec<Ledger>, Stop> {
    const ALL: &str = "the checkpoint has every trusted contract, and no other";
    let mut expected: Vec<&TrustedContract> = trust.contracts.iter().collect();
    expected.sort_by_key(|trusted| trusted.address);
    let mut found = file.contracts.iter();
    for (index, trusted) in expected.iter().enumerate() {
        let next = found.next().map(|counted| counted.address);
        if next != Some(trusted.address) {
            let found = next.map_or_else(|| String::from("no more"), |next| next.to_hex());
            let unmet = Unmet::new(trusted.address.to_hex(), found).at("contracts", index);
            return Err(checks.stop(CheckName::Contract, ALL, unmet));
        }
    }
    if let Some(more) = found.next() {
        let unmet = Unmet::new("no more", more.address.to_hex()).at("contracts", expected.len());
        return Err(checks.stop(CheckName::Contract, ALL, unmet));
    }
    checks.passed(CheckName::Contract, ALL);

    let mut state = Proof::new(&file.state);
    let mut ledgers = Vec::new();
    for (index, (counted, trusted)) in file.contracts.iter().zip(expected).enumerate() {
        let Counted { address, storage } = counted;
        let its = held(checks, &mut state, &header.state_root, address, index)?;
        contract::passed(checks, address);
        permitted(checks, &its, trusted, index)?;
        let list = format!("contracts.{index}.storage");
        let mut proof = Proof::new(storage);
        let row =
            ledger_row(&mut proof, its.root.as_ref()).and_then(|row| proof.finish().map(|()| row));
        let about = format!("what contract {} counts", address.to_hex());
        match row {
            Ok(Some(row)) => {
                let about = format!("{about}: {} entries", row.entries);
                checks.passed(CheckName::Storage, about);
                ledgers.push(Ledger {
                    address: *address,
                    row,
                });
            }
            Ok(None) => {
                let unmet = Unmet::new("the contract's own row", "another row").at(&list, 0);
                return Err(checks.stop(CheckName::Storage, about, unmet));
            }
            Err(bad) => {
                return Err(checks.stop(CheckName::Storage, about, proof_unmet(&bad, &list)));
            }
        }
    }
    if let Err(bad) = state.finish() {
        let about = "the proof of the state has nothing that is not needed";
        return Err(checks.stop(CheckName::Account, about, proof_unmet(&bad, "state")));
    }
    Ok(ledgers)
}

/// A contract's own row, which it writes with its first entry; the inner none is another row in its place.
fn ledger_row(
    nodes: &mut impl Nodes,
    root: Option<&Digest>,
) -> Result<Option<LedgerRow>, BadProof> {
    let row = match root {
        Some(root) => value(nodes, root, &row_key(&RowKey::Ledger))?,
        None => None,
    };
    Ok(match row.map(|row| Row::decode_all(&mut row.as_slice())) {
        None => Some(LedgerRow::default()),
        Some(Ok(Row::Ledger(row))) => Some(row),
        Some(_) => None,
    })
}

/// The hashes of the blocks before it, as far as headers lead back.
fn since(checks: &mut Checks, file: &CheckpointFile, header: &Header) -> Result<Vec<Digest>, Stop> {
    const LED: &str = "headers lead from an earlier block to the checkpoint's";
    let mut before = Vec::with_capacity(file.since.len().saturating_add(1));
    let mut last: Option<Header> = None;
    let mut follow = |index: usize, next: Header| {
        let follows = |last: &Header| {
            (next.parent, Some(next.number)) == (last.hash, last.number.checked_add(1))
        };
        match &last {
            Some(last) if !follows(last) => Err(Unmet::new(
                format!("the child of {}", named(last.number, &last.hash)),
                format!(
                    "block {}, the child of {}",
                    next.number,
                    next.parent.to_hex()
                ),
            )
            .at("since", index)),
            _ => {
                before.push(next.parent);
                last = Some(next);
                Ok(())
            }
        }
    };
    let unmet = file.since.iter().enumerate().find_map(|(index, bytes)| {
        let followed = match Header::read(bytes) {
            Ok(next) => follow(index, next),
            Err(_) => Err(Unmet::new("the header of a block", "other bytes").at("since", index)),
        };
        followed.err()
    });
    let unmet = unmet.or_else(|| follow(file.since.len(), header.clone()).err());
    match unmet {
        Some(unmet) => Err(checks.stop(CheckName::Since, LED, unmet)),
        None => {
            let about = format!("{LED}: {} of them", file.since.len());
            checks.passed(CheckName::Since, about);
            Ok(before)
        }
    }
}

/// It goes on from the last one that was signed.
fn extends(
    checks: &mut Checks,
    fork: &mut Option<crate::checkpoint::Fork>,
    proven: &ProvenCheckpoint,
    signed: &ProvenCheckpoint,
) -> Result<(), Stop> {
    let about = format!(
        "it goes on from the last checkpoint that was signed, {}",
        named(signed.block, &signed.hash)
    );
    let of = |block: &Named| named(block.block, &block.hash);
    let rows = |ledgers: &[Ledger], address: &Address| {
        let row = ledgers.iter().find(|ledger| ledger.address == *address);
        row.map_or_else(
            || String::from("no such contract"),
            |Ledger { address, row }| {
                format!(
                    "contract {} with {} entries of {} subjects, the last in block {}",
                    address.to_hex(),
                    row.entries,
                    row.subjects,
                    row.last_block
                )
            },
        )
    };
    let unmet = match proven.extends(signed) {
        Ok(()) => {
            checks.passed(CheckName::Extends, about);
            return Ok(());
        }
        Err(Unextended::Fork(found)) => {
            *fork = Some(found);
            Unmet::new(of(&found.signed), of(&found.offered))
        }
        Err(Unextended::Older) => Unmet::new(
            format!("block {} or a later one", signed.block),
            named(proven.block, &proven.hash),
        ),
        Err(Unextended::Unknown) => Unmet {
            undecided: true,
            ..Unmet::new(
                format!("headers from block {} on", signed.block),
                format!(
                    "{} headers before {}",
                    proven.since,
                    named(proven.block, &proven.hash)
                ),
            )
        },
        Err(Unextended::Fewer(address)) => Unmet::new(
            format!("at least {}", rows(&signed.contracts, &address)),
            rows(&proven.contracts, &address),
        ),
        Err(Unextended::Rewritten(address)) => Unmet::new(
            format!("what goes on from {}", rows(&signed.contracts, &address)),
            rows(&proven.contracts, &address),
        ),
    };
    Err(checks.stop(CheckName::Extends, about, unmet))
}

/// What the contracts of a checkpoint count, by its proofs alone: whether the block is final and which contracts and codes are
/// meant is not looked at. For whoever made the file or has verified it.
///
/// # Errors
/// What of the proofs does not prove it, for a person.
pub fn counted(file: &CheckpointFile) -> Result<(Header, Vec<Ledger>), String> {
    let header =
        Header::read(&file.header).map_err(|_| String::from("its header cannot be read"))?;
    let mut state = Proof::new(&file.state);
    let mut ledgers = Vec::new();
    for Counted { address, storage } in &file.contracts {
        let wrong = || format!("its proof of contract {} does not hold", address.to_hex());
        let held = contract::look_up(&mut state, &header.state_root, address)
            .ok()
            .flatten()
            .ok_or_else(wrong)?;
        let row = ledger_row(&mut Proof::new(storage), held.root.as_ref())
            .ok()
            .flatten()
            .ok_or_else(wrong)?;
        ledgers.push(Ledger {
            address: *address,
            row,
        });
    }
    Ok((header, ledgers))
}
