// SPDX-License-Identifier: EUPL-1.2
//! Blocks that are not final, or not for a verifier that trusts what it trusts.

use super::{
    super::{
        good::{PARTY, by_descendants, changed},
        ledgers::{WITNESSES, cosigned},
    },
    Bad, Known,
};
use crate::lenient::{How, NEUTRAL, by_nobody, with_one};
use ed25519_dalek::SigningKey;
use portico_evidence::{
    Authority, Bundle,
    CheckName::{Authorities, Finality, Headers, Witnesses},
    SetChange,
    grandpa::Justification,
    memory::{World, authorities, header, justify, validators},
};
use portico_rules::primitives::Digest;
use scale::{Compact, Encode};

pub fn all(bad: &mut Bad) {
    set_changes(bad);
    headers(bad);
    justifications(bad);
    lenient(bad);
    witnesses(bad);
}

/// A header with these digest items of GRANDPA.
fn announcing(number: u32, items: &[Vec<u8>]) -> Vec<u8> {
    let mut out = ([4u8; 32], Compact(number), [5u8; 32], [3u8; 32]).encode();
    Compact(items.len() as u32).encode_to(&mut out);
    for item in items {
        out.extend((4u8, *b"FRNK", item).encode());
    }
    out
}

fn list(authorities: &[Authority]) -> Vec<([u8; 32], u64)> {
    authorities
        .iter()
        .map(|authority| (authority.key.0, authority.weight))
        .collect()
}

