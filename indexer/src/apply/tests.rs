// SPDX-License-Identifier: EUPL-1.2
//! The mirror against a ledger in memory: entries made by the rules, no chain.

use std::{collections::BTreeMap, path::Path, process::Command};

use portico_client::LocatedEntry;
use portico_rules::{
    entry::{Body, Entry, next_bytes},
    native::sha256,
    party::PartyBody,
    primitives::{Cents, Digest},
    row::{Row, RowKey},
    subject::SubjectKind,
};
use rusqlite::Connection;
use scale::DecodeAll;

use super::Applied;
use crate::{
    Database, IndexerError,
    check::{Check, Checked},
    project::Statements,
    testing::{KINDS, apply_all, dump, empty, genesis, ledger, located, story},
};

#[test]
fn rows_are_the_contracts_storage() {
    let chain = story();
    let (_directory, mut database) = empty(&chain);
    apply_all(&mut database, &located(&chain), 4).unwrap();
    for kind in KINDS {
        let mut statement = database
            .connection
            .prepare("SELECT row_key, row FROM rows WHERE subject_kind = ?1")
            .unwrap();
        let mirrored: BTreeMap<RowKey, Row> = statement
            .query_map([kind.word()], |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .unwrap()
            .map(|pair| {
                let (key, row) = pair.unwrap();
                (
                    RowKey::decode_all(&mut &key[..]).unwrap(),
                    Row::decode_all(&mut &row[..]).unwrap(),
                )
            })
            .collect();
        assert_eq!(mirrored, chain.rows(kind), "{}", kind.word());
        let entries = chain
            .entries
            .iter()
            .filter(|placed| placed.appended.entry.subject.kind() == kind)
            .count();
        assert_eq!(database.held(kind).unwrap(), entries as u64);
    }
}

/// The API hands `json` on as it is, and an entry's amount with it.
#[test]
fn entries_are_kept_as_written_with_the_amount_they_name() {
    let chain = story();
    let (_directory, mut database) = empty(&chain);
    apply_all(&mut database, &located(&chain), 4).unwrap();
    let mut statement = database
        .connection
        .prepare("SELECT json, amount FROM entries ORDER BY id")
        .unwrap();
    let kept: Vec<(String, Option<u64>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(kept.len(), chain.entries.len());
    let mut named = 0;
    for ((json, amount), placed) in kept.into_iter().zip(&chain.entries) {
        let entry = &placed.appended.entry;
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), *entry);
        let body = serde_json::to_value(&entry.body).unwrap();
        let fields = body["award"].as_object().and_then(|of| of.values().next());
        let expected = fields.and_then(|fields| {
            let part = &fields["outcome"]["partly_met"]["amount"];
            fields["amount"].as_u64().or(part.as_u64())
        });
        assert_eq!(amount, expected, "{json}");
        named += usize::from(amount.is_some());
    }
    assert!(named > 3, "only {named} name an amount");
}

