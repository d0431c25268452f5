// SPDX-License-Identifier: EUPL-1.2
//! Brings a signed command to the queue of an API, and asks what becomes of it. It must not know how an API is made: only
//! what its documentation says of `/v1/commands`.

use crate::failure::Failure;
use portico_commands::SignedCommand;
use portico_rules::primitives::Digest;
use portico_rules::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Response, header};

/// Longest answer that is read, bytes.
const LONGEST: u64 = 1_000_000;
/// Longest time for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pause between two questions, unless the API asks for another one.
const PAUSE: u64 = 1;
/// How often in a row an API may be busy or not answer.
const ATTEMPTS: u32 = 60;

/// A queue that is reached over HTTP.
pub struct QueueClient {
    agent: Agent,
    /// The API's address, without a slash at its end.
    url: String,
}

/// A command as an API tells of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// Its name.
    pub id: Digest,
    /// `waiting`, `carrying`, `carried`, `refused`, `expired` or `failed`.
    pub state: String,
    /// Its entry, once it is carried.
    pub entry: Option<Value>,
    /// Why it was refused or failed.
    pub refused: Option<Refused>,
}

/// Why a command was not carried.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refused {
    sentence: String,
    refusal: Option<Refusal>,
}

impl Told {
    /// Whether nothing happens to it any more by itself.
    pub fn is_settled(&self) -> bool {
        !matches!(self.state.as_str(), "waiting" | "carrying")
    }

    /// Why it did not get to the ledger, if it did not.
    pub fn failure(&self) -> Option<Failure> {
        match (self.state.as_str(), &self.refused) {
            ("carried" | "waiting" | "carrying", _) => None,
            (
                _,
                Some(Refused {
                    sentence,
                    refusal: Some(refusal),
                }),
            ) => Some(Failure::Refused {
                refusal: Box::new(*refusal),
                sentence: sentence.clone(),
            }),
            (_, Some(Refused { sentence, .. })) => Some(Failure::Node(sentence.clone())),
            (state, None) => Some(Failure::Node(format!(
                "the command is {state}: it was not carried in time; sign it again with a later --expires-in"
            ))),
        }
    }
}

/// An API's answer.
struct Answer {
    status: u16,
    retry_after: Option<u64>,
    text: String,
}

impl QueueClient {
    /// The queue of an API at an address such as `https://api.example.org`.
    pub fn new(url: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            // Every status has a document that says why.
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        QueueClient {
            agent: config.new_agent(),
            url: url.trim_end_matches('/').to_owned(),
        }
    }

    /// Brings a command.
    ///
    /// # Errors
    /// [`Failure::Refused`] by the rules; [`Failure::Node`] if the API does not answer, is too busy or takes no commands.
    pub fn bring(&self, signed: &SignedCommand) -> Result<Told, Failure> {
        let json =
            serde_json::to_vec(signed).map_err(|error| Failure::local("writing JSON", error))?;
        let url = format!("{}/v1/commands", self.url);
        self.patiently(&url, || {
            self.agent
                .post(&url)
                .header(header::CONTENT_TYPE, "application/json")
                .send(&json[..])
        })
    }

    /// Asks what became of a command.
    ///
    /// # Errors
    /// As [`QueueClient::bring`].
    pub fn ask(&self, id: &Digest) -> Result<Told, Failure> {
        let url = format!("{}/v1/commands/{id}", self.url);
        self.patiently(&url, || self.agent.get(&url).call())
    }

    /// Asks until there is an answer that is not "later".
    fn patiently(
        &self,
        url: &str,
        ask: impl Fn() -> Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Told, Failure> {
        let mut attempt = 1;
        loop {
            let answer = ask()
                .and_then(read)
                .map_err(|error| Failure::Node(format!("{url}: {error}")));
            let wait = match &answer {
                Ok(Answer {
                    status: 429 | 503,
                    retry_after: Some(seconds),
                    ..
                }) => *seconds,
                Err(_) => PAUSE,
                Ok(_) => 0,
            };
            // A long wait is for the person to decide on.
            if wait == 0 || wait > PATIENCE.as_secs() || attempt == ATTEMPTS {
                return told(url, &answer?);
            }
            // That nobody is there at all is said at once.
            if let (1, Err(failure)) = (attempt, answer) {
                return Err(failure);
            }
            attempt += 1;
            std::thread::sleep(Duration::from_secs(wait));
        }
    }
}

fn read(mut response: Response<ureq::Body>) -> Result<Answer, ureq::Error> {
    let retry_after = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(Answer {
        status: response.status().as_u16(),
        retry_after,
        text: response
            .body_mut()
            .with_config()
            .limit(LONGEST)
            .read_to_string()?,
    })
}

/// What an answer says: a command, or a problem document.
fn told(url: &str, answer: &Answer) -> Result<Told, Failure> {
    #[derive(Deserialize)]
    struct Problem {
        title: String,
        detail: String,
        refusal: Option<Refusal>,
    }
    let Answer { status, text, .. } = answer;
    if (200..300).contains(status) {
        return serde_json::from_str(text).map_err(|error| {
            Failure::Node(format!(
                "{url} answers what this program does not understand ({error}): update it"
            ))
        });
    }
    Err(match serde_json::from_str::<Problem>(text) {
        Ok(Problem {
            refusal: Some(refusal),
            ..
        }) => Failure::refused(refusal),
        Ok(Problem { title, detail, .. }) => Failure::Node(format!("{url}: {title}: {detail}")),
        Err(_) => Failure::Node(format!(
            "{url} answers {status} and no problem document: is it the address of a Portico API?"
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, text: &str) -> Result<Told, Failure> {
        told(
            "http://x",
            &Answer {
                status,
                retry_after: None,
                text: text.into(),
            },
        )
    }

    #[test]
    fn answers_are_understood() {
        let id = Digest([1; 32]);
        let json = |state: &str, refused: &str| {
            format!(
                r#"{{"id":"{id}","state":"{state}","entry":null,"refused":{refused},"more":1}}"#
            )
        };
        let waiting = answer(202, &json("waiting", "null")).unwrap();
        assert!(!waiting.is_settled() && waiting.failure().is_none());
        let carried = answer(200, &json("carried", "null")).unwrap();
        assert!(carried.is_settled() && carried.failure().is_none());
        let refused = r#"{"sentence":"no","refusal":{"nonce_used":{"nonce":1}}}"#;
        let refused = answer(200, &json("refused", refused)).unwrap();
        assert_eq!(refused.failure().unwrap().exit_code(), 1);
        let failed = answer(200, &json("failed", r#"{"sentence":"no","refusal":null}"#)).unwrap();
        assert_eq!(failed.failure().unwrap().exit_code(), 3);
        let expired = answer(200, &json("expired", "null")).unwrap();
        assert!(expired.failure().unwrap().to_string().contains("in time"));
    }

    #[test]
    fn problems_are_told() {
        let problem = r#"{"type":"/problems/x","title":"Full","status":503,"detail":"come later"}"#;
        let failure = answer(503, problem).unwrap_err();
        assert_eq!(failure.to_string(), "http://x: Full: come later");
        let refused = r#"{"title":"t","detail":"d","refusal":{"nonce_used":{"nonce":1}}}"#;
        assert_eq!(answer(422, refused).unwrap_err().exit_code(), 1);
        let other = answer(404, "<html>").unwrap_err();
        assert!(other.to_string().contains("Portico API"), "{other}");
    }
}