fn set_changes(bad: &mut Bad) {
    let honest = changed().bundle([PARTY], []).unwrap();
    let mut add = |name, about, check, change: &dyn Fn(&mut Vec<SetChange>)| {
        let mut bundle = honest.clone();
        change(&mut bundle.finality.set_changes);
        bad.add(name, about, &bundle, check);
    };
    add(
        "set-change-skipped",
        "the first of two changes of validators is missing",
        Authorities,
        &|list| {
            list.remove(0);
        },
    );
    add(
        "set-change-last-missing",
        "the last change of validators is missing",
        Finality,
        &|list| {
            list.pop();
        },
    );
    add(
        "set-change-repeated",
        "a change of validators stands twice",
        Authorities,
        &|list| {
            list.insert(1, list[0].clone());
        },
    );
    add(
        "set-changes-swapped",
        "the changes of validators in the wrong order",
        Authorities,
        &|list| list.swap(0, 1),
    );
    let own = validators(100..=103);
    let forged = header(
        Digest([4; 32]),
        100,
        Digest([5; 32]),
        Some(&authorities(&own)),
    );
    add(
        "set-change-forged",
        "validators who appoint themselves",
        Authorities,
        &|list| {
            list[0].header.clone_from(&forged);
            list[0].justification = justify(&forged, 0, &own).write();
        },
    );
    add(
        "set-change-two-of-four",
        "a change that half of the validators signed",
        Authorities,
        &|list| {
            list[0].header.clone_from(&forged);
            list[0].justification = justify(&forged, 0, &validators(1..=2)).write();
        },
    );
    add(
        "set-change-altered",
        "the announced validators changed after they were signed",
        Authorities,
        &|list| {
            list[0].header.clone_from(&forged);
        },
    );
    let change = |header: Vec<u8>, signers: &[SigningKey]| {
        let justification = justify(&header, 0, signers).write();
        vec![SetChange {
            header,
            justification,
        }]
    };
    let four = validators(1..=4);
    let next = list(&authorities(&validators(3..=9)));
    let plain = header(Digest([4; 32]), 100, Digest([5; 32]), None);
    add(
        "set-change-announces-nobody",
        "a block that announces no validators",
        Authorities,
        &|list| {
            *list = change(plain.clone(), &four);
        },
    );
    let unknown = announcing(100, &[vec![9, 0]]);
    add(
        "set-change-unknown-log",
        "a message of GRANDPA that there is not: it is no header",
        Authorities,
        &|list| {
            list[0].header.clone_from(&unknown);
        },
    );
    let genesis = header(
        Digest([4; 32]),
        0,
        Digest([5; 32]),
        Some(&authorities(&validators(3..=9))),
    );
    add(
        "set-change-in-genesis",
        "a change in block 0",
        Authorities,
        &|list| *list = change(genesis.clone(), &four),
    );
    let scheduled = |delay: u32| (1u8, &next, delay).encode();
    let delayed = announcing(100, &[scheduled(5)]);
    add(
        "set-change-delayed-by-others",
        "a delayed change that the validators did not sign",
        Authorities,
        &|list| {
            *list = change(delayed.clone(), &validators(100..=103));
        },
    );
    // The set that is to follow is empty, and nobody's signatures are as many as it takes.
    let to_nobody = header(Digest([4; 32]), 100, Digest([5; 32]), Some(&[]));
    let mut bundle = honest.clone();
    bundle.finality.headers.clear();
    bundle.finality.set_changes = change(to_nobody, &four);
    bundle.finality.justification = justify(&honest.header, 1, &[]).write();
    let twice = [validators(3..=9), validators(3..=3)].concat();
    let doubled = header(
        Digest([4; 32]),
        100,
        Digest([5; 32]),
        Some(&authorities(&twice)),
    );
    let mut repeated = honest.clone();
    repeated.finality.headers.clear();
    repeated.finality.set_changes = change(doubled, &four);
    repeated.finality.justification = justify(&honest.header, 1, &validators(3..=9)).write();
    let mut weightless = honest.clone();
    let mut light = authorities(&validators(3..=9));
    light[6].weight = 0;
    let light = header(Digest([4; 32]), 100, Digest([5; 32]), Some(&light));
    weightless.finality.headers.clear();
    weightless.finality.set_changes = change(light, &four);
    weightless.finality.justification = justify(&honest.header, 1, &validators(3..=8)).write();
    for (name, about, items) in [
        (
            "set-change-delayed",
            "a change that holds only later",
            vec![scheduled(5)],
        ),
        (
            "set-change-forced",
            "a forced change",
            vec![(2u8, 90u32, &next, 0u32).encode()],
        ),
        (
            "set-change-pause",
            "the validators are told to pause",
            vec![(4u8, 0u32).encode()],
        ),
        (
            "set-change-twice-announced",
            "two changes in one block",
            vec![scheduled(0), scheduled(0)],
        ),
    ] {
        add(name, about, Authorities, &|list| {
            *list = change(announcing(100, &items), &four)
        });
    }
    bad.0
        .iter_mut()
        .rev()
        .take(4)
        .for_each(|vector| vector.verdict = portico_evidence::Verdict::Undecided);
    bad.add(
        "set-change-to-nobody",
        "the next set has no validators, and nobody signed",
        &bundle,
        Finality,
    );
    bad.add(
        "set-change-to-one-twice",
        "the next set names a validator twice",
        &repeated,
        Finality,
    );
    bad.add(
        "set-change-to-one-without-weight",
        "the next set has a validator of weight 0",
        &weightless,
        Finality,
    );
}

fn headers(bad: &mut Bad) {
    let mut world = World::story();
    world.headers = 3;
    let honest = world.bundle([PARTY], []).unwrap();
    let mut add = |name, about, check, change: &dyn Fn(&mut Bundle)| {
        let mut bundle = honest.clone();
        change(&mut bundle);
        bad.add(name, about, &bundle, check);
    };
    add(
        "headers-gap",
        "a header between the bundle's block and the signed one is missing",
        Headers,
        &|bundle| {
            bundle.finality.headers.remove(1);
        },
    );
    add(
        "headers-last-missing",
        "the signed header is missing",
        Finality,
        &|bundle| {
            bundle.finality.headers.pop();
        },
    );
    add(
        "headers-swapped",
        "two headers in the wrong order",
        Headers,
        &|bundle| bundle.finality.headers.swap(0, 1),
    );
    add(
        "headers-wrong-number",
        "a header whose number does not follow",
        Headers,
        &|bundle| {
            let parent = portico_evidence::header::blake2_256(&bundle.header);
            bundle.finality.headers = vec![header(parent, 1_000_002, Digest([8; 32]), None)];
            bundle.finality.justification =
                justify(&bundle.finality.headers[0], 0, &validators(1..=4)).write();
        },
    );
    add(
        "header-with-more-bytes",
        "a byte after the header",
        Headers,
        &|bundle| bundle.header.push(0),
    );
    add(
        "header-cut-off",
        "the header's last byte is missing",
        Headers,
        &|bundle| {
            bundle.header.pop();
        },
    );
    add(
        "header-of-another-block",
        "an earlier block's header, whose state is another",
        Headers,
        &|bundle| {
            bundle.header = header(Digest([6; 32]), 999_999, Digest([1; 32]), None);
        },
    );
}

