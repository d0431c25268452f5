// SPDX-License-Identifier: EUPL-1.2
//! The bounds of everything that reaches the ledger, in one place. They exist because ink! moves call data,
//! events and return values through a buffer of 16 KiB and cuts off what is beyond it, and because a storage
//! value on pallet-revive holds at most 416 bytes. Tests hold every type against them.

use crate::primitives::Cents;

/// A body's encoded length, bytes.
pub const BODY: usize = 12_288;
/// A row's encoded length, bytes.
pub const ROW: usize = 400;
/// A storage key's encoded length, bytes, ink!'s prefix not counted.
pub const ROW_KEY: usize = 96;
/// How many milestones an award may have.
pub const MILESTONES: usize = 24;
/// How many documents a body may name.
pub const DOCUMENTS: usize = 16;
/// How many participants a version of an agreement may have.
pub const PARTICIPANTS: usize = 16;
/// How many parties may attest an award's milestones.
pub const ATTESTERS: usize = 5;
/// How many historical records an entry may hold.
pub const RECORDS: usize = 96;
/// How many bids there are on one tender at most: the award ranks them all in one entry.
pub const BIDS: usize = 128;
/// How many parties are one undertaking with another at most.
pub const LINKS: usize = 8;
/// De minimis aids of one party in three years that can be added up.
pub const AIDS: usize = 128;
/// The most de minimis aid that one undertaking may be granted in three years: EUR 300,000 (art. 3(2) Regulation (EU) 2023/2831).
pub const DE_MINIMIS: Cents = Cents(30_000_000);
/// How many changes one tender's contract has at most.
pub const CHANGES: usize = 64;
/// The number of points of a perfect bid, in hundredths.
pub const POINTS: u16 = 10_000;
/// Days for which the contract waits after the award (art. 18 c. 3 D.Lgs. 36/2023; 35 before D.Lgs. 209/2024).
pub const STANDSTILL: u32 = 32;
/// The shortest time to reveal a bid in, seconds (one day).
pub const REVEAL_WINDOW: u64 = 86_400;
/// A title or a name, bytes of UTF-8.
pub const TITLE: usize = 160;
/// An address of a document, bytes.
pub const URI: usize = 256;
/// A media type, bytes (RFC 6838 allows more; documents of an administration don't need it).
pub const MEDIA_TYPE: usize = 64;
/// A reference: the number of an act, a mandate, a call, bytes.
pub const REFERENCE: usize = 64;
/// A reason or another free text of one paragraph, bytes.
pub const REASON: usize = 512;
/// How far ahead the expiry of a carried signature may lie, seconds (90 days).
pub const EXPIRY: u64 = 90 * 86_400;
/// The largest amount accepted, cents: one billion euro times one thousand, far from overflow in any sum.
pub const AMOUNT: u64 = 100_000_000_000_000;
