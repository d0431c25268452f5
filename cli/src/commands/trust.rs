// SPDX-License-Identifier: EUPL-1.2
//! `portico trust`: the file that a verifier takes for granted, from a chain specification and a deployment. No network:
//! the genesis hash is computed from the specification and must be the deployment's.

use crate::context::Context;
use crate::failure::Failure;
use crate::ledger_file::write_whole;
use clap::Args;
use portico_evidence::{Keeps, Trust, TrustedContract, Witnesses, spec};
use portico_rules::primitives::Key;
use portico_rules::subject::SubjectKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Write a trust file.
#[derive(Debug, Args)]
pub struct WriteTrust {
    /// The chain's raw specification, as its validators run it
    #[arg(long, value_name = "FILE")]
    chain_spec: PathBuf,
    /// A witness's public key (0x…); may be given more than once
    #[arg(long = "witness", value_name = "KEY")]
    witnesses: Vec<String>,
    /// How many witnesses must have signed [default: all that are named]
    #[arg(long, value_name = "NUMBER", requires = "witnesses")]
    required: Option<usize>,
    /// Where to write it
    #[arg(short, long, value_name = "FILE", default_value = "trust.json")]
    out: PathBuf,
}

/// A chain specification, as far as genesis needs it.
#[derive(Deserialize)]
struct ChainSpec {
    genesis: Genesis,
}

#[derive(Deserialize)]
struct Genesis {
    raw: Raw,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    top: BTreeMap<String, String>,
    #[serde(default)]
    children_default: BTreeMap<String, serde_json::Value>,
}

impl WriteTrust {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure::Input`] if specification and deployment do not belong together; [`Failure::Local`] for files.
    pub fn run(self, context: &Context) -> Result<(), Failure> {
        let ledger = context.ledger()?;
        let path = &self.chain_spec;
        let input = |reason: &dyn std::fmt::Display| {
            Failure::Input(format!("{}: {reason}", path.display()))
        };
        let text = std::fs::read(path).map_err(|error| Failure::file(path, error))?;
        let spec: ChainSpec = serde_json::from_slice(&text)
            .map_err(|error| input(&format!("not a raw chain specification: {error}")))?;
        let Raw {
            top,
            children_default,
        } = spec.genesis.raw;
        if !children_default.is_empty() {
            return Err(input(
                &"its genesis has child tries, which no Portico chain has",
            ));
        }
        let bytes = |text: &str| {
            let digits = text.strip_prefix("0x").unwrap_or(text);
            hex::decode(digits).map_err(|error| input(&error))
        };
        let state = top
            .iter()
            .map(|(key, value)| Ok((bytes(key)?, bytes(value)?)))
            .collect::<Result<BTreeMap<_, _>, Failure>>()?;
        let genesis = spec::genesis_hash(&state);
        if genesis != ledger.genesis {
            return Err(input(&format!(
                "its genesis block is {genesis}, and the deployment file's is {}: they are of different chains",
                ledger.genesis
            )));
        }
        let authorities = spec::genesis_authorities(&state)
            .ok_or_else(|| input(&"its genesis names no GRANDPA validators"))?;
        let deployed = &ledger.contracts;
        let contracts = [
            (SubjectKind::Party, &deployed.registry),
            (SubjectKind::Agreement, &deployed.agreements),
            (SubjectKind::Tender, &deployed.tenders),
            (SubjectKind::Award, &deployed.awards),
            (SubjectKind::Import, &deployed.imports),
        ]
        .map(|(kind, contract)| TrustedContract {
            keeps: Keeps(kind),
            address: contract.address,
            code_hashes: vec![contract.code_hash],
        });
        let keys = self
            .witnesses
            .iter()
            .map(|text| {
                Key::from_hex(text).ok_or_else(|| {
                    Failure::Input(format!(
                        "{text:?} is not a key: 0x and 64 hexadecimal digits"
                    ))
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let trust = Trust {
            format: portico_evidence::TRUST_FORMAT.into(),
            genesis,
            authorities,
            contracts: contracts.to_vec(),
            witnesses: (!keys.is_empty()).then(|| Witnesses {
                required: self.required.unwrap_or(keys.len()),
                keys,
            }),
        };
        let mut written = serde_json::to_vec_pretty(&trust)
            .map_err(|error| Failure::local("writing the trust file", error))?;
        written.push(b'\n');
        // What we write we must be able to read.
        Trust::read(&written).map_err(|error| Failure::Input(error.0))?;
        write_whole(&self.out, &written)?;
        context.output.result(&trust, || {
            format!(
                "{}: chain {genesis}, {} validators at genesis, {} contracts\nPublish it where whoever verifies will look for it, and not only on the server that serves the evidence.",
                self.out.display(),
                trust.authorities.len(),
                trust.contracts.len()
            )
        })
    }
}
