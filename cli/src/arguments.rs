// SPDX-License-Identifier: EUPL-1.2
//! The command line's shape. What a command does stands in its own file under `commands`.

use crate::commands;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "portico",
    version,
    about = "Follow and make public money's commitments, claims, attestations and payments on the Portico ledger",
    after_help = "Exit codes: 0 done, 1 refused by the rules, evidence that does not hold or a fork, 2 wrong usage or input, 3 node or network, 4 local files or disk.\n\
                  Amounts are euro with up to two decimals (1234.50), dates YYYY-MM-DD, moments 2027-01-20T12:00:00+01:00.\n\
                  A document is given as PATH, or PATH;title=…;uri=…;type=… : it is hashed here and goes nowhere."
)]
pub struct Arguments {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Folder of the ledger's local data: deployment, keys, database
    #[arg(long, global = true, env = "PORTICO_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Deployment file: which chain, which contracts [default: ledger.json in the data folder]
    #[arg(long, global = true, env = "PORTICO_LEDGER", value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// The node's address; may be given more than once [default: the node of a running `portico up`]
    #[arg(
        long = "url",
        global = true,
        env = "PORTICO_URL",
        value_name = "WS URL",
        value_delimiter = ','
    )]
    pub urls: Vec<String>,
    /// Print JSON instead of tables
    #[arg(long, global = true)]
    pub json: bool,
    /// Tell more of what is done (twice: everything)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// What there is to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start everything: node, contracts, indexer and API, until Ctrl-C
    Up(commands::up::Up),
    /// Run the indexer alone, into the data folder's database, until Ctrl-C
    Index(commands::index::Index),
    /// Carry the signed commands that wait in a queue, until Ctrl-C
    Relay(commands::relay::Relay),
    /// Run the API alone, over the data folder's database, until Ctrl-C
    Serve(commands::serve::Serve),
    /// Tell others of new entries by signed webhooks
    #[command(subcommand)]
    Notify(commands::notify::Notify),
    /// Say how the node, the contracts and the database stand
    Status(commands::status::Show),
    /// Check the database against the chain, row by row, and print its content in one hash
    Fsck(commands::fsck::Fsck),
    /// Create, import and show keys
    #[command(subcommand)]
    Key(commands::key::Key),
    /// Organisations: register, keys, standing, suspension
    #[command(subcommand)]
    Party(commands::party::Party),
    /// Co-design agreements: notice, invitation, versions, signatures
    #[command(subcommand)]
    Agreement(commands::agreement::Agreement),
    /// Public contracts: notice, sealed bids, award, contract and its changes; direct awards
    #[command(subcommand)]
    Tender(commands::tender::Tender),
    /// Grants and contracts: publish, amend, suspend, close
    #[command(subcommand)]
    Award(commands::award::Award),
    /// Claim a milestone (as its beneficiary)
    Claim(commands::claim::Claim),
    /// Say whether a claim is met (as an attester)
    Attest(commands::attest::Attest),
    /// Record a payment order (as the administration)
    Pay(commands::pay::Pay),
    /// Confirm or dispute that a payment arrived (as the beneficiary)
    #[command(subcommand)]
    Receipt(commands::receipt::Receipt),
    /// Record that a payment was recovered (as the administration)
    Recover(commands::recover::Recover),
    /// Carry a command that somebody signed with --sign-only, or have it carried
    Submit(commands::submit::Submit),
    /// De minimis aid, and the parties that are one undertaking
    #[command(subcommand)]
    Aid(commands::aid::Aid),
    /// The members' register of a cooperative: the list stays at home
    #[command(subcommand)]
    Members(commands::members::Members),
    /// Show a party, an agreement, a tender, an award or an import as it stands on the chain
    Show(commands::show::Show),
    /// Every entry of a subject's history
    Log(commands::log::Log),
    /// What in the ledger deserves a question: red flags, each with the entries behind it
    Flags(commands::flags::Flags),
    /// Build the proof of a history, which anybody can check offline
    #[command(subcommand)]
    Evidence(commands::evidence::Evidence),
    /// Check the proof of a history, or a checkpoint, trusting nobody who runs a server
    Verify(commands::verify::Verify),
    /// Write the file that a verifier takes for granted: chain, validators, contracts
    Trust(commands::trust::WriteTrust),
    /// Write a checkpoint: a final block and what every contract counts, for witnesses to sign
    Checkpoint(commands::checkpoint::WriteCheckpoint),
    /// Sign a checkpoint that goes on from the last one, as a witness; refuse a fork
    Witness(commands::witness::Witness),
    /// Write open data from the database into a file: OCDS and the other forms of the API's /v1/open-data
    Export(commands::export::Export),
    /// Record what a public file reports about the past
    Import(commands::import::Import),
    /// Print a completion script for a shell
    Completions(commands::completions::Completions),
    #[command(hide = true)]
    RunChild(crate::child_process::RunChild),
}

/// Who signs.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Signing")]
pub struct Signer {
    /// Key that signs: a name in the data folder, or a key file
    #[arg(long, env = "PORTICO_KEY", value_name = "NAME|FILE")]
    pub key: Option<String>,
    /// Sign with a development key, such as //Alice (of no use outside development chains)
    #[arg(long, value_name = "//NAME")]
    pub dev: Option<String>,
}

/// For how many days a signature may hold at most: one less than the rules allow, whose clock is the chain's and not this machine's.
const MOST_DAYS: u64 = portico_rules::bounds::EXPIRY / 86_400 - 1;

/// Who signs a command, and whether it is submitted at once.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Signing")]
pub struct Signing {
    /// Who signs.
    #[command(flatten)]
    pub signer: Signer,
    /// Have the command carried: this key submits it and pays the fee, the other only signs
    #[arg(long, env = "PORTICO_CARRIER", value_name = "NAME|FILE")]
    pub carrier: Option<String>,
    /// As --carrier, with a development key
    #[arg(long, value_name = "//NAME")]
    pub carrier_dev: Option<String>,
    /// Only sign, without any network: print the text that is signed, and write a file for `portico submit`
    #[arg(long)]
    pub sign_only: bool,
    /// Where --sign-only writes the signed command [default: named for what is signed]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// For how long a carried signature holds, in days (at most 89)
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u64).range(1..=MOST_DAYS))]
    pub expires_in: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_secret_is_never_an_argument() {
        // The only ways to name a key: a file's name, or a development key, which is no secret.
        for wrong in ["--seed", "--phrase", "--secret", "--passphrase"] {
            let parsed = Arguments::try_parse_from([
                "portico",
                "receipt",
                "confirm",
                "1",
                "--payment",
                "1",
                wrong,
                "x",
            ]);
            assert!(parsed.is_err(), "{wrong}");
        }
    }
}
