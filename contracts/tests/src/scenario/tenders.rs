// SPDX-License-Identifier: EUPL-1.2
//! The commands about tenders, de minimis aid and members' registers, after everybody is registered.

use portico_rules::{
    award::AwardBody,
    date::Date,
    memory::sample,
    party::PartyBody,
    primitives::{Cents, Digest},
    tender::{
        AwardDecision, ChangeCause, ContractChange, DirectAward, Procedure, Ranked, Subcontract,
        TenderBody, TenderNotice,
    },
};
use sample::{party, who};

use super::{Step, later, step};

const DAY: u64 = 86_400;

/// Tender 1 from the notice to the contract and award 2 that carries it out; tender 2 by invitation, cancelled; tender 3 a direct
/// award.
pub(super) fn tenders() -> Vec<Step> {
    let one = |name, who, body: TenderBody| step(name, who, Some(1), body);
    let bid =
        |party, salt| sample::commitment(1, party, &sample::salt(salt), &sample::offer(22_000_000));
    let reveal = |salt| TenderBody::Reveal {
        salt: sample::salt(salt),
        offer: sample::offer(22_000_000),
    };
    let act = sample::document;
    vec![
        step(
            "party attest_standing",
            who::OVERSIGHT,
            Some(party::OTHER_COOPERATIVE),
            sample::standing("2027-12-31"),
        ),
        step(
            "tender publish",
            who::CITY,
            None,
            TenderBody::Publish(TenderNotice {
                labour_intensive: false,
                ..sample::tender_notice()
            }),
        ),
        one(
            "tender clarify",
            who::CITY,
            TenderBody::Clarify {
                clarification: 1,
                question: "Gli spazi hanno un parcheggio?".to_owned(),
                answer: "Due su quattro".to_owned(),
                documents: vec![act("Planimetrie")],
            },
        ),
        one(
            "tender extend",
            who::CITY,
            TenderBody::Extend {
                clarify_until: sample::deadline::CLARIFY,
                bids_until: sample::deadline::BIDS + 60,
                reveal_until: sample::deadline::REVEAL + 60,
                reason: "Chiarimenti".to_owned(),
            },
        ),
        one("tender bid", who::COOPERATIVE, bid(party::COOPERATIVE, 1)),
        one(
            "tender bid",
            who::OTHER_COOPERATIVE,
            bid(party::OTHER_COOPERATIVE, 2),
        ),
        one(
            "tender withdraw_bid",
            who::OTHER_COOPERATIVE,
            TenderBody::WithdrawBid,
        ),
        one(
            "tender bid",
            who::OTHER_COOPERATIVE,
            bid(party::OTHER_COOPERATIVE, 3),
        ),
        later(
            30 * DAY + 60,
            one("tender reveal", who::COOPERATIVE, reveal(1)),
        ),
        one("tender reveal", who::OTHER_COOPERATIVE, reveal(3)),
        later(
            2 * DAY + 60,
            one(
                "tender evaluate",
                who::CITY,
                TenderBody::Evaluate {
                    evaluation: 1,
                    report: act("Verbale della commissione"),
                },
            ),
        ),
        one(
            "tender exclude",
            who::CITY,
            TenderBody::Exclude {
                party: party::OTHER_COOPERATIVE,
                reason: "Offerta tecnica incompleta".to_owned(),
                act: act("Esclusione"),
            },
        ),
        one("tender award", who::CITY, decision()),
        one(
            "tender revoke_award",
            who::CITY,
            TenderBody::RevokeAward {
                reason: "Errore nel verbale".to_owned(),
                act: act("Annullamento in autotutela"),
            },
        ),
        one("tender award", who::CITY, decision()),
        later(
            33 * DAY,
            one(
                "tender contract",
                who::CITY,
                TenderBody::Contract(sample::contract_terms(after(65))),
            ),
        ),
        one(
            "tender change",
            who::CITY,
            TenderBody::Change(ContractChange {
                change: 1,
                cause: ChangeCause::Minor,
                value: Cents(22_500_000),
                reason: "Un'apertura in più".to_owned(),
                act: act("Variante"),
            }),
        ),
        one(
            "tender request_subcontract",
            who::COOPERATIVE,
            TenderBody::RequestSubcontract(Subcontract {
                subcontract: 1,
                subcontractor: sample::tax_code(6_234_500_037),
                name: "Pulizie Esempio S.r.l.".to_owned(),
                object: "Pulizia di uno spazio".to_owned(),
                amount: Cents(1_000_000),
                documents: vec![act("Contratto di subappalto")],
            }),
        ),
        one(
            "tender decide_subcontract",
            who::CITY,
            TenderBody::DecideSubcontract {
                subcontract: 1,
                authorised: true,
                reason: "Requisiti verificati".to_owned(),
                act: act("Autorizzazione"),
            },
        ),
        step("award publish", who::CITY, None, carried_out()),
        step(
            "tender publish",
            who::CITY,
            None,
            TenderBody::Publish(TenderNotice {
                cig: sample::cig(3),
                procedure: Procedure::Negotiated,
                value: Cents(9_000_000),
                clarify_until: sample::START + 90 * DAY,
                bids_until: sample::START + 91 * DAY,
                reveal_until: sample::START + 93 * DAY,
                ..sample::tender_notice()
            }),
        ),
        step(
            "tender invite",
            who::CITY,
            Some(2),
            TenderBody::Invite {
                party: party::COOPERATIVE,
                reason: "Indagine di mercato".to_owned(),
            },
        ),
        step(
            "tender cancel",
            who::CITY,
            Some(2),
            TenderBody::Cancel {
                reason: "Esigenza venuta meno".to_owned(),
                act: act("Revoca della gara"),
            },
        ),
        step(
            "tender award_directly",
            who::CITY,
            None,
            TenderBody::AwardDirectly(DirectAward {
                contractor: party::COOPERATIVE,
                ..sample::direct_award()
            }),
        ),
    ]
}

