// SPDX-License-Identifier: EUPL-1.2
//! Awards as they stand, for the forms that tell of states and not of changes: the terms, and the money that moved.
//!
//! Must not know any form.

use crate::{Error, Ledger, Years, organisation::Organisation};

/// A grant or a contract as it stands.
pub(crate) struct Award {
    pub(crate) number: u32,
    /// `published`, `suspended` or `closed`.
    pub(crate) status: String,
    pub(crate) administration: Organisation,
    pub(crate) beneficiary: Organisation,
    /// The agreement that it rests on: its number and its title.
    pub(crate) agreement: Option<(u32, String)>,
    /// `agreement`, `call`, `tender` or `act`.
    pub(crate) basis: String,
    /// The call or the act.
    pub(crate) reference: Option<String>,
    pub(crate) title: String,
    pub(crate) legal_basis: String,
    pub(crate) office: String,
    pub(crate) responsible_role: String,
    pub(crate) selection_method: String,
    pub(crate) cup: Option<String>,
    pub(crate) cig: Option<String>,
    /// Cents, as granted with all amendments.
    pub(crate) granted: u64,
    /// Cents, less what was recovered.
    pub(crate) kept: u64,
    /// Days, ISO 8601.
    pub(crate) published: String,
    pub(crate) start: String,
    pub(crate) end: String,
    /// When it was closed, seconds since the epoch.
    pub(crate) closed_at: Option<u64>,
    /// When it last changed, seconds since the epoch.
    pub(crate) modified: u64,
    /// Where the project can be had, as published.
    pub(crate) project: Option<String>,
}

/// Money that moved, or was promised.
pub(crate) struct Movement {
    /// A name of its own in the award.
    pub(crate) id: String,
    /// The day, ISO 8601.
    pub(crate) day: String,
    /// Cents; less than nothing if it was taken back.
    pub(crate) cents: i128,
    /// What it was.
    pub(crate) about: String,
}

/// Of which awards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Grants that were published in the years.
    Grants,
    /// Contracts that ran in the years: published by then, and not closed before.
    ContractsRunning,
    /// Both, by when they were published.
    Both,
}

impl Ledger<'_> {
    /// Does something with each award, in the order of their numbers.
    pub(crate) fn awards(
        &self,
        which: Which,
        years: Years,
        mut each: impl FnMut(Award) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (first, last) = match years {
            Years::All => (0, 9999),
            Years::One(year) => (year, year),
        };
        let condition = match which {
            Which::Grants => "a.kind = 'grant' AND published_year BETWEEN ?1 AND ?2",
            Which::Both => "published_year BETWEEN ?1 AND ?2",
            Which::ContractsRunning => {
                "a.kind = 'contract' AND published_year <= ?2
                 AND NOT (a.status = 'closed' AND CAST(strftime('%Y', a.status_at, 'unixepoch') AS INTEGER) < ?1)"
            }
        };
        let condition = condition.replace(
            "published_year",
            "CAST(substr(a.published, 1, 4) AS INTEGER)",
        );
        let sql = format!(
            "SELECT a.number, a.status, a.administration, a.beneficiary, a.agreement, g.title, a.basis, a.basis_reference,
                 a.title, a.legal_basis, a.office, a.responsible_role, a.selection_method, a.cup, a.cig, a.granted,
                 a.paid - a.recovered, a.published, a.start_date, a.end_date,
                 CASE a.status WHEN 'closed' THEN a.status_at END,
                 (SELECT at FROM entries WHERE id = a.last_entry_id),
                 (SELECT d.uri FROM entries e JOIN documents d ON d.entry_id = e.id AND d.place = 'project'
                  WHERE e.subject_kind = 'award' AND e.subject_number = a.number AND e.seq = 0)
             FROM awards a LEFT JOIN agreements g ON g.number = a.agreement
             WHERE {condition} ORDER BY a.number"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query((first, last))?;
        while let Some(row) = rows.next()? {
            let agreement = match (row.get(4)?, row.get(5)?) {
                (Some(number), Some(title)) => Some((number, title)),
                (_, _) => None,
            };
            each(Award {
                number: row.get(0)?,
                status: row.get(1)?,
                administration: self.party(row.get(2)?, i64::MAX)?,
                beneficiary: self.party(row.get(3)?, i64::MAX)?,
                agreement,
                basis: row.get(6)?,
                reference: row.get(7)?,
                title: row.get(8)?,
                legal_basis: row.get(9)?,
                office: row.get(10)?,
                responsible_role: row.get(11)?,
                selection_method: row.get(12)?,
                cup: row.get(13)?,
                cig: row.get(14)?,
                granted: row.get(15)?,
                kept: row.get(16)?,
                published: row.get(17)?,
                start: row.get(18)?,
                end: row.get(19)?,
                closed_at: row.get(20)?,
                modified: row.get(21)?,
                project: row.get(22)?,
            })?;
        }
        Ok(())
    }

    /// What was paid for an award and what was taken back, the oldest first.
    pub(crate) fn movements(&self, award: u32) -> Result<Vec<Movement>, Error> {
        let mut all = Vec::new();
        self.each(
            "SELECT p.entry_id, 'mandate-' || p.mandate_year || '-' || p.mandate_number, p.date, p.amount, m.title
             FROM payments p JOIN milestones m ON m.award = p.award AND m.milestone = p.milestone WHERE p.award = ?1
             UNION ALL
             SELECT r.entry_id, 'recovery-' || r.recovery, date(r.recorded_at, 'unixepoch'), -r.amount, r.reason
             FROM recoveries r WHERE r.award = ?1
             ORDER BY 1",
            [award],
            |row| {
                Ok(Movement {
                    id: row.get(1)?,
                    day: row.get(2)?,
                    cents: row.get::<_, i64>(3)?.into(),
                    about: row.get(4)?,
                })
            },
            |movement| {
                all.push(movement);
                Ok(())
            },
        )?;
        Ok(all)
    }

    /// What was promised, the oldest first: the first amount, and by how much each amendment changed it.
    pub(crate) fn commitments(&self, award: u32) -> Result<Vec<Movement>, Error> {
        let mut all: Vec<Movement> = Vec::new();
        let mut before = 0;
        self.each(
            "SELECT h.granted, date(e.at, 'unixepoch') FROM awards_history h JOIN entries e ON e.id = h.last_entry_id
             WHERE h.number = ?1 ORDER BY h.last_entry_id",
            [award],
            |row| Ok((i128::from(row.get::<_, u64>(0)?), row.get(1)?)),
            |(granted, day)| {
                if granted != before {
                    all.push(Movement {
                        id: format!("commitment-{}", all.len()),
                        day,
                        cents: granted - before,
                        about: String::new(),
                    });
                    before = granted;
                }
                Ok(())
            },
        )?;
        Ok(all)
    }
}
