// SPDX-License-Identifier: EUPL-1.2
//! Witnesses: two of them sign what goes on from what they signed, bundles carry their word, and a second chain that was begun from
//! the same genesis, with the same validator and the same contracts at the same addresses, is the fork that they refuse.

use std::fs;

use serde_json::Value;

use crate::{
    program::{Portico, until},
    system::Up,
};

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../chain/specs/dev.json");

/// A witness at work, with a key of its own, and nothing else than the files that it is given.
struct Witness(Portico);

impl Witness {
    fn new() -> Self {
        let witness = Witness(Portico::new());
        witness.0.json(&["key", "create", "revisori"]);
        witness
    }

    fn key(&self) -> String {
        self.0.public_key("revisori")
    }

    fn arguments<'a>(checkpoint: &'a str, trust: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let usual = ["witness", checkpoint, "--trust", trust, "--key", "revisori"];
        [&usual[..], more].concat()
    }

    /// Signs; where the signature is.
    fn signs(&self, checkpoint: &str, trust: &str, more: &[&str]) -> String {
        let said = self.0.json(&Self::arguments(checkpoint, trust, more));
        assert_eq!(said["verdict"], "valid", "{said:#}");
        assert_eq!(said["key"], self.key());
        let file = said["cosignature"].as_str().expect("a file");
        let path = self.0.path(file);
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    fn refuses(&self, checkpoint: &str, trust: &str, more: &[&str], code: i32, said: &str) {
        let before = fs::read(self.0.path("witness.json")).ok();
        self.0
            .fails(&Self::arguments(checkpoint, trust, more), code, said);
        assert_eq!(fs::read(self.0.path("witness.json")).ok(), before);
    }
}

/// Writes a checkpoint of a block that is later than the one given, with the headers since; the file, and its block.
fn checkpoint(up: &Up, name: &str, since: Option<u64>) -> (String, u64) {
    let file = up.path(name).to_str().expect("a path").to_owned();
    if let Some(since) = since {
        until("there is a later block", || {
            (u64::from(up.head().number) > since + 1).then_some(())
        });
    }
    let since = since.map(|since| since.to_string());
    let mut arguments = vec!["checkpoint", "-o", &file];
    if let Some(since) = &since {
        arguments.extend(["--since", since]);
    }
    let block = up.json(&arguments)["block"].as_u64();
    (file, block.expect("a number"))
}

fn text(up: &Up, name: &str) -> String {
    up.path(name).to_str().expect("a path in UTF-8").to_owned()
}

