// SPDX-License-Identifier: EUPL-1.2
//! The two real public files, onto a real chain: every row is recorded or rejected, to the cent, and the contract, the
//! database and the report say the same. The files are other people's and not in the repository: `PORTICO_SHARED` names
//! the folder that holds `data/`; a file that is absent is said to be, and passes.

use std::{env, path::PathBuf};

use crate::{
    imports::{File, sums},
    organisations::Sums,
    system::Up,
};

/// File, format, and the columns of what was awarded and paid.
const FILES: [(&str, &str, [Option<&str>; 2]); 2] = [
    (
        "procurement/l190_2020_bologna_orgs.csv",
        "l190-2020",
        [Some("award_amount"), Some("liquidated_amount")],
    ),
    (
        "grants/cinque_per_mille_2022_bologna.csv",
        "cinque-per-mille-2022",
        [Some("importo_totale_erogabile"), None],
    ),
];

#[test]
fn the_real_files_are_recorded_to_the_cent() {
    let folder = env::var_os("PORTICO_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let files: Vec<_> = FILES
        .into_iter()
        .map(|(file, format, columns)| (folder.join("data").join(file), format, columns))
        .filter(|(file, ..)| {
            let there = file.exists();
            if !there {
                println!("skipped: {} is absent", file.display());
            }
            there
        })
        .collect();
    if files.is_empty() {
        return;
    }
    let up = Up::start();
    let mut imported = Vec::new();
    for (path, format, columns) in files {
        let path = path.canonicalize().expect("it exists");
        let expected = read(&path, columns);
        let file = File::new(&up, path, format);
        let report = file.import(&up);
        println!("{report:#}");
        assert_eq!(sums(&report["input"]), expected, "{report}");
        assert_eq!(report["input"]["unreadable"], 0, "{report}");
        assert_eq!(
            report["ledger"]["added_rows"], report["accepted"]["rows"],
            "{report}"
        );
        file.assert_adds_up(&up, &report);
        imported.push(file);
    }
    // A second run adds nothing, and says the same.
    let entries = up.entries();
    for file in imported {
        let report = file.import(&up);
        assert_eq!(report["ledger"]["added_rows"], 0, "{report}");
        file.assert_adds_up(&up, &report);
    }
    assert_eq!(entries, up.entries());
}

/// Rows and cents of a file whose amounts always have two decimals, by the csv crate and plain digits.
fn read(path: &PathBuf, columns: [Option<&str>; 2]) -> Sums {
    let mut reader = csv::Reader::from_path(path).expect("it can be read");
    let heading = reader.headers().expect("it has a heading").clone();
    let places = columns.map(|column| {
        column.map(|column| {
            let place = heading.iter().position(|name| name == column);
            place.unwrap_or_else(|| panic!("no column {column}"))
        })
    });
    let (mut rows, mut cents) = (0, [0; 2]);
    for row in reader.records() {
        let row = row.expect("a row of CSV");
        rows += 1;
        for (sum, place) in cents.iter_mut().zip(places) {
            let Some(text) = place.and_then(|place| row.get(place)) else {
                continue;
            };
            assert_eq!(text.find('.'), Some(text.len() - 3), "{text}");
            *sum += text.replace('.', "").parse::<u64>().expect("digits");
        }
    }
    let [awarded, paid] = cents;
    Sums {
        rows,
        awarded,
        paid,
    }
}
