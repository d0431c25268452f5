// SPDX-License-Identifier: EUPL-1.2
//! `portico key`: keys in encrypted files. A secret is typed or read from a file, never given as an argument.

use crate::context::Context;
use crate::failure::Failure;
use crate::keys::{self, KeyFile, Passphrase, Secret};
use crate::output::{facts, table};
use clap::Subcommand;
use portico_client::{Keypair, address_of};
use portico_rules::primitives::{Address, Key as PublicKey};
use serde::Serialize;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What is done with a key.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make a new key, encrypted with a passphrase
    Create {
        /// Its name in the data folder, or a path ending in .json
        name: String,
        /// Show the secret phrase once, to be written on paper
        #[arg(long)]
        show_phrase: bool,
    },
    /// Take over a key from a secret phrase or seed (asked for), or from a polkadot-js account
    Import {
        /// Its name in the data folder, or a path ending in .json
        name: String,
        /// The account as the polkadot-js wallet exports it (JSON)
        #[arg(long, value_name = "FILE")]
        polkadot_js: Option<PathBuf>,
    },
    /// Show a key's public side
    Show {
        /// Its name or path; or a development key such as //Alice
        name: String,
    },
    /// The keys in the data folder
    List,
}

/// A key's public side.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    public_key: PublicKey,
    ss58: String,
    address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    phrase: Option<String>,
}

impl Shown {
    fn new(name: &str, public_key: PublicKey) -> Self {
        Shown {
            name: name.to_owned(),
            public_key,
            ss58: subxt_signer::sr25519::PublicKey(public_key.0)
                .to_account_id()
                .to_string(),
            address: Address(address_of(&public_key.0)),
            phrase: None,
        }
    }

    fn print(&self, context: &Context) -> Result<(), Failure> {
        context.output.result(self, || {
            facts(&[
                ("name", self.name.clone()),
                ("public key", self.public_key.to_string()),
                ("account (SS58)", self.ss58.clone()),
                ("address (EVM)", self.address.to_string()),
                ("secret phrase", self.phrase.clone().unwrap_or_default()),
            ])
        })
    }
}

impl Key {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Key::Create { name, show_phrase } => create(context, &name, show_phrase),
            Key::Import {
                name,
                polkadot_js: None,
            } => import(context, &name),
            Key::Import {
                name,
                polkadot_js: Some(path),
            } => import_polkadot_js(context, &name, path),
            Key::Show { name } => show(context, &name),
            Key::List => list(context),
        }
    }
}

fn create(context: &Context, name: &str, show_phrase: bool) -> Result<(), Failure> {
    let secret = Secret::random()?;
    let public_key = seal(context, name, &secret)?;
    let mut shown = Shown::new(name, public_key);
    if show_phrase {
        shown.phrase = Some(secret.expose().to_owned());
    }
    shown.print(context)
}

fn import(context: &Context, name: &str) -> Result<(), Failure> {
    let secret = if std::io::stdin().is_terminal() {
        rpassword::prompt_password("Secret phrase or seed: ")
            .map_err(|error| Failure::local("reading from the terminal", error))?
    } else {
        std::io::read_to_string(std::io::stdin())
            .map_err(|error| Failure::local("standard input", error))?
    };
    let secret = Secret::typed(&zeroize::Zeroizing::new(secret));
    let public_key = seal(context, name, &secret)?;
    Shown::new(name, public_key).print(context)
}

fn seal(context: &Context, name: &str, secret: &Secret) -> Result<PublicKey, Failure> {
    // A wrong secret is told before a passphrase is asked for.
    secret.pair()?;
    let path = keys::path_of(context, name);
    let passphrase = Passphrase::Signer.choose(&format!("Passphrase for {}", path.display()))?;
    let file = KeyFile::seal(secret, &passphrase)?;
    file.write(&path)?;
    Ok(file.public_key)
}

/// The wallet's own file is kept: its encryption is as good as its passphrase.
fn import_polkadot_js(context: &Context, name: &str, from: PathBuf) -> Result<(), Failure> {
    let json = keys::read(&from)?;
    let passphrase = Passphrase::Signer.obtain(&format!("Passphrase of {}", from.display()))?;
    let pair: Keypair = keys::open(&from, &json, &passphrase)?;
    keys::write_new(&keys::path_of(context, name), json.trim_end())?;
    Shown::new(name, PublicKey(pair.public_key().0)).print(context)
}

fn show(context: &Context, name: &str) -> Result<(), Failure> {
    if name.starts_with("//") {
        let pair = keys::development(name)?;
        return Shown::new(name, PublicKey(pair.public_key().0)).print(context);
    }
    let path = keys::path_of(context, name);
    let json = keys::read(&path)?;
    let public_key = if KeyFile::is_ours(&json) {
        KeyFile::parse(&path, &json)?.public_key
    } else {
        PublicKey(
            keys::load(context, name, Passphrase::Signer)?
                .public_key()
                .0,
        )
    };
    Shown::new(name, public_key).print(context)
}

fn list(context: &Context) -> Result<(), Failure> {
    let folder = context.keys();
    let mut shown = Vec::new();
    match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::file(&folder, error)),
        Ok(entries) => {
            for entry in entries {
                let path = entry.map_err(|error| Failure::file(&folder, error))?.path();
                let (Some(name), Some("json")) = (
                    path.file_stem().and_then(|name| name.to_str()),
                    path.extension().and_then(|extension| extension.to_str()),
                ) else {
                    continue;
                };
                let json = keys::read(&path)?;
                if KeyFile::is_ours(&json) {
                    shown.push(Shown::new(name, KeyFile::parse(&path, &json)?.public_key));
                } else {
                    context.output.tell(&format!(
                        "{}: a wallet's file; `portico key show {name}` opens it",
                        path.display()
                    ));
                }
            }
        }
    }
    shown.sort_by(|a, b| a.name.cmp(&b.name));
    context.output.result(&shown, || {
        let rows = shown.iter().map(|key| {
            vec![
                key.name.clone(),
                key.public_key.to_string(),
                key.ss58.clone(),
            ]
        });
        table(&["name", "public key", "account"], rows)
    })
}
