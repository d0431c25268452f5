// SPDX-License-Identifier: EUPL-1.2
//! The chain itself, on real nodes: it finalises and proves what it holds, its administrations
//! change its validators and its runtime, and it survives the loss of one validator in four.

use portico_tests::{
    chain::{Call, Chain, Result, address, call, hash},
    node::{Node, Options},
    runtime_blob,
    spec::{committed, with_slot_duration},
};
use serde_json::{Value as Json, json};
use subxt::dynamic::Value;
use subxt_signer::sr25519::{Keypair, dev};

/// The development chain with its one validator.
async fn development() -> Result<(Node, Chain)> {
    let node = Node::start(&Options {
        chain: committed("dev.json").display().to_string(),
        account: "alice",
        bootnodes: vec![],
    })?;
    let chain = Chain::connect(&node).await?;
    Ok((node, chain))
}

/// Asks for a proof that the last finalised block is final, and checks which block it is about.
async fn proves_finality(chain: &Chain) -> Result<()> {
    let height = chain.finalised().await?;
    let proof = chain.rpc("grandpa_proveFinality", &[json!(height)]).await?;
    // A hash, then the justification and the headers between.
    let (hash, rest) = proof
        .as_str()
        .and_then(|proof| proof.split_at_checked(2 + 64))
        .ok_or_else(|| format!("no proof of finality for block {height}: {proof}"))?;
    assert!(rest.len() > 100, "no justification in {proof}");
    let proved = chain.height_of(hash).await?;
    assert!(
        proved >= height,
        "asked for block {height}, got a proof for {proved}"
    );
    Ok(())
}

/// The motion that carries out `decided` as root.
fn enact(decided: Call) -> Call {
    call("Enactment", "enact", vec![decided.into_value()])
}

/// What `account` owns, at the last finalised block, in the smallest unit.
async fn free_balance(chain: &Chain, account: &Keypair) -> Result<u128> {
    chain.free_balance(account.public_key().0).await
}

#[tokio::test]
async fn a_transfer_is_final_and_can_be_proved() -> Result<()> {
    let (_node, chain) = development().await?;
    let amount = 5_000_000_000_000u128;
    let before = free_balance(&chain, &dev::ferdie()).await?;
    let transfer = call(
        "Balances",
        "transfer_keep_alive",
        vec![address(&dev::ferdie()), Value::u128(amount)],
    );
    chain.submit(&transfer, &dev::alice()).await?;
    assert_eq!(free_balance(&chain, &dev::ferdie()).await?, before + amount);

    // Also in the first set of authorities, which the SDK alone would not answer for.
    assert_eq!(chain.grandpa().await?, (1, 0));
    proves_finality(&chain).await?;

    // `:code`, and a child trie's root: proofs of what is there and of what is not.
    let at = chain.rpc("chain_getFinalizedHead", &[]).await?;
    let code = json!([format!("0x{}", hex::encode(":code"))]);
    let proof = chain.rpc("state_getReadProof", &[code, at.clone()]).await?;
    assert_eq!(proof["at"], at);
    assert!(proof["proof"].as_array().is_some_and(|p| !p.is_empty()));
    let trie = json!(format!("0x{}", hex::encode(":child_storage:default:none")));
    let proof = chain
        .rpc(
            "state_getChildReadProof",
            &[trie, json!(["0x00"]), at.clone()],
        )
        .await?;
    assert_eq!(proof["at"], at);

    // The SDK offers `archive_v1` only where every state is kept.
    let methods = chain.rpc("rpc_methods", &[]).await?.to_string();
    for method in [
        "archive_v1_storage",
        "chainHead_v1_follow",
        "grandpa_subscribeJustifications",
        "system_accountNextIndex",
        "transactionWatch_v1_submitAndWatch",
    ] {
        assert!(methods.contains(method), "the node does not offer {method}");
    }
    Ok(())
}

#[tokio::test]
async fn only_administrations_upload_code_and_one_alone_decides_nothing() -> Result<()> {
    let (_node, chain) = development().await?;
    let upload = call(
        "Revive",
        "upload_code",
        vec![Value::from_bytes([0u8; 4]), Value::u128(u128::MAX)],
    );
    let refused = |result: Result<_>| match result {
        Ok(_) => panic!("it was accepted"),
        Err(error) => format!("{error:?} {error}"),
    };
    let by_stranger = refused(chain.submit(&upload, &dev::dave()).await.map(drop));
    assert!(by_stranger.contains("BadOrigin"), "{by_stranger}");
    let by_member = refused(chain.submit(&upload, &dev::alice()).await.map(drop));
    assert!(!by_member.contains("BadOrigin"), "{by_member}");

    // Who validates is not for a validator to say: Alice cannot hand her seat to Eve.
    let hand_over = call("Validators", "change_key", vec![address(&dev::eve())]);
    let filtered = refused(chain.submit(&hand_over, &dev::alice()).await.map(drop));
    assert!(filtered.contains("CallFiltered"), "{filtered}");

    // One of three is not two thirds.
    let add = call("Validators", "add_member", vec![address(&dev::bob())]);
    assert_eq!(chain.decide(&add, &[dev::alice()]).await?, "Err");
    let upgrade = enact(call("System", "authorize_upgrade", vec![hash([1; 32])]));
    assert_eq!(chain.decide(&upgrade, &[dev::alice()]).await?, "Err");
    Ok(())
}

