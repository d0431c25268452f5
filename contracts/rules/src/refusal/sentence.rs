// SPDX-License-Identifier: EUPL-1.2
//! The sentence that a person reads when the rules refuse: what was wrong, where, and what to do.
//! The only place where refusals become words; contracts do not compile it.

use super::{Field, Refusal};
use crate::date::write_moment;
use alloc::string::String;
use core::fmt::{Display, Formatter, Result};

impl Field {
    /// The field's name, as in JSON and tables.
    pub fn name(self) -> String {
        let debug = alloc::format!("{self:?}");
        let mut name = String::new();
        for (index, letter) in debug.char_indices() {
            if letter.is_ascii_uppercase() && index > 0 {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.name())
    }
}

struct Moment(u64);

impl Display for Moment {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut text = String::new();
        write_moment(self.0, &mut text);
        f.write_str(&text)
    }
}

impl Display for Refusal {
    #[allow(clippy::too_many_lines)] // one arm a refusal: this list is the point of the file
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        use Refusal as R;
        match self {
            R::Empty { field } => write!(f, "{field} is empty: fill it in"),
            R::TooLong {
                field,
                found,
                limit,
            } => {
                write!(
                    f,
                    "{field} has {found} bytes, {limit} are allowed: shorten it or put it into a document"
                )
            }
            R::TooMany {
                field,
                found,
                limit,
            } => write!(f, "{field}: {found} given, at most {limit} are allowed"),
            R::TooFew {
                field,
                found,
                least,
            } => write!(f, "{field}: {found} given, at least {least} needed"),
            R::NotPrintable { field, at } => write!(
                f,
                "{field} has a line break, control or invisible character at byte {at}: write it on one plain line"
            ),
            R::PersonalData { field, found } => write!(f, "{field}: {found}"),
            R::Code { field, error } => write!(f, "{field}: {error}"),
            R::ZeroDigest { field } => write!(
                f,
                "{field}: a SHA-256 digest of all zeros is no document's digest"
            ),
            R::AmountOutOfRange { field, found } => {
                write!(
                    f,
                    "{field}: EUR {found} is not an amount that can stand here (zero, or too large)"
                )
            }
            R::DateOutOfRange { field } => write!(f, "{field}: not a date between 1970 and 2199"),
            R::DatesInWrongOrder { first, then } => {
                write!(f, "{then} comes before {first}: put them in order")
            }
            R::Repeated { field, index } => {
                write!(f, "{field}: number {index} repeats an earlier one")
            }
            R::BodyTooLong { found, limit } => {
                write!(
                    f,
                    "the command has {found} bytes, {limit} are allowed: use fewer or shorter texts"
                )
            }
            R::CallTruncated { found, limit } => {
                write!(
                    f,
                    "the call has {found} bytes, the contract reads at most {limit}"
                )
            }

            R::NotTheCaller => write!(
                f,
                "the account that calls is not the one of the key that signs"
            ),
            R::BadSignature => write!(
                f,
                "the signature is not the key's signature of this command on this chain and contract: sign exactly the text that --sign-only prints"
            ),
            R::Expired { expiry, now } => {
                write!(
                    f,
                    "the signature expired at {} (it is {} now): sign again",
                    Moment(*expiry),
                    Moment(*now)
                )
            }
            R::ExpiryTooFar { expiry, limit } => write!(
                f,
                "the signature would hold until {}, at most until {} is allowed: sign with an earlier expiry",
                Moment(*expiry),
                Moment(*limit)
            ),
            R::NonceUsed { nonce } => {
                write!(
                    f,
                    "the nonce {nonce} was used before: this signed command was carried already"
                )
            }
            R::UnknownKey => write!(
                f,
                "the key belongs to no registered party: register the party, or add the key"
            ),
            R::KeyRevoked { party } => write!(f, "the key of party {party} is revoked"),
            R::MissingPermission { party, needed } => {
                write!(
                    f,
                    "the key of party {party} may not {}: use a key with that permission",
                    needed.word()
                )
            }
            R::WrongKind { found } => write!(f, "a party of kind {} may not do this", found.word()),
            R::NotTheAdministration {
                party,
                administration,
            } => {
                write!(
                    f,
                    "party {party} may not do this: only party {administration} may"
                )
            }
            R::NotTheBeneficiary { party, beneficiary } => {
                write!(
                    f,
                    "party {party} is not the beneficiary, party {beneficiary} is"
                )
            }
            R::NotASide { party } => write!(
                f,
                "party {party} is neither the administration nor the beneficiary"
            ),
            R::NotAnAttester { party } => {
                write!(f, "party {party} is not among the award's attesters")
            }
            R::NotAParticipant { party } => {
                write!(f, "party {party} does not take part in this version")
            }

            R::Unknown { kind, number } => write!(f, "{} {number} does not exist", kind.word()),
            R::OpensOnly => write!(
                f,
                "this command opens a new subject, it is not about an existing one"
            ),
            R::NeedsSubject => write!(f, "this command is about an existing subject: say which"),
            R::AlreadyFounded => write!(f, "the registry is founded already"),
            R::WrongContract => write!(f, "another contract answers this question"),
            R::Unanswered => write!(
                f,
                "the other contract gave no answer that can be understood"
            ),

            R::IdentifierTaken { party } => {
                write!(f, "identifier: party {party} is registered with it already")
            }
            R::KeyTaken { party } => {
                write!(
                    f,
                    "key: it belongs to party {party}; a key belongs to one party for ever"
                )
            }
            R::NoSuchKey => write!(f, "key: the party has no such key"),
            R::LastManagingKey => {
                write!(
                    f,
                    "permissions: the party would be left without a key that may manage_keys"
                )
            }
            R::StandingNotForKind { found } => {
                write!(
                    f,
                    "standing is attested of cooperatives; this party is of kind {}",
                    found.word()
                )
            }
            R::AlreadySuspended => write!(f, "the party is suspended already"),
            R::NotSuspended => write!(f, "the party is not suspended"),
            R::NotInGoodStanding {
                party,
                suspended,
                valid_until,
                today,
            } => match (suspended, valid_until) {
                (true, _) => write!(
                    f,
                    "party {party} is suspended: no new awards, claims or payments"
                ),
                (false, Some(last)) => write!(
                    f,
                    "the standing of party {party} lapsed on {last} (today is {today}): an oversight body must attest it again"
                ),
                (false, None) => {
                    write!(
                        f,
                        "party {party} is a cooperative without attested standing: an oversight body must attest it"
                    )
                }
            },

            R::AgreementIs { found } => write!(f, "the agreement is {}", found.word()),
            R::AlreadyInvited { party } => write!(f, "party {party} is at the table already"),
            R::NotInvited { party } => write!(f, "party {party} is not invited: invite it first"),
            R::VersionExpected { expected, found } => {
                write!(f, "version: {found} given, {expected} expected")
            }
            R::TextDiffers { version } => {
                write!(
                    f,
                    "text_sha256 is not the digest of version {version}'s text: read the text you sign"
                )
            }
            R::AlreadySigned { version, party } => {
                write!(f, "party {party} has signed version {version} already")
            }
            R::ContributionsAboveBudget {
                contributions,
                budget,
            } => {
                write!(
                    f,
                    "the money contributed is EUR {contributions}, above the budget of EUR {budget}"
                )
            }
            R::AgreementNotInForce { agreement } => {
                write!(
                    f,
                    "agreement {agreement} is not in force: not all participants have signed a version"
                )
            }
            R::AgreementEnded {
                agreement,
                end,
                today,
            } => {
                write!(f, "agreement {agreement} ended on {end} (today is {today})")
            }
            R::AgreementOfAnother {
                agreement,
                administration,
            } => {
                write!(f, "agreement {agreement} is led by party {administration}")
            }
            R::OutsideAgreement { agreement, party } => {
                write!(
                    f,
                    "beneficiary: party {party} does not take part in agreement {agreement}"
                )
            }

            R::AwardIs { found } => write!(f, "the award is {}", found.word()),
            R::MilestonesDoNotAddUp { milestones, amount } => {
                write!(
                    f,
                    "milestones add up to EUR {milestones}, the award's amount is EUR {amount}"
                )
            }
            R::BeneficiaryIsAdministration => {
                write!(f, "beneficiary: an administration can't grant to itself")
            }
            R::BeneficiaryAttests { party } => {
                write!(
                    f,
                    "attesters: party {party} is the beneficiary, whose claims others attest"
                )
            }
            R::TooManyAttestersRequired {
                required,
                attesters,
            } => {
                write!(
                    f,
                    "attesters_required is {required}, between 1 and the {attesters} attesters named is possible"
                )
            }
            R::CigMissing => write!(f, "cig: a contract must carry its CIG (L. 136/2010)"),
            R::TenderOfAnother {
                tender,
                administration,
            } => {
                write!(f, "tender {tender} is party {administration}'s")
            }
            R::NoSuchMilestone {
                milestone,
                milestones,
            } => {
                write!(
                    f,
                    "milestone {milestone} does not exist: the award has {milestones}"
                )
            }
            R::NumberExpected { expected, found } => {
                write!(f, "number {found} given, {expected} is the next")
            }
            R::ClaimPending { milestone, claim } => {
                write!(
                    f,
                    "claim {claim} of milestone {milestone} still waits for attestation"
                )
            }
            R::ClaimAboveMilestone {
                milestone,
                claimed,
                left,
            } => {
                write!(
                    f,
                    "amount: EUR {claimed} claimed of milestone {milestone}, of which EUR {left} is left"
                )
            }
            R::NoSuchClaim { milestone, claim } => {
                write!(f, "milestone {milestone} has no claim {claim}")
            }
            R::ClaimDecided { milestone, claim } => {
                write!(
                    f,
                    "claim {claim} of milestone {milestone} is decided: enough have attested"
                )
            }
            R::AlreadyAttested {
                milestone,
                claim,
                party,
            } => {
                write!(
                    f,
                    "party {party} has attested claim {claim} of milestone {milestone} already"
                )
            }
            R::AttestedAboveClaim { attested, claimed } => write!(
                f,
                "outcome: partly met must lie between zero and the claim of EUR {claimed}, not EUR {attested}; say met or not_met"
            ),
            R::AttesterPays { milestone } => write!(
                f,
                "the key attested milestone {milestone}: whoever attests does not record the payment; another key must"
            ),
            R::PaymentAboveAttested {
                milestone,
                payment,
                attested_unpaid,
            } => write!(
                f,
                "amount: EUR {payment} to be paid, of milestone {milestone} EUR {attested_unpaid} is attested and unpaid"
            ),
            R::MandateUsed { award, payment } => {
                write!(
                    f,
                    "mandate: its number was used for payment {payment} of award {award} in the same year"
                )
            }
            R::DateInFuture { date, today } => {
                write!(f, "date: {date} lies in the future (today is {today})")
            }
            R::PaidBeforePublication { date, published } => write!(
                f,
                "date: {date} is before the award's publication on {published}, which art. 26 D.Lgs. 33/2013 makes a condition of payment"
            ),
            R::CupDiffers => write!(
                f,
                "cup: the payment must carry the award's CUP, and none if it has none"
            ),
            R::CigDiffers => write!(
                f,
                "cig: the payment must carry the award's CIG, and none if it has none"
            ),
            R::NoSuchPayment { payment, payments } => {
                write!(
                    f,
                    "payment {payment} does not exist: the award has {payments}"
                )
            }
            R::AlreadyConfirmed { payment } => write!(f, "payment {payment} is confirmed"),
            R::AlreadyDisputed { payment } => write!(f, "payment {payment} is disputed"),
            R::RecoveryAbovePayment {
                payment,
                recovery,
                left,
            } => {
                write!(
                    f,
                    "amount: EUR {recovery} to be recovered of payment {payment}, of which EUR {left} is left"
                )
            }
            R::AmendmentPending { amendment } => {
                write!(
                    f,
                    "amendment {amendment} waits for the other side: it must be accepted or withdrawn first"
                )
            }
            R::NoSuchAmendment { amendment } => {
                write!(f, "amendment {amendment} does not wait for acceptance")
            }
            R::AmendmentDiffers { amendment } => {
                write!(
                    f,
                    "the terms differ from those proposed as amendment {amendment}: both sides sign the same"
                )
            }
            R::AmendmentBySameSide { amendment } => write!(
                f,
                "amendment {amendment}: the other side accepts what one side proposed, and only its proposer withdraws it"
            ),
            R::MilestoneBelowCommitted {
                milestone,
                amount,
                committed,
            } => write!(
                f,
                "milestones: EUR {amount} for milestone {milestone}, of which EUR {committed} is attested or claimed"
            ),
            R::MilestonesCannotShrink { found, milestones } => write!(
                f,
                "milestones: {found} given, the award has {milestones}; keep each, with its attested amount at least"
            ),
            R::UnpaidAttested { attested, paid } => {
                write!(
                    f,
                    "EUR {attested} is attested and EUR {paid} paid: pay the rest before closing"
                )
            }
            R::FinalAccountDiffers { paid, recovered } => {
                write!(
                    f,
                    "the account differs from the ledger: EUR {paid} paid, EUR {recovered} recovered"
                )
            }

            R::AlreadyImported { import } => write!(
                f,
                "this file was imported in this format as import {import}"
            ),
            R::ImportComplete => write!(f, "the import is finished"),
            R::LastRowDiffers { found, last_row } => write!(
                f,
                "after: row {found} given, row {last_row} is the last recorded (0 before the first): go on after it"
            ),
            R::RowsOutOfOrder { after, found } => {
                write!(
                    f,
                    "row {found} comes after row {after}: rows are recorded once, in the file's order"
                )
            }
            R::RowBeyondFile { found, rows } => write!(f, "row {found}: the file has {rows} rows"),
            R::TotalsDiffer {
                field,
                expected,
                found,
            } => {
                write!(
                    f,
                    "{field}: {found} given, the ledger and the file say {expected}"
                )
            }

            R::TenderIs { found } => write!(f, "the tender is {}", found.word()),
            R::NoticeOfDirectAward => write!(
                f,
                "procedure: a direct award has no notice: record it as a direct award, with its contractor and reasons"
            ),
            R::NotBelowThreshold { value, threshold } => write!(
                f,
                "EUR {value} is not below EUR {threshold}, where this procedure or exemption ends: choose another"
            ),
            R::ConventionNotForType { found } => write!(
                f,
                "contract_type: conventions with social cooperatives (art. 5 L. 381/1991) are for supplies and for services other than social ones, not for {}",
                found.word()
            ),
            R::ReservedTender { reserve, found } => write!(
                f,
                "the tender is reserved for {}: a party of kind {} can't take part",
                reserve.word(),
                found.word()
            ),
            R::LowestPriceNotAllowed => write!(
                f,
                "criterion: social services and labour-intensive contracts are awarded by quality_price (art. 108 c. 2 D.Lgs. 36/2023)"
            ),
            R::RevealWindowTooShort { found, least } => write!(
                f,
                "reveal_until: {found} seconds after bids_until, at least {least} are needed to reveal bids in"
            ),
            R::DeadlinePassed {
                field,
                deadline,
                now,
            } => write!(
                f,
                "{field}: that was possible until {} (it is {} now)",
                Moment(*deadline),
                Moment(*now)
            ),
            R::DeadlineNotPassed {
                field,
                deadline,
                now,
            } => write!(
                f,
                "{field}: that is possible only after {} (it is {} now)",
                Moment(*deadline),
                Moment(*now)
            ),
            R::DeadlineEarlier {
                field,
                before,
                found,
            } => write!(
                f,
                "{field}: {} is earlier than {}: deadlines can only be moved to later",
                Moment(*found),
                Moment(*before)
            ),
            R::CigTaken { tender } => write!(
                f,
                "cig: tender {tender} has it already; a lot has a CIG of its own"
            ),
            R::SelectionMissing => write!(
                f,
                "selection: a convention with a social cooperative follows a selection (art. 5 c. 1 L. 381/1991): add its document"
            ),
            R::NoInvitations { procedure } => write!(
                f,
                "nobody is invited in a procedure that is {}",
                procedure.word()
            ),
            R::AlreadyInvitedToBid { party } => {
                write!(f, "party {party} is invited to bid already")
            }
            R::AlreadyBid { party } => write!(
                f,
                "party {party} has a bid already: withdraw it before the deadline to make another"
            ),
            R::NoSuchBid { party } => write!(f, "party {party} has no bid"),
            R::BidIs { party, found } => write!(f, "the bid of party {party} is {}", found.word()),
            R::CommitmentDiffers { party } => write!(
                f,
                "salt or offer is not what party {party} committed to: reveal exactly the offer and the salt that were kept with the bid"
            ),
            R::NotEvaluated => write!(
                f,
                "there is no evaluation report: deposit it before the award"
            ),
            R::RankingIncomplete { found, admitted } => write!(
                f,
                "ranking: {found} bids given, {admitted} are admitted: rank each of them, or exclude it with a reason"
            ),
            R::RankingOutOfOrder { index } => write!(
                f,
                "ranking: number {index} is better than the one before it: best first"
            ),
            R::TooManyPoints { party, points } => write!(
                f,
                "ranking: {points} hundredths of a point for party {party}: at most 10000, and none where the lowest price wins"
            ),
            R::PriceAboveValue {
                party,
                price,
                value,
            } => write!(
                f,
                "the price of party {party}, EUR {price}, is above the tender's value of EUR {value}: exclude the bid"
            ),
            R::PriceDiffers { party, price } => {
                write!(f, "price: party {party} revealed EUR {price}")
            }
            R::NotTheWinner { party, winner } => {
                write!(f, "party {party} is not the winner, party {winner} is")
            }
            R::NotASingleBid { admitted } => write!(
                f,
                "standstill: {admitted} bids are admitted, so the contract must wait (art. 18 c. 3 D.Lgs. 36/2023)"
            ),
            R::DirectAwardHasNoBids => write!(
                f,
                "a direct award has no other bid to fall back on: cancel it instead"
            ),
            R::StandstillNotOver { until, day } => write!(
                f,
                "the contract must wait until {until} is over (art. 18 c. 3 D.Lgs. 36/2023), and this would be {day}"
            ),
            R::ChangeAboveLimit {
                cause,
                changed,
                limit,
            } => write!(
                f,
                "value: EUR {changed} of change with cause {}, at most EUR {limit} is allowed (art. 120 D.Lgs. 36/2023)",
                cause.word()
            ),
            R::NoSuchSubcontract {
                subcontract,
                subcontracts,
            } => write!(
                f,
                "subcontract {subcontract} does not exist: the tender has {subcontracts}"
            ),
            R::SubcontractIs { found } => write!(f, "the subcontract is {}", found.word()),
            R::SubcontractsAboveLimit {
                subcontracted,
                limit,
            } => write!(
                f,
                "amount: EUR {subcontracted} would be subcontracted, at most EUR {limit} can be (art. 119 c. 1 D.Lgs. 36/2023)"
            ),

            R::NotAContract { tender } => write!(
                f,
                "kind: an award that rests on tender {tender} is a contract"
            ),
            R::ContractValueDiffers {
                tender,
                amount,
                value,
            } => write!(
                f,
                "amount: EUR {amount}, the contract of tender {tender} is worth EUR {value}"
            ),
            R::TenderCodeDiffers { field } => write!(
                f,
                "{field}: the award must carry the tender's, and none if it has none"
            ),
            R::TenderHasAward { tender, award } => {
                write!(f, "tender {tender} is carried out by award {award} already")
            }
            R::AboveDeMinimis {
                amount,
                received,
                ceiling,
            } => write!(
                f,
                "amount: EUR {amount} beside EUR {received} received in three years would exceed the EUR {ceiling} of de minimis aid (art. 3 Regulation (EU) 2023/2831)"
            ),
            R::LinksDiffer { party, other } => write!(
                f,
                "party {party} and party {other} are one undertaking, but their links differ: each of its parties must be linked with all others"
            ),
            R::AlreadyLinked { party, other } => write!(
                f,
                "other: party {party} is one undertaking with party {other} already"
            ),
            R::NotLinked { party, other } => {
                write!(f, "other: party {party} has no link with party {other}")
            }
            R::NoSuchAid { party, aid } => write!(
                f,
                "party {party} has no de minimis aid {aid}: register it before the grant"
            ),
            R::AidNotReduced { amount, registered } => write!(
                f,
                "amount: EUR {amount} is not less than the EUR {registered} registered; a further aid is registered anew"
            ),
            R::NotAGrant => write!(
                f,
                "kind: de minimis aid is a grant; a contract pays for what it gets"
            ),
            R::AidOfAnother {
                party,
                aid,
                administration,
            } => write!(
                f,
                "de minimis aid {aid} of party {party} was registered by party {administration}"
            ),
            R::AidDiffers {
                party,
                aid,
                amount,
                registered,
            } => write!(
                f,
                "amount: EUR {amount}, de minimis aid {aid} of party {party} is registered with EUR {registered}"
            ),
            R::AidHasAward { aid, award } => {
                write!(f, "de minimis aid {aid} is given by award {award} already")
            }

            R::NotTheParty { party, expected } => write!(
                f,
                "party {party} may not do this: only party {expected} itself may"
            ),
            R::MembersDeposited { year } => write!(
                f,
                "year: the members' register of {year} is deposited; correct it with a reason"
            ),
            R::NoMembers { year } => {
                write!(f, "year: no members' register of {year} is deposited yet")
            }

            R::AmendmentAboveContract {
                tender,
                amount,
                value,
            } => write!(
                f,
                "amount: EUR {amount} is above EUR {value}, what the contract of tender {tender} is worth: record the change of the contract first"
            ),
        }
    }
}

impl core::error::Error for Refusal {}
