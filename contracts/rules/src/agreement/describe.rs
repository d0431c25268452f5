// SPDX-License-Identifier: EUPL-1.2
//! What a person reads before signing a command about an agreement.

use super::AgreementBody;
use crate::message::{Describe, Lines};

impl Describe for AgreementBody {
    fn action(&self) -> &'static str {
        match self {
            AgreementBody::Publish(_) => "publish notice",
            AgreementBody::Invite { .. } => "invite",
            AgreementBody::Propose { .. } => "propose version",
            AgreementBody::Sign { .. } => "sign version",
            AgreementBody::Terminate { .. } => "terminate",
        }
    }

    fn describe(&self, lines: &mut Lines) {
        match self {
            AgreementBody::Publish(notice) => {
                lines.text("title", &notice.title);
                lines.text("purpose", &notice.purpose);
                lines.text("object", &notice.object);
                lines.text("requirements", &notice.requirements);
                lines.text("criteria", &notice.criteria);
                lines.date("start", notice.start);
                lines.date("end", notice.end);
                lines.date("respond by", notice.respond_by);
                lines.amount("budget", notice.budget);
                lines.documents(&notice.documents);
            }
            AgreementBody::Invite { party, reason } => {
                lines.number("party", u64::from(*party));
                lines.text("reason", reason);
            }
            AgreementBody::Propose {
                version,
                text,
                budget,
                end,
                contributions,
            } => {
                lines.number("version", u64::from(*version));
                lines.document("text", text);
                lines.amount("budget", *budget);
                lines.date("end", *end);
                lines.each("contribution", contributions, |lines, contribution| {
                    lines.number("party", u64::from(contribution.party));
                    lines.amount("money", contribution.money);
                    lines.amount("staff", contribution.staff);
                    lines.amount("assets", contribution.assets);
                });
            }
            AgreementBody::Sign {
                version,
                text_sha256,
            } => {
                lines.number("version", u64::from(*version));
                lines.hex("text sha256", &text_sha256.0);
            }
            AgreementBody::Terminate { reason, act } => {
                lines.text("reason", reason);
                lines.document("act", act);
            }
        }
    }
}
