// SPDX-License-Identifier: EUPL-1.2
//! The deployment file: which chain, which contracts, which code. Public and small: whoever has it knows which ledger is
//! meant, and can sign for it without any network.

use crate::failure::Failure;
use portico_client::{Command, Contracts, NodeOptions};
use portico_commands::Act;
use portico_rules::authority::Authority;
use portico_rules::message::Place;
use portico_rules::primitives::{Address, Digest};
use portico_rules::subject::SubjectKind;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The only format so far.
const FORMAT: &str = "portico-ledger/1";

/// A deployed ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerFile {
    format: String,
    /// Hash of the chain's block 0.
    pub genesis: Digest,
    /// The contracts.
    pub contracts: Deployed,
}

/// The ledger's contracts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployed {
    /// Keeps parties.
    pub registry: Contract,
    /// Keeps agreements.
    pub agreements: Contract,
    /// Keeps tenders.
    pub tenders: Contract,
    /// Keeps awards.
    pub awards: Contract,
    /// Keeps imports.
    pub imports: Contract,
}

/// One contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Where it is.
    pub address: Address,
    /// keccak-256 of its code, as the chain names it.
    pub code_hash: Digest,
}

impl LedgerFile {
    /// A ledger.
    pub fn new(genesis: Digest, contracts: Deployed) -> Self {
        LedgerFile {
            format: FORMAT.into(),
            genesis,
            contracts,
        }
    }

    /// Reads a deployment file; `None` if there is none.
    ///
    /// # Errors
    /// [`Failure::Local`] if it cannot be read; [`Failure::Input`] if it is no deployment file, or of a later format.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::file(path, error)),
        };
        let file: LedgerFile = serde_json::from_str(&text).map_err(|error| {
            Failure::Input(match is_from_before_tenders(&text) {
                true => format!(
                    "{} names no contract `tenders`: this ledger was deployed before ledgers had one, and contracts cannot be added to a ledger. \
                     If it is somebody else's, ask them for the deployment file of the ledger they keep now. If it is yours, begin a new one in a folder \
                     of its own (portico --data NEW_FOLDER up), and leave this folder as it is: the version of portico that deployed this ledger still reads it",
                    path.display()
                ),
                false => format!("{} is not a deployment file: {error}", path.display()),
            })
        })?;
        if file.format != FORMAT {
            return Err(Failure::Input(format!(
                "{} has the format {:?}, this program knows {FORMAT:?}: update it",
                path.display(),
                file.format
            )));
        }
        Ok(Some(file))
    }

    /// Writes it whole or not at all.
    ///
    /// # Errors
    /// As [`write_whole`].
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::local("writing JSON", error))?;
        write_whole(path, format!("{json}\n").as_bytes())
    }

    /// Where the contracts are.
    pub fn addresses(&self) -> Contracts {
        Contracts {
            registry: self.contracts.registry.address.0,
            agreements: self.contracts.agreements.address.0,
            tenders: self.contracts.tenders.address.0,
            awards: self.contracts.awards.address.0,
            imports: self.contracts.imports.address.0,
        }
    }

    /// The contracts by name.
    pub fn by_name(&self) -> [(&'static str, Contract); 5] {
        let Deployed {
            registry,
            agreements,
            tenders,
            awards,
            imports,
        } = self.contracts;
        [
            ("registry", registry),
            ("agreements", agreements),
            ("tenders", tenders),
            ("awards", awards),
            ("imports", imports),
        ]
    }

    /// The contract that keeps subjects of a kind.
    pub fn keeper(&self, kind: SubjectKind) -> Address {
        Address(self.addresses().keeper(kind))
    }

    /// Where signatures about subjects of a kind hold.
    pub fn place(&self, kind: SubjectKind) -> Place {
        Place {
            genesis: self.genesis,
            contract: self.keeper(kind),
        }
    }

    /// A command in the form in which its contract takes it.
    pub fn command(&self, act: &Act, authority: &Authority) -> Command {
        let keeper = self.keeper(act.kind()).0;
        Command::of_any(keeper, act.subject, &act.body, authority)
    }

    /// How to reach its chain, and no other.
    pub fn node(&self, urls: Vec<String>) -> NodeOptions {
        NodeOptions {
            urls,
            genesis: Some(self.genesis.0),
            patience: Some(std::time::Duration::from_secs(20)),
        }
    }
}

/// Whether it is a deployment file whose ledger has everything but the contract of tenders, as all had before there was one.
fn is_from_before_tenders(text: &str) -> bool {
    let Ok(file) = serde_json::from_str::<serde_json::Value>(text) else {
        return false;
    };
    let has = |name: &str| file["contracts"].get(name).is_some();
    file["format"] == FORMAT
        && ["registry", "agreements", "awards", "imports"]
            .into_iter()
            .all(has)
        && !has("tenders")
}

/// Writes a file under another name, to disk, and then in its place: nobody ever reads half of it.
///
/// # Errors
/// [`Failure::Local`]; what was there before stays.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::file(path, error);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Readable by its owner alone, as temporary files are: what is public is made so by who publishes it.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    // The file's name is the folder's content: after this it stays, whatever becomes of the machine.
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &serde_json::Value) -> Result<Option<LedgerFile>, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.json");
        std::fs::write(&path, json.to_string()).unwrap();
        LedgerFile::read(&path)
    }

    fn written() -> serde_json::Value {
        let contract = Contract {
            address: Address([7; 20]),
            code_hash: Digest([8; 32]),
        };
        let deployed = Deployed {
            registry: contract,
            agreements: contract,
            tenders: contract,
            awards: contract,
            imports: contract,
        };
        serde_json::to_value(LedgerFile::new(Digest([9; 32]), deployed)).unwrap()
    }

    #[test]
    fn a_ledger_from_before_tenders_is_told_what_it_lacks_and_what_to_do() {
        let mut old = written();
        assert!(read(&old).unwrap().is_some());
        old["contracts"].as_object_mut().unwrap().remove("tenders");
        let error = read(&old).unwrap_err();
        assert!(matches!(error, Failure::Input(_)), "{error:?}");
        let said = error.to_string();
        for part in [
            "ledger.json",
            "`tenders`",
            "portico --data NEW_FOLDER up",
            "leave this folder as it is",
        ] {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn what_lacks_something_else_is_no_such_ledger() {
        for (name, lacking) in [("contracts", None), ("contracts", Some("awards"))] {
            let mut file = written();
            let object = file.as_object_mut().unwrap();
            match lacking {
                None => object.remove(name),
                Some(contract) => object[name].as_object_mut().unwrap().remove(contract),
            };
            let said = read(&file).unwrap_err().to_string();
            assert!(said.contains("not a deployment file"), "{said}");
        }
        let mut both = written();
        for contract in ["awards", "tenders"] {
            both["contracts"].as_object_mut().unwrap().remove(contract);
        }
        let said = read(&both).unwrap_err().to_string();
        assert!(said.contains("not a deployment file"), "{said}");
        let mut later = written();
        later["format"] = "portico-ledger/2".into();
        let said = read(&later).unwrap_err().to_string();
        assert!(said.contains("update it"), "{said}");
    }
}
