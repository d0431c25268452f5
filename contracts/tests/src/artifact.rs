// SPDX-License-Identifier: EUPL-1.2
//! The committed contracts: code and metadata. What a stock client knows of a contract it knows from here, so that a selector that
//! changed without its metadata fails every test.

use std::path::PathBuf;

use serde_json::Value;

/// A built contract.
pub struct Artifact {
    /// PolkaVM code.
    pub code: Vec<u8>,
    metadata: Value,
}

impl Artifact {
    /// Reads a contract's artifacts, from the folder `PORTICO_ARTIFACTS` if it is set.
    ///
    /// # Panics
    /// If they are missing or are no artifacts.
    pub fn read(contract: &str) -> Self {
        let folder = std::env::var_os("PORTICO_ARTIFACTS")
            .map(PathBuf::from)
            .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../artifacts")));
        let read = |extension: &str| {
            let path = folder.join(contract).with_extension(extension);
            std::fs::read(&path).unwrap_or_else(|error| {
                panic!(
                    "cannot read {}: {error}; run scripts/build-artifacts",
                    path.display()
                )
            })
        };
        let metadata =
            serde_json::from_slice(&read("json")).expect("metadata is JSON, the builder wrote it");
        Self {
            code: read("polkavm"),
            metadata,
        }
    }

    /// What the metadata says of a contract: its constructors, messages and events (ink! metadata, version 6).
    pub fn spec(&self) -> &Value {
        &self.metadata["spec"]
    }

    /// The selector of a message, or of the constructor `new`.
    ///
    /// # Panics
    /// If the metadata has no such message.
    pub fn selector(&self, message: &str) -> [u8; 4] {
        let spec = &self.metadata["spec"];
        let hex = [&spec["messages"], &spec["constructors"]]
            .iter()
            .flat_map(|list| {
                list.as_array()
                    .expect("metadata lists messages and constructors")
            })
            .find(|found| found["label"] == message)
            .and_then(|found| found["selector"].as_str())
            .unwrap_or_else(|| panic!("the metadata has no message {message}"));
        let number = u32::from_str_radix(hex.trim_start_matches("0x"), 16)
            .expect("a selector is 4 bytes in hex");
        number.to_be_bytes()
    }

    /// Topic 0 of the contract's one event.
    ///
    /// # Panics
    /// If the metadata has not exactly one event.
    pub fn event_topic(&self) -> [u8; 32] {
        let events = self.metadata["spec"]["events"]
            .as_array()
            .expect("metadata lists events");
        assert_eq!(events.len(), 1, "a contract has one event");
        let hex = events[0]["signature_topic"]
            .as_str()
            .expect("the event has a signature topic");
        portico_rules::primitives::Digest::from_hex(hex)
            .expect("a topic is 32 bytes in hex")
            .0
    }

    /// The code hash that the metadata names.
    ///
    /// # Panics
    /// If it names none.
    pub fn code_hash(&self) -> String {
        self.metadata["source"]["hash"]
            .as_str()
            .expect("metadata names the code hash")
            .to_owned()
    }
}
