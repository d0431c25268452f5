// SPDX-License-Identifier: EUPL-1.2
//! `portico party`: organisations, their keys, their standing.

use crate::arguments::Signing;
use crate::commands::show;
use crate::context::Context;
use crate::document::DocumentArgument;
use crate::failure::Failure;
use crate::output::{optional, table};
use crate::perform::perform;
use crate::words::word;
use clap::Subcommand;
use portico_commands::Act;
use portico_rules::codes::{IstatCode, TaxCode};
use portico_rules::date::Date;
use portico_rules::party::{
    Identifier, PartyBody, PartyKind, Permission, Permissions, Registration, StandingKind,
};
use portico_rules::primitives::Key;
use portico_rules::subject::{Subject, SubjectKind};

/// What is done about a party.
#[derive(Debug, Subcommand)]
pub enum Party {
    /// Register an organisation (as an administration)
    Register {
        /// What kind of organisation
        #[arg(long, value_parser = word::<PartyKind>())]
        kind: PartyKind,
        /// Its codice fiscale: 11 digits
        #[arg(long)]
        tax_code: TaxCode,
        /// Its name
        #[arg(long)]
        name: String,
        /// ISTAT code of the municipality of its seat: 6 digits
        #[arg(long)]
        municipality: Option<IstatCode>,
        /// Its first key
        #[arg(long, value_name = "0x…")]
        public_key: Key,
        /// What that key may do
        #[arg(long, value_delimiter = ',', required = true, value_parser = word::<Permission>())]
        permissions: Vec<Permission>,
        /// The office or role that holds the key, never a person
        #[arg(long)]
        label: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Add a key to one's own party
    AddKey {
        /// The party's number
        party: u32,
        /// The new key
        #[arg(long, value_name = "0x…")]
        public_key: Key,
        /// What it may do
        #[arg(long, value_delimiter = ',', required = true, value_parser = word::<Permission>())]
        permissions: Vec<Permission>,
        /// The office or role that holds it, never a person
        #[arg(long)]
        label: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Revoke a key of one's own party
    RevokeKey {
        /// The party's number
        party: u32,
        /// The key
        #[arg(long, value_name = "0x…")]
        public_key: Key,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Vouch for a cooperative until a day (as an oversight body)
    AttestStanding {
        /// The party's number
        party: u32,
        /// What was checked
        #[arg(long, value_parser = word::<StandingKind>())]
        kind: StandingKind,
        /// The last day it holds
        #[arg(long, value_name = "DATE")]
        valid_until: Date,
        /// The certificate or report
        #[arg(long, value_name = "PATH")]
        document: DocumentArgument,
        #[command(flatten)]
        signing: Signing,
    },
    /// Suspend a party: no new awards, claims or payments (as an oversight body)
    Suspend {
        /// The party's number
        party: u32,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// End a suspension (as an oversight body)
    Reinstate {
        /// The party's number
        party: u32,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Correct a party's name and seat
    Rename {
        /// The party's number
        party: u32,
        /// The new name
        #[arg(long)]
        name: String,
        /// ISTAT code of the municipality of its seat
        #[arg(long)]
        municipality: Option<IstatCode>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Show a party
    Show {
        /// The party's number
        party: u32,
    },
    /// All parties
    List,
}

impl Party {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Party::Register {
                kind,
                tax_code,
                name,
                municipality,
                public_key,
                permissions,
                label,
                signing,
            } => {
                let registration = Registration {
                    kind,
                    identifier: Identifier::ItCf(tax_code),
                    name,
                    municipality,
                    key: public_key,
                    permissions: Permissions::of(&permissions),
                    label,
                };
                perform(
                    context,
                    &signing,
                    Act::opening(PartyBody::Register(registration)),
                )
                .await
            }
            Party::AddKey {
                party,
                public_key,
                permissions,
                label,
                signing,
            } => {
                let body = PartyBody::AddKey {
                    key: public_key,
                    permissions: Permissions::of(&permissions),
                    label,
                };
                perform(context, &signing, Act::on(party, body)).await
            }
            Party::RevokeKey {
                party,
                public_key,
                reason,
                signing,
            } => {
                let body = PartyBody::RevokeKey {
                    key: public_key,
                    reason,
                };
                perform(context, &signing, Act::on(party, body)).await
            }
            Party::AttestStanding {
                party,
                kind,
                valid_until,
                document,
                signing,
            } => {
                let body = PartyBody::AttestStanding {
                    kind,
                    valid_until,
                    document: document.read()?,
                };
                perform(context, &signing, Act::on(party, body)).await
            }
            Party::Suspend {
                party,
                reason,
                signing,
            } => {
                perform(
                    context,
                    &signing,
                    Act::on(party, PartyBody::Suspend { reason }),
                )
                .await
            }
            Party::Reinstate {
                party,
                reason,
                signing,
            } => {
                perform(
                    context,
                    &signing,
                    Act::on(party, PartyBody::Reinstate { reason }),
                )
                .await
            }
            Party::Rename {
                party,
                name,
                municipality,
                signing,
            } => {
                perform(
                    context,
                    &signing,
                    Act::on(party, PartyBody::Rename { name, municipality }),
                )
                .await
            }
            Party::Show { party } => show::subject(context, Subject::Party(party)).await,
            Party::List => list(context).await,
        }
    }
}

async fn list(context: &Context) -> Result<(), Failure> {
    let chain = context.chain().await?;
    let count = chain.ledger_row(SubjectKind::Party).await?.subjects;
    let mut parties = Vec::new();
    for number in 1..=count {
        parties.push(show::party::read(&chain, number).await?);
    }
    context.output.result(&parties, || {
        let rows = parties.iter().map(|party| {
            let standing = match (party.row.suspended, party.row.valid_until) {
                (true, _) => "suspended".to_owned(),
                (false, until) => optional(until.map(|until| format!("until {until}"))),
            };
            vec![
                party.number.to_string(),
                party.row.kind.word().to_owned(),
                party.tax_code.to_string(),
                party.name.clone(),
                standing,
            ]
        });
        table(&["#party", "kind", "tax code", "name", "standing"], rows)
    })
}
