// SPDX-License-Identifier: EUPL-1.2
//! `portico show`: a subject as the contract holds it, in the newest finalised block. Rows say how it stands; names and
//! titles come from its entries.

pub mod agreement;
pub mod award;
pub mod import;
pub mod party;
pub mod tender;

use crate::context::Context;
use crate::failure::Failure;
use clap::{Args, ValueEnum};
use portico_rules::subject::Subject;

/// Show a subject.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    subject: SubjectArgument,
}

/// A subject on the command line: `award 3`.
#[derive(Clone, Copy, Debug, Args)]
pub struct SubjectArgument {
    /// What kind
    kind: Kind,
    /// Its number
    number: u32,
}

/// Kinds of subjects.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    /// An organisation
    Party,
    /// A co-design agreement
    Agreement,
    /// A tender, or a direct award
    Tender,
    /// A grant or a contract
    Award,
    /// What a public file reports about the past
    Import,
}

impl Kind {
    /// The subject of this kind with this number.
    pub fn numbered(self, number: u32) -> Subject {
        match self {
            Kind::Party => Subject::Party(number),
            Kind::Agreement => Subject::Agreement(number),
            Kind::Tender => Subject::Tender(number),
            Kind::Award => Subject::Award(number),
            Kind::Import => Subject::Import(number),
        }
    }
}

impl From<SubjectArgument> for Subject {
    fn from(SubjectArgument { kind, number }: SubjectArgument) -> Self {
        kind.numbered(number)
    }
}

impl Show {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        subject(context, self.subject.into()).await
    }
}

/// Shows a subject.
///
/// # Errors
/// [`Failure`], by its kind: the rules, the input, the node, or this machine.
pub async fn subject(context: &Context, subject: Subject) -> Result<(), Failure> {
    let chain = context.chain().await?;
    match subject {
        Subject::Party(number) => {
            let party = party::read(&chain, number).await?;
            context.output.result(&party, || party.human())
        }
        Subject::Agreement(number) => {
            let agreement = agreement::read(&chain, number).await?;
            context.output.result(&agreement, || agreement.human())
        }
        Subject::Award(number) => {
            let award = award::read(&chain, number).await?;
            context.output.result(&award, || award.human())
        }
        Subject::Import(number) => {
            let import = import::read(&chain, number).await?;
            context.output.result(&import, || import.human())
        }
        Subject::Tender(number) => {
            let tender = tender::read(&chain, number).await?;
            context.output.result(&tender, || tender.human())
        }
    }
}
