// SPDX-License-Identifier: EUPL-1.2
//! The public files as they were published. They are other people's, so they are not in the repository; a test whose
//! file is absent says so and passes. `PORTICO_SHARED` names the folder that holds `data/`. The expected sums are
//! taken by the csv crate and plain digits, not by the importer.

use portico_import::{Chunks, Mapping, Outcome, Reader, Survey, survey};
use portico_rules::import::ImportBody;
use std::path::PathBuf;

fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PORTICO_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"));
    let path = folder.join("data").join(path);
    if !path.exists() {
        println!(
            "skipped: {} is absent (set PORTICO_SHARED to the folder that holds data/)",
            path.display()
        );
        return None;
    }
    Some(path)
}

/// Rows and cents of columns that always have two decimals.
fn sums(path: &PathBuf, columns: [Option<&str>; 2]) -> (u32, [u64; 2]) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heading = reader.headers().unwrap().clone();
    let places = columns
        .map(|column| column.map(|column| heading.iter().position(|name| name == column).unwrap()));
    let (mut rows, mut cents) = (0, [0; 2]);
    for row in reader.records() {
        let row = row.unwrap();
        rows += 1;
        for (sum, place) in cents.iter_mut().zip(places) {
            let Some(text) = place.and_then(|place| row.get(place)) else {
                continue;
            };
            assert_eq!(text.find('.'), Some(text.len() - 3), "{text}");
            *sum += text.replace('.', "").parse::<u64>().unwrap();
        }
    }
    (rows, cents)
}

fn check(file: &str, format: &str, columns: [Option<&str>; 2]) -> Option<Survey> {
    let path = shared(file)?;
    let mapping = Mapping::find(format).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("rejects.csv");
    let survey = survey(&path, &mapping, &rejects, |_| {}).unwrap();
    println!("{file}: {survey:#?}");

    let (rows, [awarded, paid]) = sums(&path, columns);
    let (input, accepted, rejected) = (
        survey.input.totals,
        survey.accepted.totals,
        survey.rejected.totals,
    );
    assert_eq!(
        (input.rows, input.awarded.0, input.paid.0),
        (rows, awarded, paid)
    );
    assert_eq!(accepted.rows + rejected.rows, rows);
    assert_eq!(accepted.awarded.0 + rejected.awarded.0, awarded);
    assert_eq!(accepted.paid.0 + rejected.paid.0, paid);

    // What would be sent, and what was rejected, are these rows and cents again.
    let records =
        Reader::open(&path, &mapping)
            .unwrap()
            .filter_map(|row| match row.unwrap().outcome {
                Outcome::Record(record) => Some(Ok(record)),
                Outcome::Reject(_) => None,
            });
    let (mut sent, mut bodies, mut last) = ((0, 0, 0), 0, 0);
    for body in Chunks::of(records, 0) {
        let ImportBody::Record { after, records } = body.unwrap() else {
            panic!("not records")
        };
        bodies += 1;
        assert_eq!(after, last);
        for record in records {
            last = record.row;
            sent.0 += 1;
            sent.1 += record.awarded.unwrap_or_default().0;
            sent.2 += record.paid.unwrap_or_default().0;
        }
    }
    assert_eq!(sent, (accepted.rows, accepted.awarded.0, accepted.paid.0));
    println!("{bodies} entries");
    let mut reasons = std::collections::BTreeMap::<String, u32>::new();
    let mut written = 0;
    for reject in csv::Reader::from_path(&rejects).unwrap().records() {
        written += 1;
        *reasons.entry(reject.unwrap()[2].to_owned()).or_default() += 1;
    }
    println!("{reasons:#?}");
    assert_eq!(written, rejected.rows);
    Some(survey)
}

#[test]
fn the_contracts_of_36_municipalities() {
    let columns = [Some("award_amount"), Some("liquidated_amount")];
    let Some(survey) = check(
        "procurement/l190_2020_bologna_orgs.csv",
        "l190-2020",
        columns,
    ) else {
        return;
    };
    assert_eq!(survey.input.totals.rows, 2_364);
    assert_eq!(survey.input.unreadable, 0);
}

#[test]
fn the_five_per_mille_of_the_metropolitan_city() {
    let columns = [Some("importo_totale_erogabile"), None];
    let Some(survey) = check(
        "grants/cinque_per_mille_2022_bologna.csv",
        "cinque-per-mille-2022",
        columns,
    ) else {
        return;
    };
    assert_eq!(survey.input.totals.rows, 1_498);
    assert_eq!(survey.rejected.totals.rows, 0);
}
