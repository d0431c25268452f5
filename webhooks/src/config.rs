// SPDX-License-Identifier: EUPL-1.2
//! The operator's file: who is told of what, where, and with which secret.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use ipnet::IpNet;
use portico_api::EntryFilter;
use reqwest::{Certificate, Url};
use serde::Deserialize;

use crate::{
    address::{Allowed, is_loopback},
    secret::{Secret, SecretError},
};

/// Most subscriptions of a file.
const MOST: usize = 1000;
/// Most secrets of a subscription: the new one and the one before.
const MOST_SECRETS: usize = 3;

/// Where a new subscription begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begin {
    /// With the next entry.
    #[default]
    Now,
    /// With the ledger's first entry.
    Start,
}

/// Who is told of what.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// Its name: under it, its place is kept.
    pub name: String,
    /// Which entries.
    pub filter: EntryFilter,
    /// Where it begins, when it is new.
    pub begin: Begin,
    pub(crate) url: Url,
    pub(crate) secrets: Vec<Secret>,
    pub(crate) allowed: Allowed,
    pub(crate) authorities: Vec<Certificate>,
}

/// All subscriptions.
#[derive(Debug, Clone)]
pub struct Subscriptions {
    /// In the file's order, each with another name.
    pub subscriptions: Vec<Subscription>,
    /// Where the API is reached, for links; without it they are paths.
    pub public_url: Option<String>,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{file}: {source}")]
    File {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is not TOML, or has fields that there are not.
    #[error("{file}: {source}")]
    Form {
        /// Which file.
        file: PathBuf,
        /// What is wrong, and where.
        source: Box<toml::de::Error>,
    },
    /// A subscription makes no sense.
    #[error("{file}: subscription {name:?}: {why}")]
    Subscription {
        /// Which file.
        file: PathBuf,
        /// Which subscription.
        name: String,
        /// What is wrong, and what to do.
        why: String,
    },
    /// A secret cannot be used.
    #[error("the secret {file} of subscription {name:?}: {source}")]
    Secret {
        /// Which file.
        file: PathBuf,
        /// Whose secret.
        name: String,
        /// What is wrong.
        source: SecretError,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Lets subscriptions go to this machine itself without encryption, for trying things out.
    #[serde(default)]
    allow_http_on_loopback: bool,
    public_url: Option<String>,
    #[serde(default, rename = "subscription")]
    subscriptions: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    url: String,
    /// Newest first; a message is signed with each, so that a receiver can change over.
    secret_files: Vec<PathBuf>,
    #[serde(default)]
    begin: Begin,
    #[serde(default)]
    filter: EntryFilter,
    /// Networks that are not public and are meant.
    #[serde(default)]
    networks: Vec<IpNet>,
    /// Certificates (PEM) of authorities that are trusted beside the system's.
    ca_file: Option<PathBuf>,
}

impl Subscriptions {
    /// Reads the file, and what it names; relative paths begin at its folder.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|source| ConfigError::File {
            file: file.to_owned(),
            source,
        })?;
        let written: File = toml::from_str(&text).map_err(|source| ConfigError::Form {
            file: file.to_owned(),
            source: Box::new(source),
        })?;
        let mut names = BTreeSet::new();
        let mut subscriptions = Vec::new();
        for subscription in written.subscriptions {
            let name = subscription.name.clone();
            let refuse = |why: String| ConfigError::Subscription {
                file: file.to_owned(),
                name: name.clone(),
                why,
            };
            if !names.insert(name.clone()) || names.len() > MOST {
                return Err(refuse(format!(
                    "give each another name, and at most {MOST} of them"
                )));
            }
            let http = written.allow_http_on_loopback;
            subscriptions.push(subscription.check(file, http, refuse)?);
        }
        Ok(Subscriptions {
            subscriptions,
            public_url: written.public_url,
        })
    }
}

