// SPDX-License-Identifier: EUPL-1.2
//! Members' registers.

use super::*;
use portico_rules::native::sha256;
use portico_rules::party::MembersRow;
use portico_rules::party::members::{includes, leaf_bytes, path, root};
use portico_rules::row::{Row, RowKey};
use proptest::prelude::*;

fn deposit(year: u16, members: u32) -> PartyBody {
    PartyBody::DepositMembers {
        year,
        members,
        root: Digest([5; 32]),
    }
}

fn correct(year: u16, members: u32) -> PartyBody {
    PartyBody::CorrectMembers {
        year,
        members,
        root: Digest([6; 32]),
        reason: "Un socio in più".into(),
    }
}

#[test]
fn a_cooperative_deposits_its_own_register_once_a_year() {
    let mut chain = with_parties();
    let cooperative = pair(who::COOPERATIVE);
    let to = Some(party::COOPERATIVE);
    assert_eq!(
        refused(&mut chain, who::OTHER_COOPERATIVE, to, deposit(2025, 9)),
        Refusal::NotTheParty {
            party: party::OTHER_COOPERATIVE,
            expected: party::COOPERATIVE
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(party::CITY), deposit(2025, 9)),
        Refusal::WrongKind {
            found: PartyKind::Administration
        }
    );
    for year in [1969, 2027] {
        assert_eq!(
            refused(&mut chain, who::COOPERATIVE, to, deposit(year, 9)),
            Refusal::DateOutOfRange { field: Field::Year }
        );
    }
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, to, deposit(2025, 2)),
        Refusal::TooFew {
            field: Field::Members,
            found: 2,
            least: 3
        }
    );
    let zero = PartyBody::DepositMembers {
        year: 2025,
        members: 9,
        root: Digest([0; 32]),
    };
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, to, zero),
        Refusal::ZeroDigest { field: Field::Root }
    );
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, to, correct(2025, 9)),
        Refusal::NoMembers { year: 2025 }
    );
    chain.direct(&cooperative, to, deposit(2025, 9)).unwrap();
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, to, deposit(2025, 9)),
        Refusal::MembersDeposited { year: 2025 }
    );
    chain.direct(&cooperative, to, deposit(2026, 10)).unwrap();
    let silent = PartyBody::CorrectMembers {
        year: 2025,
        members: 9,
        root: Digest([6; 32]),
        reason: " ".into(),
    };
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, to, silent),
        Refusal::Empty {
            field: Field::Reason
        }
    );
    chain.direct(&cooperative, to, correct(2025, 10)).unwrap();
    let key = RowKey::Members {
        party: party::COOPERATIVE,
        year: 2025,
    };
    let Row::Members(row) = chain.rows(SubjectKind::Party)[&key] else {
        panic!("no register")
    };
    assert_eq!((row.members, row.corrections), (10, 1));
    crate::story::assert_folds(&chain);
}

/// Roots and paths of RFC 6962's own form, computed apart: eight leaves, and the sizes below.
#[test]
fn the_tree_is_that_of_rfc_6962() {
    let leaf = |number: u8| sha256(&leaf_bytes(&Digest([number; 32]), &[number]));
    let pair = |left: Digest, right: Digest| {
        let mut bytes = vec![1];
        bytes.extend(left.0);
        bytes.extend(right.0);
        sha256(&bytes)
    };
    let leaves: Vec<Digest> = (1..=5).map(leaf).collect();
    let [a, b, c, d, e] = leaves[..] else {
        panic!("five")
    };
    for (count, expected) in [
        (1, a),
        (2, pair(a, b)),
        (3, pair(pair(a, b), c)),
        (4, pair(pair(a, b), pair(c, d))),
        (5, pair(pair(pair(a, b), pair(c, d)), e)),
    ] {
        assert_eq!(root(&sha256, &leaves[..count]), Some(expected), "{count}");
    }
    assert_eq!(root(&sha256, &[]), None);
    assert_eq!(path(&sha256, &leaves, 5), None);
    assert_eq!(
        path(&sha256, &leaves, 4),
        Some(vec![pair(pair(a, b), pair(c, d))])
    );
    assert_eq!(path(&sha256, &leaves[..3], 0), Some(vec![b, c]));
}

proptest! {
    /// Every member proves that it is one, and nobody proves anything else: not another place, another record, another salt, another
    /// number of members, nor with a path that was touched.
    #[test]
    fn a_member_proves_its_place_and_no_other(
        records in prop::collection::vec(any::<[u8; 8]>(), 1..40),
        at in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        touched in any::<prop::sample::Index>(),
    ) {
        let salt = |place: usize| Digest([place as u8 + 1; 32]);
        let leaves: Vec<Digest> = (records.iter().enumerate())
            .map(|(place, record)| sha256(&leaf_bytes(&salt(place), record)))
            .collect();
        let register = MembersRow {
            members: leaves.len() as u32,
            root: root(&sha256, &leaves).unwrap(),
            corrections: 0,
        };
        let (at, other) = (at.index(leaves.len()), other.index(leaves.len()));
        let path = path(&sha256, &leaves, at).unwrap();
        let holds = |register: &MembersRow, place: usize, leaf: &Digest, path: &[Digest]| {
            includes(&sha256, register, place as u32, leaf, path)
        };
        prop_assert!(holds(&register, at, &leaves[at], &path));
        prop_assert_eq!(holds(&register, other, &leaves[at], &path), at == other);
        prop_assert_eq!(holds(&register, at, &leaves[other], &path), at == other);
        prop_assert!(!holds(&register, leaves.len(), &leaves[at], &path));
        let forgotten = sha256(&leaf_bytes(&salt(leaves.len()), &records[at]));
        prop_assert!(!holds(&register, at, &forgotten, &path));
        if !path.is_empty() {
            let mut broken = path.clone();
            broken[touched.index(path.len())].0[0] ^= 1;
            prop_assert!(!holds(&register, at, &leaves[at], &broken));
            prop_assert!(!holds(&register, at, &leaves[at], &path[1..]));
        }
        let mut longer = path.clone();
        longer.push(leaves[at]);
        prop_assert!(!holds(&register, at, &leaves[at], &longer));
    }
}
