// SPDX-License-Identifier: EUPL-1.2
//! A cooperative's members as it keeps them at home: each record with its secret salt, and the digest of both. Nothing of it goes anywhere
//! but the root and the number; a member who is forgotten leaves a digest that can be tied to nobody.

use crate::failure::Failure;
use crate::ledger_file::write_whole;
use portico_rules::native::sha256;
use portico_rules::party::MembersRow;
use portico_rules::party::members::{includes, leaf_bytes, path, root};
use portico_rules::primitives::Digest;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The only formats so far.
const LIST: &str = "portico-members/1";
const PROOF: &str = "portico-member-proof/1";

/// The list of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberList {
    format: String,
    /// Of which year.
    pub year: u16,
    members: Vec<Member>,
}

/// A member, in the list's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    /// What stands in the tree.
    leaf: Digest,
    /// None once the member is forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<Known>,
}

/// What the leaf was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    salt: Digest,
    record: String,
}

/// That a member stands in a register: for whoever is to check it, and for nobody else, since it has the member's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberProof {
    format: String,
    /// Of which year's register.
    pub year: u16,
    /// How many members that has.
    pub members: u32,
    /// Its root.
    pub root: Digest,
    /// The member's place in it, from 1.
    pub member: u32,
    salt: Digest,
    /// The member's record.
    pub record: String,
    /// The digests beside it, from the leaf to the root.
    path: Vec<Digest>,
}

impl MemberList {
    /// A list of these records, each with a new salt.
    ///
    /// # Errors
    /// [`Failure::Input`] if a record stands there twice, or there are none; [`Failure::Local`] without random numbers.
    pub fn new(year: u16, records: &[&str]) -> Result<Self, Failure> {
        let mut seen = std::collections::BTreeMap::new();
        let mut members = Vec::with_capacity(records.len());
        for (line, record) in (1u32..).zip(records) {
            if let Some(first) = seen.insert(*record, line) {
                return Err(Failure::Input(format!(
                    "member {line} is the same as member {first}: a member counts once"
                )));
            }
            let mut salt = Digest([0; 32]);
            getrandom::fill(&mut salt.0).map_err(|error| Failure::local("taking a salt", error))?;
            members.push(Member {
                leaf: sha256(&leaf_bytes(&salt, record.as_bytes())),
                known: Some(Known {
                    salt,
                    record: (*record).to_owned(),
                }),
            });
        }
        let list = MemberList {
            format: LIST.into(),
            year,
            members,
        };
        list.root()?;
        Ok(list)
    }

    /// Reads a list.
    ///
    /// # Errors
    /// [`Failure::Local`] if it cannot be read; [`Failure::Input`] if it is none, or a record or salt was changed.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let list: MemberList = parse(file, "list of members")?;
        check_format(file, &list.format, LIST)?;
        for (member, kept) in (1u32..).zip(&list.members) {
            let Some(known) = &kept.known else { continue };
            if sha256(&leaf_bytes(&known.salt, known.record.as_bytes())) != kept.leaf {
                return Err(Failure::Input(format!(
                    "{}: the record or the salt of member {member} was changed: take the file from a backup, or make a new list and correct the register",
                    file.display()
                )));
            }
        }
        list.root()?;
        Ok(list)
    }

    /// Writes it whole or not at all, readable by its owner alone.
    ///
    /// # Errors
    /// [`Failure::Local`].
    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        write_json(file, self)
    }

    /// How many members.
    pub fn count(&self) -> u32 {
        // A list of four thousand million members does not fit into a file.
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    fn leaves(&self) -> Vec<Digest> {
        self.members.iter().map(|member| member.leaf).collect()
    }

    /// What goes to the ledger.
    ///
    /// # Errors
    /// [`Failure::Input`] for an empty list.
    pub fn root(&self) -> Result<Digest, Failure> {
        root(&sha256, &self.leaves())
            .ok_or_else(|| Failure::Input("there are no members in the list".into()))
    }

    /// The proof for the member at a place, from 1.
    ///
    /// # Errors
    /// [`Failure::Input`] if there is none, or it is forgotten.
    pub fn prove(&self, member: u32) -> Result<MemberProof, Failure> {
        let place = self.place(member)?;
        let known = self.members[place].known.clone().ok_or_else(|| {
            Failure::Input(format!(
                "member {member} is forgotten: nobody can prove it any more"
            ))
        })?;
        let beside = path(&sha256, &self.leaves(), place).ok_or_else(|| self.no_member(member))?;
        Ok(MemberProof {
            format: PROOF.into(),
            year: self.year,
            members: self.count(),
            root: self.root()?,
            member,
            salt: known.salt,
            record: known.record,
            path: beside,
        })
    }

    /// Deletes a member's record and salt. The root stays as it is.
    ///
    /// # Errors
    /// [`Failure::Input`] if there is no such member, or it is forgotten already.
    pub fn forget(&mut self, member: u32) -> Result<(), Failure> {
        let place = self.place(member)?;
        match self.members[place].known.take() {
            Some(_) => Ok(()),
            None => Err(Failure::Input(format!(
                "member {member} is forgotten already"
            ))),
        }
    }

    fn place(&self, member: u32) -> Result<usize, Failure> {
        (member as usize)
            .checked_sub(1)
            .filter(|place| *place < self.members.len())
            .ok_or_else(|| self.no_member(member))
    }

    fn no_member(&self, member: u32) -> Failure {
        Failure::Input(format!(
            "there is no member {member}: the list has {}, numbered from 1",
            self.members.len()
        ))
    }
}

