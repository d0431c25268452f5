// SPDX-License-Identifier: EUPL-1.2
//! Where passphrases come from: a file that the environment names, or the terminal. Never an argument, which every
//! process on the machine can read.

use crate::failure::Failure;
use std::io::IsTerminal;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Whose passphrase.
#[derive(Clone, Copy, Debug)]
pub enum Passphrase {
    /// Of the key that signs: `PORTICO_PASSPHRASE_FILE`.
    Signer,
    /// Of the key that carries: `PORTICO_CARRIER_PASSPHRASE_FILE`, or else the signer's.
    Carrier,
}

impl Passphrase {
    /// The passphrase of a key that exists.
    ///
    /// # Errors
    /// [`Failure::Local`] if the named file cannot be read; [`Failure::Input`] if there is neither file nor terminal.
    pub fn obtain(self, prompt: &str) -> Result<Zeroizing<String>, Failure> {
        match self.in_file()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(prompt),
        }
    }

    /// A passphrase for a new key, typed twice.
    ///
    /// # Errors
    /// [`Failure::Input`] if the two differ or are empty; otherwise as [`Passphrase::obtain`].
    pub fn choose(self, prompt: &str) -> Result<Zeroizing<String>, Failure> {
        let passphrase = match self.in_file()? {
            Some(passphrase) => passphrase,
            None => {
                let first = ask(prompt)?;
                let second = ask("The same again")?;
                if first != second {
                    return Err(Failure::Input(
                        "the two passphrases differ: nothing was written".into(),
                    ));
                }
                first
            }
        };
        if passphrase.is_empty() {
            return Err(Failure::Input(
                "an empty passphrase protects nothing: choose another".into(),
            ));
        }
        Ok(passphrase)
    }

    fn in_file(self) -> Result<Option<Zeroizing<String>>, Failure> {
        let set = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let path = match self {
            Passphrase::Signer => set("PORTICO_PASSPHRASE_FILE"),
            Passphrase::Carrier => {
                set("PORTICO_CARRIER_PASSPHRASE_FILE").or_else(|| set("PORTICO_PASSPHRASE_FILE"))
            }
        };
        let Some(path) = path else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(&path)
            .map(Zeroizing::new)
            .map_err(|error| Failure::file(&path, error))?;
        Ok(Some(Zeroizing::new(
            text.lines().next().unwrap_or_default().to_owned(),
        )))
    }
}

/// Asks for something that is not shown.
///
/// # Errors
/// [`Failure::Input`] without a terminal; [`Failure::Local`] if it cannot be read from.
pub fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Input(format!(
            "{prompt}: there is no terminal to ask on; name a file with the passphrase in PORTICO_PASSPHRASE_FILE"
        )));
    }
    rpassword::prompt_password(format!("{prompt}: "))
        .map(Zeroizing::new)
        .map_err(|error| Failure::local("reading from the terminal", error))
}
