// SPDX-License-Identifier: EUPL-1.2
//! Small files of fictional organisations, as dirty as real ones: what is recorded, what is rejected and why, and which
//! files are refused as a whole.

use portico_import::{ImportError, Mapping, Outcome, Reader, Survey, survey};
use portico_rules::import::{HistoricalRecord, ImportTotals};
use portico_rules::primitives::Cents;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn contracts() -> Mapping {
    Mapping::find("l190-2020").unwrap()
}

/// Surveys a file; the survey and the rejects file.
fn read(path: &Path, mapping: &Mapping) -> Result<(Survey, String), ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("rejects.csv");
    let result = survey(path, mapping, &rejects, |_| {});
    if result.is_err() {
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "something half-written is left"
        );
    }
    result.map(|survey| (survey, std::fs::read_to_string(&rejects).unwrap()))
}

/// Surveys these bytes.
fn read_bytes(bytes: &[u8], mapping: &Mapping) -> Result<(Survey, String), ImportError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    read(file.path(), mapping)
}

fn records(path: &Path, mapping: &Mapping) -> Vec<HistoricalRecord> {
    let rows = Reader::open(path, mapping).unwrap();
    rows.filter_map(|row| match row.unwrap().outcome {
        Outcome::Record(record) => Some(record),
        Outcome::Reject(_) => None,
    })
    .collect()
}

fn totals(rows: u32, awarded: u64, paid: u64) -> ImportTotals {
    ImportTotals {
        rows,
        awarded: Cents(awarded),
        paid: Cents(paid),
    }
}

#[test]
fn every_row_is_a_record_or_a_reject() {
    let (survey, rejects) = read(&fixture("contracts.csv"), &contracts()).unwrap();
    assert_eq!(survey.input.totals, totals(12, 137_511, 76_570));
    assert_eq!(survey.accepted.totals, totals(4, 129_410, 70_070));
    assert_eq!(survey.rejected.totals, totals(8, 8_101, 6_500));
    // 12.345 euro, and the row that breaks off.
    assert_eq!(
        (survey.input.unreadable, survey.rejected.unreadable),
        (2, 2)
    );
    assert_eq!(survey.paid_above_awarded, 1);
    assert_eq!(survey.names_left_out, 1);
    assert_eq!(
        survey
            .dates_left_out
            .iter()
            .map(|(line, _)| *line)
            .collect::<Vec<_>>(),
        [6, 6]
    );

    let mut rows = csv::Reader::from_reader(rejects.as_bytes());
    let rows: Vec<Vec<String>> = rows
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let expected = [
        ("4", "3", "cig: the code is all zeros"),
        ("5", "4", "cig: the check characters are wrong"),
        // One line further, since the row before has a line break in it.
        ("8", "6", "awarded: \"12.345\" has parts of a cent"),
        ("9", "7", "recipient: the check digit is wrong"),
        ("11", "9", "the row has 5 columns, the heading has 15"),
        (
            "12",
            "10",
            "recipient: this is the tax code of a natural person",
        ),
        ("13", "11", "recipient_name: there is an e-mail address"),
        ("14", "12", "recipient_name: the recipient is a sole trader"),
    ];
    assert_eq!(rows.len(), expected.len());
    let input = std::fs::read_to_string(fixture("contracts.csv")).unwrap();
    for (row, (line, number, reason)) in rows.iter().zip(expected) {
        assert_eq!((row[0].as_str(), row[1].as_str()), (line, number));
        assert!(row[2].starts_with(reason), "{}", row[2]);
        assert!(
            input.contains(&row[3]) && row[3].starts_with("99123400378,"),
            "{}",
            row[3]
        );
    }
}

#[test]
fn records_say_what_the_rows_say() {
    let records = records(&fixture("contracts.csv"), &contracts());
    let [first, second, fifth, eighth] = records.as_slice() else {
        panic!("{records:?}")
    };
    let json = |record| serde_json::to_value(record).unwrap();
    assert_eq!(
        json(first),
        serde_json::json!({
            "row": 1, "authority": "99123400378", "recipient": "99567800372",
            "recipient_name": "COOPERATIVA ESEMPIO SOC.COOP.", "cig": "9900001B43", "cup": null,
            "procedure": "01-PROCEDURA APERTA", "awarded": 100_000, "paid": 40_050,
            "start": "2019-03-01", "end": "2020-12-31", "year": 2020
        })
    );
    // A small-letter code is the same code; more paid than awarded is what the file says.
    assert_eq!(second.cig.unwrap().as_str(), "ZD69900001");
    assert!(second.is_paid_above_awarded());
    // Encoded twice, broken over two lines, with years that no contract has.
    assert_eq!(fifth.recipient_name, "Società ESEMPIO SPA");
    assert_eq!(
        (fifth.start, fifth.end, fifth.awarded),
        (None, None, Some(Cents(0)))
    );
    // A partner's name is part of the firm's; nothing is written as paid.
    assert_eq!((eighth.recipient_name.as_str(), eighth.paid), ("", None));
    // The free text of the file is nowhere.
    assert!(
        records
            .iter()
            .all(|record| !json(record).to_string().contains("Manutenzione"))
    );
}

