// SPDX-License-Identifier: EUPL-1.2
//! OCDS and 360Giving files of fictional organisations: what is recorded, what is rejected, where and why, and which files are
//! refused as a whole. Whatever comes, accepted and rejected are the input.

use portico_import::{
    ELEMENT_LIMIT, ImportError, Mapping, Outcome, Reader, Reject, Remark, Survey, survey,
};
use portico_rules::codes::{CodeError, Cup};
use portico_rules::import::HistoricalRecord;
use portico_rules::refusal::Field;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;

const COOPERATIVE: &str = "99567800372";
const CITY: &str = "99123400378";

fn format(name: &str) -> Mapping {
    Mapping::find(name).unwrap()
}

/// What becomes of these bytes: the survey, the records and the rejects.
fn read(
    bytes: &[u8],
    name: &str,
) -> Result<(Survey, Vec<HistoricalRecord>, Vec<Reject>), ImportError> {
    let mapping = format(name);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input");
    std::fs::write(&path, bytes).unwrap();
    let surveyed = survey(&path, &mapping, &folder.path().join("rejects.csv"), |_| {})?;
    let (mut records, mut rejects) = (Vec::new(), Vec::new());
    for row in Reader::new(bytes, Path::new("input"), &mapping).unwrap() {
        match row.unwrap().outcome {
            Outcome::Record(record) => records.push(record),
            Outcome::Reject(reject) => rejects.push(reject),
        }
    }
    let (input, accepted, rejected) = (
        surveyed.input.totals,
        surveyed.accepted.totals,
        surveyed.rejected.totals,
    );
    assert_eq!(accepted.rows as usize, records.len());
    assert_eq!(rejected.rows as usize, rejects.len());
    assert_eq!(accepted.rows + rejected.rows, input.rows);
    assert_eq!(accepted.awarded.0 + rejected.awarded.0, input.awarded.0);
    assert_eq!(accepted.paid.0 + rejected.paid.0, input.paid.0);
    Ok((surveyed, records, rejects))
}

fn organisation(code: &str, name: &str) -> Value {
    json!({
        "id": format!("IT-CF-{code}"), "name": name,
        "identifier": { "scheme": "IT-CF", "id": code, "legalName": name }, "roles": ["supplier"]
    })
}

/// A compiled release: one award, one contract, two payments of which a part went back.
fn release(ocid: &str) -> Value {
    json!({
        "ocid": ocid, "id": "1", "date": "2026-03-02T09:00:00Z", "tag": ["compiled"],
        "buyer": { "id": format!("IT-CF-{CITY}"), "name": "Comune" },
        "parties": [
            organisation(CITY, "Comune"),
            organisation(COOPERATIVE, "Cooperativa Sociale Esempio")
        ],
        "planning": { "budget": { "projectID": "B31B26000120004" } },
        "tender": { "id": "9900001B43", "procurementMethod": "open", "procurementMethodDetails": "procedura aperta" },
        "awards": [{
            "id": "award-1", "status": "active", "date": "2026-03-02T09:01:12Z",
            "value": { "amount": 1000.5, "currency": "EUR" },
            "suppliers": [{ "id": format!("IT-CF-{COOPERATIVE}") }],
            "contractPeriod": { "startDate": "2020-01-01T00:00:00Z", "endDate": "2020-12-31T23:59:59Z" }
        }],
        "contracts": [{
            "id": "award-1", "awardID": "award-1",
            "period": { "startDate": "2026-03-01T00:00:00Z", "endDate": "2027-06-30T23:59:59Z" },
            "implementation": { "transactions": [
                { "id": "m1", "value": { "amount": 300, "currency": "EUR" } },
                { "id": "m2", "value": { "amount": 200.07, "currency": "EUR" } },
                { "id": "r1", "value": { "amount": -0.07, "currency": "EUR" } }
            ] }
        }]
    })
}

fn package(list: &str, items: &[Value]) -> Vec<u8> {
    let package =
        json!({ "uri": "https://data.example/1", "version": "1.1", list: items, "links": {} });
    serde_json::to_vec_pretty(&package).unwrap()
}

