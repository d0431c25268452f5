// SPDX-License-Identifier: EUPL-1.2
//! Blocks that are made and not final: nothing of them is read, whoever asks, until they are.

use std::fs;

use portico_client::{Archive, ClientError, walk::Source};
use portico_indexer::{Config, Metrics, Progress, run};
use portico_rules::party::PartyBody;
use portico_tests::{
    chain::{Chain, Result},
    ledger::{Accounts, Ledger, party, patient},
    node::{Node, Options},
    spec::with_slot_duration,
};
use tempfile::TempDir;
use tokio::sync::watch;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_final_is_not_indexed() -> Result<()> {
    let folder = TempDir::new()?;
    let spec = folder.path().join("quick.json");
    fs::write(&spec, with_slot_duration("local4.json", 1_000)?)?;
    let start = |account, bootnodes| {
        Node::start(&Options {
            chain: spec.display().to_string(),
            account,
            bootnodes,
        })
    };
    // Three of four validators are enough for blocks to become final.
    let alice = start("alice", vec![])?;
    let chain = Chain::connect(&alice).await?;
    let bootnodes = vec![chain.address().await?];
    let _bob = start("bob", bootnodes.clone())?;
    let mut charlie = start("charlie", bootnodes.clone())?;
    let accounts = Accounts::connect(alice.url()).await?;
    let ledger = Ledger::deploy(&accounts).await?;
    ledger.register().await?;
    let addresses = ledger.contracts.by_kind().map(|(_, address)| address);
    let node = &accounts.node;

    // Two of four make blocks all the same. What was voted on before may still become final.
    charlie.kill()?;
    chain.grow(4).await?;
    let body = PartyBody::Suspend {
        reason: "Verifica".into(),
    };
    let command = [ledger.direct(&ledger.oversight, Some(party::COOPERATIVE), &body)];
    let mut looked_at = u32::try_from(chain.height().await?)?;
    let pending = ledger.oversight.send_commands(&command).await?;
    let mut holds_it = None;
    chain
        .until("a block holds the entry", async || {
            let best = u32::try_from(chain.height().await?)?;
            for number in looked_at + 1..=best {
                let block = node.block_at(number).await?;
                if !node.entries_in(block, &addresses).await?.is_empty() {
                    holds_it = Some(number);
                }
            }
            looked_at = best;
            Ok(holds_it.is_some())
        })
        .await?;
    let number = holds_it.ok_or("no block holds it")?;
    chain.grow(3).await?;
    let finalised = u32::try_from(chain.finalised().await?)?;
    assert!(finalised < number, "block {number} became final");

    // Nobody gets it: not by its height, and not by walking there.
    let refused = node.final_block_at(number).await.expect_err("not final");
    assert!(
        matches!(refused, ClientError::Behind { wanted, .. } if wanted == number),
        "{refused}"
    );
    let archive = Archive::new(node.clone(), addresses.to_vec()).await?;
    let refused = archive.mark(number).await.expect_err("not final");
    assert!(matches!(refused, ClientError::Behind { .. }), "{refused}");
    let refused = archive.entries(number, None).await.expect_err("not final");
    assert!(matches!(refused, ClientError::Behind { .. }), "{refused}");

    // The indexer comes as far as what is final, and stays there.
    let database = folder.path().join("ledger.sqlite");
    let config = || {
        let (sender, progress) = watch::channel(Progress::default());
        let config = Config {
            node: patient(alice.url()),
            contracts: ledger.contracts,
            database: database.clone(),
            progress: Some(sender),
            metrics: Metrics::default(),
        };
        (config, progress)
    };
    let (indexing, mut progress) = config();
    let waited = async {
        let mut times = 0;
        while times < 2 {
            progress.changed().await.expect("the indexer runs");
            let progress = *progress.borrow_and_update();
            assert!(progress.finalised < number, "{progress:?}");
            // Each time that it says so once more, the chain has gone on without anything becoming final.
            times += u32::from(progress.indexed == finalised);
        }
    };
    run(indexing, waited).await?;
    assert!(chain.height().await? > u64::from(number));

    // With a third validator everything becomes final, and is indexed.
    let _dave = start("dave", bootnodes)?;
    ledger.oversight.accepted(pending, &command).await?;
    let (indexing, mut progress) = config();
    let reached = async {
        // An error means that the indexer has ended, and says why.
        let _ = progress
            .wait_for(|progress| progress.indexed >= number)
            .await;
    };
    run(indexing, reached).await?;
    let suspensions: u32 = rusqlite::Connection::open(&database)?.query_row(
        "SELECT count(*) FROM suspensions",
        [],
        |row| row.get(0),
    )?;
    assert_eq!(suspensions, 1);
    Ok(())
}
