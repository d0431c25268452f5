// SPDX-License-Identifier: EUPL-1.2
//! Calendar dates: the days that agreements end on and payments were made on. A date is a day of the Gregorian
//! calendar and has no time zone; which day it is when a block is made is said in UTC ([`Date::from_unix_seconds`]),
//! so near midnight it may differ from the day on an Italian wall. This module must not know a clock.

small! {
    /// What is wrong with a date.
    pub enum DateError {
        /// Not written as `2026-11-22`.
        #[codec(index = 0)]
        Form,
        /// A year outside 1970–2199: nothing on the ledger lies there, so it is a mistake.
        #[codec(index = 1)]
        Year,
        /// A month outside 1–12.
        #[codec(index = 2)]
        Month,
        /// A day that this month does not have.
        #[codec(index = 3)]
        Day,
    }
}

#[cfg(any(feature = "std", feature = "serde"))]
impl core::fmt::Display for DateError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Form => "this is not a date in the form YYYY-MM-DD: write it like 2026-11-22",
            Self::Year => "the year is outside 1970–2199, so it is probably mistyped: write it with its four digits",
            Self::Month => "there is no such month: write 01 to 12, after the year",
            Self::Day => "this month has no such day: check the day, and the year if it is 29 February",
        })
    }
}

#[cfg(feature = "std")]
impl std::error::Error for DateError {}

/// A day, as the number of days since 1 January 1970, which is day 0. Between 1970-01-01 and 2199-12-31: a value
/// that came by SCALE may lie beyond, see [`Date::is_valid`].
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    scale::Encode,
    scale::Decode,
    scale::DecodeWithMemTracking,
    scale::MaxEncodedLen,
)]
#[cfg_attr(feature = "scale-info", derive(scale_info::TypeInfo))]
pub struct Date(u32);

const FIRST_YEAR: u32 = *Date::YEARS.start() as u32;
const LAST_YEAR: u32 = *Date::YEARS.end() as u32;
pub(crate) const SECONDS_PER_DAY: u64 = 86_400;

impl Date {
    /// The years in which anything on the ledger can lie.
    pub const YEARS: core::ops::RangeInclusive<u16> = 1970..=2199;
    /// The earliest date, 1970-01-01.
    pub const MIN: Date = Date(0);
    /// The latest date, 2199-12-31.
    pub const MAX: Date = Date(days(LAST_YEAR, 12, 31));

    /// The date of a year, a month from 1 and a day from 1.
    ///
    /// # Errors
    /// `Year`, `Month` or `Day`.
    pub fn from_ymd(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        let (year, month, day) = (u32::from(year), u32::from(month), u32::from(day));
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(DateError::Year);
        }
        if !(1..=12).contains(&month) {
            return Err(DateError::Month);
        }
        if day < 1 || day > days_in_month(year, month) {
            return Err(DateError::Day);
        }
        Ok(Self(days(year, month, day)))
    }

    /// The date of a number of days since 1970-01-01.
    ///
    /// # Errors
    /// `Year` beyond 2199-12-31.
    pub fn from_days(days: u32) -> Result<Self, DateError> {
        let date = Self(days);
        if date.is_valid() {
            Ok(date)
        } else {
            Err(DateError::Year)
        }
    }

    /// The day, in UTC, of a time in seconds since the epoch (which is what a block's timestamp is for a contract).
    /// Beyond 2199-12-31 the date is not valid; the usual reason is a time in milliseconds.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        // What does not fit is far beyond 2199 too, and stays there.
        Self(u32::try_from(seconds / SECONDS_PER_DAY).unwrap_or(u32::MAX))
    }

    /// Reads `YYYY-MM-DD` (ISO 8601, extended form), nothing around it.
    ///
    /// # Errors
    /// `Form`, `Year`, `Month` or `Day`.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
            return Err(DateError::Form);
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u16, |value, digit| {
                if digit.is_ascii_digit() {
                    Ok(value * 10 + u16::from(digit - b'0'))
                } else {
                    Err(DateError::Form)
                }
            })
        };
        // Two digits fit a u8.
        Self::from_ymd(
            number(&[y1, y2, y3, y4])?,
            number(&[m1, m2])? as u8,
            number(&[d1, d2])? as u8,
        )
    }

    /// Whether the date lies between [`Date::MIN`] and [`Date::MAX`]. To be asked of every value that came by SCALE.
    pub fn is_valid(&self) -> bool {
        *self <= Self::MAX
    }

    /// Days since 1970-01-01.
    pub fn days(&self) -> u32 {
        self.0
    }

    /// Year, month from 1, day from 1. The year is a `u32` because an unchecked value may lie millions of years ahead.
    pub fn ymd(&self) -> (u32, u8, u8) {
        // Howard Hinnant's civil_from_days: years counted from 1 March, so that the leap day is the last of its year,
        // in eras of 400 years, which all have 146,097 days. 719,468 days lie between 0000-03-01 and 1970-01-01.
        let shifted = u64::from(self.0) + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        // u32::MAX days are under 12 million years; month and day are at most 12 and 31.
        (year as u32, month as u8, day as u8)
    }

    /// `YYYY-MM-DD` in ASCII. For a value that is not valid `0000-00-00`, which no reader takes for a date.
    pub fn to_iso(&self) -> [u8; 10] {
        let (year, month, day) = if self.is_valid() {
            self.ymd()
        } else {
            (0, 0, 0)
        };
        let digit = |number: u32| b'0' + (number % 10) as u8;
        let (month, day) = (u32::from(month), u32::from(day));
        [
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ]
    }

    /// Appends `YYYY-MM-DD`, see [`Date::to_iso`].
    pub fn write(&self, out: &mut alloc::string::String) {
        out.extend(self.to_iso().map(char::from));
    }
}

