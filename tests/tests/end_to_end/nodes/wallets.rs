// SPDX-License-Identifier: EUPL-1.2
//! A wallet that pays its own fee, with nothing but HTTP and a key: it signs what the API has prepared, and finds its entry on
//! the ledger. Whatever else is signed, by whomever, is not passed on.

use std::{fs::File, process::Stdio};

use portico_client::Keypair;
use portico_rules::{
    memory::sample,
    party::{PartyBody, PartyKind, Permission},
};
use portico_tests::chain::call;
use scale::{Compact, Encode};
use serde_json::{Value, json};
use subxt::{
    OnlineClient, PolkadotConfig, config::DefaultExtrinsicParamsBuilder, dynamic::Value as Argument,
};
use subxt_signer::sr25519::dev;
use tokio::runtime::Runtime;

use crate::{
    program::{interrupt, until},
    system::Up,
};

use super::relay::http;

const PREPARE: &str = "/v1/transactions/prepare";
const SUBMIT: &str = "/v1/transactions";

/// A new name for the founding city.
fn rename(name: &str, key: &Keypair) -> Value {
    json!({
        "subject": 1,
        "body": { "party": { "rename": { "name": name, "municipality": null } } },
        "key": hexadecimal(&key.public_key().0),
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().expect("a text");
    hex::decode(&text[2..]).expect("hexadecimal digits")
}

/// What a wallet does: signs the bytes, and puts the signature where it belongs.
fn signed(prepared: &Value, key: &Keypair) -> Vec<u8> {
    let mut extrinsic = bytes(&prepared["extrinsic"]);
    let offset = prepared["signature_offset"].as_u64().expect("a number");
    let offset = usize::try_from(offset).expect("it is small");
    let signature = key.sign(&bytes(&prepared["bytes_to_sign"])).0;
    extrinsic[offset..offset + signature.len()].copy_from_slice(&signature);
    extrinsic
}

fn submit(api: &str, extrinsic: &[u8]) -> (u16, Value) {
    let body = json!({ "extrinsic": hexadecimal(extrinsic) });
    http(api, "POST", SUBMIT, Some(&body))
}

/// Asserts that an extrinsic is not passed on, for a reason with these words.
fn not_taken(api: &str, extrinsic: &[u8], words: &str) {
    let (status, problem) = submit(api, extrinsic);
    assert_eq!(status, 422, "{problem}");
    assert_eq!(problem["type"], "/problems/not-a-transaction", "{problem}");
    let detail = problem["detail"].as_str().expect("a sentence");
    assert!(detail.contains(words), "{words:?} is not in {detail:?}");
}

/// The extrinsic with another call in it, signed by nobody.
fn with_call(prepared: &Value, call: &[u8]) -> Vec<u8> {
    let whole = bytes(&prepared["extrinsic"]);
    let old = bytes(&prepared["signing"]["method"]);
    let rest = whole
        .strip_suffix(old.as_slice())
        .expect("the call stands last");
    // What stands before is the length, as a compact number.
    let length = Compact(u32::try_from(whole.len()).expect("it is small")).encoded_size();
    let mut inner = rest[length..].to_vec();
    inner.extend(call);
    inner.encode()
}

/// An extrinsic of any call of the runtime, as its own client would sign it.
fn of_the_runtime(up: &Up, call: &portico_tests::chain::Call, key: &Keypair) -> Vec<u8> {
    let runtime = Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let client = OnlineClient::<PolkadotConfig>::from_insecure_url(&up.url);
        let client = client.await.expect("the node answers");
        let parameters = DefaultExtrinsicParamsBuilder::new().mortal(64).build();
        let mut transactions = client.tx().await.expect("the node answers");
        let signed = transactions.create_signed(call, key, parameters).await;
        signed.expect("it can be built").into_encoded()
    })
}