#[tokio::test]
async fn administrations_add_and_remove_a_validator() -> Result<()> {
    let (alice, chain) = development().await?;
    let mut bob = Node::start(&Options {
        chain: committed("dev.json").display().to_string(),
        account: "bob",
        bootnodes: vec![chain.address().await?],
    })?;
    let bobs = Chain::connect(&bob).await?;
    assert_eq!(chain.grandpa().await?, (1, 0));

    let members = [dev::alice(), dev::bob()];
    chain.seat(&dev::bob(), &bobs, &members).await?;
    chain.until_set(2, 1).await?;
    // Two thirds of two are two: from here on nothing becomes final without Bob.
    chain.finalise(5).await?;
    bobs.finalise(1).await?;
    proves_finality(&chain).await?;

    let remove = call("Validators", "remove_member", vec![address(&dev::bob())]);
    assert_eq!(chain.decide(&remove, &members).await?, "Ok");
    chain.until_set(1, 2).await?;
    // Bob's leave takes effect with a block that is final; after it nobody needs him.
    chain.finalise(2).await?;
    bob.kill()?;
    chain.finalise(5).await?;
    drop(alice);
    Ok(())
}

#[tokio::test]
async fn administrations_upgrade_the_runtime() -> Result<()> {
    let (_node, chain) = development().await?;
    // Of the last finalised block: extrinsics are signed for what it says.
    let version = async || -> Result<Json> {
        let at = chain.rpc("chain_getFinalizedHead", &[]).await?;
        let version = chain.rpc("state_getRuntimeVersion", &[at]).await?;
        Ok(version["specVersion"].clone())
    };
    let old = version().await?.as_u64().ok_or("no specVersion")?;

    let code = runtime_blob::next_version(&committed(runtime_blob::COMMITTED))?;
    let authorize = call(
        "System",
        "authorize_upgrade",
        vec![hash(sp_crypto_hashing::blake2_256(&code))],
    );
    let members = [dev::alice(), dev::charlie()];
    assert_eq!(chain.decide(&enact(authorize), &members).await?, "Ok");
    // Whoever has the code may bring it, but no other code.
    let apply = |code: &[u8]| {
        call(
            "System",
            "apply_authorized_upgrade",
            vec![Value::from_bytes(code)],
        )
    };
    let (_, other) = code.split_last().ok_or("no code")?;
    assert!(
        chain
            .submit(&apply(&code[..other.len()]), &dev::eve())
            .await
            .is_err()
    );
    assert_eq!(version().await?, json!(old));
    // Not followed: the pool may check the extrinsic again after the upgrade it brings, and then
    // calls its signature bad, because it was signed for the old version.
    chain.send(&apply(&code), &dev::eve()).await?;

    chain
        .until("the new runtime runs", async || {
            Ok(version().await? == json!(old + 1))
        })
        .await?;
    // It runs: the next block records it, blocks become final, and extrinsics signed for it are
    // accepted.
    chain.finalise(3).await?;
    assert_eq!(chain.last_upgrade().await?, u128::from(old + 1));
    let remark = call("System", "remark", vec![Value::from_bytes([1u8])]);
    chain.submit(&remark, &dev::alice()).await?;
    Ok(())
}

#[tokio::test]
async fn finality_survives_the_loss_of_one_validator_in_four() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let spec = directory.path().join("quick.json");
    std::fs::write(&spec, with_slot_duration("local4.json", 1_000)?)?;
    let start = |account, bootnodes| {
        Node::start(&Options {
            chain: spec.display().to_string(),
            account,
            bootnodes,
        })
    };
    let alice = start("alice", vec![])?;
    let chain = Chain::connect(&alice).await?;
    let bootnodes = vec![chain.address().await?];
    let _bob = start("bob", bootnodes.clone())?;
    let mut charlie = start("charlie", bootnodes.clone())?;
    let mut dave = start("dave", bootnodes)?;
    chain.finalise(5).await?;

    dave.kill()?;
    // Some of what becomes final now may have been voted on before; a block made after Dave's end
    // cannot have been.
    let goal = chain.height().await? + 5;
    chain
        .until("blocks made without Dave are final", async || {
            Ok(chain.finalised().await? >= goal)
        })
        .await?;

    // The other side of it: with two of four gone blocks are made, and none becomes final. What
    // Charlie had voted for may still become so in the first blocks.
    charlie.kill()?;
    chain.grow(4).await?;
    let last = chain.finalised().await?;
    chain.grow(6).await?;
    assert_eq!(chain.finalised().await?, last);
    Ok(())
}