fn records(releases: &[Value]) -> Vec<u8> {
    let records: Vec<_> = releases
        .iter()
        .map(|release| json!({ "ocid": release["ocid"], "releases": [], "compiledRelease": release }))
        .collect();
    package("records", &records)
}

#[test]
fn an_award_becomes_a_record() {
    let (surveyed, found, rejects) =
        read(&records(&[release("ocds-x-1")]), "ocds-record-package").unwrap();
    assert_eq!(rejects, []);
    assert_eq!(surveyed.input.totals.awarded.0, 100_050);
    assert_eq!(surveyed.input.totals.paid.0, 50_000);
    assert_eq!(
        serde_json::to_value(&found[0]).unwrap(),
        json!({
            "row": 1, "authority": CITY, "recipient": COOPERATIVE,
            "recipient_name": "Cooperativa Sociale Esempio", "cig": "9900001B43", "cup": "B31B26000120004",
            "procedure": "procedura aperta", "awarded": 100_050, "paid": 50_000,
            "start": "2026-03-01", "end": "2027-06-30", "year": 2026
        })
    );
}

#[test]
fn the_same_is_read_from_every_container() {
    let one = release("ocds-x-1");
    let other = release("ocds-x-2");
    let (_, expected, _) = read(
        &records(&[one.clone(), other.clone()]),
        "ocds-record-package",
    )
    .unwrap();
    let (_, found, _) = read(
        &package("releases", &[one.clone(), other.clone()]),
        "ocds-release-package",
    )
    .unwrap();
    assert_eq!(found, expected);
    let lines = format!(
        "{one}\n{}\n",
        json!({ "ocid": "ocds-x-2", "compiledRelease": other })
    );
    let (_, found, _) = read(lines.as_bytes(), "ocds-lines").unwrap();
    assert_eq!(found, expected);
}

/// The reason why a changed release's award is rejected.
fn rejected(change: impl FnOnce(&mut Value)) -> (Survey, String) {
    let mut release = release("ocds-x-1");
    change(&mut release);
    let (surveyed, found, rejects) = read(&records(&[release]), "ocds-record-package").unwrap();
    assert_eq!(found, [], "it was recorded");
    assert_eq!(rejects.len(), 1, "{rejects:?}");
    (surveyed, rejects[0].reason.clone())
}

#[test]
fn what_cannot_be_recorded_is_rejected_with_its_place() {
    let award = "/records/0/compiledRelease/awards/0";
    type Change = fn(&mut Value);
    let cases: [(Change, &str, &str); 15] = [
        (
            |r| r["awards"][0]["value"]["currency"] = json!("GBP"),
            award,
            "another currency",
        ),
        (
            |r| {
                _ = r["awards"][0]["value"]
                    .as_object_mut()
                    .unwrap()
                    .remove("currency")
            },
            award,
            "its currency",
        ),
        (
            |r| r["awards"][0]["value"]["amount"] = json!("1000.50"),
            award,
            "written as a number",
        ),
        (
            |r| r["awards"][0]["value"]["amount"] = json!(0.001),
            award,
            "parts of a cent",
        ),
        (
            |r| r["awards"][0]["value"]["amount"] = json!(-1),
            award,
            "below zero",
        ),
        (
            |r| r["awards"][0]["value"]["amount"] = json!(1e300),
            award,
            "awarded",
        ),
        (|r| r["awards"][0]["value"] = json!([1]), award, "awarded"),
        (
            |r| r["awards"][0]["status"] = json!("cancelled"),
            award,
            "nothing was awarded",
        ),
        (
            |r| r["awards"][0]["suppliers"] = json!([]),
            award,
            "0 suppliers",
        ),
        (
            |r| r["awards"][0]["suppliers"] = json!([{}, {}]),
            award,
            "2 suppliers",
        ),
        (
            |r| r["awards"][0]["suppliers"] = json!("x"),
            award,
            "not a list",
        ),
        (
            |r| r["awards"][0]["suppliers"][0]["id"] = json!("GB-COH-1"),
            award,
            "scheme IT-CF",
        ),
        (
            |r| r["parties"][1]["identifier"]["id"] = json!("99567800373"),
            award,
            "check digit",
        ),
        (
            |r| r["parties"][1]["identifier"]["id"] = json!("RSSMRA85M01H501Q"),
            award,
            "natural person",
        ),
        (
            |r| {
                r["contracts"][0]["implementation"]["transactions"][2]["value"]["amount"] =
                    json!(-501)
            },
            award,
            "paid: is below zero",
        ),
    ];
    for (change, place, words) in cases {
        let (_, reason) = rejected(change);
        assert!(
            reason.starts_with(place) && reason.contains(words),
            "{words}: {reason}"
        );
    }
    let (surveyed, reason) = rejected(|r| {
        r["awards"] = json!([5]);
        r["contracts"] = json!([]);
    });
    assert!(reason.contains("not an object"), "{reason}");
    assert_eq!(surveyed.rejected.unreadable, 1);
    let (_, reason) = rejected(|r| _ = r.as_object_mut().unwrap().remove("ocid"));
    assert_eq!(reason, "/records/0/compiledRelease: it has no ocid");
}

