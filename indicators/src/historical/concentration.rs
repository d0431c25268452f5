// SPDX-License-Identifier: EUPL-1.2
//! Much of what an administration gave, by an imported file, went to one recipient.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Concentration on one recipient, in an imported file.
#[derive(Clone, Copy, Debug)]
pub struct HistoricalConcentration;

impl Indicator for HistoricalConcentration {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "historical_concentration",
            title: "Concentration on one recipient, in an imported file",
            definition: "Of all that an imported file reports as awarded by one authority in one year, one recipient was awarded \
                more than share_percent, where there were at least least_records records with an amount, of at least \
                least_recipients recipients. Records without authority, year or amount are left out.",
            why: "As of awards: public money that goes mostly to one body may have been steered to it, and makes the \
                authority dependent on it.",
            false_positives: "What concentration_on_one_beneficiary has; a file that holds only a part of what the authority gave; \
                a framework contract that stands in the file with its whole value; a joint award, whose amount some files repeat \
                for each of its recipients; an amount with misplaced decimals.",
            source: "Open Contracting Partnership, Red Flags for integrity in public procurement (2024): a supplier's \
                share of a buyer's spending",
            source_url: Some(
                "https://www.open-contracting.org/resources/red-flags-in-public-procurement-a-guide-to-using-data-to-detect-and-mitigate-risks/",
            ),
            data: &["historical_records", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::percent(
                    "share_percent",
                    50,
                    100,
                    "A recipient that was awarded more than this part of all.",
                ),
                Parameter::count(
                    "least_records",
                    5,
                    "Only where the file has at least so many records of the authority and the year.",
                ),
                Parameter::count(
                    "least_recipients",
                    2,
                    "Only where at least so many recipients stand in them.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'import' AS subject_kind, one.import AS subject_number,
            'authority ' || one.authority || ' year ' || one.year || ' recipient ' || one.recipient AS part,
            NULL AS administration, NULL AS beneficiary,
            (SELECT date(at, 'unixepoch') FROM entries WHERE id = one.last_entry) AS day, one.awarded AS amount,
            json_object('authority', one.authority, 'recipient', one.recipient, 'year', one.year, 'awarded_cents', one.awarded,
                'awarded_in_all_cents', every.awarded, 'percent', one.awarded * 100 / every.awarded, 'records', one.records,
                'all_records', every.records, 'recipients', every.recipients) AS observed,
            (SELECT json_group_array(DISTINCT h.entry_id) FROM historical_records h
             WHERE h.recipient = one.recipient AND h.import = one.import AND h.authority = one.authority
               AND h.year = one.year AND h.awarded > 0) AS entries
        FROM (SELECT import, authority, year, count(*) AS records, sum(awarded) AS awarded,
                count(DISTINCT recipient) AS recipients
              FROM historical_records
              WHERE authority IS NOT NULL AND year IS NOT NULL AND awarded > 0
              GROUP BY import, authority, year) every
        JOIN (SELECT import, authority, year, recipient, count(*) AS records, sum(awarded) AS awarded,
                max(entry_id) AS last_entry
              FROM historical_records
              WHERE authority IS NOT NULL AND year IS NOT NULL AND awarded > 0
              GROUP BY import, authority, year, recipient) one
          ON one.import = every.import AND one.authority = every.authority AND one.year = every.year
        WHERE every.records >= :least_records AND every.recipients >= :least_recipients
          AND one.awarded * 100 > every.awarded * :share_percent"
    }
}
