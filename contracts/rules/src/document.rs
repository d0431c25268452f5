// SPDX-License-Identifier: EUPL-1.2
//! Documents: named on the ledger by their digest, kept elsewhere. The ledger must not know their content.

use crate::primitives::Digest;
use alloc::string::String;

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
