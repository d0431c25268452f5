// SPDX-License-Identifier: EUPL-1.2
//! A signed command as JSON, in a file or in a request: whoever has it can carry it, nobody can change it.

use crate::Act;
use portico_rules::authority::Authority;
use portico_rules::entry::Body;
use portico_rules::message::{Place, wrapped};
use portico_rules::native::{Native, sha256};
use portico_rules::primitives::{Address, Digest, Key, SignatureBytes};
use portico_rules::refusal::Refusal;
use portico_rules::replay::Crypto;
use portico_rules::subject::SubjectKind;
use serde::{Deserialize, Serialize};

/// The only format so far.
const FORMAT: &str = "portico-signed-command/1";

/// What the name of a command is the digest of, before its key and text.
const NAME: &[u8] = b"portico/signed-command/v1";

/// A command with everything that its signer signs, and not signed yet: add `signature`, and it is a [`SignedCommand`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsignedCommand {
    format: &'static str,
    genesis: Digest,
    contract: Address,
    subject: Option<u32>,
    body: Body,
    key: Key,
    nonce: u64,
    expiry: u64,
    text: String,
}

impl UnsignedCommand {
    /// A command to be signed with this key; `place` is the ledger's for its kind, `expiry` is in seconds since the
    /// epoch.
    pub fn new(act: Act, place: Place, key: Key, nonce: u64, expiry: u64) -> Self {
        UnsignedCommand {
            format: FORMAT,
            genesis: place.genesis,
            contract: place.contract,
            text: act.text(&place, nonce, expiry),
            subject: act.subject,
            body: act.body,
            key,
            nonce,
            expiry,
        }
    }

    /// The text to sign, as it is or wrapped.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name that the signed command will have, see [`SignedCommand::id`].
    pub fn id(&self) -> Digest {
        id(&self.key, &self.text)
    }

    /// The command with its signature, which is not checked here.
    pub fn with_signature(self, signature: SignatureBytes) -> SignedCommand {
        let UnsignedCommand {
            format,
            genesis,
            contract,
            subject,
            body,
            key,
            nonce,
            expiry,
            text,
        } = self;
        SignedCommand {
            format: format.to_owned(),
            genesis,
            contract,
            subject,
            body,
            key,
            signature,
            nonce,
            expiry,
            text,
        }
    }
}

/// A command, who signed it, and the text that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedCommand {
    format: String,
    genesis: Digest,
    contract: Address,
    subject: Option<u32>,
    body: Body,
    key: Key,
    signature: SignatureBytes,
    nonce: u64,
    expiry: u64,
    text: String,
}

/// Why something is not a signed command of a ledger.
#[derive(Debug, thiserror::Error)]
pub enum SignedError {
    /// It cannot be read.
    #[error("not a signed command: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of another version.
    #[error("its format is {0:?}, this program knows {FORMAT:?}: update it")]
    Format(String),
    /// It holds elsewhere.
    #[error("it was signed for another ledger, where alone it holds")]
    OtherLedger,
    /// It shows one thing and does another.
    #[error(
        "the text it shows is not the text of the command it contains: do not trust where it came from"
    )]
    OtherText,
    /// The rules would refuse it whatever the ledger holds.
    #[error("refused: {0}")]
    Refused(Refusal),
}

impl SignedCommand {
    /// Reads one and checks it against the ledger it is to be carried to: `place_of` says where signatures about
    /// subjects of a kind hold, if the ledger keeps that kind.
    ///
    /// # Errors
    /// [`SignedError`]: if it is no such JSON, is for another ledger, shows another text than it contains, is longer than
    /// the rules allow, or is not signed by its key.
    pub fn parse(
        json: &[u8],
        place_of: impl FnOnce(SubjectKind) -> Option<Place>,
    ) -> Result<Self, SignedError> {
        let signed: SignedCommand = serde_json::from_slice(json)?;
        if signed.format != FORMAT {
            return Err(SignedError::Format(signed.format));
        }
        let act = signed.act();
        let place = place_of(act.kind()).ok_or(SignedError::OtherLedger)?;
        if (signed.genesis, signed.contract) != (place.genesis, place.contract) {
            return Err(SignedError::OtherLedger);
        }
        act.check_length().map_err(SignedError::Refused)?;
        if signed.text != act.text(&place, signed.nonce, signed.expiry) {
            return Err(SignedError::OtherText);
        }
        let holds =
            |text: &str| Native.sr25519_verify(&signed.key, text.as_bytes(), &signed.signature);
        if !holds(&signed.text) && !holds(&wrapped(&signed.text)) {
            return Err(SignedError::Refused(Refusal::BadSignature));
        }
        Ok(signed)
    }

    /// Its name: the SHA-256 of the signer's key and the text that was signed. A text signed twice gives two signatures
    /// and one command.
    pub fn id(&self) -> Digest {
        id(&self.key, &self.text)
    }

