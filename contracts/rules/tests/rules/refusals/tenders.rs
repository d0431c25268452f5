// SPDX-License-Identifier: EUPL-1.2
//! Tenders, from the notice or the direct award to subcontracts.

use super::*;
use portico_rules::bounds;
use portico_rules::primitives::Key;
use portico_rules::tender::{
    BidStatus, ChangeCause, ContractChange, ContractType, Criterion, DirectAward, DirectGround,
    Offer, Procedure, Ranked, Reserve, Standstill, Subcontract, SubcontractStatus, TenderBody,
    TenderNotice, TenderStatus,
};
use sample::deadline;

const DAY: u64 = 86_400;

fn with_bidders() -> Chain {
    let mut chain = with_parties();
    sample::bidders(&mut chain).unwrap();
    chain
}

fn with_tender(change: impl Fn(&mut TenderNotice)) -> Chain {
    let mut chain = with_bidders();
    let mut notice = sample::tender_notice();
    change(&mut notice);
    chain
        .direct(&pair(who::CITY), None, TenderBody::Publish(notice))
        .unwrap();
    chain
}

fn with_bids() -> Chain {
    let mut chain = with_parties();
    sample::tender_bids(&mut chain).unwrap();
    chain
}

fn with_evaluation() -> Chain {
    let mut chain = with_bids();
    sample::tender_evaluated(&mut chain).unwrap();
    chain
}

fn with_contract() -> Chain {
    let mut chain = with_evaluation();
    sample::tender_contract(&mut chain).unwrap();
    chain
}

fn go_to(chain: &mut Chain, moment: u64) {
    chain.advance(moment - chain.now);
}

fn bid(party: u32, salt: u8, price: u64) -> TenderBody {
    sample::commitment(1, party, &sample::salt(salt), &sample::offer(price))
}

fn reveal(salt: u8, price: u64) -> TenderBody {
    TenderBody::Reveal {
        salt: sample::salt(salt),
        offer: sample::offer(price),
    }
}

fn exclude(party: u32) -> TenderBody {
    TenderBody::Exclude {
        party,
        reason: "Manca la garanzia provvisoria".into(),
        act: sample::document("Provvedimento di esclusione"),
    }
}

fn cancel() -> TenderBody {
    TenderBody::Cancel {
        reason: "Sopravvenute ragioni di interesse pubblico".into(),
        act: sample::document("Revoca della gara"),
    }
}

fn change(change: u32, cause: ChangeCause, value: u64) -> TenderBody {
    TenderBody::Change(ContractChange {
        change,
        cause,
        value: Cents(value),
        reason: "Uno spazio in più".into(),
        act: sample::document("Atto di modifica del contratto"),
    })
}

fn subcontract(subcontract: u32, amount: u64) -> TenderBody {
    TenderBody::RequestSubcontract(Subcontract {
        subcontract,
        subcontractor: sample::tax_code(6_234_500_037),
        name: "Pulizie Esempio S.r.l.".into(),
        object: "Pulizia di due spazi".into(),
        amount: Cents(amount),
        documents: vec![sample::document("Contratto di subappalto")],
    })
}

fn decide(subcontract: u32, authorised: bool) -> TenderBody {
    TenderBody::DecideSubcontract {
        subcontract,
        authorised,
        reason: "Verificati i requisiti".into(),
        act: sample::document("Autorizzazione al subappalto"),
    }
}

#[test]
fn a_notice_is_published_whole_or_not_at_all() {
    let mut chain = with_bidders();
    let mut refuse = |change: &dyn Fn(&mut TenderNotice)| {
        let mut notice = sample::tender_notice();
        change(&mut notice);
        refused(&mut chain, who::CITY, None, TenderBody::Publish(notice))
    };
    let empty = |field| Refusal::Empty { field };
    assert_eq!(refuse(&|n| n.title.clear()), empty(Field::Title));
    assert_eq!(refuse(&|n| n.object.clear()), empty(Field::Object));
    assert_eq!(refuse(&|n| n.legal_basis.clear()), empty(Field::LegalBasis));
    assert_eq!(refuse(&|n| n.office.clear()), empty(Field::Office));
    assert_eq!(
        refuse(&|n| n.responsible_role.clear()),
        empty(Field::ResponsibleRole)
    );
    assert_eq!(
        refuse(&|n| n.criteria.sha256 = Digest([0; 32])),
        Refusal::ZeroDigest {
            field: Field::Criteria
        }
    );
    assert_eq!(
        refuse(&|n| n.value = Cents(0)),
        Refusal::AmountOutOfRange {
            field: Field::Value,
            found: Cents(0)
        }
    );
    assert!(matches!(
        refuse(&|n| n.cig = Cig::Code(*b"B000001000")),
        Refusal::Code {
            field: Field::Cig,
            error: CodeError::CheckCharacters { .. }
        }
    ));
    assert_eq!(
        refuse(&|n| n.cig = Cig::Exclusion(1)),
        Refusal::CigMissing,
        "a code that says why there is no CIG"
    );
    assert!(matches!(
        refuse(&|n| n.documents.push(n.documents[0].clone())),
        Refusal::Repeated {
            field: Field::Documents,
            ..
        }
    ));
    assert_eq!(
        refuse(&|n| n.procedure = Procedure::Direct),
        Refusal::NoticeOfDirectAward
    );
    let not_below = |value, threshold| Refusal::NotBelowThreshold {
        value: Cents(value),
        threshold: Cents(threshold),
    };
    assert_eq!(
        refuse(&|n| n.procedure = Procedure::Negotiated),
        not_below(24_000_000, 21_600_000)
    );
    assert_eq!(
        refuse(&|n| n.reserve = Some(Reserve::SocialCooperatives)),
        not_below(24_000_000, 21_600_000)
    );
    for contract_type in [ContractType::Works, ContractType::SocialServices] {
        assert_eq!(
            refuse(&|n| {
                n.reserve = Some(Reserve::SocialCooperatives);
                n.contract_type = contract_type;
            }),
            Refusal::ConventionNotForType {
                found: contract_type
            }
        );
    }
    assert_eq!(
        refuse(&|n| n.criterion = Criterion::LowestPrice),
        Refusal::LowestPriceNotAllowed,
        "it is labour-intensive"
    );
    assert_eq!(
        refuse(&|n| {
            n.criterion = Criterion::LowestPrice;
            n.labour_intensive = false;
            n.contract_type = ContractType::SocialServices;
        }),
        Refusal::LowestPriceNotAllowed
    );
}