fn justifications(bad: &mut Bad) {
    let world = World::story();
    let honest = world.bundle([PARTY], []).unwrap();
    let header_bytes = &honest.header;
    let set = validators(1..=4);
    let mut add = |name, about, justification: &Justification| {
        let mut bundle = honest.clone();
        bundle.finality.justification = justification.write();
        bad.add(name, about, &bundle, Finality);
    };
    let own = justify(header_bytes, 0, &set);
    let two = justify(header_bytes, 0, &set[..2]);
    add(
        "signatures-two-of-four",
        "two of four validators signed: one less than it takes",
        &two,
    );
    let mut repeated = two.clone();
    repeated.precommits.push(two.precommits[0].clone());
    add(
        "signatures-repeated",
        "two of four validators signed, one of them twice",
        &repeated,
    );
    let mut repeated = own.clone();
    repeated.precommits.push(own.precommits[0].clone());
    add(
        "signatures-enough-and-repeated",
        "all signed, one of them twice",
        &repeated,
    );
    add(
        "signatures-foreign-set",
        "four others signed",
        &justify(header_bytes, 0, &validators(50..=53)),
    );
    let mut stranger = own.clone();
    stranger
        .precommits
        .extend(justify(header_bytes, 0, &validators(50..=50)).precommits);
    add(
        "signatures-and-a-stranger",
        "all signed, and somebody else",
        &stranger,
    );
    add(
        "signatures-wrong-set-id",
        "the right validators signed under another set's number",
        &justify(header_bytes, 1, &set),
    );
    let mut round = own.clone();
    round.round += 1;
    add(
        "signatures-wrong-round",
        "the signatures are of another round",
        &round,
    );
    let mut flipped = own.clone();
    flipped.precommits[3].signature[0] ^= 1;
    add(
        "signatures-three-and-a-wrong-one",
        "three of four signed, the fourth's signature is wrong",
        &flipped,
    );
    let other = header(Digest([6; 32]), 1_000_000, Digest([1; 32]), None);
    let borrowed = justify(&other, 0, &set);
    add(
        "signatures-of-another-block",
        "the justification of another block",
        &borrowed,
    );
    let renamed = Justification {
        target: own.target,
        ..borrowed
    };
    add(
        "signatures-of-another-block-renamed",
        "the same, under this block's name",
        &renamed,
    );
    let mut padded = own.clone();
    padded.ancestry.push(other.clone());
    add(
        "ancestry-not-needed",
        "a header in the ancestry that leads to no signature",
        &padded,
    );
    let mut cut = by_descendants(&honest);
    cut.ancestry.clear();
    add(
        "ancestry-missing",
        "a signature for a child that is not in the ancestry",
        &cut,
    );
    let mut doubled = by_descendants(&honest);
    doubled.ancestry.push(doubled.ancestry[0].clone());
    add(
        "ancestry-repeated",
        "a header twice in the ancestry",
        &doubled,
    );
    let mut apart = by_descendants(&honest);
    apart.precommits.truncate(2);
    apart
        .precommits
        .extend(justify(&other, 0, &set[2..]).precommits);
    apart.ancestry = vec![other];
    add(
        "ancestry-of-a-fork",
        "signatures for a block that does not descend from this one",
        &apart,
    );

    let mut bundle = honest.clone();
    bundle.finality.justification.push(0);
    bad.add(
        "justification-with-more-bytes",
        "a byte after the justification",
        &bundle,
        Finality,
    );
    bundle.finality.justification.clear();
    bad.add("justification-empty", "no justification", &bundle, Finality);
    bundle.finality.justification = justify(header_bytes, 0, &set[1..]).write();
    bad.add(
        "weights-too-light",
        "three validators signed, which weigh 3 of 8",
        &bundle,
        Finality,
    );
    bad.with(Known::Weights);

    // The set before signs for the last one's block.
    let mut stale = changed().bundle([PARTY], []).unwrap();
    stale.finality.headers.clear();
    stale.finality.justification = justify(&stale.header, 1, &validators(3..=9)).write();
    bad.add(
        "signatures-stale-set",
        "the set before signed, under its own number",
        &stale,
        Finality,
    );
    stale.finality.justification = justify(&stale.header, 2, &validators(3..=9)).write();
    bad.add(
        "signatures-stale-set-renumbered",
        "the set before signed, under the last one's number",
        &stale,
        Finality,
    );
}

