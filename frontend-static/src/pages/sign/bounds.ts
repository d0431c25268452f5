// SPDX-License-Identifier: EUPL-1.2
// What the rules cannot be asked about before a bid is revealed (contracts/rules/src/bounds.rs, which a test compares).

/** The largest amount that the ledger takes, cents. */
export const AMOUNT = 100_000_000_000_000;
/** The most documents of a bid. */
export const DOCUMENTS = 16;