#[test]
fn witnesses_sign_one_history_and_refuse_a_second() {
    let up = Up::start();
    let second = Up::start();
    let (one, two) = (Witness::new(), Witness::new());
    let (trust, strict) = (text(&up, "trust.json"), text(&up, "strict.json"));
    up.json(&["trust", "--chain-spec", SPEC, "-o", &trust]);
    let keys = [one.key(), two.key()];
    up.json(&[
        "trust",
        "--chain-spec",
        SPEC,
        "--witness",
        &keys[0],
        "--witness",
        &keys[1],
        "-o",
        &strict,
    ]);

    // Of a block before there was a ledger there is nothing to count.
    up.fails(&["checkpoint", "--at", "1"], 2, "ask for a later block");
    up.fails(&["checkpoint", "--since", "4000000000"], 2, "is not before");
    // The first time is said to be the first, once.
    let (first, block) = checkpoint(&up, "first.json", None);
    one.refuses(&first, &trust, &[], 2, "--first");
    let early = one.signs(&first, &trust, &["--first"]);
    two.signs(&first, &trust, &["--first"]);
    one.refuses(&first, &trust, &["--first"], 2, "has signed before");
    // A witness that lost its signature on the way signs the same again.
    fs::remove_file(&early).unwrap();
    assert_eq!(one.signs(&first, &trust, &[]), early);

    // Something happens, and the next checkpoint shows that it goes on from the first.
    up.json(&[
        "party",
        "add-key",
        "1",
        "--public-key",
        &keys[0],
        "--permissions",
        "attest",
        "--label",
        "ufficio",
        "--dev",
        "//Alice",
    ]);
    let (alone, _) = checkpoint(&up, "alone.json", None);
    one.refuses(&alone, &trust, &[], 2, &format!("--since {block}"));
    let (next, last) = checkpoint(&up, "next.json", Some(block));
    let proven = up.json(&["verify", &next, "--trust", &trust])["proven"].clone();
    let counted = proven["contracts"].as_array().unwrap();
    let entries: u64 = counted
        .iter()
        .map(|one| one["entries"].as_u64().unwrap())
        .sum();
    assert_eq!(entries, 2);
    let signatures = [one.signs(&next, &trust, &[]), two.signs(&next, &trust, &[])];
    one.refuses(&first, &trust, &[], 1, "is not signed");

    // A bundle of that block, with both their words, for a verifier who demands both.
    let bundle = text(&up, "bundle.json");
    let build = |cosignatures: &[&String]| {
        let mut arguments = vec!["evidence", "build", "party", "1", "-o", &bundle];
        arguments.extend(["--checkpoint", &next]);
        for file in cosignatures {
            arguments.extend(["--cosignature", file]);
        }
        up.run(&arguments)
    };
    let verify = ["verify", &bundle, "--trust", &strict];
    assert_eq!(build(&[&signatures[1], &signatures[0]]).code, Some(0));
    let said = up.json(&verify);
    assert_eq!(said["verdict"], "valid", "{said:#}");
    assert_eq!(said["proven"][0]["block"], last);
    let checks = said["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["name"] == "witnesses"));
    // One of them twice is one; a signature of another checkpoint is none; nor is one that was changed.
    assert_eq!(build(&[&signatures[0], &signatures[0]]).code, Some(0));
    up.fails(&verify, 1, "proves nothing");
    build(&[&early]).refused(2, &["not of this checkpoint"]);
    let honest = fs::read_to_string(&signatures[0]).unwrap();
    let at = honest.find("\"signature\":\"0x").unwrap() + 20;
    let mut changed = honest.into_bytes();
    changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
    let wrong = up.file("wrong.json", std::str::from_utf8(&changed).unwrap());
    build(&[&wrong]).refused(2, &["not by the key"]);

    // The second chain has the same trust file; its validator says that other blocks are final.
    let same = text(&second, "trust.json");
    second.json(&["trust", "--chain-spec", SPEC, "-o", &same]);
    assert_eq!(fs::read(&same).unwrap(), fs::read(&trust).unwrap());
    // Not just one longer: the parent of such a block would be known.
    until("the second chain is longer", || {
        (u64::from(second.head().number) > last + 1).then_some(())
    });
    let (unlinked, _) = checkpoint(&second, "unlinked.json", None);
    one.refuses(&unlinked, &trust, &[], 2, "--since");
    let (fork, _) = checkpoint(&second, "fork.json", Some(last));
    let ran = one
        .0
        .run(&[&["--json"], &Witness::arguments(&fork, &trust, &[])[..]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let (report, error): (Value, Value) = (
        serde_json::from_str(&ran.stdout).unwrap(),
        serde_json::from_str(&ran.stderr).unwrap(),
    );
    assert_eq!(error["error"]["kind"], "fork");
    let message = error["error"]["message"].as_str().unwrap();
    assert_eq!(report["fork"]["signed"]["hash"], proven["hash"]);
    assert_ne!(report["fork"]["offered"]["hash"], proven["hash"]);
    for block in ["signed", "offered"] {
        assert_eq!(report["fork"][block]["block"], last);
        assert!(message.contains(report["fork"][block]["hash"].as_str().unwrap()));
    }
    assert!(message.starts_with("FORK"), "{message}");
    // Both files are kept: they prove it to anybody.
    let kept = fs::read_dir(one.0.data()).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name()?.to_str()?.to_owned();
        name.starts_with("fork-").then_some(path)
    });
    let kept = kept.expect("a folder");
    assert_eq!(
        fs::read(kept.join("signed.json")).unwrap(),
        fs::read(&next).unwrap()
    );
    assert_eq!(
        fs::read(kept.join("offered.json")).unwrap(),
        fs::read(&fork).unwrap()
    );
    two.refuses(&fork, &trust, &[], 1, "FORK");
    // A bundle of the second chain has nobody's word but the validator's.
    let forked = text(&second, "bundle.json");
    second.json(&["evidence", "build", "party", "1", "-o", &forked]);
    second.json(&["verify", &forked, "--trust", &trust]);
    second.fails(
        &["verify", &forked, "--trust", &strict],
        1,
        "proves nothing",
    );
    let mut with = vec!["evidence", "build", "party", "1", "--checkpoint", &next];
    with.extend(["--cosignature", &signatures[0]]);
    second.fails(&with, 3, "another chain of blocks");

    // The first chain goes on, and so do they.
    let (later, _) = checkpoint(&up, "later.json", Some(last));
    one.signs(&later, &trust, &[]);
}