#[test]
fn deadlines_lie_ahead_in_order_and_leave_time_to_reveal() {
    let mut chain = with_bidders();
    let now = chain.now;
    let mut refuse = |change: &dyn Fn(&mut TenderNotice)| {
        let mut notice = sample::tender_notice();
        change(&mut notice);
        refused(&mut chain, who::CITY, None, TenderBody::Publish(notice))
    };
    assert_eq!(
        refuse(&|n| (n.clarify_until, n.bids_until) = (now - 1, now - 1)),
        Refusal::DeadlinePassed {
            field: Field::BidsUntil,
            deadline: now - 1,
            now
        }
    );
    assert_eq!(
        refuse(&|n| n.clarify_until = n.bids_until + 1),
        Refusal::DatesInWrongOrder {
            first: Field::ClarifyUntil,
            then: Field::BidsUntil
        }
    );
    for window in [0, bounds::REVEAL_WINDOW - 1] {
        assert_eq!(
            refuse(&|n| n.reveal_until = n.bids_until + window),
            Refusal::RevealWindowTooShort {
                found: window,
                least: bounds::REVEAL_WINDOW
            }
        );
    }
    assert_eq!(
        refuse(&|n| n.reveal_until = n.bids_until - 5),
        Refusal::RevealWindowTooShort {
            found: 0,
            least: bounds::REVEAL_WINDOW
        }
    );
    for (field, change) in [
        (
            Field::ClarifyUntil,
            (|n| n.clarify_until = u64::MAX) as fn(&mut TenderNotice),
        ),
        (Field::BidsUntil, |n| n.bids_until = u64::MAX),
        (Field::RevealUntil, |n| n.reveal_until = u64::MAX),
    ] {
        assert_eq!(refuse(&change), Refusal::DateOutOfRange { field });
    }
}

#[test]
fn only_an_administration_opens_a_tender_and_a_cig_has_one() {
    let mut chain = with_tender(|_| {});
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            TenderBody::Publish(sample::tender_notice())
        ),
        Refusal::CigTaken { tender: 1 }
    );
    let mut award = sample::direct_award();
    award.cig = sample::tender_notice().cig;
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            TenderBody::AwardDirectly(award)
        ),
        Refusal::CigTaken { tender: 1 }
    );
    let publisher = PartyBody::AddKey {
        key: key(&pair(33)),
        permissions: Permissions::of(&[Permission::Publish]),
        label: "ufficio".into(),
    };
    chain
        .direct(&pair(who::SUPPLIER), Some(party::SUPPLIER), publisher)
        .unwrap();
    for body in [
        TenderBody::Publish(sample::tender_notice()),
        TenderBody::AwardDirectly(sample::direct_award()),
    ] {
        assert_eq!(
            refused(&mut chain, 33, None, body),
            Refusal::WrongKind {
                found: PartyKind::Supplier
            }
        );
    }
    for body in [
        TenderBody::Invite {
            party: party::SUPPLIER,
            reason: "Indagine di mercato".into(),
        },
        TenderBody::Clarify {
            clarification: 1,
            question: "Quando?".into(),
            answer: "A giugno".into(),
            documents: vec![],
        },
        TenderBody::Extend {
            clarify_until: deadline::CLARIFY,
            bids_until: deadline::BIDS,
            reveal_until: deadline::REVEAL,
            reason: "Proroga".into(),
        },
        exclude(party::SUPPLIER),
        TenderBody::Evaluate {
            evaluation: 1,
            report: sample::document("Verbale"),
        },
        TenderBody::Award(sample::award_decision(today(&chain))),
        cancel(),
    ] {
        assert_eq!(
            refused(&mut chain, 33, Some(1), body),
            Refusal::NotTheAdministration {
                party: party::SUPPLIER,
                administration: party::CITY
            }
        );
    }
    assert_eq!(
        refused(&mut chain, who::CITY, Some(9), cancel()),
        Refusal::Unknown {
            kind: SubjectKind::Tender,
            number: 9
        }
    );
}

#[test]
fn a_direct_award_says_whom_why_and_stays_below_its_limit() {
    let mut chain = with_bidders();
    let mut refuse = |change: &dyn Fn(&mut DirectAward)| {
        let mut award = sample::direct_award();
        change(&mut award);
        refused(
            &mut chain,
            who::CITY,
            None,
            TenderBody::AwardDirectly(award),
        )
    };
    let empty = |field| Refusal::Empty { field };
    assert_eq!(refuse(&|a| a.title.clear()), empty(Field::Title));
    assert_eq!(refuse(&|a| a.object.clear()), empty(Field::Object));
    assert_eq!(refuse(&|a| a.legal_basis.clear()), empty(Field::LegalBasis));
    assert_eq!(refuse(&|a| a.office.clear()), empty(Field::Office));
    assert_eq!(
        refuse(&|a| a.responsible_role.clear()),
        empty(Field::ResponsibleRole)
    );
    assert_eq!(refuse(&|a| a.reason.clear()), empty(Field::Reason));
    assert_eq!(
        refuse(&|a| a.requirements.clear()),
        empty(Field::Requirements)
    );
    assert_eq!(refuse(&|a| a.rotation.clear()), empty(Field::Rotation));
    assert_eq!(
        refuse(&|a| a.act.sha256 = Digest([0; 32])),
        Refusal::ZeroDigest { field: Field::Act }
    );
    assert_eq!(
        refuse(&|a| {
            let mut selection = sample::document("Indagine di mercato");
            selection.sha256 = Digest([0; 32]);
            a.selection = Some(selection);
        }),
        Refusal::ZeroDigest {
            field: Field::Selection
        }
    );
    assert_eq!(
        refuse(&|a| a.amount = Cents(0)),
        Refusal::AmountOutOfRange {
            field: Field::Amount,
            found: Cents(0)
        }
    );
    assert_eq!(refuse(&|a| a.cig = Cig::Exclusion(3)), Refusal::CigMissing);
    for (contract_type, limit) in [
        (ContractType::Works, 15_000_000),
        (ContractType::Supplies, 14_000_000),
        (ContractType::Services, 14_000_000),
        (ContractType::SocialServices, 14_000_000),
    ] {
        assert_eq!(
            refuse(&|a| (a.contract_type, a.amount) = (contract_type, Cents(limit))),
            Refusal::NotBelowThreshold {
                value: Cents(limit),
                threshold: Cents(limit)
            }
        );
    }
    assert_eq!(
        refuse(&|a| a.contractor = party::OVERSIGHT),
        Refusal::WrongKind {
            found: PartyKind::OversightBody
        }
    );
    assert_eq!(
        refuse(&|a| a.contractor = party::CITY),
        Refusal::WrongKind {
            found: PartyKind::Administration
        }
    );
    assert_eq!(
        refuse(&|a| a.contractor = 88),
        Refusal::Unknown {
            kind: SubjectKind::Party,
            number: 88
        }
    );
}

