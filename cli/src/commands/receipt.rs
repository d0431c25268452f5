// SPDX-License-Identifier: EUPL-1.2
//! `portico receipt`: whether the money arrived, in the beneficiary's word.

use crate::arguments::Signing;
use crate::context::Context;
use crate::failure::Failure;
use crate::perform::perform;
use clap::Subcommand;
use portico_commands::Act;
use portico_rules::award::AwardBody;

/// What a beneficiary says of a payment.
#[derive(Debug, Subcommand)]
pub enum Receipt {
    /// Confirm that a payment arrived
    Confirm {
        /// The award's number
        award: u32,
        /// The payment's number
        #[arg(long)]
        payment: u32,
        #[command(flatten)]
        signing: Signing,
    },
    /// Say that a payment did not arrive, or not so
    Dispute {
        /// The award's number
        award: u32,
        /// The payment's number
        #[arg(long)]
        payment: u32,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
}

impl Receipt {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Receipt::Confirm {
                award,
                payment,
                signing,
            } => {
                perform(
                    context,
                    &signing,
                    Act::on(award, AwardBody::Confirm { payment }),
                )
                .await
            }
            Receipt::Dispute {
                award,
                payment,
                reason,
                signing,
            } => {
                perform(
                    context,
                    &signing,
                    Act::on(award, AwardBody::Dispute { payment, reason }),
                )
                .await
            }
        }
    }
}
