// SPDX-License-Identifier: EUPL-1.2
//! In which form a list is wanted: pages of JSON, or the whole list in CSV or JSON Lines. `?format=` decides, else
//! the header Accept (RFC 9110, 12.5.1); what else Accept asks for is answered with JSON.

use axum::http::{HeaderMap, header};

/// The forms of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A page, as JSON.
    Json,
    /// All of it, RFC 4180.
    Csv,
    /// All of it, a JSON object a line.
    Jsonl,
}

impl Format {
    /// The values of `?format=`.
    pub(super) const WORDS: &'static [&'static str] = &["json", "csv", "jsonl"];

    pub(super) fn from_word(word: &str) -> Result<Self, String> {
        match word {
            "json" => Ok(Format::Json),
            "csv" => Ok(Format::Csv),
            "jsonl" => Ok(Format::Jsonl),
            _ => Err(format!("write one of: {}", Self::WORDS.join(", "))),
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Csv => "text/csv; charset=utf-8; header=present",
            Format::Jsonl => "application/jsonl",
        }
    }

    /// What the header Accept prefers; of equals, what stands first there.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let mut best = (Format::Json, 0.0);
        let ranges = headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        for range in ranges {
            let mut parts = range.split(';').map(str::trim);
            let format = match parts
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
                .as_str()
            {
                "application/json" | "application/*" | "*/*" => Format::Json,
                "text/csv" => Format::Csv,
                "application/jsonl" | "application/x-ndjson" | "application/ndjson" => {
                    Format::Jsonl
                }
                _ => continue,
            };
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            if weight > best.1 {
                best = (format, weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_is_weighed() {
        for (accept, expected) in [
            ("", Format::Json),
            ("*/*", Format::Json),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Format::Json),
            ("application/xml", Format::Json),
            ("text/csv", Format::Csv),
            ("TEXT/CSV; charset=utf-8", Format::Csv),
            ("application/json;q=0.5, text/csv", Format::Csv),
            ("application/json, text/csv", Format::Json),
            ("text/csv;q=0", Format::Json),
            ("text/csv;q=x, application/x-ndjson;q=0.1", Format::Jsonl),
            ("application/jsonl", Format::Jsonl),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(Format::accepted(&headers), expected, "{accept}");
        }
    }
}