#[test]
fn a_convention_is_with_a_cooperative_after_a_selection() {
    let mut chain = with_bidders();
    let convention = || DirectAward {
        ground: DirectGround::SocialCooperative,
        amount: Cents(21_599_999),
        contractor: party::COOPERATIVE,
        selection: Some(sample::document("Avviso e verbale di selezione")),
        ..sample::direct_award()
    };
    let mut refuse = |change: &dyn Fn(&mut DirectAward)| {
        let mut award = convention();
        change(&mut award);
        refused(
            &mut chain,
            who::CITY,
            None,
            TenderBody::AwardDirectly(award),
        )
    };
    assert_eq!(refuse(&|a| a.selection = None), Refusal::SelectionMissing);
    assert_eq!(
        refuse(&|a| a.amount = Cents(21_600_000)),
        Refusal::NotBelowThreshold {
            value: Cents(21_600_000),
            threshold: Cents(21_600_000)
        }
    );
    assert_eq!(
        refuse(&|a| a.contract_type = ContractType::SocialServices),
        Refusal::ConventionNotForType {
            found: ContractType::SocialServices
        }
    );
    assert_eq!(
        refuse(&|a| a.contractor = party::SUPPLIER),
        Refusal::ReservedTender {
            reserve: Reserve::SocialCooperatives,
            found: PartyKind::Supplier
        }
    );
    chain
        .direct(
            &pair(who::CITY),
            None,
            TenderBody::AwardDirectly(convention()),
        )
        .unwrap();
    // The standing of a cooperative counts here as everywhere.
    chain.advance(800 * DAY);
    let mut late = convention();
    late.cig = sample::cig(3);
    assert!(matches!(
        refused(&mut chain, who::CITY, None, TenderBody::AwardDirectly(late)),
        Refusal::NotInGoodStanding {
            party: party::COOPERATIVE,
            ..
        }
    ));
}

#[test]
fn a_direct_award_has_a_contract_without_standstill_and_no_bids() {
    let mut chain = with_bidders();
    let city = pair(who::CITY);
    chain
        .direct(
            &city,
            None,
            TenderBody::AwardDirectly(sample::direct_award()),
        )
        .unwrap();
    let awarded = Refusal::TenderIs {
        found: TenderStatus::Awarded,
    };
    assert_eq!(
        refused(
            &mut chain,
            who::SUPPLIER,
            Some(1),
            bid(party::SUPPLIER, 1, 100)
        ),
        awarded
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            TenderBody::RevokeAward {
                reason: "Rinuncia".into(),
                act: sample::document("Revoca"),
            }
        ),
        Refusal::DirectAwardHasNoBids
    );
    let terms = sample::contract_terms(today(&chain));
    chain
        .direct(&city, Some(1), TenderBody::Contract(terms))
        .unwrap();
    crate::story::assert_folds(&chain);
}

#[test]
fn only_operators_bid_and_only_those_for_whom_it_is() {
    let mut chain = with_tender(|n| n.reserve = Some(Reserve::SocialIntegration));
    assert_eq!(
        refused(
            &mut chain,
            who::SUPPLIER,
            Some(1),
            bid(party::SUPPLIER, 1, 100)
        ),
        Refusal::ReservedTender {
            reserve: Reserve::SocialIntegration,
            found: PartyKind::Supplier
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), bid(party::CITY, 1, 100)),
        Refusal::WrongKind {
            found: PartyKind::Administration
        }
    );
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            bid(party::COOPERATIVE, 1, 100),
        )
        .unwrap();
    let suspend = PartyBody::Suspend {
        reason: "Mancata revisione".into(),
    };
    chain
        .direct(
            &pair(who::OVERSIGHT),
            Some(party::OTHER_COOPERATIVE),
            suspend,
        )
        .unwrap();
    assert!(matches!(
        refused(
            &mut chain,
            who::OTHER_COOPERATIVE,
            Some(1),
            bid(party::OTHER_COOPERATIVE, 2, 100)
        ),
        Refusal::NotInGoodStanding {
            suspended: true,
            ..
        }
    ));
    assert_eq!(
        refused(
            &mut chain,
            who::CITY_PAYS,
            Some(1),
            bid(party::CITY, 1, 100)
        ),
        Refusal::MissingPermission {
            party: party::CITY,
            needed: Permission::Sign
        }
    );
}

#[test]
fn by_invitation_only_the_invited_bid() {
    let mut chain = with_tender(|n| {
        n.procedure = Procedure::Negotiated;
        n.value = Cents(21_599_999);
    });
    let city = pair(who::CITY);
    let invite = |party| TenderBody::Invite {
        party,
        reason: "Elenco degli operatori".into(),
    };
    assert_eq!(
        refused(
            &mut chain,
            who::SUPPLIER,
            Some(1),
            bid(party::SUPPLIER, 1, 100)
        ),
        Refusal::NotInvited {
            party: party::SUPPLIER
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), invite(party::OVERSIGHT)),
        Refusal::WrongKind {
            found: PartyKind::OversightBody
        }
    );
    chain
        .direct(&city, Some(1), invite(party::SUPPLIER))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), invite(party::SUPPLIER)),
        Refusal::AlreadyInvitedToBid {
            party: party::SUPPLIER
        }
    );
    chain
        .direct(&pair(who::SUPPLIER), Some(1), bid(party::SUPPLIER, 1, 100))
        .unwrap();
    let now = deadline::BIDS + 1;
    go_to(&mut chain, now);
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), invite(party::COOPERATIVE)),
        Refusal::DeadlinePassed {
            field: Field::BidsUntil,
            deadline: deadline::BIDS,
            now
        }
    );
    crate::story::assert_folds(&chain);

    let mut chain = with_tender(|_| {});
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), invite(party::SUPPLIER)),
        Refusal::NoInvitations {
            procedure: Procedure::Open
        }
    );
}

