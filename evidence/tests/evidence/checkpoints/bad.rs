// SPDX-License-Identifier: EUPL-1.2
//! Checkpoints that a witness must not sign, or of which it cannot be told.

use super::{another, early, good::early_since, late, vectors::Vector, with_row};
use portico_evidence::{
    CheckName::{self, *},
    CheckpointFile, Verdict,
    header::blake2_256,
    memory::{header, justify, validators},
    storage::account_info_key,
};
use portico_rules::{primitives::Digest, subject::SubjectKind};

struct Bad(Vec<Vector>);

impl Bad {
    fn text(&mut self, name: &'static str, about: &'static str, text: String, check: CheckName) {
        self.0.push(Vector {
            name,
            about,
            text,
            signed: None,
            verdict: Verdict::Invalid,
            check: Some(check),
        });
    }

    /// With something done to the honest one that goes on from the first.
    fn changed(
        &mut self,
        name: &'static str,
        about: &'static str,
        check: CheckName,
        change: impl FnOnce(&mut CheckpointFile),
    ) {
        let first = early().checkpoint(None).unwrap();
        let mut file = late().checkpoint(Some(&first.header)).unwrap();
        change(&mut file);
        self.text(name, about, file.write(), check);
    }

    /// After a witness has signed another.
    fn after(
        &mut self,
        name: &'static str,
        about: &'static str,
        file: &CheckpointFile,
        signed: &'static str,
    ) {
        self.text(name, about, file.write(), Extends);
        self.last().signed = Some(signed);
    }

    fn last(&mut self) -> &mut Vector {
        self.0.last_mut().unwrap()
    }

    fn undecided(&mut self) {
        self.last().verdict = Verdict::Undecided;
    }
}

pub fn all() -> Vec<Vector> {
    let mut bad = Bad(Vec::new());
    spelling(&mut bad);
    finality(&mut bad);
    contracts(&mut bad);
    since(&mut bad);
    extends(&mut bad);
    bad.0
}

fn spelling(bad: &mut Bad) {
    let honest = early_since().write();
    let mut add = |name, about, text| bad.text(name, about, text, Format);
    add("empty", "an empty file", String::new());
    add(
        "without-line-feed",
        "the line feed at the end is missing",
        honest.trim_end().to_owned(),
    );
    add("with-more", "a line feed too many", format!("{honest}\n"));
    add(
        "with-blank",
        "a blank after a comma",
        honest.replace(",\"header\"", ", \"header\""),
    );
    add(
        "upper-case",
        "a digit in upper case",
        honest.replacen("\"0x07", "\"0X07", 1),
    );
    add(
        "without-since",
        "the list of earlier headers is missing",
        honest[..honest.find(",\"since\"").unwrap()].to_owned() + "}\n",
    );
    add(
        "since-inside-finality",
        "the list of earlier headers stands where a bundle has its checkpoint",
        honest
            .replace("},\"since\":", ",\"since\":")
            .replace("]}\n", "]}}\n"),
    );
    let mut swapped = early_since();
    swapped.contracts.swap(0, 1);
    add(
        "contracts-out-of-order",
        "two contracts in the wrong order",
        swapped.write(),
    );
    let mut twice = early_since();
    twice.contracts.insert(0, twice.contracts[0].clone());
    add("contract-twice", "a contract stands twice", twice.write());
    add(
        "later-version",
        "another version of the format",
        honest.replace("checkpoint/v1", "checkpoint/v2"),
    );
    bad.undecided();
    let evidence = honest.replace("portico/checkpoint/v1", "portico/evidence/v1");
    bad.text("evidence", "it says that it is a bundle", evidence, Format);
}

fn finality(bad: &mut Bad) {
    bad.changed("another-chain", "another genesis", Genesis, |file| {
        file.genesis.0[0] ^= 1;
    });
    bad.changed(
        "header-cut-off",
        "the header's last byte is missing",
        Headers,
        |file| {
            file.header.pop();
        },
    );
    bad.changed(
        "signed-by-two-of-four",
        "two of four validators signed",
        Finality,
        |file| file.justification = justify(&file.header, 0, &validators(1..=2)).write(),
    );
    bad.changed("signed-by-others", "four others signed", Finality, |file| {
        file.justification = justify(&file.header, 0, &validators(50..=53)).write()
    });
    bad.changed(
        "headers-that-do-not-follow",
        "a header after the block that is not its child",
        Headers,
        |file| {
            let stranger = header(Digest([1; 32]), 77, Digest([8; 32]), None);
            file.justification = justify(&stranger, 0, &validators(1..=4)).write();
            file.headers = vec![stranger];
        },
    );
    let mut changed = late();
    changed.sets = vec![validators(1..=4), validators(3..=9), validators(20..=24)];
    let mut skipped = changed.checkpoint(None).unwrap();
    skipped.set_changes.remove(0);
    bad.text(
        "set-change-skipped",
        "the first of two changes of validators is missing",
        skipped.write(),
        Authorities,
    );
}

