// SPDX-License-Identifier: EUPL-1.2
//! Days as public files write them.

use crate::mapping::DateForm;
use portico_rules::date::{Date, DateError};

/// Reads a day in the first form that fits; `None` if nothing is written.
///
/// # Errors
/// [`DateError::Form`] if no form fits, or what is wrong with the day that was written in one.
pub(crate) fn read(text: &str, forms: &[DateForm]) -> Result<Option<Date>, DateError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match forms.iter().find_map(|form| iso(text, *form)) {
        Some(iso) => Date::parse(&iso).map(Some),
        None => Err(DateError::Form),
    }
}

/// The ISO form of a text in this form, digits and marks only being looked at.
fn iso(text: &str, form: DateForm) -> Option<String> {
    match form {
        DateForm::Iso => fits(text, "0000-00-00").then(|| text.to_owned()),
        DateForm::IsoWithOffset => {
            let day = text.get(..10)?;
            let offset = text.get(10..)?;
            let known = offset == "Z" || fits(offset, "+00:00") || fits(offset, "-00:00");
            (known && fits(day, "0000-00-00")).then(|| day.to_owned())
        }
        DateForm::DayMonthYear => {
            if !fits(text, "00/00/0000") {
                return None;
            }
            Some(format!(
                "{}-{}-{}",
                text.get(6..)?,
                text.get(3..5)?,
                text.get(..2)?
            ))
        }
    }
}

/// Whether a text has the pattern's marks, and ASCII digits where it has zeros.
fn fits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                mark => byte == mark,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_written() {
        use DateForm::*;
        let all = [Iso, IsoWithOffset, DayMonthYear];
        for (text, day) in [
            ("2013-06-19", "2013-06-19"),
            ("2013-06-19+02:00", "2013-06-19"),
            ("2013-01-01-05:00", "2013-01-01"),
            ("2013-06-19Z", "2013-06-19"),
            (" 19/06/2013 ", "2013-06-19"),
        ] {
            assert_eq!(
                read(text, &all).unwrap().unwrap().to_string(),
                day,
                "{text}"
            );
        }
        assert_eq!(read("", &all), Ok(None));
        for (text, error) in [
            ("0215-01-01", DateError::Year),
            ("2459-01-01+01:00", DateError::Year),
            ("2013-02-30", DateError::Day),
            ("19.06.2013", DateError::Form),
            ("2013-06-19+2:00", DateError::Form),
            ("2013-06-19T00:00:00", DateError::Form),
            ("２０１３-06-19", DateError::Form),
        ] {
            assert_eq!(read(text, &all), Err(error), "{text}");
        }
        assert_eq!(read("19/06/2013", &[Iso]), Err(DateError::Form));
    }
}
