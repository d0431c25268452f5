// SPDX-License-Identifier: EUPL-1.2
//! A client that knows nothing of Portico but the committed metadata reads an award: polkadot.js from the
//! npm registry, against a real node and the committed contracts. See `tests/stock-client`.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use portico_client::Address;
use portico_rules::{
    award::{AwardBody, AwardRow, Basis, MilestoneRow},
    memory::sample,
    row::{Row, RowKey},
};
use portico_tests::{
    chain::Result,
    ledger::{Accounts, Ledger, party},
    node::{Node, Options},
    spec::committed,
};
use serde_json::{Value, json};

use crate::npm::Packages;

/// A file of the repository.
fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The stock client, and what it is to read.
struct StockClient<'a> {
    packages: Packages,
    metadata: PathBuf,
    url: &'a str,
}

impl StockClient<'_> {
    /// What it prints when asked for these rows of a contract, or the sentence it ends with.
    fn read(
        &self,
        contract: &Address,
        numbers: &[u32],
    ) -> Result<std::result::Result<Value, String>> {
        let contract = format!("0x{}", hex::encode(contract));
        let numbers: Vec<_> = numbers.iter().map(u32::to_string).collect();
        let mut arguments = vec![
            self.metadata.as_os_str(),
            OsStr::new(self.url),
            OsStr::new(&contract),
        ];
        arguments.extend(numbers.iter().map(OsStr::new));
        let script = file("tests/stock-client/read-award.mjs");
        let output = self.packages.run(&script, &arguments)?;
        if output.status.success() {
            return Ok(Ok(serde_json::from_slice(&output.stdout)?));
        }
        Ok(Err(String::from_utf8(output.stderr)?.trim().to_owned()))
    }
}

/// An award as polkadot.js names its fields and variants; nothing of it is left out.
fn stock_award(row: &AwardRow) -> Value {
    json!({
        "kind": format!("{:?}", row.kind),
        "status": format!("{:?}", row.status),
        "administration": row.administration,
        "beneficiary": row.beneficiary,
        "agreement": row.agreement,
        "granted": row.granted.0,
        "attested": row.attested.0,
        "paid": row.paid.0,
        "recovered": row.recovered.0,
        "milestones": row.milestones,
        "attestersRequired": row.attesters_required,
        "payments": row.payments,
        "recoveries": row.recoveries,
        "amendments": row.amendments,
        "pendingClaims": row.pending_claims,
        "published": row.published.days(),
        "start": row.start.days(),
        "end": row.end.days(),
        "cup": row.cup.map(|cup| format!("0x{}", hex::encode(cup.as_str()))),
        "cig": row.cig.map(|cig| format!("0x{}", hex::encode(cig.as_str()))),
    })
}

/// A milestone in the same way.
fn stock_milestone(row: &MilestoneRow) -> Value {
    json!({
        "amount": row.amount.0,
        "due": row.due.days(),
        "attested": row.attested.0,
        "paid": row.paid.0,
        "claims": row.claims,
        "pending": row.pending.map(|amount| amount.0),
    })
}

/// The award and its first milestone as the ledger holds them, read by the project's own client.
async fn rows(ledger: &Ledger) -> Result<(AwardRow, MilestoneRow)> {
    let at = ledger.node.finalised_head().await?;
    let awards = &ledger.contracts.awards;
    let award = ledger.node.row(awards, &RowKey::Award(1), at).await?;
    let milestone = ledger
        .node
        .row(
            awards,
            &RowKey::Milestone {
                award: 1,
                milestone: 1,
            },
            at,
        )
        .await?;
    match (award, milestone) {
        (Some(Row::Award(award)), Some(Row::Milestone(milestone))) => Ok((award, milestone)),
        other => Err(format!("no award 1 with a milestone 1: {other:?}").into()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn polkadot_js_reads_an_award_through_the_committed_metadata() -> Result<()> {
    let packages =
        Packages::install(&file("tests/stock-client")).unwrap_or_else(|error| panic!("{error}"));
    let node = Node::start(&Options {
        chain: committed("dev.json").display().to_string(),
        account: "alice",
        bootnodes: vec![],
    })?;
    let stock = StockClient {
        packages,
        metadata: file("contracts/artifacts/awards.json"),
        url: node.url(),
    };
    let ledger = Ledger::deploy(&Accounts::connect(node.url()).await?).await?;
    ledger.register().await?;
    let awards = &ledger.contracts.awards;
    assert_eq!(
        stock.read(awards, &[1])?,
        Err("there is no award 1".to_owned())
    );

    let mut publication = sample::publication();
    publication.basis = Basis::Act {
        reference: "DD/2026/117".to_owned(),
    };
    ledger
        .submit(&ledger.city, None, &AwardBody::Publish(publication))
        .await?;
    let (award, milestone) = rows(&ledger).await?;
    let printed = stock.read(awards, &[1])?;
    assert_eq!(printed, Ok(stock_award(&award)));
    assert_eq!(
        stock.read(awards, &[1, 1])?,
        Ok(stock_milestone(&milestone))
    );

    // The row may be right by chance, so also against what was published.
    let printed = printed?;
    assert_eq!(printed["status"], "Published");
    assert_eq!(printed["beneficiary"], party::COOPERATIVE);
    assert_eq!(printed["granted"], 3_000_000);
    assert_eq!(printed["milestones"], 2);

    // It reads the ledger as it is now.
    ledger
        .carry(Some(1), &sample::claim(1, 1, 1_200_000), 1)
        .await?;
    let (award, milestone) = rows(&ledger).await?;
    assert_eq!(stock.read(awards, &[1])?, Ok(stock_award(&award)));
    let printed = stock.read(awards, &[1, 1])?;
    assert_eq!(printed, Ok(stock_milestone(&milestone)));
    assert_eq!(printed?["pending"], 1_200_000);

    // The metadata says which code it is about: another contract of the ledger is not read with it.
    let refusal = stock.read(&ledger.contracts.agreements, &[1])?;
    assert!(
        refusal
            .as_ref()
            .is_err_and(|sentence| sentence.contains("the metadata describes")),
        "{refusal:?}"
    );
    Ok(())
}