#[test]
fn money_without_its_award_is_not_lost_from_sight() {
    let mut release = release("ocds-x-1");
    release["contracts"][0]["awardID"] = json!("award-2");
    let (surveyed, found, rejects) = read(&records(&[release]), "ocds-record-package").unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].paid, None);
    assert!(
        rejects[0]
            .reason
            .starts_with("/records/0/compiledRelease/contracts/0: its award \"award-2\"")
    );
    assert_eq!(surveyed.rejected.totals.paid.0, 50_000);
}

#[test]
fn an_award_that_is_told_twice_counts_once() {
    let one = release("ocds-x-1");
    let (surveyed, found, rejects) = read(
        &package("releases", &[one.clone(), one.clone()]),
        "ocds-release-package",
    )
    .unwrap();
    assert_eq!((found.len(), rejects.len()), (1, 1));
    assert!(
        rejects[0]
            .reason
            .contains("ocds-x-1 award-1 was told before"),
        "{}",
        rejects[0].reason
    );
    assert_eq!(surveyed.rejected.totals.awarded.0, 100_050);
    let mut twice = one.clone();
    twice["awards"] = json!([one["awards"][0], one["awards"][0]]);
    let (_, found, rejects) = read(&records(&[twice]), "ocds-record-package").unwrap();
    assert_eq!((found.len(), rejects.len()), (0, 2));
    // What was rejected may be right the next time.
    let mut wrong = one.clone();
    wrong["awards"][0]["status"] = json!("pending");
    let (_, found, rejects) =
        read(&package("releases", &[wrong, one]), "ocds-release-package").unwrap();
    assert_eq!((found.len(), rejects.len()), (1, 1));
}

#[test]
fn reported_final_values_are_paid_where_there_are_no_transactions() {
    let mut release = release("ocds-x-1");
    release["contracts"][0]["implementation"] =
        json!({ "finalValue": { "amount": 7, "currency": "EUR" } });
    release["awards"][0]
        .as_object_mut()
        .unwrap()
        .remove("value");
    release["contracts"][0]["value"] = json!({ "amount": 5, "currency": "EUR" });
    let (surveyed, found, _) = read(&records(&[release]), "ocds-record-package").unwrap();
    assert_eq!(
        (found[0].awarded.unwrap().0, found[0].paid.unwrap().0),
        (500, 700)
    );
    assert_eq!(surveyed.paid_above_awarded, 1);
}

