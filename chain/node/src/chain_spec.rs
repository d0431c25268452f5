// SPDX-License-Identifier: EUPL-1.2
//! Chain specifications: reading one, and writing one from a runtime's Wasm.
//!
//! A specification is always raw (the genesis state, key by key): turning a plain one raw means
//! running the runtime, which an unoptimised node takes half a minute for at every start. What a
//! genesis holds is the runtime's business; this module only merges the JSON it is given.

use std::path::PathBuf;

use sc_chain_spec::{GenesisConfigBuilderRuntimeCaller, NoExtension, json_patch};
use sc_service::{ChainSpec, ChainType, GenericChainSpec, Properties};

/// The chain of one validator with slots of a second.
const DEVELOPMENT: &[u8] = include_bytes!("../../specs/dev.json");

/// Reads the specification called `id`: the embedded one (`dev`, or nothing), or a file.
///
/// # Errors
/// What is wrong with the file, and which.
pub fn load(id: &str) -> Result<Box<dyn ChainSpec>, String> {
    let spec: GenericChainSpec = match id {
        "" | "dev" => GenericChainSpec::from_json_bytes(DEVELOPMENT)?,
        path => GenericChainSpec::from_json_file(PathBuf::from(path))
            .map_err(|error| format!("cannot read the chain specification {path}: {error}"))?,
    };
    Ok(Box::new(spec))
}

/// Arguments of `build-spec`.
#[derive(Debug, clap::Args)]
pub struct BuildSpecCmd {
    /// The runtime's Wasm, compressed or not.
    #[arg(long, value_name = "FILE")]
    runtime: PathBuf,

    /// The runtime's genesis preset to start from.
    #[arg(long, default_value = sc_chain_spec::DEV_RUNTIME_PRESET)]
    preset: String,

    /// JSON merged over the preset, such as `{"schedule":{"slotDuration":1000}}`.
    #[arg(long, value_name = "JSON")]
    patch: Option<String>,

    /// The chain's name for people.
    #[arg(long)]
    name: String,

    /// The chain's identifier: part of paths and of the network protocols' names.
    #[arg(long)]
    id: String,

    /// What kind of chain it is.
    #[arg(long, value_enum, default_value_t = Kind::Development)]
    kind: Kind,

    /// Where to write the specification.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

/// What a chain is for, as clients are told.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    Development,
    Local,
    Live,
}

impl BuildSpecCmd {
    /// Writes the raw specification.
    ///
    /// # Errors
    /// A file that cannot be read or written, a preset the runtime lacks, or a genesis it refuses.
    pub fn run(&self) -> Result<(), String> {
        let runtime = self.runtime.display();
        let code = std::fs::read(&self.runtime)
            .map_err(|error| format!("cannot read the runtime {runtime}: {error}"))?;
        let caller = GenesisConfigBuilderRuntimeCaller::<()>::new(&code);
        let mut genesis = caller
            .get_named_preset(Some(&self.preset))
            .map_err(|error| format!("no preset `{}` in {runtime}: {error}", self.preset))?;
        if let Some(patch) = &self.patch {
            let patch = serde_json::from_str(patch)
                .map_err(|error| format!("--patch is not JSON: {error}"))?;
            json_patch::merge(&mut genesis, patch);
        }
        let spec = GenericChainSpec::<NoExtension>::builder(&code, NoExtension::None)
            .with_name(&self.name)
            .with_id(&self.id)
            .with_chain_type(match self.kind {
                Kind::Development => ChainType::Development,
                Kind::Local => ChainType::Local,
                Kind::Live => ChainType::Live,
            })
            .with_protocol_id("portico")
            .with_properties(properties())
            .with_genesis_config_patch(genesis)
            .build();
        let mut json = spec.as_json(true)?;
        json.push('\n');
        std::fs::write(&self.output, json)
            .map_err(|error| format!("cannot write {}: {error}", self.output.display()))
    }
}

/// How wallets show the chain's token.
fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), "PTC".into());
    properties.insert("tokenDecimals".into(), 12.into());
    properties.insert("ss58Format".into(), 42.into());
    properties
}
