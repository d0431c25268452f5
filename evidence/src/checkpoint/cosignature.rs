// SPDX-License-Identifier: EUPL-1.2
//! A witness's word in a file of its own: so it can be sent around, and be put into bundles later.
//!
//! It must not know whether what was signed is true.

use alloc::string::String;

use portico_rules::{
    native::Native,
    primitives::{Digest, Key, SignatureBytes, write_decimal},
    replay::Crypto,
};

use super::statement;
use crate::{
    bundle::Cosignature,
    limits,
    text::{Malformed, Reader, write_bytes},
};

/// The name of the format.
pub const FORMAT: &str = "portico/cosignature/v1";

/// What a witness signed, and its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignatureFile {
    /// Hash of the chain's genesis block.
    pub genesis: Digest,
    /// The block's number.
    pub block: u32,
    /// The block's hash.
    pub hash: Digest,
    /// The checkpoint's root.
    pub root: Digest,
    /// The witness's key, and its signature of the [`statement`] of all this.
    pub cosignature: Cosignature,
}

impl CosignatureFile {
    /// Whether the signature is the key's.
    pub fn holds(&self) -> bool {
        let Cosignature { key, signature } = &self.cosignature;
        let text = statement(&self.genesis, self.block, &self.hash, &self.root);
        Native.sr25519_verify(key, text.as_bytes(), signature)
    }

    /// Writes the file.
    pub fn write(&self) -> String {
        let mut out = String::from("{\"format\":\"");
        out.push_str(FORMAT);
        out.push_str("\",\"genesis\":");
        write_bytes(&mut out, &self.genesis.0);
        out.push_str(",\"block\":");
        write_decimal(&mut out, self.block.into());
        for (label, bytes) in [
            (",\"hash\":", &self.hash.0[..]),
            (",\"root\":", &self.root.0),
            (",\"key\":", &self.cosignature.key.0),
            (",\"signature\":", &self.cosignature.signature.0),
        ] {
            out.push_str(label);
            write_bytes(&mut out, bytes);
        }
        out.push_str("}\n");
        out
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The first bytes that are not what the format asks for.
    pub fn read(text: &[u8]) -> Result<Self, Malformed> {
        if text.len() > limits::COSIGNATURE {
            return Err(Malformed {
                from: limits::COSIGNATURE,
                to: text.len(),
                expected: "at most 1 KiB".into(),
            });
        }
        let reader = &mut Reader::new(text);
        reader.literal("{\"format\":\"portico/cosignature/v1\",\"genesis\":")?;
        let genesis = Digest(reader.array()?);
        reader.literal(",\"block\":")?;
        let block = reader.number()?;
        reader.literal(",\"hash\":")?;
        let hash = Digest(reader.array()?);
        reader.literal(",\"root\":")?;
        let root = Digest(reader.array()?);
        reader.literal(",\"key\":")?;
        let key = Key(reader.array()?);
        reader.literal(",\"signature\":")?;
        let signature = SignatureBytes(reader.array()?);
        reader.literal("}\n")?;
        reader.end()?;
        Ok(CosignatureFile {
            genesis,
            block,
            hash,
            root,
            cosignature: Cosignature { key, signature },
        })
    }
}
