// SPDX-License-Identifier: EUPL-1.2
//! What is the same of every file: what to say when it is not spelled as its format asks, and that it is of the trusted chain.

use alloc::string::String;

use portico_rules::primitives::Digest;

use crate::{
    report::{CheckName, Place},
    text::Malformed,
    trust::Trust,
};

use super::checks::{Checks, Stop, Unmet};

/// A file that is not spelled as its format asks.
pub(super) fn unmet(text: &[u8], malformed: Malformed, is_later: bool) -> Unmet {
    let Malformed { from, to, expected } = malformed;
    let found = String::from_utf8_lossy(
        text.get(from..to.min(from.saturating_add(64)))
            .unwrap_or_default(),
    );
    let found = match found.is_empty() {
        true => String::from("the end of the file"),
        false => found.into_owned(),
    };
    Unmet {
        expected,
        found,
        place: Some(Place::Bytes { from, to }),
        // A later version of the format is not for this verifier to judge.
        undecided: is_later,
    }
}

/// Whether a file says that it is of another version of a format, whose name up to the version this is.
pub(super) fn is_later(text: &[u8], format: &str) -> bool {
    let Some(rest) = text
        .strip_prefix(b"{\"format\":\"")
        .and_then(|rest| rest.strip_prefix(format.as_bytes()))
    else {
        return false;
    };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let version = rest.get(..digits).unwrap_or_default();
    rest.get(digits) == Some(&b'"') && !version.is_empty() && version != b"1"
}

/// The chain is the trusted one.
pub(super) fn genesis(checks: &mut Checks, found: &Digest, trust: &Trust) -> Result<(), Stop> {
    const ABOUT: &str = "the chain is the trusted one";
    if *found != trust.genesis {
        let unmet = Unmet::new(trust.genesis.to_hex(), found.to_hex());
        return Err(checks.stop(CheckName::Genesis, ABOUT, unmet));
    }
    checks.passed(CheckName::Genesis, ABOUT);
    Ok(())
}