#[test]
fn clarifications_and_extensions_come_in_time() {
    let mut chain = with_tender(|_| {});
    let city = pair(who::CITY);
    let clarify = |clarification| TenderBody::Clarify {
        clarification,
        question: "Quando si comincia?".into(),
        answer: "A giugno".into(),
        documents: vec![],
    };
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), clarify(2)),
        Refusal::NumberExpected {
            expected: 1,
            found: 2
        }
    );
    go_to(&mut chain, deadline::CLARIFY);
    chain.direct(&city, Some(1), clarify(1)).unwrap();
    chain.advance(1);
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), clarify(2)),
        Refusal::DeadlinePassed {
            field: Field::ClarifyUntil,
            deadline: deadline::CLARIFY,
            now: deadline::CLARIFY + 1
        }
    );
    let extend = |clarify_until, bids_until, reveal_until| TenderBody::Extend {
        clarify_until,
        bids_until,
        reveal_until,
        reason: "Rettifica del capitolato".into(),
    };
    let (c, b, r) = (deadline::CLARIFY, deadline::BIDS, deadline::REVEAL);
    for (body, field, before) in [
        (extend(c - 1, b, r), Field::ClarifyUntil, c),
        (extend(c, b - 1, r), Field::BidsUntil, b),
        (extend(c, b, r - 1), Field::RevealUntil, r),
    ] {
        assert_eq!(
            refused(&mut chain, who::CITY, Some(1), body),
            Refusal::DeadlineEarlier {
                field,
                before,
                found: before - 1
            }
        );
    }
    assert!(matches!(
        refused(&mut chain, who::CITY, Some(1), extend(c, r, r)),
        Refusal::RevealWindowTooShort { found: 0, .. }
    ));
    chain
        .direct(&city, Some(1), extend(c + DAY, b + DAY, r + DAY))
        .unwrap();
    chain.direct(&city, Some(1), clarify(2)).unwrap();
    // What was too late before is in time now.
    go_to(&mut chain, b + DAY);
    chain
        .direct(&pair(who::SUPPLIER), Some(1), bid(party::SUPPLIER, 1, 100))
        .unwrap();
    chain.advance(1);
    assert!(matches!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            extend(c + DAY, b + 9 * DAY, r + 9 * DAY)
        ),
        Refusal::DeadlinePassed {
            field: Field::BidsUntil,
            ..
        }
    ));
    crate::story::assert_folds(&chain);
}

#[test]
fn a_bid_is_one_a_party_and_in_time() {
    let mut chain = with_tender(|_| {});
    let supplier = pair(who::SUPPLIER);
    assert_eq!(
        refused(
            &mut chain,
            who::SUPPLIER,
            Some(1),
            TenderBody::Bid {
                commitment: Digest([0; 32])
            }
        ),
        Refusal::ZeroDigest {
            field: Field::Commitment
        }
    );
    assert_eq!(
        refused(&mut chain, who::SUPPLIER, Some(1), TenderBody::WithdrawBid),
        Refusal::NoSuchBid {
            party: party::SUPPLIER
        }
    );
    chain
        .direct(&supplier, Some(1), bid(party::SUPPLIER, 1, 100))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::SUPPLIER,
            Some(1),
            bid(party::SUPPLIER, 2, 90)
        ),
        Refusal::AlreadyBid {
            party: party::SUPPLIER
        }
    );
    chain
        .direct(&supplier, Some(1), TenderBody::WithdrawBid)
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::SUPPLIER, Some(1), TenderBody::WithdrawBid),
        Refusal::BidIs {
            party: party::SUPPLIER,
            found: BidStatus::Withdrawn
        }
    );
    // The last second is in time.
    go_to(&mut chain, deadline::BIDS);
    chain
        .direct(&supplier, Some(1), bid(party::SUPPLIER, 2, 90))
        .unwrap();
    let now = deadline::BIDS + 1;
    go_to(&mut chain, now);
    let passed = Refusal::DeadlinePassed {
        field: Field::BidsUntil,
        deadline: deadline::BIDS,
        now,
    };
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            bid(party::COOPERATIVE, 3, 80)
        ),
        passed
    );
    assert_eq!(
        refused(&mut chain, who::SUPPLIER, Some(1), TenderBody::WithdrawBid),
        passed,
        "a bid binds from the deadline on"
    );
    crate::story::assert_folds(&chain);
}

#[test]
fn one_bid_more_than_can_be_ranked_is_refused() {
    let mut chain = with_tender(|_| {});
    for number in 0..=bounds::BIDS as u64 {
        // A key of 32 bytes, with an account of its own: no pair is needed to call directly.
        let mut bytes = [9; 32];
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        let key = Key(bytes);
        let registration = portico_rules::party::Registration {
            key,
            ..sample::registration(
                PartyKind::Supplier,
                "Fornitore Esempio S.r.l.",
                6_000_000_000 + number,
                1,
                &[Permission::ManageKeys, Permission::Sign],
            )
        };
        let appended = chain
            .direct(&pair(who::CITY), None, PartyBody::Register(registration))
            .unwrap();
        let party = appended.entry.subject.number();
        let result = chain.submit(key, Some(1), bid(party, 1, 100), &Authority::Direct { key });
        if number < bounds::BIDS as u64 {
            result.unwrap();
        } else {
            assert_eq!(
                result.unwrap_err(),
                Refusal::TooMany {
                    field: Field::Bids,
                    found: bounds::BIDS as u32 + 1,
                    limit: bounds::BIDS as u32
                }
            );
        }
    }
}

#[test]
fn a_bid_is_revealed_in_the_window_as_it_was_committed() {
    let mut chain = with_bids();
    let before = |now| Refusal::DeadlineNotPassed {
        field: Field::BidsUntil,
        deadline: deadline::BIDS,
        now,
    };
    let now = chain.now;
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), reveal(1, 22_000_000)),
        before(now)
    );
    go_to(&mut chain, deadline::BIDS);
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), reveal(1, 22_000_000)),
        before(deadline::BIDS)
    );
    chain.advance(1);
    let differs = |party| Refusal::CommitmentDiffers { party };
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), reveal(1, 21_999_999)),
        differs(party::COOPERATIVE),
        "another price"
    );
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), reveal(2, 22_000_000)),
        differs(party::COOPERATIVE),
        "another salt"
    );
    let mut offer = sample::offer(22_000_000);
    offer.documents[0].uri.push('x');
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            TenderBody::Reveal {
                salt: sample::salt(1),
                offer
            }
        ),
        differs(party::COOPERATIVE),
        "one byte more"
    );
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            TenderBody::Reveal {
                salt: Digest([0; 32]),
                offer: sample::offer(22_000_000)
            }
        ),
        Refusal::ZeroDigest { field: Field::Salt }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::OTHER_COOPERATIVE,
            Some(1),
            reveal(3, 23_000_000)
        ),
        Refusal::BidIs {
            party: party::OTHER_COOPERATIVE,
            found: BidStatus::Withdrawn
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), reveal(1, 22_000_000)),
        Refusal::NoSuchBid { party: party::CITY }
    );
    chain
        .direct(&pair(who::COOPERATIVE), Some(1), reveal(1, 22_000_000))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), reveal(1, 22_000_000)),
        Refusal::BidIs {
            party: party::COOPERATIVE,
            found: BidStatus::Revealed
        }
    );
    let now = deadline::REVEAL + 1;
    go_to(&mut chain, now);
    assert_eq!(
        refused(&mut chain, who::SUPPLIER, Some(1), reveal(2, 21_000_000)),
        Refusal::DeadlinePassed {
            field: Field::RevealUntil,
            deadline: deadline::REVEAL,
            now
        },
        "not revealed is out"
    );
}

