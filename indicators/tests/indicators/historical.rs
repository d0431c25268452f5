// SPDX-License-Identifier: EUPL-1.2
//! The indicators on imported files, each raised by one file and not by the one beside it; and never by awards, nor those by a file.

use portico_rules::{
    import::{HistoricalRecord, ImportBody, Source},
    memory::sample::{cig, day, document, party, tax_code, who},
    primitives::Cents,
};
use serde_json::json;

use crate::ledger::{Told, behind};

const USUAL: &str = "";
/// Organisations by their tax codes, without the check digit.
const GREEN: u64 = 6_234_500_037;
const RED: u64 = 5_234_500_037;

/// A row of a file: a contract of EUR 100 more paid than awarded.
pub(crate) fn record(row: u32, recipient: u64, cents: u64) -> HistoricalRecord {
    HistoricalRecord {
        row,
        authority: Some(tax_code(1_234_500_037)),
        recipient: tax_code(recipient),
        recipient_name: String::new(),
        cig: Some(cig(row)),
        cup: None,
        procedure: "Affidamento diretto".into(),
        awarded: Some(Cents(cents)),
        paid: Some(Cents(cents + 10_000)),
        start: Some(day("2020-03-01")),
        end: None,
        year: Some(2020),
    }
}

/// The number of an import with these rows: the first in an entry of its own.
pub(crate) fn import(told: &mut Told, rows: &[HistoricalRecord]) -> u32 {
    let file = document(&format!("File {}", told.chain.entries.len()));
    let source = Source {
        sha256: file.sha256,
        format: "prova".into(),
        title: "Contratti".into(),
        publisher: "Comune".into(),
        licence: "CC-BY-4.0".into(),
        uri: String::new(),
        rows: rows.iter().map(|record| record.row).max().unwrap(),
    };
    let import = told.act(who::CITY, None, ImportBody::Open(source));
    let (first, others) = rows.split_first().unwrap();
    let mut after = 0;
    for records in [std::slice::from_ref(first), others] {
        let Some(last) = records.last() else { continue };
        let body = ImportBody::Record {
            after,
            records: records.to_vec(),
        };
        after = last.row;
        told.act(who::CITY, Some(import), body);
    }
    import
}

#[test]
fn concentration_in_a_file() {
    let mut told = Told::new();
    let rows = |green: u64| {
        let mut rows: Vec<_> = (1..=4).map(|row| record(row, RED, 100_000)).collect();
        rows.push(record(5, GREEN, green));
        rows
    };
    // Half is not more than half; and two files are not one.
    import(&mut told, &rows(400_000));
    let id = "historical_concentration";
    assert_eq!(told.of(id, USUAL), []);
    let mut nobody = rows(900_000);
    nobody[0].year = None;
    nobody[1].authority = None;
    nobody[2].awarded = None;
    import(&mut told, &nobody);
    assert_eq!(
        told.of(id, USUAL),
        [],
        "two of five records can be compared"
    );

    let number = import(&mut told, &rows(400_001));
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    let flag = &flags[0];
    assert_eq!(
        (flag.subject_kind.as_str(), flag.subject_number),
        ("import", number)
    );
    assert_eq!((flag.administration, flag.beneficiary), (None, None));
    assert_eq!(flag.amount_cents, Some(400_001));
    assert_eq!(flag.observed["percent"], json!(50));
    assert_eq!(flag.observed["records"], json!(1));
    assert_eq!(flag.observed["all_records"], json!(5));
    assert_eq!(flag.observed["recipient"], json!(tax_code(GREEN)));
    assert_eq!(flag.day, told.today().to_string());
    assert_eq!(behind(flag), [format!("import {number} #2 record rows")]);
}

#[test]
fn paid_above_awarded_in_a_file() {
    let mut told = Told::new();
    // EUR 100 more: of 500 a fifth, of 499.99 more than that.
    let number = import(&mut told, &[record(1, RED, 50_000), record(2, RED, 49_999)]);
    let id = "historical_paid_above_awarded";
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].part, "row 2");
    assert_eq!(flags[0].amount_cents, Some(10_000));
    assert_eq!(
        behind(&flags[0]),
        [format!("import {number} #2 record rows")]
    );
    let all = told.of(id, "[historical_paid_above_awarded]\nmost_percent = 0");
    assert_eq!(all.len(), 2);
}

#[test]
fn split_below_a_threshold_in_a_file() {
    let id = "historical_split_below_threshold";
    let raised = |change: fn(&mut [HistoricalRecord; 2])| {
        let mut told = Told::new();
        let mut rows = [record(1, RED, 3_900_000), record(2, RED, 150_000)];
        change(&mut rows);
        import(&mut told, &rows);
        told.of(id, USUAL)
    };
    let flags = raised(|_| {});
    assert_eq!(flags.len(), 1);
    let flag = &flags[0];
    assert_eq!(flag.part, "row 1 threshold 4000000");
    assert_eq!(flag.amount_cents, Some(4_050_000));
    assert_eq!(flag.observed["records"], json!(2));
    assert_eq!(
        behind(flag),
        ["import 1 #1 record rows", "import 1 #2 record rows"]
    );

    // Two files are not one: the same contract may stand in both.
    let mut told = Told::new();
    import(&mut told, &[record(1, RED, 3_900_000)]);
    import(&mut told, &[record(2, RED, 150_000)]);
    assert_eq!(told.of(id, USUAL), []);

    // Together below it; not just below it; above it; another recipient, authority or time; one contract told twice; no first day.
    let changes: [fn(&mut [HistoricalRecord; 2]); 8] = [
        |rows| rows[1].awarded = Some(Cents(99_999)),
        |rows| {
            rows[0].awarded = Some(Cents(3_599_999));
            rows[1].awarded = Some(Cents(500_000));
        },
        |rows| rows[0].awarded = Some(Cents(4_000_000)),
        |rows| rows[1].recipient = tax_code(GREEN),
        |rows| rows[1].authority = None,
        |rows| rows[1].start = Some(day("2020-08-29")),
        |rows| rows[1].cig = rows[0].cig,
        |rows| rows[0].start = None,
    ];
    for (index, change) in changes.into_iter().enumerate() {
        assert_eq!(raised(change), [], "change {index}");
    }
}

#[test]
fn files_and_awards_are_never_counted_together() {
    let mut told = Told::new();
    // The cooperative of the ledger stands in a file, too, as the city does.
    let rows: Vec<_> = (1..=9)
        .map(|row| record(row, 3_234_500_037, 3_900_000))
        .collect();
    told.grant(party::COOPERATIVE, 950_000);
    let before = told.flags(USUAL);
    import(&mut told, &rows);
    let (of_files, of_awards): (Vec<_>, Vec<_>) = told
        .flags(USUAL)
        .into_iter()
        .partition(|flag| flag.indicator.starts_with("historical_"));
    assert_eq!(of_awards, before);
    assert_eq!(of_files.len(), 9, "each just below, with the others");
    assert!(of_files.iter().all(|flag| flag.subject_kind == "import"));
    assert!(of_files.iter().all(|flag| flag.beneficiary.is_none()));
}
