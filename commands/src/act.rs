// SPDX-License-Identifier: EUPL-1.2
//! A command to the ledger before anybody has signed it: about which subject, and what.

use portico_rules::bounds;
use portico_rules::entry::Body;
use portico_rules::message::{self, Describe, Place};
use portico_rules::native::sha256;
use portico_rules::refusal::Refusal;
use portico_rules::subject::SubjectKind;
use portico_rules::with_body;
use scale::Encode;

/// A command: a subject's number (`None` to open one) and what is done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The subject's number; `None` for a command that opens one.
    pub subject: Option<u32>,
    /// What is done.
    pub body: Body,
}

impl Act {
    /// A command about the subject with this number.
    pub fn on(subject: u32, body: impl Into<Body>) -> Self {
        Act {
            subject: Some(subject),
            body: body.into(),
        }
    }

    /// A command that opens a subject.
    pub fn opening(body: impl Into<Body>) -> Self {
        Act {
            subject: None,
            body: body.into(),
        }
    }

    /// The kind of its subject.
    pub fn kind(&self) -> SubjectKind {
        self.body.kind()
    }

    /// The word for what is done.
    pub fn action(&self) -> &'static str {
        with_body!(&self.body, body => body.action())
    }

    /// The text that its signer signs (docs/format.md, "The text that is signed"); `expiry` is in seconds since the epoch.
    pub fn text(&self, place: &Place, nonce: u64, expiry: u64) -> String {
        with_body!(&self.body, body => {
            let digest = sha256(&body.encode());
            message::text(place, self.kind(), self.subject, body, &digest, nonce, expiry)
        })
    }

    /// What it does, for a person to read: the fields of the text that is signed for a carried command, one a line, without the
    /// nonce and the expiry that only such a command has.
    pub fn summary(&self, place: &Place) -> String {
        let text = self.text(place, 0, 0);
        // The first line says what a signature means; nonce and expiry are the last two. No field has a line break.
        let lines: Vec<_> = text.lines().skip(1).collect();
        let fields = lines.len().saturating_sub(2);
        lines
            .into_iter()
            .take(fields)
            .fold(String::new(), |mut out, line| {
                out.push_str(line);
                out.push('\n');
                out
            })
    }

    /// The bound that holds for every body.
    ///
    /// # Errors
    /// [`Refusal::BodyTooLong`], in bytes of SCALE, see [`portico_rules::bounds::BODY`].
    pub fn check_length(&self) -> Result<(), Refusal> {
        let length = with_body!(&self.body, body => body.encoded_size());
        if length > bounds::BODY {
            return Err(Refusal::BodyTooLong {
                found: u32::try_from(length).unwrap_or(u32::MAX),
                limit: bounds::BODY as u32,
            });
        }
        Ok(())
    }
}