fn contracts(bad: &mut Bad) {
    bad.changed(
        "contract-missing",
        "a trusted contract is left out",
        Contract,
        |file| {
            file.contracts.remove(1);
        },
    );
    bad.changed(
        "contract-last-missing",
        "the last trusted contract is left out",
        Contract,
        |file| {
            file.contracts.pop();
        },
    );
    bad.changed(
        "contract-too-many",
        "a contract that nobody trusts stands beside the others",
        Contract,
        |file| {
            let mut more = file.contracts[3].clone();
            more.address.0 = [9; 20];
            file.contracts.push(more);
        },
    );
    bad.changed(
        "contract-look-alike",
        "a contract that nobody trusts stands in the place of one",
        Contract,
        |file| file.contracts[4].address.0 = [9; 20],
    );
    bad.changed(
        "state-node-missing",
        "a node of the state is missing",
        Account,
        |file| {
            file.state.remove(1);
        },
    );
    bad.changed("state-node-extra", "a node too many", Account, |file| {
        file.state.push(vec![0]);
    });
    bad.changed(
        "storage-node-missing",
        "a node of a contract's trie is missing",
        Storage,
        |file| {
            file.contracts[2].storage.pop();
        },
    );
    bad.changed(
        "storage-node-extra",
        "a node of a contract's trie too many",
        Storage,
        |file| file.contracts[2].storage.push(vec![0]),
    );
    bad.changed(
        "storage-of-another",
        "two contracts' nodes are exchanged",
        Storage,
        |file| {
            let one = file.contracts[0].storage.clone();
            file.contracts[0].storage = file.contracts[1].storage.clone();
            file.contracts[1].storage = one;
        },
    );
    let world = late();
    let (mut top, nodes) = world.state();
    let key = account_info_key(&world.address(SubjectKind::Award));
    let info = top[&key].clone();
    let mut other = info.clone();
    // Index, length and id, then the hash of the code.
    other[34] ^= 1;
    top.insert(key.clone(), other);
    let file = world.checkpoint_over(&top, &nodes, None).unwrap();
    bad.text(
        "contract-with-another-code",
        "a contract runs a code that is not permitted",
        file.write(),
        Code,
    );
}

fn since(bad: &mut Bad) {
    bad.changed("since-gap", "a header is missing", Since, |file| {
        file.since.remove(1);
    });
    bad.changed(
        "since-last-missing",
        "the block's parent is missing",
        Since,
        |file| {
            file.since.pop();
        },
    );
    bad.changed("since-swapped", "two headers exchanged", Since, |file| {
        file.since.swap(0, 1);
    });
    bad.changed("since-doubled", "a header twice", Since, |file| {
        file.since.insert(1, file.since[0].clone());
    });
    bad.changed(
        "since-no-header",
        "bytes that are no header",
        Since,
        |file| {
            file.since[0].push(0);
        },
    );
    bad.changed(
        "since-wrong-number",
        "a header whose number does not follow",
        Since,
        |file| {
            let last = file.since.len() - 1;
            let parent = blake2_256(&file.since[last - 1]);
            file.since[last] = header(parent, 1, Digest([8; 32]), None);
        },
    );
}

fn extends(bad: &mut Bad) {
    let first = early().checkpoint(None).unwrap();
    let next = late().checkpoint(Some(&first.header)).unwrap();
    let other = another();
    bad.after(
        "fork",
        "another block of the same height",
        &other,
        "good-first",
    );
    let later = late().checkpoint(Some(&other.header)).unwrap();
    bad.after(
        "fork-by-headers",
        "a later block whose headers lead back to another one of that height",
        &later,
        "good-first",
    );
    bad.after(
        "fork-before",
        "an earlier block, and another one of its height is known by the headers of the last one",
        &other,
        "good-next",
    );
    bad.after(
        "older",
        "an earlier block, which the headers of the last one lead back to",
        &first,
        "good-next",
    );
    let mut much_earlier = early();
    much_earlier.ledger.block -= 2;
    let much_earlier = much_earlier.checkpoint(None).unwrap();
    bad.after(
        "older-unknown",
        "an earlier block than the headers of the last one lead back to",
        &much_earlier,
        "good-next",
    );
    let mut short = next.clone();
    short.since.remove(0);
    bad.after(
        "unknown",
        "its headers do not go as far back as the last one",
        &short,
        "good-first",
    );
    bad.undecided();
    let mut none = next.clone();
    none.since.clear();
    bad.after(
        "unknown-without-headers",
        "it has no headers",
        &none,
        "good-first",
    );
    bad.undecided();

    let fewer = with_row(SubjectKind::Party, |row| row.entries = 1);
    bad.after(
        "entries-fewer",
        "a contract holds fewer entries than before",
        &fewer,
        "good-first",
    );
    let fewer = with_row(SubjectKind::Party, |row| {
        row.entries += 1;
        row.subjects -= 1;
        row.last_block = 1_000;
    });
    bad.after(
        "subjects-fewer",
        "a contract holds fewer subjects than before",
        &fewer,
        "good-first",
    );
    let rewritten = with_row(SubjectKind::Party, |row| row.last_block += 1);
    bad.after(
        "entries-rewritten",
        "a contract holds as many entries as before, the last in another block",
        &rewritten,
        "good-first",
    );
    let inserted = with_row(SubjectKind::Party, |row| row.entries += 1);
    bad.after(
        "entries-inserted",
        "a contract holds more entries than before, the last in a block before the last one's",
        &inserted,
        "good-first",
    );
}
