// SPDX-License-Identifier: EUPL-1.2
//! Hostile bytes: calls that are too long, too short, or no commands at all. A contract refuses or traps; it never accepts, and
//! nothing is written.

use portico_contract_tests::{
    chain::{Outcome, extrinsic_weight},
    ledger::{Accepted, Ledger, decode},
    scenario::record,
};
use portico_rules::{
    authority::Authority,
    bounds,
    document::Document,
    import::{HistoricalRecord, ImportBody, Source},
    memory::{key, pair, sample},
    party::PartyBody,
    primitives::Digest,
    refusal::Refusal,
    subject::{Subject, SubjectKind},
};
use sample::who;
use scale::Encode as _;

/// What ink! reads of call data, bytes.
const BUFFER: usize = 16_384;

fn rename(name: &str) -> PartyBody {
    PartyBody::Rename {
        name: name.to_owned(),
        municipality: None,
    }
}

fn submit_data(ledger: &Ledger, body: &PartyBody) -> Vec<u8> {
    let authority = Authority::Direct {
        key: key(&pair(who::CITY)),
    };
    ledger.data(SubjectKind::Party, "submit", &(Some(1u32), body, authority))
}

fn call(ledger: &mut Ledger, data: Vec<u8>) -> Outcome {
    let registry = ledger.address(SubjectKind::Party);
    ledger.chain.call(&key(&pair(who::CITY)), registry, data)
}

fn refusal(outcome: &Outcome) -> Refusal {
    decode::<Result<(Subject, u32, Digest), Refusal>>(outcome).expect_err("it is refused")
}

#[test]
fn data_after_the_arguments_is_refused() {
    let mut ledger = Ledger::new(sample::START);
    let data = submit_data(&ledger, &rename("Comune di Portico"));
    let length = data.len() as u32;
    for extra in [1, 100, BUFFER] {
        let longer = [data.clone(), vec![0; extra]].concat();
        let outcome = call(&mut ledger, longer);
        assert_eq!(
            refusal(&outcome),
            Refusal::CallTruncated {
                found: length + extra as u32,
                limit: length
            }
        );
    }
    assert!(
        matches!(call(&mut ledger, data).result, Ok(returned) if !returned.did_revert()),
        "as it is, it is accepted"
    );
}

/// ink! reads zeros beyond the end: `Authority::Direct` is a zero and a key, so a cut key would be another key.
#[test]
fn data_that_ends_early_is_refused() {
    let mut ledger = Ledger::new(sample::START);
    let data = submit_data(&ledger, &rename("Comune di Portico"));
    let rows = ledger.rows(SubjectKind::Party);
    for length in 0..data.len() {
        let outcome = call(&mut ledger, data[..length].to_vec());
        let accepted = matches!(&outcome.result, Ok(returned) if !returned.did_revert());
        assert!(!accepted, "{length} of {} bytes are accepted", data.len());
        assert!(outcome.emitted.is_empty());
    }
    assert_eq!(ledger.rows(SubjectKind::Party), rows);
}

/// A key that ends in zeros: cut off, the call would read the same.
#[test]
fn zeros_are_not_to_be_left_out() {
    let mut ledger = Ledger::new(sample::START);
    let body = PartyBody::Suspend {
        reason: "prova".to_owned(),
    };
    let authority = Authority::Carried {
        key: key(&pair(who::OVERSIGHT)),
        signature: portico_rules::primitives::SignatureBytes([0; 64]),
        nonce: 0,
        expiry: 0,
    };
    let data = ledger.data(
        SubjectKind::Party,
        "submit",
        &(Some(1u32), &body, authority),
    );
    let whole = call(&mut ledger, data.clone());
    assert!(matches!(refusal(&whole), Refusal::Expired { .. }));
    let cut = call(&mut ledger, data[..data.len() - 1].to_vec());
    assert!(matches!(refusal(&cut), Refusal::CallTruncated { .. }));
}

#[test]
fn noise_is_not_accepted() {
    let mut ledger = Ledger::new(sample::START);
    let rows = ledger.rows(SubjectKind::Party);
    let submit = ledger.artifact(SubjectKind::Party).selector("submit");
    let claims_to_be_long = [
        submit.to_vec(),
        vec![1, 1, 0, 0, 0, 7],
        u32::MAX.encode(),
        vec![0xff; 64],
    ]
    .concat();
    for data in [
        vec![],
        vec![0; 4],
        submit.to_vec(),
        [submit.to_vec(), vec![0xff; BUFFER]].concat(),
        [submit.to_vec(), vec![0x00; BUFFER]].concat(),
        claims_to_be_long,
        vec![0xff; 100_000],
    ] {
        let outcome = call(&mut ledger, data.clone());
        let accepted = matches!(&outcome.result, Ok(returned) if !returned.did_revert());
        assert!(
            !accepted && outcome.emitted.is_empty(),
            "{} bytes are accepted",
            data.len()
        );
    }
    assert_eq!(ledger.rows(SubjectKind::Party), rows);
}

/// The constructors check too.
#[test]
fn a_constructor_refuses_what_is_too_long() {
    let mut ledger = Ledger::new(sample::START);
    let registry = ledger.address(SubjectKind::Party);
    let code = ledger.artifact(SubjectKind::Import).code.clone();
    let mut data = ledger.data(SubjectKind::Import, "new", &(Digest([7; 32]), registry));
    let found = data.len() as u32 + 1;
    data.push(0);
    let outcome = ledger.chain.instantiate(&key(&pair(who::CITY)), code, data);
    let refusal = decode::<Result<(), Refusal>>(&outcome).expect_err("a byte too many");
    assert_eq!(
        refusal,
        Refusal::CallTruncated {
            found,
            limit: found - 1
        }
    );
}

