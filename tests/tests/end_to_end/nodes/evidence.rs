// SPDX-License-Identifier: EUPL-1.2
//! Evidence of a real chain whose validators really changed, twice: honest bundles of now and of before, and every way to lie about
//! the changes; a look-alike ledger on the same chain; and the API when its node goes away.

use std::{fs, process::Stdio};

use portico_evidence::{
    Bundle, CheckpointFile, SetChange,
    header::{Change, Header},
    memory::{authorities, header, justify, validators},
};
use portico_rules::primitives::Digest;
use portico_tests::{
    chain::{Chain, Result, address, call},
    ledger::{Accounts, Ledger},
    node::{Node, Options},
    spec::committed,
};
use serde_json::{Value, json};
use subxt_signer::sr25519::dev;
use tokio::runtime::Runtime;

use super::relay::exchange;
use crate::{
    program::{Portico, interrupt, until},
    system::Up,
};

fn spec() -> String {
    committed("dev.json").display().to_string()
}

/// Bob joins the validators, and leaves again.
fn change_validators(up: &Up) -> Result<()> {
    Runtime::new()?.block_on(async {
        let chain = Chain::connect_to(&up.url).await?;
        let mut bob = Node::start(&Options {
            chain: spec(),
            account: "bob",
            bootnodes: vec![chain.address().await?],
        })?;
        let bobs = Chain::connect(&bob).await?;
        let members = [dev::alice(), dev::bob()];
        chain.seat(&dev::bob(), &bobs, &members).await?;
        chain.until_set(2, 1).await?;
        // Of both their hands.
        chain.finalise(2).await?;
        let remove = call("Validators", "remove_member", vec![address(&dev::bob())]);
        assert_eq!(chain.decide(&remove, &members).await?, "Ok");
        chain.until_set(1, 2).await?;
        chain.finalise(2).await?;
        bob.kill()?;
        chain.finalise(2).await
    })
}

