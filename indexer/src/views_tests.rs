// SPDX-License-Identifier: EUPL-1.2
//! In the views for people every amount stands in euro beside its cents; and where no amount was told, none is shown.

use portico_rules::{
    import::{HistoricalRecord, ImportBody, Source},
    memory::{
        Chain, pair,
        sample::{self, who},
    },
    native::sha256,
    primitives::Cents,
};
use rusqlite::{Connection, types::ValueRef};

use crate::{
    random_ledger::{ledger_after, steps},
    testing::{empty, located, story},
};

/// Cents and the euro beside them, of every amount in every view.
fn amounts(connection: &Connection) -> Vec<(String, Option<u64>, Option<String>)> {
    let mut amounts = Vec::new();
    let mut views = connection
        .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'view'")
        .unwrap();
    let views = views.query_map([], |row| row.get::<_, String>(0)).unwrap();
    for view in views.map(Result::unwrap) {
        let mut statement = connection
            .prepare(&format!("SELECT * FROM \"{view}\""))
            .unwrap();
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for euro in &names {
                let Some(cents) = euro.strip_suffix("_eur") else {
                    continue;
                };
                let cents: Option<i64> = row.get(cents).unwrap();
                let shown = match row.get_ref(&**euro).unwrap() {
                    ValueRef::Null => None,
                    text => Some(text.as_str().unwrap().to_owned()),
                };
                let cents = cents.map(|cents| u64::try_from(cents).unwrap());
                amounts.push((format!("{view}.{euro}"), cents, shown));
            }
        }
    }
    amounts
}

/// A file whose rows tell the one amount or the other.
fn import_of_halves(chain: &mut Chain) {
    let city = pair(who::CITY);
    let source = Source {
        sha256: sha256(b"halves"),
        format: "l190-2020".into(),
        title: "Affidamenti".into(),
        publisher: "Comune di Portico di Sotto".into(),
        licence: "CC-BY-4.0".into(),
        uri: String::new(),
        rows: 2,
    };
    let record = |row, awarded: Option<Cents>, paid: Option<Cents>| HistoricalRecord {
        row,
        authority: None,
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: "Ditta Alfa".into(),
        cig: None,
        cup: None,
        procedure: "affidamento diretto".into(),
        awarded,
        paid,
        start: None,
        end: None,
        year: Some(2020),
    };
    chain.advance(6);
    let opened = chain.direct(&city, None, ImportBody::Open(source)).unwrap();
    let body = ImportBody::Record {
        after: 0,
        records: vec![
            record(1, Some(Cents(105)), None),
            record(2, None, Some(Cents(0))),
        ],
    };
    let import = opened.entry.subject.number();
    chain.direct(&city, Some(import), body).unwrap();
}

fn shown(chain: &Chain) -> Vec<(String, Option<u64>, Option<String>)> {
    let (_directory, mut database) = empty(chain);
    let entries = located(chain);
    let head = entries.last().unwrap().block;
    let from = database.cursor().unwrap();
    database.apply(from, head, &entries).unwrap();
    amounts(&database.connection)
}

#[test]
fn euro_are_the_cents_beside_them_and_nothing_told_is_nothing_shown() {
    let mut none_told = Vec::new();
    let mut past = story();
    import_of_halves(&mut past);
    for chain in [past, ledger_after(&steps(2, 350))] {
        for (column, cents, euro) in shown(&chain) {
            assert_eq!(
                euro,
                cents.map(|cents| Cents(cents).to_string()),
                "{column}"
            );
            if cents.is_none() {
                none_told.push(column);
            }
        }
    }
    for column in [
        "open_milestones.pending_eur",
        "historical_record_list.awarded_eur",
        "historical_record_list.paid_eur",
    ] {
        assert!(
            none_told.iter().any(|name| name == column),
            "every {column} is told: nothing was tried"
        );
    }
}
