// SPDX-License-Identifier: EUPL-1.2
//! A tender on a real node, as its people play it: from the notice to the contract, whose award is claimed, attested and paid; with
//! bids that are sealed until the deadline, one of which is never revealed. Two months, by a clock that is put forward. And what
//! needs no waiting: direct awards, de minimis aid, the members' register of a cooperative.

use serde_json::Value;

use crate::{
    clock::Clock,
    nodes::relay::exchange,
    program::{Portico, until},
    system::Up,
};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// The moment as a day.
fn day(seconds: u64) -> String {
    portico_rules::date::Date::from_unix_seconds(seconds).to_string()
}

/// Where the chain's time stands: twox128 of "Timestamp" and of "Now"; milliseconds, little-endian.
const TIMESTAMP: &str = "f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb";

/// Lets time pass, and waits until the chain's newest final block is of afterwards.
fn forward(up: &Up, clock: &Clock, seconds: u64) {
    clock.forward(seconds);
    let now = clock.now();
    let key = hex::decode(TIMESTAMP).expect("hexadecimal");
    until("a block of afterwards is final", || {
        let bytes = up.ask(async |node| {
            let head = node.finalised_head().await.expect("the node answers");
            node.storage(&key, head).await.expect("the node answers")
        });
        let bytes: [u8; 8] = bytes?.try_into().expect("eight bytes");
        (u64::from_le_bytes(bytes) / 1_000 >= now).then_some(())
    });
}

/// Registers a party; `key` signs for it.
fn register(portico: &Portico, kind: &str, code: &str, name: &str, key: &str, permissions: &str) {
    portico.json(&[
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
    ]);
}

/// An oversight body (2), a cooperative in good standing (3), a supplier (4) and an association (5); and the city's keys.
fn people(portico: &Portico) {
    for key in ["coop", "ets"] {
        portico.json(&["key", "create", key]);
    }
    let (oversight, supplier) = (portico.public_key("//Dave"), portico.public_key("//Ferdie"));
    let (coop, ets) = (portico.public_key("coop"), portico.public_key("ets"));
    let sign = "manage_keys,sign";
    register(
        portico,
        "oversight_body",
        "99112200375",
        "Lega delle Prove",
        &oversight,
        "manage_keys,attest",
    );
    register(
        portico,
        "cooperative",
        "99567800372",
        "Il Glicine",
        &coop,
        sign,
    );
    register(
        portico,
        "supplier",
        "52345000377",
        "Servizi Esempio S.r.l.",
        &supplier,
        sign,
    );
    register(
        portico,
        "third_sector_body",
        "62345000376",
        "Associazione Esempio",
        &ets,
        sign,
    );
    for (key, permission) in [("//Bob", "attest"), ("//Charlie", "pay")] {
        let key = portico.public_key(key);
        portico.json(&[
            "party",
            "add-key",
            "1",
            "--public-key",
            &key,
            "--permissions",
            permission,
            "--label",
            "ufficio",
            "--dev",
            "//Alice",
        ]);
    }
    let certificate = portico.file("revisione.pdf", "revisione");
    portico.json(&[
        "party",
        "attest-standing",
        "3",
        "--kind",
        "review_certificate",
        "--valid-until",
        "2190-12-31",
        "--document",
        &certificate,
        "--dev",
        "//Dave",
    ]);
}

fn notice(now: u64) -> String {
    format!(
        r#"
        cig = "B0E1AD1F10"
        title = "Gestione degli spazi di quartiere"
        object = "Apertura, pulizia e custodia di quattro spazi"
        contract_type = "services"
        procedure = "open"
        legal_basis = "Art. 71 D.Lgs. 36/2023"
        office = "Area patrimonio"
        responsible_role = "Responsabile unico del progetto"
        value = 24000000
        criterion = "quality_price"
        labour_intensive = true
        clarify_until = {}
        bids_until = {}
        reveal_until = {}
        "#,
        now + HOUR,
        now + 2 * HOUR,
        now + 27 * HOUR
    )
}

/// The award that carries out tender 1.
fn award(amount: u64, start: &str) -> String {
    format!(
        r#"
        kind = "contract"
        beneficiary = 3
        basis = {{ tender = 1 }}
        title = "Gestione degli spazi di quartiere"
        amount = {amount}
        legal_basis = "Art. 71 D.Lgs. 36/2023"
        office = "Area patrimonio"
        responsible_role = "Responsabile unico del progetto"
        selection_method = "Procedura aperta"
        cig = "B0E1AD1F10"
        start = {start}
        end = 2190-12-31
        attesters_required = 1
        attesters = [1]
        [[milestones]]
        title = "Tutto"
        amount = {amount}
        due = 2190-12-31
        "#
    )
}

