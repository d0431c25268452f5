// SPDX-License-Identifier: EUPL-1.2
//! What a person reads before signing a command about a party.

use super::{Identifier, PartyBody, Permissions, Registration};
use crate::message::{Describe, Lines};

impl Describe for PartyBody {
    fn action(&self) -> &'static str {
        match self {
            PartyBody::Found(_) => "found the registry",
            PartyBody::Register(_) => "register",
            PartyBody::AddKey { .. } => "add key",
            PartyBody::RevokeKey { .. } => "revoke key",
            PartyBody::AttestStanding { .. } => "attest standing",
            PartyBody::Suspend { .. } => "suspend",
            PartyBody::Reinstate { .. } => "reinstate",
            PartyBody::Rename { .. } => "rename",
            PartyBody::RegisterAid(_) => "register de minimis aid",
            PartyBody::ReduceAid { .. } => "reduce de minimis aid",
            PartyBody::Link { .. } => "link undertaking",
            PartyBody::Unlink { .. } => "unlink undertaking",
            PartyBody::DepositMembers { .. } => "deposit members' register",
            PartyBody::CorrectMembers { .. } => "correct members' register",
        }
    }

    fn describe(&self, lines: &mut Lines) {
        match self {
            PartyBody::Found(registration) | PartyBody::Register(registration) => {
                registration.describe(lines)
            }
            PartyBody::AddKey {
                key,
                permissions,
                label,
            } => {
                lines.hex("key", &key.0);
                describe_permissions(*permissions, lines);
                lines.text("label", label);
            }
            PartyBody::RevokeKey { key, reason } => {
                lines.hex("key", &key.0);
                lines.text("reason", reason);
            }
            PartyBody::AttestStanding {
                kind,
                valid_until,
                document,
            } => {
                lines.text("kind", kind.word());
                lines.date("valid until", *valid_until);
                lines.document("document", document);
            }
            PartyBody::Suspend { reason } | PartyBody::Reinstate { reason } => {
                lines.text("reason", reason)
            }
            PartyBody::Rename { name, municipality } => {
                lines.text("name", name);
                lines.municipality(municipality);
            }
            PartyBody::RegisterAid(aid) => {
                lines.number("aid", u64::from(aid.aid));
                lines.amount("amount", aid.amount);
                lines.text("legal basis", &aid.legal_basis);
                lines.amount("elsewhere", aid.elsewhere);
                lines.document("declaration", &aid.declaration);
            }
            PartyBody::ReduceAid {
                aid,
                amount,
                reason,
                act,
            } => {
                lines.number("aid", u64::from(*aid));
                lines.amount("amount", *amount);
                lines.text("reason", reason);
                lines.document("act", act);
            }
            PartyBody::Link {
                other,
                reason,
                declaration,
            }
            | PartyBody::Unlink {
                other,
                reason,
                declaration,
            } => {
                lines.number("other", u64::from(*other));
                lines.text("reason", reason);
                lines.document("declaration", declaration);
            }
            PartyBody::DepositMembers {
                year,
                members,
                root,
            } => register(lines, *year, *members, &root.0),
            PartyBody::CorrectMembers {
                year,
                members,
                root,
                reason,
            } => {
                register(lines, *year, *members, &root.0);
                lines.text("reason", reason);
            }
        }
    }
}

impl Registration {
    fn describe(&self, lines: &mut Lines) {
        let Identifier::ItCf(tax_code) = &self.identifier;
        lines.text("kind", self.kind.word());
        lines.text("identifier IT-CF", tax_code.as_str());
        lines.text("name", &self.name);
        lines.municipality(&self.municipality);
        lines.hex("key", &self.key.0);
        describe_permissions(self.permissions, lines);
        lines.text("label", &self.label);
    }
}

fn register(lines: &mut Lines, year: u16, members: u32, root: &[u8]) {
    lines.number("year", u64::from(year));
    lines.number("members", u64::from(members));
    lines.hex("root", root);
}

fn describe_permissions(permissions: Permissions, lines: &mut Lines) {
    for permission in permissions.iter() {
        lines.text("permission", permission.word());
    }
}
