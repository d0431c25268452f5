// SPDX-License-Identifier: EUPL-1.2
//! A key file: the secret phrase or seed, encrypted with XChaCha20-Poly1305 under a key that scrypt (RFC 7914) makes of
//! the passphrase. The public key stands beside it in the clear, and is authenticated with it.

use crate::failure::Failure;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use portico_client::Keypair;
use portico_rules::primitives::Key;
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::str::FromStr;
use subxt_signer::{SecretUri, bip39::Mnemonic};
use zeroize::Zeroizing;

/// The only format so far.
const FORMAT: &str = "portico-key/1";
/// scrypt's cost for new files: OWASP's recommendation (2^17, 8, 1), 128 MiB.
const COST: Cost = Cost {
    log_n: 17,
    r: 8,
    p: 1,
};
/// The dearest cost that is accepted of a file: 1 GiB.
const DEAREST: Cost = Cost {
    log_n: 20,
    r: 8,
    p: 4,
};

/// An encrypted key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    format: String,
    /// The public key.
    pub public_key: Key,
    scrypt: Cost,
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
    #[serde(with = "hex::serde")]
    nonce: [u8; 24],
    #[serde(with = "hex::serde")]
    secret: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    log_n: u8,
    r: u32,
    p: u32,
}

/// A secret phrase of words, or a seed of 32 bytes in hexadecimal, with derivations as Substrate writes them.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A new phrase of twelve words.
    ///
    /// # Errors
    /// [`Failure::Local`] if the system gives no random bytes.
    pub fn random() -> Result<Self, Failure> {
        let mut entropy = Zeroizing::new([0u8; 16]);
        getrandom::fill(entropy.as_mut())
            .map_err(|error| Failure::local("taking random bytes", error))?;
        // Sixteen bytes are one of the lengths that have a phrase.
        let phrase = Mnemonic::from_entropy(entropy.as_ref())
            .map_err(|error| Failure::local("making a phrase", error))?;
        Ok(Secret(Zeroizing::new(phrase.to_string())))
    }

    /// What somebody typed.
    pub fn typed(text: &str) -> Self {
        Secret(Zeroizing::new(text.trim().to_owned()))
    }

    /// The words or digits, to be shown once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The key pair. The secret is never part of an error.
    ///
    /// # Errors
    /// [`Failure::Input`], which never repeats the secret.
    pub fn pair(&self) -> Result<Keypair, Failure> {
        let wrong = || {
            Failure::Input("this is neither a secret phrase (12 to 24 words) nor a seed of 32 bytes in hexadecimal".into())
        };
        if self.0.is_empty() || self.0.starts_with('/') {
            return Err(wrong());
        }
        let uri = SecretUri::from_str(&self.0).map_err(|_| wrong())?;
        Keypair::from_uri(&uri).map_err(|_| wrong())
    }
}

impl KeyFile {
    /// Whether a file claims to be of this format.
    pub fn is_ours(json: &str) -> bool {
        #[derive(Deserialize)]
        struct Format {
            format: String,
        }
        serde_json::from_str::<Format>(json)
            .is_ok_and(|file| file.format.starts_with("portico-key/"))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`Failure::Input`] for another format, a cost of scrypt beyond what a machine can bear, or broken fields.
    pub fn parse(path: &Path, json: &str) -> Result<Self, Failure> {
        let wrong = |what: String| Failure::Input(format!("{}: {what}", path.display()));
        let file: KeyFile = serde_json::from_str(json)
            .map_err(|error| wrong(format!("not a key file: {error}")))?;
        if file.format != FORMAT {
            return Err(wrong(format!(
                "its format is {:?}, this program knows {FORMAT:?}: update it",
                file.format
            )));
        }
        let Cost { log_n, r, p } = file.scrypt;
        if log_n > DEAREST.log_n || r > DEAREST.r || p > DEAREST.p {
            return Err(wrong(
                "opening it would take more memory or time than any honest key file asks for"
                    .into(),
            ));
        }
        Ok(file)
    }

    /// Encrypts a secret.
    ///
    /// # Errors
    /// [`Failure::Local`] if the system gives no random bytes, or encrypting fails.
    pub fn seal(secret: &Secret, passphrase: &str) -> Result<Self, Failure> {
        let random = |bytes: &mut [u8]| {
            getrandom::fill(bytes).map_err(|error| Failure::local("taking random bytes", error))
        };
        let (mut salt, mut nonce) = ([0; 16], [0; 24]);
        random(&mut salt)?;
        random(&mut nonce)?;
        let mut file = KeyFile {
            format: FORMAT.into(),
            public_key: Key(secret.pair()?.public_key().0),
            scrypt: COST,
            salt,
            nonce,
            secret: Vec::new(),
        };
        let message = Payload {
            msg: secret.expose().as_bytes(),
            aad: &file.in_the_clear(),
        };
        file.secret = file
            .cipher(passphrase)?
            .encrypt(XNonce::from_slice(&file.nonce), message)
            .map_err(|error| Failure::local("encrypting the key", error))?;
        Ok(file)
    }

