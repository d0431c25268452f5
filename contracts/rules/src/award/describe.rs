// SPDX-License-Identifier: EUPL-1.2
//! What a person reads before signing a command about an award.

use super::{AmendmentTerms, AwardBody, Basis, MilestoneTerms, Outcome, Publication};
use crate::message::{Describe, Lines};

impl Describe for AwardBody {
    fn action(&self) -> &'static str {
        match self {
            AwardBody::Publish(_) => "publish award",
            AwardBody::Claim { .. } => "claim",
            AwardBody::Attest { .. } => "attest",
            AwardBody::Pay(_) => "record payment",
            AwardBody::Confirm { .. } => "confirm receipt",
            AwardBody::Dispute { .. } => "dispute payment",
            AwardBody::Recover { .. } => "record recovery",
            AwardBody::ProposeAmendment(_) => "propose amendment",
            AwardBody::AcceptAmendment(_) => "accept amendment",
            AwardBody::WithdrawAmendment { .. } => "withdraw amendment",
            AwardBody::Suspend { .. } => "suspend",
            AwardBody::Resume { .. } => "resume",
            AwardBody::Close { .. } => "close",
            AwardBody::PublishDeMinimis { .. } => "publish de minimis grant",
        }
    }

    fn describe(&self, lines: &mut Lines) {
        match self {
            AwardBody::Publish(publication) => publication.describe(lines),
            AwardBody::PublishDeMinimis { publication, aid } => {
                lines.number("de minimis aid", u64::from(*aid));
                publication.describe(lines);
            }
            AwardBody::Claim {
                milestone,
                claim,
                amount,
                statement,
                documents,
            } => {
                lines.number("milestone", u64::from(*milestone));
                lines.number("claim", u64::from(*claim));
                lines.amount("amount", *amount);
                lines.text("statement", statement);
                lines.documents(documents);
            }
            AwardBody::Attest {
                milestone,
                claim,
                outcome,
                report,
            } => {
                lines.number("milestone", u64::from(*milestone));
                lines.number("claim", u64::from(*claim));
                lines.text("outcome", outcome.word());
                if let Outcome::PartlyMet { amount } = outcome {
                    lines.amount("amount", *amount);
                }
                lines.document("report", report);
            }
            AwardBody::Pay(payment) => {
                lines.number("payment", u64::from(payment.payment));
                lines.number("milestone", u64::from(payment.milestone));
                lines.amount("amount", payment.amount);
                lines.number("mandate year", u64::from(payment.mandate.year));
                lines.text("mandate number", &payment.mandate.number);
                lines.date("date", payment.date);
                lines.cup(&payment.cup);
                lines.cig(&payment.cig);
            }
            AwardBody::Confirm { payment } => lines.number("payment", u64::from(*payment)),
            AwardBody::Dispute { payment, reason } => {
                lines.number("payment", u64::from(*payment));
                lines.text("reason", reason);
            }
            AwardBody::Recover {
                recovery,
                payment,
                amount,
                reason,
                act,
            } => {
                lines.number("recovery", u64::from(*recovery));
                lines.number("payment", u64::from(*payment));
                lines.amount("amount", *amount);
                lines.text("reason", reason);
                lines.document("act", act);
            }
            AwardBody::ProposeAmendment(terms) | AwardBody::AcceptAmendment(terms) => {
                terms.describe(lines)
            }
            AwardBody::WithdrawAmendment { amendment, reason } => {
                lines.number("amendment", u64::from(*amendment));
                lines.text("reason", reason);
            }
            AwardBody::Suspend { reason } | AwardBody::Resume { reason } => {
                lines.text("reason", reason)
            }
            AwardBody::Close {
                paid,
                recovered,
                reason,
                accounting_document,
            } => {
                lines.amount("paid", *paid);
                lines.amount("recovered", *recovered);
                lines.text("reason", reason);
                lines.document("accounting document", accounting_document);
            }
        }
    }
}

impl Publication {
    fn describe(&self, lines: &mut Lines) {
        lines.text("kind", self.kind.word());
        lines.number("beneficiary", u64::from(self.beneficiary));
        match &self.basis {
            Basis::Agreement(number) => lines.number("agreement", u64::from(*number)),
            Basis::Call { reference } => lines.text("call", reference),
            Basis::Tender(number) => lines.number("tender", u64::from(*number)),
            Basis::Act { reference } => lines.text("act", reference),
        }
        lines.text("title", &self.title);
        lines.amount("amount", self.amount);
        lines.text("legal basis", &self.legal_basis);
        lines.text("office", &self.office);
        lines.text("responsible role", &self.responsible_role);
        lines.text("selection method", &self.selection_method);
        if let Some(project) = &self.project {
            lines.document("project", project);
        }
        lines.cup(&self.cup);
        lines.cig(&self.cig);
        lines.date("start", self.start);
        lines.date("end", self.end);
        lines.number("attesters required", u64::from(self.attesters_required));
        for party in &self.attesters {
            lines.number("attester", u64::from(*party));
        }
        describe_milestones(&self.milestones, lines);
        lines.documents(&self.documents);
    }
}

impl AmendmentTerms {
    fn describe(&self, lines: &mut Lines) {
        lines.number("amendment", u64::from(self.amendment));
        lines.amount("amount", self.amount);
        lines.date("end", self.end);
        describe_milestones(&self.milestones, lines);
        lines.text("reason", &self.reason);
        lines.document("act", &self.act);
    }
}

fn describe_milestones(milestones: &[MilestoneTerms], lines: &mut Lines) {
    lines.each("milestone", milestones, |lines, milestone| {
        lines.text("title", &milestone.title);
        lines.amount("amount", milestone.amount);
        lines.date("due", milestone.due);
    });
}