#[test]
fn a_wallet_signs_what_the_api_prepares_and_pays_for_it() {
    let mut up = Up::start();
    let api = up.api();
    let city = dev::alice();

    let (status, prepared) = http(
        &api,
        "POST",
        PREPARE,
        Some(&rename("Comune di Portico", &city)),
    );
    assert_eq!(status, 200, "{prepared}");
    let summary = prepared["summary"].as_str().expect("a text");
    for line in ["party: 1\n", "action: rename\n", "Comune di Portico\n"] {
        assert!(summary.contains(line), "{summary}");
    }
    assert!(!summary.contains("nonce"), "{summary}");
    let trial = &prepared["trial"];
    assert_eq!(trial["accepted"], true, "{prepared}");
    assert_eq!(
        trial["entry"],
        json!({ "subject": { "kind": "party", "id": 1 }, "seq": 1 })
    );

    let extrinsic = signed(&prepared, &city);
    let (status, told) = submit(&api, &extrinsic);
    assert_eq!(status, 202, "{told}");
    let hash = hexadecimal(&sp_crypto_hashing::blake2_256(&extrinsic));
    assert_eq!(told["hash"], hash, "{told}");
    // Brought again, it is the same one.
    let (status, again) = submit(&api, &extrinsic);
    assert!(
        status == 202 || again["type"] == "/problems/refused",
        "{again}"
    );
    let path = format!("{SUBMIT}/{hash}");
    let done = until("it is final", || {
        let (status, told) = http(&api, "GET", &path, None);
        assert_eq!(status, 200, "{told}");
        (!["pending", "in_block"].contains(&told["state"].as_str()?)).then_some(told)
    });
    assert_eq!(done["state"], "finalised", "{done}");
    assert_eq!(done["entry"]["seq"], 1, "{done}");
    assert_eq!(done["entry"]["block"], done["block"], "{done}");
    let number = |text: &Value| {
        text.as_str()
            .expect("a text")
            .parse::<u128>()
            .expect("a number")
    };
    let fee = number(&done["fee"]);
    assert!(0 < fee && fee <= number(&prepared["largest_fee"]), "{done}");
    until("its entry is in the trail", || {
        let (_, trail) = http(&api, "GET", "/v1/parties/1/entries", None);
        let last = trail["items"].as_array()?.last()?.clone();
        (last["head"] == done["entry"]["head"]).then(|| {
            assert_eq!(last["carried"], false, "{last}");
            assert_eq!(last["signer"]["key"], hexadecimal(&city.public_key().0));
        })
    });
    let (_, party) = http(&api, "GET", "/v1/parties/1", None);
    assert_eq!(party["name"], "Comune di Portico", "{party}");
    up.end();
}

/// Registers an organisation.
fn register(number: u64, name: &str, key: &Keypair) -> Value {
    let body = sample::registration(
        PartyKind::Supplier,
        name,
        5_234_500_000 + number,
        (100 + number) as u8,
        &[Permission::ManageKeys, Permission::Sign],
    );
    json!({
        "subject": null,
        "body": { "party": PartyBody::Register(body) },
        "key": hexadecimal(&key.public_key().0),
    })
}

/// What became of a transaction, once that is certain.
fn settled(api: &str, extrinsic: &[u8]) -> Value {
    let hash = hexadecimal(&sp_crypto_hashing::blake2_256(extrinsic));
    until("it is certain what became of it", || {
        let (status, told) = http(api, "GET", &format!("{SUBMIT}/{hash}"), None);
        assert_eq!(status, 200, "{told}");
        (!["pending", "in_block"].contains(&told["state"].as_str()?)).then_some(told)
    })
}

/// Has the node take another transaction of an account with this nonce, which it prefers because it pays a tip. Returns
/// whether it did.
fn overtake(up: &Up, key: &Keypair, nonce: u64) -> bool {
    let runtime = Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let client = OnlineClient::<PolkadotConfig>::from_insecure_url(&up.url);
        let client = client.await.expect("the node answers");
        let parameters = DefaultExtrinsicParamsBuilder::new()
            .nonce(nonce)
            .tip(1_000_000_000)
            .mortal(64)
            .build();
        let remark = call("System", "remark", vec![Argument::from_bytes([1u8])]);
        let mut transactions = client.tx().await.expect("the node answers");
        let signed = transactions.create_signed(&remark, key, parameters).await;
        let signed = signed.expect("it can be built");
        // Too late if the other one is in a block already.
        signed.submit().await.is_ok()
    })
}

