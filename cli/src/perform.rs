// SPDX-License-Identifier: EUPL-1.2
//! How a command gets to the ledger: directly, carried, or only signed for somebody else to carry.

use crate::arguments::{Signer, Signing};
use crate::chain::Chain;
use crate::context::Context;
use crate::failure::Failure;
use crate::form;
use crate::keys::{self, KeyFile, Passphrase};
use crate::ledger_file::write_whole;
use crate::moment;
use crate::output::facts;
use crate::progress;
use portico_client::{Account, Keypair};
use portico_commands::{Act, SignedCommand, UnsignedCommand};
use portico_rules::authority::Authority;
use portico_rules::primitives::{Digest, Key, SignatureBytes};
use portico_rules::subject::Subject;
use serde::Serialize;
use std::path::PathBuf;

const DAY: u64 = 86_400;

/// What became of a command.
#[derive(Debug, Serialize)]
struct Done {
    action: &'static str,
    subject: Subject,
    seq: u32,
    head: Digest,
    by: Key,
    block: u32,
    block_hash: Digest,
    fee: u128,
}

impl Signer {
    /// The public key; no passphrase is asked for, but of a wallet's file.
    ///
    /// # Errors
    /// As [`Signer::load`].
    pub fn public_key(&self, context: &Context) -> Result<Key, Failure> {
        if let (None, Some(name)) = (&self.dev, &self.key) {
            let path = keys::path_of(context, name);
            let json = keys::read(&path)?;
            if KeyFile::is_ours(&json) {
                return Ok(KeyFile::parse(&path, &json)?.public_key);
            }
        }
        Ok(Key(self.load(context)?.public_key().0))
    }

    /// The key pair.
    ///
    /// # Errors
    /// [`Failure::Input`] if it is not said whose key; otherwise as [`keys::load`] and [`keys::development`].
    pub fn load(&self, context: &Context) -> Result<Keypair, Failure> {
        match (&self.dev, &self.key) {
            (Some(dev), _) => keys::development(dev),
            (None, Some(name)) => keys::load(context, name, Passphrase::Signer),
            (None, None) => Err(Failure::Input(
                "say who signs: --key NAME (see `portico key list`), or --dev //Alice on a development chain".into(),
            )),
        }
    }
}

impl Signing {
    /// The key that carries, if the command is to be carried.
    fn carrier(&self, context: &Context) -> Result<Option<Keypair>, Failure> {
        match (&self.carrier_dev, &self.carrier) {
            (Some(dev), _) => keys::development(dev).map(Some),
            (None, Some(name)) => keys::load(context, name, Passphrase::Carrier).map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// Signs a command and, unless it is only to be signed, brings it to the ledger.
///
/// # Errors
/// [`Failure::Refused`] by the rules; otherwise as the key, the node and the file to write fail.
pub async fn perform(context: &Context, signing: &Signing, act: Act) -> Result<(), Failure> {
    let signer = signing.signer.load(context)?;
    let key = Key(signer.public_key().0);
    let now = moment::now()?;
    form::check(&act, key, now)?;
    if signing.sign_only {
        let signed = sign(context, act, &signer, now + signing.expires_in * DAY)?;
        return write_signed(context, &signed, signing.out.clone());
    }
    match signing.carrier(context)? {
        Some(carrier) => {
            let signed = sign(context, act, &signer, now + signing.expires_in * DAY)?;
            carry(context, &signed, carrier).await
        }
        None => {
            let authority = Authority::Direct { key };
            bring(context, &act, &authority, signer).await
        }
    }
}

/// Brings a signed command to the ledger.
///
/// # Errors
/// [`Failure::Refused`] by the rules; [`Failure::Node`].
pub async fn carry(
    context: &Context,
    signed: &SignedCommand,
    carrier: Keypair,
) -> Result<(), Failure> {
    bring(context, &signed.act(), &signed.authority(), carrier).await
}

fn sign(
    context: &Context,
    act: Act,
    signer: &Keypair,
    expiry: u64,
) -> Result<SignedCommand, Failure> {
    // Unique, not secret; and exact in programs whose numbers are floats.
    let nonce = getrandom::u64().map_err(|error| Failure::local("taking a nonce", error))? >> 11;
    let key = Key(signer.public_key().0);
    let place = context.ledger()?.place(act.kind());
    let unsigned = UnsignedCommand::new(act, place, key, nonce, expiry);
    let signature = SignatureBytes(signer.sign(unsigned.text().as_bytes()).0);
    Ok(unsigned.with_signature(signature))
}

fn write_signed(
    context: &Context,
    signed: &SignedCommand,
    out: Option<PathBuf>,
) -> Result<(), Failure> {
    let path = out.unwrap_or_else(|| signed.file_name().into());
    let json = serde_json::to_string_pretty(signed)
        .map_err(|error| Failure::local("writing JSON", error))?;
    write_whole(&path, format!("{json}\n").as_bytes())?;
    context.output.result(signed, || signed.text().to_owned())?;
    context.output.tell(&format!(
        "signed and written to {}; whoever has it can carry it: portico submit {0}",
        path.display()
    ));
    Ok(())
}

async fn bring(
    context: &Context,
    act: &Act,
    authority: &Authority,
    submitter: Keypair,
) -> Result<(), Failure> {
    let chain = context.chain().await?;
    let account = Account::new(chain.node.clone(), submitter);
    let command = chain.ledger.command(act, authority);
    let spinner = progress::spinner(
        context.output,
        format!("{}: trying, submitting, waiting for finality", act.action()),
    );
    let accepted = account.command(&command).await;
    spinner.finish_and_clear();
    let accepted = accepted?;
    let [located] = accepted.entries.as_slice() else {
        return Err(Failure::Node(
            "the node reports another number of entries than one for one command".into(),
        ));
    };
    let entry = &located.appended.entry;
    let done = Done {
        action: act.action(),
        subject: entry.subject,
        seq: entry.seq,
        head: located.appended.head,
        by: entry.by,
        block: located.block.number,
        block_hash: Digest(located.block.hash),
        fee: accepted.finalised.fee,
    };
    context.output.result(&done, || {
        format!(
            "{}: {}\n{}",
            done.action,
            done.subject,
            facts(&[
                ("entry", done.seq.to_string()),
                ("block", done.block.to_string()),
                ("head", done.head.to_string()),
                ("signed by", done.by.to_string()),
            ])
        )
    })
}

/// A number that the chain knows (the next claim, the last version): as given, or looked up.
///
/// # Errors
/// If it is not given and nobody can be asked, since the command is only to be signed.
pub async fn number<T>(
    context: &Context,
    signing: &Signing,
    given: Option<T>,
    option: &str,
    look_up: impl AsyncFnOnce(&Chain) -> Result<T, Failure>,
) -> Result<T, Failure> {
    match given {
        Some(number) => Ok(number),
        None if signing.sign_only => Err(Failure::Input(format!(
            "{option} is needed with --sign-only: without a network nobody can look it up"
        ))),
        None => look_up(&context.chain().await?).await,
    }
}