#[test]
fn a_copied_commitment_cannot_be_revealed() {
    let mut chain = with_tender(|_| {});
    let copied = bid(party::COOPERATIVE, 1, 22_000_000);
    chain
        .direct(&pair(who::COOPERATIVE), Some(1), copied.clone())
        .unwrap();
    chain.direct(&pair(who::SUPPLIER), Some(1), copied).unwrap();
    go_to(&mut chain, deadline::BIDS + 1);
    chain
        .direct(&pair(who::COOPERATIVE), Some(1), reveal(1, 22_000_000))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::SUPPLIER, Some(1), reveal(1, 22_000_000)),
        Refusal::CommitmentDiffers {
            party: party::SUPPLIER
        }
    );
}

#[test]
fn an_offer_that_may_not_stand_on_the_ledger_is_out() {
    let mut chain = with_tender(|_| {});
    let mut without = sample::offer(100);
    without.documents.clear();
    let mut personal = sample::offer(100);
    personal.documents[0].title = "Offerta di mario.rossi@example.org".into();
    for (who, party, offer, field) in [
        (
            who::COOPERATIVE,
            party::COOPERATIVE,
            sample::offer(0),
            Field::Price,
        ),
        (who::SUPPLIER, party::SUPPLIER, without, Field::Documents),
        (
            who::OTHER_COOPERATIVE,
            party::OTHER_COOPERATIVE,
            personal,
            Field::Title,
        ),
    ] {
        let committed = sample::commitment(1, party, &sample::salt(1), &offer);
        chain.direct(&pair(who), Some(1), committed).unwrap();
        let now = chain.now;
        go_to(&mut chain, deadline::BIDS + 1);
        let refusal = portico_rules::tender::check_offer(Criterion::QualityPrice, &offer)
            .expect_err("the same is said before one commits");
        let body = TenderBody::Reveal {
            salt: sample::salt(1),
            offer,
        };
        assert_eq!(refused(&mut chain, who, Some(1), body), refusal);
        let names = match refusal {
            Refusal::AmountOutOfRange { field, .. }
            | Refusal::TooFew { field, .. }
            | Refusal::PersonalData { field, .. } => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(names, field);
        chain.now = now;
    }
}

#[test]
fn an_award_follows_the_evaluation_and_ranks_every_admitted_bid() {
    let mut chain = with_bids();
    let evaluate = |evaluation| TenderBody::Evaluate {
        evaluation,
        report: sample::document("Verbale"),
    };
    go_to(&mut chain, deadline::BIDS + 1);
    for (who, body) in [
        (who::COOPERATIVE, reveal(1, 22_000_000)),
        (who::SUPPLIER, reveal(2, 21_000_000)),
    ] {
        chain.direct(&pair(who), Some(1), body).unwrap();
    }
    let now = chain.now;
    let open = Refusal::DeadlineNotPassed {
        field: Field::RevealUntil,
        deadline: deadline::REVEAL,
        now,
    };
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), evaluate(1)),
        open,
        "while others can still reveal"
    );
    let decision = sample::award_decision(today(&chain));
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), TenderBody::Award(decision)),
        open
    );
    go_to(&mut chain, deadline::REVEAL + 1);
    let decision = || sample::award_decision(sample::day("2026-04-03"));
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            TenderBody::Award(decision())
        ),
        Refusal::NotEvaluated
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), evaluate(2)),
        Refusal::NumberExpected {
            expected: 1,
            found: 2
        }
    );
    let city = pair(who::CITY);
    chain.direct(&city, Some(1), evaluate(1)).unwrap();
    chain.direct(&city, Some(1), evaluate(2)).unwrap();

    let mut refuse = |change: &dyn Fn(&mut portico_rules::tender::AwardDecision)| {
        let mut decision = decision();
        change(&mut decision);
        refused(&mut chain, who::CITY, Some(1), TenderBody::Award(decision))
    };
    assert_eq!(
        refuse(&|d| d.reason.clear()),
        Refusal::Empty {
            field: Field::Reason
        }
    );
    assert_eq!(
        refuse(&|d| {
            d.ranking.pop();
        }),
        Refusal::RankingIncomplete {
            found: 1,
            admitted: 2
        }
    );
    assert_eq!(
        refuse(&|d| d.ranking[1] = d.ranking[0]),
        Refusal::Repeated {
            field: Field::Ranking,
            index: 2
        }
    );
    assert_eq!(
        refuse(&|d| d.ranking.push(Ranked {
            party: party::OTHER_COOPERATIVE,
            points: 0
        })),
        Refusal::BidIs {
            party: party::OTHER_COOPERATIVE,
            found: BidStatus::Withdrawn
        }
    );
    assert_eq!(
        refuse(&|d| d.ranking[1].party = party::OVERSIGHT),
        Refusal::NoSuchBid {
            party: party::OVERSIGHT
        }
    );
    assert_eq!(
        refuse(&|d| d.ranking = vec![d.ranking[0]; bounds::BIDS + 1]),
        Refusal::TooMany {
            field: Field::Ranking,
            found: bounds::BIDS as u32 + 1,
            limit: bounds::BIDS as u32
        }
    );
    assert_eq!(
        refuse(&|d| d.ranking[1].points = 8_751),
        Refusal::RankingOutOfOrder { index: 2 }
    );
    assert_eq!(
        refuse(&|d| d.ranking[0].points = 10_001),
        Refusal::TooManyPoints {
            party: party::COOPERATIVE,
            points: 10_001
        }
    );
    assert_eq!(
        refuse(&|d| d.winner = party::SUPPLIER),
        Refusal::NotTheWinner {
            party: party::SUPPLIER,
            winner: party::COOPERATIVE
        }
    );
    assert_eq!(
        refuse(&|d| d.price = Cents(21_999_999)),
        Refusal::PriceDiffers {
            party: party::COOPERATIVE,
            price: Cents(22_000_000)
        }
    );
    assert_eq!(
        refuse(&|d| d.communicated = sample::day("2026-04-02")),
        Refusal::DatesInWrongOrder {
            first: Field::RevealUntil,
            then: Field::Communicated
        }
    );
    assert!(matches!(
        refuse(&|d| d.communicated = sample::day("2026-04-05")),
        Refusal::DateInFuture { .. }
    ));
    assert_eq!(
        refuse(&|d| d.standstill = Standstill::SingleBid),
        Refusal::NotASingleBid { admitted: 2 }
    );
    assert_eq!(
        refuse(&|d| d.standstill = Standstill::BelowThreshold),
        Refusal::NotBelowThreshold {
            value: Cents(24_000_000),
            threshold: Cents(21_600_000)
        }
    );
    let suspend = PartyBody::Suspend {
        reason: "Mancata revisione".into(),
    };
    chain
        .direct(&pair(who::OVERSIGHT), Some(party::COOPERATIVE), suspend)
        .unwrap();
    assert!(matches!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            TenderBody::Award(decision())
        ),
        Refusal::NotInGoodStanding { .. }
    ));
}