/// Signatures that another reading of Ed25519 accepts.
fn lenient(bad: &mut Bad) {
    let honest = World::story().bundle([PARTY], []).unwrap();
    let four = validators(1..=4);
    let three = justify(&honest.header, 0, &four[..3]);
    for (name, about, how) in [
        (
            "signature-with-torsion",
            "three of four signed; the fourth's signature holds with the cofactor only",
            How::Torsion,
        ),
        (
            "signature-of-small-order",
            "three of four signed; R of the fourth's signature is of small order",
            How::SmallR,
        ),
        (
            "signature-not-reduced",
            "three of four signed; S of the fourth's signature has the group's order added",
            How::Unreduced,
        ),
    ] {
        let mut bundle = honest.clone();
        let justification = with_one(&three, &honest.header, 0, &four[3], how);
        bundle.finality.justification = justification.write();
        bad.add(name, about, &bundle, Finality);
    }
    // Validators hand over to a key for which nobody needs a secret.
    let nobody = Authority {
        key: Digest(NEUTRAL),
        weight: 1,
    };
    let hand_over = header(Digest([4; 32]), 100, Digest([5; 32]), Some(&[nobody]));
    let mut bundle = honest.clone();
    bundle.finality.set_changes = vec![SetChange {
        justification: justify(&hand_over, 0, &four).write(),
        header: hand_over,
    }];
    let mut justification = justify(&honest.header, 1, &four[..1]);
    justification.precommits[0].key = NEUTRAL;
    justification.precommits[0].signature = by_nobody();
    bundle.finality.justification = justification.write();
    bad.add(
        "validator-of-small-order",
        "a validator whose key is of small order, and a signature that anybody can make for it",
        &bundle,
        Finality,
    );
}

fn witnesses(bad: &mut Bad) {
    let world = World::story();
    let honest = world.bundle([PARTY], []).unwrap();
    let mut add = |name, about, known, checkpoint| {
        let mut bundle = honest.clone();
        bundle.finality.checkpoint = checkpoint;
        bad.add(name, about, &bundle, Witnesses);
        bad.with(known);
    };
    let [one, two, three] = WITNESSES;
    let by = |numbers: &[u8]| cosigned(&world, &honest, numbers);
    add(
        "witnesses-none",
        "no checkpoint, and two witnesses are required",
        Known::Witnesses,
        None,
    );
    add(
        "witnesses-one",
        "one of three witnesses cosigned, two are required",
        Known::Witnesses,
        Some(by(&[one])),
    );
    add(
        "witnesses-strangers",
        "one of three witnesses and two others cosigned",
        Known::Witnesses,
        Some(by(&[one, 40, 41])),
    );
    let mut wrong = by(&[one, two, three]);
    wrong.cosignatures[2].signature.0[0] ^= 1;
    add(
        "witnesses-two-and-a-wrong-one",
        "two witnesses cosigned, a third signature is wrong",
        Known::Witnesses,
        Some(wrong.clone()),
    );
    add(
        "witnesses-wrong-not-required",
        "a cosignature is wrong, and none are required",
        Known::Plain,
        Some(wrong),
    );
    let mut other = by(&[one, two]);
    other.root.0[0] ^= 1;
    add(
        "witnesses-other-root",
        "two witnesses cosigned another root",
        Known::Witnesses,
        Some(other),
    );
    let mut twice = by(&[one]);
    twice.cosignatures.push(twice.cosignatures[0].clone());
    let mut bundle = honest.clone();
    bundle.finality.checkpoint = Some(twice);
    bad.add(
        "witnesses-one-twice",
        "one witness's cosignature stands twice",
        &bundle,
        portico_evidence::CheckName::Format,
    );
    bad.with(Known::Witnesses);
}
