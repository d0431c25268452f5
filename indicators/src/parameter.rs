// SPDX-License-Identifier: EUPL-1.2
//! What an operator can set of an indicator: whole numbers, and lists of them, each within its bounds.

use std::fmt;

use serde::Serialize;

/// A parameter of an indicator.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in settings and, after a colon, in the query.
    pub name: &'static str,
    /// What it decides.
    pub about: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What it is if nothing is set.
    pub usual: Usual,
    /// The smallest number that makes sense.
    pub least: i64,
    /// The largest number that it may be.
    pub most: i64,
}

/// What a parameter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Days.
    Days,
    /// Hundredths.
    Percent,
    /// Hundredths of a hundredth: 250 is 2.5 percent.
    Hundredths,
    /// How many of something.
    Count,
    /// Euro cents.
    Cents,
}

impl Unit {
    /// The same as a word.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Days => "days",
            Unit::Percent => "percent",
            Unit::Hundredths => "hundredths",
            Unit::Count => "count",
            Unit::Cents => "cents",
        }
    }
}

/// What a parameter is if nothing is set.
#[derive(Clone, Copy, Debug)]
pub enum Usual {
    /// One number.
    Number(i64),
    /// Several numbers.
    Numbers(&'static [i64]),
}

/// What a parameter is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// One number, in the parameter's unit.
    Number(i64),
    /// Several, in the parameter's unit.
    Numbers(Vec<i64>),
}

impl From<Usual> for Value {
    fn from(usual: Usual) -> Self {
        match usual {
            Usual::Number(number) => Value::Number(number),
            Usual::Numbers(numbers) => Value::Numbers(numbers.to_vec()),
        }
    }
}

impl Value {
    /// As it stands in a query: digits, or a table of one column. No text of the operator's gets into SQL.
    pub(crate) fn sql(&self) -> String {
        match self {
            Value::Number(number) => number.to_string(),
            Value::Numbers(numbers) if numbers.is_empty() => {
                "(SELECT NULL AS column1 WHERE 0)".to_owned()
            }
            Value::Numbers(numbers) => {
                let rows: Vec<_> = numbers.iter().map(|number| format!("({number})")).collect();
                format!("(VALUES {})", rows.join(", "))
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => write!(f, "{number}"),
            Value::Numbers(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(i64::to_string).collect();
                f.write_str(&numbers.join(", "))
            }
        }
    }
}

impl Parameter {
    /// A number of days, at most ten years.
    pub(crate) const fn days(
        name: &'static str,
        usual: i64,
        least: i64,
        about: &'static str,
    ) -> Self {
        Parameter {
            name,
            about,
            unit: Unit::Days,
            usual: Usual::Number(usual),
            least,
            most: 3_653,
        }
    }

    /// Hundredths, up to `most`.
    pub(crate) const fn percent(
        name: &'static str,
        usual: i64,
        most: i64,
        about: &'static str,
    ) -> Self {
        Parameter {
            name,
            about,
            unit: Unit::Percent,
            usual: Usual::Number(usual),
            least: 0,
            most,
        }
    }

    /// How many of something, from 1.
    pub(crate) const fn count(name: &'static str, usual: i64, about: &'static str) -> Self {
        Parameter {
            name,
            about,
            unit: Unit::Count,
            usual: Usual::Number(usual),
            least: 1,
            most: 1_000_000,
        }
    }

    /// Numbers, of which there may be none: a threshold that need not be set.
    pub(crate) const fn list(
        name: &'static str,
        usual: &'static [i64],
        unit: Unit,
        about: &'static str,
    ) -> Self {
        Parameter {
            name,
            about,
            unit,
            usual: Usual::Numbers(usual),
            least: 0,
            most: 1_000_000,
        }
    }

    /// Amounts in cents, up to a trillion euro.
    pub(crate) const fn amounts(
        name: &'static str,
        usual: &'static [i64],
        about: &'static str,
    ) -> Self {
        Parameter {
            name,
            about,
            unit: Unit::Cents,
            usual: Usual::Numbers(usual),
            least: 1,
            most: 100_000_000_000_000,
        }
    }
}
