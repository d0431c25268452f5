// SPDX-License-Identifier: EUPL-1.2
//! Client and indexer against a real node and the committed contracts.
//!
//! The tests share one chain, and each deploys a ledger of its own on it.

use std::{
    future::Future,
    path::Path,
    sync::{Arc, LazyLock, Mutex, Weak},
    time::Duration,
};

use portico_client::{
    Account, Block, ClientError, Command, CommandError, Keypair, Node as Client, NodeOptions,
};
use portico_evidence::storage::{account_info_key, row_key};
use portico_indexer::{Config, Metrics, Progress, run};
use portico_rules::{
    agreement::AgreementBody,
    award::{AwardBody, Outcome},
    date::Date,
    memory::sample,
    message::Place,
    native::Native,
    party::{PartyBody, PartyKind, Permission, Permissions},
    primitives::{Address, Cents, Digest, Key},
    refusal::Refusal,
    replay::{Signatures, fold},
    row::{Row, RowKey},
    subject::Subject,
};
use portico_tests::{
    chain::Result,
    ledger::{Accounts, Ledger, now, party, patient, registration},
    node::{Node, Options},
    proxy::Proxy,
    spec::committed,
};
use rusqlite::Connection;
use scale::DecodeAll;
use subxt_signer::sr25519::dev;
use tokio::{runtime::Runtime, sync::watch};

use crate::database::Dump;

/// One runtime for all tests, so that they can share connections.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime starts"));

/// A chain and the accounts on it, for as long as a test holds them.
struct Shared {
    accounts: Accounts,
    node: Node,
}

fn shared() -> Arc<Shared> {
    static SHARED: Mutex<Weak<Shared>> = Mutex::new(Weak::new());
    let mut shared = SHARED
        .lock()
        .expect("no test panics while it starts the node");
    if let Some(shared) = shared.upgrade() {
        return shared;
    }
    let node = Node::start(&Options {
        chain: committed("dev.json").display().to_string(),
        account: "alice",
        bootnodes: vec![],
    })
    .expect("the node starts");
    let accounts = RUNTIME
        .block_on(Accounts::connect(node.url()))
        .expect("the node answers");
    let new = Arc::new(Shared { accounts, node });
    *shared = Arc::downgrade(&new);
    new
}

/// Runs a test on a ledger of its own.
fn on_a_ledger<F: Future<Output = Result<()>>>(
    test: impl FnOnce(Ledger, String) -> F,
) -> Result<()> {
    let shared = shared();
    RUNTIME.block_on(async {
        let ledger = Ledger::deploy(&shared.accounts).await?;
        test(ledger, shared.node.url().to_owned()).await
    })
}

/// From a notice to a confirmed payment, as in the sample, on a real chain.
pub(super) async fn story(ledger: &Ledger) -> std::result::Result<(), CommandError> {
    ledger.register().await?;
    let city = &ledger.city;
    ledger
        .submit(city, None, &AgreementBody::Publish(sample::notice()))
        .await?;
    let reason = "Prima in graduatoria".to_owned();
    ledger
        .submit(
            city,
            Some(1),
            &AgreementBody::Invite {
                party: party::COOPERATIVE,
                reason,
            },
        )
        .await?;
    ledger.submit(city, Some(1), &sample::proposal(1)).await?;
    let sign = AgreementBody::Sign {
        version: 1,
        text_sha256: sample::document("Convenzione").sha256,
    };
    ledger.submit(city, Some(1), &sign).await?;
    ledger.carry(Some(1), &sign, 1).await?;
    let mut publication = sample::publication();
    publication.attesters = vec![party::CITY, party::OVERSIGHT];
    ledger
        .submit(city, None, &AwardBody::Publish(publication))
        .await?;
    ledger
        .carry(Some(1), &sample::claim(1, 1, 1_200_000), 2)
        .await?;
    ledger
        .submit(
            &ledger.attests,
            Some(1),
            &sample::attestation(1, 1, Outcome::Met),
        )
        .await?;
    let partly = Outcome::PartlyMet {
        amount: Cents(1_000_000),
    };
    ledger
        .submit(
            &ledger.oversight,
            Some(1),
            &sample::attestation(1, 1, partly),
        )
        .await?;
    let today = Date::from_unix_seconds(now());
    ledger
        .submit(
            &ledger.pays,
            Some(1),
            &sample::payment(1, 1, 1_000_000, "1042", today),
        )
        .await?;
    ledger
        .carry(Some(1), &AwardBody::Confirm { payment: 1 }, 3)
        .await?;
    Ok(())
}

