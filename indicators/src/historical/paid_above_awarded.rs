// SPDX-License-Identifier: EUPL-1.2
//! An imported file reports more paid than awarded.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Paid above what was awarded, in an imported file.
#[derive(Clone, Copy, Debug)]
pub struct HistoricalPaidAboveAwarded;

impl Indicator for HistoricalPaidAboveAwarded {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "historical_paid_above_awarded",
            title: "Paid above what was awarded, in an imported file",
            definition: "A record of an imported file reports more paid than awarded, by more than most_percent of what was awarded.",
            why: "The rules let no award of the ledger be paid above what was granted. Where a file of the past reports it, money was added \
                without a decision that the file knows, or one of its amounts is wrong.",
            false_positives: "An amount awarded without VAT and a payment with it; a contract that was extended or changed; an award of zero \
                where the value was not known; amounts with misplaced decimals.",
            source: "D.Lgs. 36/2023 art. 120 c. 9 (a fifth of the amount); Open Contracting Partnership, Red Flags for integrity: \
                contract modifications",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2023-03-31;36",
            ),
            data: &["historical_records", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[Parameter::percent(
                "most_percent",
                20,
                1_000,
                "More than this part of what was awarded is much; with 0 every record that reports more is flagged.",
            )]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'import' AS subject_kind, h.import AS subject_number, 'row ' || h.row AS part, NULL AS administration,
            NULL AS beneficiary, date(e.at, 'unixepoch') AS day, h.paid - h.awarded AS amount,
            json_object('authority', coalesce(h.authority, ''), 'recipient', h.recipient, 'row', h.row,
                'awarded_cents', h.awarded, 'paid_cents', h.paid) AS observed,
            json_array(h.entry_id) AS entries
        FROM historical_records h JOIN entries e ON e.id = h.entry_id
        WHERE h.paid_above_awarded = 1 AND h.paid * 100 > h.awarded * (100 + :most_percent)"
    }
}