impl Written {
    fn check(
        self,
        file: &Path,
        http_on_loopback: bool,
        refuse: impl Fn(String) -> ConfigError,
    ) -> Result<Subscription, ConfigError> {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if self.name.is_empty() || self.name.len() > 64 || !self.name.bytes().all(is_name) {
            return Err(refuse(
                "its name must have 1 to 64 letters, digits, dashes, dots or underscores".into(),
            ));
        }
        self.filter.check().map_err(&refuse)?;
        let allowed = Allowed::with(self.networks);
        let url = url(&self.url, &allowed, http_on_loopback).map_err(&refuse)?;
        if !(1..=MOST_SECRETS).contains(&self.secret_files.len()) {
            return Err(refuse(format!(
                "name 1 to {MOST_SECRETS} files in secret_files, the newest first"
            )));
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let secrets = self.secret_files.iter().map(|secret| {
            let secret = folder.join(secret);
            Secret::read(&secret).map_err(|source| ConfigError::Secret {
                file: secret,
                name: self.name.clone(),
                source,
            })
        });
        let secrets = secrets.collect::<Result<_, _>>()?;
        let authorities = match &self.ca_file {
            None => Vec::new(),
            Some(ca_file) => {
                let ca_file = folder.join(ca_file);
                let pem = std::fs::read(&ca_file)
                    .map_err(|error| refuse(format!("ca_file {}: {error}", ca_file.display())))?;
                let authorities = Certificate::from_pem_bundle(&pem)
                    .map_err(|error| refuse(format!("ca_file {}: {error}", ca_file.display())))?;
                if authorities.is_empty() {
                    return Err(refuse(format!(
                        "ca_file {} holds no certificate: put those of the authorities into it, as PEM",
                        ca_file.display()
                    )));
                }
                authorities
            }
        };
        Ok(Subscription {
            name: self.name,
            filter: self.filter,
            begin: self.begin,
            url,
            secrets,
            allowed,
            authorities,
        })
    }
}

/// The address to send to: encrypted, without credentials, and allowed if it names an IP address itself.
fn url(text: &str, allowed: &Allowed, http_on_loopback: bool) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("url {text:?}: {error}"))?;
    let host = url
        .host_str()
        .ok_or_else(|| format!("url {text:?} has no host"))?;
    // An IPv6 address stands in brackets.
    let literal: Option<std::net::IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_local = host == "localhost" || literal.is_some_and(is_loopback);
    match url.scheme() {
        "https" => {}
        "http" if http_on_loopback && is_local => {}
        _ => {
            return Err(format!(
                "url {text:?} must begin with https:// (http:// only to this machine itself, with allow_http_on_loopback)"
            ));
        }
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(format!(
            "url {text:?} must have no user, password or fragment"
        ));
    }
    match literal {
        Some(address) if !allowed.allow(address) => Err(format!(
            "{address} is not public: if it is meant, put its network into networks"
        )),
        _ => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn read(subscription: &str, before: &str) -> Result<Subscriptions, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        for (name, mode) in [("secret", 0o600), ("open", 0o644)] {
            let secret = folder.path().join(name);
            std::fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
            std::fs::set_permissions(&secret, PermissionsExt::from_mode(mode)).unwrap();
        }
        let file = folder.path().join("webhooks.toml");
        std::fs::write(&file, format!("{before}\n[[subscription]]\n{subscription}")).unwrap();
        Subscriptions::read(&file)
    }

    const GOOD: &str = "name = 'a'\nurl = 'https://example.org/hook'\nsecret_files = ['secret']\n";

    #[test]
    fn a_whole_one() {
        let text = format!(
            "{GOOD}begin = 'start'\nnetworks = ['10.0.0.0/8']\n[subscription.filter]\nparty = 3\naction = 'claim'\n"
        );
        let read = read(&text, "public_url = 'https://registro.example'").unwrap();
        let subscription = &read.subscriptions[0];
        assert_eq!(subscription.begin, Begin::Start);
        assert_eq!(subscription.filter.party, Some(3));
        assert_eq!(read.public_url.as_deref(), Some("https://registro.example"));
    }

    #[test]
    fn what_is_refused_is_named() {
        let with = |from: &str, to: &str| GOOD.replace(from, to);
        for (text, said) in [
            (
                with("https://example.org/hook", "http://example.org/hook"),
                "https",
            ),
            (
                with("https://example.org/hook", "http://127.0.0.1/hook"),
                "https",
            ),
            (
                with("https://example.org/hook", "https://10.0.0.1/hook"),
                "networks",
            ),
            (
                with("https://example.org/hook", "https://[::1]/hook"),
                "networks",
            ),
            (
                with(
                    "https://example.org/hook",
                    "https://[::ffff:169.254.169.254]/",
                ),
                "networks",
            ),
            (
                with("https://example.org/hook", "https://0x7f.1/hook"),
                "networks",
            ),
            (
                with("https://example.org/hook", "https://2130706433/hook"),
                "networks",
            ),
            (
                with("https://example.org/hook", "https://a:b@example.org/"),
                "password",
            ),
            (
                with("https://example.org/hook", "file:///etc/passwd"),
                "host",
            ),
            (with("'a'", "'../a'"), "letters"),
            (with("['secret']", "[]"), "secret_files"),
            (with("['secret']", "['open']"), "chmod"),
            (with("['secret']", "['missing']"), "missing"),
            (format!("{GOOD}ca_file = 'missing'\n"), "ca_file"),
            (format!("{GOOD}ca_file = 'secret'\n"), "no certificate"),
            (format!("{GOOD}retries = 3\n"), "retries"),
            (
                format!("{GOOD}[subscription.filter]\nsubject = 3\n"),
                "subject_kind",
            ),
            (
                format!("{GOOD}[subscription.filter]\nsubject_kind = 'x'\n"),
                "award",
            ),
            (format!("{GOOD}[[subscription]]\n{GOOD}"), "another name"),
        ] {
            let error = read(&text, "").expect_err(&text).to_string();
            assert!(error.contains(said), "{text}\n{error}");
        }
    }

    #[test]
    fn unencrypted_only_here_and_only_if_it_is_meant() {
        let text = GOOD.replace("https://example.org", "http://127.0.0.1:8000")
            + "networks = ['127.0.0.0/8']\n";
        assert!(read(&text, "").is_err());
        assert!(read(&text, "allow_http_on_loopback = true").is_ok());
        let text = GOOD.replace("https://", "http://");
        assert!(read(&text, "allow_http_on_loopback = true").is_err());
    }
}
