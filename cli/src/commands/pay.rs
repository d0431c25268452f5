// SPDX-License-Identifier: EUPL-1.2
//! `portico pay`: the administration records a payment order. No money moves here.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::Chain;
use crate::commands::award;
use crate::context::Context;
use crate::failure::Failure;
use crate::perform::{number, perform};
use clap::Args;
use portico_commands::Act;
use portico_rules::award::{AwardBody, Mandate, Payment};
use portico_rules::codes::{Cig, Cup};
use portico_rules::date::Date;
use portico_rules::primitives::Cents;

/// Record a payment order.
#[derive(Debug, Args)]
pub struct Pay {
    /// The award's number
    award: u32,
    /// The milestone's number
    #[arg(long)]
    milestone: u8,
    /// The payment's number [default: the award's next]
    #[arg(long)]
    payment: Option<u32>,
    /// Paid, euro
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    amount: Cents,
    /// Financial year of the mandate
    #[arg(long)]
    mandate_year: u16,
    /// Number of the mandate in that year
    #[arg(long)]
    mandate_number: String,
    /// Day of the payment order
    #[arg(long, value_name = "DATE")]
    date: Date,
    /// CUP on the order, as the award has it
    #[arg(long)]
    cup: Option<Cup>,
    /// CIG on the order, as the award has it
    #[arg(long)]
    cig: Option<Cig>,
    #[command(flatten)]
    signing: Signing,
}

impl Pay {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let look_up = async |chain: &Chain| Ok(award::row(chain, self.award).await?.payments + 1);
        let payment = Payment {
            payment: number(context, &self.signing, self.payment, "--payment", look_up).await?,
            milestone: self.milestone,
            amount: self.amount,
            mandate: Mandate {
                year: self.mandate_year,
                number: self.mandate_number,
            },
            date: self.date,
            cup: self.cup,
            cig: self.cig,
        };
        perform(
            context,
            &self.signing,
            Act::on(self.award, AwardBody::Pay(payment)),
        )
        .await
    }
}
