// SPDX-License-Identifier: EUPL-1.2
//! What a command can end with, as a sentence and an exit code.

use portico_api::ServeError;
use portico_client::{ClientError, CommandError};
use portico_import::{ImportError, MappingError};
use portico_indexer::IndexerError;
use portico_relay::RelayError;
use portico_rules::refusal::Refusal;
use portico_webhooks::{ConfigError, NotifyError, StateError};
use std::path::Path;

/// Why a command did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The rules refuse it. Nothing was written.
    #[error("refused: {sentence}")]
    Refused {
        /// The rule, with its fields.
        refusal: Box<Refusal>,
        /// The same as a person reads it.
        sentence: String,
    },
    /// Evidence that does not hold.
    #[error("{0}")]
    Invalid(String),
    /// A chain that shows two histories.
    #[error("{0}")]
    Fork(String),
    /// What was asked for makes no sense, or a file's content does not.
    #[error("{0}")]
    Input(String),
    /// The node, the network, or what they said.
    #[error("{0}")]
    Node(String),
    /// A local file, the disk, or a program that cannot be started.
    #[error("{0}")]
    Local(String),
}

impl Failure {
    /// The process's exit code: scripts rely on these numbers.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Refused { .. } | Failure::Invalid(_) | Failure::Fork(_) => 1,
            Failure::Input(_) => 2,
            Failure::Node(_) => 3,
            Failure::Local(_) => 4,
        }
    }

    /// The word for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Failure::Refused { .. } => "refused",
            Failure::Invalid(_) => "invalid",
            Failure::Fork(_) => "fork",
            Failure::Input(_) => "input",
            Failure::Node(_) => "node",
            Failure::Local(_) => "local",
        }
    }

    /// A refusal by the rules.
    pub fn refused(refusal: Refusal) -> Self {
        Failure::Refused {
            refusal: Box::new(refusal),
            sentence: refusal.to_string(),
        }
    }

    /// Something local that failed: `doing` says what was tried.
    pub fn local(doing: &str, error: impl std::fmt::Display) -> Self {
        Failure::Local(format!("{doing}: {error}"))
    }

    /// A file that could not be read or written.
    pub fn file(path: &Path, error: impl std::fmt::Display) -> Self {
        Failure::Local(format!("{}: {error}", path.display()))
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        let sentence = error.to_string();
        match error {
            CommandError::Refused { refusal, .. } => Failure::Refused {
                refusal: Box::new(refusal),
                sentence,
            },
            CommandError::Client(error) => error.into(),
        }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let mut sentence = error.to_string();
        // The runtime's words for an account without money, or without any existence.
        let without_money = ["AccountUnmapped", "NotEnoughFunds", "Inability to pay"];
        if without_money.iter().any(|words| sentence.contains(words)) {
            sentence.push_str(
                "; the account that submits pays the fee and has too little: have the command carried (--carrier)",
            );
        }
        Failure::Node(sentence)
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Io { .. } => Failure::Local(error.to_string()),
            other => Failure::Input(other.to_string()),
        }
    }
}

impl From<MappingError> for Failure {
    fn from(error: MappingError) -> Self {
        match error {
            MappingError::Io { .. } => Failure::Local(error.to_string()),
            other => Failure::Input(other.to_string()),
        }
    }
}

impl From<IndexerError> for Failure {
    fn from(error: IndexerError) -> Self {
        let sentence = format!("indexer: {error}");
        match error {
            IndexerError::Node(_) | IndexerError::Entry { .. } | IndexerError::Count { .. } => {
                Failure::Node(sentence)
            }
            _ => Failure::Local(sentence),
        }
    }
}

impl From<RelayError> for Failure {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Node(error) => error.into(),
            RelayError::Queue(error) => Failure::Local(error.to_string()),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Failure::Input(error.to_string())
    }
}

impl From<StateError> for Failure {
    fn from(error: StateError) -> Self {
        Failure::Local(error.to_string())
    }
}

impl From<NotifyError> for Failure {
    fn from(error: NotifyError) -> Self {
        Failure::Local(error.to_string())
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        Failure::Local(format!("API: {error}"))
    }
}
