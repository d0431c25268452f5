// SPDX-License-Identifier: EUPL-1.2
//! What a command works with: the data folder, the ledger that is meant, the node, and how to print.

use crate::arguments::Global;
use crate::chain::Chain;
use crate::failure::Failure;
use crate::ledger_file::LedgerFile;
use crate::output::Output;
use crate::running::Running;
use portico_client::Node;
use std::path::{Path, PathBuf};

/// The node's address if nothing says otherwise.
const USUAL_URL: &str = "ws://127.0.0.1:9944";

/// What a command works with.
pub struct Context {
    data: PathBuf,
    ledger: PathBuf,
    urls: Vec<String>,
    /// How to print.
    pub output: Output,
}

impl Context {
    /// From what the command line says.
    ///
    /// # Errors
    /// [`Failure::Input`] if neither `--data` nor the environment says where data are.
    pub fn new(global: Global) -> Result<Self, Failure> {
        let data = match global.data {
            Some(data) => data,
            None => usual_data()?,
        };
        Ok(Context {
            ledger: global.ledger.unwrap_or_else(|| data.join("ledger.json")),
            data,
            urls: global.urls,
            output: Output { json: global.json },
        })
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Where keys are kept.
    pub fn keys(&self) -> PathBuf {
        self.data.join("keys")
    }

    /// The deployment file's path.
    pub fn ledger_path(&self) -> &Path {
        &self.ledger
    }

    /// The database's path.
    pub fn database(&self) -> PathBuf {
        self.data.join("ledger.sqlite")
    }

    /// The path of the queue of signed commands.
    pub fn queue(&self) -> PathBuf {
        self.data.join("queue.sqlite")
    }

    /// The ledger that is meant.
    ///
    /// # Errors
    /// [`Failure::Input`] if there is no deployment file, or it is none.
    pub fn ledger(&self) -> Result<LedgerFile, Failure> {
        LedgerFile::read(&self.ledger)?.ok_or_else(|| {
            Failure::Input(format!(
                "{} does not exist: start a ledger with `portico up`, or name a deployment file with --ledger",
                self.ledger.display()
            ))
        })
    }

    /// The nodes' addresses.
    ///
    /// # Errors
    /// [`Failure::Local`] if the file of the running system cannot be read.
    pub fn urls(&self) -> Result<Vec<String>, Failure> {
        if !self.urls.is_empty() {
            return Ok(self.urls.clone());
        }
        Ok(vec![match Running::read(&self.data)? {
            Some(running) => running.node,
            None => USUAL_URL.into(),
        }])
    }

    /// Connects to the ledger's chain.
    ///
    /// # Errors
    /// [`Failure::Node`] if no node of this chain answers; otherwise as [`Context::ledger`] and [`Context::urls`].
    pub async fn chain(&self) -> Result<Chain, Failure> {
        let ledger = self.ledger()?;
        let node = Node::connect(ledger.node(self.urls()?)).await?;
        Chain::new(node, ledger).await
    }
}

/// `$XDG_DATA_HOME/portico`, or `~/.local/share/portico` (XDG base directory specification).
fn usual_data() -> Result<PathBuf, Failure> {
    let set = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    set("XDG_DATA_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/share")))
        .map(|folder| folder.join("portico"))
        .ok_or_else(|| {
            Failure::Input(
                "neither XDG_DATA_HOME nor HOME is set: name the data folder with --data".into(),
            )
        })
}
