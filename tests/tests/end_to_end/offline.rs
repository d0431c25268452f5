// SPDX-License-Identifier: EUPL-1.2
//! What the program does without any network: keys, signatures, reading files, and refusing what makes no sense.

use serde_json::{Value, json};

use crate::program::{Portico, fixture, import_fixture};

#[test]
fn keys_are_made_shown_and_never_overwritten() {
    let portico = Portico::new();
    let made = portico.json(&["key", "create", "ufficio", "--show-phrase"]);
    let key = made["public_key"].as_str().unwrap();
    assert_eq!(portico.public_key("ufficio"), key);
    let phrase = made["phrase"].as_str().unwrap();
    assert_eq!(phrase.split(' ').count(), 12);
    let file = std::fs::read_to_string(portico.path("keys/ufficio.json")).unwrap();
    assert!(!file.contains(phrase));
    portico.fails(&["key", "create", "ufficio"], 2, "exists");
    assert_eq!(portico.json(&["key", "list"])[0]["name"], "ufficio");

    // The phrase gives the same key again, from standard input alone.
    let mut import = portico.command(["key", "import", "copia"]);
    import
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null());
    let mut child = import.spawn().unwrap();
    use std::io::Write;
    child
        .stdin
        .take()
        .unwrap()
        .write_all(phrase.as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(portico.public_key("copia"), key);

    // Substrate's well-known development account.
    assert_eq!(
        portico.public_key("//Alice"),
        "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
    );
    portico.fails(&["key", "show", "nobody"], 4, "no key");
}

/// An account as the wallet's own library (@polkadot/keyring) exports it, of a development secret.
#[test]
fn an_account_of_the_polkadot_js_wallet_signs() {
    let portico = Portico::new();
    let (wallet, ledger) = (fixture("polkadot_js.json"), fixture("ledger.json"));
    let imported = portico.json(&["key", "import", "wallet", "--polkadot-js", &wallet]);
    assert_eq!(
        imported["public_key"],
        portico.public_key("//Portico prova")
    );
    assert_eq!(
        imported["ss58"],
        "5G1qAFdJRfKsBcMFS2mq7iemrTVx2sU5wSVSpSuKEMFLu3tw"
    );
    let signed = portico.json(&[
        "--ledger",
        &ledger,
        "receipt",
        "confirm",
        "1",
        "--payment",
        "1",
        "--key",
        "wallet",
        "--sign-only",
    ]);
    assert_eq!(signed["key"], imported["public_key"]);
    portico.file("passphrase", "un'altra");
    portico.fails(&["key", "show", "wallet"], 2, "passphrase");
}

#[test]
fn a_deployment_file_from_before_tenders_is_told_what_to_do() {
    let portico = Portico::new();
    portico.json(&["key", "create", "coop"]);
    let text = std::fs::read_to_string(fixture("ledger.json")).expect("it can be read");
    let mut old: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    old["contracts"]
        .as_object_mut()
        .expect("contracts")
        .remove("tenders");
    let old = portico.file("old.json", &old.to_string());
    let command = ["receipt", "confirm", "1", "--payment", "1", "--key", "coop"];
    let mut arguments = vec!["--ledger", old.as_str()];
    arguments.extend(command);
    arguments.push("--sign-only");
    for said in [
        "names no contract `tenders`",
        "portico --data NEW_FOLDER up",
    ] {
        portico.fails(&arguments, 2, said);
    }
}