#[test]
fn without_a_bid_nobody_wins() {
    let mut chain = with_tender(|_| {});
    go_to(&mut chain, deadline::REVEAL + 1);
    let city = pair(who::CITY);
    let report = TenderBody::Evaluate {
        evaluation: 1,
        report: sample::document("Verbale di gara deserta"),
    };
    chain.direct(&city, Some(1), report).unwrap();
    let mut decision = sample::award_decision(sample::day("2026-04-03"));
    decision.ranking.clear();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), TenderBody::Award(decision)),
        Refusal::Empty {
            field: Field::Ranking
        }
    );
    chain.direct(&city, Some(1), cancel()).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), cancel()),
        Refusal::TenderIs {
            found: TenderStatus::Cancelled
        }
    );
}

#[test]
fn the_lowest_price_wins_where_only_the_price_counts() {
    let mut chain = with_tender(|n| {
        n.criterion = Criterion::LowestPrice;
        n.labour_intensive = false;
    });
    let bids = [
        (who::COOPERATIVE, party::COOPERATIVE, 1, 22_000_000),
        (who::SUPPLIER, party::SUPPLIER, 2, 21_000_000),
        (
            who::OTHER_COOPERATIVE,
            party::OTHER_COOPERATIVE,
            3,
            24_000_001,
        ),
    ];
    for (who, party, salt, price) in bids {
        chain
            .direct(&pair(who), Some(1), bid(party, salt, price))
            .unwrap();
    }
    go_to(&mut chain, deadline::BIDS + 1);
    for (who, _, salt, price) in bids {
        chain
            .direct(&pair(who), Some(1), reveal(salt, price))
            .unwrap();
    }
    go_to(&mut chain, deadline::REVEAL + 1);
    let city = pair(who::CITY);
    let report = TenderBody::Evaluate {
        evaluation: 1,
        report: sample::document("Verbale"),
    };
    chain.direct(&city, Some(1), report).unwrap();
    let award = |ranking: &[(u32, u16)], price| {
        TenderBody::Award(portico_rules::tender::AwardDecision {
            winner: ranking[0].0,
            price: Cents(price),
            ranking: (ranking.iter())
                .map(|&(party, points)| Ranked { party, points })
                .collect(),
            ..sample::award_decision(sample::day("2026-04-03"))
        })
    };
    let (first, second, above) = (
        party::SUPPLIER,
        party::COOPERATIVE,
        party::OTHER_COOPERATIVE,
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            award(&[(first, 0), (second, 0), (above, 0)], 21_000_000)
        ),
        Refusal::PriceAboveValue {
            party: above,
            price: Cents(24_000_001),
            value: Cents(24_000_000)
        }
    );
    chain.direct(&city, Some(1), exclude(above)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), exclude(above)),
        Refusal::BidIs {
            party: above,
            found: BidStatus::Excluded
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            award(&[(second, 0), (first, 0)], 22_000_000)
        ),
        Refusal::RankingOutOfOrder { index: 2 }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            award(&[(first, 1), (second, 0)], 21_000_000)
        ),
        Refusal::TooManyPoints {
            party: first,
            points: 1
        }
    );
    chain
        .direct(
            &city,
            Some(1),
            award(&[(first, 0), (second, 0)], 21_000_000),
        )
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), exclude(first)),
        Refusal::TenderIs {
            found: TenderStatus::Awarded
        }
    );
    // The winner does not sign: the award is taken back, its bid excluded, and the next one wins.
    let revoke = || TenderBody::RevokeAward {
        reason: "Mancata stipula".into(),
        act: sample::document("Decadenza"),
    };
    chain.direct(&city, Some(1), revoke()).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), revoke()),
        Refusal::TenderIs {
            found: TenderStatus::Active
        }
    );
    let portico_rules::row::Row::Tender(row) =
        chain.rows(SubjectKind::Tender)[&portico_rules::row::RowKey::Tender(1)]
    else {
        panic!("no tender")
    };
    assert_eq!(
        (row.winner, row.price, row.awarded, row.standstill_until),
        (None, Cents(0), None, None),
        "nothing of it is left"
    );
    chain.direct(&city, Some(1), exclude(first)).unwrap();
    let mut alone = award(&[(second, 0)], 22_000_000);
    if let TenderBody::Award(decision) = &mut alone {
        decision.standstill = Standstill::SingleBid;
    }
    chain.direct(&city, Some(1), alone).unwrap();
    let terms = sample::contract_terms(today(&chain));
    chain
        .direct(&city, Some(1), TenderBody::Contract(terms))
        .unwrap();
    crate::story::assert_folds(&chain);
}

