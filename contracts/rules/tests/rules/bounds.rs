// SPDX-License-Identifier: EUPL-1.2
//! Does everything that is written fit where it has to?

use portico_rules::agreement::{AgreementBody, Contribution, Notice};
use portico_rules::award::{AmendmentTerms, AwardBody, MilestoneTerms};
use portico_rules::bounds;
use portico_rules::codes::{Cig, Cup};
use portico_rules::document::Document;
use portico_rules::import::{HistoricalRecord, ImportBody};
use portico_rules::memory::{Chain, pair, sample};
use portico_rules::primitives::{Cents, Digest};
use portico_rules::refusal::{Field, Refusal};
use portico_rules::row::{Row, RowKey};
use portico_rules::tender::{
    AwardDecision, DirectAward, Offer, Ranked, Reserve, TenderBody, TenderNotice,
};
use scale::{Encode, MaxEncodedLen};

#[test]
fn rows_and_keys_fit_into_storage() {
    assert!(
        Row::max_encoded_len() <= bounds::ROW,
        "{} bytes",
        Row::max_encoded_len()
    );
    assert!(
        RowKey::max_encoded_len() <= bounds::ROW_KEY,
        "{} bytes",
        RowKey::max_encoded_len()
    );
}

fn text(bytes: usize) -> String {
    "x ".repeat(bytes / 2) + if bytes % 2 == 1 { "x" } else { "" }
}

fn longest_document(index: u8) -> Document {
    Document {
        sha256: Digest([index + 1; 32]),
        media_type: text(bounds::MEDIA_TYPE),
        title: text(bounds::TITLE),
        uri: text(bounds::URI),
    }
}

fn longest_documents() -> Vec<Document> {
    (0..bounds::DOCUMENTS as u8).map(longest_document).collect()
}

/// The fullest bodies that the bounds of single fields allow are within the bound of a body. One exception is
/// known: an award with 24 milestones *and* 16 documents, all with the longest texts; it is told so.
#[test]
fn the_fullest_bodies_are_within_the_bound() {
    let milestones: Vec<MilestoneTerms> = (0..bounds::MILESTONES)
        .map(|_| MilestoneTerms {
            title: text(bounds::TITLE),
            amount: Cents(1),
            due: sample::day("2027-01-01"),
        })
        .collect();
    let mut publication = sample::publication();
    publication.basis = portico_rules::award::Basis::Act {
        reference: text(bounds::REFERENCE),
    };
    publication.amount = Cents(bounds::MILESTONES as u64);
    publication.milestones = milestones.clone();
    publication.project = Some(longest_document(99));
    for field in [
        &mut publication.title,
        &mut publication.legal_basis,
        &mut publication.office,
        &mut publication.responsible_role,
        &mut publication.selection_method,
    ] {
        *field = text(bounds::TITLE);
    }
    publication.cig = Some(Cig::parse("5462644C6C").unwrap());
    let award = AwardBody::Publish(publication);
    let terms = AmendmentTerms {
        amendment: 1,
        amount: Cents(bounds::MILESTONES as u64),
        end: sample::day("2027-06-30"),
        milestones,
        reason: text(bounds::REASON),
        act: longest_document(0),
    };
    let long = || text(bounds::REASON);
    let notice = Notice {
        title: text(bounds::TITLE),
        purpose: long(),
        object: long(),
        requirements: long(),
        criteria: long(),
        documents: longest_documents(),
        ..sample::notice()
    };
    let contribution = Contribution {
        party: u32::MAX,
        money: Cents(1),
        staff: Cents(1),
        assets: Cents(1),
    };
    let lengths = [
        ("award", award.encoded_size()),
        (
            "amendment",
            AwardBody::AcceptAmendment(terms).encoded_size(),
        ),
        ("notice", AgreementBody::Publish(notice).encoded_size()),
        (
            "version",
            AgreementBody::Propose {
                version: 1,
                text: longest_document(0),
                budget: Cents(1),
                end: sample::day("2027-01-01"),
                contributions: vec![contribution; bounds::PARTICIPANTS],
            }
            .encoded_size(),
        ),
        (
            "claim",
            AwardBody::Claim {
                milestone: 1,
                claim: 1,
                amount: Cents(1),
                statement: long(),
                documents: longest_documents(),
            }
            .encoded_size(),
        ),
    ];
    for (name, length) in lengths.into_iter().chain(fullest_of_tenders()) {
        assert!(length <= bounds::BODY, "{name}: {length} bytes");
    }
}

