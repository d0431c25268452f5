// SPDX-License-Identifier: EUPL-1.2
//! One try: a signed request, and whether the receiver took it.

use std::{
    error::Error,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use portico_api::{Followed, trail_path};
use reqwest::{
    Client, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
    redirect::Policy,
};
use serde::Serialize;
use serde_json::value::RawValue;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::config::Subscription;

/// The type of the one kind of message there is.
const TYPE: &str = "entry.appended";

/// Sends one subscription's messages.
pub(crate) struct Sender {
    client: Client,
    subscription: Subscription,
    public_url: String,
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotTaken {
    pub(crate) why: String,
    /// How long the receiver wants to be left alone.
    pub(crate) retry_after: Option<Duration>,
    /// The receiver wants no more messages (410), says the specification.
    pub(crate) is_gone: bool,
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    position: String,
    entry: &'a RawValue,
    links: Links,
}

#[derive(Serialize)]
struct Links {
    /// Every entry of the subject, this one among them.
    trail: String,
}

impl Sender {
    /// # Errors
    /// Why no connections can be made at all.
    pub(crate) fn new(
        subscription: Subscription,
        public_url: Option<&str>,
        answer: Duration,
    ) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("portico-webhooks/", env!("CARGO_PKG_VERSION")))
            // A redirect would lead to an address that nobody has checked, and a proxy would look it up itself.
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(subscription.allowed.clone())
            .tls_certs_merge(subscription.authorities.clone())
            .connect_timeout(answer / 2)
            .timeout(answer)
            .pool_max_idle_per_host(1)
            .build()?;
        Ok(Sender {
            client,
            subscription,
            public_url: public_url
                .unwrap_or_default()
                .trim_end_matches('/')
                .to_owned(),
        })
    }

    /// Sends an entry, and waits for the receiver's yes: any 2xx.
    pub(crate) async fn send(&self, entry: &Followed) -> Result<(), NotTaken> {
        let body = self.body(entry).map_err(|why| NotTaken {
            why,
            retry_after: None,
            is_gone: false,
        })?;
        // The head names the entry for ever; nothing else has it.
        let id = format!("entry-{}", entry.head);
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            // A clock before 1970 is wrong whatever is sent; the receiver will say so.
            .map_or(0, |since| since.as_secs());
        let signatures: Vec<_> = self
            .subscription
            .secrets
            .iter()
            .map(|secret| secret.sign(&id, now, &body))
            .collect();
        let answer = self
            .client
            .post(self.subscription.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", now)
            .header("webhook-signature", signatures.join(" "))
            .body(body)
            .send()
            .await
            .map_err(|error| NotTaken {
                why: with_causes(&error.without_url()),
                retry_after: None,
                is_gone: false,
            })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let retry_after = answer
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .map(Duration::from_secs);
        Err(NotTaken {
            why: format!("the receiver answered {status}"),
            retry_after,
            is_gone: status == StatusCode::GONE,
        })
    }

    fn body(&self, entry: &Followed) -> Result<String, String> {
        let timestamp = OffsetDateTime::from_unix_timestamp(entry.at)
            .map_err(|error| error.to_string())?
            .format(&Rfc3339)
            .map_err(|error| error.to_string())?;
        let message = Message {
            kind: TYPE,
            timestamp,
            data: Data {
                position: entry.position.to_string(),
                entry: serde_json::from_str(&entry.json).map_err(|error| error.to_string())?,
                links: Links {
                    trail: self.public_url.clone() + &trail_path(entry.subject_kind, entry.subject),
                },
            },
        };
        serde_json::to_string(&message).map_err(|error| error.to_string())
    }
}

/// What failed, and why: the outermost error alone says only that it did.
fn with_causes(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said.push_str(": ");
        said.push_str(&error.to_string());
        cause = error.source();
    }
    said
}
