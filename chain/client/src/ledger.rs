// SPDX-License-Identifier: EUPL-1.2
//! Commands to the ledger's contracts: try, submit, explain.
//!
//! Whether a command is allowed is decided by the contract, with the rules; this module only carries the
//! question there and the answer back. A refusal found by a dry run costs nothing.

use portico_rules::{
    authority::Authority,
    entry::Body,
    ledger::Domain,
    primitives::Digest,
    refusal::Refusal,
    subject::{Subject, SubjectKind},
    with_body,
};
use scale::{Decode, DecodeAll, Encode};

use crate::{
    Account, Address, Block, ClientError, ContractCall, Finalised, Hash, Limits, LocatedEntry,
    Node, Pending, contract::selector,
};

/// How often a command is submitted that another program's use of the same account keeps out of the chain.
const ATTEMPTS: u32 = 3;

/// Where the ledger's contracts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contracts {
    /// Keeps parties.
    pub registry: Address,
    /// Keeps agreements.
    pub agreements: Address,
    /// Keeps tenders.
    pub tenders: Address,
    /// Keeps awards.
    pub awards: Address,
    /// Keeps imports.
    pub imports: Address,
}

impl Contracts {
    /// Each kind of subject with the contract that keeps it.
    pub fn by_kind(&self) -> [(SubjectKind, Address); 5] {
        [
            (SubjectKind::Party, self.registry),
            (SubjectKind::Agreement, self.agreements),
            (SubjectKind::Tender, self.tenders),
            (SubjectKind::Award, self.awards),
            (SubjectKind::Import, self.imports),
        ]
    }

    /// The contract that keeps subjects of a kind.
    pub fn keeper(&self, kind: SubjectKind) -> Address {
        match kind {
            SubjectKind::Party => self.registry,
            SubjectKind::Agreement => self.agreements,
            SubjectKind::Tender => self.tenders,
            SubjectKind::Award => self.awards,
            SubjectKind::Import => self.imports,
        }
    }
}

/// What a contract answers to an accepted command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// The subject: for an opening command, the new one.
    pub subject: Subject,
    /// The entry's number in the subject's history, from 0.
    pub seq: u32,
    /// The subject's head after it.
    pub head: Digest,
}

/// A command in the form in which contracts take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command(ContractCall);

impl Command {
    /// A command to the contract at `keeper`; `subject` is the subject's number, `None` to open a new one.
    pub fn new<D: Domain>(
        keeper: Address,
        subject: Option<u32>,
        body: &D,
        authority: &Authority,
    ) -> Self {
        let mut call = ContractCall::new(keeper, "submit", &(subject, body, authority));
        call.message = format!("submit: {}", body.action());
        Command(call)
    }

    /// As [`Command::new`], of a body of whichever kind; `subject` is the subject's number, `None` to open a new one.
    pub fn of_any(
        keeper: Address,
        subject: Option<u32>,
        body: &Body,
        authority: &Authority,
    ) -> Self {
        with_body!(body, body => Command::new(keeper, subject, body, authority))
    }

    /// The command in a message to one of the ledger's contracts; `None` for any other message.
    pub fn read(contracts: &Contracts, contract: Address, data: &[u8]) -> Option<(Self, Asked)> {
        let (kind, _) = contracts
            .by_kind()
            .into_iter()
            .find(|(_, address)| *address == contract)?;
        let mut arguments = data.strip_prefix(&selector("submit"))?;
        let subject = Option::<u32>::decode(&mut arguments).ok()?;
        let body = match kind {
            SubjectKind::Party => Body::Party(Decode::decode(&mut arguments).ok()?),
            SubjectKind::Agreement => Body::Agreement(Decode::decode(&mut arguments).ok()?),
            SubjectKind::Award => Body::Award(Decode::decode(&mut arguments).ok()?),
            SubjectKind::Import => Body::Import(Decode::decode(&mut arguments).ok()?),
            SubjectKind::Tender => Body::Tender(Decode::decode(&mut arguments).ok()?),
        };
        let authority = Authority::decode_all(&mut arguments).ok()?;
        let command = Command::of_any(contract, subject, &body, &authority);
        // What the contract reads is what was read here, to the byte.
        (command.0.data == data).then_some((
            command,
            Asked {
                subject,
                body,
                authority,
            },
        ))
    }

    /// The message to the contract.
    pub fn call(&self) -> &ContractCall {
        &self.0
    }
}

/// What a message to a contract asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The subject's number; `None` to open a new one.
    pub subject: Option<u32>,
    /// What is to be done.
    pub body: Body,
    /// By whose authority.
    pub authority: Authority,
}

/// A command that is in a finalised block.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The entries it appended: one for each command submitted.
    pub entries: Vec<LocatedEntry>,
    /// Block, fee and events.
    pub finalised: Finalised,
}

/// Why a command is not on the ledger.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The rules refuse it.
    #[error("{}", refused(refusal, failed_in))]
    Refused {
        /// The rule it breaks.
        refusal: Refusal,
        /// The block in which it failed, and its fee is spent; `None` if it was refused before submission,
        /// which costs nothing.
        failed_in: Option<Block>,
        /// Which of several commands it was: its place among them, from 0.
        index: usize,
    },
    /// What concerns the node.
    #[error(transparent)]
    Client(#[from] ClientError),
}