    /// Decrypts it.
    ///
    /// # Errors
    /// [`Failure::Input`] for a wrong passphrase or a changed file.
    pub fn open(&self, path: &Path, passphrase: &str) -> Result<Keypair, Failure> {
        let wrong = |what: &str| Failure::Input(format!("{}: {what}", path.display()));
        let message = Payload {
            msg: &self.secret,
            aad: &self.in_the_clear(),
        };
        let secret = self
            .cipher(passphrase)?
            .decrypt(XNonce::from_slice(&self.nonce), message)
            .map(Zeroizing::new)
            .map_err(|_| wrong("the passphrase is wrong, or the file was changed"))?;
        let text = std::str::from_utf8(&secret).map_err(|_| wrong("its secret is not text"))?;
        Secret::typed(text).pair()
    }

    /// Writes it where nothing stands yet, readable by its owner alone.
    ///
    /// # Errors
    /// As [`write_new`].
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::local("writing JSON", error))?;
        write_new(path, &json)
    }

    fn in_the_clear(&self) -> Vec<u8> {
        [self.format.as_bytes(), &self.public_key.0].concat()
    }

    fn cipher(&self, passphrase: &str) -> Result<XChaCha20Poly1305, Failure> {
        let Cost { log_n, r, p } = self.scrypt;
        let parameters = scrypt::Params::new(log_n, r, p, 32).map_err(|error| {
            Failure::Input(format!("the key file's scrypt parameters: {error}"))
        })?;
        let mut key = Zeroizing::new([0u8; 32]);
        scrypt::scrypt(passphrase.as_bytes(), &self.salt, &parameters, key.as_mut())
            .map_err(|error| Failure::local("deriving a key from the passphrase", error))?;
        Ok(XChaCha20Poly1305::new(key.as_ref().into()))
    }
}

/// Writes a secret file where nothing stands yet.
///
/// # Errors
/// [`Failure::Input`] if there is a file already; [`Failure::Local`] if it cannot be written.
pub fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Input(format!(
            "{} exists: keys are never overwritten, choose another name",
            path.display()
        )),
        _ => Failure::file(path, error),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    let written = writeln!(file, "{text}").and_then(|()| file.sync_all());
    written.map_err(|error| {
        // Half a key file helps nobody; that it cannot be removed either changes nothing.
        let _ = std::fs::remove_file(path);
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_opened_with_its_passphrase_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/ufficio.json");
        let secret = Secret::random().unwrap();
        assert_eq!(secret.expose().split(' ').count(), 12);
        let file = KeyFile::seal(&secret, "segreta").unwrap();
        file.write(&path).unwrap();
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );

        let json = std::fs::read_to_string(&path).unwrap();
        assert!(!json.contains(secret.expose()));
        let read = KeyFile::parse(&path, &json).unwrap();
        let pair = read.open(&path, "segreta").unwrap();
        assert_eq!(pair.public_key().0, read.public_key.0);
        assert_eq!(pair.public_key().0, secret.pair().unwrap().public_key().0);

        for (passphrase, change) in [("sbagliata", false), ("segreta", true)] {
            let mut wrong = read.clone();
            if change {
                wrong.public_key.0[0] ^= 1;
            }
            assert_eq!(wrong.open(&path, passphrase).unwrap_err().exit_code(), 2);
        }
        // A key is never overwritten.
        assert!(
            file.write(&path)
                .unwrap_err()
                .to_string()
                .contains("exists")
        );
    }

    #[test]
    fn a_hostile_file_costs_nothing() {
        let secret =
            Secret::typed("0x0101010101010101010101010101010101010101010101010101010101010101");
        let mut file = KeyFile::seal(&secret, "x").unwrap();
        file.scrypt.log_n = 40;
        let json = serde_json::to_string(&file).unwrap();
        assert!(KeyFile::parse(Path::new("k"), &json).is_err());
    }

    #[test]
    fn only_secrets_are_imported() {
        for text in ["", "//Alice", "not a phrase", "0x12"] {
            let failure = Secret::typed(text).pair().err().unwrap();
            assert!(
                text.is_empty() || !failure.to_string().contains(text),
                "{failure}"
            );
        }
    }
}
