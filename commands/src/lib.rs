// SPDX-License-Identifier: EUPL-1.2
//! Commands on their way to the ledger: as they are meant ([`Act`]), ready to be signed ([`UnsignedCommand`]), signed
//! ([`SignedCommand`]), and waiting for a relay to carry them ([`queue`]).
//!
//! Three programs share this: the command line, which signs; the API, which takes what others signed and queues it; and
//! the relay, which carries it. It must not know a key, a node or HTTP: whoever holds a signed command can carry it and
//! nobody can change it, so that nothing here needs to be secret.
#![forbid(unsafe_code)]

mod act;
pub mod queue;
mod signed;

pub use act::Act;
pub use portico_rules::with_body;
pub use signed::{SignedCommand, SignedError, UnsignedCommand};
