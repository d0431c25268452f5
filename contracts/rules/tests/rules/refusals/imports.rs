// SPDX-License-Identifier: EUPL-1.2
//! Imports.

use super::*;

fn source(rows: u32) -> ImportBody {
    ImportBody::Open(Source {
        sha256: Digest([3; 32]),
        format: "l190-2020".into(),
        title: "Contratti 2020".into(),
        publisher: "Comune di Portico di Sotto".into(),
        licence: "CC-BY-4.0".into(),
        uri: String::new(),
        rows,
    })
}

fn record(row: u32, awarded: u64, paid: u64) -> HistoricalRecord {
    HistoricalRecord {
        row,
        authority: None,
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: "Fornitore Esempio S.r.l.".into(),
        cig: Some(Cig::parse("5462644C6C").unwrap()),
        cup: None,
        procedure: String::new(),
        awarded: Some(Cents(awarded)),
        paid: Some(Cents(paid)),
        start: None,
        end: None,
        year: Some(2020),
    }
}

#[test]
fn an_import_adds_up_and_happens_once() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    chain.direct(&city, None, source(4)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, None, source(4)),
        Refusal::AlreadyImported { import: 1 }
    );
    let records = |after, records| ImportBody::Record { after, records };
    chain
        .direct(
            &city,
            Some(1),
            records(0, vec![record(1, 100, 50), record(3, 10, 20)]),
        )
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            records(3, vec![record(3, 10, 20)])
        ),
        Refusal::RowsOutOfOrder { after: 3, found: 3 }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            records(3, vec![record(5, 10, 20)])
        ),
        Refusal::RowBeyondFile { found: 5, rows: 4 }
    );
    let totals = |rows, awarded, paid| ImportTotals {
        rows,
        awarded: Cents(awarded),
        paid: Cents(paid),
    };
    let finish = |recorded, rejected| ImportBody::Finish {
        recorded,
        rejected,
        rejects_sha256: Digest([1; 32]),
    };
    for (body, field) in [
        (finish(totals(1, 110, 70), totals(3, 0, 0)), Field::Records),
        (finish(totals(2, 111, 70), totals(2, 0, 0)), Field::Awarded),
        (finish(totals(2, 110, 71), totals(2, 0, 0)), Field::Paid),
        (finish(totals(2, 110, 70), totals(1, 0, 0)), Field::Rows),
    ] {
        let refusal = refused(&mut chain, who::CITY, Some(1), body);
        assert!(
            matches!(refusal, Refusal::TotalsDiffer { field: found, .. } if found == field),
            "{refusal}"
        );
    }
    chain
        .direct(&city, Some(1), finish(totals(2, 110, 70), totals(2, 5, 5)))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            records(3, vec![record(4, 1, 1)])
        ),
        Refusal::ImportComplete
    );
    crate::story::assert_folds(&chain);
}

/// Whoever sends the next rows before the last ones are known to be recorded leaves none out unnoticed, and brings none twice.
#[test]
fn rows_are_recorded_after_those_they_were_meant_to_follow() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    chain.direct(&city, None, source(9)).unwrap();
    let rows = |after, rows: [u32; 2]| ImportBody::Record {
        after,
        records: rows.map(|row| record(row, 1, 1)).into(),
    };
    let refuse = |chain: &mut portico_rules::memory::Chain, found, last_row| {
        let body = rows(found, [last_row + 3, last_row + 4]);
        assert_eq!(
            refused(chain, who::CITY, Some(1), body),
            Refusal::LastRowDiffers { found, last_row }
        );
    };
    // The rows before them were not recorded: refused, though they are in order and in the file.
    refuse(&mut chain, 2, 0);
    chain.direct(&city, Some(1), rows(0, [1, 2])).unwrap();
    // Nor does it help to say that there are none, or more than there are.
    for found in [0, 1, 3, u32::MAX] {
        refuse(&mut chain, found, 2);
    }
    // The very same again, as it may be brought twice.
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), rows(0, [1, 2])),
        Refusal::LastRowDiffers {
            found: 0,
            last_row: 2
        }
    );
    // Rejected rows in between are no gap: 4 and 6 follow 2.
    chain.direct(&city, Some(1), rows(2, [4, 6])).unwrap();
    refuse(&mut chain, 4, 6);
    chain.direct(&city, Some(1), rows(6, [7, 9])).unwrap();
    crate::story::assert_folds(&chain);
}

/// The text that is signed says after which row: so the signer's word holds for that place alone.
#[test]
fn the_signed_text_names_the_row_before() {
    let chain = with_parties();
    let text = |after| {
        let records = vec![record(7, 1, 1), record(9, 1, 1)];
        chain.text(
            Some(1),
            &ImportBody::Record { after, records },
            1,
            sample::START + 60,
        )
    };
    for line in [
        "after row: 5\n",
        "records: 2\n",
        "first row: 7\n",
        "last row: 9\n",
    ] {
        assert!(text(5).contains(line), "{}", text(5));
    }
    assert_ne!(text(5), text(6));
}

#[test]
fn an_import_is_its_importers() {
    let mut chain = with_parties();
    chain.direct(&pair(who::CITY), None, source(4)).unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::OVERSIGHT,
            Some(1),
            ImportBody::Record {
                after: 0,
                records: vec![record(1, 1, 1)]
            }
        ),
        Refusal::MissingPermission {
            party: party::OVERSIGHT,
            needed: Permission::Publish
        }
    );
}

#[test]
fn an_import_goes_on_only_by_the_administration_that_opened_it() {
    let mut chain = with_parties();
    chain.direct(&pair(who::CITY), None, source(4)).unwrap();
    let registration = sample::registration(
        PartyKind::Administration,
        "Comune di Portico di Sopra",
        7_234_500_037,
        72,
        &[Permission::ManageKeys, Permission::Publish],
    );
    chain
        .direct(&pair(who::CITY), None, PartyBody::Register(registration))
        .unwrap();
    let body = ImportBody::Record {
        after: 0,
        records: vec![record(1, 1, 1)],
    };
    assert_eq!(
        refused(&mut chain, 72, Some(1), body),
        Refusal::NotTheAdministration {
            party: 5,
            administration: party::CITY
        }
    );
}

#[test]
fn a_record_reports_an_amount() {
    let mut chain = with_parties();
    chain.direct(&pair(who::CITY), None, source(4)).unwrap();
    let mut record = record(1, 1, 1);
    (record.awarded, record.paid) = (None, None);
    let body = ImportBody::Record {
        after: 0,
        records: vec![record],
    };
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), body),
        Refusal::Empty {
            field: Field::Amount
        }
    );
}
