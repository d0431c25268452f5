// SPDX-License-Identifier: EUPL-1.2
//! Keys: where they are, how they are protected. Nothing here knows what is signed.

mod file;
mod passphrase;

pub use file::{KeyFile, Secret, write_new};
pub use passphrase::Passphrase;

use crate::context::Context;
use crate::failure::Failure;
use portico_client::Keypair;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use subxt_signer::SecretUri;

/// A development key (`//Alice`): its secret is public, so it may stand on a command line.
///
/// # Errors
/// [`Failure::Input`] for anything but a development key.
pub fn development(uri: &str) -> Result<Keypair, Failure> {
    if !uri.starts_with("//") {
        return Err(Failure::Input(format!(
            "{uri:?} is not a development key such as //Alice; a real secret never stands on a command line: use `portico key import`"
        )));
    }
    let wrong = |error: &dyn std::fmt::Display| Failure::Input(format!("{uri}: {error}"));
    let parsed = SecretUri::from_str(uri).map_err(|error| wrong(&error))?;
    Keypair::from_uri(&parsed).map_err(|error| wrong(&error))
}

/// The path of a key: a name in the data folder, or a path (with a slash, or ending in `.json`).
pub fn path_of(context: &Context, name: &str) -> PathBuf {
    if name.contains(std::path::MAIN_SEPARATOR) || name.ends_with(".json") {
        return name.into();
    }
    context.keys().join(format!("{name}.json"))
}

/// Opens a key file with its passphrase: ours, or an account exported by the polkadot-js wallet.
///
/// # Errors
/// [`Failure::Local`] if there is no such file; [`Failure::Input`] for a file that is no key, a wrong passphrase, or nobody to
/// ask for one.
pub fn load(context: &Context, name: &str, passphrase: Passphrase) -> Result<Keypair, Failure> {
    let path = path_of(context, name);
    let json = read(&path)?;
    let passphrase = passphrase.obtain(&format!("Passphrase of {}", path.display()))?;
    open(&path, &json, &passphrase)
}

/// A key file's text.
///
/// # Errors
/// [`Failure::Local`] if it cannot be read.
pub fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::Local(format!(
            "there is no key at {}: see `portico key list`, or make one with `portico key create`",
            path.display()
        )),
        _ => Failure::file(path, error),
    })
}

/// Decrypts a key file.
///
/// # Errors
/// [`Failure::Input`] for a file that is no key, or a wrong passphrase.
pub fn open(path: &Path, json: &str, passphrase: &str) -> Result<Keypair, Failure> {
    if KeyFile::is_ours(json) {
        return KeyFile::parse(path, json)?.open(path, passphrase);
    }
    subxt_signer::polkadot_js_compat::decrypt_json(json, passphrase).map_err(|error| {
        Failure::Input(format!(
            "{}: cannot be opened as a polkadot-js account ({error:?}): check the passphrase",
            path.display()
        ))
    })
}