#[test]
fn what_fails_is_told_with_its_reason_and_what_gets_in_nowhere_is_gone() {
    let mut up = Up::start();
    let api = up.api();
    let city = dev::alice();
    let prepare = |asked: &Value| {
        let (status, prepared) = http(&api, "POST", PREPARE, Some(asked));
        (status == 200).then_some(prepared)
    };

    // Two register the same organisation: both are in order as long as neither is final. What comes too late for
    // that is refused, and tried with another organisation.
    let mut number = 0;
    let (first, second) = until("two are under way", || {
        number += 1;
        let first = signed(&prepare(&register(number, "Ditta Alfa", &city))?, &city);
        let (status, told) = submit(&api, &first);
        assert_eq!(status, 202, "{told}");
        let second = signed(&prepare(&register(number, "Ditta Beta", &city))?, &city);
        (submit(&api, &second).0 == 202).then_some((first, second))
    });
    let done = settled(&api, &first);
    assert_eq!(done["state"], "finalised", "{done}");
    let failed = settled(&api, &second);
    assert_eq!(failed["state"], "failed", "{failed}");
    let refused = &failed["refused"];
    assert!(
        refused["refusal"]["identifier_taken"].is_object(),
        "{failed}"
    );
    let sentence = refused["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("registered with it already"), "{failed}");
    assert_eq!(failed["entry"], Value::Null, "{failed}");
    // In the block in which it failed, and in no trail.
    let blocks = [&done, &failed].map(|told| told["block"]["number"].as_u64());
    assert!(blocks[0].is_some() && blocks[0] <= blocks[1], "{failed}");
    let of_this_code = |name: &str| {
        let (_, found) = http(
            &api,
            "GET",
            &format!("/v1/search?q={name}&kind=party"),
            None,
        );
        found["items"].as_array().map(Vec::len)
    };
    until("what succeeded is indexed", || {
        (of_this_code("alfa")? == usize::try_from(number).ok()?).then_some(())
    });
    assert_eq!(of_this_code("beta"), Some(0));

    // Another transaction of the same account uses its nonce: it can get into no block any more, and costs nothing. What
    // is in a block before that is possible becomes final, and another one is tried.
    let gone = until("one is overtaken", || {
        let name = format!("Comune di Portico {number}");
        number += 1;
        let prepared = prepare(&rename(&name, &city))?;
        let extrinsic = signed(&prepared, &city);
        let (status, told) = submit(&api, &extrinsic);
        assert_eq!(status, 202, "{told}");
        let nonce = prepared["signing"]["nonce"].as_u64()?;
        overtake(&up, &city, nonce);
        let told = settled(&api, &extrinsic);
        (told["state"] == "gone").then_some(told)
    });
    for nothing in ["block", "entry", "fee", "refused"] {
        assert_eq!(gone[nothing], Value::Null, "{gone}");
    }
    up.end();
}

#[test]
fn nothing_else_is_passed_on() {
    let up = Up::start();
    let api = up.api();
    let (city, stranger) = (dev::alice(), dev::ferdie());

    // What the rules refuse costs nothing: it is not even prepared.
    let (status, problem) = http(&api, "POST", PREPARE, Some(&rename("", &city)));
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("/problems/refused")),
        "{problem}"
    );
    let (status, problem) = http(&api, "POST", PREPARE, Some(&rename("Un nome", &stranger)));
    assert_eq!(
        (status, &problem["refusal"]),
        (422, &json!("unknown_key")),
        "{problem}"
    );

    let (status, prepared) = http(
        &api,
        "POST",
        PREPARE,
        Some(&rename("Comune di Portico", &city)),
    );
    assert_eq!(status, 200, "{prepared}");
    // Not signed; signed by another key; cut; nothing.
    let zeros = bytes(&prepared["extrinsic"]);
    not_taken(&api, &zeros, "does not take it");
    not_taken(&api, &signed(&prepared, &stranger), "does not take it");
    not_taken(&api, &zeros[..zeros.len() - 1], "no extrinsic");
    not_taken(&api, &[0], "no signed one");
    not_taken(&api, &vec![0xff; 20_000], "at most");

    // Signed by who may, but something else than a command to this ledger.
    let gift = call(
        "Balances",
        "transfer_keep_alive",
        vec![portico_tests::chain::address(&stranger), Argument::u128(1)],
    );
    not_taken(
        &api,
        &of_the_runtime(&up, &gift, &city),
        "something else than a contract",
    );
    let batch = call(
        "Utility",
        "batch_all",
        vec![Argument::unnamed_composite([gift.clone().into_value()])],
    );
    not_taken(
        &api,
        &of_the_runtime(&up, &batch, &city),
        "something else than a contract",
    );
    let method = bytes(&prepared["signing"]["method"]);
    let elsewhere = |dest: usize| {
        let mut method = method.clone();
        method[2 + dest] ^= 1;
        with_call(&prepared, &method)
    };
    not_taken(
        &api,
        &elsewhere(0),
        "something else than a contract of this ledger",
    );

    // Batches in batches in batches: whoever decodes them all runs out of stack.
    let of_batch = of_the_runtime(
        &up,
        &call(
            "Utility",
            "batch_all",
            vec![Argument::unnamed_composite([])],
        ),
        &city,
    );
    let [pallet, index, 0] = of_batch[of_batch.len() - 3..] else {
        panic!("an empty batch ends with an empty list");
    };
    let mut nested: Vec<u8> = [pallet, index, 4].repeat(5000);
    nested.extend([pallet, index, 0]);
    not_taken(
        &api,
        &with_call(&prepared, &nested),
        "something else than a contract",
    );

    for text in ["", "0x", "0x1", "0xzz", "ff"] {
        let (status, problem) = http(&api, "POST", SUBMIT, Some(&json!({ "extrinsic": text })));
        assert_eq!(status, 422, "{text}: {problem}");
    }
    let (status, problem) = http(
        &api,
        "GET",
        &format!("{SUBMIT}/{}", hexadecimal(&[1; 32])),
        None,
    );
    assert_eq!(
        (status, &problem["type"]),
        (404, &json!("/problems/unknown-transaction"))
    );
    // Nothing of all this is on the chain, and the service is as well as it was.
    let (_, trail) = http(&api, "GET", "/v1/parties/1/entries", None);
    assert_eq!(
        trail["items"].as_array().expect("a list").len(),
        1,
        "{trail}"
    );

    // The API alone, over this node, and over one that is not there.
    for (node, expected) in [(up.url.as_str(), 200), ("ws://127.0.0.1:1", 503)] {
        let name = format!("serve-{expected}.json");
        let out = File::create(up.path(&name)).expect("a file");
        let mut serving = up
            .command(["--json", "serve", "--api", "127.0.0.1:0", "--node", node])
            .stdout(out)
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let api = until("it serves", || {
            let said = std::fs::read_to_string(up.path(&name)).ok()?;
            let said: Value = serde_json::from_str(&said).ok()?;
            let address = said["api"].as_str()?.strip_prefix("http://")?;
            Some(address.to_owned())
        });
        let (status, answer) = http(
            &api,
            "POST",
            PREPARE,
            Some(&rename("Comune di Portico", &city)),
        );
        assert_eq!(status, expected, "{answer}");
        if expected == 503 {
            assert_eq!(answer["type"], "/problems/node-unavailable", "{answer}");
            let (status, _) = http(&api, "GET", "/v1/parties/1", None);
            assert_eq!(status, 200, "reading needs no node");
        }
        assert_eq!(interrupt(&mut serving), Some(0));
    }
}