/// One value.
fn one<T: rusqlite::types::FromSql>(database: &Database, sql: &str) -> T {
    database
        .connection
        .query_row(sql, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn tables_can_be_read() {
    let chain = story();
    let (_directory, mut database) = empty(&chain);
    apply_all(&mut database, &located(&chain), 100).unwrap();
    let text = |sql: &str| one::<String>(&database, sql);
    let number = |sql: &str| one::<i64>(&database, sql);

    assert_eq!(
        text("SELECT name FROM parties WHERE number = 3"),
        "Cooperativa Sociale Il Glicine"
    );
    assert_eq!(
        text("SELECT valid_until FROM parties WHERE number = 3"),
        "2027-12-31"
    );
    assert_eq!(
        number("SELECT managing_keys FROM parties WHERE number = 3"),
        1
    );
    assert_eq!(
        text("SELECT kind FROM parties WHERE number = 2"),
        "oversight_body"
    );
    assert_eq!(
        number("SELECT count(*) FROM standings WHERE party = 3 AND attested_by = 2"),
        1
    );
    assert_eq!(
        text("SELECT permissions FROM keys WHERE label = 'ragioneria'"),
        r#"["pay"]"#
    );

    assert_eq!(
        text("SELECT title FROM agreements WHERE number = 1"),
        "Doposcuola di quartiere"
    );
    assert_eq!(
        text("SELECT status FROM agreements WHERE number = 1"),
        "in_force"
    );
    assert_eq!(
        number("SELECT in_force FROM agreements WHERE number = 1"),
        1
    );
    assert_eq!(
        number("SELECT count(*) FROM participants WHERE signed_at IS NOT NULL"),
        2
    );
    assert_eq!(
        text("SELECT reason FROM invitations WHERE party = 3"),
        "Prima in graduatoria"
    );

    assert_eq!(
        number("SELECT granted FROM awards WHERE number = 1"),
        3_000_000
    );
    assert_eq!(
        number("SELECT attested FROM awards WHERE number = 1"),
        1_000_000
    );
    assert_eq!(
        number("SELECT paid FROM awards WHERE number = 1"),
        1_000_000
    );
    assert_eq!(
        text("SELECT cup FROM awards WHERE number = 1"),
        "B31B26000120004"
    );
    assert_eq!(number("SELECT agreement FROM awards WHERE number = 1"), 1);
    assert_eq!(
        text("SELECT title FROM milestones WHERE milestone = 2"),
        "Un anno di attività"
    );
    assert_eq!(number("SELECT lowest FROM claims"), 1_000_000);
    assert_eq!(
        number("SELECT amount FROM attestations WHERE outcome = 'met'"),
        1_200_000
    );
    assert_eq!(
        number("SELECT amount FROM attestations WHERE outcome = 'partly_met'"),
        1_000_000
    );
    assert_eq!(text("SELECT mandate_number FROM payments"), "1042");
    assert_eq!(text("SELECT receipt FROM payments"), "confirmed");
    assert_eq!(
        number("SELECT count(*) FROM payments WHERE receipt_at > recorded_at"),
        1
    );

    assert_eq!(number("SELECT recorded_paid FROM imports"), 240);
    assert_eq!(number("SELECT sum(paid) FROM historical_records"), 240);
    assert_eq!(
        number("SELECT row FROM historical_records WHERE paid_above_awarded"),
        3
    );
    assert_eq!(
        number("SELECT rejected_rows FROM imports WHERE complete"),
        1
    );

    assert_eq!(number("SELECT count(*) FROM entries WHERE carried"), 3);
    assert_eq!(
        text("SELECT action FROM entries WHERE subject_kind = 'award' AND seq = 1"),
        "claim"
    );
    assert_eq!(
        number("SELECT signer_party FROM entries WHERE action = 'claim'"),
        3
    );
    assert_eq!(
        text(
            "SELECT title FROM documents d JOIN entries e ON e.id = d.entry_id WHERE action = 'claim' AND place = 'documents/0'"
        ),
        "Relazione e registro presenze"
    );
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#[test]
fn however_entries_arrive_the_database_is_the_same() {
    let chain = story();
    let entries = located(&chain);
    let (_first, mut database) = empty(&chain);
    apply_all(&mut database, &entries, 1).unwrap();
    let expected = dump(database.file());
    for blocks in [2, 7, 1000] {
        let (_directory, mut database) = empty(&chain);
        apply_all(&mut database, &entries, blocks).unwrap();
        assert_eq!(dump(database.file()), expected, "{blocks} blocks at a time");
    }
}

#[test]
fn an_entry_that_is_delivered_again_changes_nothing() {
    let chain = story();
    let entries = located(&chain);
    let (_directory, mut database) = empty(&chain);
    apply_all(&mut database, &entries, 5).unwrap();
    let before = dump(database.file());
    let cursor = database.cursor().unwrap();
    let applied = database.apply(cursor, cursor, &entries).unwrap();
    assert_eq!(
        applied,
        Applied {
            written: 0,
            known: entries.len()
        }
    );
    assert_eq!(dump(database.file()), before);
}

/// Damages the entries in a way, and expects that the indexer stops, names the entry and writes nothing.
fn refused(damage: impl FnOnce(&mut Vec<LocatedEntry>), entry: &str, reason: &str) {
    let chain = story();
    let mut entries = located(&chain);
    let (_directory, mut database) = empty(&chain);
    let before = dump(database.file());
    damage(&mut entries);
    let upto = entries.last().unwrap().block;
    let error = database.apply(genesis(&chain), upto, &entries).unwrap_err();
    let IndexerError::Entry { .. } = error else {
        panic!("{error}")
    };
    let sentence = error.to_string();
    assert!(sentence.contains(entry), "{sentence} does not name {entry}");
    assert!(
        sentence.contains(reason),
        "{sentence} does not say {reason}"
    );
    assert_eq!(
        dump(database.file()),
        before,
        "something of a refused batch was written"
    );
    assert_eq!(database.cursor().unwrap(), genesis(&chain));
}

/// The place of an entry among all.
fn place_of(entries: &[LocatedEntry], kind: SubjectKind, seq: u32) -> usize {
    let is = |entry: &LocatedEntry| {
        let entry = &entry.appended.entry;
        entry.subject == kind.numbered(1) && entry.seq == seq
    };
    entries.iter().position(is).unwrap()
}

#[test]
fn a_gap_in_a_subject_stops_the_indexer() {
    refused(
        |entries| drop(entries.remove(place_of(entries, SubjectKind::Award, 2))),
        "entry 3 of award 1",
        "the next one is 2",
    );
}

#[test]
fn a_missing_entry_of_another_subject_is_noticed_too() {
    // Party 4's registration is left out; the next entry of the registry is about party 3.
    refused(
        |entries| {
            let is_last_party = |entry: &LocatedEntry| {
                entry.appended.entry.subject == SubjectKind::Party.numbered(4)
            };
            drop(entries.remove(entries.iter().position(is_last_party).unwrap()));
        },
        "entry 1 of party 3",
        "its contract's entry before it",
    );
}

#[test]
fn a_broken_head_stops_the_indexer() {
    refused(
        |entries| {
            let place = place_of(entries, SubjectKind::Agreement, 1);
            entries[place].appended.head = Digest([1; 32]);
        },
        "entry 1 of agreement 1",
        "its head is",
    );
}

#[test]
fn a_changed_entry_stops_the_indexer() {
    refused(
        |entries| {
            let place = place_of(entries, SubjectKind::Award, 4);
            entries[place].appended.entry.at += 1;
        },
        "entry 4 of award 1",
        "its head is",
    );
}

/// Gives a changed entry the head it should have, as a contract that lies would.
fn rehead(entries: &mut [LocatedEntry], place: usize) {
    let subject = entries[place].appended.entry.subject;
    let before = entries[..place]
        .iter()
        .rev()
        .find(|entry| entry.appended.entry.subject == subject)
        .unwrap();
    let bytes = next_bytes(&before.appended.head, &entries[place].appended.entry);
    entries[place].appended.head = sha256(&bytes);
}

#[test]
fn what_the_rules_refuse_stops_the_indexer() {
    // A payment above what is attested, with a head that is right.
    refused(
        |entries| {
            let place = place_of(entries, SubjectKind::Award, 4);
            let Body::Award(portico_rules::award::AwardBody::Pay(payment)) =
                &mut entries[place].appended.entry.body
            else {
                panic!("entry 4 of award 1 is a payment")
            };
            payment.amount = Cents(1_000_001);
            rehead(entries, place);
        },
        "entry 4 of award 1",
        "the rules refuse it",
    );
}

#[test]
fn a_forged_signature_stops_the_indexer() {
    refused(
        |entries| {
            let place = place_of(entries, SubjectKind::Award, 1);
            let entry = &mut entries[place].appended.entry;
            let portico_rules::authority::Signature::Carried { nonce, .. } = &mut entry.signature
            else {
                panic!("entry 1 of award 1 was carried")
            };
            *nonce += 1;
            rehead(entries, place);
        },
        "entry 1 of award 1",
        "its signature is not the signer's",
    );
}

#[test]
fn a_wrong_link_stops_the_indexer() {
    refused(
        |entries| {
            let place = place_of(entries, SubjectKind::Award, 5);
            entries[place].appended.entry.previous.subject_block -= 1;
            rehead(entries, place);
        },
        "entry 5 of award 1",
        "its subject's entry before it",
    );
}

#[test]
fn a_foreign_contract_stops_the_indexer() {
    refused(
        |entries| entries[2].contract = [9; 20],
        "entry 2 of party 1",
        "a contract that is not the ledger's",
    );
    refused(
        |entries| entries[2].contract = [SubjectKind::Award as u8 + 1; 20],
        "entry 2 of party 1",
        "the contract keeps subjects of kind award",
    );
}

#[test]
fn another_entry_under_a_known_name_stops_the_indexer() {
    let chain = story();
    let mut entries = located(&chain);
    let (_directory, mut database) = empty(&chain);
    apply_all(&mut database, &entries, 5).unwrap();
    let cursor = database.cursor().unwrap();
    entries[3].appended.entry.body = Body::Party(PartyBody::Suspend {
        reason: "altro".into(),
    });
    let error = database
        .apply(cursor, cursor, &entries)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("another entry was indexed under the same block and event"),
        "{error}"
    );
}

#[test]
fn two_indexers_on_one_file_are_told() {
    let chain = story();
    let entries = located(&chain);
    let (_directory, mut first) = empty(&chain);
    let mut second = Database::open(first.file().to_owned(), ledger(&chain)).unwrap();
    let from = first.cursor().unwrap();
    let upto = entries[0].block;
    first.apply(from, upto, &entries[..1]).unwrap();
    let before = dump(first.file());
    let error = second.apply(from, upto, &entries[..1]).unwrap_err();
    assert!(matches!(error, IndexerError::Shared { .. }), "{error}");
    assert_eq!(dump(first.file()), before);
}

#[test]
fn a_full_disk_stops_the_indexer_and_leaves_nothing_half_written() {
    let chain = story();
    let entries = located(&chain);
    let (_undisturbed, mut undisturbed) = empty(&chain);
    apply_all(&mut undisturbed, &entries, 3).unwrap();

    let (_directory, mut database) = empty(&chain);
    // Room for a few pages more than the empty schema takes.
    let pages: i64 = one(&database, "PRAGMA page_count");
    let mut stops = 0;
    for room in (pages..).step_by(4) {
        database
            .connection
            .pragma_update(None, "max_page_count", room)
            .unwrap();
        let before = database.cursor().unwrap();
        match apply_all(&mut database, &entries, 3) {
            Ok(()) => break,
            Err(error @ IndexerError::DiskFull { .. }) => {
                assert!(error.to_string().contains("free some space"), "{error}");
                stops += 1;
                assert!(database.cursor().unwrap() >= before);
                let done = database.cursor().unwrap().number;
                let beyond: i64 = one(
                    &database,
                    &format!("SELECT count(*) FROM entries WHERE block_number > {done}"),
                );
                assert_eq!(beyond, 0, "entries above the cursor");
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(stops > 0, "the disk was never full");
    assert_eq!(dump(database.file()), dump(undisturbed.file()));
}

#[test]
fn a_closed_database_is_one_file() {
    let chain = story();
    let (directory, mut database) = empty(&chain);
    apply_all(&mut database, &located(&chain), 100).unwrap();
    drop(database);
    let files: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert_eq!(files, ["ledger.sqlite"]);
}

const KILLED_FILE: &str = "PORTICO_TEST_KILLED_DATABASE";

/// Not a test: what [`a_killed_indexer_goes_on_where_it_was`] starts and which then dies in the middle of a
/// transaction.
#[test]
fn dies_in_the_middle_of_a_transaction() {
    let Some(file) = std::env::var_os(KILLED_FILE) else {
        return;
    };
    let chain = story();
    let entries = located(&chain);
    let mut database = Database::open(Path::new(&file), ledger(&chain)).unwrap();
    let from = database.cursor().unwrap();
    let mut batch = entries
        .iter()
        .filter(|entry| entry.block.number > from.number)
        .cloned();
    let first: Vec<_> = batch.by_ref().take(2).collect();
    database.apply(from, first[1].block, &first).unwrap();
    let Database {
        connection,
        reader,
        file,
        ledger,
    } = &mut database;
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let statements = Statements::new(connection);
    let range = (first[1].block, entries.last().unwrap().block);
    let mut check = Check::begin(reader, file, ledger, range).unwrap();
    for entry in batch.take(3) {
        let Checked::Follows(follows) = check.entry(&entry).unwrap() else {
            panic!("{entry} is known");
        };
        super::write(&statements, &entry, &follows).unwrap();
    }
    check.finish(&statements).unwrap();
    std::process::abort();
}

#[test]
fn a_killed_indexer_goes_on_where_it_was() {
    let chain = story();
    let entries = located(&chain);
    let (_undisturbed, mut undisturbed) = empty(&chain);
    apply_all(&mut undisturbed, &entries, 3).unwrap();

    let (_directory, database) = empty(&chain);
    let file = database.file().to_owned();
    drop(database);
    for kills in 1..=4 {
        let status = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "apply::tests::dies_in_the_middle_of_a_transaction",
            ])
            .env(KILLED_FILE, &file)
            .output()
            .unwrap()
            .status;
        assert!(!status.success(), "it was to die");
        let database = Database::open(&file, ledger(&chain)).unwrap();
        let written: i64 = one(&database, "SELECT count(*) FROM entries");
        assert_eq!(
            written,
            2 * kills,
            "what was committed before each kill, and no more"
        );
    }
    let mut database = Database::open(&file, ledger(&chain)).unwrap();
    apply_all(&mut database, &entries, 3).unwrap();
    assert_eq!(dump(&file), dump(undisturbed.file()));
}

#[test]
fn a_file_of_another_ledger_is_refused() {
    let chain = story();
    let (_directory, database) = empty(&chain);
    let file = database.file().to_owned();
    let mut other_chain = ledger(&chain);
    other_chain.genesis = [8; 32];
    let mut other_contract = ledger(&chain);
    other_contract.contracts[3].1 = [9; 20];
    for (ledger, what) in [
        (other_chain, "its genesis is 0x0707"),
        (other_contract, "its contract of kind award is 0x03"),
    ] {
        let error = Database::open(&file, ledger).err().unwrap();
        assert!(matches!(error, IndexerError::OtherLedger { .. }), "{error}");
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn a_file_that_is_not_ours_is_left_alone() {
    let chain = story();
    let directory = tempfile::tempdir().unwrap();
    let text = directory.path().join("letter.txt");
    std::fs::write(
        &text,
        "not a database, but a letter that is long enough to be taken for one".repeat(20),
    )
    .unwrap();
    let foreign = directory.path().join("foreign.sqlite");
    Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    for file in [text, foreign] {
        let before = std::fs::read(&file).unwrap();
        let error = Database::open(&file, ledger(&chain)).err().unwrap();
        assert!(matches!(error, IndexerError::NotOurs { .. }), "{error}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
}

#[test]
fn a_file_of_a_newer_version_is_refused() {
    let chain = story();
    let (_directory, database) = empty(&chain);
    database
        .connection
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let error = Database::open(database.file().to_owned(), ledger(&chain))
        .err()
        .unwrap();
    assert!(
        matches!(error, IndexerError::Newer { found: 999, .. }),
        "{error}"
    );
}