#[test]
fn a_tender_from_the_notice_to_the_last_payment() {
    let (mut up, clock) = Up::start_with_clock();
    people(&up);
    let portico: &Portico = &up;
    let act = portico.file("atto.pdf", "atto");
    let technical = portico.file("offerta-tecnica.pdf", "offerta tecnica");
    let alice = ["--dev", "//Alice"];
    let coop = ["--key", "coop", "--carrier-dev", "//Eve"];
    let ets = ["--key", "ets", "--carrier-dev", "//Eve"];
    let ferdie = ["--dev", "//Ferdie"];
    let with = |arguments: &[&str], who: &[&str]| portico.json(&[arguments, who].concat());
    let refused = |arguments: &[&str], who: &[&str], said: &str| {
        portico.fails(&[arguments, who].concat(), 1, said);
    };

    // The notice. Who signs must be an administration, and a window must be long enough.
    let file = portico.file("bando.toml", &notice(clock.now()));
    let publish = [
        "tender",
        "publish",
        &file,
        "--criteria",
        &act,
        "--document",
        &act,
    ];
    refused(&publish, &ferdie, "may not publish");
    let short = notice(clock.now()).replace("reveal_until", "clarify_until_too = 1 #");
    let short = portico.file("corto.toml", &short);
    portico.fails(
        &[
            "tender",
            "publish",
            &short,
            "--criteria",
            &act,
            "--dev",
            "//Alice",
        ],
        2,
        "clarify_until_too",
    );
    assert_eq!(with(&publish, &alice)["subject"]["tender"], 1);
    refused(&publish, &alice, "tender 1 has it already");
    with(
        &[
            "tender",
            "clarify",
            "1",
            "--question",
            "Parcheggio?",
            "--answer",
            "Due spazi su quattro",
        ],
        &alice,
    );

    // Three bids; what is bid nobody can read.
    let bid = |price| {
        [
            "tender",
            "bid",
            "1",
            "--price",
            price,
            "--document",
            technical.as_str(),
        ]
    };
    refused(&["tender", "bid", "1", "--price", "1"], &coop, "documents");
    // Without a network nobody knows by what the tender is awarded: it is asked for, and holds.
    let offline = ["--key", "coop", "--party", "3", "--sign-only"];
    let offline_bid = |criterion: &[&str], code, said| {
        let price = ["tender", "bid", "1", "--price", "1"];
        portico.fails(&[&price, criterion, &offline].concat(), code, said);
    };
    offline_bid(&[], 2, "--criterion is needed with --sign-only");
    offline_bid(&["--criterion", "quality_price"], 1, "documents");
    offline_bid(&["--criterion", "cheapest"], 2, "lowest_price");
    with(&bid("220000"), &coop);
    with(&bid("210000"), &ferdie);
    with(&bid("200000"), &ets);
    refused(&bid("219000"), &coop, "has a bid already");
    // A bid that was refused leaves nothing behind.
    assert_eq!(std::fs::read_dir(portico.path("bids")).unwrap().count(), 3);
    with(&["tender", "withdraw", "1"], &ferdie);
    with(&bid("215000"), &ferdie);
    let shown = portico.json(&["tender", "show", "1"]);
    assert_eq!(shown["bids"], 3);
    for bid in shown["bids_received"].as_array().unwrap() {
        assert_eq!(
            (&bid["status"], &bid["price"]),
            (&"sealed".into(), &0.into()),
            "{bid}"
        );
    }
    let reveal = ["tender", "reveal", "1"];
    refused(&reveal, &coop, "possible only after");

    // The deadline. Whoever did not bid can't any more; two reveal, each what it sealed.
    forward(&up, &clock, 2 * HOUR);
    refused(&bid("199000"), &ets, "that was possible until");
    let mine = std::fs::read_dir(portico.path("bids"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|path| path.to_str().unwrap().contains("party-3"))
        .unwrap();
    let cheaper = std::fs::read_to_string(&mine)
        .unwrap()
        .replace("22000000", "20000000");
    let cheaper = portico.file("ritoccata.json", &cheaper);
    portico.fails(
        &[&reveal[..], &["--bid", &cheaper], &coop].concat(),
        2,
        "changed after it was sealed",
    );
    with(&reveal, &coop);
    with(&reveal, &ferdie);
    refused(
        &["tender", "evaluate", "1", "--report", &act],
        &alice,
        "possible only after",
    );

    // The window is over: a bid that was not revealed is out.
    forward(&up, &clock, 26 * HOUR);
    refused(&reveal, &ets, "that was possible until");
    let communicated = day(clock.now());
    let give = |ranking: &[&str], who: &[&str]| {
        let mut arguments = vec![
            "tender",
            "award",
            "1",
            "--reason",
            "Miglior offerta",
            "--act",
            &act,
            "--communicated",
            &communicated,
        ];
        for ranked in ranking {
            arguments.extend(["--rank", ranked]);
        }
        arguments.extend(who);
        portico.run(&arguments)
    };
    give(&["3:90", "4:81.20"], &alice).refused(1, &["evaluation report"]);
    with(&["tender", "evaluate", "1", "--report", &act], &alice);
    give(&["5:95", "3:90", "4:81.20"], &alice).refused(1, &["the bid of party 5 is sealed"]);
    give(&["3:90"], &alice).refused(1, &["rank each of them"]);
    give(&["4:81.20", "3:90"], &alice).refused(1, &["best first"]);
    assert_eq!(give(&["3:90", "4:81.20"], &alice).code, Some(0));

    // The contract waits.
    let signed = |portico: &Portico| {
        portico.run(&[
            "tender",
            "contract",
            "1",
            "--reference",
            "Rep. 77",
            "--signed",
            &day(clock.now()),
            "--start",
            &day(clock.now()),
            "--end",
            "2190-12-31",
            "--document",
            &act,
            "--dev",
            "//Alice",
        ])
    };
    signed(portico).refused(1, &["must wait until", "art. 18 c. 3"]);
    forward(&up, &clock, 33 * DAY);
    assert_eq!(signed(portico).code, Some(0));
    let change = |value| {
        [
            "tender",
            "change",
            "1",
            "--cause",
            "minor",
            "--value",
            value,
            "--reason",
            "Un'apertura",
            "--act",
            act.as_str(),
        ]
    };
    refused(&change("242000"), &alice, "at most EUR");
    with(&change("230000"), &alice);
    with(
        &[
            "tender",
            "subcontract",
            "1",
            "--subcontractor",
            "72345000375",
            "--name",
            "Pulizie Esempio",
            "--object",
            "Pulizia",
            "--amount",
            "10000",
            "--document",
            &act,
        ],
        &coop,
    );
    with(
        &[
            "tender",
            "decide-subcontract",
            "1",
            "1",
            "--authorise",
            "--reason",
            "Verificato",
            "--act",
            &act,
        ],
        &alice,
    );

    // One award carries it out, of its value; and what is done is claimed, attested and paid there.
    let start = day(clock.now());
    let wrong = portico.file("altra.toml", &award(23_000_001, &start));
    let right = portico.file("incarico.toml", &award(23_000_000, &start));
    refused(&["award", "publish", &wrong], &alice, "worth EUR 230000.00");
    with(&["award", "publish", &right], &alice);
    refused(
        &["award", "publish", &right],
        &alice,
        "carried out by award 1 already",
    );
    with(
        &[
            "claim",
            "1",
            "--milestone",
            "1",
            "--amount",
            "100000",
            "--statement",
            "Sei mesi",
            "--document",
            &act,
        ],
        &coop,
    );
    with(
        &[
            "attest",
            "1",
            "--milestone",
            "1",
            "--outcome",
            "met",
            "--report",
            &act,
        ],
        &["--dev", "//Bob"],
    );
    with(
        &[
            "pay",
            "1",
            "--milestone",
            "1",
            "--amount",
            "100000",
            "--mandate-year",
            "2027",
            "--mandate-number",
            "8",
            "--date",
            &start,
            "--cig",
            "B0E1AD1F10",
        ],
        &["--dev", "//Charlie"],
    );
    with(&["receipt", "confirm", "1", "--payment", "1"], &coop);
    let shown = portico.json(&["show", "tender", "1"]);
    assert_eq!(
        (&shown["status"], &shown["award"], &shown["contract_value"]),
        (&"contracted".into(), &1.into(), &23_000_000.into())
    );
    let human = portico.run(&["show", "tender", "1"]).stdout;
    assert!(
        human.contains("award 1") && human.contains("minor"),
        "{human}"
    );

    told(&up);
    up.end();
}

/// The same from the database and the API, from the chain's blocks, and in a bundle that is checked without any of them.
fn told(up: &Up) {
    let from_chain = up.json(&["log", "tender", "1", "--from-chain"]);
    let entries = from_chain.as_array().unwrap().len();
    until("the history is in the database", || {
        (up.json(&["log", "tender", "1"]) == from_chain).then_some(())
    });
    let get = |path: &str| -> Value {
        let answer = exchange(&up.api(), "GET", path, None);
        let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(body).expect("JSON")
    };
    let tender = get("/v1/tenders/1");
    assert_eq!(
        (&tender["winner"]["id"], &tender["award"]),
        (&3.into(), &1.into()),
        "{tender:#}"
    );
    let trail = get("/v1/tenders/1/trail?limit=200");
    assert_eq!(trail["items"].as_array().unwrap().len(), entries);
    let bids = get("/v1/tenders/1/bids");
    let statuses: Vec<_> = bids["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bid| &bid["status"])
        .collect();
    assert_eq!(statuses, ["revealed", "revealed", "sealed"]);
    let checked = up.json(&["fsck"]);
    assert_eq!(checked["differences"], serde_json::json!([]));

    let (trust, bundle) = (up.path("trust.json"), up.path("tender.json"));
    let (trust, bundle) = (trust.to_str().unwrap(), bundle.to_str().unwrap());
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../chain/specs/dev.json");
    up.json(&["trust", "--chain-spec", spec, "-o", trust]);
    for subject in ["tender", "award"] {
        up.json(&[
            "evidence",
            "build",
            subject,
            "1",
            "--with-facts",
            "-o",
            bundle,
        ]);
        let said = up.json(&["verify", bundle, "--trust", trust]);
        assert_eq!(said["verdict"], "valid", "{said:#}");
        let proven = said["proven"].as_array().unwrap();
        assert!(proven.iter().all(|one| one["facts_taken"] == 0), "{said:#}");
    }
    let served = exchange(&up.api(), "GET", "/v1/tenders/1/evidence", None);
    assert!(served.starts_with("HTTP/1.1 200"), "{served}");
}

#[test]
fn direct_awards_aid_and_members() {
    let up = Up::start();
    people(&up);
    let act = up.file("atto.pdf", "atto");
    let alice = ["--dev", "//Alice"];
    let with = |arguments: &[&str], who: &[&str]| up.json(&[arguments, who].concat());
    let refused = |arguments: &[&str], who: &[&str], said: &str| {
        up.fails(&[arguments, who].concat(), 1, said);
    };

    // A direct award: below the threshold, and to be signed at once.
    let direct = |amount: u64| {
        format!(
            r#"
            ground = "below_threshold"
            cig = "B07E0997CB"
            title = "Manutenzione degli estintori"
            object = "Controllo semestrale"
            contract_type = "services"
            labour_intensive = false
            legal_basis = "Art. 50 c. 1 b D.Lgs. 36/2023"
            office = "Area patrimonio"
            responsible_role = "Responsabile unico del progetto"
            amount = {amount}
            contractor = 4
            reason = "Preventivo più basso"
            requirements = "Verificati"
            rotation = "L'uscente non è stato invitato"
            "#
        )
    };
    let dear = up.file("caro.toml", &direct(14_000_000));
    refused(
        &["tender", "award-directly", &dear, "--act", &act],
        &alice,
        "not below EUR 140000.00",
    );
    let file = up.file("affidamento.toml", &direct(480_000));
    with(&["tender", "award-directly", &file, "--act", &act], &alice);
    let today = up.json(&["show", "tender", "1"])["published"]
        .as_str()
        .unwrap()
        .to_owned();
    with(
        &[
            "tender",
            "contract",
            "1",
            "--reference",
            "Rep. 1",
            "--signed",
            &today,
            "--start",
            &today,
            "--end",
            "2190-12-31",
            "--document",
            &act,
        ],
        &alice,
    );
    assert_eq!(up.json(&["show", "tender", "1"])["status"], "contracted");

    // De minimis aid: entered first, never above the ceiling, and granted once.
    let aid = |amount| {
        [
            "aid",
            "register",
            "3",
            "--amount",
            amount,
            "--legal-basis",
            "Bando 2026",
            "--elsewhere",
            "100000",
            "--declaration",
            act.as_str(),
        ]
    };
    refused(&aid("200000.01"), &alice, "exceed the EUR 300000.00");
    with(&aid("8000"), &alice);
    let grant = std::fs::read_to_string(crate::program::fixture("award.toml"))
        .unwrap()
        .replace(
            "{ agreement = 1 }",
            "{ act = { reference = \"DD 12/2026\" } }",
        );
    let grant = up.file("contributo.toml", &grant);
    refused(
        &["award", "publish", &grant, "--de-minimis-aid", "2"],
        &alice,
        "no de minimis aid 2",
    );
    with(
        &["award", "publish", &grant, "--de-minimis-aid", "1"],
        &alice,
    );
    refused(
        &["award", "publish", &grant, "--de-minimis-aid", "1"],
        &alice,
        "given by award 1 already",
    );
    with(
        &[
            "aid",
            "link",
            "3",
            "--other",
            "4",
            "--reason",
            "Maggioranza dei voti",
            "--declaration",
            &act,
        ],
        &alice,
    );
    refused(&aid("1000"), &alice, "their links differ");
    with(
        &[
            "aid",
            "link",
            "4",
            "--other",
            "3",
            "--reason",
            "Maggioranza dei voti",
            "--declaration",
            &act,
        ],
        &alice,
    );
    with(&aid("1000"), &alice);
    let party = up.json(&["show", "party", "3"]);
    assert_eq!(party["de_minimis"].as_array().unwrap().len(), 2);
    assert_eq!(party["one_undertaking_with"], serde_json::json!([4]));

    members(&up);
}

/// The register stays at home; its digest goes to the ledger, a member is proven against it and then forgotten.
fn members(portico: &Portico) {
    let coop = ["--key", "coop", "--carrier-dev", "//Eve"];
    let text: String = (1..=12)
        .map(|n| format!("{n};socio numero {n}\n"))
        .collect();
    let text = portico.file("soci.csv", &text);
    let list = portico.path("soci.json").to_str().unwrap().to_owned();
    let new = ["members", "new", &text, "--year", "2025", "--out", &list];
    assert_eq!(portico.json(&new)["members"], 12);
    portico.fails(&new, 2, "exists");
    // Another's register is not deposited.
    portico.fails(
        &[
            "members", "deposit", &list, "--party", "3", "--dev", "//Ferdie",
        ],
        1,
        "only party 3 itself",
    );
    portico.json(&[&["members", "deposit", &list][..], &coop].concat());
    portico.fails(
        &[&["members", "deposit", &list][..], &coop].concat(),
        1,
        "is deposited",
    );

    let drawn = portico.json(&["members", "sample", "3", "--year", "2025", "--count", "4"]);
    let drawn: Vec<u64> = drawn
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_u64().unwrap())
        .collect();
    assert_eq!(drawn.len(), 4);
    let mut check = vec![
        "members".to_owned(),
        "check".into(),
        "--party".into(),
        "3".into(),
    ];
    for member in &drawn {
        let out = portico
            .path(&format!("socio-{member}.json"))
            .to_str()
            .unwrap()
            .to_owned();
        let member = member.to_string();
        portico.json(&[
            "members", "prove", &list, "--member", &member, "--out", &out,
        ]);
        check.push(out);
    }
    let check: Vec<&str> = check.iter().map(String::as_str).collect();
    let checked = portico.json(&check);
    assert_eq!(
        checked[0]["record"],
        format!("{0};socio numero {0}", drawn[0])
    );
    // Somebody who is no member.
    let proof = portico.path(&format!("socio-{}.json", drawn[0]));
    let forged = std::fs::read_to_string(&proof)
        .unwrap()
        .replace("socio numero", "amico numero");
    let forged = portico.file("falso.json", &forged);
    portico.fails(
        &["members", "check", &forged, "--party", "3"],
        1,
        "this is not member",
    );

    let first = drawn[0].to_string();
    portico.json(&["members", "forget", &list, "--member", &first]);
    assert!(
        !std::fs::read_to_string(&list)
            .unwrap()
            .contains(&format!("\"{first};socio"))
    );
    portico.fails(
        &[
            "members", "prove", &list, "--member", &first, "--out", "x.json",
        ],
        2,
        "forgotten",
    );
    // What was given away still holds, and so do the others'.
    portico.json(&check);
    let registers = portico.json(&["show", "party", "3"])["members_registers"].clone();
    assert_eq!(registers[0]["members"], 12);
}
