// SPDX-License-Identifier: EUPL-1.2
//! Bad input: a sentence that says what is wrong and where, the exit code that the help promises (1 refused by the
//! rules, 2 wrong input, 3 node, 4 local), and nothing written: no entry on the chain, no file, no row.

use std::{fs, path::Path};

use portico_rules::{date::Date, memory::sample};
use portico_tests::{
    ledger::now,
    node::{Node, Options},
    spec::committed,
};
use subxt_signer::sr25519::{Keypair, dev};
use tempfile::TempDir;

use crate::{
    database::{self, Dump},
    imports::File,
    organisations::contracts,
    program::{portico, run, run_on},
    system::{Indexer, Up},
};

const DAY: u64 = 86_400;

#[test]
fn bad_input_is_told_and_writes_nothing() {
    let up = Up::start();
    parties(&up);
    let before = up.entries();

    let checks: [fn(&Up); 13] = [
        a_malformed_tax_code,
        an_unknown_key,
        an_unknown_field,
        milestones_that_do_not_add_up,
        a_lapsed_cooperative,
        a_truncated_file,
        a_row_beyond_any_bound,
        another_chain,
        another_past,
        contracts_that_are_not_there,
        no_node,
        a_folder_in_use,
        a_database_of_something_else,
    ];
    for check in checks {
        check(&up);
    }
    assert_eq!(before, up.entries(), "something was written");
}

/// An oversight body, party 2, and two cooperatives: 3 in good standing, 4 whose certificate has run out.
fn parties(up: &Up) {
    let register = |kind: &str, stem: u64, key: &Keypair, permissions: &str| {
        run_on(
            up.data(),
            [
                "party",
                "register",
                "--kind",
                kind,
                "--tax-code",
                &sample::tax_code(stem).to_string(),
                "--name",
                "Organizzazione Immaginaria",
                "--public-key",
                &hex(key),
                "--permissions",
                permissions,
                "--label",
                "amministrazione",
                "--dev",
                "//Alice",
                "--json",
            ],
        )
        .json();
    };
    register(
        "oversight_body",
        2_234_500_037,
        &dev::dave(),
        "manage_keys,attest",
    );
    register(
        "cooperative",
        3_234_500_037,
        &dev::eve(),
        "manage_keys,sign",
    );
    register(
        "cooperative",
        4_234_500_037,
        &dev::ferdie(),
        "manage_keys,sign",
    );
    let certificate = up.data().join("certificate.txt");
    fs::write(&certificate, "Certificato di revisione immaginario\n").expect("it can be written");
    for (party, until) in [("3", now() + 300 * DAY), ("4", now() - 30 * DAY)] {
        run_on(
            up.data(),
            [
                "party",
                "attest-standing",
                party,
                "--kind",
                "review_certificate",
                "--valid-until",
                &Date::from_unix_seconds(until).to_string(),
                "--document",
                "certificate.txt",
                "--dev",
                "//Dave",
                "--json",
            ],
        )
        .json();
    }
}

fn hex(key: &Keypair) -> String {
    format!("0x{}", hex::encode(key.public_key().0))
}

fn a_malformed_tax_code(up: &Up) {
    let mut code = sample::tax_code(5_234_500_037).to_string();
    let last = code.pop().and_then(|digit| digit.to_digit(10));
    let right = last.expect("a tax code ends in a digit");
    code.push_str(&((right + 1) % 10).to_string());
    let key = hex(&dev::one());
    let mut arguments = [
        "party",
        "register",
        "--kind",
        "cooperative",
        "--tax-code",
        &code,
        "--name",
        "Organizzazione Immaginaria",
        "--public-key",
        &key,
        "--permissions",
        "sign",
        "--label",
        "amministrazione",
        "--dev",
        "//Alice",
    ];
    let digit = format!("would end in {right}");
    run_on(up.data(), arguments).refused(2, &[&code, "--tax-code", "check digit", &digit]);
    arguments[5] = "0123456789";
    run_on(up.data(), arguments).refused(2, &["0123456789", "11"]);
}