fn refused(refusal: &Refusal, failed_in: &Option<Block>) -> String {
    match failed_in {
        None => refusal.to_string(),
        Some(block) => format!(
            "{refusal} (it was accepted in a trial, but something changed before it was executed in {block}; the fee is spent)"
        ),
    }
}

impl Node {
    /// Tries a command as `origin` would submit it, on the state of a block (`None`: the newest finalised).
    /// Gives the limits to submit it with, or the refusal.
    ///
    /// # Errors
    /// [`CommandError::Refused`]; otherwise as [`Node::dry_run`].
    pub async fn try_command(
        &self,
        origin: &Hash,
        command: &Command,
        at: Option<Block>,
    ) -> Result<(Receipt, Limits), CommandError> {
        let run = self
            .dry_run::<Result<Receipt, Refusal>>(origin, &command.0, at)
            .await?;
        match run.answer {
            Ok(receipt) => Ok((receipt, run.limits)),
            Err(refusal) => Err(CommandError::Refused {
                refusal,
                failed_in: None,
                index: 0,
            }),
        }
    }
}

impl Account {
    /// Tries a command and, if it is accepted, submits it and waits until it is final. If another program
    /// that uses the same account was quicker to use the nonce, the command is tried and submitted anew.
    ///
    /// # Errors
    /// [`CommandError::Refused`] with the rule it breaks, before submission if possible; otherwise as
    /// [`Account::submit`] and [`Pending::finalised`].
    pub async fn command(&self, command: &Command) -> Result<Accepted, CommandError> {
        let mut attempt = 1;
        loop {
            let (_, limits) = self.node().try_command(&self.key(), command, None).await?;
            let pending = self.call(&command.0, limits).await?;
            match self.accepted(pending, std::slice::from_ref(command)).await {
                Err(CommandError::Client(
                    error @ ClientError::NotIncluded { certain: true, .. },
                )) if attempt < ATTEMPTS => {
                    tracing::warn!(%error, "submitting again");
                    attempt += 1;
                }
                other => return other,
            }
        }
    }

    /// Submits several commands as one extrinsic without trying them: each may build on the one before. All
    /// of them take effect or none does. The answer is awaited with [`Account::accepted`], so that several
    /// such batches can be under way.
    ///
    /// # Errors
    /// As [`Account::batch`].
    pub async fn send_commands(&self, commands: &[Command]) -> Result<Pending, ClientError> {
        // The deposit is returned by no one: what a row costs it costs; the account's balance is the limit.
        let limits = self.node().shared_limits(commands.len(), u128::MAX).await?;
        let calls: Vec<_> = commands
            .iter()
            .map(|command| (command.0.clone(), limits))
            .collect();
        self.batch(&calls).await
    }

    /// Waits until submitted commands are final, and says why if they failed.
    ///
    /// # Errors
    /// [`CommandError::Refused`] if a dry run at the parent block explains the failure; otherwise as
    /// [`Pending::finalised`].
    pub async fn accepted(
        &self,
        pending: Pending,
        commands: &[Command],
    ) -> Result<Accepted, CommandError> {
        let finalised = pending.finalised().await;
        self.node().accepted(&self.key(), finalised, commands).await
    }
}

impl Node {
    /// What became of commands that `origin` submitted, once it is known what became of the extrinsic; and why, if they
    /// failed.
    ///
    /// # Errors
    /// [`CommandError::Refused`] if a dry run at the parent block explains the failure; otherwise what `finalised` says.
    pub async fn accepted(
        &self,
        origin: &Hash,
        finalised: Result<Finalised, ClientError>,
        commands: &[Command],
    ) -> Result<Accepted, CommandError> {
        match finalised {
            Ok(finalised) => {
                let keepers: Vec<Address> =
                    commands.iter().map(|command| command.0.contract).collect();
                let entries = finalised
                    .emitted
                    .iter()
                    .filter(|event| keepers.contains(&event.contract))
                    .map(LocatedEntry::from_event)
                    .collect::<Result<Vec<_>, _>>()?;
                if entries.len() != commands.len() {
                    return Err(CommandError::Client(ClientError::Ledger(format!(
                        "{} commands in {} appended {} entries; the contracts are not the ones this program knows",
                        commands.len(),
                        finalised.block,
                        entries.len()
                    ))));
                }
                Ok(Accepted { entries, finalised })
            }
            Err(ClientError::Failed {
                what,
                block,
                reason,
                reverted: true,
            }) => {
                // What it failed on was there before the block, or came into being in it.
                let before = self.parent(block).await?;
                for at in [before, block] {
                    for (index, command) in commands.iter().enumerate() {
                        // A later command of a batch is tried without the ones before it, so only the
                        // first refusal can be the reason.
                        if let Err(CommandError::Refused { refusal, .. }) =
                            self.try_command(origin, command, Some(at)).await
                        {
                            return Err(CommandError::Refused {
                                refusal,
                                failed_in: Some(block),
                                index,
                            });
                        }
                    }
                }
                Err(CommandError::Client(ClientError::Failed {
                    what,
                    block,
                    reason,
                    reverted: true,
                }))
            }
            Err(error) => Err(error.into()),
        }
    }
}
