// SPDX-License-Identifier: EUPL-1.2
//! Documents: named on the ledger by their digest, kept elsewhere. The ledger must not know their content.

use crate::agreement::AgreementBody;
use crate::award::AwardBody;
use crate::entry::Body;
use crate::party::PartyBody;
use crate::primitives::Digest;
use crate::tender::TenderBody;
use alloc::string::String;
use alloc::vec::Vec;

data! {
    /// A document that stays off the ledger, bound to it by its digest.
    pub struct Document {
        /// SHA-256 of the document's bytes.
        pub sha256: Digest,
        /// IANA media type, such as `application/pdf`.
        pub media_type: String,
        /// What a person calls it; at most [`crate::bounds::TITLE`] bytes.
        pub title: String,
        /// Where it can be had; may be empty if it is kept in an archive. At most [`crate::bounds::URI`] bytes.
        pub uri: String,
    }
}

impl Body {
    /// Every document that it refers to, in the order in which they stand in it.
    pub fn documents(&self) -> Vec<&Document> {
        match self {
            Body::Import(_) => Vec::new(),
            Body::Party(body) => match body {
                PartyBody::AttestStanding { document, .. } => Vec::from([document]),
                PartyBody::RegisterAid(aid) => Vec::from([&aid.declaration]),
                PartyBody::ReduceAid { act, .. } => Vec::from([act]),
                PartyBody::Link { declaration, .. } | PartyBody::Unlink { declaration, .. } => {
                    Vec::from([declaration])
                }
                PartyBody::Found(_)
                | PartyBody::Register(_)
                | PartyBody::AddKey { .. }
                | PartyBody::RevokeKey { .. }
                | PartyBody::Suspend { .. }
                | PartyBody::Reinstate { .. }
                | PartyBody::Rename { .. }
                | PartyBody::DepositMembers { .. }
                | PartyBody::CorrectMembers { .. } => Vec::new(),
            },
            Body::Agreement(body) => match body {
                AgreementBody::Publish(notice) => notice.documents.iter().collect(),
                AgreementBody::Propose { text, .. } => Vec::from([text]),
                AgreementBody::Terminate { act, .. } => Vec::from([act]),
                AgreementBody::Invite { .. } | AgreementBody::Sign { .. } => Vec::new(),
            },
            Body::Tender(body) => match body {
                TenderBody::Publish(notice) => core::iter::once(&notice.criteria)
                    .chain(&notice.documents)
                    .collect(),
                TenderBody::AwardDirectly(award) => (award.selection.iter())
                    .chain([&award.act])
                    .chain(&award.documents)
                    .collect(),
                TenderBody::Clarify { documents, .. } => documents.iter().collect(),
                TenderBody::Reveal { offer, .. } => offer.documents.iter().collect(),
                TenderBody::Evaluate { report, .. } => Vec::from([report]),
                TenderBody::Award(decision) => Vec::from([&decision.act]),
                TenderBody::Contract(terms) => Vec::from([&terms.document]),
                TenderBody::Change(change) => Vec::from([&change.act]),
                TenderBody::RequestSubcontract(request) => request.documents.iter().collect(),
                TenderBody::Exclude { act, .. }
                | TenderBody::RevokeAward { act, .. }
                | TenderBody::DecideSubcontract { act, .. }
                | TenderBody::Cancel { act, .. } => Vec::from([act]),
                TenderBody::Invite { .. }
                | TenderBody::Extend { .. }
                | TenderBody::Bid { .. }
                | TenderBody::WithdrawBid => Vec::new(),
            },
            Body::Award(body) => match body {
                AwardBody::Publish(publication)
                | AwardBody::PublishDeMinimis { publication, .. } => (publication.project.iter())
                    .chain(&publication.documents)
                    .collect(),
                AwardBody::Claim { documents, .. } => documents.iter().collect(),
                AwardBody::Attest { report, .. } => Vec::from([report]),
                AwardBody::Recover { act, .. } => Vec::from([act]),
                AwardBody::ProposeAmendment(terms) | AwardBody::AcceptAmendment(terms) => {
                    Vec::from([&terms.act])
                }
                AwardBody::Close {
                    accounting_document,
                    ..
                } => Vec::from([accounting_document]),
                AwardBody::Pay(_)
                | AwardBody::Confirm { .. }
                | AwardBody::Dispute { .. }
                | AwardBody::WithdrawAmendment { .. }
                | AwardBody::Suspend { .. }
                | AwardBody::Resume { .. } => Vec::new(),
            },
        }
    }
}
