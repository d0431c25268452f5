// SPDX-License-Identifier: EUPL-1.2
//! The chain of a node, through the client.

use std::time::{SystemTime, UNIX_EPOCH};

use portico_client::{
    Account, Block, ClientError, Command, CommandError, Contracts, Keypair, Limits, LocatedEntry,
    Node, Pending, SignedExtrinsic,
};
use portico_commands::SignedCommand;
use portico_commands::queue::{Cost, EntryReference, Extrinsic, QueueError};
use portico_rules::primitives::{Digest, Key};

use crate::chain::{Chain, NotSent, Outcome};

/// A node, and the relay's account.
pub(crate) struct NodeChain {
    node: Node,
    account: Account,
    contracts: Contracts,
}

impl NodeChain {
    pub(crate) fn new(node: Node, keys: Keypair, contracts: Contracts) -> Self {
        NodeChain {
            account: Account::new(node.clone(), keys),
            node,
            contracts,
        }
    }

    /// The command as its contract takes it.
    fn command(&self, signed: &SignedCommand) -> Command {
        let act = signed.act();
        let keeper = self.contracts.keeper(act.kind());
        Command::of_any(keeper, act.subject, &act.body, &signed.authority())
    }
}

impl Chain for NodeChain {
    type Sent = Pending;

    fn account(&self) -> Key {
        Key(self.account.key())
    }

    fn now(&self) -> u64 {
        // A clock before 1970 is wrong whatever we say; then nothing has expired yet.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    }

    async fn funds(&self) -> Result<u128, ClientError> {
        let head = self.node.finalised_head().await?;
        self.node.free_balance(&self.account.key(), head).await
    }

    async fn dry_run(&self, command: &SignedCommand) -> Result<Limits, CommandError> {
        let command = self.command(command);
        let (_, limits) = self
            .node
            .try_command(&self.account.key(), &command, None)
            .await?;
        Ok(limits)
    }

    async fn send(
        &self,
        command: &SignedCommand,
        limits: Limits,
        note: impl FnOnce(&Extrinsic, Cost) -> Result<bool, QueueError>,
    ) -> Result<Pending, NotSent> {
        let command = self.command(command);
        let mut turn = self.account.turn().await;
        let signed = turn
            .sign(command.call(), limits)
            .await
            .map_err(NotSent::Unsigned)?;
        let fee = self
            .node
            .largest_fee(&signed)
            .await
            .map_err(NotSent::Unsigned)?;
        let most = Cost {
            fee,
            deposit: limits.deposit,
        };
        if !note(&noted(&signed), most).map_err(NotSent::Queue)? {
            return Err(NotSent::TooDear);
        }
        let sent = turn.send(&command.call().message, &signed).await;
        sent.map_err(|error| match error {
            ClientError::NotAccepted { .. } => NotSent::NotTaken(error),
            other => NotSent::PerhapsSent(other),
        })
    }

    async fn send_again(
        &self,
        command: &SignedCommand,
        extrinsic: &Extrinsic,
    ) -> Result<Pending, ClientError> {
        let what = self.command(command).call().message.clone();
        let signed = signed(extrinsic);
        match self.account.turn().await.send(&what, &signed).await {
            // It is in a block by now, or can get into none: the finalised blocks tell.
            Err(ClientError::NotAccepted { reason, .. }) => {
                tracing::debug!(extrinsic = %extrinsic.hash, reason, "not taken a second time");
                Ok(self.account.pending(&what, &signed))
            }
            other => other,
        }
    }

    async fn outcome(
        &self,
        command: &SignedCommand,
        sent: Pending,
    ) -> Result<Outcome, ClientError> {
        let command = self.command(command);
        let accepted = self
            .account
            .accepted(sent, std::slice::from_ref(&command))
            .await;
        match accepted {
            Ok(accepted) => match accepted.entries.first() {
                Some(entry) => Ok(Outcome::Carried {
                    entry: reference(entry),
                    fee: accepted.finalised.fee,
                }),
                // One entry for one command: `accepted` makes sure.
                None => Ok(Outcome::Failed("it appended no entry".into())),
            },
            Err(error @ CommandError::Refused { refusal, .. }) => Ok(Outcome::Refused {
                refusal,
                sentence: error.to_string(),
            }),
            Err(CommandError::Client(error)) => match error {
                ClientError::Failed { .. } => Ok(Outcome::Failed(error.to_string())),
                ClientError::NotIncluded { certain: true, .. } => {
                    Ok(Outcome::Gone(error.to_string()))
                }
                ClientError::NotIncluded { certain: false, .. } => {
                    Ok(Outcome::Unknown(error.to_string()))
                }
                other => Err(other),
            },
        }
    }

    async fn entry_of(
        &self,
        command: &SignedCommand,
    ) -> Result<Option<EntryReference>, ClientError> {
        let head = self.node.finalised_head().await?;
        let act = command.act();
        let contract = self.contracts.keeper(act.kind());
        let found = self
            .node
            .carried_entry(&contract, &command.key(), command.nonce(), head)
            .await?;
        // Another command may have used the same nonce.
        Ok(found
            .filter(|entry| {
                let entry = &entry.appended.entry;
                let subject = act
                    .subject
                    .is_none_or(|number| number == entry.subject.number());
                subject && entry.body == act.body
            })
            .as_ref()
            .map(reference))
    }
}

fn reference(entry: &LocatedEntry) -> EntryReference {
    EntryReference {
        subject: entry.appended.entry.subject.number(),
        seq: entry.appended.entry.seq,
        head: entry.appended.head,
        block: (entry.block.number, Digest(entry.block.hash)),
        event_index: entry.event_index,
    }
}

fn noted(signed: &SignedExtrinsic) -> Extrinsic {
    Extrinsic {
        bytes: signed.bytes.clone(),
        hash: Digest(signed.hash),
        account: Key(signed.account),
        nonce: signed.nonce,
        signed_at: (signed.signed_at.number, Digest(signed.signed_at.hash)),
    }
}

fn signed(noted: &Extrinsic) -> SignedExtrinsic {
    SignedExtrinsic {
        bytes: noted.bytes.clone(),
        hash: noted.hash.0,
        account: noted.account.0,
        nonce: noted.nonce,
        signed_at: Block {
            number: noted.signed_at.0,
            hash: noted.signed_at.1.0,
        },
    }
}
