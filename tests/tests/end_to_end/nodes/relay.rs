// SPDX-License-Identifier: EUPL-1.2
//! A relay: what is signed without tokens is brought to the API's queue and carried, once, also by a relay that is killed
//! again and again; what the rules refuse is refused with their sentence, and costs nothing.
//!
//! `PORTICO_KILLS` says how often it is killed (10), `PORTICO_SEED` repeats a run.

use std::{
    collections::BTreeMap,
    env,
    fs::File,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use fastrand::Rng;
use portico_rules::memory::sample;
use rusqlite::Connection;
use serde_json::{Value, json};
use subxt_signer::sr25519::dev;

use crate::{
    database,
    program::{Portico, interrupt, until},
    system::Up,
};

/// The longest life of a relay that is killed: it needs some of it to connect, and a block comes every second.
const LIFE: Duration = Duration::from_secs(6);

/// A budget that is never spent.
const ENOUGH: &str = "1000000000000000";

/// An organisation, and the development key it signs with: it has no tokens.
struct Organisation {
    party: String,
    key: String,
}

impl Organisation {
    /// Registers one, and waits until the API knows it.
    fn register(up: &Up, number: u64) -> Self {
        let key = format!("//Organisation{number}");
        let public_key = up.public_key(&key);
        let registered = up.json(&[
            "party",
            "register",
            "--kind",
            "supplier",
            "--tax-code",
            &sample::tax_code(5_234_500_000 + number).to_string(),
            "--name",
            "Organizzazione Immaginaria",
            "--public-key",
            &public_key,
            "--permissions",
            "manage_keys,sign",
            "--label",
            "amministrazione",
            "--dev",
            "//Alice",
        ]);
        let party = registered["subject"]["party"].to_string();
        until("the registration is indexed", || {
            let sql = "SELECT count(*) FROM keys WHERE key = ?1";
            let database = database::open(&up.database()).ok()?;
            let known: u32 = database
                .query_row(sql, [&public_key], |row| row.get(0))
                .ok()?;
            (known > 0).then_some(())
        });
        Organisation { party, key }
    }

    /// Signs a new name without any network; the file.
    fn rename(&self, portico: &Portico, name: &str) -> String {
        let rename = ["party", "rename", &self.party, "--name", name];
        self.sign(portico, &rename)
    }

    /// Signs what the rules will refuse: there is no such award.
    fn nonsense(&self, portico: &Portico) -> String {
        self.sign(portico, &["receipt", "confirm", "9", "--payment", "1"])
    }

    fn sign(&self, portico: &Portico, command: &[&str]) -> String {
        let file = format!("{}.json", fastrand::u64(..));
        let how = ["--dev", &self.key, "--sign-only", "--out", &file];
        portico.json(&[command, &how].concat());
        file
    }
}

/// Asks the API over a plain connection: status and JSON.
pub(super) fn http(api: &str, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let answer = exchange(api, method, path, body);
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    let json = answer.split_once("\r\n\r\n").map(|(_, json)| json);
    (
        status.expect("a status"),
        serde_json::from_str(json.expect("a body")).expect("JSON"),
    )
}

/// The whole answer, as it comes.
pub(super) fn exchange(api: &str, method: &str, path: &str, body: Option<&Value>) -> String {
    let body = body.map(Value::to_string).unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {api}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(api).expect("the API listens");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

/// Every carried entry: how often each signer's nonce is in the database.
fn carried(up: &Up) -> BTreeMap<(String, u64), u32> {
    let database = database::open(&up.database()).expect("it opens");
    let mut statement = database
        .prepare(
            "SELECT signer_key, json_extract(json, '$.signature.carried.nonce'), count(*)
             FROM entries WHERE carried = 1 GROUP BY 1, 2",
        )
        .expect("the schema is this one");
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)));
    rows.and_then(Iterator::collect).expect("rows")
}

/// A command of a file: who signed it, and the nonce.
fn signer(portico: &Portico, file: &str) -> (String, u64) {
    let text = std::fs::read_to_string(portico.path(file)).expect("it was written");
    let signed: Value = serde_json::from_str(&text).expect("JSON");
    (
        signed["key"].as_str().expect("a key").to_owned(),
        signed["nonce"].as_u64().expect("a number"),
    )
}

