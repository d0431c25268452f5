// SPDX-License-Identifier: EUPL-1.2
//! Histories that are not the subject's, or that nobody may have.

use super::{
    super::{
        forged,
        good::{AWARD, PARTY},
        told,
    },
    Bad,
};
use portico_evidence::{
    Bundle,
    CheckName::{Documents, Facts, Genesis, HashChain, Rules, Signatures},
    memory::{World, forged::with_heads},
};
use portico_rules::{
    authority::Signature,
    award::AwardBody,
    entry::{Body, Entry},
    fact::{Fact, FactValue},
    memory::sample::{START, day},
    party::{PartyKind, Permission, Permissions},
    primitives::{Cents, Digest},
    subject::Subject,
};

pub fn all(bad: &mut Bad) {
    chains(bad);
    unknown(bad);
    signatures(bad);
    rules(bad);
    facts(bad);
    fields_of_facts(bad);
    documents(bad);
}

fn chains(bad: &mut Bad) {
    let world = World::story();
    let honest = world.bundle([AWARD], []).unwrap();
    let mut add = |name, about, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut bundle = honest.clone();
        change(&mut bundle.contracts[0].histories[0].entries);
        bad.add(name, about, &bundle, HashChain);
    };
    add(
        "entry-dropped",
        "an entry in the middle is missing",
        &|entries| {
            entries.remove(2);
        },
    );
    add(
        "entry-last-dropped",
        "the last entry is missing",
        &|entries| {
            entries.pop();
        },
    );
    add(
        "entry-first-dropped",
        "the first entry is missing",
        &|entries| {
            entries.remove(0);
        },
    );
    add("entries-none", "a history without entries", &|entries| {
        entries.clear()
    });
    add("entry-doubled", "an entry stands twice", &|entries| {
        entries.insert(2, entries[2].clone())
    });
    add(
        "entries-reordered",
        "two entries in the wrong order",
        &|entries| entries.swap(2, 3),
    );
    add(
        "entry-byte-changed",
        "a byte of an entry changed",
        &|entries| entries[3][20] ^= 1,
    );
    add(
        "entry-head-changed",
        "a byte of a head changed",
        &|entries| {
            *entries[3].last_mut().unwrap() ^= 1;
        },
    );
    add(
        "entry-with-more-bytes",
        "a byte after an entry",
        &|entries| entries[5].push(0),
    );
    add(
        "entry-cut-off",
        "an entry of fewer bytes than a head has",
        &|entries| entries[5].truncate(20),
    );
    // What follows from it is recomputed, but the chain holds another head.
    let later = told(&world, AWARD, |entries| entries[5].at += 1);
    let (later, _) = with_heads(&world, AWARD, &later);
    add(
        "entry-changed-and-recomputed",
        "an entry's time was changed, and its head made anew",
        &|entries| entries.clone_from(&later),
    );
    let renumbered = told(&world, AWARD, |entries| {
        entries.remove(3);
        for (seq, entry) in (0..).zip(entries) {
            entry.seq = seq;
        }
    });
    let (renumbered, _) = with_heads(&world, AWARD, &renumbered);
    let mut bundle = honest.clone();
    bundle.contracts[0].histories[0].entries = renumbered;
    bad.add(
        "entry-dropped-and-recomputed",
        "an attestation is missing, and numbers and heads after it were made anew: the payment is not covered any more",
        &bundle,
        Rules,
    );

    // What the contract's own storage has, but no contract of this ledger would write.
    let mut add = |name, about, subject, entries: Vec<Vec<u8>>| {
        bad.add(
            name,
            about,
            &forged(&world, subject, &entries, []),
            HashChain,
        );
    };
    add(
        "subject-of-another",
        "entries of party 4 under the head of party 3",
        PARTY,
        told(&world, Subject::Party(4), |_| ()),
    );
    add(
        "numbers-with-a-gap",
        "entry 3 is numbered 4, with a head that is proven",
        AWARD,
        told(&world, AWARD, |entries| entries[3].seq = 4),
    );
    let opened = told(&world, AWARD, |entries| {
        let first = Entry {
            seq: 6,
            ..entries[0].clone()
        };
        entries.push(first);
    });
    add(
        "opened-twice",
        "a body that opens a subject at the end of a history",
        AWARD,
        opened,
    );
    let body = world.ledger.history(PARTY)[1].entry.body.clone();
    let foreign = told(&world, AWARD, |entries| entries[5].body = body.clone());
    add(
        "body-of-another-kind",
        "a party's body in an award's history",
        AWARD,
        foreign,
    );

    let mut other = world.clone();
    other.ledger.genesis = Digest([8; 32]);
    let mut bundle = other.bundle([AWARD], []).unwrap();
    bad.add(
        "another-chain",
        "the same ledger on another chain",
        &bundle,
        Genesis,
    );
    bundle.genesis = world.ledger.genesis;
    bundle.contracts[0].histories[0].entries = {
        let entries = told(&other, AWARD, |_| ());
        with_heads(&other, AWARD, &entries).0
    };
    bad.add(
        "another-chain-renamed",
        "the heads of another chain under this chain's name",
        &bundle,
        HashChain,
    );
}

