// SPDX-License-Identifier: EUPL-1.2
//! `portico log`: a subject's history, checked: every head is recomputed, every decision repeated, every carried signature
//! verified, whether the entries come from the database or from the chain itself.

use crate::chain::unknown;
use crate::commands::show::SubjectArgument;
use crate::context::Context;
use crate::failure::Failure;
use crate::ledger_file::LedgerFile;
use crate::moment;
use crate::output::table;
use clap::Args;
use portico_commands::Act;
use portico_rules::authority::Signature;
use portico_rules::entry::{Appended, Entry};
use portico_rules::native::Native;
use portico_rules::primitives::Digest;
use portico_rules::replay::{Broken, Signatures, fold};
use portico_rules::subject::Subject;
use rusqlite::{Connection, OpenFlags};
use scale::DecodeAll;
use serde::Serialize;
use std::path::Path;

/// Show a subject's history.
#[derive(Debug, Args)]
pub struct Log {
    #[command(flatten)]
    subject: SubjectArgument,
    /// Walk back through the chain's own blocks, without any database
    #[arg(long)]
    from_chain: bool,
    /// Every field of every entry
    #[arg(long)]
    details: bool,
}

/// An entry and the block it stands in.
#[derive(Debug, Serialize)]
struct Line {
    block: u32,
    action: &'static str,
    #[serde(flatten)]
    appended: Appended,
}

impl Log {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let subject = Subject::from(self.subject);
        let ledger = context.ledger()?;
        let (upto, history): (u32, Vec<_>) = if self.from_chain {
            let chain = context.chain().await?;
            let history = chain.history(subject).await?;
            let history = history
                .into_iter()
                .map(|located| (located.block.number, located.appended))
                .collect();
            (chain.at.number, history)
        } else {
            from_database(&context.database(), &ledger, subject)?
        };
        check(
            &ledger,
            subject,
            history.iter().map(|(_, appended)| appended),
        )?;
        let lines: Vec<Line> = history
            .into_iter()
            .map(|(block, appended)| Line {
                block,
                action: Act::opening(appended.entry.body.clone()).action(),
                appended,
            })
            .collect();
        context.output.result(&lines, || {
            if self.details {
                details(&ledger, &lines)
            } else {
                overview(&lines)
            }
        })?;
        context.output.tell(&format!(
            "{} {} up to block {upto}: heads, rules and carried signatures hold",
            lines.len(),
            if lines.len() == 1 { "entry" } else { "entries" }
        ));
        Ok(())
    }
}

/// The rules' own replay.
fn check<'e>(
    ledger: &LedgerFile,
    subject: Subject,
    entries: impl Iterator<Item = &'e Appended>,
) -> Result<(), Failure> {
    let place = ledger.place(subject.kind());
    fold(&Native, &place, entries, Signatures::Check).map(|_| ()).map_err(|(index, broken)| {
        let what = match broken {
            Broken::Head { .. } => "its head is not the digest of what comes before it and itself".to_owned(),
            Broken::Signature => "its carried signature does not hold".to_owned(),
            Broken::Refused(refusal) => format!("the rules refuse it: {refusal}"),
            other => format!("{other:?}"),
        };
        Failure::Node(format!("entry {index} of {subject} does not follow from those before it ({what}): do not trust its source"))
    })
}

fn from_database(
    path: &Path,
    ledger: &LedgerFile,
    subject: Subject,
) -> Result<(u32, Vec<(u32, Appended)>), Failure> {
    if !path.exists() {
        return Err(Failure::Local(format!(
            "{} does not exist: run `portico up`, or read from the chain itself with --from-chain",
            path.display()
        )));
    }
    let failed = |error: rusqlite::Error| Failure::file(path, error);
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::Local(format!(
            "{}: {error}: index into a new file",
            path.display()
        ))
    };
    let database =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
    let (genesis, indexed): (String, u32) = database
        .query_row("SELECT genesis, block_number FROM chain", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(failed)?;
    if genesis != ledger.genesis.to_hex() {
        return Err(wrong(
            &"it belongs to another chain than the deployment file says",
        ));
    }
    let mut statement = database
        .prepare(
            "SELECT block_number, head, scale FROM entries
             WHERE subject_kind = ?1 AND subject_number = ?2 ORDER BY seq",
        )
        .map_err(failed)?;
    let rows = statement
        .query_map((subject.kind().word(), subject.number()), |row| {
            Ok((
                row.get::<_, u32>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Vec<u8>>(2)?,
            ))
        })
        .map_err(failed)?;
    let mut history = Vec::new();
    for row in rows {
        let (block, head, bytes) = row.map_err(failed)?;
        let entry = Entry::decode_all(&mut bytes.as_slice()).map_err(|error| wrong(&error))?;
        let head: Digest = head.parse().map_err(|error: String| wrong(&error))?;
        history.push((block, Appended { entry, head }));
    }
    if history.is_empty() {
        return Err(unknown(subject));
    }
    Ok((indexed, history))
}

fn overview(lines: &[Line]) -> String {
    let rows = lines.iter().map(
        |Line {
             block,
             action,
             appended,
         }| {
            let entry = &appended.entry;
            vec![
                entry.seq.to_string(),
                moment::written(entry.at),
                (*action).to_owned(),
                signed(entry),
                block.to_string(),
                appended.head.to_string(),
            ]
        },
    );
    table(
        &["#entry", "time", "what", "signed by", "#block", "head"],
        rows,
    )
}

fn signed(entry: &Entry) -> String {
    match entry.signature {
        Signature::Direct => entry.by.to_string(),
        Signature::Carried { .. } => format!("{} (carried)", entry.by),
    }
}

/// The fields as its signer saw them.
fn details(ledger: &LedgerFile, lines: &[Line]) -> String {
    let mut out = String::new();
    for Line {
        block,
        action,
        appended,
    } in lines
    {
        let entry = &appended.entry;
        out.push_str(&format!(
            "entry {} · {} · {action} · block {block}\n",
            entry.seq,
            moment::written(entry.at)
        ));
        out.push_str(&format!("  signed by: {}\n", signed(entry)));
        // Which contract it is does not matter here: those lines are left out below.
        let place = ledger.place(entry.subject.kind());
        let text = Act::opening(entry.body.clone()).text(&place, 0, 0);
        let fields = text
            .lines()
            .skip_while(|line| !line.starts_with("action: "))
            .skip(1)
            .take_while(|line| !line.starts_with("content sha256: "));
        for field in fields {
            out.push_str(&format!("  {field}\n"));
        }
        out.push_str(&format!("  head: {}\n\n", appended.head));
    }
    out
}
