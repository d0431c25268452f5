// SPDX-License-Identifier: EUPL-1.2
//! What the module says of a bundle, a trust file and some documents. Plain slices in, text out: how they come through
//! the module's memory is [`crate::abi`]'s business.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use portico_evidence::{Trust, verify};
use portico_rules::primitives::Digest;
use serde::Deserialize;

/// What came of it.
pub(crate) enum Answer {
    /// The report as JSON: what the command line prints with `--json`, in one line.
    Report(String),
    /// The trust file cannot be used, and why.
    Trust(String),
    /// The list of documents cannot be used, and why.
    Documents(String),
    /// The report cannot be written, and why.
    Unwritten(String),
}

/// A document that somebody holds, by what it is called and its SHA-256.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    name: String,
    sha256: Digest,
}

/// Verifies. `documents` is a JSON list of objects with `name` and `sha256`.
pub(crate) fn answer(bundle: &[u8], trust: &[u8], documents: &[u8]) -> Answer {
    let trust = match Trust::read(trust) {
        Ok(trust) => trust,
        Err(error) => return Answer::Trust(error.0),
    };
    let documents = match serde_json::from_slice::<Vec<Document>>(documents) {
        Ok(documents) => documents
            .into_iter()
            .map(|document| (document.name, document.sha256))
            .collect::<Vec<_>>(),
        Err(error) => return Answer::Documents(format!("not a list of documents: {error}")),
    };
    match serde_json::to_string(&verify(bundle, &trust, &documents)) {
        Ok(report) => Answer::Report(report),
        Err(error) => Answer::Unwritten(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_named() {
        assert!(matches!(answer(b"", b"{}", b"[]"), Answer::Trust(_)));
        let trust = format!(
            r#"{{"format":"portico/trust/v1","genesis":"0x{0}","authorities":[{{"key":"0x{0}","weight":1}}],"contracts":[{{"keeps":"award","address":"0x{1}","code_hashes":["0x{0}"]}}]}}"#,
            "11".repeat(32),
            "22".repeat(20)
        );
        let trust = trust.as_bytes();
        assert!(matches!(answer(b"", trust, b"{}"), Answer::Documents(_)));
        let Answer::Report(report) = answer(b"", trust, b"[]") else {
            panic!("a report of an empty file")
        };
        assert!(report.contains(r#""verdict":"invalid""#), "{report}");
    }
}
