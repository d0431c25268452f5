// SPDX-License-Identifier: EUPL-1.2
//! A signed command as a file: whoever has it can carry it, nobody can change it.

use crate::act::Act;
use crate::failure::Failure;
use crate::ledger_file::LedgerFile;
use portico_rules::authority::Authority;
use portico_rules::entry::Body;
use portico_rules::message::wrapped;
use portico_rules::native::Native;
use portico_rules::primitives::{Address, Digest, Key, SignatureBytes};
use portico_rules::refusal::Refusal;
use portico_rules::replay::Crypto;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The only format so far.
const FORMAT: &str = "portico-signed-command/1";

/// A command, who signed it, and the text that was signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

impl SignedCommand {
    /// Signs a command for a ledger; `sign` signs bytes with the key.
    pub fn sign(
        act: Act,
        ledger: &LedgerFile,
        key: Key,
        nonce: u64,
        expiry: u64,
        sign: impl Fn(&[u8]) -> [u8; 64],
    ) -> Result<Self, Failure> {
        let text = act.text(ledger, nonce, expiry)?;
        let place = ledger.place(act.kind())?;
        Ok(SignedCommand {
            format: FORMAT.into(),
            genesis: place.genesis,
            contract: place.contract,
            subject: act.subject,
            key,
            signature: SignatureBytes(sign(text.as_bytes())),
            nonce,
            expiry,
            text,
            body: act.body,
        })
    }

    /// Reads one from a file and checks it against the ledger it is to be carried to.
    ///
    /// # Errors
    /// If it is no such file, is for another ledger, shows another text than it contains, or is not signed by its key.
    pub fn read(path: &Path, ledger: &LedgerFile) -> Result<Self, Failure> {
        let json = std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
        let wrong = |what: String| Failure::Input(format!("{}: {what}", path.display()));
        let signed: SignedCommand = serde_json::from_str(&json)
            .map_err(|error| wrong(format!("not a signed command: {error}")))?;
        if signed.format != FORMAT {
            return Err(wrong(format!(
                "its format is {:?}, this program knows {FORMAT:?}: update it",
                signed.format
            )));
        }
        let place = ledger.place(signed.act().kind())?;
        if (signed.genesis, signed.contract) != (place.genesis, place.contract) {
            return Err(wrong(
                "it was signed for another ledger, where alone it holds".into(),
            ));
        }
        if signed.text != signed.act().text(ledger, signed.nonce, signed.expiry)? {
            return Err(wrong("the text it shows is not the text of the command it contains: do not trust where it came from".into()));
        }
        signed.check_signature()?;
        Ok(signed)
    }

    fn check_signature(&self) -> Result<(), Failure> {
        let holds = |text: &str| Native.sr25519_verify(&self.key, text.as_bytes(), &self.signature);
        if holds(&self.text) || holds(&wrapped(&self.text)) {
            Ok(())
        } else {
            Err(Failure::refused(Refusal::BadSignature))
        }
    }

    /// The command.
    pub fn act(&self) -> Act {
        Act {
            subject: self.subject,
            body: self.body.clone(),
        }
    }

    /// Who signed it.
    pub fn key(&self) -> Key {
        self.key
    }

    /// The text that was signed.
    pub fn text(&self) -> &str {
        &self.text
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger_file::{Contract, Deployed};
    use portico_rules::award::AwardBody;
    use subxt_signer::sr25519::dev;

    fn ledger(genesis: u8) -> LedgerFile {
        let contract = |n| Contract {
            address: Address([n; 20]),
            code_hash: Digest([n; 32]),
        };
        LedgerFile::new(
            Digest([genesis; 32]),
            Deployed {
                registry: contract(1),
                agreements: contract(2),
                awards: contract(3),
                imports: contract(4),
            },
        )
    }

    fn signed() -> SignedCommand {
        let pair = dev::ferdie();
        let act = Act::on(7, AwardBody::Confirm { payment: 2 });
        SignedCommand::sign(
            act,
            &ledger(9),
            Key(pair.public_key().0),
            42,
            1_800_000_000,
            |text| pair.sign(text).0,
        )
        .unwrap()
    }

    fn read(json: &str, ledger: &LedgerFile) -> Result<SignedCommand, Failure> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), json).unwrap();
        SignedCommand::read(file.path(), ledger)
    }

    #[test]
    fn what_was_signed_can_be_carried_and_nothing_else() {
        let json = serde_json::to_string(&signed()).unwrap();
        let back = read(&json, &ledger(9)).unwrap();
        assert!(
            back.text().contains("award: 7\n") && back.text().contains("nonce: 42\n"),
            "{}",
            back.text()
        );
        for (wrong, code, said) in [
            (
                json.replace("\"payment\":2", "\"payment\":3"),
                2,
                "not the text",
            ),
            (json.replace("payment: 2", "payment: 3"), 2, "not the text"),
            (
                json.replace("\"nonce\":42", "\"nonce\":43"),
                2,
                "not the text",
            ),
            (
                json.replace("portico-signed-command/1", "portico-signed-command/2"),
                2,
                "update",
            ),
            (
                json.replace("\"signature\":\"0x", "\"signature\":\"0x00"),
                2,
                "64",
            ),
            (
                json.replace("{\"format\"", "{\"more\":1,\"format\""),
                2,
                "more",
            ),
        ] {
            let failure = read(&wrong, &ledger(9)).unwrap_err();
            assert_eq!(failure.exit_code(), code, "{failure}");
            assert!(failure.to_string().contains(said), "{said}: {failure}");
        }
        assert!(
            read(&json, &ledger(8))
                .unwrap_err()
                .to_string()
                .contains("another ledger")
        );
        let mut forged = signed();
        forged.signature.0[5] ^= 1;
        let failure = read(&serde_json::to_string(&forged).unwrap(), &ledger(9)).unwrap_err();
        assert_eq!(failure.exit_code(), 1);
    }

    #[test]
    fn a_wallets_wrapping_is_accepted() {
        let pair = dev::ferdie();
        let mut wallet = signed();
        wallet.signature = SignatureBytes(pair.sign(wrapped(&wallet.text).as_bytes()).0);
        assert!(read(&serde_json::to_string(&wallet).unwrap(), &ledger(9)).is_ok());
    }
}
