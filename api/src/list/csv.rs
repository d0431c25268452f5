// SPDX-License-Identifier: EUPL-1.2
//! Lists as CSV (RFC 4180), for spreadsheets. The columns follow from the schema of an item, so that they are the same
//! whatever the items are: an object's fields become columns named `administration_name`, an amount becomes
//! `…_cents` and `…_amount` (all are euro), and a list inside an item stands in one cell, as JSON.

use std::collections::HashMap;

use ::csv::{QuoteStyle, Terminator, WriterBuilder};
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{Object, SchemaType, Type},
    },
};

/// Most objects inside each other; no item has as many.
const DEEPEST: usize = 8;

/// A column: its heading, and where in an item its value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    heading: String,
    path: Vec<String>,
}

/// The columns of a list of such items.
pub(super) fn columns<T: ToSchema>() -> Vec<Column> {
    let mut named = Vec::new();
    T::schemas(&mut named);
    let named = named.into_iter().collect();
    let mut columns = Vec::new();
    add(&T::schema(), &named, &[], &mut columns);
    columns
}

fn add(
    schema: &RefOr<Schema>,
    named: &HashMap<String, RefOr<Schema>>,
    path: &[String],
    columns: &mut Vec<Column>,
) {
    let leaf = || Column {
        heading: path.join("_"),
        path: path.to_vec(),
    };
    let schema = match schema {
        RefOr::Ref(reference) => {
            let name = reference
                .ref_location
                .rsplit('/')
                .next()
                .unwrap_or_default();
            match named.get(name) {
                Some(schema) if path.len() < DEEPEST => return add(schema, named, path, columns),
                _ => return columns.push(leaf()),
            }
        }
        RefOr::T(schema) => schema,
    };
    match schema {
        Schema::Object(object) if !object.properties.is_empty() => {
            let is_money = ["cents", "amount", "currency"]
                .iter()
                .all(|field| object.properties.contains_key(*field));
            for (name, property) in &object.properties {
                if !(is_money && name == "currency") {
                    let path = [path, std::slice::from_ref(name)].concat();
                    add(property, named, &path, columns);
                }
            }
        }
        // Fields of one struct that stand among another's.
        Schema::AllOf(all) => all
            .items
            .iter()
            .for_each(|part| add(part, named, path, columns)),
        // What may be null.
        Schema::OneOf(one) => {
            let mut parts = one.items.iter().filter(|part| !is_null(part));
            match (parts.next(), parts.next()) {
                (Some(part), None) => add(part, named, path, columns),
                _ => columns.push(leaf()),
            }
        }
        _ => columns.push(leaf()),
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(
        schema,
        RefOr::T(Schema::Object(Object {
            schema_type: SchemaType::Type(Type::Null),
            ..
        }))
    )
}

/// Writes the headings.
///
/// # Errors
/// Never, into memory; the writer's own otherwise.
pub(super) fn headings(columns: &[Column], out: &mut Vec<u8>) -> Result<(), ::csv::Error> {
    record(out, columns.iter().map(|column| column.heading.clone()))
}

/// Writes an item.
///
/// # Errors
/// Likewise.
pub(super) fn item(
    columns: &[Column],
    item: &Value,
    out: &mut Vec<u8>,
) -> Result<(), ::csv::Error> {
    record(
        out,
        columns.iter().map(|column| {
            let value = column
                .path
                .iter()
                .try_fold(item, |value, field| value.get(field));
            cell(value.unwrap_or(&Value::Null))
        }),
    )
}

fn record(out: &mut Vec<u8>, cells: impl Iterator<Item = String>) -> Result<(), ::csv::Error> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(out);
    writer.write_record(cells)?;
    Ok(writer.flush()?)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => harmless(text),
        Value::Array(_) | Value::Object(_) => harmless(&value.to_string()),
    }
}

/// Text that no spreadsheet takes for a formula (OWASP, CSV injection): what begins like one has an apostrophe before
/// it. So has what begins with an apostrophe, so that taking the first one away always gives the text.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use portico_rules::primitives::Cents;
    use serde::Serialize;

    #[derive(Serialize, ToSchema)]
    struct Inner {
        b: String,
        amount: Option<Money>,
    }

    #[derive(Serialize, ToSchema)]
    struct Flat {
        a: u32,
    }

    #[derive(Serialize, ToSchema)]
    struct Item {
        #[serde(flatten)]
        flat: Flat,
        inner: Option<Inner>,
        list: Vec<u32>,
        text: Option<String>,
        paid: Money,
    }

    fn written(item_: &Item) -> String {
        let columns = columns::<Item>();
        let mut out = Vec::new();
        headings(&columns, &mut out).unwrap();
        item(&columns, &serde_json::to_value(item_).unwrap(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn objects_become_columns() {
        let mut item = Item {
            flat: Flat { a: 1 },
            inner: Some(Inner {
                b: "x, \"y\"\r\nz".into(),
                amount: Some(Money(Cents(705))),
            }),
            list: vec![1, 2],
            text: None,
            paid: Money(Cents(100)),
        };
        let headings =
            "a,inner_b,inner_amount_cents,inner_amount_amount,list,text,paid_cents,paid_amount\r\n";
        assert_eq!(
            written(&item),
            format!("{headings}1,\"x, \"\"y\"\"\r\nz\",705,7.05,\"[1,2]\",,100,1.00\r\n")
        );
        item.inner = None;
        assert_eq!(
            written(&item),
            format!("{headings}1,,,,\"[1,2]\",,100,1.00\r\n")
        );
    }

    #[test]
    fn nothing_is_a_formula() {
        for text in [
            "=1+1", "+39", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "'x", "＝1",
        ] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "a=1", "1-2", "Perché no"] {
            assert_eq!(harmless(text), text);
        }
    }
}