/// Entries that a later program may know.
fn unknown(bad: &mut Bad) {
    let world = World::story();
    let mut entries = told(&world, AWARD, |entries| {
        let last = Entry {
            seq: 6,
            facts: Vec::new(),
            signature: Signature::Direct,
            body: Body::Award(AwardBody::Confirm { payment: 1 }),
            ..entries[5].clone()
        };
        entries.push(last);
    });
    // Body index 2 (award), then 4 (confirm), a `u32` and the two numbers of `Previous`.
    let last = &mut entries[6];
    let at = last.len() - 8 - 6;
    assert_eq!(last[at..at + 2], [2, 4]);
    last[at + 1] = 200;
    let proven = forged(&world, AWARD, &entries, []);
    bad.add(
        "unknown-entry",
        "an entry that this version does not know, up to a head that is proven",
        &proven,
        HashChain,
    );
    bad.undecided();
    let mut made_up = world.bundle([AWARD], []).unwrap();
    made_up.contracts[0].histories[0].entries = with_heads(&world, AWARD, &entries).0;
    bad.add(
        "unknown-entry-made-up",
        "the same, and the chain holds another head",
        &made_up,
        HashChain,
    );
    let mut wrong = proven;
    let entries = &mut wrong.contracts[0].histories[0].entries;
    *entries[2].last_mut().unwrap() ^= 1;
    bad.add(
        "unknown-entry-after-a-wrong-head",
        "the same up to the proven head, with a wrong head before",
        &wrong,
        HashChain,
    );
}

fn carried(entry: &mut Entry) -> (&mut [u8; 64], &mut u64) {
    match &mut entry.signature {
        Signature::Carried {
            signature, expiry, ..
        } => (&mut signature.0, expiry),
        Signature::Direct => panic!("a carried entry"),
    }
}

fn award(entry: &mut Entry) -> &mut AwardBody {
    match &mut entry.body {
        Body::Award(body) => body,
        _ => panic!("an award's body"),
    }
}

fn signatures(bad: &mut Bad) {
    let world = World::story();
    let mut add = |name, about, change: &dyn Fn(&mut Vec<Entry>)| {
        let entries = told(&world, AWARD, change);
        bad.add(
            name,
            about,
            &forged(&world, AWARD, &entries, []),
            Signatures,
        );
    };
    add(
        "signature-wrong",
        "a carried signature is wrong, all heads and the state fit",
        &|entries| carried(&mut entries[1]).0[0] ^= 1,
    );
    add(
        "signature-unmarked",
        "a carried signature without the mark in its last bit",
        &|entries| carried(&mut entries[1]).0[63] &= 0x7f,
    );
    add(
        "signature-of-another-command",
        "the claimed amount was changed after it was signed",
        &|entries| {
            let AwardBody::Claim { amount, .. } = award(&mut entries[1]) else {
                panic!("a claim")
            };
            *amount = Cents(1_100_000);
        },
    );
    add(
        "signature-of-another-entry",
        "the signature of another command of the same key",
        &|entries| {
            entries[1].signature = entries[5].signature;
        },
    );
    add(
        "signature-expired",
        "a command that was carried after its expiry",
        &|entries| {
            entries[1].at = *carried(&mut entries[1]).1 + 1;
        },
    );
    add(
        "signature-of-another-key",
        "the key that the entry names is not the one that signed",
        &|entries| {
            entries[1].by = entries[0].by;
        },
    );
}