fn fullest_of_tenders() -> [(&'static str, usize); 5] {
    let (title, long) = (|| text(bounds::TITLE), || text(bounds::REASON));
    let cup = Some(Cup::parse("B31B26000120004").unwrap());
    let notice = TenderNotice {
        cup,
        title: title(),
        object: long(),
        reserve: Some(Reserve::SocialIntegration),
        legal_basis: title(),
        office: title(),
        responsible_role: title(),
        criteria: longest_document(99),
        documents: longest_documents(),
        ..sample::tender_notice()
    };
    let direct = DirectAward {
        cup,
        title: title(),
        object: long(),
        legal_basis: title(),
        office: title(),
        responsible_role: title(),
        reason: long(),
        requirements: long(),
        rotation: long(),
        selection: Some(longest_document(98)),
        act: longest_document(99),
        documents: longest_documents(),
        ..sample::direct_award()
    };
    let ranked = Ranked {
        party: u32::MAX,
        points: u16::MAX,
    };
    let decision = AwardDecision {
        ranking: vec![ranked; bounds::BIDS],
        reason: long(),
        act: longest_document(0),
        ..sample::award_decision(sample::day("2026-04-03"))
    };
    [
        ("tender", TenderBody::Publish(notice).encoded_size()),
        (
            "direct award",
            TenderBody::AwardDirectly(direct).encoded_size(),
        ),
        (
            "clarification",
            TenderBody::Clarify {
                clarification: u32::MAX,
                question: long(),
                answer: long(),
                documents: longest_documents(),
            }
            .encoded_size(),
        ),
        (
            "bid",
            TenderBody::Reveal {
                salt: sample::salt(1),
                offer: Offer {
                    price: Cents(1),
                    documents: longest_documents(),
                },
            }
            .encoded_size(),
        ),
        (
            "award of a tender",
            TenderBody::Award(decision).encoded_size(),
        ),
    ]
}

#[test]
fn a_body_beyond_the_bound_is_refused() {
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).unwrap();
    let record = HistoricalRecord {
        row: 1,
        authority: None,
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: text(bounds::TITLE),
        cig: None,
        cup: Some(Cup::parse("B31B26000120004").unwrap()),
        procedure: text(bounds::TITLE),
        awarded: Some(Cents(1)),
        paid: None,
        start: None,
        end: None,
        year: None,
    };
    let body = ImportBody::Record {
        after: 0,
        records: vec![record; bounds::RECORDS],
    };
    let found = body.encoded_size() as u32;
    assert!(found as usize > bounds::BODY);
    let refusal = chain
        .direct(&pair(sample::who::CITY), Some(1), body)
        .unwrap_err();
    assert_eq!(
        refusal,
        Refusal::BodyTooLong {
            found,
            limit: bounds::BODY as u32
        }
    );
}

#[test]
fn each_bound_refuses_one_more_than_it_allows() {
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).unwrap();
    let mut refuse = |field: Field, change: &dyn Fn(&mut Notice)| {
        let mut notice = sample::notice();
        change(&mut notice);
        let refusal = chain
            .direct(
                &pair(sample::who::CITY),
                None,
                AgreementBody::Publish(notice),
            )
            .unwrap_err();
        assert!(
            matches!(refusal, Refusal::TooLong { field: found, .. } | Refusal::TooMany { field: found, .. } if found == field),
            "{refusal:?}"
        );
    };
    refuse(Field::Title, &|notice| {
        notice.title = text(bounds::TITLE + 1)
    });
    refuse(Field::Purpose, &|notice| {
        notice.purpose = text(bounds::REASON + 1)
    });
    refuse(Field::Uri, &|notice| {
        notice.documents[0].uri = text(bounds::URI + 1)
    });
    refuse(Field::MediaType, &|notice| {
        notice.documents[0].media_type = text(bounds::MEDIA_TYPE + 1)
    });
    refuse(Field::Documents, &|notice| {
        notice.documents = (0..=bounds::DOCUMENTS as u8)
            .map(longest_document)
            .collect();
    });

    let mut refuse = |field: Field, change: &dyn Fn(&mut portico_rules::award::Publication)| {
        let mut publication = sample::publication();
        publication.basis = portico_rules::award::Basis::Act {
            reference: "1/2026".into(),
        };
        change(&mut publication);
        let refusal = chain
            .direct(
                &pair(sample::who::CITY),
                None,
                AwardBody::Publish(publication),
            )
            .unwrap_err();
        assert!(
            matches!(refusal, Refusal::TooLong { field: found, .. } | Refusal::TooMany { field: found, .. } if found == field),
            "{refusal:?}"
        );
    };
    refuse(Field::Milestones, &|publication| {
        let one = publication.milestones[0].clone();
        publication.milestones = vec![one; bounds::MILESTONES + 1];
    });
    refuse(Field::Attesters, &|publication| {
        publication.attesters = (1..=bounds::ATTESTERS as u32 + 1).collect()
    });
    refuse(Field::Reference, &|publication| {
        publication.basis = portico_rules::award::Basis::Call {
            reference: text(bounds::REFERENCE + 1),
        };
    });
}
