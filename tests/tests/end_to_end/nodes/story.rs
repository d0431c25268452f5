// SPDX-License-Identifier: EUPL-1.2
//! A whole story on a real node, as a person plays it: from an empty folder to a confirmed payment, with refusals and a
//! restart; and an import that is killed on its way.

use std::process::Stdio;

use serde_json::Value;

use super::relay::exchange;
use crate::{
    program::{Portico, fixture, import_fixture, until},
    system::Up,
};

/// The subject that a command was about.
fn done(portico: &Portico, arguments: &[&str]) -> Value {
    portico.json(arguments)["subject"].clone()
}

#[test]
fn from_an_empty_folder_to_a_confirmed_payment() {
    let mut up = Up::start();
    let portico: &Portico = &up;
    portico.fails(&["up", "--rpc-port", "0"], 4, "already");

    // Who there is.
    portico.json(&["key", "create", "coop"]);
    let coop = portico.public_key("coop");
    let (bob, charlie, dave) = (
        portico.public_key("//Bob"),
        portico.public_key("//Charlie"),
        portico.public_key("//Dave"),
    );
    let register = |kind: &str, code: &str, name: &str, key: &str, permissions: &str| {
        done(
            portico,
            &[
                "party",
                "register",
                "--kind",
                kind,
                "--tax-code",
                code,
                "--name",
                name,
                "--public-key",
                key,
                "--permissions",
                permissions,
                "--label",
                "ufficio",
                "--dev",
                "//Alice",
            ],
        )
    };
    assert_eq!(
        register(
            "oversight_body",
            "99112200375",
            "Lega delle Prove",
            &dave,
            "manage_keys,attest"
        )["party"],
        2
    );
    assert_eq!(
        register(
            "cooperative",
            "99567800372",
            "Il Glicine",
            &coop,
            "manage_keys,sign"
        )["party"],
        3
    );
    for (key, permission) in [(&bob, "attest"), (&charlie, "pay")] {
        portico.json(&[
            "party",
            "add-key",
            "1",
            "--public-key",
            key,
            "--permissions",
            permission,
            "--label",
            "ufficio",
            "--dev",
            "//Alice",
        ]);
    }

    // Co-design. A cooperative without standing is not invited.
    let (text, report) = (
        portico.file("text.pdf", "testo"),
        portico.file("report.pdf", "relazione"),
    );
    done(
        portico,
        &[
            "agreement",
            "publish",
            &fixture("notice.toml"),
            "--document",
            &text,
            "--dev",
            "//Alice",
        ],
    );
    let invite = [
        "agreement",
        "invite",
        "1",
        "--party",
        "3",
        "--reason",
        "criteri 1 e 2",
        "--dev",
        "//Alice",
    ];
    portico.fails(&invite, 1, "without attested standing");
    portico.json(&[
        "party",
        "attest-standing",
        "3",
        "--kind",
        "review_certificate",
        "--valid-until",
        "2190-12-31",
        "--document",
        &report,
        "--dev",
        "//Dave",
    ]);
    portico.json(&invite);
    portico.json(&[
        "agreement",
        "propose",
        "1",
        "--text",
        &text,
        "--budget",
        "10000",
        "--end",
        "2190-12-31",
        "--contribution",
        "1:money=8000",
        "--contribution",
        "3:staff=1500.50",
        "--dev",
        "//Alice",
    ]);
    portico.json(&[
        "agreement",
        "sign",
        "1",
        "--text",
        &text,
        "--dev",
        "//Alice",
    ]);
    // The cooperative has no tokens: directly it cannot, carried it can; and only what it has read.
    let sign = ["agreement", "sign", "1", "--key", "coop"];
    portico.fails(&[&sign[..], &["--text", &text]].concat(), 3, "--carrier");
    portico.fails(
        &[&sign[..], &["--text", &report, "--carrier-dev", "//Eve"]].concat(),
        1,
        "text",
    );
    portico.json(&[&sign[..], &["--text", &text, "--carrier-dev", "//Eve"]].concat());
    assert_eq!(
        portico.json(&["show", "agreement", "1"])["status"],
        "in_force"
    );

    // The grant, a claim signed offline and carried by somebody else, once.
    done(
        portico,
        &[
            "award",
            "publish",
            &fixture("award.toml"),
            "--document",
            &text,
            "--dev",
            "//Alice",
        ],
    );
    portico.json(&[
        "claim",
        "1",
        "--milestone",
        "1",
        "--claim",
        "1",
        "--amount",
        "2500.50",
        "--statement",
        "Avviate 3 classi",
        "--document",
        &report,
        "--key",
        "coop",
        "--sign-only",
        "--out",
        "claim.json",
    ]);
    let carry = ["submit", "claim.json", "--carrier-dev", "//Eve"];
    assert_eq!(portico.json(&carry)["by"], coop);
    portico.fails(&carry, 1, "carried already");

    // Two attesters; what the stricter one found may be paid, and not a cent more.
    let attest = ["attest", "1", "--milestone", "1", "--report", &report];
    portico.json(&[&attest[..], &["--outcome", "met", "--dev", "//Bob"]].concat());
    portico.json(
        &[
            &attest[..],
            &[
                "--outcome",
                "partly_met",
                "--amount",
                "2400",
                "--dev",
                "//Dave",
            ],
        ]
        .concat(),
    );
    let today = portico.json(&["show", "award", "1"])["published"]
        .as_str()
        .unwrap()
        .to_owned();
    let pay = |amount: &str, who: &str| {
        portico.run(&[
            "pay",
            "1",
            "--milestone",
            "1",
            "--amount",
            amount,
            "--mandate-year",
            "2026",
            "--mandate-number",
            "77",
            "--date",
            &today,
            "--cup",
            "C41F22001750006",
            "--dev",
            who,
        ])
    };
    let over = pay("2400.01", "//Charlie");
    assert_eq!(over.code, Some(1));
    assert!(
        over.stderr.contains("2400.01") && over.stderr.contains("2400.00"),
        "{}",
        over.stderr
    );
    assert_eq!(pay("2400", "//Bob").code, Some(1));
    assert_eq!(pay("2400", "//Charlie").code, Some(0));
    portico.json(&[
        "receipt",
        "confirm",
        "1",
        "--payment",
        "1",
        "--key",
        "coop",
        "--carrier-dev",
        "//Eve",
    ]);

    let award = portico.json(&["award", "show", "1"]);
    assert_eq!(
        (&award["granted"], &award["attested"], &award["paid"]),
        (&800_000.into(), &240_000.into(), &240_000.into())
    );
    assert_eq!(award["payments_recorded"][0]["receipt"], "confirmed");

    // The same history from the chain and, once it is indexed, from the database.
    let from_chain = portico.json(&["log", "award", "1", "--from-chain"]);
    assert_eq!(from_chain.as_array().unwrap().len(), 6);
    until("the history is in the database", || {
        (portico.json(&["log", "award", "1"]) == from_chain).then_some(())
    });

    // Everything is there after a restart, and the command line finds the new node.
    up.end();
    up.fails(&["status", "--url", "ws://127.0.0.1:1"], 3, "node");
    up.start_again();
    assert_eq!(up.json(&["show", "award", "1"]), award);
    evidence(&up, &report);
    evidence_over_http(&up);
    let status = up.json(&["status"]);
    assert_eq!(status["contracts"][3]["entries"], 6);
    assert!(
        status["contracts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|contract| contract["code_as_deployed"] == true)
    );
    up.end();
}

/// A file of 1,201 rows, so that it takes several extrinsics; killed on its way, run again, and run once more.
/// The same from the API, which nobody has to believe.
fn evidence_over_http(up: &Up) {
    let (trust, bundle) = (up.path("trust.json"), up.path("served.json"));
    for path in [
        "awards/1/evidence",
        "awards/1/evidence?with_facts=true",
        "parties/3/evidence",
        "agreements/1/evidence",
    ] {
        let answer = exchange(&up.api(), "GET", &format!("/v1/{path}"), None);
        let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(head.contains("filename="), "{head}");
        std::fs::write(&bundle, body).unwrap();
        let said = up.json(&[
            "verify",
            bundle.to_str().unwrap(),
            "--trust",
            trust.to_str().unwrap(),
        ]);
        assert_eq!(said["verdict"], "valid", "{path}: {said:#}");
        let tag = format!("W/{}", said["id"]);
        assert!(head.contains(&tag), "{head}");
    }
    let nobody = exchange(&up.api(), "GET", "/v1/awards/77/evidence", None);
    assert!(nobody.starts_with("HTTP/1.1 404"), "{nobody}");
}

/// The whole proof of the award, checked without any network, and what is wrong with a wrong one.
fn evidence(portico: &Portico, report: &str) {
    let file = |name: &str| portico.path(name).to_str().unwrap().to_owned();
    let (trust, bundle) = (file("trust.json"), file("award.json"));
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../chain/specs/dev.json");
    portico.json(&["trust", "--chain-spec", spec, "-o", &trust]);
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/../chain/specs/local4.json");
    portico.fails(
        &["trust", "--chain-spec", other, "-o", &trust],
        2,
        "of different chains",
    );

    let build = ["evidence", "build", "award", "1", "-o", &bundle];
    let id = portico.json(&build)["id"].clone();
    let verify = ["verify", &bundle, "--trust", &trust, "--document", report];
    let said = portico.json(&verify);
    assert_eq!(
        (&said["verdict"], &said["id"]),
        (&"valid".into(), &id),
        "{said:#}"
    );
    let award = &portico.json(&["show", "award", "1"]);
    let row = &said["proven"][0]["row"]["award"];
    for amount in ["granted", "attested", "paid", "recovered"] {
        assert_eq!(row[amount], award[amount], "{amount}");
    }
    assert_ne!(said["proven"][0]["facts_taken"], 0);

    // With the parties and the agreement, nothing is taken on anybody's word.
    portico.json(&[&build[..], &["--with-facts"]].concat());
    let said = portico.json(&verify);
    let proven = said["proven"].as_array().unwrap();
    assert!(proven.len() >= 5, "{said:#}");
    assert!(proven.iter().all(|one| one["facts_taken"] == 0), "{said:#}");

    // Every award of an administration; of a year in which it made none there is nothing to prove.
    let all = ["evidence", "build", "--administration", "1", "-o", &bundle];
    portico.json(&all);
    portico.json(&verify);
    portico.fails(
        &[&all[..], &["--year", "1999"]].concat(),
        2,
        "no awards of 1999",
    );
    portico.fails(&["evidence", "build", "award", "77"], 1, "award 77");

    // A document that nobody named, a changed byte, a file of a later format.
    let stranger = portico.file("stranger.pdf", "altro");
    portico.fails(
        &[
            "verify",
            &bundle,
            "--trust",
            &trust,
            "--document",
            &stranger,
        ],
        1,
        "proves nothing",
    );
    let honest = std::fs::read_to_string(&bundle).unwrap();
    let at = honest.find("\"entries\":[\"0x").unwrap() + 300;
    let mut damaged = honest.clone().into_bytes();
    damaged[at] = if damaged[at] == b'0' { b'1' } else { b'0' };
    std::fs::write(&bundle, damaged).unwrap();
    portico.fails(&verify, 1, "proves nothing");
    std::fs::write(&bundle, honest.replace("evidence/v1", "evidence/v2")).unwrap();
    portico.fails(&verify, 2, "cannot be told");
}

#[test]
fn an_import_that_is_killed_goes_on() {
    let up = Up::start();
    let fixture = std::fs::read_to_string(import_fixture("contracts.csv")).unwrap();
    let (heading, rows) = fixture.split_once("\r\n").unwrap();
    let good = rows.split("\r\n").next().unwrap();
    let many = format!("{heading}\r\n{}{rows}", format!("{good}\r\n").repeat(1_189));
    let file = up.file("many.csv", &many);
    let run = ["import", &file, "--format", "l190-2020", "--dev", "//Alice"];

    let mut killed = up
        .command(run)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the first rows are recorded", || {
        let ended = killed.try_wait().unwrap();
        assert_eq!(ended, None, "the import ended before it could be killed");
        let ran = up.run(&["--json", "show", "import", "1"]);
        (ran.code == Some(0) && ran.json()["last_row"].as_u64() > Some(0)).then_some(())
    });
    killed.kill().unwrap();
    killed.wait().unwrap();

    let report = up.json(&run);
    let (rows, awarded, paid) = (
        1_189 + 12,
        1_189 * 100_000 + 137_511,
        1_189 * 40_050 + 76_570,
    );
    let (accepted, awarded_accepted, paid_accepted) = (
        1_189 + 4,
        1_189 * 100_000 + 129_410,
        1_189 * 40_050 + 70_070,
    );
    assert_eq!(
        (
            &report["input"]["rows"],
            &report["input"]["awarded"],
            &report["input"]["paid"]
        ),
        (&rows.into(), &awarded.into(), &paid.into())
    );
    let ledger = &report["ledger"];
    assert_eq!(
        (
            &ledger["recorded"]["rows"],
            &ledger["recorded"]["awarded"],
            &ledger["recorded"]["paid"]
        ),
        (
            &accepted.into(),
            &awarded_accepted.into(),
            &paid_accepted.into()
        )
    );
    assert!(
        ledger["added_rows"].as_u64().unwrap() < accepted as u64,
        "it began anew"
    );

    let again = up.json(&run);
    assert_eq!(
        (&again["ledger"]["added_rows"], &again["ledger"]["import"]),
        (&0.into(), &1.into())
    );
    assert_eq!(up.json(&["status"])["contracts"][4]["subjects"], 1);
}
