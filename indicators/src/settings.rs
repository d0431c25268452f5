// SPDX-License-Identifier: EUPL-1.2
//! The indicators as an operator has set them: which are on, with which parameters, and the query that they are together.
//!
//! The settings are a TOML file: a table for each indicator that differs from the usual, in it `enabled = false`, or parameters by name.

use std::fmt::Write;

use portico_rules::native::sha256;

use crate::{
    ALL,
    indicator::{Definition, Indicator},
    parameter::{Parameter, Unit, Usual, Value},
};

/// Most numbers in a list.
const LONGEST_LIST: usize = 20;

/// An indicator that is on, with its parameters' values.
#[derive(Clone)]
pub struct Active {
    indicator: &'static dyn Indicator,
    values: Vec<Value>,
}

impl std::fmt::Debug for Active {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.definition().id, self.values)
    }
}

impl Active {
    /// What the indicator says of itself.
    pub fn definition(&self) -> &'static Definition {
        self.indicator.definition()
    }

    /// Its parameters, each with its value.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static Parameter, &Value)> {
        self.indicator.parameters().iter().zip(&self.values)
    }

    /// Its query, parameters filled in; `:day` is still to be bound.
    pub fn sql(&self) -> String {
        let mut sql = self.indicator.sql().to_owned();
        // The longest names first: one may begin with another.
        let mut parameters: Vec<_> = self.parameters().collect();
        parameters.sort_by_key(|(parameter, _)| std::cmp::Reverse(parameter.name.len()));
        for (parameter, value) in parameters {
            sql = sql.replace(&format!(":{}", parameter.name), &value.sql());
        }
        sql
    }
}

/// The indicators that are on.
#[derive(Clone, Debug)]
pub struct Indicators {
    active: Vec<Active>,
    mark: Option<String>,
}

impl Default for Indicators {
    fn default() -> Self {
        Indicators {
            active: ALL.iter().copied().map(usual).collect(),
            mark: None,
        }
    }
}

/// What is wrong with settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// It is not TOML.
    #[error("the settings of the indicators are not TOML: {0}")]
    NotToml(String),
    /// A table that is no indicator's.
    #[error("there is no indicator {found}; there are: {known}")]
    NoSuchIndicator {
        /// What was written.
        found: String,
        /// What can be.
        known: String,
    },
    /// A parameter that the indicator has not.
    #[error("{indicator} has no parameter {found}; it has: {known}")]
    NoSuchParameter {
        /// Of which indicator.
        indicator: String,
        /// What was written.
        found: String,
        /// What can be.
        known: String,
    },
    /// A value that makes no sense.
    #[error("{indicator}.{parameter}: {why}")]
    Value {
        /// Of which indicator.
        indicator: String,
        /// Of which parameter.
        parameter: String,
        /// What to write instead.
        why: String,
    },
}

impl Indicators {
    /// As this TOML text sets them.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn from_toml(text: &str) -> Result<Self, SettingsError> {
        let settings: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| SettingsError::NotToml(error.to_string()))?;
        for name in settings.keys() {
            if !ALL.iter().any(|known| known.definition().id == name) {
                let known: Vec<_> = ALL.iter().map(|known| known.definition().id).collect();
                return Err(SettingsError::NoSuchIndicator {
                    found: name.clone(),
                    known: known.join(", "),
                });
            }
        }
        let mut active = Vec::new();
        for indicator in ALL.iter().copied() {
            let id = indicator.definition().id;
            match settings.get(id) {
                None => active.push(usual(indicator)),
                Some(toml::Value::Table(table)) => active.extend(set(indicator, table)?),
                Some(_) => {
                    return Err(SettingsError::Value {
                        indicator: id.to_owned(),
                        parameter: "enabled".to_owned(),
                        why: format!("write a table: [{id}], and the parameters below it"),
                    });
                }
            }
        }
        let described = format!("{active:?}");
        let mark = (described != format!("{:?}", Indicators::default().active))
            .then(|| sha256(described.as_bytes()).to_hex())
            // '0x', and eight digits: enough to tell settings apart.
            .map(|hex| hex.chars().skip(2).take(8).collect());
        Ok(Indicators { active, mark })
    }

    /// Those that are on.
    pub fn active(&self) -> &[Active] {
        &self.active
    }

    /// What tells these settings from others: nothing where they are the usual ones.
    pub fn mark(&self) -> Option<&str> {
        self.mark.as_deref()
    }

    /// The table of all flags: the columns of [`Indicator::sql`] and before them `indicator`. `:day` is still to be bound.
    pub fn sql(&self) -> String {
        let mut sql = String::new();
        for active in &self.active {
            if !sql.is_empty() {
                sql.push_str("\nUNION ALL ");
            }
            // A String takes everything.
            let _ = write!(
                sql,
                "SELECT '{}' AS indicator, flagged.* FROM (\n{}) AS flagged",
                active.definition().id,
                active.sql()
            );
        }
        if sql.is_empty() {
            sql.push_str(
                "SELECT '' AS indicator, '' AS subject_kind, 0 AS subject_number, '' AS part, NULL AS administration,
                    NULL AS beneficiary, '' AS day, NULL AS amount, '{}' AS observed, '[]' AS entries WHERE 0",
            );
        }
        sql
    }
}

