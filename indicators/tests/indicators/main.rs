// SPDX-License-Identifier: EUPL-1.2
//! Each indicator over ledgers that the rules made and the indexer wrote: one for which it is raised, one just beside it for which
//! it is not; and what holds for all of them.

mod all;
mod grants;
mod historical;
mod ledger;
mod tenders;