impl MemberProof {
    /// Reads a proof.
    ///
    /// # Errors
    /// [`Failure::Local`] if it cannot be read; [`Failure::Input`] if it is none.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let proof: MemberProof = parse(file, "proof of a member")?;
        check_format(file, &proof.format, PROOF)?;
        Ok(proof)
    }

    /// Writes it, readable by its owner alone.
    ///
    /// # Errors
    /// [`Failure::Local`].
    pub fn write(&self, file: &Path) -> Result<(), Failure> {
        write_json(file, self)
    }

    /// Whether the member stands in a register, by its root and number.
    ///
    /// # Errors
    /// [`Failure::Invalid`] if not.
    pub fn check(&self, members: u32, root: Digest) -> Result<(), Failure> {
        if (self.members, self.root) != (members, root) {
            return Err(Failure::Invalid(format!(
                "the proof is of a register of {} members with the root {}, the register on the ledger has {members} and the root {root}: it was corrected since, or this is another one",
                self.members, self.root
            )));
        }
        let register = MembersRow {
            members,
            root,
            corrections: 0,
        };
        let leaf = sha256(&leaf_bytes(&self.salt, self.record.as_bytes()));
        let place = self.member.checked_sub(1);
        if place.is_some_and(|place| includes(&sha256, &register, place, &leaf, &self.path)) {
            Ok(())
        } else {
            Err(Failure::Invalid(format!(
                "this is not member {} of the register: record, salt or path are not what its root was made of",
                self.member
            )))
        }
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &Path, what: &str) -> Result<T, Failure> {
    let json = std::fs::read_to_string(file).map_err(|error| Failure::file(file, error))?;
    serde_json::from_str(&json)
        .map_err(|error| Failure::Input(format!("{} is no {what}: {error}", file.display())))
}

fn check_format(file: &Path, found: &str, known: &str) -> Result<(), Failure> {
    if found == known {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{} has the format {found:?}, this program knows {known:?}",
        file.display()
    )))
}

fn write_json(file: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::local("writing JSON", error))?;
    write_whole(file, format!("{json}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(members: usize) -> MemberList {
        let records: Vec<String> = (0..members).map(|n| format!("socio {n}")).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        MemberList::new(2026, &records).unwrap()
    }

    #[test]
    fn every_member_can_prove_itself_and_nobody_else_can() {
        for members in [3, 4, 7, 41] {
            let list = list(members);
            let root = list.root().unwrap();
            for member in 1..=list.count() {
                let proof = list.prove(member).unwrap();
                proof.check(list.count(), root).unwrap();
                let mut other = proof.clone();
                other.record = "qualcun altro".into();
                assert_eq!(other.check(list.count(), root).unwrap_err().exit_code(), 1);
                assert_eq!(
                    proof.check(list.count() + 1, root).unwrap_err().exit_code(),
                    1
                );
                assert_eq!(
                    proof
                        .check(list.count(), Digest([1; 32]))
                        .unwrap_err()
                        .exit_code(),
                    1
                );
            }
            assert_eq!(list.prove(0).unwrap_err().exit_code(), 2);
            assert_eq!(list.prove(list.count() + 1).unwrap_err().exit_code(), 2);
        }
    }

    #[test]
    fn who_is_forgotten_leaves_a_digest_and_the_others_their_proofs() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("soci.json");
        let mut list = list(5);
        let root = list.root().unwrap();
        list.forget(2).unwrap();
        list.write(&file).unwrap();
        assert!(!std::fs::read_to_string(&file).unwrap().contains("socio 1"));
        let read = MemberList::read(&file).unwrap();
        assert_eq!(read, list);
        assert_eq!(read.root().unwrap(), root);
        read.prove(3).unwrap().check(5, root).unwrap();
        assert_eq!(read.prove(2).unwrap_err().exit_code(), 2);
        assert_eq!(list.forget(2).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn a_list_that_was_changed_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("soci.json");
        list(3).write(&file).unwrap();
        let json = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, json.replace("socio 2", "socio 9")).unwrap();
        let failure = MemberList::read(&file).unwrap_err();
        assert!(failure.to_string().contains("member 3"), "{failure}");
        assert_eq!(
            MemberList::new(2026, &["a", "b", "a"])
                .unwrap_err()
                .exit_code(),
            2
        );
        assert_eq!(MemberList::new(2026, &[]).unwrap_err().exit_code(), 2);
    }
}