#[test]
fn rejects_have_their_line_and_their_text() {
    let mut other = release("ocds-x-2");
    other["awards"][0]["suppliers"] = json!([]);
    let bytes = records(&[release("ocds-x-1"), other]);
    let (_, _, rejects) = read(&bytes, "ocds-record-package").unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let line = text.lines().nth(rejects[0].line as usize - 1).unwrap();
    assert_eq!(line.trim(), "{");
    assert!(text.contains(&rejects[0].original));
    let original: Value = serde_json::from_str(&rejects[0].original).unwrap();
    assert_eq!(original["id"], "award-1");
    assert_eq!(rejects[0].row, 2);
}

#[test]
fn a_process_without_an_award_is_no_row() {
    let mut planning = release("ocds-x-2");
    for list in ["awards", "contracts"] {
        planning.as_object_mut().unwrap().remove(list);
    }
    let (surveyed, found, _) = read(
        &records(&[planning.clone(), release("ocds-x-1")]),
        "ocds-record-package",
    )
    .unwrap();
    assert_eq!((found.len(), surveyed.without_rows), (1, 1));
    let error = read(&records(&[planning]), "ocds-record-package").unwrap_err();
    assert!(matches!(error, ImportError::NoRows), "{error}");
}

#[test]
fn a_hostile_element_is_one_reject() {
    let deep = "[".repeat(500_000) + &"]".repeat(500_000);
    let long = format!("\"{}\"", "x".repeat(ELEMENT_LIMIT));
    let good = release("ocds-x-1");
    let line = good.to_string();
    // What nobody asks for may be as deep as it likes.
    let with_depth = line.replacen('{', &format!("{{\"x\":{deep},"), 1);
    let doubled = line.replacen(
        "\"ocid\":\"ocds-x-1\"",
        "\"ocid\":\"ocds-x-1\",\"awards\":[],\"ocid\":\"ocds-x-3\"",
        1,
    );
    let file = format!("{deep}\n{long}\nnull\n{{\"ocid\":\n{doubled}\n{with_depth}\n");
    let (surveyed, found, rejects) = read(file.as_bytes(), "ocds-lines").unwrap();
    assert_eq!(found.len(), 1);
    let reasons: Vec<_> = rejects
        .iter()
        .map(|reject| (reject.line, reject.reason.as_str()))
        .collect();
    assert_eq!(rejects.len(), 5, "{reasons:?}");
    assert!(rejects[0].reason.contains("not an object") || rejects[0].reason.contains("JSON"));
    assert!(
        rejects[1].reason.contains("longer than"),
        "{}",
        rejects[1].reason
    );
    assert!(rejects[1].original.len() < 5_000);
    assert!(
        rejects[3].reason.contains("not JSON"),
        "{}",
        rejects[3].reason
    );
    assert_eq!(rejects[4].line, 5);
    assert_eq!(surveyed.rejected.unreadable, 5);
}

#[test]
fn what_is_broken_as_a_whole_is_refused() {
    let whole = records(&[release("ocds-x-1")]);
    for end in [whole.len() - 2, whole.len() / 2, 40] {
        let error = read(&whole[..end], "ocds-record-package").unwrap_err();
        let is_told = matches!(
            error,
            ImportError::Truncated { .. } | ImportError::MissingList { .. }
        );
        assert!(is_told, "{end}: {error}");
    }
    let error = read(&whole, "ocds-release-package")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("records") && error.contains("ocds-record-package"),
        "{error}"
    );
    let line = release("ocds-x-1").to_string();
    let half = format!("{line}\n{}", &line[..line.len() / 2]);
    let error = read(half.as_bytes(), "ocds-lines").unwrap_err();
    assert!(
        matches!(error, ImportError::Truncated { line: 2, .. }),
        "{error}"
    );
    assert!(matches!(
        read(b"a,b\n1,2\n", "360giving").unwrap_err(),
        ImportError::NotJson { .. }
    ));
}