fn rules(bad: &mut Bad) {
    let world = World::story();
    let mut add = |name, about, change: &dyn Fn(&mut Vec<Entry>)| {
        let entries = told(&world, AWARD, change);
        bad.add(name, about, &forged(&world, AWARD, &entries, []), Rules);
    };
    fn pay(entry: &mut Entry) -> &mut portico_rules::award::Payment {
        match award(entry) {
            AwardBody::Pay(payment) => payment,
            _ => panic!("a payment"),
        }
    }
    add(
        "rules-paid-above-attested",
        "a payment of a cent more than was attested",
        &|entries| {
            pay(&mut entries[4]).amount = Cents(1_000_001);
        },
    );
    add(
        "rules-without-permission",
        "a payment recorded by a key that may not",
        &|entries| {
            let attested = entries[2].clone();
            entries[4].by = attested.by;
            entries[4].facts[0] = attested.facts[0];
        },
    );
    add(
        "rules-before-publication",
        "a payment dated before the award was published",
        &|entries| {
            pay(&mut entries[4]).date = day("2026-03-01");
        },
    );
    add(
        "rules-fact-missing",
        "an entry that does not state a fact that its decision reads",
        &|entries| {
            entries[4].facts.pop();
        },
    );
    add(
        "rules-fact-extra",
        "an entry that states a fact that its decision does not read",
        &|entries| {
            let fact = entries[0].facts[0];
            entries[4].facts.push(fact);
        },
    );
    add(
        "rules-facts-swapped",
        "facts in another order than they are read in",
        &|entries| entries[0].facts.swap(0, 1),
    );
    add(
        "rules-attester-pays",
        "the key that attested records the payment, and is said to have the permission",
        &|entries| {
            let attester = entries[2].by;
            entries[4].by = attester;
            let FactValue::Signer(signer) = &mut entries[4].facts[0].value else {
                panic!("a signer")
            };
            signer.key = attester;
        },
    );
}

fn facts(bad: &mut Bad) {
    let world = World::story();
    let mut add = |name, about, change: &dyn Fn(&mut Vec<Entry>)| {
        let entries = told(&world, AWARD, change);
        bad.add(
            name,
            about,
            &forged(&world, AWARD, &entries, world.subjects()),
            Facts,
        );
    };
    fn signer(entry: &mut Entry) -> &mut Fact {
        entry
            .facts
            .iter_mut()
            .find(|fact| matches!(fact.value, FactValue::Signer(_)))
            .unwrap()
    }
    fn standing(entry: &mut Entry) -> &mut Fact {
        entry
            .facts
            .iter_mut()
            .find(|fact| matches!(fact.value, FactValue::Standing(standing) if standing.party == 3))
            .unwrap()
    }
    add(
        "fact-forged-standing",
        "a standing that is said to hold longer than was attested",
        &|entries| {
            let FactValue::Standing(value) = &mut standing(&mut entries[0]).value else {
                panic!("a standing")
            };
            value.valid_until = Some(day("2030-12-31"));
        },
    );
    add(
        "fact-forged-permissions",
        "a key that is said to have a permission more",
        &|entries| {
            let FactValue::Signer(value) = &mut signer(&mut entries[4]).value else {
                panic!("a signer")
            };
            value.permissions = Permissions::of(&[Permission::Pay, Permission::Sign]);
        },
    );
    add(
        "fact-forged-agreement",
        "an agreement whose budget is said to be larger",
        &|entries| {
            for fact in &mut entries[0].facts {
                if let FactValue::Agreement(value) = &mut fact.value {
                    value.budget = Cents(9_000_000);
                }
            }
        },
    );
    add(
        "fact-wrong-head",
        "a fact read at a head that the other subject never had",
        &|entries| {
            signer(&mut entries[0]).head.0[0] ^= 1;
        },
    );
    let earlier = world.ledger.history(Subject::Party(1))[1].head;
    add(
        "fact-out-of-date",
        "a fact read at an entry after which there was a later one already",
        &|entries| {
            let fact = signer(&mut entries[0]);
            (fact.seq, fact.head) = (1, earlier);
        },
    );
    add(
        "fact-of-an-entry-to-come",
        "a fact of the other subject's entry 9, which it does not have",
        &|entries| {
            signer(&mut entries[0]).seq = 9;
        },
    );
    add(
        "fact-from-the-future",
        "facts that came to be only after the entry that states them",
        &|entries| entries[0].at = START,
    );
    add(
        "fact-of-another-subject",
        "a standing that is said to be read in another party's history",
        &|entries| {
            let head = world.ledger.history(Subject::Party(4))[0].head;
            let fact = standing(&mut entries[0]);
            (fact.subject, fact.seq, fact.head) = (Subject::Party(4), 0, head);
        },
    );
}

