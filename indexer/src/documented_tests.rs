// SPDX-License-Identifier: EUPL-1.2
//! docs/database.md says what every table, column and view is.

use std::collections::BTreeMap;

use portico_rules::memory::{Chain, sample};
use rusqlite::Connection;

use crate::testing::empty;

const PAGE: &str = include_str!("../../docs/database.md");

/// The page's text by heading.
fn sections() -> BTreeMap<&'static str, &'static str> {
    PAGE.split("\n#### ")
        .skip(1)
        .map(|section| {
            let section = section.split("\n### ").next().unwrap_or(section);
            section.split_once('\n').unwrap()
        })
        .collect()
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut columns = connection
        .prepare("SELECT name FROM pragma_table_info(?1)")
        .unwrap();
    let columns = columns.query_map([table], |row| row.get(0)).unwrap();
    columns.map(Result::unwrap).collect()
}

#[test]
fn every_table_and_column_is_documented() {
    let (_directory, database) = empty(&Chain::new(sample::START));
    let connection = &database.connection;
    let mut names = connection
        .prepare(
            "SELECT name FROM pragma_table_list
             WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )
        .unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut sections = sections();
    let mut histories = Vec::new();
    for name in names.map(Result::unwrap) {
        if let Some(table) = name.strip_suffix("_history") {
            histories.push(table.to_owned());
            continue;
        }
        let text = sections
            .get(&*name)
            .unwrap_or_else(|| panic!("{name} is not in docs/database.md"));
        for column in columns(connection, &name) {
            assert!(
                text.contains(&format!("`{column}`")),
                "{name}.{column} is not in docs/database.md"
            );
        }
    }
    for table in histories {
        let (_, kept) = sections[&*table]
            .split_once(&format!("History in `{table}_history`:"))
            .unwrap_or_else(|| panic!("{table}_history is not in docs/database.md"));
        let documented = kept.matches('`').count() / 2;
        let key = columns(connection, &table);
        let history = columns(connection, &format!("{table}_history"));
        let changing = history
            .iter()
            .filter(|column| kept.contains(&format!("`{column}`")));
        assert_eq!(changing.count(), documented, "{table}_history");
        assert!(
            history.iter().all(|column| key.contains(column)),
            "{table}_history"
        );
    }
    // And nothing that is not there.
    sections.retain(|name, _| columns(connection, name).is_empty());
    assert_eq!(sections.keys().collect::<Vec<_>>(), Vec::<&&str>::new());
}
