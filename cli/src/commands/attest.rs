// SPDX-License-Identifier: EUPL-1.2
//! `portico attest`: an attester's word on a claim.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::Chain;
use crate::commands::claim::milestone;
use crate::context::Context;
use crate::document::DocumentArgument;
use crate::failure::Failure;
use crate::perform::{number, perform};
use clap::{Args, ValueEnum};
use portico_commands::Act;
use portico_rules::award::{AwardBody, Outcome};
use portico_rules::primitives::Cents;

/// Say whether a claim is met.
#[derive(Debug, Args)]
pub struct Attest {
    /// The award's number
    award: u32,
    /// The milestone's number
    #[arg(long)]
    milestone: u8,
    /// The claim's number [default: the milestone's last]
    #[arg(long)]
    claim: Option<u32>,
    /// What was found
    #[arg(long)]
    outcome: Found,
    /// How much of the claim is met, euro: with partly_met alone
    #[arg(long, value_name = "EURO", value_parser = amount::parse, required_if_eq("outcome", "partly_met"))]
    amount: Option<Cents>,
    /// The report
    #[arg(long, value_name = "PATH")]
    report: DocumentArgument,
    #[command(flatten)]
    signing: Signing,
}

/// What an attester found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Found {
    Met,
    PartlyMet,
    NotMet,
}

impl Attest {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let outcome = match (self.outcome, self.amount) {
            (Found::Met, None) => Outcome::Met,
            (Found::NotMet, None) => Outcome::NotMet,
            (Found::PartlyMet, Some(amount)) => Outcome::PartlyMet { amount },
            _ => {
                return Err(Failure::Input(
                    "--amount belongs to --outcome partly_met, and to no other".into(),
                ));
            }
        };
        let look_up =
            async |chain: &Chain| Ok(milestone(chain, self.award, self.milestone).await?.claims);
        let body = AwardBody::Attest {
            milestone: self.milestone,
            claim: number(context, &self.signing, self.claim, "--claim", look_up).await?,
            outcome,
            report: self.report.read()?,
        };
        perform(context, &self.signing, Act::on(self.award, body)).await
    }
}