fn config(url: &str, ledger: &Ledger, database: &Path) -> Config {
    Config {
        node: patient(url),
        contracts: ledger.contracts,
        database: database.to_owned(),
        progress: None,
        metrics: Metrics::default(),
    }
}

/// Indexes into a file until the database is complete up to a block.
async fn index_up_to(url: &str, ledger: &Ledger, database: &Path, block: u32) -> Result<()> {
    let (sender, mut progress) = watch::channel(Progress::default());
    let config = Config {
        progress: Some(sender),
        ..config(url, ledger, database)
    };
    let done = async move {
        // The sender lives as long as the indexer.
        while progress.borrow_and_update().indexed < block && progress.changed().await.is_ok() {}
    };
    Ok(run(config, done).await?)
}

#[test]
fn a_story_is_on_the_chain_and_in_the_database() -> Result<()> {
    on_a_ledger(a_story_is_on_the_chain_and_in_the_database_on)
}

async fn a_story_is_on_the_chain_and_in_the_database_on(ledger: Ledger, url: String) -> Result<()> {
    story(&ledger).await?;
    let client = &ledger.node;
    let head = client.finalised_head().await?;

    // The history, walked back from the head, folds to the state that the contract holds.
    let award = Subject::Award(1);
    let history = client
        .history(&ledger.contracts.awards, award, head)
        .await?;
    assert_eq!(history.len(), 6);
    let place = Place {
        genesis: Digest(client.genesis()),
        contract: Address(ledger.contracts.awards),
    };
    let state = fold(
        &Native,
        &place,
        history.iter().map(|entry| &entry.appended),
        Signatures::Check,
    )
    .map_err(|(index, broken)| format!("{}: {broken:?}", history[index]))?;
    for (key, row) in &state {
        let held = client.row(&ledger.contracts.awards, key, head).await?;
        match (row, held) {
            // A fold knows no blocks.
            (Row::Head(folded), Some(Row::Head(held))) => {
                assert_eq!((folded.seq, folded.head), (held.seq, held.head));
            }
            (row, held) => assert_eq!(Some(*row), held, "{key:?}"),
        }
    }

    // The database, indexed afterwards, holds the very bytes that the contracts store.
    let directory = tempfile::tempdir()?;
    let database = directory.path().join("ledger.sqlite");
    index_up_to(&url, &ledger, &database, head.number).await?;
    let rows = assert_holds_what_the_contracts_hold(&ledger, &database, head).await?;
    assert!(rows > 30, "{rows} rows");

    let database_read = Connection::open(&database)?;
    let receipt: String =
        database_read.query_row("SELECT receipt FROM payments", [], |row| row.get(0))?;
    assert_eq!(receipt, "confirmed");
    Ok(())
}

/// Asserts that each row of a database is, byte for byte, the one that its contract holds at a block; how many there are. (That
/// none is missing follows from the heads among them.)
pub(super) async fn assert_holds_what_the_contracts_hold(
    ledger: &Ledger,
    database: &Path,
    at: Block,
) -> Result<usize> {
    let rows = rows(database)?;
    for (kind, key, row) in &rows {
        let (_, contract) = ledger
            .contracts
            .by_kind()
            .into_iter()
            .find(|(of, _)| of.word() == kind)
            .ok_or("a row of no contract")?;
        let key = RowKey::decode_all(&mut &key[..])?;
        assert_eq!(
            ledger.node.row_bytes(&contract, &key, at).await?.as_ref(),
            Some(row),
            "{key:?}"
        );
    }
    Ok(rows.len())
}

/// A row of the table `rows`: the kind of subject, the key and the row in SCALE.
type RowBytes = (String, Vec<u8>, Vec<u8>);