#[test]
fn a_claim_is_signed_without_any_network() {
    let portico = Portico::new();
    portico.json(&["key", "create", "coop"]);
    let (ledger, evidence) = (fixture("ledger.json"), portico.file("evidence.pdf", "abc"));
    let claim = [
        "--ledger",
        &ledger,
        "claim",
        "7",
        "--milestone",
        "2",
        "--amount",
        "1234.50",
        "--statement",
        "Avviate 3 classi",
        "--document",
        &evidence,
        "--key",
        "coop",
        "--sign-only",
    ];
    // Which claim it is nobody can look up.
    portico.fails(&claim, 2, "--claim");
    let ran = portico.run(&[&claim[..], &["--claim", "1", "--out", "claim.json"]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for line in [
        "chain: 0x0909090909090909090909090909090909090909090909090909090909090909",
        "contract: 0x0303030303030303030303030303030303030303",
        "award: 7",
        "action: claim",
        "amount: 1234.50 EUR",
        "document 1 sha256: 0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ] {
        assert!(
            ran.stdout.lines().any(|printed| printed == line),
            "{line}: {}",
            ran.stdout
        );
    }
    let signed: Value =
        serde_json::from_str(&std::fs::read_to_string(portico.path("claim.json")).unwrap())
            .unwrap();
    assert_eq!(signed["key"], portico.public_key("coop"));
    assert_eq!(signed["body"]["award"]["claim"]["amount"], 123_450);
    assert_eq!(
        signed["text"].as_str().unwrap().trim_end(),
        ran.stdout.trim_end()
    );

    // Whoever changes it is found out before any network is asked.
    let changed = std::fs::read_to_string(portico.path("claim.json"))
        .unwrap()
        .replace("123450", "923450");
    let changed = portico.file("changed.json", &changed);
    portico.fails(
        &[
            "--ledger",
            &ledger,
            "submit",
            &changed,
            "--carrier-dev",
            "//Eve",
        ],
        2,
        "not the text",
    );
}

#[test]
fn the_rules_refuse_what_is_badly_formed_before_it_is_signed() {
    let portico = Portico::new();
    let ledger = fixture("ledger.json");
    let award = std::fs::read_to_string(fixture("award.toml")).unwrap();
    let publish = |file: &str| {
        portico.run(&[
            "--json",
            "--ledger",
            &ledger,
            "award",
            "publish",
            file,
            "--dev",
            "//Alice",
            "--sign-only",
        ])
    };
    assert_eq!(publish(&fixture("award.toml")).code, Some(0));
    for (wrong, refusal) in [
        (
            award.replace("800000", "800001"),
            "milestones_do_not_add_up",
        ),
        (
            award.replace("attesters = [1, 2]", "attesters = [1, 3]"),
            "beneficiary_attests",
        ),
        (
            award.replace("Settore Istruzione", "rossi@example.org"),
            "personal_data",
        ),
        (
            award.replace("title = \"Doposcuola: contributo\"", "title = \"\""),
            "empty",
        ),
    ] {
        let ran = publish(&portico.file("wrong.toml", &wrong));
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        let error: Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!(error["error"]["kind"], "refused");
        assert!(
            error["error"]["refusal"][refusal].is_object(),
            "{refusal}: {error}"
        );
    }
    for (wrong, said) in [
        (award.replace("C41F22001750006", "c41f22001750006"), "cup"),
        (
            award.replace("responsible_role", "responsible_name"),
            "responsible_name",
        ),
        (
            award.replace("2190-03-31", "\"2190-02-30\""),
            "milestones[0].due",
        ),
    ] {
        let ran = publish(&portico.file("wrong.toml", &wrong));
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(
            ran.stderr.contains(said) && ran.stderr.contains("wrong.toml"),
            "{said}: {}",
            ran.stderr
        );
    }
}

#[test]
fn a_file_is_counted_without_a_ledger() {
    let portico = Portico::new();
    let report = portico.json(&[
        "import",
        &import_fixture("contracts.csv"),
        "--format",
        "l190-2020",
        "--check",
    ]);
    assert_eq!(
        report["input"],
        json!({"rows": 12, "awarded": 137_511, "paid": 76_570, "unreadable": 2})
    );
    assert_eq!(
        report["accepted"],
        json!({"rows": 4, "awarded": 129_410, "paid": 70_070, "unreadable": 0})
    );
    assert_eq!(
        report["rejected"],
        json!({"rows": 8, "awarded": 8_101, "paid": 6_500, "unreadable": 2})
    );
    assert_eq!(report["ledger"], Value::Null);
    let rejects = std::fs::read_to_string(portico.path("contracts.rejects.csv")).unwrap();
    assert!(rejects.starts_with("line,row,reason,original\n"));

    let whole = std::fs::read_to_string(import_fixture("contracts.csv")).unwrap();
    let cut = portico.file("cut.csv", &whole[..whole.len() - 40]);
    portico.fails(
        &["import", &cut, "--format", "l190-2020", "--check"],
        2,
        "truncated",
    );
    assert!(!portico.path("cut.rejects.csv").exists());
    portico.fails(
        &["import", &cut, "--format", "l191", "--check"],
        2,
        "l190-2020",
    );
    portico.fails(
        &["import", "absent.csv", "--format", "l190-2020", "--check"],
        4,
        "absent.csv",
    );
}

#[test]
fn wrong_usage_is_told_by_its_exit_code() {
    let portico = Portico::new();
    let ledger = fixture("ledger.json");
    portico.fails(&["no-such-command"], 2, "no-such-command");
    portico.fails(
        &[
            "party",
            "register",
            "--kind",
            "cooperative",
            "--tax-code",
            "00743110158",
        ],
        2,
        "check digit",
    );
    portico.fails(&["status"], 2, "portico up");
    portico.fails(
        &[
            "--ledger",
            &ledger,
            "receipt",
            "confirm",
            "1",
            "--payment",
            "1",
        ],
        2,
        "who signs",
    );
    portico.fails(
        &[
            "--ledger",
            &ledger,
            "receipt",
            "confirm",
            "1",
            "--payment",
            "1",
            "--dev",
            "Alice",
            "--sign-only",
        ],
        2,
        "//Alice",
    );
    // Nothing listens on port 1.
    portico.fails(
        &["--ledger", &ledger, "--url", "ws://127.0.0.1:1", "status"],
        3,
        "start the node",
    );
    portico.fails(&["up", "--node", "absent"], 4, "absent");
    portico.fails(&["up", "--api", "0.0.0.0:0"], 2, "--public");
}

#[test]
fn shells_complete_the_commands() {
    let portico = Portico::new();
    for shell in ["bash", "zsh", "fish"] {
        let ran = portico.run(&["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(
            ran.stdout.contains("attest-standing") && !ran.stdout.contains("panicked"),
            "{shell}"
        );
    }
}

/// What a witness remembers is all that keeps it from signing two histories: every refusal leaves it as it was, and gives no
/// signature out.
#[test]
fn a_witness_signs_nothing_that_does_not_go_on_from_its_memory() {
    let portico = Portico::new();
    let vector = |name: &str| {
        format!(
            "{}/../evidence/tests/checkpoints/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        )
    };
    let trust = vector("trust");
    let witness = |name: &str, more: &[&str]| {
        let checkpoint = vector(name);
        let usual = [
            "witness",
            &checkpoint,
            "--trust",
            &trust,
            "-o",
            "signed.json",
        ];
        portico.run(&[&usual[..], more].concat())
    };
    let memory = portico.path("witness.json");
    let out = portico.path("signed.json");
    let eve = ["--dev", "//Eve"];
    // Whose key it is is asked before anything is remembered.
    witness("good-first", &["--first"]).refused(2, &["--key"]);
    witness("good-first", &["--first", "--key", "nobody"]).refused(4, &["no key"]);
    witness("good-first", &["--first", "--dev", "Eve"]).refused(2, &["development key"]);
    witness("signed-by-two-of-four", &["--first", "--dev", "//Eve"]).refused(1, &["not signed"]);
    assert!(!memory.exists() && !out.exists());

    assert_eq!(
        witness("good-first", &["--first", "--dev", "//Eve"]).code,
        Some(0)
    );
    let first = std::fs::read(&memory).unwrap();
    assert_eq!(first, std::fs::read(vector("good-first")).unwrap());
    std::fs::remove_file(&out).unwrap();
    for (name, code, said) in [
        ("fork", 1, "FORK"),
        ("fork-by-headers", 1, "FORK"),
        ("unknown", 2, "--since 13"),
        ("entries-fewer", 1, "not signed"),
        ("entries-rewritten", 1, "not signed"),
        ("contract-missing", 1, "not signed"),
        ("later-version", 2, "this version of the program"),
        ("cosignature-good", 1, "not signed"),
    ] {
        witness(name, &eve).refused(code, &[said]);
        assert_eq!(std::fs::read(&memory).unwrap(), first, "{name}");
        assert!(!out.exists(), "{name}");
    }
    assert_eq!(witness("good-next", &eve).code, Some(0));
    assert!(out.exists());
    witness("good-first", &eve).refused(1, &["not signed"]);
    witness("fork-before", &eve).refused(1, &["FORK"]);

    // A memory that was changed, or is of another chain than the trust file, is none.
    let mut damaged = first.clone();
    damaged[100] ^= 1;
    std::fs::write(&memory, &damaged).unwrap();
    witness("good-next", &eve).refused(2, &["does not hold"]);
    assert_eq!(std::fs::read(&memory).unwrap(), damaged);
    // Without any it does not begin anew by itself.
    std::fs::remove_file(&memory).unwrap();
    witness("good-next", &eve).refused(2, &["--first"]);
    assert!(!memory.exists());
}