#[test]
fn who_signs_needs_neither_tokens_nor_a_node() {
    let mut up = Up::start_with(&["--relay-dev", "//Eve"]);
    let api = format!("http://{}", up.api());
    let organisation = Organisation::register(&up, 1);
    let owned = owns(&up);

    // With the command line.
    let file = organisation.rename(&up, "Cooperativa Il Glicine");
    let told = up.json(&["submit", &file, "--queue", &api]);
    assert_eq!(told["state"], "carried", "{told}");
    assert_eq!(told["entry"]["seq"], 1, "{told}");
    // Again, however often, it is the same entry.
    assert_eq!(up.json(&["submit", &file, "--queue", &api]), told);
    up.fails(
        &["submit", &file, "--carrier-dev", "//Bob"],
        1,
        "was used before",
    );
    // What the rules refuse is refused, with their sentence.
    let nonsense = organisation.nonsense(&up);
    up.fails(&["submit", &nonsense, "--queue", &api], 1, "award 9");

    // With nothing but HTTP and a key: prepared, signed, brought, carried, in the trail.
    let keys = organisation_keys(&organisation);
    let party: u32 = organisation.party.parse().expect("a number");
    let body = json!({ "party": { "rename": { "name": "Cooperativa Il Glicine 2", "municipality": null } } });
    let asked = json!({ "subject": party, "body": body, "key": format!("0x{}", hex::encode(keys.public_key().0)) });
    let (status, prepared) = http(&up.api(), "POST", "/v1/commands/prepare", Some(&asked));
    assert_eq!(status, 200, "{prepared}");
    assert_eq!(prepared["trial"]["accepted"], true, "{prepared}");
    let text = prepared["wrapped_text"].as_str().expect("a text");
    let mut command = prepared["command"].clone();
    command["signature"] = json!(format!("0x{}", hex::encode(keys.sign(text.as_bytes()).0)));
    let (status, told) = http(&up.api(), "POST", "/v1/commands", Some(&command));
    assert_eq!(status, 202, "{told}");
    assert_eq!(told["id"], prepared["id"]);
    let path = format!("/v1/commands/{}", told["id"].as_str().expect("a name"));
    let carried = until("it is carried", || {
        let (status, told) = http(&up.api(), "GET", &path, None);
        assert_eq!(status, 200, "{told}");
        (told["settled_at"] != Value::Null).then_some(told)
    });
    assert_eq!(carried["state"], "carried", "{carried}");
    until("its entry is in the trail", || {
        let path = format!("/v1/parties/{party}/entries");
        let (_, trail) = http(&up.api(), "GET", &path, None);
        let last = trail["items"].as_array()?.last()?.clone();
        (last["head"] == carried["entry"]["head"]).then_some(())
    });
    let (_, relay) = http(&up.api(), "GET", "/v1/relay", None);
    assert_eq!(relay["state"], "working", "{relay}");
    assert_eq!(relay["waiting"], 0, "{relay}");
    assert_eq!(relay["daily_budget"], Value::Null, "{relay}");
    // What it counts is never less than what left its account.
    let carried_in = u32::try_from(
        carried["entry"]["block"]["number"]
            .as_u64()
            .expect("a number"),
    );
    until("that is final", || {
        (up.head().number >= carried_in.expect("a height")).then_some(())
    });
    let paid = owned - owns(&up);
    assert!(paid > 0);
    let counted = until("the relay has said so", || {
        Some(spent(&up)).filter(|counted| *counted >= paid)
    });
    println!("{counted} are counted of {paid} paid");
    assert!(counted < paid * 3, "{counted} are counted of {paid} paid");

    up.end();
    let log = std::fs::read_to_string(up.path("relay.log")).expect("it has a log");
    assert!(log.contains("carried"), "{log}");
}

/// What the relay says that it has spent within a day.
fn spent(up: &Up) -> u128 {
    let (_, told) = http(&up.api(), "GET", "/v1/relay", None);
    let spent = told["spent_within_a_day"].as_str().expect("a text");
    spent.parse().expect("a number")
}

/// What the relay's account owns.
fn owns(up: &Up) -> u128 {
    let head = up.head();
    let eve = dev::eve().public_key().0;
    up.ask(async |node| {
        node.free_balance(&eve, head)
            .await
            .expect("the node answers")
    })
}

fn organisation_keys(organisation: &Organisation) -> subxt_signer::sr25519::Keypair {
    let uri = organisation.key.parse().expect("a development key");
    subxt_signer::sr25519::Keypair::from_uri(&uri).expect("a development key")
}

/// Starts a relay on the queue of `up`, with a budget for a day.
fn relay(up: &Up, budget: &str) -> Child {
    let log = File::options()
        .create(true)
        .append(true)
        .open(up.path("relay.log"));
    let how = ["relay", "--queue", "queue.sqlite", "--carrier-dev", "//Eve"];
    up.command([&how[..], &["--daily-budget", budget]].concat())
        .stdout(Stdio::null())
        .stderr(log.expect("a log"))
        .spawn()
        .expect("the program starts")
}

/// A number in the queue.
fn count(queue: &Path, condition: &str) -> u64 {
    let queue = Connection::open(queue).expect("it opens");
    let sql = format!("SELECT count(*) FROM commands WHERE {condition}");
    queue
        .query_row(&sql, [], |row| row.get(0))
        .expect("a number")
}