/// A fact with a single field that is not so, for each field.
fn fields_of_facts(bad: &mut Bad) {
    let world = World::story();
    type Change = fn(&mut FactValue);
    let fields: [(&'static str, &'static str, Change); 12] = [
        (
            "fact-signer-key",
            "another key than the party was given",
            |value| {
                if let FactValue::Signer(signer) = value {
                    signer.key.0[0] ^= 1;
                }
            },
        ),
        (
            "fact-signer-party",
            "another party than the one whose key it is",
            |value| {
                if let FactValue::Signer(signer) = value {
                    signer.party += 1;
                }
            },
        ),
        ("fact-signer-kind", "another kind of party", |value| {
            if let FactValue::Signer(signer) = value {
                signer.kind = PartyKind::Supplier;
            }
        }),
        (
            "fact-standing-party",
            "the standing of another party",
            |value| {
                if let FactValue::Standing(standing) = value {
                    standing.party += 1;
                }
            },
        ),
        ("fact-standing-kind", "another kind of party", |value| {
            if let FactValue::Standing(standing) = value {
                standing.kind = PartyKind::ThirdSectorBody;
            }
        }),
        (
            "fact-standing-suspended",
            "a suspension that was not",
            |value| {
                if let FactValue::Standing(standing) = value {
                    standing.suspended = !standing.suspended;
                }
            },
        ),
        (
            "fact-agreement-number",
            "another agreement's number",
            |value| {
                if let FactValue::Agreement(agreement) = value {
                    agreement.agreement += 1;
                }
            },
        ),
        (
            "fact-agreement-party",
            "another party than the one that takes part",
            |value| {
                if let FactValue::Agreement(agreement) = value {
                    agreement.party += 1;
                }
            },
        ),
        (
            "fact-agreement-administration",
            "another administration",
            |value| {
                if let FactValue::Agreement(agreement) = value {
                    agreement.administration += 1;
                }
            },
        ),
        (
            "fact-agreement-version",
            "another version in force",
            |value| {
                if let FactValue::Agreement(agreement) = value {
                    agreement.in_force = Some(7);
                }
            },
        ),
        ("fact-agreement-end", "another last day", |value| {
            if let FactValue::Agreement(agreement) = value {
                agreement.end = day("2031-01-01");
            }
        }),
        (
            "fact-agreement-participates",
            "a party that is said to take no part",
            |value| {
                if let FactValue::Agreement(agreement) = value {
                    agreement.participates = !agreement.participates;
                }
            },
        ),
    ];
    for (name, about, change) in fields {
        let entries = told(&world, AWARD, |entries| {
            let before = entries[0].facts.clone();
            (entries[0].facts.iter_mut()).for_each(|fact| change(&mut fact.value));
            assert_ne!(entries[0].facts, before, "{name}");
        });
        let bundle = forged(&world, AWARD, &entries, world.subjects());
        bad.add(name, about, &bundle, Facts);
    }
}

fn documents(bad: &mut Bad) {
    let world = World::story();
    let honest = world.bundle([AWARD], []).unwrap();
    let mut add = |name, about, change: &dyn Fn(&mut Bundle)| {
        let mut bundle = honest.clone();
        change(&mut bundle);
        bad.add(name, about, &bundle, Documents);
    };
    add(
        "document-missing",
        "a document that an entry refers to is missing in the list",
        &|bundle| {
            bundle.documents.remove(1);
        },
    );
    add(
        "document-extra",
        "a document that no entry refers to",
        &|bundle| bundle.documents.push(Digest([0xff; 32])),
    );
    let mut swapped = honest.clone();
    swapped.documents.swap(0, 1);
    bad.add(
        "documents-out-of-order",
        "two documents in the wrong order",
        &swapped,
        portico_evidence::CheckName::Format,
    );
}
