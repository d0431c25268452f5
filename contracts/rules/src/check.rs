// SPDX-License-Identifier: EUPL-1.2
//! Checks of single fields: length, characters, personal data, codes, amounts, dates.
//! They know nothing of who signs or what state the ledger is in.

use crate::bounds;
use crate::codes::{Cig, Cup, TaxCode};
use crate::date::Date;
use crate::document::Document;
use crate::primitives::{Cents, Digest};
use crate::refusal::{Field, Refusal};
use crate::text;
use alloc::vec::Vec;

/// A text that may be empty: at most `limit` bytes of UTF-8, on one line, printable, and free of personal data
/// (what natural persons do not have to bear in public: art. 26 c. 4 D.Lgs. 33/2013, art. 5 Regulation (EU) 2016/679).
///
/// # Errors
/// [`Refusal::TooLong`] (bytes), [`Refusal::NotPrintable`], [`Refusal::PersonalData`], with the field.
pub fn text(field: Field, value: &str, limit: usize) -> Result<(), Refusal> {
    if value.len() > limit {
        return Err(Refusal::TooLong {
            field,
            found: value.len() as u32,
            limit: limit as u32,
        });
    }
    // One line only: in the text that a person signs, a line break could pretend to be another field.
    text::printable(value, false).map_err(|at| Refusal::NotPrintable {
        field,
        at: at as u32,
    })?;
    match text::personal_data(value) {
        Some(found) => Err(Refusal::PersonalData { field, found }),
        None => Ok(()),
    }
}

/// As [`text`] (`limit` in bytes of UTF-8), and something must be written.
///
/// # Errors
/// [`Refusal::Empty`] for blanks alone; otherwise as [`text`].
pub fn required(field: Field, value: &str, limit: usize) -> Result<(), Refusal> {
    if value.trim().is_empty() {
        return Err(Refusal::Empty { field });
    }
    text(field, value, limit)
}

/// A digest is never all zeros: that is what a failed hash call on the chain leaves behind.
///
/// # Errors
/// [`Refusal::ZeroDigest`] with the field.
pub fn digest(field: Field, value: &Digest) -> Result<(), Refusal> {
    if value.0 == [0; 32] {
        Err(Refusal::ZeroDigest { field })
    } else {
        Ok(())
    }
}

/// A document: its digest, and texts within their bounds ([`bounds::MEDIA_TYPE`], [`bounds::TITLE`], [`bounds::URI`]).
///
/// # Errors
/// As [`digest`] with `field`; as [`required`] and [`text`] with the document's own field.
pub fn document(field: Field, value: &Document) -> Result<(), Refusal> {
    digest(field, &value.sha256)?;
    required(Field::MediaType, &value.media_type, bounds::MEDIA_TYPE)?;
    required(Field::Title, &value.title, bounds::TITLE)?;
    text(Field::Uri, &value.uri, bounds::URI)
}

/// At most [`bounds::DOCUMENTS`] documents, none twice (by digest).
///
/// # Errors
/// [`Refusal::TooMany`]; [`Refusal::Repeated`] with the place of the second, from 1; otherwise as [`document`].
pub fn documents(values: &[Document]) -> Result<(), Refusal> {
    at_most(Field::Documents, values.len(), bounds::DOCUMENTS)?;
    for (index, value) in values.iter().enumerate() {
        document(Field::Documents, value)?;
        if values[..index]
            .iter()
            .any(|earlier| earlier.sha256 == value.sha256)
        {
            return Err(Refusal::Repeated {
                field: Field::Documents,
                index: index as u32 + 1,
            });
        }
    }
    Ok(())
}

/// A list of at most `limit` things, of which `found` is how many there are.
///
/// # Errors
/// [`Refusal::TooMany`] with the field.
pub fn at_most(field: Field, found: usize, limit: usize) -> Result<(), Refusal> {
    if found > limit {
        return Err(Refusal::TooMany {
            field,
            found: found as u32,
            limit: limit as u32,
        });
    }
    Ok(())
}

/// A list of at least `least` things, of which `found` is how many there are.
///
/// # Errors
/// [`Refusal::TooFew`] with the field.
pub fn at_least(field: Field, found: usize, least: usize) -> Result<(), Refusal> {
    if found < least {
        return Err(Refusal::TooFew {
            field,
            found: found as u32,
            least: least as u32,
        });
    }
    Ok(())
}

/// No party named twice.
///
/// # Errors
/// [`Refusal::Repeated`] with the field and the place of the second, from 1.
pub fn distinct(field: Field, values: &[u32]) -> Result<(), Refusal> {
    let mut seen = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        if seen.contains(value) {
            return Err(Refusal::Repeated {
                field,
                index: index as u32 + 1,
            });
        }
        seen.push(*value);
    }
    Ok(())
}

/// An amount of at most [`bounds::AMOUNT`] cents, zero allowed.
///
/// # Errors
/// [`Refusal::AmountOutOfRange`] with the field.
pub fn amount(field: Field, value: Cents) -> Result<(), Refusal> {
    if value.0 > bounds::AMOUNT {
        Err(Refusal::AmountOutOfRange {
            field,
            found: value,
        })
    } else {
        Ok(())
    }
}

/// An amount of at least one cent and at most [`bounds::AMOUNT`] cents.
///
/// # Errors
/// [`Refusal::AmountOutOfRange`] with the field.
pub fn positive(field: Field, value: Cents) -> Result<(), Refusal> {
    if value == Cents::ZERO {
        return Err(Refusal::AmountOutOfRange {
            field,
            found: value,
        });
    }
    amount(field, value)
}

/// A date that lies between [`Date::MIN`] and [`Date::MAX`]: SCALE lets any number of days through.
///
/// # Errors
/// [`Refusal::DateOutOfRange`] with the field.
pub fn date(field: Field, value: Date) -> Result<(), Refusal> {
    if value.is_valid() {
        Ok(())
    } else {
        Err(Refusal::DateOutOfRange { field })
    }
}

/// Two dates in order; the same day is in order.
///
/// # Errors
/// [`Refusal::DatesInWrongOrder`] with both fields; otherwise as [`date`].
pub fn in_order(first: (Field, Date), then: (Field, Date)) -> Result<(), Refusal> {
    date(first.0, first.1)?;
    date(then.0, then.1)?;
    if first.1 > then.1 {
        return Err(Refusal::DatesInWrongOrder {
            first: first.0,
            then: then.0,
        });
    }
    Ok(())
}

/// An organisation's tax code: SCALE lets any bytes through, so it is checked again.
///
/// # Errors
/// [`Refusal::Code`] with the field and what [`TaxCode::check`] finds.
pub fn tax_code(field: Field, value: &TaxCode) -> Result<(), Refusal> {
    value
        .check()
        .map_err(|error| Refusal::Code { field, error })
}

/// A CUP, if there is one.
///
/// # Errors
/// [`Refusal::Code`] with what [`Cup::check`] finds.
pub fn cup(value: &Option<Cup>) -> Result<(), Refusal> {
    value.as_ref().map_or(Ok(()), |cup| {
        cup.check().map_err(|error| Refusal::Code {
            field: Field::Cup,
            error,
        })
    })
}

/// A CIG, if there is one.
///
/// # Errors
/// [`Refusal::Code`] with what [`Cig::check`] finds.
pub fn cig(value: &Option<Cig>) -> Result<(), Refusal> {
    value.as_ref().map_or(Ok(()), |cig| {
        cig.check().map_err(|error| Refusal::Code {
            field: Field::Cig,
            error,
        })
    })
}
