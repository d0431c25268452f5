// SPDX-License-Identifier: EUPL-1.2
//! `portico agreement`: co-design, from the notice to the termination.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::{Chain, unknown};
use crate::commands::show;
use crate::context::Context;
use crate::document::{DocumentArgument, read_all, sha256_of};
use crate::failure::Failure;
use crate::input::read_with_documents;
use crate::perform::{number, perform};
use clap::{Args, Subcommand};
use portico_commands::Act;
use portico_rules::agreement::{AgreementBody, AgreementRow, Contribution};
use portico_rules::date::Date;
use portico_rules::primitives::{Cents, Digest};
use portico_rules::subject::Subject;
use std::path::PathBuf;
use std::str::FromStr;

/// What is done about an agreement.
#[derive(Debug, Subcommand)]
pub enum Agreement {
    /// Publish a notice (as an administration)
    Publish {
        /// The notice as JSON or TOML: title, purpose, object, requirements, criteria, start, end, respond_by, budget
        /// (cents), documents
        file: PathBuf,
        /// The notice itself or an annex, added to the file's documents
        #[arg(long = "document", value_name = "PATH")]
        documents: Vec<DocumentArgument>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Invite a party to the table
    Invite {
        /// The agreement's number
        agreement: u32,
        /// The party's number
        #[arg(long)]
        party: u32,
        /// Why it, after which criteria
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Lay a version of the text on the table
    Propose(Propose),
    /// Sign a version (as a participant)
    Sign {
        /// The agreement's number
        agreement: u32,
        /// The version's number [default: the last proposed]
        #[arg(id = "agreement_version", long = "version")]
        version: Option<u32>,
        /// The text you have read: its digest is what is signed
        #[arg(long, value_name = "PATH", required_unless_present = "text_sha256")]
        text: Option<PathBuf>,
        /// Its SHA-256, instead of the file
        #[arg(long, value_name = "0x…", conflicts_with = "text")]
        text_sha256: Option<Digest>,
        #[command(flatten)]
        signing: Signing,
    },
    /// End an agreement
    Terminate {
        /// The agreement's number
        agreement: u32,
        /// Why
        #[arg(long)]
        reason: String,
        /// The act that ends it
        #[arg(long, value_name = "PATH")]
        act: DocumentArgument,
        #[command(flatten)]
        signing: Signing,
    },
    /// Show an agreement
    Show {
        /// The agreement's number
        agreement: u32,
    },
}

/// A version of an agreement's text.
#[derive(Debug, Args)]
pub struct Propose {
    /// The agreement's number
    agreement: u32,
    /// The version's number [default: the next]
    #[arg(id = "agreement_version", long = "version")]
    version: Option<u32>,
    /// The text
    #[arg(long, value_name = "PATH")]
    text: DocumentArgument,
    /// Budget frame, euro
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    budget: Cents,
    /// Last day
    #[arg(long, value_name = "DATE")]
    end: Date,
    /// Who takes part and with what, in euro: PARTY[:money=…,staff=…,assets=…]; once for each participant
    #[arg(long = "contribution", value_name = "PARTY:…", required = true)]
    contributions: Vec<ContributionArgument>,
    #[command(flatten)]
    signing: Signing,
}

/// `3:money=100,staff=250.50`.
#[derive(Clone, Copy, Debug)]
struct ContributionArgument(Contribution);

impl FromStr for ContributionArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (party, parts) = text.split_once(':').unwrap_or((text, ""));
        let mut contribution = Contribution {
            party: party
                .parse()
                .map_err(|_| format!("{party:?} is not a party's number"))?,
            money: Cents::ZERO,
            staff: Cents::ZERO,
            assets: Cents::ZERO,
        };
        for part in parts.split(',').filter(|part| !part.is_empty()) {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| format!("{part:?}: write money=, staff= or assets="))?;
            let place = match name {
                "money" => &mut contribution.money,
                "staff" => &mut contribution.staff,
                "assets" => &mut contribution.assets,
                other => {
                    return Err(format!(
                        "{other:?} is not known: money, staff and assets are"
                    ));
                }
            };
            *place = amount::parse(value)?;
        }
        Ok(ContributionArgument(contribution))
    }
}

impl Agreement {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Agreement::Publish {
                file,
                documents,
                signing,
            } => {
                let notice = read_with_documents(&file, read_all(&documents)?)?;
                perform(
                    context,
                    &signing,
                    Act::opening(AgreementBody::Publish(notice)),
                )
                .await
            }
            Agreement::Invite {
                agreement,
                party,
                reason,
                signing,
            } => {
                let body = AgreementBody::Invite { party, reason };
                perform(context, &signing, Act::on(agreement, body)).await
            }
            Agreement::Propose(propose) => propose.run(context).await,
            Agreement::Sign {
                agreement,
                version,
                text,
                text_sha256,
                signing,
            } => {
                let look_up = async |chain: &Chain| Ok(row(chain, agreement).await?.versions);
                let version = number(context, &signing, version, "--version", look_up).await?;
                let text_sha256 = match (text, text_sha256) {
                    (Some(path), _) => sha256_of(&path)?,
                    (None, Some(digest)) => digest,
                    // clap asks for one of them.
                    (None, None) => {
                        return Err(Failure::Input("give --text or --text-sha256".into()));
                    }
                };
                perform(
                    context,
                    &signing,
                    Act::on(
                        agreement,
                        AgreementBody::Sign {
                            version,
                            text_sha256,
                        },
                    ),
                )
                .await
            }
            Agreement::Terminate {
                agreement,
                reason,
                act,
                signing,
            } => {
                let body = AgreementBody::Terminate {
                    reason,
                    act: act.read()?,
                };
                perform(context, &signing, Act::on(agreement, body)).await
            }
            Agreement::Show { agreement } => {
                show::subject(context, Subject::Agreement(agreement)).await
            }
        }
    }
}

impl Propose {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let Propose {
            agreement, signing, ..
        } = &self;
        let look_up = async |chain: &Chain| Ok(row(chain, *agreement).await?.versions + 1);
        let body = AgreementBody::Propose {
            version: number(context, signing, self.version, "--version", look_up).await?,
            text: self.text.read()?,
            budget: self.budget,
            end: self.end,
            contributions: self
                .contributions
                .iter()
                .map(|argument| argument.0)
                .collect(),
        };
        perform(context, signing, Act::on(*agreement, body)).await
    }
}

async fn row(chain: &Chain, agreement: u32) -> Result<AgreementRow, Failure> {
    chain
        .agreement(agreement)
        .await?
        .ok_or_else(|| unknown(Subject::Agreement(agreement)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributions_are_read_to_the_cent() {
        let read = |text: &str| {
            text.parse::<ContributionArgument>()
                .map(|argument| argument.0)
        };
        let contribution = read("3:money=100,staff=250.50").unwrap();
        assert_eq!(
            (contribution.party, contribution.money, contribution.staff),
            (3, Cents(10_000), Cents(25_050))
        );
        assert_eq!(read("7").unwrap().assets, Cents::ZERO);
        for text in ["", "x", "3:gold=1", "3:money", "3:money=1.234"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
