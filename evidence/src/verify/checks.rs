// SPDX-License-Identifier: EUPL-1.2
//! The list of checks as it grows: what passed, and the first that did not. It must not know what any check is about.

use alloc::{string::String, vec::Vec};

use crate::report::{Check, CheckName, Outcome, Place};

/// A check did not pass; the last of the list says which.
pub(super) struct Stop;

#[derive(Default)]
pub(super) struct Checks(pub(super) Vec<Check>);

/// What a check did not find.
pub(super) struct Unmet {
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) place: Option<Place>,
    /// It cannot be told.
    pub(super) undecided: bool,
}

impl Unmet {
    pub(super) fn new(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Unmet {
            expected: expected.into(),
            found: found.into(),
            place: None,
            undecided: false,
        }
    }

    pub(super) fn at(mut self, list: &str, index: usize) -> Self {
        self.place = Some(Place::Item {
            list: list.into(),
            index,
        });
        self
    }
}

impl Checks {
    pub(super) fn passed(&mut self, name: CheckName, about: impl Into<String>) {
        self.0.push(Check {
            name,
            outcome: Outcome::Passed,
            about: about.into(),
            expected: None,
            found: None,
            place: None,
        });
    }

    pub(super) fn stop(&mut self, name: CheckName, about: impl Into<String>, unmet: Unmet) -> Stop {
        self.0.push(Check {
            name,
            outcome: match unmet.undecided {
                true => Outcome::Undecided,
                false => Outcome::Failed,
            },
            about: about.into(),
            expected: Some(unmet.expected),
            found: Some(unmet.found),
            place: unmet.place,
        });
        Stop
    }
}