fn usual(indicator: &'static dyn Indicator) -> Active {
    let usual = indicator.parameters().iter().map(|each| each.usual.into());
    Active {
        indicator,
        values: usual.collect(),
    }
}

/// The indicator with these settings; none if it is off.
fn set(
    indicator: &'static dyn Indicator,
    table: &toml::Table,
) -> Result<Option<Active>, SettingsError> {
    let mut active = usual(indicator);
    let mut enabled = true;
    let wrong = |parameter: &str, why: String| SettingsError::Value {
        indicator: indicator.definition().id.to_owned(),
        parameter: parameter.to_owned(),
        why,
    };
    for (name, value) in table {
        if name == "enabled" {
            enabled = value
                .as_bool()
                .ok_or_else(|| wrong(name, "write true or false".to_owned()))?;
            continue;
        }
        let parameters = indicator.parameters();
        let Some(index) = parameters.iter().position(|known| known.name == name) else {
            let known = parameters.iter().map(|known| known.name);
            let known: Vec<_> = known.chain(["enabled"]).collect();
            return Err(SettingsError::NoSuchParameter {
                indicator: indicator.definition().id.to_owned(),
                found: name.clone(),
                known: known.join(", "),
            });
        };
        let parameter = &parameters[index];
        active.values[index] = read(parameter, value).map_err(|why| wrong(name, why))?;
    }
    Ok(enabled.then_some(active))
}

fn read(parameter: &Parameter, value: &toml::Value) -> Result<Value, String> {
    let (least, most) = (parameter.least, parameter.most);
    let unit = match parameter.unit {
        Unit::Days => "days, ",
        Unit::Percent => "percent, ",
        Unit::Hundredths => "hundredths of a percent, ",
        Unit::Cents => "euro cents, ",
        Unit::Count => "",
    };
    let one = |value: &toml::Value| match value.as_integer() {
        Some(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!(
            "write a whole number ({unit}from {least} to {most})"
        )),
    };
    match parameter.usual {
        Usual::Number(_) => one(value).map(Value::Number),
        Usual::Numbers(_) => match value.as_array() {
            Some(list) if list.len() <= LONGEST_LIST => list
                .iter()
                .map(one)
                .collect::<Result<_, _>>()
                .map(Value::Numbers),
            _ => Err(format!(
                "write a list of at most {LONGEST_LIST} whole numbers, such as [1000000]"
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_set_and_stand_in_the_query() {
        let set = Indicators::from_toml(
            "[never_confirmed]\nmost_days = 7\n[split_below_threshold]\ngrant_thresholds_cents = []\n\
             [long_unpaid]\nenabled = false",
        )
        .unwrap();
        assert_eq!(set.active().len(), ALL.len() - 1);
        let of = |id| {
            let mut active = set.active().iter();
            active.find(|active| active.definition().id == id).unwrap()
        };
        assert!(of("never_confirmed").sql().contains("'+' || 7 || ' days'"));
        assert!(of("split_below_threshold").sql().contains("WHERE 0"));
        for active in set.active() {
            let rest = active.sql().replace(":day", "");
            assert!(!rest.contains(':'), "{rest}");
        }
        assert_eq!(set.mark().map(str::len), Some(8));
        // What says the same is the same.
        let same = Indicators::from_toml("[never_confirmed]\nmost_days = 60").unwrap();
        assert_eq!(same.mark(), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, words) in [
            ("x", "TOML"),
            ("[nothing]", "there is no indicator nothing"),
            ("never_confirmed = 7", "write a table"),
            ("[never_confirmed]\ndays = 7", "it has: most_days, enabled"),
            ("[never_confirmed]\nmost_days = -1", "from 0 to 3653"),
            ("[never_confirmed]\nmost_days = \"7\"", "whole number"),
            ("[never_confirmed]\nenabled = 1", "true or false"),
            (
                "[split_below_threshold]\ngrant_thresholds_cents = 5",
                "write a list",
            ),
            (
                "[split_below_threshold]\ngrant_thresholds_cents = [0]",
                "euro cents, from 1",
            ),
        ] {
            let error = Indicators::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn no_two_have_one_name() {
        let mut ids: Vec<_> = ALL.iter().map(|each| each.definition().id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
    }
}
