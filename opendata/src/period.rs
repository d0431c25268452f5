// SPDX-License-Identifier: EUPL-1.2
//! Of which years an export is.

use portico_rules::date::Date;

const SECONDS_PER_DAY: i64 = 86_400;

/// All years, or one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Years {
    /// All of them.
    All,
    /// This calendar year (UTC), 1970–2199.
    One(u16),
}

impl Years {
    /// One year, as a person writes it.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(year @ 1970..=2199) if text.len() == 4 => Ok(Years::One(year)),
            _ => Err("write a year of four digits, from 1970 to 2199".to_owned()),
        }
    }

    /// The moments that are in it: from the first second, not beyond the last, since the epoch.
    pub(crate) fn seconds(self) -> (i64, i64) {
        let first = |year: u16| match Date::from_ymd(year, 1, 1) {
            Ok(day) => i64::from(day.days()) * SECONDS_PER_DAY,
            // Beyond the days that the ledger knows.
            Err(_) => i64::MAX,
        };
        match self {
            Years::All => (i64::MIN, i64::MAX),
            Years::One(year) => (first(year), first(year.saturating_add(1)).saturating_sub(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_and_ends_at_midnight() {
        assert_eq!(
            Years::One(2026).seconds(),
            (1_767_225_600, 1_798_761_600 - 1)
        );
        assert_eq!(Years::parse("2026"), Ok(Years::One(2026)));
        for wrong in ["", "26", "1969", "2200", "02026", "+026", "year"] {
            assert!(Years::parse(wrong).is_err(), "{wrong}");
        }
    }
}
