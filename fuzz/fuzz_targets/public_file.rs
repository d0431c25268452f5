// SPDX-License-Identifier: EUPL-1.2
//! Any file as a public file, in a format that comes with the program or in any other: it cannot be imported as a whole, or
//! each of its rows is a record that the rules accept or a reject with its reason, and both add up to the file.
//!
//! The first byte says which format; where there is none of that number, a mapping in TOML comes before the file, ended by a zero byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_import::{Chunks, ImportError, Mapping, Outcome, Reader, survey};
use portico_rules::bounds;
use portico_rules::import::{ImportBody, check_record};
use scale::Encode;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fuzz_target!(|bytes: &[u8]| {
    let Some((format, rest)) = bytes.split_first() else {
        return;
    };
    let (mapping, file) = match format {
        format if usize::from(*format) < Mapping::built_in().count() => {
            (built_in(usize::from(*format)), rest)
        }
        _ => {
            let Some(end) = rest.iter().position(|byte| *byte == 0) else {
                return;
            };
            let toml = String::from_utf8_lossy(&rest[..end]);
            match Mapping::parse(&toml, "mapping") {
                Ok(mapping) => (mapping, &rest[end + 1..]),
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    return;
                }
            }
        }
    };
    let rows = read(&mapping, file);
    let (input, rejects) = files();
    std::fs::write(&input, file).expect("a file can be written");
    match survey(&input, &mapping, &rejects, |_| ()) {
        Ok(survey) => {
            assert_eq!(rows, Some(survey.input.totals.rows));
            assert_eq!(survey.bytes, file.len() as u64);
        }
        Err(error @ (ImportError::DoesNotAddUp | ImportError::Io { .. })) => panic!("{error}"),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

/// Reads row by row, as what is sent is read; how many rows there are, unless the file cannot be read to its end.
fn read(mapping: &Mapping, file: &[u8]) -> Option<u32> {
    let mut reader = Reader::new(file, Path::new("file"), mapping).ok()?;
    let mut records = Vec::new();
    let mut rows = 0;
    for row in &mut reader {
        let row = row.ok()?;
        rows += 1;
        assert_eq!(row.number, rows);
        match row.outcome {
            Outcome::Record(record) => {
                assert_eq!(record.row, rows);
                check_record(&record).expect("a record that the rules accept");
                records.push(record);
            }
            Outcome::Reject(reject) => {
                assert!(!reject.reason.is_empty() && reject.row == rows);
            }
        }
    }
    let mut last = 0;
    for body in Chunks::of(records.into_iter().map(Ok), 0) {
        let body = body.expect("no record is an error");
        assert!(body.encoded_size() <= bounds::BODY);
        let ImportBody::Record { after, records } = body else {
            panic!("chunks are of records")
        };
        assert_eq!(after, last);
        last = records.last().expect("no chunk is empty").row;
    }
    Some(rows)
}

fn built_in(index: usize) -> Mapping {
    static BUILT_IN: OnceLock<Vec<Mapping>> = OnceLock::new();
    BUILT_IN.get_or_init(|| {
        Mapping::built_in()
            .map(|name| Mapping::find(name).expect("a mapping that comes with the program"))
            .collect()
    })[index]
        .clone()
}

/// Where the file and its rejects stand, in a folder of this process.
fn files() -> (PathBuf, PathBuf) {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder can be made"));
    (
        folder.path().join("file.csv"),
        folder.path().join("rejects.csv"),
    )
}
