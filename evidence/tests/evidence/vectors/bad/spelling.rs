// SPDX-License-Identifier: EUPL-1.2
//! Files that are not spelled as the format asks.

use super::{super::good::PARTY, Bad};
use portico_evidence::{
    Bundle,
    CheckName::{Account, Format, Genesis},
    Checkpoint, Cosignature, limits,
    memory::World,
};
use portico_rules::{
    primitives::{Address, Digest, Key, SignatureBytes},
    subject::Subject,
};

pub fn all(bad: &mut Bad) {
    let world = World::story();
    let honest = world.bundle([PARTY], []).unwrap();
    let text = honest.write();
    let mut replaced = |name, about, from: &str, to: &str, check| {
        assert_eq!(text.matches(from).count(), 1, "{name}");
        bad.text(name, about, text.replace(from, to), check);
    };
    replaced(
        "spelling-blank",
        "a blank after a colon",
        "\"genesis\":",
        "\"genesis\": ",
        Format,
    );
    replaced(
        "spelling-upper-case-x",
        "0X instead of 0x",
        "\"address\":\"0x01",
        "\"address\":\"0X01",
        Format,
    );
    replaced(
        "spelling-leading-zero",
        "a subject's number with a leading zero",
        "\"about\":[\"party 3\"]",
        "\"about\":[\"party 03\"]",
        Format,
    );
    replaced(
        "spelling-escape",
        "a character written as JSON's escape",
        "\"about\":[\"party 3\"]",
        "\"about\":[\"party \\u0033\"]",
        Format,
    );
    replaced(
        "spelling-half-byte",
        "an odd number of hexadecimal digits",
        "\"address\":\"0x01",
        "\"address\":\"0x1",
        Format,
    );
    replaced(
        "spelling-unknown-subject",
        "a kind of subject that there is not",
        "\"about\":[\"party 3\"]",
        "\"about\":[\"person 3\"]",
        Format,
    );
    replaced(
        "spelling-twice",
        "a subject that stands twice in a list",
        "\"about\":[\"party 3\"]",
        "\"about\":[\"party 3\",\"party 3\"]",
        Format,
    );
    replaced(
        "spelling-missing-key",
        "a key that is missing",
        ",\"headers\":[]",
        "",
        Format,
    );
    replaced(
        "spelling-order-of-keys",
        "keys in another order",
        "\"set_changes\":[],\"headers\":[]",
        "\"headers\":[],\"set_changes\":[]",
        Format,
    );
    replaced(
        "spelling-null",
        "a checkpoint of null instead of none",
        "}}\n",
        ",\"checkpoint\":null}}\n",
        Format,
    );
    replaced(
        "spelling-no-line-feed",
        "without the line feed at the end",
        "}}\n",
        "}}",
        Format,
    );
    replaced(
        "spelling-more-after-the-end",
        "a second line feed",
        "}}\n",
        "}}\n\n",
        Format,
    );
    replaced(
        "about-nothing",
        "about nothing",
        "\"about\":[\"party 3\"]",
        "\"about\":[]",
        Format,
    );
    replaced(
        "about-a-missing-history",
        "about a subject whose history is not there",
        "\"about\":[\"party 3\"]",
        "\"about\":[\"party 3\",\"party 4\"]",
        Format,
    );
    replaced(
        "later-format",
        "a later version of the format",
        "portico/evidence/v1",
        "portico/evidence/v2",
        Format,
    );
    bad.undecided();
    let digit = |genesis: &str| text.replace("\"genesis\":\"0x07", genesis);
    bad.text(
        "byte-of-genesis",
        "a byte of the genesis hash changed",
        digit("\"genesis\":\"0x06"),
        Genesis,
    );

    let at = text.find("\"header\":\"0x").unwrap() + 12;
    let at = at
        + text[at..]
            .find(|digit: char| digit.is_ascii_alphabetic())
            .unwrap();
    let mut upper = text.clone();
    upper.replace_range(at..=at, &text[at..=at].to_ascii_uppercase());
    bad.text(
        "spelling-upper-case",
        "a hexadecimal digit in upper case",
        upper,
        Format,
    );

    let mut bundle = honest.clone();
    bundle.contracts[0].histories.clear();
    bundle.about.clear();
    bad.add(
        "contract-without-histories",
        "a contract of which nothing is shown",
        &bundle,
        Format,
    );
    let mut bundle = world.bundle([PARTY, Subject::Party(4)], []).unwrap();
    bundle.contracts[0].histories.swap(0, 1);
    bad.add(
        "histories-out-of-order",
        "two histories in the wrong order",
        &bundle,
        Format,
    );
    let mut bundle = world.bundle([PARTY, Subject::Award(1)], []).unwrap();
    bundle.contracts.swap(0, 1);
    bad.add(
        "contracts-out-of-order",
        "two contracts in the wrong order",
        &bundle,
        Format,
    );
    let mut bundle = world.bundle([PARTY, Subject::Award(1)], []).unwrap();
    let award = bundle.contracts.pop().unwrap();
    bundle.contracts[0].histories.extend(award.histories);
    bad.add(
        "two-kinds-in-one-contract",
        "histories of two kinds in one contract",
        &bundle,
        Format,
    );
    let mut bundle = honest.clone();
    let mut second = bundle.contracts[0].clone();
    second.address = Address([0xaa; 20]);
    second.histories[0].subject = Subject::Party(4);
    bundle.contracts.push(second);
    bad.add(
        "two-contracts-of-one-kind",
        "two contracts that both keep parties",
        &bundle,
        Format,
    );
    limits(bad, &honest);
    let mut bundle = honest;
    bundle.state[0].clear();
    bad.add(
        "empty-node",
        "a node of no bytes: well spelled, but no node",
        &bundle,
        Account,
    );
}

/// One more, or one byte longer, than the format allows.
fn limits(bad: &mut Bad, honest: &Bundle) {
    let mut add = |name, about, change: &dyn Fn(&mut Bundle)| {
        let mut bundle = honest.clone();
        change(&mut bundle);
        bad.add(name, about, &bundle, Format);
    };
    add("node-too-long", "a node of 16,385 bytes", &|bundle| {
        bundle.state.push(vec![0; limits::NODE + 1]);
    });
    add("entry-too-long", "an entry of 16,385 bytes", &|bundle| {
        bundle.contracts[0].histories[0]
            .entries
            .push(vec![0; limits::ENTRY + 1]);
    });
    add("header-too-long", "a header of 65,537 bytes", &|bundle| {
        bundle.header = vec![0; limits::HEADER + 1];
    });
    add("headers-too-many", "4,097 headers", &|bundle| {
        bundle.finality.headers = vec![Vec::new(); limits::HEADERS + 1];
    });
    add("cosignatures-too-many", "257 cosignatures", &|bundle| {
        let cosignature = |number: usize| Cosignature {
            key: Key([[0; 30].as_slice(), &(number as u16).to_be_bytes()]
                .concat()
                .try_into()
                .unwrap()),
            signature: SignatureBytes([0; 64]),
        };
        bundle.finality.checkpoint = Some(Checkpoint {
            root: Digest([1; 32]),
            cosignatures: (0..=limits::COSIGNATURES).map(cosignature).collect(),
        });
    });
}
