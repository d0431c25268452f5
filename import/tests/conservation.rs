// SPDX-License-Identifier: EUPL-1.2
//! Whatever a file holds, accepted and rejected rows and cents are its rows and cents: on generated dirty files, whose
//! sums are known because they were generated.

use portico_import::{Mapping, survey};
use portico_rules::primitives::Cents;
use proptest::prelude::*;

const MAPPING: &str = r#"
format = "generated"
[amounts]
decimal_mark = ","
thousands_mark = "."
[dates]
forms = ["DD/MM/YYYY"]
[file]
delimiter = ";"
[columns]
recipient = "cf"
cig = "cig"
awarded = "aggiudicato"
paid = "liquidato"
start = "inizio"
[recipient_name]
column = "nome"
"#;

/// An amount as written, and its cents if it can be read.
fn amount() -> impl Strategy<Value = (String, Option<u64>)> {
    prop_oneof![
        6 => (0u64..1_000_000_000).prop_map(|cents| (Cents(cents).to_string().replace('.', ","), Some(cents))),
        2 => (1u64..999, 0u64..1000, 0u64..100).prop_map(|(thousands, rest, cents)| {
            (format!("{thousands}.{rest:03},{cents:02}"), Some((thousands * 1000 + rest) * 100 + cents))
        }),
        1 => Just((String::new(), Some(0))),
        1 => "[0-9]{1,3}[.][0-9]{1,2}|[a-z€]{1,5}|-[1-9]|[0-9]{1,4},[0-9]{2}[1-9]".prop_map(|text| (text, None)),
    ]
}

fn code() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("99567800372".to_owned()),
        1 => Just(String::new()),
        1 => Just("RSSMRA85M01H501Q".to_owned()),
        1 => "[0-9]{11}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    "[A-Za-zàÃ .;\"\n@]{0,20}"
}

fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn accepted_and_rejected_are_the_input(
        rows in prop::collection::vec((code(), text(), amount(), amount(), "[0-9]{2}/[0-9]{2}/[0-9]{4}|", text()), 1..30)
    ) {
        let mapping = Mapping::parse(MAPPING, "generated").unwrap();
        let mut file = String::from("cf;nome;cig;aggiudicato;liquidato;inizio;altro\n");
        let (mut awarded, mut paid, mut unreadable) = (0, 0, 0);
        for (code, name, award, payment, day, other) in &rows {
            let fields = [code, name, "", &award.0, &payment.0, day, other].map(quoted);
            file.push_str(&fields.join(";"));
            file.push('\n');
            awarded += award.1.unwrap_or(0);
            paid += payment.1.unwrap_or(0);
            unreadable += u32::from(award.1.is_none() || payment.1.is_none());
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("input.csv");
        std::fs::write(&path, &file).unwrap();
        let survey = survey(&path, &mapping, &folder.path().join("rejects.csv"), |_| {}).unwrap();
        let (input, accepted, rejected) = (survey.input, survey.accepted.totals, survey.rejected.totals);
        prop_assert_eq!(input.totals.rows as usize, rows.len());
        prop_assert_eq!((input.totals.awarded.0, input.totals.paid.0), (awarded, paid));
        prop_assert_eq!(input.unreadable, unreadable);
        prop_assert_eq!(accepted.rows + rejected.rows, input.totals.rows);
        prop_assert_eq!(accepted.awarded.0 + rejected.awarded.0, awarded);
        prop_assert_eq!(accepted.paid.0 + rejected.paid.0, paid);
        let written = csv::Reader::from_path(folder.path().join("rejects.csv")).unwrap().into_records().count();
        prop_assert_eq!(written, rejected.rows as usize);
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mapping = Mapping::parse(MAPPING, "generated").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("input.csv");
        let mut file = b"cf;nome;cig;aggiudicato;liquidato;inizio\n".to_vec();
        file.extend_from_slice(&bytes);
        std::fs::write(&path, &file).unwrap();
        let _ = survey(&path, &mapping, &folder.path().join("rejects.csv"), |_| {});
    }
}