fn grant(id: &str) -> Value {
    json!({
        "id": id, "title": "Contributo", "description": "Per il doposcuola di Maria Rossi",
        "currency": "EUR", "amountAwarded": 12_000, "amountDisbursed": 4_000.25, "awardDate": "2024-05-02",
        "plannedDates": [{ "startDate": "2024-06-01", "endDate": "2025-05-31" }],
        "recipientOrganization": [{ "id": format!("IT-CF-{COOPERATIVE}"), "name": "Associazione Esempio" }],
        "fundingOrganization": [{ "id": format!("IT-CF-{CITY}"), "name": "Comune" }],
        "grantProgramme": [{ "code": "b3", "title": "Bando 3/2024" }],
        "classifications": [{ "vocabulary": "CUP", "code": "B31B26000120004" }]
    })
}

#[test]
fn a_grant_becomes_a_record() {
    let (_, found, rejects) = read(&package("grants", &[grant("360G-x-1")]), "360giving").unwrap();
    assert_eq!(rejects, []);
    let record = serde_json::to_value(&found[0]).unwrap();
    assert_eq!(
        record,
        json!({
            "row": 1, "authority": CITY, "recipient": COOPERATIVE, "recipient_name": "Associazione Esempio",
            "cig": null, "cup": "B31B26000120004", "procedure": "Bando 3/2024", "awarded": 1_200_000, "paid": 400_025,
            "start": "2024-06-01", "end": "2025-05-31", "year": 2024
        })
    );
    // The free text is nowhere.
    assert!(!record.to_string().contains("Rossi"));
}

#[test]
fn a_code_that_is_no_cup_is_left_out_and_counted_and_the_money_stays() {
    let with = |id: &str, codes: &[&str]| {
        let mut grant = grant(id);
        grant["classifications"] = codes
            .iter()
            .map(|code| json!({ "vocabulary": "CUP", "code": code }))
            .collect();
        grant
    };
    let grants = [
        with("360G-x-1", &["B31B2600012000"]),
        // As others write it; the one that is wrong is not told then.
        with(
            "360G-x-2",
            &["none", " b31b26000120004 ", "B31B26000120005"],
        ),
        with("360G-x-3", &["000000000000000"]),
        with("360G-x-4", &[]),
        with("360G-x-5", &["B31B26000120004", "B31B2600012000"]),
    ];
    let file = package("grants", &grants);
    let (surveyed, found, rejects) = read(&file, "360giving").unwrap();
    assert_eq!(rejects, []);
    let cups: Vec<_> = found.iter().map(|record| record.cup).collect();
    let cup = Some(Cup::parse("B31B26000120004").unwrap());
    assert_eq!(cups, [None, cup, None, None, cup]);
    assert_eq!(surveyed.accepted.totals.awarded.0, 5 * 1_200_000);
    let [(_, Remark::CodeLeftOut { field, error })] = surveyed.codes_left_out[..] else {
        panic!("{:?}", surveyed.codes_left_out);
    };
    assert_eq!(field, Field::Cup);
    assert_eq!(
        error,
        CodeError::Length {
            expected: 15,
            found: 14
        }
    );
}

#[test]
fn grants_that_cannot_be_recorded_are_rejected() {
    let mut foreign = grant("360G-x-2");
    foreign["currency"] = json!("GBP");
    let mut person = grant("360G-x-3");
    person["recipientIndividual"] = json!({ "id": "x", "name": "y" });
    let mut other = grant("360G-x-4");
    other["recipientOrganization"][0]["id"] = json!("GB-CHC-1164883");
    let mut nameless = grant("");
    nameless["amountAwarded"] = json!(0.5);
    let grants = [
        grant("360G-x-1"),
        foreign,
        person,
        other,
        grant("360G-x-1"),
        nameless,
    ];
    let (surveyed, found, rejects) = read(&package("grants", &grants), "360giving").unwrap();
    assert_eq!(found.len(), 1);
    let words = [
        "another currency",
        "natural person",
        "scheme IT-CF",
        "told before",
        "it has no id",
    ];
    for (index, (reject, words)) in rejects.iter().zip(words).enumerate() {
        let place = format!("/grants/{}", index + 1);
        assert!(
            reject.reason.starts_with(&place) && reject.reason.contains(words),
            "{}",
            reject.reason
        );
    }
    assert_eq!(surveyed.rejected.unreadable, 1);
    assert_eq!(surveyed.rejected.totals.awarded.0, 3 * 1_200_000 + 50);
}

