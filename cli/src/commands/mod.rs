// SPDX-License-Identifier: EUPL-1.2
//! The commands, one file each: their arguments, and what they do.

pub mod agreement;
pub mod aid;
pub mod attest;
pub mod award;
pub mod checkpoint;
pub mod claim;
pub mod completions;
pub mod evidence;
pub mod export;
pub mod flags;
pub mod fsck;
pub mod import;
pub mod index;
pub mod key;
pub mod log;
pub mod members;
pub mod notify;
pub mod party;
pub mod pay;
pub mod receipt;
pub mod recover;
pub mod relay;
pub mod serve;
pub mod show;
pub mod status;
pub mod submit;
pub mod tender;
pub mod trust;
pub mod up;
pub mod verify;
pub mod witness;

use crate::arguments::Command;
use crate::context::Context;
use crate::failure::Failure;

/// Runs a command.
///
/// # Errors
/// [`Failure`], by its kind: the rules, the input, the node, or this machine.
pub async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Up(up) => up.run(context).await,
        Command::Index(index) => index.run(context).await,
        Command::Relay(relay) => relay.run(context).await,
        Command::Notify(notify) => notify.run(context).await,
        Command::Serve(serve) => serve.run(context).await,
        Command::Status(status) => status.run(context).await,
        Command::Flags(flags) => flags.run(context).await,
        Command::Fsck(fsck) => fsck.run(context).await,
        Command::Evidence(evidence) => evidence.run(context).await,
        Command::Verify(verify) => verify.run(context),
        Command::Trust(trust) => trust.run(context),
        Command::Checkpoint(checkpoint) => checkpoint.run(context).await,
        Command::Witness(witness) => witness.run(context),
        Command::Key(key) => key.run(context),
        Command::Party(party) => party.run(context).await,
        Command::Agreement(agreement) => agreement.run(context).await,
        Command::Tender(tender) => tender.run(context).await,
        Command::Award(award) => award.run(context).await,
        Command::Aid(aid) => aid.run(context).await,
        Command::Members(members) => members.run(context).await,
        Command::Claim(claim) => claim.run(context).await,
        Command::Attest(attest) => attest.run(context).await,
        Command::Pay(pay) => pay.run(context).await,
        Command::Receipt(receipt) => receipt.run(context).await,
        Command::Recover(recover) => recover.run(context).await,
        Command::Submit(submit) => submit.run(context).await,
        Command::Show(show) => show.run(context).await,
        Command::Log(log) => log.run(context).await,
        Command::Export(export) => export.run(context).await,
        Command::Import(import) => import.run(context).await,
        Command::Completions(completions) => completions.run(context),
        // Taken before the runtime starts.
        Command::RunChild(child) => Err(crate::child_process::become_child(&child)),
    }
}