fn an_unknown_key(up: &Up) {
    let rename = ["party", "rename", "1", "--name", "Altro Comune"];
    let stranger = rename.iter().chain(&["--dev", "//Ferdie//stranger"]);
    run_on(up.data(), stranger).refused(1, &["the key belongs to no registered party"]);
    // Known, but of another party.
    let other = rename.iter().chain(&["--dev", "//Dave"]);
    run_on(up.data(), other).refused(1, &["refused"]);
    let absent = rename.iter().chain(&["--key", "nobody"]);
    run_on(up.data(), absent).refused(4, &["nobody.json", "portico key create"]);
}

/// A grant as a person writes it.
fn grant(beneficiary: u32, first_milestone: u64) -> String {
    let day = |days: u64| Date::from_unix_seconds(now() + days * DAY);
    format!(
        r#"
kind = "grant"
beneficiary = {beneficiary}
basis = {{ act = {{ reference = "DD 2026/118" }} }}
title = "Contributo immaginario"
amount = 3000000
legal_basis = "Art. 12 L. 241/1990"
office = "Area welfare"
responsible_role = "Dirigente dell'area welfare"
selection_method = "Avviso pubblico"
start = "{}"
end = "{}"
attesters_required = 1
attesters = [2]

[[milestones]]
title = "Prima parte"
amount = {first_milestone}
due = "{}"

[[milestones]]
title = "Seconda parte"
amount = 1800000
due = "{}"
"#,
        day(0),
        day(300),
        day(150),
        day(300)
    )
}

fn publish(up: &Up, grant: &str) -> crate::program::Ended {
    fs::write(up.data().join("grant.toml"), grant).expect("it can be written");
    let mut command = portico(up.data());
    command.args(["award", "publish", "grant.toml", "--dev", "//Alice"]);
    run(command.args(["--document", "certificate.txt"]))
}

fn an_unknown_field(up: &Up) {
    let grant = grant(3, 1_200_000).replace("legal_basis", "legal_bases");
    publish(up, &grant).refused(2, &["grant.toml", "legal_bases"]);
}

fn milestones_that_do_not_add_up(up: &Up) {
    publish(up, &grant(3, 1_199_999)).refused(1, &["refused", "EUR 29999.99", "EUR 30000.00"]);
}

fn a_lapsed_cooperative(up: &Up) {
    let lapsed = Date::from_unix_seconds(now() - 30 * DAY).to_string();
    publish(up, &grant(4, 1_200_000)).refused(1, &["refused", "party 4", "lapsed", &lapsed]);
}

/// Asserts that a file is refused, and that nothing of it is left anywhere.
fn assert_not_imported(up: &Up, name: &str, csv: &[u8], words: &[&str]) {
    let path = up.data().join(name);
    fs::write(&path, csv).expect("it can be written");
    let files = || {
        let mut files: Vec<_> = fs::read_dir(up.data())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            // SQLite's own come and go.
            .filter(|name| !name.to_string_lossy().starts_with("ledger.sqlite"))
            .collect();
        files.sort();
        files
    };
    let before = files();
    let file = File::new(up, path, "l190-2020");
    run(&mut file.command(up)).refused(2, words);
    assert_eq!(before, files(), "{name}");
    assert_eq!(file.recorded(up), None, "{name}");
}

fn a_truncated_file(up: &Up) {
    let made = contracts(2, 40);
    let text = String::from_utf8(made.csv).expect("it is UTF-8");
    // In the middle of the last row, and inside a quotation.
    let row = text.trim_end().rfind("lotto40").expect("the last row");
    let lines = text.trim_end().lines().count();
    assert_not_imported(
        up,
        "row.csv",
        &text.as_bytes()[..row],
        &["truncated", "line"],
    );
    let quotation = row + text[row..].find("immaginario").expect("its object");
    let cut = &text.as_bytes()[..quotation];
    assert_not_imported(up, "quotation.csv", cut, &["never closed", "line"]);
    assert!(lines > 40);
    let heading = text.lines().next().expect("a heading");
    assert_not_imported(up, "heading.csv", heading.as_bytes(), &["no rows"]);
    assert_not_imported(up, "empty.csv", b"", &["empty"]);
    let other = text.replacen("supplier_cf,", "supplier,", 1);
    assert_not_imported(up, "other.csv", other.as_bytes(), &["supplier_cf"]);
}

fn a_row_beyond_any_bound(up: &Up) {
    let mut text = contracts(3, 1).csv;
    text.extend(std::iter::repeat_n(b'x', 4 << 20));
    assert_not_imported(up, "long.csv", &text, &["line 3"]);
}