#[test]
fn grants_in_a_spreadsheet_are_the_same() {
    let heading = "Identifier,Title,Description,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,\
                   Recipient Org:Name,Funding Org:Identifier,Funding Org:Name\n";
    let row = |id: &str, currency: &str, recipient: &str| {
        format!(
            "{id},Contributo,x,{currency},12000.00,2024-05-02,{recipient},Associazione Esempio,IT-CF-{CITY},Comune\n"
        )
    };
    let file = [
        heading.to_owned(),
        row("1", "EUR", &format!("IT-CF-{COOPERATIVE}")),
        row("2", "GBP", &format!("IT-CF-{COOPERATIVE}")),
        row("3", "EUR", "GB-CHC-1164883"),
        row("4", "EUR", COOPERATIVE),
    ]
    .concat();
    let (_, found, rejects) = read(file.as_bytes(), "360giving-csv").unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].year, found[0].awarded.unwrap().0),
        (Some(2024), 1_200_000)
    );
    assert_eq!(found[0].authority.unwrap().as_str(), CITY);
    assert!(
        rejects[0].reason.contains("only rows with \"EUR\""),
        "{}",
        rejects[0].reason
    );
    assert!(
        rejects[1].reason.contains("IT-CF-"),
        "{}",
        rejects[1].reason
    );
    assert!(
        rejects[2].reason.contains("IT-CF-"),
        "{}",
        rejects[2].reason
    );
}

/// Any JSON, with the words that are looked for among its names.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zA-Z0-9/\"\\\\]{0,12}".prop_map(Value::from),
        Just(json!("IT-CF-99567800372")),
        Just(json!("EUR")),
    ];
    let names = prop::sample::select(vec![
        "ocid",
        "id",
        "awards",
        "contracts",
        "awardID",
        "value",
        "amount",
        "currency",
        "suppliers",
        "parties",
        "identifier",
        "scheme",
        "buyer",
        "tender",
        "planning",
        "budget",
        "projectID",
        "implementation",
        "transactions",
        "finalValue",
        "compiledRelease",
        "releases",
        "recipientOrganization",
        "fundingOrganization",
        "amountAwarded",
        "amountDisbursed",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..8).prop_map(|members| {
                Value::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// Replaces the value at some place of a good release by any other.
fn spoiled() -> impl Strategy<Value = Value> {
    let good = release("ocds-x-1");
    let mut places = Vec::new();
    fn collect(value: &Value, place: &str, places: &mut Vec<String>) {
        places.push(place.to_owned());
        match value {
            Value::Object(members) => members
                .iter()
                .for_each(|(name, value)| collect(value, &format!("{place}/{name}"), places)),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(index, value)| collect(value, &format!("{place}/{index}"), places)),
            _ => {}
        }
    }
    collect(&good, "", &mut places);
    (prop::sample::select(places), any_json()).prop_map(move |(place, other)| {
        let mut release = good.clone();
        *release.pointer_mut(&place).unwrap() = other;
        release
    })
}

proptest! {
    #[test]
    fn accepted_and_rejected_are_the_input(elements in prop::collection::vec(prop_oneof![any_json(), spoiled()], 1..6)) {
        for (list, name) in [("releases", "ocds-release-package"), ("grants", "360giving")] {
            match read(&package(list, &elements), name) {
                Ok(_) | Err(ImportError::NoRows) => {}
                Err(error) => prop_assert!(false, "{error}"),
            }
        }
        let lines: String = elements.iter().map(|element| format!("{element}\n")).collect();
        match read(lines.as_bytes(), "ocds-lines") {
            Ok(_) | Err(ImportError::NoRows) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), list in "releases|records|grants") {
        let mut file = format!("{{\"{list}\":[").into_bytes();
        file.extend_from_slice(&bytes);
        for name in ["ocds-release-package", "ocds-record-package", "360giving", "ocds-lines"] {
            let _ = read(&file, name);
        }
    }
}
