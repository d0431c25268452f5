// SPDX-License-Identifier: EUPL-1.2
//! Which entries concern a party: those that it signed, those about itself, and those of every agreement, tender, award and
//! import that it has a part in.
//!
//! Must not know who asks.

use crate::{database::Snapshot, problem::Problem};

/// Whether the entry `e` concerns a party, which is the value of the one `?`.
pub(crate) const CONCERNS: &str = "EXISTS (
    WITH it (party) AS (SELECT ?)
    SELECT 1 FROM it WHERE e.signer_party = it.party
    UNION ALL SELECT 1 FROM it WHERE e.subject_kind = 'party' AND e.subject_number = it.party
    UNION ALL SELECT 1 FROM it JOIN awards a ON a.number = e.subject_number
        WHERE e.subject_kind = 'award' AND it.party IN (a.administration, a.beneficiary)
    UNION ALL SELECT 1 FROM it JOIN attesters a ON a.award = e.subject_number AND a.party = it.party
        WHERE e.subject_kind = 'award'
    UNION ALL SELECT 1 FROM it JOIN agreements a ON a.number = e.subject_number AND a.administration = it.party
        WHERE e.subject_kind = 'agreement'
    UNION ALL SELECT 1 FROM it JOIN invitations i ON i.agreement = e.subject_number AND i.party = it.party
        WHERE e.subject_kind = 'agreement'
    UNION ALL SELECT 1 FROM it JOIN participants x ON x.agreement = e.subject_number AND x.party = it.party
        WHERE e.subject_kind = 'agreement'
    UNION ALL SELECT 1 FROM it JOIN tenders t ON t.number = e.subject_number
        WHERE e.subject_kind = 'tender' AND it.party IN (t.administration, t.winner)
    UNION ALL SELECT 1 FROM it JOIN bid_invitations i ON i.tender = e.subject_number AND i.party = it.party
        WHERE e.subject_kind = 'tender'
    UNION ALL SELECT 1 FROM it JOIN bids b ON b.tender = e.subject_number AND b.party = it.party
        WHERE e.subject_kind = 'tender'
    UNION ALL SELECT 1 FROM it JOIN imports i ON i.number = e.subject_number AND i.administration = it.party
        WHERE e.subject_kind = 'import')";

/// The same entries, all that there are: found by what the party has a part in, not by looking at each. The party is
/// `?1`, the newest entry to look at `?2`; the sign before `e.id` keeps SQLite from reading all entries of a kind up to it.
const CONCERNING: &str = "
    SELECT id FROM entries WHERE signer_party = ?1 AND id <= ?2
    UNION SELECT e.id FROM (
        SELECT 'party' AS kind, ?1 AS number
        UNION SELECT 'award', number FROM awards WHERE administration = ?1
        UNION SELECT 'award', number FROM awards WHERE beneficiary = ?1
        UNION SELECT 'award', award FROM attesters WHERE party = ?1
        UNION SELECT 'agreement', number FROM agreements WHERE administration = ?1
        UNION SELECT 'agreement', agreement FROM invitations WHERE party = ?1
        UNION SELECT 'agreement', agreement FROM participants WHERE party = ?1
        UNION SELECT 'tender', number FROM tenders WHERE administration = ?1
        UNION SELECT 'tender', number FROM tenders WHERE winner = ?1
        UNION SELECT 'tender', tender FROM bid_invitations WHERE party = ?1
        UNION SELECT 'tender', tender FROM bids WHERE party = ?1
        UNION SELECT 'import', number FROM imports WHERE administration = ?1
    ) s CROSS JOIN entries e ON e.subject_kind = s.kind AND e.subject_number = s.number
    WHERE +e.id <= ?2";

/// How many of the newest entries are looked at one by one. Of a party that has a part in much, they are enough; of any
/// other, all that concern it are soon found.
const LOOKED_AT: i64 = 2_000;

/// The newest entries up to one that concern a party, newest first, by their numbers.
///
/// # Errors
/// What the database fails with.
pub(crate) fn newest(
    snapshot: &Snapshot<'_>,
    party: u32,
    upto: i64,
    limit: u32,
) -> Result<Vec<i64>, Problem> {
    let found = near(snapshot, party, (upto - LOOKED_AT, upto), limit)?;
    // u32 fits usize on every machine this runs on.
    if found.len() == limit as usize {
        return Ok(found);
    }
    all(snapshot, party, upto, limit)
}

/// Of the entries after one and up to another.
fn near(
    snapshot: &Snapshot<'_>,
    party: u32,
    (after, upto): (i64, i64),
    limit: u32,
) -> Result<Vec<i64>, Problem> {
    // The condition's own value comes first: it has no number.
    let sql = format!(
        "SELECT e.id FROM entries e WHERE {CONCERNS} AND e.id > ? AND e.id <= ? ORDER BY e.id DESC LIMIT ?"
    );
    snapshot.all(&sql, (party, after, upto, limit), |row| row.get(0))
}

/// Of all entries up to one.
fn all(snapshot: &Snapshot<'_>, party: u32, upto: i64, limit: u32) -> Result<Vec<i64>, Problem> {
    let sql = format!("{CONCERNING} ORDER BY id DESC LIMIT ?3");
    snapshot.all(&sql, (party, upto, limit), |row| row.get(0))
}
