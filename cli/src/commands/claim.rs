// SPDX-License-Identifier: EUPL-1.2
//! `portico claim`: the beneficiary says that a milestone is reached, and with which evidence.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::Chain;
use crate::commands::award;
use crate::context::Context;
use crate::document::{DocumentArgument, read_all};
use crate::failure::Failure;
use crate::perform::{number, perform};
use clap::Args;
use portico_commands::Act;
use portico_rules::award::{AwardBody, MilestoneRow};
use portico_rules::primitives::Cents;
use portico_rules::refusal::Refusal;

/// Claim a milestone.
#[derive(Debug, Args)]
pub struct Claim {
    /// The award's number
    award: u32,
    /// The milestone's number
    #[arg(long)]
    milestone: u8,
    /// The claim's number [default: the milestone's next]
    #[arg(long)]
    claim: Option<u32>,
    /// Claimed, euro
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    amount: Cents,
    /// What was done
    #[arg(long)]
    statement: String,
    /// Evidence; may be given more than once
    #[arg(long = "document", value_name = "PATH", required = true)]
    documents: Vec<DocumentArgument>,
    #[command(flatten)]
    signing: Signing,
}

impl Claim {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let look_up = async |chain: &Chain| {
            Ok(milestone(chain, self.award, self.milestone).await?.claims + 1)
        };
        let body = AwardBody::Claim {
            milestone: self.milestone,
            claim: number(context, &self.signing, self.claim, "--claim", look_up).await?,
            amount: self.amount,
            statement: self.statement,
            documents: read_all(&self.documents)?,
        };
        perform(context, &self.signing, Act::on(self.award, body)).await
    }
}

/// A milestone's row; a refusal if the award has no such milestone.
///
/// # Errors
/// [`Failure::Refused`] if there is none; [`Failure::Node`].
pub async fn milestone(chain: &Chain, award: u32, milestone: u8) -> Result<MilestoneRow, Failure> {
    if let Some(row) = chain.milestone(award, milestone).await? {
        return Ok(row);
    }
    let milestones = award::row(chain, award).await?.milestones;
    Err(Failure::refused(Refusal::NoSuchMilestone {
        milestone,
        milestones,
    }))
}
