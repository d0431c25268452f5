// SPDX-License-Identifier: EUPL-1.2
//! `portico recover`: the administration records that it got money back.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::Chain;
use crate::commands::award;
use crate::context::Context;
use crate::document::DocumentArgument;
use crate::failure::Failure;
use crate::perform::{number, perform};
use clap::Args;
use portico_commands::Act;
use portico_rules::award::AwardBody;
use portico_rules::primitives::Cents;

/// Record a recovery.
#[derive(Debug, Args)]
pub struct Recover {
    /// The award's number
    award: u32,
    /// The recovery's number [default: the award's next]
    #[arg(long)]
    recovery: Option<u32>,
    /// Of which payment
    #[arg(long)]
    payment: u32,
    /// Recovered, euro
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    amount: Cents,
    /// Why
    #[arg(long)]
    reason: String,
    /// The act
    #[arg(long, value_name = "PATH")]
    act: DocumentArgument,
    #[command(flatten)]
    signing: Signing,
}

impl Recover {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let look_up = async |chain: &Chain| Ok(award::row(chain, self.award).await?.recoveries + 1);
        let body = AwardBody::Recover {
            recovery: number(context, &self.signing, self.recovery, "--recovery", look_up).await?,
            payment: self.payment,
            amount: self.amount,
            reason: self.reason,
            act: self.act.read()?,
        };
        perform(context, &self.signing, Act::on(self.award, body)).await
    }
}