/// A day of the scenario, counted from its first.
fn after(days: u64) -> Date {
    Date::from_unix_seconds(sample::START + days * DAY)
}

/// The cooperative is the only one left.
fn decision() -> TenderBody {
    TenderBody::Award(AwardDecision {
        ranking: vec![Ranked {
            party: party::COOPERATIVE,
            points: 8_750,
        }],
        ..sample::award_decision(after(32))
    })
}

/// The award of tender 1, with the value that its contract has after the change.
fn carried_out() -> AwardBody {
    let mut publication = sample::contract_publication();
    publication.amount = Cents(22_500_000);
    publication.milestones[1].amount = Cents(11_500_000);
    AwardBody::Publish(publication)
}

/// Aid to the cooperative with its grant; a link that is made and ended; a register that is deposited and corrected.
pub(super) fn aid_and_members() -> Vec<Step> {
    let city = |name, body| step(name, who::CITY, Some(party::COOPERATIVE), body);
    let own = |name, body| step(name, who::COOPERATIVE, Some(party::COOPERATIVE), body);
    let declaration = || sample::document("Dichiarazione");
    vec![
        city("party register_aid", sample::aid(1, 3_000_000)),
        step(
            "award publish_de_minimis",
            who::CITY,
            None,
            sample::de_minimis_grant(1, 3_000_000),
        ),
        city(
            "party reduce_aid",
            PartyBody::ReduceAid {
                aid: 1,
                amount: Cents(2_000_000),
                reason: "Minore spesa".to_owned(),
                act: sample::document("Riduzione"),
            },
        ),
        city(
            "party link",
            PartyBody::Link {
                other: party::OTHER_COOPERATIVE,
                reason: "Maggioranza dei voti".to_owned(),
                declaration: declaration(),
            },
        ),
        city(
            "party unlink",
            PartyBody::Unlink {
                other: party::OTHER_COOPERATIVE,
                reason: "Partecipazione ceduta".to_owned(),
                declaration: declaration(),
            },
        ),
        own(
            "party deposit_members",
            PartyBody::DepositMembers {
                year: 2025,
                members: 41,
                root: Digest([8; 32]),
            },
        ),
        own(
            "party correct_members",
            PartyBody::CorrectMembers {
                year: 2025,
                members: 42,
                root: Digest([9; 32]),
                reason: "Un socio mancava".to_owned(),
            },
        ),
    ]
}