#[test]
fn a_relay_that_is_killed_carries_everything_once() {
    let number = |name: &str| {
        env::var(name)
            .ok()
            .map(|text| text.parse().expect("a number"))
    };
    let kills: u64 = number("PORTICO_KILLS").unwrap_or(10);
    let seed = number("PORTICO_SEED").unwrap_or_else(|| fastrand::u64(..u64::from(u32::MAX)));
    println!("PORTICO_SEED={seed} PORTICO_KILLS={kills}");
    let random = &mut Rng::with_seed(seed);

    let up = Up::start_with(&["--queue", "queue.sqlite"]);
    let api = format!("http://{}", up.api());
    let queue = up.path("queue.sqlite");
    let organisations: Vec<_> = (0..4)
        .map(|number| Organisation::register(&up, number))
        .collect();
    let (mut renames, mut nonsense) = (Vec::new(), Vec::new());
    let bring = |file: &str| {
        up.json(&["submit", file, "--queue", &api, "--no-wait"]);
    };
    let eve = dev::eve().public_key().0;
    let owned = owns(&up);

    let mut busy = 0;
    for kill in 0..kills {
        // There is always something to carry, and some of it is to be refused.
        for organisation in &organisations {
            let file = organisation.rename(&up, &format!("Nome {kill}"));
            bring(&file);
            renames.push(file);
        }
        let file = organisations[random.usize(..4)].nonsense(&up);
        bring(&file);
        nonsense.push(file);
        // Somebody else is quicker with one, or is not.
        if random.bool() {
            let file = &renames[random.usize(..renames.len())];
            let other = up.run(&["submit", file, "--carrier-dev", "//Bob"]);
            if other.code != Some(0) {
                other.refused(1, &["was used before"]);
            }
        }
        // Brought once more, it is no other.
        bring(&renames[random.usize(..renames.len())]);

        let mut relay = relay(&up, ENOUGH);
        thread::sleep(LIFE.mul_f64(random.f64()));
        let ended = relay.try_wait().expect("it is ours to wait for");
        let log = || std::fs::read_to_string(up.path("relay.log")).expect("a log");
        assert_eq!(ended, None, "the relay ended by itself: {}", log());
        relay.kill().expect("it is ours to kill");
        relay.wait().expect("it is ours to wait for");
        let under_way = count(&queue, "state = 'carrying'");
        busy += u64::from(under_way > 0);
        println!(
            "kill {kill}: {under_way} under way, {} settled",
            count(&queue, "settled_at IS NOT NULL")
        );
    }
    println!("{busy} of {kills} relays were killed with something under way");

    let settled = |relay: &mut Child| {
        until("everything is settled", || {
            (count(&queue, "settled_at IS NULL") == 0).then_some(())
        });
        assert_eq!(interrupt(relay), Some(0));
    };
    settled(&mut relay(&up, ENOUGH));
    // One that has spent its budget carries nothing, says so, and what waits waits for one that may.
    let last = organisations[0].rename(&up, "Ultimo nome");
    bring(&last);
    renames.push(last);
    let mut poor = relay(&up, &spent(&up).to_string());
    until("it says that its budget is spent", || {
        let (_, told) = http(&up.api(), "GET", "/v1/relay", None);
        (told["state"] == "budget_spent").then(|| assert!(told["resumes_at"].is_string()))
    });
    assert_eq!(interrupt(&mut poor), Some(0));
    assert_eq!(count(&queue, "settled_at IS NULL"), 1);
    settled(&mut relay(&up, ENOUGH));
    let (_, told) = http(&up.api(), "GET", "/v1/relay", None);
    assert_eq!(told["daily_budget"], ENOUGH, "{told}");
    let paid = owned - owns(&up);
    assert!(0 < paid && paid <= spent(&up), "{paid} paid: {told}");

    assert_eq!(count(&queue, "state = 'carried'"), renames.len() as u64);
    assert_eq!(count(&queue, "state = 'refused'"), nonsense.len() as u64);
    let sentences = "state = 'refused' AND sentence LIKE '%award 9%'";
    assert_eq!(count(&queue, sentences), nonsense.len() as u64);
    let head = up.head();
    until("everything is indexed", || {
        database::cursor(&up.database()).filter(|cursor| cursor.number >= head.number)
    });
    let carried = carried(&up);
    assert_eq!(carried.len(), renames.len());
    for file in &renames {
        assert_eq!(carried.get(&signer(&up, file)), Some(&1), "{file}");
    }
    for file in &nonsense {
        assert_eq!(carried.get(&signer(&up, file)), None, "{file}");
    }
    // Each was paid for once: no extrinsic of the relay's was in vain, but for those in which somebody else was quicker
    // by less than a block.
    let extrinsics = up.ask(async |node| node.nonce(&eve, head).await.expect("the node answers"));
    let here = count(&queue, "carried_here = 1");
    let sent_in_vain = count(&queue, "carried_here = 0 AND extrinsic IS NOT NULL");
    assert!(
        (here..=here + sent_in_vain).contains(&extrinsics),
        "{extrinsics} extrinsics for {here} commands and {sent_in_vain} that somebody else was quicker with"
    );
}
