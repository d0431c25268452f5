// SPDX-License-Identifier: EUPL-1.2
//! A party as it stands.

use crate::chain::{Chain, unknown};
use crate::failure::Failure;
use crate::output::{facts, optional, table};
use portico_rules::codes::{IstatCode, TaxCode};
use portico_rules::entry::Body;
use portico_rules::party::{AidRow, Identifier, MembersRow, PartyBody, PartyRow, Permissions};
use portico_rules::primitives::Key;
use portico_rules::subject::Subject;
use serde::Serialize;

/// A party, its name and its keys.
#[derive(Debug, Serialize)]
pub struct Party {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Its codice fiscale.
    pub tax_code: TaxCode,
    municipality: Option<IstatCode>,
    /// How the registry keeps it.
    #[serde(flatten)]
    pub row: PartyRow,
    keys: Vec<HeldKey>,
    /// De minimis aid that it received.
    de_minimis: Vec<Aid>,
    /// The parties that are one undertaking with it.
    one_undertaking_with: Vec<u32>,
    members_registers: Vec<Register>,
}

#[derive(Debug, Serialize)]
struct Aid {
    aid: u32,
    #[serde(flatten)]
    row: AidRow,
}

#[derive(Debug, Serialize)]
struct Register {
    year: u16,
    #[serde(flatten)]
    row: MembersRow,
}

#[derive(Debug, Serialize)]
struct HeldKey {
    key: Key,
    label: String,
    permissions: Permissions,
    revoked: bool,
}

/// Reads a party, by its number.
///
/// # Errors
/// [`Failure::Refused`] if there is none; [`Failure::Node`].
pub async fn read(chain: &Chain, number: u32) -> Result<Party, Failure> {
    let subject = Subject::Party(number);
    let row = chain.party(number).await?.ok_or_else(|| unknown(subject))?;
    let Identifier::ItCf(tax_code) = row.identifier;
    let mut party = Party {
        number,
        name: String::new(),
        tax_code,
        municipality: None,
        row,
        keys: Vec::new(),
        de_minimis: Vec::new(),
        one_undertaking_with: Vec::new(),
        members_registers: Vec::new(),
    };
    for located in chain.history(subject).await? {
        let Body::Party(body) = located.appended.entry.body else {
            continue;
        };
        match body {
            PartyBody::Found(registration) | PartyBody::Register(registration) => {
                party.name = registration.name;
                party.municipality = registration.municipality;
                party.give(
                    registration.key,
                    registration.permissions,
                    registration.label,
                );
            }
            PartyBody::Rename { name, municipality } => {
                party.name = name;
                party.municipality = municipality;
            }
            PartyBody::AddKey {
                key,
                permissions,
                label,
            } => party.give(key, permissions, label),
            PartyBody::RevokeKey { key, .. } => {
                if let Some(held) = party.keys.iter_mut().find(|held| held.key == key) {
                    held.revoked = true;
                }
            }
            PartyBody::DepositMembers { year, .. } => {
                if let Some(row) = chain.members(number, year).await? {
                    party.members_registers.push(Register { year, row });
                }
            }
            // Rows say how these stand.
            PartyBody::AttestStanding { .. }
            | PartyBody::Suspend { .. }
            | PartyBody::Reinstate { .. }
            | PartyBody::RegisterAid(_)
            | PartyBody::ReduceAid { .. }
            | PartyBody::Link { .. }
            | PartyBody::Unlink { .. }
            | PartyBody::CorrectMembers { .. } => {}
        }
    }
    let account = chain.aid_account(number).await?.unwrap_or_default();
    for aid in 1..=account.aids {
        if let Some(row) = chain.aid(number, aid).await? {
            party.de_minimis.push(Aid { aid, row });
        }
    }
    for link in 1..=account.links {
        party
            .one_undertaking_with
            .extend(chain.link(number, link).await?);
    }
    Ok(party)
}

impl Party {
    fn give(&mut self, key: Key, permissions: Permissions, label: String) {
        self.keys.push(HeldKey {
            key,
            label,
            permissions,
            revoked: false,
        });
    }

    /// As a person reads it.
    pub fn human(&self) -> String {
        let PartyRow {
            kind,
            registered_by,
            suspended,
            standing,
            standing_by,
            valid_until,
            ..
        } = self.row;
        let standing = match (standing, valid_until, standing_by) {
            (Some(kind), Some(until), Some(by)) => {
                format!("{} until {until}, attested by party {by}", kind.word())
            }
            _ => String::new(),
        };
        let keys = self.keys.iter().map(|held| {
            let permissions: Vec<_> = held
                .permissions
                .iter()
                .map(|permission| permission.word())
                .collect();
            let state = if held.revoked { "revoked" } else { "valid" };
            vec![
                held.key.to_string(),
                held.label.clone(),
                permissions.join(","),
                state.into(),
            ]
        });
        let linked: Vec<_> = self
            .one_undertaking_with
            .iter()
            .map(u32::to_string)
            .collect();
        let mut out = format!(
            "{}\n{}",
            facts(&[
                ("party", self.number.to_string()),
                ("name", self.name.clone()),
                ("kind", kind.word().into()),
                ("tax code", self.tax_code.to_string()),
                ("municipality", optional(self.municipality)),
                ("registered by", format!("party {registered_by}")),
                ("standing", standing),
                (
                    "suspended",
                    if suspended {
                        "yes".into()
                    } else {
                        String::new()
                    }
                ),
                ("one undertaking with", linked.join(", ")),
            ]),
            table(&["key", "held by", "may", "state"], keys)
        );
        if !self.de_minimis.is_empty() {
            let rows = self.de_minimis.iter().map(|aid| {
                vec![
                    aid.aid.to_string(),
                    aid.row.granted.to_string(),
                    aid.row.amount.to_string(),
                    aid.row.elsewhere.to_string(),
                    aid.row.administration.to_string(),
                ]
            });
            out.push('\n');
            out.push_str(&table(
                &[
                    "#de minimis aid",
                    "granted",
                    "#amount",
                    "#elsewhere",
                    "#by party",
                ],
                rows,
            ));
        }
        if !self.members_registers.is_empty() {
            let rows = self.members_registers.iter().map(|register| {
                vec![
                    register.year.to_string(),
                    register.row.members.to_string(),
                    register.row.root.to_string(),
                ]
            });
            out.push('\n');
            out.push_str(&table(&["#year", "#members", "register's root"], rows));
        }
        out
    }
}
