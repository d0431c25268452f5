// SPDX-License-Identifier: EUPL-1.2
//! `portico submit`: carry what somebody else signed. Who carries pays the fee and can change nothing.

use crate::context::Context;
use crate::failure::Failure;
use crate::keys::{self, Passphrase};
use crate::perform::carry;
use crate::signed;
use clap::Args;
use std::path::PathBuf;

/// Carry a signed command.
#[derive(Debug, Args)]
pub struct Submit {
    /// The file that --sign-only wrote
    file: PathBuf,
    /// Key that submits it and pays the fee
    #[arg(
        long,
        env = "PORTICO_CARRIER",
        value_name = "NAME|FILE",
        required_unless_present = "carrier_dev"
    )]
    carrier: Option<String>,
    /// As --carrier, with a development key such as //Eve
    #[arg(long, value_name = "//NAME")]
    carrier_dev: Option<String>,
}

impl Submit {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let signed = signed::read(&self.file, &context.ledger()?)?;
        let carrier = match (&self.carrier_dev, &self.carrier) {
            (Some(dev), _) => keys::development(dev)?,
            (None, Some(name)) => keys::load(context, name, Passphrase::Carrier)?,
            // clap asks for one of them.
            (None, None) => return Err(Failure::Input("give --carrier or --carrier-dev".into())),
        };
        context.output.tell(&format!(
            "carrying what {} signed:\n{}",
            signed.key(),
            signed.text()
        ));
        carry(context, &signed, carrier).await
    }
}