fn another_chain(up: &Up) {
    // A chain of four validators, of which one is enough to answer.
    let other = Node::start(&Options {
        chain: committed("local4.json").display().to_string(),
        account: "alice",
        bootnodes: vec![],
    })
    .expect("the node starts");
    let empty = TempDir::new().expect("a folder");
    let genesis = fs::read_to_string(up.ledger()).expect("it can be read");
    let genesis: serde_json::Value = serde_json::from_str(&genesis).expect("JSON");
    let genesis = genesis["genesis"].as_str().expect("a hash");
    for command in [
        &["index"][..],
        &["show", "party", "1"],
        &[
            "party",
            "rename",
            "1",
            "--name",
            "Altro Comune",
            "--dev",
            "//Alice",
        ],
    ] {
        let mut portico = portico(empty.path());
        portico.args(command).args(["--url", other.url()]);
        portico.arg("--ledger").arg(up.ledger());
        run(&mut portico).refused(3, &[other.url(), genesis]);
    }
    assert_no_database(empty.path());
}

/// A development chain that was begun anew has the genesis of the old one, and other blocks.
fn another_past(up: &Up) {
    let folder = TempDir::new().expect("a folder");
    let mut indexer = Indexer::start(up, folder.path());
    indexer.wait_for(up.head().number);
    indexer.end();
    let file = database::of(folder.path());
    let other = format!("0x{}", "cd".repeat(32));
    rusqlite::Connection::open(&file)
        .and_then(|database| database.execute("UPDATE chain SET block_hash = ?1", [&other]))
        .expect("it can be written");
    let before = Dump::of(&file);
    let mut indexer = Indexer::start(up, folder.path());
    assert_eq!(indexer.wait(), Some(3));
    let log = indexer.log();
    assert!(log.contains("do not trust this node"), "{log}");
    assert!(log.contains(&other[2..10]), "{log}");
    before.assert_same(&Dump::of(&file), "after another past");
}

fn contracts_that_are_not_there(up: &Up) {
    let empty = TempDir::new().expect("a folder");
    let ledger = fs::read_to_string(up.ledger()).expect("it can be read");
    let address = format!("0x{}", hex::encode(up.contract("awards")));
    let nobody = format!("0x{}", "ab".repeat(20));
    fs::write(
        empty.path().join("ledger.json"),
        ledger.replace(&address, &nobody),
    )
    .expect("it can be written");
    run_on(empty.path(), ["index", "--url", &up.url])
        .refused(4, &["ledger.json", "awards", &nobody, "no contract"]);
    assert_no_database(empty.path());

    fs::write(
        empty.path().join("ledger.json"),
        &ledger[..ledger.len() / 2],
    )
    .expect("it can be written");
    run_on(empty.path(), ["index", "--url", &up.url])
        .refused(2, &["ledger.json", "not a deployment file", "line"]);
}

fn assert_no_database(data: &Path) {
    assert!(!database::of(data).exists(), "there is a database");
}

fn no_node(up: &Up) {
    let empty = TempDir::new().expect("a folder");
    let mut index = portico(empty.path());
    index.args(["index", "--url", "ws://127.0.0.1:1", "--ledger"]);
    run(index.arg(up.ledger())).refused(3, &["ws://127.0.0.1:1", "no node can be reached"]);
    assert_no_database(empty.path());
}

fn a_folder_in_use(up: &Up) {
    let data = up.data().display().to_string();
    run_on(up.data(), ["index"]).refused(4, &["portico up", &data, "already"]);
    let folder = TempDir::new().expect("a folder");
    let mut indexer = Indexer::start(up, folder.path());
    indexer.wait_for(1);
    let mut second = Indexer::start(up, folder.path());
    assert_eq!(second.wait(), Some(4));
    assert!(indexer.log().contains("already"), "{}", indexer.log());
    indexer.assert_runs();
}

fn a_database_of_something_else(up: &Up) {
    let folder = TempDir::new().expect("a folder");
    let file = database::of(folder.path());
    let text =
        "Questo non è un database, ma un testo di cui qualcuno ha ancora bisogno.\n".repeat(99);
    fs::write(&file, &text).expect("it can be written");
    let mut indexer = Indexer::start(up, folder.path());
    assert_eq!(indexer.wait(), Some(4));
    let log = indexer.log();
    assert!(log.contains("not a database of this program"), "{log}");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), text);
}
