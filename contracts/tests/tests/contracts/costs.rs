// SPDX-License-Identifier: EUPL-1.2
//! What a command costs: weight and storage deposit of each, in a table that this test keeps true.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use portico_contract_tests::{
    ledger::Accepted,
    scenario::steps,
    twin::{Twin, Way},
};
use portico_rules::{
    date::Date,
    memory::{pair, sample},
};
use portico_runtime::configs::money::UNIT;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../artifacts/costs.md");

const HEADING: &str = "\
# What a command costs

Weight of the execution and storage deposit of every command, direct and carried, as the committed contracts
have them in the runtime of `chain/runtime`; the scenario is `contracts/tests/src/scenario.rs`. Where a command occurs several times the
dearest stands here. The extrinsic around it adds its own, fixed, weight. A block has 2,000 ms; a token has 10^12 units.

Written by `PORTICO_WRITE_COSTS=1 cargo test` in `contracts/tests`; without it, the test compares.

| command | ms direct | ms carried | deposit direct, tokens | deposit carried, tokens |
|---|---:|---:|---:|---:|
";

/// Weight in picoseconds and deposit in units of each command, the dearest of its kind.
fn measured(way: Way) -> BTreeMap<&'static str, (u64, i128)> {
    let mut twin = Twin::new(sample::START);
    let mut costs = BTreeMap::new();
    for step in steps(Date::from_unix_seconds(sample::START)) {
        twin.advance(step.wait);
        let Accepted {
            weight, deposit, ..
        } = twin
            .submit(way, &pair(step.by), step.number, &step.body)
            .unwrap_or_else(|refusal| panic!("{} is refused: {refusal}", step.name));
        let (dearest_weight, dearest_deposit) = costs.entry(step.name).or_insert((0, i128::MIN));
        *dearest_weight = weight.ref_time().max(*dearest_weight);
        *dearest_deposit = deposit.max(*dearest_deposit);
    }
    costs
}

fn table() -> String {
    let (direct, carried) = (measured(Way::Direct), measured(Way::Carried));
    let milliseconds = |weight: u64| weight as f64 / 1e9;
    let tokens = |deposit: i128| deposit as f64 / UNIT as f64;
    let mut text = HEADING.to_owned();
    for (name, (weight, deposit)) in &direct {
        let (carried_weight, carried_deposit) = carried[name];
        writeln!(
            text,
            "| {name} | {:.2} | {:.2} | {:.5} | {:.5} |",
            milliseconds(*weight),
            milliseconds(carried_weight),
            tokens(*deposit),
            tokens(carried_deposit),
        )
        .expect("a string can always be written to");
    }
    text
}

#[test]
fn the_table_of_costs_is_true() {
    let found = table();
    if std::env::var_os("PORTICO_WRITE_COSTS").is_some() {
        std::fs::write(TABLE, &found).expect("the table can be written");
    }
    if std::env::var_os("PORTICO_ARTIFACTS").is_some() {
        // Another compiler's code costs otherwise; that it runs within a block is tested elsewhere.
        eprintln!("these are not the committed contracts: their costs are not compared");
        return;
    }
    let written = std::fs::read_to_string(Path::new(TABLE)).expect("the table is committed");
    assert!(
        written == found,
        "costs changed; run the tests with PORTICO_WRITE_COSTS=1 and look at the difference:\n{found}"
    );
}