/// The table `rows`.
fn rows(database: &Path) -> Result<Vec<RowBytes>> {
    let connection = Connection::open(database)?;
    let mut statement = connection.prepare("SELECT subject_kind, row_key, row FROM rows")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

#[test]
fn a_refusal_is_explained_before_a_fee_is_paid() -> Result<()> {
    on_a_ledger(a_refusal_is_explained_before_a_fee_is_paid_on)
}

async fn a_refusal_is_explained_before_a_fee_is_paid_on(
    ledger: Ledger,
    _url: String,
) -> Result<()> {
    let stranger = Account::new(ledger.node.clone(), dev::ferdie());
    let body = PartyBody::Register(registration(
        PartyKind::Supplier,
        "Ditta Alfa",
        5_234_500_037,
        [9; 32],
        &[Permission::ManageKeys],
    ));
    let before = ledger
        .node
        .free_balance(&stranger.key(), ledger.node.finalised_head().await?)
        .await?;
    let error = ledger
        .submit(&stranger, None, &body)
        .await
        .expect_err("a stranger registers nobody");
    assert!(
        matches!(
            error,
            CommandError::Refused {
                refusal: Refusal::UnknownKey,
                failed_in: None,
                ..
            }
        ),
        "{error}"
    );
    let after = ledger
        .node
        .free_balance(&stranger.key(), ledger.node.finalised_head().await?)
        .await?;
    assert_eq!(
        before, after,
        "a refusal that was found by a trial costs nothing"
    );

    // The same tax code twice: the second is tried before the first is on the chain, and submitted after.
    let second = ledger.direct(&ledger.city, None, &body);
    let (_, limits) = ledger
        .node
        .try_command(&ledger.city.key(), &second, None)
        .await?;
    ledger.submit(&ledger.city, None, &body).await?;
    let pending = ledger.city.call(second.call(), limits).await?;
    let error = ledger
        .city
        .accepted(pending, &[second])
        .await
        .expect_err("a tax code belongs to one party");
    assert!(
        matches!(
            error,
            CommandError::Refused {
                refusal: Refusal::IdentifierTaken { party: 2 },
                failed_in: Some(_),
                ..
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("the fee is spent"), "{error}");
    Ok(())
}

#[test]
fn one_account_submits_much_at_once() -> Result<()> {
    on_a_ledger(one_account_submits_much_at_once_on)
}

async fn one_account_submits_much_at_once_on(ledger: Ledger, _url: String) -> Result<()> {
    let register = |stem: u64| {
        let key = Keypair::from_secret_key([u8::try_from(stem % 200).unwrap_or(0) + 20; 32])
            .map(|k| k.public_key().0);
        let body = PartyBody::Register(registration(
            PartyKind::Supplier,
            "Ditta Beta",
            6_000_000_000 + stem,
            key.expect("32 bytes are a secret key"),
            &[Permission::ManageKeys],
        ));
        ledger.direct(&ledger.city, None, &body)
    };
    // Six at once, each in an extrinsic of its own, and meanwhile a batch of four.
    let singles: Vec<Command> = (0..6).map(register).collect();
    let batch: Vec<Command> = (6..10).map(register).collect();
    let singles =
        futures::future::join_all(singles.iter().map(|command| ledger.city.command(command)));
    let batched = async {
        let pending = ledger.city.send_commands(&batch).await?;
        ledger.city.accepted(pending, &batch).await
    };
    let (singles, batched) = tokio::join!(singles, batched);
    let mut subjects: Vec<u32> = Vec::new();
    for accepted in singles {
        subjects.extend(
            accepted?
                .entries
                .iter()
                .map(|entry| entry.appended.entry.subject.number()),
        );
    }
    let batched = batched?;
    assert!(batched.finalised.fee > 0);
    subjects.extend(
        batched
            .entries
            .iter()
            .map(|entry| entry.appended.entry.subject.number()),
    );
    subjects.sort_unstable();
    assert_eq!(subjects, (2..=11).collect::<Vec<u32>>());

    // A batch of which one is refused changes nothing, and its reason is found.
    let doubled = [register(20), register(0)];
    let pending = ledger.city.send_commands(&doubled).await?;
    let error = ledger
        .city
        .accepted(pending, &doubled)
        .await
        .expect_err("a tax code belongs to one party");
    assert!(
        matches!(
            error,
            CommandError::Refused {
                refusal: Refusal::IdentifierTaken { .. },
                failed_in: Some(_),
                index: 1
            }
        ),
        "{error}"
    );
    let head = ledger.node.finalised_head().await?;
    let row = ledger
        .node
        .ledger_row(&ledger.contracts.registry, head)
        .await?;
    assert_eq!((row.entries, row.subjects), (11, 11));
    Ok(())
}

#[test]
fn a_node_of_another_chain_is_refused() -> Result<()> {
    on_a_ledger(a_node_of_another_chain_is_refused_on)
}

async fn a_node_of_another_chain_is_refused_on(ledger: Ledger, url: String) -> Result<()> {
    let options = NodeOptions {
        genesis: Some([3; 32]),
        ..patient(&url)
    };
    let error = Client::connect(options).await.expect_err("another chain");
    assert!(matches!(error, ClientError::OtherChain { .. }), "{error}");
    assert!(error.to_string().contains(&"03".repeat(32)), "{error}");

    // The indexer says the same of its database.
    let other = Ledger::deploy(&ledger.accounts).await?;
    let directory = tempfile::tempdir()?;
    let database = directory.path().join("ledger.sqlite");
    index_up_to(&url, &ledger, &database, 1).await?;
    let error = index_up_to(&url, &other, &database, 1)
        .await
        .expect_err("another ledger");
    assert!(
        error.to_string().contains("belongs to another ledger"),
        "{error}"
    );
    Ok(())
}

#[test]
fn what_a_bundle_needs_can_be_fetched() -> Result<()> {
    on_a_ledger(what_a_bundle_needs_can_be_fetched_on)
}

async fn what_a_bundle_needs_can_be_fetched_on(ledger: Ledger, _url: String) -> Result<()> {
    let client = &ledger.node;
    let registry = &ledger.contracts.registry;
    let at = client.finalised_head().await?;
    assert_eq!(
        sp_crypto_hashing::blake2_256(&client.header(at).await?),
        at.hash
    );

    let info = client
        .contract_info(registry, at)
        .await?
        .ok_or("the registry is a contract")?;
    assert_eq!(client.contract_info(&[1; 20], at).await?, None);
    let key = RowKey::Head(Subject::Party(1));
    let stored = client.row_in_trie(&info.trie_id, &key, at).await?;
    assert!(stored.is_some());
    assert_eq!(stored, client.row_bytes(registry, &key, at).await?);

    let top = client
        .read_proof(&[account_info_key(&Address(*registry))], at)
        .await?;
    let account = client
        .storage(&account_info_key(&Address(*registry)), at)
        .await?
        .ok_or("an account")?;
    assert!(
        top.iter().any(|node| contains(node, &account)),
        "the proof holds the value it proves"
    );
    let child = client
        .child_read_proof(&info.trie_id, &[row_key(&key)], at)
        .await?;
    assert!(
        child
            .iter()
            .any(|node| contains(node, &stored.clone().unwrap_or_default()))
    );
    let finality = client.prove_finality(at.number).await?;
    assert!(finality.is_some_and(|proof| proof.len() > 100));
    Ok(())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_line_that_breaks_loses_nothing_and_doubles_nothing() -> Result<()> {
    on_a_ledger(a_line_that_breaks_loses_nothing_and_doubles_nothing_on)
}

async fn a_line_that_breaks_loses_nothing_and_doubles_nothing_on(
    ledger: Ledger,
    url: String,
) -> Result<()> {
    let proxy = Proxy::before(&url).await?;
    let client = Client::connect(NodeOptions {
        genesis: Some(ledger.node.genesis()),
        ..patient(proxy.url())
    })
    .await?;
    // An account that nothing else uses, over the line that breaks, and its key.
    let oversight = Account::new(
        client.clone(),
        Keypair::from_uri(&"//Ferdie//stash".parse()?)?,
    );
    ledger.register().await?;
    let key = PartyBody::AddKey {
        key: Key(oversight.key()),
        permissions: Permissions::of(&[Permission::Attest]),
        label: "vigilanza".to_owned(),
    };
    ledger
        .submit(&ledger.oversight, Some(party::OVERSIGHT), &key)
        .await?;
    let directory = tempfile::tempdir()?;
    let database = directory.path().join("ledger.sqlite");

    let work = async {
        let reason = || "Verifica".to_owned();
        for _ in 0..3 {
            let suspend = PartyBody::Suspend { reason: reason() };
            oversight
                .command(&ledger.direct(&oversight, Some(party::COOPERATIVE), &suspend))
                .await?;
            let reinstate = PartyBody::Reinstate { reason: reason() };
            oversight
                .command(&ledger.direct(&oversight, Some(party::COOPERATIVE), &reinstate))
                .await?;
        }
        Ok::<_, CommandError>(())
    };
    let follow = async {
        run(
            config(proxy.url(), &ledger, &database),
            std::future::pending(),
        )
        .await
    };
    let cut = async {
        // Ever less often: on a busy machine a new connection takes longer than the first of these pauses.
        let mut pause = Duration::from_millis(600);
        loop {
            tokio::time::sleep(pause).await;
            proxy.cut();
            pause = pause * 11 / 10;
        }
    };
    tokio::select! {
        done = work => done?,
        stopped = follow => return Err(format!("the indexer stopped: {stopped:?}").into()),
        () = cut => {}
    }
    // Eight entries of the cooperative: registered, standing, and each of the six exactly once.
    let head = ledger.node.finalised_head().await?;
    let history = ledger
        .node
        .history(
            &ledger.contracts.registry,
            Subject::Party(party::COOPERATIVE),
            head,
        )
        .await?;
    assert_eq!(history.len(), 8);
    index_up_to(&url, &ledger, &database, head.number).await?;
    let undisturbed = directory.path().join("undisturbed.sqlite");
    index_up_to(&url, &ledger, &undisturbed, head.number).await?;
    Dump::of(&undisturbed).assert_same(&Dump::of(&database), "over a line that broke");
    Ok(())
}