/// The dearest commands leave a fifth of what an extrinsic may weigh: the rules can grow a little before a body's bound must shrink.
fn fits(accepted: &Accepted) -> bool {
    accepted.weight.ref_time() < extrinsic_weight().ref_time() / 5 * 4
}

/// As many records as fit into a body, each as long as they get.
fn longest_record(row: u32) -> HistoricalRecord {
    HistoricalRecord {
        recipient_name: "N".repeat(bounds::TITLE),
        procedure: "P".repeat(bounds::TITLE),
        ..record(row, Some(1), Some(1))
    }
}

fn with_import() -> Ledger {
    let mut ledger = Ledger::new(sample::START);
    let source = Source {
        sha256: Digest([5; 32]),
        format: "prova".to_owned(),
        title: "Prova".to_owned(),
        publisher: "Comune".to_owned(),
        licence: "CC0-1.0".to_owned(),
        uri: String::new(),
        rows: 10_000,
    };
    ledger
        .direct(&pair(who::CITY), None, &ImportBody::Open(source))
        .expect("a file");
    ledger.advance(6);
    ledger
}

#[test]
fn the_longest_body_is_accepted_and_one_longer_is_refused() {
    let mut ledger = with_import();
    let mut records = Vec::new();
    let body = |records: &[HistoricalRecord]| ImportBody::Record {
        after: 0,
        records: records.to_vec(),
    };
    while body(&records).encoded_size() <= bounds::BODY {
        records.push(longest_record(records.len() as u32 + 1));
    }
    let refusal = ledger
        .direct(&pair(who::CITY), Some(1), &body(&records))
        .expect_err("longer than a body");
    let found = body(&records).encoded_size() as u32;
    assert_eq!(
        refusal,
        Refusal::BodyTooLong {
            found,
            limit: bounds::BODY as u32
        }
    );
    records.pop();
    // Fill up to the last byte.
    let missing = bounds::BODY - body(&records).encoded_size();
    let last = records.last_mut().expect("there are records");
    last.recipient_name
        .truncate(last.recipient_name.len().saturating_sub(1));
    let mut fill = longest_record(records.len() as u32 + 1);
    fill.recipient_name.clear();
    fill.procedure.clear();
    let (smallest, room) = (fill.encoded_size(), missing + 1);
    if smallest <= room {
        fill.procedure = "P".repeat((room - smallest).min(bounds::TITLE).min(60));
        records.push(fill);
    }
    let whole = body(&records);
    assert!(whole.encoded_size() <= bounds::BODY && whole.encoded_size() + 400 > bounds::BODY);
    let accepted = ledger
        .direct(&pair(who::CITY), Some(1), &whole)
        .expect("as long as a body may be");
    assert!(fits(&accepted), "{:?}", accepted.weight);
}

/// The same carried: the text is several times as long as the body, and is hashed and checked on the chain.
#[test]
fn the_longest_text_is_carried() {
    let mut ledger = with_import();
    let mut records = Vec::new();
    let body = |records: &[HistoricalRecord]| ImportBody::Record {
        after: 0,
        records: records.to_vec(),
    };
    while body(&records).encoded_size() <= bounds::BODY && records.len() < bounds::RECORDS {
        records.push(record(records.len() as u32 + 1, Some(1), Some(1)));
    }
    if body(&records).encoded_size() > bounds::BODY {
        records.pop();
    }
    let accepted = ledger
        .carried(&pair(who::CITY), Some(1), &body(&records), 1)
        .expect("carried");
    assert!(fits(&accepted), "{:?}", accepted.weight);
}

/// An award with as many milestones and documents as allowed, within a body.
#[test]
fn the_largest_award_is_accepted() {
    let mut ledger = Ledger::new(sample::START);
    let mut memory = portico_rules::memory::Chain::new(sample::START);
    sample::parties(&mut memory).expect("the rules accept the sample");
    sample::agreement(&mut memory).expect("the rules accept the sample");
    for placed in memory.entries.iter().skip(1) {
        use portico_rules::entry::Body;
        if placed.block > ledger.block {
            ledger.begin(placed.block, placed.appended.entry.at);
        }
        let entry = &placed.appended.entry;
        let by = (1..=9)
            .map(pair)
            .find(|pair| key(pair) == entry.by)
            .expect("a sample's key pair");
        let number = (entry.seq > 0).then(|| entry.subject.number());
        match &entry.body {
            Body::Party(body) => ledger.direct(&by, number, body),
            Body::Agreement(body) => ledger.direct(&by, number, body),
            _ => panic!("only parties and agreements so far"),
        }
        .expect("the sample is accepted");
    }
    ledger.advance(6);
    let mut publication = sample::publication();
    let mut milestone = publication.milestones[0].clone();
    milestone.title = "M".repeat(bounds::TITLE);
    milestone.amount = portico_rules::primitives::Cents(100_000);
    publication.milestones = vec![milestone; bounds::MILESTONES];
    publication.amount = portico_rules::primitives::Cents(100_000 * bounds::MILESTONES as u64);
    publication.documents = (0..bounds::DOCUMENTS)
        .map(|index| Document {
            title: "D".repeat(bounds::TITLE),
            uri: "u".repeat(bounds::URI),
            ..sample::document(&format!("allegato {index}"))
        })
        .collect();
    let body = portico_rules::award::AwardBody::Publish(publication);
    assert!(body.encoded_size() <= bounds::BODY);
    let accepted = ledger
        .carried(&pair(who::CITY), None, &body, 1)
        .expect("the largest award");
    assert!(fits(&accepted), "{:?}", accepted.weight);
}
