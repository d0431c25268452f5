// SPDX-License-Identifier: EUPL-1.2
//! What a person reads before signing a command about a tender.

use super::{AwardDecision, DirectAward, TenderBody, TenderNotice};
use crate::message::{Describe, Lines};
use crate::primitives::Cents;
use alloc::string::String;

impl Describe for TenderBody {
    fn action(&self) -> &'static str {
        match self {
            TenderBody::Publish(_) => "publish tender",
            TenderBody::AwardDirectly(_) => "award directly",
            TenderBody::Invite { .. } => "invite to bid",
            TenderBody::Clarify { .. } => "clarify",
            TenderBody::Extend { .. } => "extend deadlines",
            TenderBody::Bid { .. } => "bid",
            TenderBody::WithdrawBid => "withdraw bid",
            TenderBody::Reveal { .. } => "reveal bid",
            TenderBody::Exclude { .. } => "exclude bid",
            TenderBody::Evaluate { .. } => "deposit evaluation",
            TenderBody::Award(_) => "award tender",
            TenderBody::RevokeAward { .. } => "revoke award",
            TenderBody::Contract(_) => "deposit contract",
            TenderBody::Change(_) => "change contract",
            TenderBody::RequestSubcontract(_) => "request subcontract",
            TenderBody::DecideSubcontract { .. } => "decide subcontract",
            TenderBody::Cancel { .. } => "cancel tender",
        }
    }

    fn describe(&self, lines: &mut Lines) {
        match self {
            TenderBody::Publish(notice) => notice.describe(lines),
            TenderBody::AwardDirectly(award) => award.describe(lines),
            TenderBody::Invite { party, reason } => {
                lines.number("party", u64::from(*party));
                lines.text("reason", reason);
            }
            TenderBody::Clarify {
                clarification,
                question,
                answer,
                documents,
            } => {
                lines.number("clarification", u64::from(*clarification));
                lines.text("question", question);
                lines.text("answer", answer);
                lines.documents(documents);
            }
            TenderBody::Extend {
                clarify_until,
                bids_until,
                reveal_until,
                reason,
            } => {
                deadlines(lines, *clarify_until, *bids_until, *reveal_until);
                lines.text("reason", reason);
            }
            TenderBody::Bid { commitment } => lines.hex("commitment", &commitment.0),
            TenderBody::WithdrawBid => {}
            TenderBody::Reveal { salt, offer } => {
                lines.hex("salt", &salt.0);
                lines.amount("price", offer.price);
                lines.documents(&offer.documents);
            }
            TenderBody::Exclude { party, reason, act } => {
                lines.number("party", u64::from(*party));
                lines.text("reason", reason);
                lines.document("act", act);
            }
            TenderBody::Evaluate { evaluation, report } => {
                lines.number("evaluation", u64::from(*evaluation));
                lines.document("report", report);
            }
            TenderBody::Award(decision) => decision.describe(lines),
            TenderBody::RevokeAward { reason, act } | TenderBody::Cancel { reason, act } => {
                lines.text("reason", reason);
                lines.document("act", act);
            }
            TenderBody::Contract(terms) => {
                lines.text("reference", &terms.reference);
                lines.date("signed", terms.signed);
                lines.date("start", terms.start);
                lines.date("end", terms.end);
                lines.document("document", &terms.document);
            }
            TenderBody::Change(change) => {
                lines.number("change", u64::from(change.change));
                lines.text("cause", change.cause.word());
                lines.amount("value", change.value);
                lines.text("reason", &change.reason);
                lines.document("act", &change.act);
            }
            TenderBody::RequestSubcontract(request) => {
                lines.number("subcontract", u64::from(request.subcontract));
                lines.text("subcontractor", request.subcontractor.as_str());
                lines.text("name", &request.name);
                lines.text("object", &request.object);
                lines.amount("amount", request.amount);
                lines.documents(&request.documents);
            }
            TenderBody::DecideSubcontract {
                subcontract,
                authorised,
                reason,
                act,
            } => {
                lines.number("subcontract", u64::from(*subcontract));
                lines.text("authorised", yes_or_no(*authorised));
                lines.text("reason", reason);
                lines.document("act", act);
            }
        }
    }
}

impl TenderNotice {
    fn describe(&self, lines: &mut Lines) {
        lines.cig(&Some(self.cig));
        lines.cup(&self.cup);
        lines.text("title", &self.title);
        lines.text("object", &self.object);
        lines.text("contract type", self.contract_type.word());
        lines.text("procedure", self.procedure.word());
        if let Some(reserve) = self.reserve {
            lines.text("reserved for", reserve.word());
        }
        lines.text("legal basis", &self.legal_basis);
        lines.text("office", &self.office);
        lines.text("responsible role", &self.responsible_role);
        lines.amount("value", self.value);
        lines.text("criterion", self.criterion.word());
        lines.text("labour intensive", yes_or_no(self.labour_intensive));
        lines.document("criteria", &self.criteria);
        deadlines(
            lines,
            self.clarify_until,
            self.bids_until,
            self.reveal_until,
        );
        lines.documents(&self.documents);
    }
}

impl DirectAward {
    fn describe(&self, lines: &mut Lines) {
        lines.text("ground", self.ground.word());
        lines.cig(&Some(self.cig));
        lines.cup(&self.cup);
        lines.text("title", &self.title);
        lines.text("object", &self.object);
        lines.text("contract type", self.contract_type.word());
        lines.text("labour intensive", yes_or_no(self.labour_intensive));
        lines.text("legal basis", &self.legal_basis);
        lines.text("office", &self.office);
        lines.text("responsible role", &self.responsible_role);
        lines.amount("amount", self.amount);
        lines.number("contractor", u64::from(self.contractor));
        lines.text("reason", &self.reason);
        lines.text("requirements", &self.requirements);
        lines.text("rotation", &self.rotation);
        if let Some(selection) = &self.selection {
            lines.document("selection", selection);
        }
        lines.document("act", &self.act);
        lines.documents(&self.documents);
    }
}

impl AwardDecision {
    fn describe(&self, lines: &mut Lines) {
        lines.number("winner", u64::from(self.winner));
        lines.amount("price", self.price);
        lines.each("rank", &self.ranking, |lines, ranked| {
            lines.number("party", u64::from(ranked.party));
            // Hundredths are written as cents are: 87.50.
            let mut points = String::new();
            Cents(u64::from(ranked.points)).write(&mut points);
            lines.text("points", &points);
        });
        lines.text("reason", &self.reason);
        lines.document("act", &self.act);
        lines.date("communicated", self.communicated);
        lines.text("standstill", self.standstill.word());
    }
}

fn deadlines(lines: &mut Lines, clarify_until: u64, bids_until: u64, reveal_until: u64) {
    lines.time("clarify until", clarify_until);
    lines.time("bids until", bids_until);
    lines.time("reveal until", reveal_until);
}

fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
