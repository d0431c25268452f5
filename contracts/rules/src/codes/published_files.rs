// SPDX-License-Identifier: EUPL-1.2
//! The checks against public files as they were published: the only proof that the rules are those of the real
//! codes. The files are large and other people's, so they are not in the repository; a test whose file is absent
//! says so and passes. `PORTICO_SHARED` names the folder that holds `data/`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::{env, format, println, string::String, vec::Vec};

use super::{Cig, CodeError, Cup, IstatCode, TaxCode};
use crate::text::{PersonalData, personal_data};

/// The rows of a file by column name, or `None` and a printed reason.
fn rows(path: &str) -> Option<Vec<HashMap<String, String>>> {
    let folder = env::var_os("PORTICO_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let path = folder.join("data").join(path);
    if !path.exists() {
        println!(
            "skipped: {} is absent (set PORTICO_SHARED to the folder that holds data/)",
            path.display()
        );
        return None;
    }
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let rows: Result<_, _> = reader.deserialize().collect();
    Some(rows.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

#[test]
fn the_tender_codes_of_a_real_file_hold() {
    let Some(rows) = rows("procurement/l190_2020_bologna_orgs.csv") else {
        return;
    };
    let mut found: HashMap<&str, u32> = HashMap::new();
    let mut wrong = Vec::new();
    for row in &rows {
        let kind = match Cig::parse_lenient(&row["cig"]) {
            Ok(Cig::Code([b'0'..=b'9', ..])) => "classic",
            Ok(Cig::Code([b'X'..=b'Z', ..])) => "smart",
            Ok(Cig::Code(_)) => "pcp",
            Ok(Cig::Exclusion(_)) => "exclusion",
            Err(CodeError::AllZero) => "all_zero",
            Err(CodeError::CheckCharacters { .. }) => {
                wrong.push(format!(
                    "{}: {}",
                    row["cig"],
                    Cig::parse_lenient(&row["cig"]).unwrap_err()
                ));
                "check_characters"
            }
            Err(CodeError::Character { .. }) => "character",
            Err(CodeError::Length { .. }) => "length",
            Err(other) => panic!("{}: {other}", row["cig"]),
        };
        *found.entry(kind).or_default() += 1;
    }
    println!("{} rows: {found:?}\n{}", rows.len(), wrong.join("\n"));
    let count = |kind| found.get(kind).copied().unwrap_or(0);
    // Five of the smart codes are in small letters: a strict reading finds 1,913.
    assert_eq!(
        (count("classic"), count("smart"), count("pcp")),
        (370, 1918, 0)
    );
    assert_eq!(
        (
            count("all_zero"),
            count("check_characters"),
            count("character"),
            count("length")
        ),
        (53, 13, 10, 0)
    );
    assert_eq!(
        rows.iter()
            .filter(|row| Cig::parse(&row["cig"]).is_ok())
            .count(),
        370 + 1913
    );
}

#[test]
fn the_tax_codes_of_real_files_hold() {
    if let Some(rows) = rows("procurement/l190_2020_bologna_orgs.csv") {
        let mut valid = 0;
        for row in &rows {
            let code = TaxCode::parse(&row["supplier_cf"]);
            // The file's own column was computed by other code.
            assert_eq!(
                code.is_ok(),
                row["supplier_cf_checkdigit_ok"] == "1",
                "{}",
                row["supplier_cf"]
            );
            assert!(
                TaxCode::parse(&row["authority_cf"]).is_ok(),
                "{}",
                row["authority_cf"]
            );
            if let Ok(code) = code {
                valid += 1;
                assert!(code.province_office_plausible(), "{code}");
            }
        }
        println!(
            "{valid} of {} suppliers' tax codes are valid, all of them with a plausible office",
            rows.len()
        );
    }
    for file in [
        "registry/ets_5x1000_bologna.csv",
        "registry/cooperatives_bologna.csv",
    ] {
        let Some(rows) = rows(file) else { continue };
        let mut implausible = 0;
        for row in &rows {
            let code = TaxCode::parse(&row["tax_code"])
                .unwrap_or_else(|e| panic!("{}: {e}", row["tax_code"]));
            implausible += u32::from(!code.province_office_plausible());
        }
        println!(
            "{file}: {} tax codes are valid, {implausible} without a plausible office",
            rows.len()
        );
    }
}

#[test]
fn the_project_codes_of_a_real_file_hold() {
    let Some(rows) = rows("grants/padigitale_union.csv") else {
        return;
    };
    let mut wrong = Vec::new();
    let mut absent = 0;
    for row in &rows {
        match Cup::parse(&row["codice_cup"]) {
            Ok(_) => {}
            Err(CodeError::Length { found: 0, .. }) => absent += 1,
            Err(error) => wrong.push(format!("{:?}: {error}", row["codice_cup"])),
        }
    }
    println!(
        "{} rows, {absent} without a project code, {} wrong ones",
        rows.len(),
        wrong.len()
    );
    assert!(
        wrong.is_empty() && absent < rows.len(),
        "{}",
        wrong.join("\n")
    );
}

#[test]
fn the_metropolitan_city_has_55_municipalities() {
    let Some(rows) = rows("geo/bologna_comuni_istat.csv") else {
        return;
    };
    assert_eq!(rows.len(), 55);
    for row in &rows {
        assert!(
            IstatCode::parse(&row["istat_code"])
                .unwrap()
                .in_metropolitan_city_of_bologna(),
            "{row:?}"
        );
    }
}

/// Real subjects of contracts and names of organisations. The search has to let them all pass, except two rows of one
/// lot whose subject really names a sole trader's personal tax code (so real files do need this search). What was
/// found is not printed: it is personal data.
#[test]
fn of_ordinary_texts_only_the_one_with_a_tax_code_is_refused() {
    let (mut texts, mut hits) = (0, Vec::new());
    let mut read = 0;
    for (file, columns) in [
        (
            "procurement/l190_2020_bologna_orgs.csv",
            ["object", "supplier_name", "authority_name", "lot_id"],
        ),
        (
            "registry/ets_5x1000_bologna.csv",
            ["name", "municipality", "tax_code", "istat_code"],
        ),
    ] {
        let Some(rows) = rows(file) else { continue };
        read += 1;
        for row in &rows {
            for column in columns {
                texts += 1;
                if let Some(found) = personal_data(&row[column]) {
                    hits.push((row.get("lot_id").cloned(), column, found));
                }
            }
            // All columns of a row in one text: codes next to codes.
            texts += 1;
            let mut fields: Vec<_> = row
                .iter()
                .filter(|(column, _)| *column != "object")
                .collect();
            fields.sort();
            let line = fields
                .into_iter()
                .map(|(_, value)| value.as_str())
                .collect::<Vec<_>>()
                .join(" ");
            if let Some(found) = personal_data(&line) {
                hits.push((row.get("lot_id").cloned(), "all", found));
            }
        }
    }
    println!("{} of {texts} texts refused", hits.len());
    if read == 2 {
        let lot = Some(String::from("idm61263"));
        assert_eq!(
            hits,
            [155, 155].map(|at| (lot.clone(), "object", PersonalData::TaxCode { at }))
        );
    }
}