#[test]
fn the_five_per_mille_is_read_whole() {
    let mapping = Mapping::find("cinque-per-mille-2022").unwrap();
    let (survey, rejects) = read(&fixture("five_per_mille.csv"), &mapping).unwrap();
    assert_eq!(survey.input.totals, totals(3, 366_008_627, 0));
    assert_eq!(survey.accepted, survey.input);
    assert_eq!(rejects, "line,row,reason,original\n");
    let records = records(&fixture("five_per_mille.csv"), &mapping);
    assert_eq!(records[1].recipient_name, "ASSOCIAZIONE L?ESEMPIO");
    assert!(
        records
            .iter()
            .all(|record| record.paid.is_none() && record.year == Some(2022))
    );
}

#[test]
fn the_same_input_gives_the_same_rejects() {
    let (first, _) = read(&fixture("contracts.csv"), &contracts()).unwrap();
    let (second, rejects) = read(&fixture("contracts.csv"), &contracts()).unwrap();
    assert_eq!(first, second);
    use sha2::Digest;
    assert_eq!(
        first.rejects_sha256.0,
        <[u8; 32]>::from(sha2::Sha256::digest(rejects))
    );
}

#[test]
fn a_truncated_file_is_refused_wherever_it_ends() {
    let whole = std::fs::read(fixture("contracts.csv")).unwrap();
    let mapping = contracts();
    let last_row = whole
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair == b"\r\n")
        .map(|(at, _)| at);
    let last_row = last_row.collect::<Vec<_>>();
    // Within the last row, up to its last column: an end there cannot be told from a missing line break.
    let start = last_row[last_row.len() - 2] + 2;
    let last_comma = whole.iter().rposition(|byte| *byte == b',').unwrap();
    for end in start + 1..=last_comma {
        let error = read_bytes(&whole[..end], &mapping).unwrap_err();
        assert!(
            matches!(error, ImportError::Truncated { line: 14, .. }),
            "{end}: {error}"
        );
    }
    // Within a quotation, even after a whole line.
    let quotation = whole
        .windows(4)
        .position(|bytes| bytes == b"ESEM".as_slice())
        .unwrap();
    assert!(quotation > 0);
    let line_break = whole
        .windows(9)
        .position(|bytes| bytes == b"ESEMPIO\r\n")
        .unwrap()
        + 9;
    let error = read_bytes(&whole[..line_break], &mapping).unwrap_err();
    assert!(error.to_string().contains("quotation mark"), "{error}");
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let mapping = contracts();
    let whole = String::from_utf8(std::fs::read(fixture("contracts.csv")).unwrap()).unwrap();
    let cases: [(Vec<u8>, &str); 7] = [
        (Vec::new(), "empty"),
        (whole.lines().next().unwrap().into(), "no rows"),
        (
            whole.replace("supplier_cf,", "supplier,").into(),
            "\"supplier_cf\"",
        ),
        (whole.replace(',', ";").into(), "delimiter"),
        (whole.replace("lot_id", "cig").into(), "more than once"),
        (
            whole.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "no column",
        ),
        (
            format!("{whole}\"{}", "x".repeat(portico_import::ROW_LIMIT)).into(),
            "longer than",
        ),
    ];
    for (bytes, said) in cases {
        let error = read_bytes(&bytes, &mapping).unwrap_err().to_string();
        assert!(error.contains(said), "{said}: {error}");
    }
}

#[test]
fn bytes_in_another_encoding_are_a_reject() {
    let mapping = contracts();
    let mut bytes = std::fs::read(fixture("contracts.csv")).unwrap();
    let at = bytes
        .windows(7)
        .position(|bytes| bytes == b"ESEMPIO")
        .unwrap();
    bytes[at] = 0xe8;
    let (survey, rejects) = read_bytes(&bytes, &mapping).unwrap();
    assert_eq!(survey.rejected.totals.rows, 9);
    assert!(
        rejects.contains("not UTF-8") && rejects.contains("\\xE8SEMPIO"),
        "{rejects}"
    );
    // Its amounts are readable all the same, and counted.
    assert_eq!(survey.input.totals, totals(12, 137_511, 76_570));
}

#[test]
fn an_odd_quotation_mark_in_the_middle_is_a_reject() {
    let mapping = contracts();
    let whole = String::from_utf8(std::fs::read(fixture("contracts.csv")).unwrap()).unwrap();
    let odd = whole.replace("l2,Fornitura", "l2,5\" tubo");
    let (survey, rejects) = read_bytes(odd.as_bytes(), &mapping).unwrap();
    assert_eq!(
        (survey.input.totals.rows, survey.accepted.totals.rows),
        (12, 3)
    );
    assert!(
        rejects.contains("odd number of quotation marks"),
        "{rejects}"
    );
}

#[test]
fn rejects_that_cannot_be_written_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("absent/rejects.csv");
    let error = survey(&fixture("contracts.csv"), &contracts(), &nowhere, |_| {}).unwrap_err();
    assert!(
        matches!(&error, ImportError::Io { path, .. } if *path == nowhere),
        "{error}"
    );
}