#[test]
fn the_contract_waits_until_the_standstill_is_over() {
    let mut chain = with_evaluation();
    let city = pair(who::CITY);
    let signed = today(&chain);
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            TenderBody::Contract(sample::contract_terms(signed))
        ),
        Refusal::TenderIs {
            found: TenderStatus::Active
        }
    );
    let awarded = today(&chain);
    assert_eq!(awarded, sample::day("2026-04-03"));
    chain
        .direct(
            &city,
            Some(1),
            TenderBody::Award(sample::award_decision(awarded)),
        )
        .unwrap();
    let contract = |signed| TenderBody::Contract(sample::contract_terms(signed));
    // 32 days after 3 April end with 5 May.
    let until = sample::day("2026-05-05");
    chain.advance(32 * DAY);
    assert_eq!(today(&chain), until);
    for signed in [awarded, until, sample::day("2026-05-06")] {
        assert_eq!(
            refused(&mut chain, who::CITY, Some(1), contract(signed)),
            Refusal::StandstillNotOver { until, day: until }
        );
    }
    chain.advance(DAY);
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), contract(until)),
        Refusal::StandstillNotOver { until, day: until },
        "nor does it help to date it back"
    );
    assert!(matches!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            contract(sample::day("2026-05-08"))
        ),
        Refusal::DateInFuture { .. }
    ));
    let mut backwards = sample::contract_terms(today(&chain));
    std::mem::swap(&mut backwards.start, &mut backwards.end);
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            TenderBody::Contract(backwards)
        ),
        Refusal::DatesInWrongOrder {
            first: Field::Start,
            then: Field::End
        }
    );
    let mut nameless = sample::contract_terms(today(&chain));
    nameless.reference.clear();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            TenderBody::Contract(nameless)
        ),
        Refusal::Empty {
            field: Field::Reference
        }
    );
    let suspend = PartyBody::Suspend {
        reason: "Mancata revisione".into(),
    };
    let oversight = pair(who::OVERSIGHT);
    chain
        .direct(&oversight, Some(party::COOPERATIVE), suspend)
        .unwrap();
    let signed = today(&chain);
    assert!(matches!(
        refused(&mut chain, who::CITY, Some(1), contract(signed)),
        Refusal::NotInGoodStanding { .. }
    ));
    let reinstate = PartyBody::Reinstate {
        reason: "Sanata".into(),
    };
    chain
        .direct(&oversight, Some(party::COOPERATIVE), reinstate)
        .unwrap();
    chain.direct(&city, Some(1), contract(signed)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), cancel()),
        Refusal::TenderIs {
            found: TenderStatus::Contracted
        }
    );
}

#[test]
fn a_contract_is_not_signed_before_the_award() {
    let mut chain = with_bidders();
    chain
        .direct(
            &pair(who::CITY),
            None,
            TenderBody::AwardDirectly(sample::direct_award()),
        )
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            TenderBody::Contract(sample::contract_terms(sample::day("2026-03-01")))
        ),
        Refusal::DatesInWrongOrder {
            first: Field::Awarded,
            then: Field::Signed
        }
    );
}

#[test]
fn a_change_stays_within_what_its_cause_allows() {
    // Initial value EUR 220,000.
    let mut chain = with_contract();
    let city = pair(who::CITY);
    let above = |cause, changed, limit| Refusal::ChangeAboveLimit {
        cause,
        changed: Cents(changed),
        limit: Cents(limit),
    };
    for cause in [ChangeCause::Supplementary, ChangeCause::Unforeseen] {
        assert_eq!(
            refused(&mut chain, who::CITY, Some(1), change(1, cause, 33_000_001)),
            above(cause, 11_000_001, 11_000_000)
        );
    }
    // 10 % is not below 10 %.
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(1, ChangeCause::Minor, 24_200_000)
        ),
        above(ChangeCause::Minor, 2_200_000, 2_199_999)
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(1, ChangeCause::Fifth, 17_599_999)
        ),
        above(ChangeCause::Fifth, 4_400_001, 4_400_000),
        "down as well as up"
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(2, ChangeCause::Clause, 24_200_000)
        ),
        Refusal::NumberExpected {
            expected: 1,
            found: 2
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(1, ChangeCause::Clause, 0)
        ),
        Refusal::AmountOutOfRange {
            field: Field::Value,
            found: Cents(0)
        }
    );
    chain
        .direct(&city, Some(1), change(1, ChangeCause::Minor, 23_000_000))
        .unwrap();
    // Minor changes count together; others do not count with them.
    chain
        .direct(&city, Some(1), change(2, ChangeCause::Clause, 33_000_000))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(3, ChangeCause::Minor, 34_200_000)
        ),
        above(ChangeCause::Minor, 2_200_000, 2_199_999)
    );
    chain
        .direct(&city, Some(1), change(3, ChangeCause::Minor, 34_199_999))
        .unwrap();
    let Some(portico_rules::row::Row::Change(row)) = chain
        .rows(SubjectKind::Tender)
        .get(&portico_rules::row::RowKey::Change {
            tender: 1,
            change: 2,
        })
        .copied()
    else {
        panic!("no change")
    };
    assert_eq!(row.share, 4_546, "45.4545… % of the initial value");
    for number in 4..=bounds::CHANGES as u32 {
        chain
            .direct(
                &city,
                Some(1),
                change(number, ChangeCause::NotSubstantial, 34_199_999),
            )
            .unwrap();
    }
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(
                bounds::CHANGES as u32 + 1,
                ChangeCause::NotSubstantial,
                34_199_999
            )
        ),
        Refusal::TooMany {
            field: Field::Change,
            found: bounds::CHANGES as u32 + 1,
            limit: bounds::CHANGES as u32
        }
    );
    crate::story::assert_folds(&chain);
}

#[test]
fn a_minor_change_of_works_may_be_larger() {
    let mut chain = with_bidders();
    let city = pair(who::CITY);
    let award = DirectAward {
        contract_type: ContractType::Works,
        amount: Cents(10_000_000),
        ..sample::direct_award()
    };
    chain
        .direct(&city, None, TenderBody::AwardDirectly(award))
        .unwrap();
    let terms = sample::contract_terms(today(&chain));
    chain
        .direct(&city, Some(1), TenderBody::Contract(terms))
        .unwrap();
    assert!(matches!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(1, ChangeCause::Minor, 11_500_000)
        ),
        Refusal::ChangeAboveLimit { .. }
    ));
    chain
        .direct(&city, Some(1), change(1, ChangeCause::Minor, 11_499_999))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::SUPPLIER,
            Some(1),
            subcontract(1, 11_499_999)
        ),
        Refusal::SubcontractsAboveLimit {
            subcontracted: Cents(11_499_999),
            limit: Cents(11_499_998)
        },
        "never the whole"
    );
}

