// SPDX-License-Identifier: EUPL-1.2
//! What holds for every indicator.

use std::collections::BTreeSet;

use portico_indicators::{ALL, Flag, Indicators, flags};
use portico_rules::memory::sample::{party, who};
use rusqlite::Connection;

use crate::ledger::{ASSOCIATION, ASSOCIATION_KEY, Told};

/// Settings under which everything is suspicious.
pub(crate) const STRICT: &str = "
    [concentration_on_one_beneficiary]
    share_percent = 0
    least_awards = 1
    least_beneficiaries = 1
    [lapsed_review_at_award]
    least_days = 3653
    [long_unpaid]
    most_days = 0
    [never_confirmed]
    most_days = 0
    [payment_soon_after_attestation]
    least_days = 3653
    [repeated_amendments]
    least_amendments = 1
    [same_attester_always]
    least_claims = 1
    least_awards = 1
    [split_below_threshold]
    margin_percent = 100
    grant_thresholds_cents = [600000, 1000000]
    [historical_concentration]
    share_percent = 0
    least_records = 1
    least_recipients = 1
    [historical_paid_above_awarded]
    most_percent = 0
    [historical_split_below_threshold]
    margin_percent = 100
    thresholds_cents = [600000]
";

/// A ledger that has a bit of everything.
fn busy() -> Told {
    let mut told = Told::new();
    for (beneficiary, key) in [
        (party::COOPERATIVE, who::COOPERATIVE),
        (ASSOCIATION, ASSOCIATION_KEY),
    ] {
        for _ in 0..2 {
            let award = told.grant(beneficiary, 500_000);
            told.claim(award, key, 1, 100_000);
            told.attest(award, who::CITY_ATTESTS, 1);
            told.pay(award, 1, 60_000, told.today());
            told.days(3);
        }
    }
    crate::grants::amend(&mut told, 1, 1, 700_000);
    let rows = [1, 2].map(|row| crate::historical::record(row, 6_234_500_037, 400_000));
    crate::historical::import(&mut told, &rows);
    told.days(2);
    told
}

#[test]
fn a_flag_names_only_entries_that_exist_and_each_has_some() {
    let told = busy();
    let flags = told.flags(STRICT);
    let raised: BTreeSet<_> = flags.iter().map(|flag| flag.indicator.as_str()).collect();
    // Those of tenders, whose names are Cardinal's, have ledgers of their own.
    let ids = ALL.iter().map(|each| each.definition().id);
    let all: BTreeSet<_> = ids.filter(|id| !id.starts_with('R')).collect();
    assert_eq!(raised, all, "the ledger does not raise every flag");
    assert_flags_hold(&told, &flags);
}

/// Entries that exist, some at the least, each once; a day that is not in the future; a key that no other flag has.
pub(crate) fn assert_flags_hold(told: &Told, flags: &[Flag]) {
    let on_the_ledger: BTreeSet<_> = told
        .chain
        .entries
        .iter()
        .map(|placed| {
            let entry = &placed.appended.entry;
            let kind = entry.subject.kind().word().to_owned();
            (
                kind,
                entry.subject.number(),
                entry.seq,
                placed.appended.head.to_hex(),
            )
        })
        .collect();
    let mut keys = BTreeSet::new();
    for flag in flags {
        assert!(!flag.entries.is_empty(), "{flag:?}");
        assert_eq!(flag.entries.len() as u32, flag.entry_count, "{flag:?}");
        for entry in &flag.entries {
            let named = (
                entry.subject_kind.clone(),
                entry.subject_number,
                entry.seq,
                entry.head.clone(),
            );
            assert!(on_the_ledger.contains(&named), "{flag:?}");
        }
        let ids: Vec<_> = flag.entries.iter().map(|entry| entry.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "an entry twice: {flag:?}");
        assert!(
            flag.day <= told.today().to_string(),
            "in the future: {flag:?}"
        );
        assert!(flag.observed.is_object(), "{flag:?}");
        let key = (
            &flag.indicator,
            &flag.subject_kind,
            flag.subject_number,
            &flag.part,
        );
        assert!(keys.insert(key), "two flags with one key: {flag:?}");
    }
}

#[test]
fn an_empty_ledger_raises_nothing_and_what_is_off_neither() {
    assert_eq!(Told::new().flags(STRICT), []);
    let off: String = ALL
        .iter()
        .map(|each| format!("[{}]\nenabled = false\n", each.definition().id))
        .collect();
    assert_eq!(busy().flags(&off), []);
}

#[test]
fn who_has_the_database_and_the_query_gets_the_same() {
    let told = busy();
    let indicators = Indicators::from_toml(STRICT).unwrap();
    let connection: Connection = told.database();
    let flags = flags(&connection, &indicators, told.today()).unwrap();
    for active in indicators.active() {
        let mut statement = connection.prepare(&active.sql()).unwrap();
        let columns: Vec<_> = statement.column_names().collect();
        let expected = [
            "subject_kind",
            "subject_number",
            "part",
            "administration",
            "beneficiary",
            "day",
            "amount",
            "observed",
            "entries",
        ];
        assert_eq!(columns, expected, "{}", active.definition().id);
        let day = told.today().to_string();
        let bound: &[(&str, &dyn rusqlite::ToSql)] = &[(":day", &day)];
        let bound = if active.sql().contains(":day") {
            bound
        } else {
            &[]
        };
        let found = statement
            .query_map(bound, |row| {
                Ok((row.get::<_, u32>(1)?, row.get::<_, String>(2)?))
            })
            .unwrap()
            .collect::<Result<BTreeSet<_>, _>>()
            .unwrap();
        let of_this: BTreeSet<_> = flags
            .iter()
            .filter(|flag| flag.indicator == active.definition().id)
            .map(|flag| (flag.subject_number, flag.part.clone()))
            .collect();
        assert_eq!(found, of_this);
    }
}

#[test]
fn every_indicator_says_what_it_is() {
    for indicator in ALL {
        let definition = indicator.definition();
        for text in [
            definition.title,
            definition.definition,
            definition.why,
            definition.false_positives,
            definition.source,
        ] {
            assert!(text.len() > 5, "{}", definition.id);
        }
        for parameter in indicator.parameters() {
            assert!(
                definition.definition.contains(parameter.name)
                    || parameter.name.ends_with("_cents"),
                "{}",
                parameter.name
            );
            assert!(
                indicator.sql().contains(&format!(":{}", parameter.name)),
                "{}",
                parameter.name
            );
        }
        for table in definition.data {
            assert!(
                indicator.sql().contains(table),
                "{}: {table}",
                definition.id
            );
        }
    }
    // What stands in the document is what the code does.
    let document = include_str!("../../../docs/red-flags.md");
    for indicator in ALL {
        let definition = indicator.definition();
        assert!(
            document.contains(&format!("### {}\n", definition.id)),
            "{}",
            definition.id
        );
        for text in [
            definition.definition,
            definition.false_positives,
            definition.source,
        ] {
            let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                plain(document).contains(&plain(text)),
                "docs/red-flags.md lacks: {text}"
            );
        }
        for parameter in indicator.parameters() {
            let row = format!(
                "| `{}` | {} |",
                parameter.name,
                portico_indicators::Value::from(parameter.usual)
            );
            assert!(document.contains(&row), "docs/red-flags.md lacks: {row}");
        }
    }
}
