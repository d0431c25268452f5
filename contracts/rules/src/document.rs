// SPDX-License-Identifier: EUPL-1.2
//! Documents: named on the ledger by their digest, kept elsewhere. The ledger must not know their content.

use crate::agreement::AgreementBody;
use crate::award::AwardBody;
use crate::entry::Body;
use crate::party::PartyBody;
use crate::primitives::Digest;
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
            Body::Party(PartyBody::AttestStanding { document, .. }) => Vec::from([document]),
            Body::Party(_) | Body::Import(_) => Vec::new(),
            Body::Agreement(body) => match body {
                AgreementBody::Publish(notice) => notice.documents.iter().collect(),
                AgreementBody::Propose { text, .. } => Vec::from([text]),
                AgreementBody::Terminate { act, .. } => Vec::from([act]),
                AgreementBody::Invite { .. } | AgreementBody::Sign { .. } => Vec::new(),
            },
            Body::Award(body) => match body {
                AwardBody::Publish(publication) => (publication.project.iter())
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