/// Appends a moment, given in seconds since the epoch, as `2026-11-22T10:15:00Z` (RFC 3339, UTC). Of one that lies beyond
/// [`Date::MAX`] the day is `0000-00-00`, see [`Date::to_iso`].
pub fn write_moment(seconds: u64, out: &mut alloc::string::String) {
    Date::from_unix_seconds(seconds).write(out);
    let of_day = seconds % SECONDS_PER_DAY;
    for (mark, part) in [
        ('T', of_day / 3600),
        (':', of_day / 60 % 60),
        (':', of_day % 60),
    ] {
        out.push(mark);
        out.push((b'0' + (part / 10) as u8) as char);
        out.push((b'0' + (part % 10) as u8) as char);
    }
    out.push('Z');
}

impl core::str::FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

#[cfg(any(feature = "std", feature = "serde"))]
impl core::fmt::Display for Date {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.to_iso()
            .into_iter()
            .try_for_each(|byte| core::fmt::Write::write_char(f, char::from(byte)))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_valid() {
            return Err(serde::ser::Error::custom(DateError::Year));
        }
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Days from 1970-01-01 to a date from then on (Hinnant's days_from_civil).
const fn days(year: u32, month: u32, day: u32) -> u32 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

const fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
    use proptest::prelude::*;
    use scale::{Decode, Encode};

    #[test]
    fn known_days() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1970-12-31", 364),
            ("1972-02-29", 789),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2026-11-22", 20_779),
            ("2100-02-28", 47_540),
            ("2100-03-01", 47_541),
            ("2199-12-31", 84_005),
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!((date.days(), date.to_string().as_str()), (days, text));
            assert_eq!(Date::from_days(days), Ok(date));
        }
        assert_eq!((Date::MIN.days(), Date::MAX.days()), (0, 84_005));
    }

    #[test]
    fn what_is_wrong_is_said() {
        use DateError::*;
        for (text, error) in [
            ("", Form),
            ("2026-11-2", Form),
            ("2026-11-222", Form),
            ("2026/11/22", Form),
            ("22-11-2026", Form),
            ("2026-11-2 ", Form),
            ("+026-11-22", Form),
            ("2013-06-19+02:00", Form),
            ("２026-11-2", Form),
            ("0215-01-01", Year),
            ("1969-12-31", Year),
            ("2200-01-01", Year),
            ("2459-01-01", Year),
            ("2026-00-10", Month),
            ("2026-13-10", Month),
            ("2026-04-31", Day),
            ("2026-01-00", Day),
            ("2026-02-29", Day),
            ("2100-02-29", Day),
            ("2024-02-30", Day),
        ] {
            assert_eq!(Date::parse(text), Err(error), "{text}");
        }
        assert!(Date::parse("2024-02-29").is_ok() && Date::parse("2000-02-29").is_ok());
    }

    #[test]
    fn a_block_time_gives_the_day_in_utc() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(Date::from_unix_seconds(0), date("1970-01-01"));
        assert_eq!(Date::from_unix_seconds(86_399), date("1970-01-01"));
        assert_eq!(Date::from_unix_seconds(86_400), date("1970-01-02"));
        assert_eq!(Date::from_unix_seconds(1_795_305_599), date("2026-11-21"));
        assert_eq!(Date::from_unix_seconds(1_795_305_600), date("2026-11-22"));
        assert_eq!(Date::from_unix_seconds(7_258_118_399), Date::MAX);
        assert!(!Date::from_unix_seconds(7_258_118_400).is_valid());
        // Milliseconds for seconds, and worse.
        assert!(!Date::from_unix_seconds(1_795_305_600_000).is_valid());
        assert!(!Date::from_unix_seconds(u64::MAX).is_valid());
        assert!(!Date::from_unix_seconds((u64::from(u32::MAX) + 2) * 86_400).is_valid());
    }

    #[test]
    fn what_came_by_scale_is_checked_again() {
        let date = Date::decode(&mut &u32::MAX.encode()[..]).unwrap();
        assert!(!date.is_valid());
        assert_eq!(&date.to_iso(), b"0000-00-00");
        assert!(date.ymd().0 > 11_000_000);
        assert!(!Date(Date::MAX.0 + 1).is_valid());
        assert!(Date::parse("0000-00-00").is_err());
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_is_the_iso_form() {
        let date = Date::parse("2026-11-22").unwrap();
        assert_eq!(serde_json::to_string(&date).unwrap(), r#""2026-11-22""#);
        assert_eq!(
            serde_json::from_str::<Date>(r#""2026-11-22""#).unwrap(),
            date
        );
        assert!(
            serde_json::from_str::<Date>(r#""2026-02-29""#)
                .unwrap_err()
                .to_string()
                .contains("29 February")
        );
        assert!(serde_json::from_str::<Date>("20779").is_err());
        assert!(serde_json::to_string(&Date(u32::MAX)).is_err());
    }

    /// Every day of the range against the `time` crate: there are few enough to try them all.
    #[test]
    fn every_day_agrees_with_the_time_crate() {
        let mut other = time::Date::from_calendar_date(1970, time::Month::January, 1).unwrap();
        for days in 0..=Date::MAX.days() {
            let date = Date::from_days(days).unwrap();
            let (year, month, day) = (other.year() as u16, u8::from(other.month()), other.day());
            assert_eq!(date.ymd(), (u32::from(year), month, day));
            assert_eq!(Date::from_ymd(year, month, day), Ok(date));
            let mut text = String::new();
            date.write(&mut text);
            assert_eq!(text, other.to_string());
            other = other.next_day().unwrap();
        }
        assert_eq!(other.year(), 2200);
    }

    proptest! {
        #[test]
        fn a_date_exists_if_the_time_crate_has_it(year in 1900u16..2300, month in 0u8..15, day in 0u8..34) {
            let other = time::Month::try_from(month)
                .ok()
                .and_then(|month| time::Date::from_calendar_date(i32::from(year), month, day).ok())
                .filter(|_| (1970..=2199).contains(&year));
            prop_assert_eq!(Date::from_ymd(year, month, day).is_ok(), other.is_some());
        }

        #[test]
        fn order_is_the_order_of_the_text(a in 0u32..84_006, b in 0u32..84_006) {
            let (a, b) = (Date(a), Date(b));
            prop_assert_eq!(a.cmp(&b), a.to_iso().cmp(&b.to_iso()));
        }

        #[test]
        fn hostile_input_never_panics(text in "\\PC{0,14}", days in any::<u32>(), seconds in any::<u64>()) {
            let _ = (Date::parse(&text), Date(days).ymd(), Date(days).to_iso(), Date::from_unix_seconds(seconds));
        }
    }
}
