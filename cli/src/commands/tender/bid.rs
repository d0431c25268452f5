// SPDX-License-Identifier: EUPL-1.2
//! `portico tender bid` and `reveal`: an offer that stays at home until the deadline, with the salt that seals it.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::Chain;
use crate::context::Context;
use crate::document::{DocumentArgument, read_all};
use crate::failure::Failure;
use crate::perform::{number, perform};
use crate::sealed_bid::SealedBid;
use crate::words::word;
use clap::Args;
use portico_commands::Act;
use portico_rules::primitives::Cents;
use portico_rules::subject::SubjectKind;
use portico_rules::tender::{Criterion, Offer, TenderBody, check_offer};
use std::path::PathBuf;

/// A bid.
#[derive(Debug, Args)]
pub struct Bid {
    /// The tender's number
    tender: u32,
    /// The price, euro, net of VAT
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    price: Cents,
    /// The technical offer, and what else belongs to the bid
    #[arg(long = "document", value_name = "PATH")]
    documents: Vec<DocumentArgument>,
    /// By what the tender is awarded, as its notice says; with --sign-only, which cannot look it up
    #[arg(long, requires = "sign_only", value_parser = word::<Criterion>())]
    criterion: Option<Criterion>,
    /// One's own party's number [default: whose key signs]
    #[arg(long)]
    party: Option<u32>,
    #[command(flatten)]
    signing: Signing,
}

/// The reveal of a bid.
#[derive(Debug, Args)]
pub struct Reveal {
    /// The tender's number
    tender: u32,
    /// The file that was kept [default: the one in the data folder that belongs to the bid]
    #[arg(long, value_name = "FILE")]
    bid: Option<PathBuf>,
    /// One's own party's number [default: whose key signs]
    #[arg(long)]
    party: Option<u32>,
    #[command(flatten)]
    signing: Signing,
}

impl Bid {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let Bid {
            tender,
            price,
            documents,
            criterion,
            party,
            signing,
        } = self;
        let party = own_party(context, &signing, party).await?;
        let offer = Offer {
            price,
            documents: read_all(&documents)?,
        };
        // What could not be revealed must not be sealed.
        let look_up = async |chain: &Chain| {
            // A direct award has none, and takes no bids: the contract says so.
            let row = super::row(chain, tender).await?;
            Ok(row.criterion.unwrap_or(Criterion::LowestPrice))
        };
        let criterion = number(context, &signing, criterion, "--criterion", look_up).await?;
        check_offer(criterion, &offer).map_err(Failure::refused)?;

        let sealed = SealedBid::new(
            context.ledger()?.place(SubjectKind::Tender),
            tender,
            party,
            offer,
        )?;
        let path = sealed.keep(context)?;
        let body = TenderBody::Bid {
            commitment: sealed.commitment,
        };
        let done = perform(context, &signing, Act::on(tender, body)).await;
        if let Err(failure @ Failure::Refused { .. }) = done {
            // Nothing was committed: what was kept opens nothing.
            std::fs::remove_file(&path).map_err(|error| Failure::file(&path, error))?;
            return Err(failure);
        }
        context.output.tell(&format!(
            "the offer and its salt are in {}: keep it safe and secret. After the deadline: portico tender reveal {tender}. Without it the bid can't be revealed, and is out.",
            path.display()
        ));
        done
    }
}

impl Reveal {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let Reveal {
            tender,
            bid,
            party,
            signing,
        } = self;
        let sealed = match bid {
            Some(path) => SealedBid::read(&path)?,
            None => {
                let party = own_party(context, &signing, party).await?;
                let mut kept = SealedBid::kept(context, tender, party)?;
                if !signing.sign_only {
                    // Of several, the one that the ledger knows: an earlier one may have been withdrawn.
                    if let Some(row) = context.chain().await?.bid(tender, party).await? {
                        kept.retain(|sealed| sealed.commitment == row.commitment);
                    }
                }
                match kept.len() {
                    1 => kept.remove(0),
                    0 => {
                        return Err(Failure::Input(format!(
                            "no file of the bid of party {party} on tender {tender} is in {}: name it with --bid",
                            SealedBid::folder(context).display()
                        )));
                    }
                    several => {
                        return Err(Failure::Input(format!(
                            "there are {several} files of bids of party {party} on tender {tender}: name the right one with --bid"
                        )));
                    }
                }
            }
        };
        sealed.check(&context.ledger()?.place(SubjectKind::Tender), tender)?;
        let body = TenderBody::Reveal {
            salt: sealed.salt,
            offer: sealed.offer,
        };
        perform(context, &signing, Act::on(tender, body)).await
    }
}

/// The party that bids: as given, or as the registry knows the key.
async fn own_party(
    context: &Context,
    signing: &Signing,
    given: Option<u32>,
) -> Result<u32, Failure> {
    let look_up = async |chain: &Chain| {
        let key = signing.signer.public_key(context)?;
        chain.party_of(key).await
    };
    number(context, signing, given, "--party", look_up).await
}
