// SPDX-License-Identifier: EUPL-1.2
//! The secret that a receiver shares with us, and what is signed with it (HMAC-SHA256, Standard Webhooks).

use std::{fmt, io, os::unix::fs::PermissionsExt, path::Path};

use data_encoding::BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// How many bytes the specification lets one have.
const LENGTH: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret. It is never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Why a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    File(#[from] io::Error),
    /// Everybody can read it.
    #[error("everybody on this machine can read it: take that right away (chmod o-rwx)")]
    Open,
    /// It is none.
    #[error(
        "it must hold one line: whsec_ and 24 to 64 random bytes in base64, such as printf 'whsec_%s\\n' \"$(head -c 32 /dev/urandom | base64)\" makes"
    )]
    Form,
}

impl Secret {
    /// From a file that not everybody can read.
    ///
    /// # Errors
    /// [`SecretError`].
    pub fn read(file: &Path) -> Result<Self, SecretError> {
        if std::fs::metadata(file)?.permissions().mode() & 0o007 != 0 {
            return Err(SecretError::Open);
        }
        let text = Zeroizing::new(std::fs::read_to_string(file)?);
        Self::parse(text.trim_end_matches(['\r', '\n']))
    }

    /// From text.
    ///
    /// # Errors
    /// [`SecretError::Form`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(SecretError::Form)?;
        let bytes = BASE64
            .decode(encoded.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| SecretError::Form)?;
        if LENGTH.contains(&bytes.len()) {
            Ok(Secret(bytes))
        } else {
            Err(SecretError::Form)
        }
    }

    /// The signature of a message, as it stands in `webhook-signature`.
    pub(crate) fn sign(&self, id: &str, timestamp: u64, body: &str) -> String {
        // HMAC takes keys of any length.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length");
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body.as_bytes());
        format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's libraries.
    const EXAMPLE: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn the_specifications_example() {
        let signature = Secret::parse(EXAMPLE).unwrap().sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret() {
        for text in [
            "",
            "whsec_",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa",
            "whsec_!!!!",
            "whsec_MfKQ9r8GKYqrTwjUPD8I",
        ] {
            assert!(Secret::parse(text).is_err(), "{text}");
        }
        assert_eq!(format!("{:?}", Secret::parse(EXAMPLE).unwrap()), "Secret");
    }

    #[test]
    fn a_file_that_everybody_can_read_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), format!("{EXAMPLE}\n")).unwrap();
        let mode = |mode| {
            std::fs::set_permissions(file.path(), PermissionsExt::from_mode(mode)).unwrap();
            Secret::read(file.path())
        };
        assert!(mode(0o600).is_ok());
        assert!(mode(0o640).is_ok());
        assert!(matches!(mode(0o644), Err(SecretError::Open)));
    }
}