/// The name of the check that a bundle or checkpoint does not pass.
fn failing(portico: &Portico, file: &str, trust: &str) -> String {
    let ran = portico.run(&["--json", "verify", file, "--trust", trust]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let report: Value = serde_json::from_str(&ran.stdout).expect("a report");
    assert_eq!(report["verdict"], "invalid");
    let last = report["checks"].as_array().and_then(|checks| checks.last());
    last.expect("a check")["name"]
        .as_str()
        .expect("a name")
        .to_owned()
}

#[test]
fn evidence_of_a_chain_whose_validators_changed() -> Result<()> {
    let up = Up::start();
    let file = |name: &str| up.path(name).to_str().expect("a path").to_owned();
    let trust = file("trust.json");
    up.json(&["trust", "--chain-spec", &spec(), "-o", &trust]);
    let early = up.json(&["checkpoint", "-o", &file("early.json")]);
    let before = early["block"].as_u64().expect("a number");
    change_validators(&up)?;

    let build = |name: &str, more: &[&str]| {
        let path = file(name);
        let usual = ["evidence", "build", "party", "1", "-o", &path];
        up.json(&[&usual[..], more].concat());
        let said = up.json(&["verify", &path, "--trust", &trust]);
        assert_eq!(said["verdict"], "valid", "{said:#}");
        let bundle = fs::read(&path).expect("it was written");
        let (bundle, _) = Bundle::read(&bundle).expect("it is a bundle");
        (bundle, said)
    };
    let (honest, said) = build("honest.json", &[]);
    let changes = &honest.finality.set_changes;
    assert_eq!(changes.len(), 2);
    // An old block: of before the changes, proven by what the validators of then signed last.
    let (old, was) = build("old.json", &["--at", &before.to_string()]);
    assert_eq!(was["proven"][0]["block"], before);
    assert!(old.finality.set_changes.is_empty() && !old.finality.headers.is_empty());
    assert!(said["proven"][0]["block"].as_u64() > Some(before));
    // One of between: the block after the first change.
    let between = Header::read(&changes[0].header)?.number + 1;
    let (middle, _) = build("middle.json", &["--at", &between.to_string()]);
    assert_eq!(middle.finality.set_changes, changes[..1]);

    attacks(&up, &honest, &old, &middle, &trust)?;

    // A checkpoint leads over both changes.
    let late = file("late.json");
    up.json(&["checkpoint", "--since", &before.to_string(), "-o", &late]);
    let sign = ["witness", "--trust", &trust, "--dev", "//Eve"];
    up.json(&[&sign[..], &[&file("early.json"), "--first"]].concat());
    up.json(&[&sign[..], &[&late]].concat());
    let mut skipped = CheckpointFile::read(&fs::read(&late)?).expect("it is a checkpoint");
    skipped.set_changes.remove(0);
    let path = up.file("skipped.json", &skipped.write());
    assert_eq!(failing(&up, &path, &trust), "authorities");

    look_alike(&up, &trust)
}

/// Everything that can be said wrongly about the changes of the validators.
fn attacks(up: &Up, honest: &Bundle, old: &Bundle, middle: &Bundle, trust: &str) -> Result<()> {
    let refused = |name: &str, check: &str, change: &dyn Fn(&mut Bundle)| {
        let mut bundle = honest.clone();
        change(&mut bundle);
        let path = up.file("attack.json", &bundle.write());
        assert_eq!(failing(up, &path, trust), check, "{name}");
    };
    refused("the first is skipped", "authorities", &|bundle| {
        bundle.finality.set_changes.remove(0);
    });
    refused("the last is skipped", "finality", &|bundle| {
        bundle.finality.set_changes.pop();
    });
    refused("both are skipped", "finality", &|bundle| {
        bundle.finality.set_changes.clear();
    });
    refused("the first stands twice", "authorities", &|bundle| {
        let first = bundle.finality.set_changes[0].clone();
        bundle.finality.set_changes.insert(1, first);
    });
    refused("the last stands twice", "authorities", &|bundle| {
        let last = bundle.finality.set_changes[1].clone();
        bundle.finality.set_changes.push(last);
    });
    refused("they are exchanged", "authorities", &|bundle| {
        bundle.finality.set_changes.swap(0, 1);
    });
    // The announced validator is another, in the very bytes that were signed.
    let Change::Next(next) = Header::read(&honest.finality.set_changes[0].header)?.change else {
        return Err("a header that announces validators".into());
    };
    refused("another key is announced", "authorities", &|bundle| {
        let header = &mut bundle.finality.set_changes[0].header;
        let key = next[1].key.0;
        let at = header.windows(32).position(|part| part == key);
        header[at.expect("it is announced there")] ^= 1;
    });
    let own = validators(100..=103);
    let forged = header(
        Digest([4; 32]),
        Header::read(&honest.finality.set_changes[0].header)?.number,
        Digest([5; 32]),
        Some(&authorities(&own)),
    );
    refused("validators appoint themselves", "authorities", &|bundle| {
        bundle.finality.set_changes = vec![SetChange {
            justification: justify(&forged, 0, &own).write(),
            header: forged.clone(),
        }];
        bundle.finality.justification = justify(&bundle.header, 1, &own).write();
    });
    refused("one change more, by themselves", "authorities", &|bundle| {
        bundle.finality.set_changes.push(SetChange {
            justification: justify(&forged, 2, &own).write(),
            header: forged.clone(),
        });
    });
    for (name, other) in [("the first set's", old), ("the second set's", middle)] {
        refused(name, "finality", &|bundle| {
            bundle.finality.headers.clear();
            let signed = other.finality.justification.clone();
            bundle.finality.justification = signed;
        });
        // A stale header with its own signatures does not carry a newer state.
        refused(name, "account", &|bundle| {
            bundle.header.clone_from(&other.header);
            bundle.finality.clone_from(&other.finality);
        });
    }
    Ok(())
}

/// The same codes, deployed once more on the same chain, with a history of their own.
fn look_alike(up: &Up, trust: &str) -> Result<()> {
    let contracts = Runtime::new()?.block_on(async {
        let accounts = Accounts::connect(&up.url).await?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(
            Ledger::deploy(&accounts).await?.contracts,
        )
    })?;
    let mut ledger: Value = serde_json::from_slice(&fs::read(up.ledger())?)?;
    for (name, its) in [
        ("registry", contracts.registry),
        ("agreements", contracts.agreements),
        ("awards", contracts.awards),
        ("imports", contracts.imports),
    ] {
        ledger["contracts"][name]["address"] = json!(format!("0x{}", hex::encode(its)));
    }
    let other = up.file("look-alike.ledger.json", &ledger.to_string());
    let file = |name: &str| up.path(name).to_str().expect("a path").to_owned();
    let (bundle, own) = (file("look-alike.json"), file("look-alike-trust.json"));
    let with = ["--ledger", &other];
    let usual = ["evidence", "build", "party", "1", "-o", &bundle];
    up.json(&[&with[..], &usual].concat());
    // It is a ledger like ours: for whoever trusts it.
    up.json(&[&with[..], &["trust", "--chain-spec", &spec(), "-o", &own]].concat());
    up.json(&["verify", &bundle, "--trust", &own]);
    assert_eq!(failing(up, &bundle, trust), "contract");
    // Under our contract's address its proofs and its entries prove nothing.
    let (mut renamed, _) = Bundle::read(&fs::read(&bundle)?).expect("it is a bundle");
    renamed.contracts[0].address.0 = up.contract("registry");
    let path = up.file("renamed.json", &renamed.write());
    assert_eq!(failing(up, &path, trust), "account");
    let (honest, _) = Bundle::read(&fs::read(up.path("honest.json"))?).expect("it is a bundle");
    renamed.header.clone_from(&honest.header);
    renamed.finality.clone_from(&honest.finality);
    renamed.state.clone_from(&honest.state);
    let path = up.file("renamed.json", &renamed.write());
    assert_eq!(failing(up, &path, trust), "storage");
    renamed.contracts[0]
        .storage
        .clone_from(&honest.contracts[0].storage);
    let path = up.file("renamed.json", &renamed.write());
    assert_eq!(failing(up, &path, trust), "hash-chain");
    // Nor does a witness count it.
    let checkpoint = file("look-alike-checkpoint.json");
    up.json(&[&with[..], &["checkpoint", "-o", &checkpoint]].concat());
    assert_eq!(failing(up, &checkpoint, trust), "contract");
    Ok(())
}

#[test]
fn evidence_over_http_waits_for_a_node_that_goes_away() {
    let mut up = Up::start();
    let log = up.path("serve.json");
    let mut serving = up
        .command(["--json", "serve", "--api", "127.0.0.1:0", "--node", &up.url])
        .stdout(fs::File::create(&log).expect("a log"))
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let api = until("it serves", || {
        let said: Value = serde_json::from_str(&fs::read_to_string(&log).ok()?).ok()?;
        Some(
            said["api"]
                .as_str()?
                .trim_start_matches("http://")
                .to_owned(),
        )
    });
    let ask = || exchange(&api, "GET", "/v1/parties/1/evidence", None);
    until("the party is in the database", || {
        ask().starts_with("HTTP/1.1 200").then_some(())
    });
    up.end();
    let gone = ask();
    assert!(gone.starts_with("HTTP/1.1 503"), "{gone}");
    assert!(gone.contains("/problems/node-unavailable"), "{gone}");
    // What the database holds is there all the same.
    let row = exchange(&api, "GET", "/v1/parties/1", None);
    assert!(row.starts_with("HTTP/1.1 200"), "{row}");
    up.start_again_there();
    until("there is evidence again", || {
        ask().starts_with("HTTP/1.1 200").then_some(())
    });
    assert_eq!(interrupt(&mut serving), Some(0));
    up.end();
}
