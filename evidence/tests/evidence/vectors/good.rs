// SPDX-License-Identifier: EUPL-1.2
//! Bundles that are valid.

use super::{
    Known, Vector, forged,
    ledgers::{WITNESSES, cosigned, every_command},
    told,
};
use portico_evidence::{
    Bundle, Verdict,
    grandpa::Justification,
    header::{Header, blake2_256},
    memory::{World, header, justify, validators},
};
use portico_rules::{
    authority::Signature,
    entry::Body,
    memory::{
        pair,
        sample::{self, who},
        sign,
    },
    message::wrapped,
    primitives::Digest,
    subject::Subject,
};

pub const AWARD: Subject = Subject::Award(1);
pub const PARTY: Subject = Subject::Party(3);

/// Four validators who became seven others and then five, and a signed block that comes three later.
pub fn changed() -> World {
    let mut world = World::story();
    world.sets = vec![validators(1..=4), validators(3..=9), validators(20..=24)];
    world.headers = 3;
    world
}

/// Two of four signed the block itself, two its child, which is in the ancestry.
pub fn by_descendants(bundle: &Bundle) -> Justification {
    let number = Header::read(&bundle.header).unwrap().number;
    let child = header(
        blake2_256(&bundle.header),
        number + 1,
        Digest([8; 32]),
        None,
    );
    let mut justification = justify(&bundle.header, 0, &validators(1..=2));
    let of_child = justify(&child, 0, &validators(3..=4)).precommits;
    justification.precommits.extend(of_child);
    justification.ancestry.push(child);
    justification
}

pub fn all() -> Vec<Vector> {
    let mut vectors = Vec::new();
    let mut add = |name, about, bundle: &Bundle, known| {
        vectors.push(Vector {
            name,
            about,
            bundle: bundle.write(),
            known,
            verdict: Verdict::Valid,
            check: None,
        });
    };
    let world = World::story();
    let award = world.bundle([AWARD], []).unwrap();
    add(
        "good-award",
        "an award alone: its facts are taken on the contract's word",
        &award,
        Known::Plain,
    );
    let others = world.bundle([AWARD], world.subjects()).unwrap();
    add(
        "good-award-and-all-it-rests-on",
        "an award with all other histories: every fact is checked",
        &others,
        Known::Plain,
    );
    let party = world.bundle([PARTY], []).unwrap();
    add("good-party", "a party alone", &party, Known::Plain);
    let all = world.bundle(world.subjects(), []).unwrap();
    add(
        "good-all-subjects",
        "about every subject of the ledger",
        &all,
        Known::Plain,
    );
    let changed = changed().bundle([AWARD], []).unwrap();
    add(
        "good-two-set-changes",
        "the validators changed twice, and signed the third block after the bundle's",
        &changed,
        Known::Plain,
    );

    let commands = every_command();
    let every = commands.bundle(commands.subjects(), []).unwrap();
    add(
        "good-every-command",
        "a ledger on which every kind of command was carried: the lines of every signed text",
        &every,
        Known::Plain,
    );

    let tenders = World {
        ledger: sample::tender_story().expect("the rules accept the sample"),
        ..World::story()
    };
    let every = tenders.bundle(tenders.subjects(), []).unwrap();
    add(
        "good-tenders",
        "a tender from sealed bids to the award that carries it out, a direct award, de minimis aid with its grant, a members' register",
        &every,
        Known::Plain,
    );

    let mut bundle = party.clone();
    bundle.finality.justification = by_descendants(&party).write();
    add(
        "good-signed-descendants",
        "two of four validators signed the block, two its child",
        &bundle,
        Known::Plain,
    );
    bundle.finality.justification = justify(&party.header, 0, &validators(1..=3)).write();
    add(
        "good-three-of-four",
        "three of four validators signed",
        &bundle,
        Known::Plain,
    );
    bundle.finality.justification = justify(&party.header, 0, &validators(1..=2)).write();
    add(
        "good-weights",
        "two validators signed, which weigh 6 of 8",
        &bundle,
        Known::Weights,
    );

    let mut bundle = party.clone();
    bundle.finality.checkpoint = Some(cosigned(&world, &party, &WITNESSES[..2]));
    add(
        "good-checkpoint",
        "two of three witnesses cosigned, two are required",
        &bundle,
        Known::Witnesses,
    );
    add(
        "good-checkpoint-not-required",
        "two witnesses cosigned, none are required",
        &bundle,
        Known::Plain,
    );
    bundle.finality.checkpoint = Some(cosigned(&world, &party, &[WITNESSES[0], 40, WITNESSES[2]]));
    add(
        "good-checkpoint-and-a-stranger",
        "two of three witnesses cosigned, and somebody else",
        &bundle,
        Known::Witnesses,
    );

    let wrapped = told(&world, AWARD, |entries| {
        let claim = &mut entries[1];
        let Body::Award(body) = &claim.body else {
            panic!("a claim")
        };
        let Signature::Carried {
            signature,
            nonce,
            expiry,
        } = &mut claim.signature
        else {
            panic!("a carried claim")
        };
        let text = wrapped(&world.ledger.text(Some(1), body, *nonce, *expiry));
        *signature = sign(&pair(who::COOPERATIVE), text.as_bytes());
    });
    let wrapped = forged(&world, AWARD, &wrapped, []);
    add(
        "good-wrapped-signature",
        "a carried command whose text was signed between <Bytes> and </Bytes>",
        &wrapped,
        Known::Plain,
    );
    vectors
}
