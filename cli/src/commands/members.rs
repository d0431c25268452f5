// SPDX-License-Identifier: EUPL-1.2
//! `portico members`: the members' register of a cooperative. The list stays at home; a digest of it and the number of members go to the
//! ledger, once a year.

use crate::arguments::Signing;
use crate::chain::Chain;
use crate::context::Context;
use crate::failure::Failure;
use crate::member_list::{MemberList, MemberProof};
use crate::output::facts;
use crate::perform::{number, perform};
use clap::{Args, Subcommand};
use portico_commands::Act;
use portico_rules::party::PartyBody;
use portico_rules::primitives::Digest;
use serde::Serialize;
use std::path::PathBuf;

/// What is done about a members' register.
#[derive(Debug, Subcommand)]
pub enum Members {
    /// Make the list of a year: each line of a text file is a member's record, and gets a secret salt
    New {
        /// The members, one a line; a table exported as CSV, without its heading
        members: PathBuf,
        /// Of which year
        #[arg(long)]
        year: u16,
        /// Where to write the list with the salts: keep it as the register itself
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Put the digest of a list and the number of members on the ledger (as the cooperative)
    Deposit(Deposit),
    /// Correct what was deposited of that year
    Correct {
        #[command(flatten)]
        deposit: Deposit,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Write the proof of a member, for whoever is to check it: it has the member's record and salt
    Prove {
        /// The list
        list: PathBuf,
        /// The member's number in it, from 1
        #[arg(long)]
        member: u32,
        /// Where to write the proof
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Draw members to be shown, at random, such as an oversight body does
    Sample {
        /// The cooperative's number
        party: u32,
        /// Of which year
        #[arg(long)]
        year: u16,
        /// How many
        #[arg(long, default_value_t = 10)]
        count: u32,
    },
    /// Check proofs of members against the register on the ledger
    Check {
        /// The proofs
        #[arg(required = true)]
        proofs: Vec<PathBuf>,
        /// The cooperative's number: its register is read from the chain
        #[arg(long, required_unless_present = "root", conflicts_with_all = ["root", "count"])]
        party: Option<u32>,
        /// The register's root, without any network
        #[arg(long, value_name = "0x…", requires = "count")]
        root: Option<Digest>,
        /// Its number of members, beside --root
        #[arg(long, requires = "root")]
        count: Option<u32>,
    },
    /// Delete a member's record and salt from the list: what is left can be tied to nobody
    Forget {
        /// The list
        list: PathBuf,
        /// The member's number in it, from 1
        #[arg(long)]
        member: u32,
    },
}

/// What goes to the ledger.
#[derive(Debug, Args)]
pub struct Deposit {
    /// The list
    list: PathBuf,
    /// One's own party's number [default: whose key signs]
    #[arg(long)]
    party: Option<u32>,
    #[command(flatten)]
    signing: Signing,
}

#[derive(Debug, Serialize)]
struct Register {
    year: u16,
    members: u32,
    root: Digest,
}

impl Register {
    fn of(list: &MemberList) -> Result<Self, Failure> {
        Ok(Register {
            year: list.year,
            members: list.count(),
            root: list.root()?,
        })
    }

    fn human(&self) -> String {
        facts(&[
            ("year", self.year.to_string()),
            ("members", self.members.to_string()),
            ("root", self.root.to_string()),
        ])
    }
}

/// A member of a sample.
#[derive(Debug, Serialize)]
struct Checked {
    file: PathBuf,
    member: u32,
    record: String,
}

impl Members {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Members::New { members, year, out } => {
                let text = std::fs::read_to_string(&members)
                    .map_err(|error| Failure::file(&members, error))?;
                if out.exists() {
                    // The salts in it may be the only ones of a register that is deposited.
                    return Err(Failure::Input(format!(
                        "{} exists: choose another name",
                        out.display()
                    )));
                }
                let records: Vec<&str> = text
                    .lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .collect();
                let list = MemberList::new(year, &records)?;
                list.write(&out)?;
                let register = Register::of(&list)?;
                context.output.result(&register, || register.human())?;
                context.output.tell(&format!(
                    "the list with its salts is in {}: keep it as the register itself, and delete the other file if it is not needed",
                    out.display()
                ));
                Ok(())
            }
            Members::Deposit(deposit) => {
                let register = Register::of(&MemberList::read(&deposit.list)?)?;
                let body = PartyBody::DepositMembers {
                    year: register.year,
                    members: register.members,
                    root: register.root,
                };
                deposit.give(context, body).await
            }
            Members::Correct { deposit, reason } => {
                let register = Register::of(&MemberList::read(&deposit.list)?)?;
                let body = PartyBody::CorrectMembers {
                    year: register.year,
                    members: register.members,
                    root: register.root,
                    reason,
                };
                deposit.give(context, body).await
            }
            Members::Prove { list, member, out } => {
                let proof = MemberList::read(&list)?.prove(member)?;
                proof.write(&out)?;
                context.output.result(&proof, || {
                    format!(
                        "member {member} of {}: {}\nGive {} to whoever is to check it, and to nobody else.",
                        proof.year,
                        proof.record,
                        out.display()
                    )
                })
            }
            Members::Sample { party, year, count } => {
                let chain = context.chain().await?;
                let (members, _) = register(&chain, party, year).await?;
                let drawn = draw(count, members)?;
                context.output.result(&drawn, || {
                    let numbers: Vec<String> = drawn.iter().map(u32::to_string).collect();
                    format!(
                        "of {members} members in {year}, ask for the proofs of: {}",
                        numbers.join(", ")
                    )
                })
            }
            Members::Check {
                proofs,
                party,
                root,
                count,
            } => {
                let chain = match party {
                    Some(_) => Some(context.chain().await?),
                    None => None,
                };
                let mut checked = Vec::new();
                for file in proofs {
                    let proof = MemberProof::read(&file)?;
                    let (members, root) = match (&chain, party, root, count) {
                        (Some(chain), Some(party), ..) => {
                            register(chain, party, proof.year).await?
                        }
                        (_, _, Some(root), Some(members)) => (members, root),
                        // clap asks for one of them.
                        _ => {
                            return Err(Failure::Input(
                                "give --party, or --root and --count".into(),
                            ));
                        }
                    };
                    proof
                        .check(members, root)
                        .map_err(|failure| match failure {
                            Failure::Invalid(why) => {
                                Failure::Invalid(format!("{}: {why}", file.display()))
                            }
                            other => other,
                        })?;
                    checked.push(Checked {
                        file,
                        member: proof.member,
                        record: proof.record,
                    });
                }
                context.output.result(&checked, || {
                    checked
                        .iter()
                        .map(|found| format!("member {}: {}\n", found.member, found.record))
                        .collect::<String>()
                })
            }
            Members::Forget { list, member } => {
                let mut kept = MemberList::read(&list)?;
                kept.forget(member)?;
                kept.write(&list)?;
                let register = Register::of(&kept)?;
                context.output.result(&register, || {
                    format!(
                        "member {member} is forgotten here; the register is as it was. Delete it from backups, and proofs that were given away, too."
                    )
                })
            }
        }
    }
}

impl Deposit {
    async fn give(self, context: &Context, body: PartyBody) -> Result<(), Failure> {
        let signing = &self.signing;
        let look_up = async |chain: &Chain| {
            let key = signing.signer.public_key(context)?;
            chain.party_of(key).await
        };
        let party = number(context, signing, self.party, "--party", look_up).await?;
        perform(context, signing, Act::on(party, body)).await
    }
}

/// How many members a register has, and its root.
async fn register(chain: &Chain, party: u32, year: u16) -> Result<(u32, Digest), Failure> {
    chain
        .members(party, year)
        .await?
        .map(|row| (row.members, row.root))
        .ok_or_else(|| {
            Failure::Input(format!(
                "party {party} has deposited no members' register of {year}"
            ))
        })
}

/// So many different numbers from 1 to `members`, in order; all of them if there are no more.
fn draw(count: u32, members: u32) -> Result<Vec<u32>, Failure> {
    let mut drawn = std::collections::BTreeSet::new();
    while (drawn.len() as u64) < u64::from(count.min(members)) {
        let number = getrandom::u64().map_err(|error| Failure::local("drawing a sample", error))?;
        // The remainder of a number this large prefers no member that anybody could notice.
        drawn.insert((number % u64::from(members)) as u32 + 1);
    }
    Ok(drawn.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_each_member_once() {
        assert_eq!(draw(3, 3).unwrap(), [1, 2, 3]);
        assert_eq!(draw(9, 3).unwrap(), [1, 2, 3]);
        let some = draw(5, 1_000).unwrap();
        assert_eq!(some.len(), 5);
        assert!(some.iter().all(|member| (1..=1_000).contains(member)));
    }
}
