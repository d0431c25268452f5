// SPDX-License-Identifier: EUPL-1.2
//! `portico award`: grants and contracts, from publication to the final account.

use crate::amount;
use crate::arguments::Signing;
use crate::chain::{Chain, unknown};
use crate::commands::show;
use crate::context::Context;
use crate::document::{DocumentArgument, read_all};
use crate::failure::Failure;
use crate::input::{from_fields, read_value, read_with_documents};
use crate::perform::{number, perform};
use clap::{Args, Subcommand};
use portico_commands::Act;
use portico_rules::award::{AmendmentTerms, AwardBody, AwardRow};
use portico_rules::primitives::Cents;
use portico_rules::subject::Subject;
use std::path::{Path, PathBuf};

/// What is done about an award.
#[derive(Debug, Subcommand)]
pub enum Award {
    /// Publish an award (as an administration)
    Publish {
        /// The award as JSON or TOML, with the fields of art. 27 D.Lgs. 33/2013, amounts in cents; see docs/format.md
        file: PathBuf,
        /// The act or an annex, added to the file's documents
        #[arg(long = "document", value_name = "PATH")]
        documents: Vec<DocumentArgument>,
        /// The project, instead of the file's field
        #[arg(long, value_name = "PATH")]
        project: Option<DocumentArgument>,
        /// The grant is de minimis aid (Regulation (EU) 2023/2831): the number of the beneficiary's aid, see `portico aid register`
        #[arg(long, value_name = "AID")]
        de_minimis_aid: Option<u32>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Propose new terms
    Amend(Amend),
    /// Accept the terms that the other side proposed: exactly the same file
    AcceptAmendment(Amend),
    /// Take a proposal back
    WithdrawAmendment {
        /// The award's number
        award: u32,
        /// The amendment's number [default: the last]
        #[arg(long)]
        amendment: Option<u32>,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Suspend an award (as the administration)
    Suspend {
        /// The award's number
        award: u32,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Resume a suspended award
    Resume {
        /// The award's number
        award: u32,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Close an award with the final account
    Close(Close),
    /// Show an award with its milestones, claims, attestations and payments
    Show {
        /// The award's number
        award: u32,
    },
}

/// New terms for an award.
#[derive(Debug, Args)]
pub struct Amend {
    /// The award's number
    award: u32,
    /// The new terms as JSON or TOML: amount (cents), end, milestones, reason, and amendment and act unless given here
    file: PathBuf,
    /// The amendment's number [default: the file's, or the next]
    #[arg(long)]
    amendment: Option<u32>,
    /// The act that approves it, instead of the file's field
    #[arg(long, value_name = "PATH")]
    act: Option<DocumentArgument>,
    #[command(flatten)]
    signing: Signing,
}

/// The final account of an award.
#[derive(Debug, Args)]
pub struct Close {
    /// The award's number
    award: u32,
    /// The final account (rendiconto)
    #[arg(long, value_name = "PATH")]
    accounting_document: DocumentArgument,
    /// Why, and how it ended
    #[arg(long)]
    reason: String,
    /// Paid in all as the account says, euro
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    paid: Cents,
    /// Recovered in all as the account says, euro
    #[arg(long, value_name = "EURO", value_parser = amount::parse, default_value = "0")]
    recovered: Cents,
    #[command(flatten)]
    signing: Signing,
}

impl Award {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Award::Publish {
                file,
                documents,
                project,
                de_minimis_aid,
                signing,
            } => {
                let publication = publication(&file, &documents, project)?;
                let body = match de_minimis_aid {
                    None => AwardBody::Publish(publication),
                    Some(aid) => AwardBody::PublishDeMinimis { publication, aid },
                };
                perform(context, &signing, Act::opening(body)).await
            }
            Award::Amend(amend) => {
                let look_up =
                    async |chain: &Chain| Ok(row(chain, amend.award).await?.amendments + 1);
                let terms = amend.terms(context, look_up).await?;
                perform(
                    context,
                    &amend.signing,
                    Act::on(amend.award, AwardBody::ProposeAmendment(terms)),
                )
                .await
            }
            Award::AcceptAmendment(amend) => {
                let look_up = async |chain: &Chain| Ok(row(chain, amend.award).await?.amendments);
                let terms = amend.terms(context, look_up).await?;
                perform(
                    context,
                    &amend.signing,
                    Act::on(amend.award, AwardBody::AcceptAmendment(terms)),
                )
                .await
            }
            Award::WithdrawAmendment {
                award,
                amendment,
                reason,
                signing,
            } => {
                let look_up = async |chain: &Chain| Ok(row(chain, award).await?.amendments);
                let amendment =
                    number(context, &signing, amendment, "--amendment", look_up).await?;
                perform(
                    context,
                    &signing,
                    Act::on(award, AwardBody::WithdrawAmendment { amendment, reason }),
                )
                .await
            }
            Award::Suspend {
                award,
                reason,
                signing,
            } => {
                perform(
                    context,
                    &signing,
                    Act::on(award, AwardBody::Suspend { reason }),
                )
                .await
            }
            Award::Resume {
                award,
                reason,
                signing,
            } => {
                perform(
                    context,
                    &signing,
                    Act::on(award, AwardBody::Resume { reason }),
                )
                .await
            }
            Award::Close(close) => {
                let Close {
                    award,
                    accounting_document,
                    reason,
                    paid,
                    recovered,
                    signing,
                } = close;
                let body = AwardBody::Close {
                    paid,
                    recovered,
                    reason,
                    accounting_document: accounting_document.read()?,
                };
                perform(context, &signing, Act::on(award, body)).await
            }
            Award::Show { award } => show::subject(context, Subject::Award(award)).await,
        }
    }
}

fn publication(
    file: &Path,
    documents: &[DocumentArgument],
    project: Option<DocumentArgument>,
) -> Result<portico_rules::award::Publication, Failure> {
    let mut publication: portico_rules::award::Publication =
        read_with_documents(file, read_all(documents)?)?;
    if let Some(project) = project {
        publication.project = Some(project.read()?);
    }
    Ok(publication)
}

impl Amend {
    async fn terms(
        &self,
        context: &Context,
        look_up: impl AsyncFnOnce(&Chain) -> Result<u32, Failure>,
    ) -> Result<AmendmentTerms, Failure> {
        let mut fields = read_value(&self.file)?;
        if let Some(act) = &self.act {
            let act = serde_json::to_value(act.read()?)
                .map_err(|error| Failure::local("writing JSON", error))?;
            fields.insert("act".into(), act);
        }
        if self.amendment.is_some() || !fields.contains_key("amendment") {
            let amendment = number(
                context,
                &self.signing,
                self.amendment,
                "--amendment",
                look_up,
            )
            .await?;
            fields.insert("amendment".into(), amendment.into());
        }
        from_fields(&self.file, fields)
    }
}

/// An award's row; a refusal if there is no such award.
///
/// # Errors
/// [`Failure::Refused`] if there is none; [`Failure::Node`].
pub async fn row(chain: &Chain, award: u32) -> Result<AwardRow, Failure> {
    chain
        .award(award)
        .await?
        .ok_or_else(|| unknown(Subject::Award(award)))
}