    /// The command.
    pub fn act(&self) -> Act {
        Act {
            subject: self.subject,
            body: self.body.clone(),
        }
    }

    /// The contract it is for.
    pub fn contract(&self) -> Address {
        self.contract
    }

    /// Who signed it.
    pub fn key(&self) -> Key {
        self.key
    }

    /// The text that was signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its nonce: a number that the signer uses once with this contract.
    pub fn nonce(&self) -> u64 {
        self.nonce
    }

    /// Last moment at which it may be carried, seconds since the epoch.
    pub fn expiry(&self) -> u64 {
        self.expiry
    }

    /// A name for its file: what is signed, and the nonce, so that no two are the same.
    pub fn file_name(&self) -> String {
        let action = self.act().action().replace(' ', "-");
        format!("{action}-{}.signed.json", self.nonce)
    }

    /// The authority it carries.
    pub fn authority(&self) -> Authority {
        Authority::Carried {
            key: self.key,
            signature: self.signature,
            nonce: self.nonce,
            expiry: self.expiry,
        }
    }
}

fn id(key: &Key, text: &str) -> Digest {
    sha256(&[NAME, &key.0, text.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::award::AwardBody;
    use portico_rules::memory;

    fn place(genesis: u8) -> Place {
        Place {
            genesis: Digest([genesis; 32]),
            contract: Address([3; 20]),
        }
    }

    fn unsigned() -> UnsignedCommand {
        let act = Act::on(7, AwardBody::Confirm { payment: 2 });
        let key = memory::key(&memory::pair(6));
        UnsignedCommand::new(act, place(9), key, 42, 1_800_000_000)
    }

    fn signed() -> SignedCommand {
        let unsigned = unsigned();
        let signature = memory::sign(&memory::pair(6), unsigned.text().as_bytes());
        unsigned.with_signature(signature)
    }

    fn read(json: &str, genesis: u8) -> Result<SignedCommand, SignedError> {
        SignedCommand::parse(json.as_bytes(), |_| Some(place(genesis)))
    }

    #[test]
    fn what_was_signed_can_be_carried_and_nothing_else() {
        let json = serde_json::to_string(&signed()).unwrap();
        let back = read(&json, 9).unwrap();
        assert!(
            back.text().contains("award: 7\n") && back.text().contains("nonce: 42\n"),
            "{}",
            back.text()
        );
        for (wrong, said) in [
            (
                json.replace("\"payment\":2", "\"payment\":3"),
                "not the text",
            ),
            (json.replace("payment: 2", "payment: 3"), "not the text"),
            (json.replace("\"nonce\":42", "\"nonce\":43"), "not the text"),
            (
                json.replace("portico-signed-command/1", "portico-signed-command/2"),
                "update",
            ),
            (
                json.replace("\"signature\":\"0x", "\"signature\":\"0x00"),
                "64",
            ),
            (
                json.replace("{\"format\"", "{\"more\":1,\"format\""),
                "more",
            ),
        ] {
            let said_instead = read(&wrong, 9).unwrap_err().to_string();
            assert!(said_instead.contains(said), "{said}: {said_instead}");
        }
        let elsewhere = read(&json, 8).unwrap_err();
        assert!(matches!(elsewhere, SignedError::OtherLedger));
        let nowhere = SignedCommand::parse(json.as_bytes(), |_| None).unwrap_err();
        assert!(matches!(nowhere, SignedError::OtherLedger));
        let mut forged = signed();
        forged.signature.0[5] ^= 1;
        let forged = read(&serde_json::to_string(&forged).unwrap(), 9).unwrap_err();
        assert!(matches!(
            forged,
            SignedError::Refused(Refusal::BadSignature)
        ));
    }

    #[test]
    fn a_wallets_wrapping_is_accepted_and_is_the_same_command() {
        let wallet = memory::sign(&memory::pair(6), wrapped(unsigned().text()).as_bytes());
        let wallet = unsigned().with_signature(wallet);
        let read = read(&serde_json::to_string(&wallet).unwrap(), 9).unwrap();
        assert_eq!(read.id(), signed().id());
        assert_eq!(read.id(), unsigned().id());
        assert_ne!(read, signed());
    }

    #[test]
    fn an_unsigned_command_lacks_nothing_but_the_signature() {
        let mut json = serde_json::to_value(unsigned()).unwrap();
        let signature = serde_json::to_value(signed()).unwrap()["signature"].clone();
        json["signature"] = signature;
        assert_eq!(read(&json.to_string(), 9).unwrap(), signed());
    }

    #[test]
    fn json_without_end_costs_nothing() {
        for json in ["[".repeat(100_000), "{\"body\":".repeat(50_000)] {
            assert!(matches!(read(&json, 9), Err(SignedError::Json(_))));
        }
    }
}
