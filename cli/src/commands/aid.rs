// SPDX-License-Identifier: EUPL-1.2
//! `portico aid`: de minimis aid (Regulation (EU) 2023/2831), entered on its beneficiary's history before the grant, and the links between
//! parties that are one undertaking.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::Chain;
use crate::context::Context;
use crate::document::DocumentArgument;
use crate::failure::Failure;
use crate::perform::{number, perform};
use clap::{Args, Subcommand};
use portico_commands::Act;
use portico_rules::party::{self, PartyBody};
use portico_rules::primitives::Cents;

/// What is done about de minimis aid.
#[derive(Debug, Subcommand)]
pub enum Aid {
    /// Enter an aid that is about to be granted (as an administration): `portico award publish --de-minimis-aid` names it
    Register(Register),
    /// Lower an aid: the grant was smaller, came to nothing, or was recovered
    Reduce {
        /// The number of the party that receives it
        party: u32,
        /// The aid's number
        #[arg(long)]
        aid: u32,
        /// What is left of it, euro; 0 if nothing
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
    },
    /// Record that two parties are one undertaking; it is recorded with each of them
    Link(Link),
    /// Record that they no longer are
    Unlink(Link),
}

/// An aid.
#[derive(Debug, Args)]
pub struct Register {
    /// The number of the party that receives it
    party: u32,
    /// The aid's number [default: the next]
    #[arg(long)]
    aid: Option<u32>,
    /// How much, gross, euro
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    amount: Cents,
    /// The measure on which it rests
    #[arg(long)]
    legal_basis: String,
    /// What the whole undertaking received in these three years that is not on this ledger, euro, as the register of aid (RNA) shows
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    elsewhere: Cents,
    /// The excerpt of that register, or the beneficiary's declaration
    #[arg(long, value_name = "PATH")]
    declaration: DocumentArgument,
    #[command(flatten)]
    signing: Signing,
}

/// Two parties.
#[derive(Debug, Args)]
pub struct Link {
    /// The number of the party on whose history it is recorded
    party: u32,
    /// The other's
    #[arg(long)]
    other: u32,
    /// Which relation, or why it has ended
    #[arg(long)]
    reason: String,
    /// The beneficiary's declaration
    #[arg(long, value_name = "PATH")]
    declaration: DocumentArgument,
    #[command(flatten)]
    signing: Signing,
}

impl Aid {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Aid::Register(register) => register.run(context).await,
            Aid::Reduce {
                party,
                aid,
                amount,
                reason,
                act,
                signing,
            } => {
                let body = PartyBody::ReduceAid {
                    aid,
                    amount,
                    reason,
                    act: act.read()?,
                };
                perform(context, &signing, Act::on(party, body)).await
            }
            Aid::Link(link) => {
                let body = PartyBody::Link {
                    other: link.other,
                    reason: link.reason,
                    declaration: link.declaration.read()?,
                };
                context.output.tell(&format!(
                    "record it with party {}, too: an aid is refused while the two differ",
                    link.other
                ));
                perform(context, &link.signing, Act::on(link.party, body)).await
            }
            Aid::Unlink(link) => {
                let body = PartyBody::Unlink {
                    other: link.other,
                    reason: link.reason,
                    declaration: link.declaration.read()?,
                };
                perform(context, &link.signing, Act::on(link.party, body)).await
            }
        }
    }
}

impl Register {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let next = async |chain: &Chain| {
            let account = chain.aid_account(self.party).await?;
            Ok(account.map_or(0, |account| account.aids) + 1)
        };
        let body = PartyBody::RegisterAid(party::Aid {
            aid: number(context, &self.signing, self.aid, "--aid", next).await?,
            amount: self.amount,
            legal_basis: self.legal_basis,
            elsewhere: self.elsewhere,
            declaration: self.declaration.read()?,
        });
        perform(context, &self.signing, Act::on(self.party, body)).await
    }
}