#[test]
fn subcontracts_are_asked_for_by_the_contractor_and_leave_it_most_of_the_labour() {
    let mut chain = with_contract();
    let (city, cooperative) = (pair(who::CITY), pair(who::COOPERATIVE));
    assert_eq!(
        refused(&mut chain, who::SUPPLIER, Some(1), subcontract(1, 100)),
        Refusal::NotTheWinner {
            party: party::SUPPLIER,
            winner: party::COOPERATIVE
        }
    );
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), subcontract(2, 100)),
        Refusal::NumberExpected {
            expected: 1,
            found: 2
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            subcontract(1, 11_000_001)
        ),
        Refusal::SubcontractsAboveLimit {
            subcontracted: Cents(11_000_001),
            limit: Cents(11_000_000)
        }
    );
    let TenderBody::RequestSubcontract(mut bare) = subcontract(1, 100) else {
        panic!("it is one")
    };
    bare.documents.clear();
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            TenderBody::RequestSubcontract(bare.clone())
        ),
        Refusal::TooFew {
            field: Field::Documents,
            found: 0,
            least: 1
        }
    );
    bare.documents.push(sample::document("Contratto"));
    // SCALE lets any bytes through.
    bare.subcontractor = scale::Decode::decode(&mut &[b'0'; 11][..]).unwrap();
    assert!(matches!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            TenderBody::RequestSubcontract(bare)
        ),
        Refusal::Code {
            field: Field::Subcontractor,
            ..
        }
    ));
    chain
        .direct(&cooperative, Some(1), subcontract(1, 6_000_000))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            subcontract(2, 5_000_001)
        ),
        Refusal::SubcontractsAboveLimit {
            subcontracted: Cents(11_000_001),
            limit: Cents(11_000_000)
        },
        "what waits counts"
    );
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), decide(1, true)),
        Refusal::MissingPermission {
            party: party::COOPERATIVE,
            needed: Permission::Publish
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), decide(2, true)),
        Refusal::NoSuchSubcontract {
            subcontract: 2,
            subcontracts: 1
        }
    );
    chain.direct(&city, Some(1), decide(1, false)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), decide(1, true)),
        Refusal::SubcontractIs {
            found: SubcontractStatus::Denied
        }
    );
    // What was denied no longer counts.
    chain
        .direct(&cooperative, Some(1), subcontract(2, 11_000_000))
        .unwrap();
    chain.direct(&city, Some(1), decide(2, true)).unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            change(1, ChangeCause::Clause, 21_999_999)
        ),
        Refusal::SubcontractsAboveLimit {
            subcontracted: Cents(11_000_000),
            limit: Cents(10_999_999)
        },
        "a smaller contract can't be subcontracted for more than half"
    );
    crate::story::assert_folds(&chain);
}

#[test]
fn an_award_carries_out_the_contract_of_its_tender_once() {
    let mut chain = with_evaluation();
    let publish = AwardBody::Publish;
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            publish(sample::contract_publication())
        ),
        Refusal::TenderIs {
            found: TenderStatus::Active
        }
    );
    sample::tender_contract(&mut chain).unwrap();
    let mut refuse = |change: &dyn Fn(&mut portico_rules::award::Publication)| {
        let mut publication = sample::contract_publication();
        change(&mut publication);
        refused(&mut chain, who::CITY, None, publish(publication))
    };
    assert_eq!(
        refuse(&|p| p.kind = AwardKind::Grant),
        Refusal::NotAContract { tender: 1 }
    );
    assert_eq!(
        refuse(&|p| p.beneficiary = party::SUPPLIER),
        Refusal::NotTheWinner {
            party: party::SUPPLIER,
            winner: party::COOPERATIVE
        }
    );
    assert_eq!(
        refuse(&|p| {
            p.amount = Cents(21_999_999);
            p.milestones[1].amount = Cents(10_999_999);
        }),
        Refusal::ContractValueDiffers {
            tender: 1,
            amount: Cents(21_999_999),
            value: Cents(22_000_000)
        }
    );
    assert_eq!(
        refuse(&|p| p.cig = Some(sample::cig(2))),
        Refusal::TenderCodeDiffers { field: Field::Cig }
    );
    assert_eq!(
        refuse(&|p| p.cup = Some(Cup::parse("B31B26000120004").unwrap())),
        Refusal::TenderCodeDiffers { field: Field::Cup }
    );
    let registration = sample::registration(
        PartyKind::Administration,
        "Comune di Portico di Sopra",
        7_234_500_037,
        72,
        &[Permission::ManageKeys, Permission::Publish],
    );
    let city = pair(who::CITY);
    chain
        .direct(&city, None, PartyBody::Register(registration))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            72,
            None,
            publish(sample::contract_publication())
        ),
        Refusal::TenderOfAnother {
            tender: 1,
            administration: party::CITY
        }
    );
    chain
        .direct(&city, None, publish(sample::contract_publication()))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            publish(sample::contract_publication())
        ),
        Refusal::TenderHasAward {
            tender: 1,
            award: 1
        }
    );
    crate::story::assert_folds(&chain);
}

#[test]
fn an_amendment_of_the_award_follows_the_changes_of_the_contract() {
    let mut chain = with_contract();
    let (city, cooperative) = (pair(who::CITY), pair(who::COOPERATIVE));
    let publication = sample::contract_publication();
    chain
        .direct(&city, None, AwardBody::Publish(publication.clone()))
        .unwrap();
    let mut milestones = publication.milestones;
    milestones[1].amount = Cents(12_000_000);
    let terms = AmendmentTerms {
        amendment: 1,
        amount: Cents(23_000_000),
        end: publication.end,
        milestones,
        reason: "Uno spazio in più".into(),
        act: sample::document("Atto di modifica"),
    };
    let above = Refusal::AmendmentAboveContract {
        tender: 1,
        amount: Cents(23_000_000),
        value: Cents(22_000_000),
    };
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            AwardBody::ProposeAmendment(terms.clone())
        ),
        above
    );
    chain
        .direct(&city, Some(1), change(1, ChangeCause::Clause, 23_000_000))
        .unwrap();
    chain
        .direct(&city, Some(1), AwardBody::ProposeAmendment(terms.clone()))
        .unwrap();
    // The contract shrinks again before the contractor accepts.
    chain
        .direct(&city, Some(1), change(2, ChangeCause::Clause, 22_000_000))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            AwardBody::AcceptAmendment(terms.clone())
        ),
        above
    );
    chain
        .direct(&city, Some(1), change(3, ChangeCause::Clause, 23_000_000))
        .unwrap();
    chain
        .direct(&cooperative, Some(1), AwardBody::AcceptAmendment(terms))
        .unwrap();
    crate::story::assert_folds(&chain);
}

/// Not even the offer's shape: the entry of a bid is the same length whatever is offered.
#[test]
fn an_entry_of_a_bid_says_nothing_of_the_offer() {
    use scale::Encode;
    let length = |offer: Offer| {
        let mut chain = with_tender(|_| {});
        let body = sample::commitment(1, party::SUPPLIER, &sample::salt(7), &offer);
        let appended = chain.direct(&pair(who::SUPPLIER), Some(1), body).unwrap();
        appended.entry.encoded_size()
    };
    let mut long = sample::offer(u64::MAX);
    long.documents = (0..16)
        .map(|n| sample::document(&format!("Allegato {n}")))
        .collect();
    assert_eq!(length(sample::offer(1)), length(long));
}
