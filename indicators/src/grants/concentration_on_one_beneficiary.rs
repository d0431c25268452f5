// SPDX-License-Identifier: EUPL-1.2
//! Much of what an administration grants goes to one beneficiary.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Concentration on one beneficiary.
#[derive(Clone, Copy, Debug)]
pub struct ConcentrationOnOneBeneficiary;

impl Indicator for ConcentrationOnOneBeneficiary {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "concentration_on_one_beneficiary",
            title: "Concentration on one beneficiary",
            definition: "Of all that an administration granted in a year by awards of one kind (grants, or contracts; by \
                the year of publication, in UTC, with later amendments), one beneficiary was granted more than \
                share_percent, where there were at least least_awards awards to at least least_beneficiaries \
                beneficiaries.",
            why: "Public money that goes mostly to one body may have been steered to it, and makes the \
                administration dependent on it.",
            false_positives: "A body that is the only one to do something in the area; one large award in a year of small \
                ones; a consortium that carries out what its members would.",
            source: "Open Contracting Partnership, Red Flags for integrity in public procurement (2024): a supplier's \
                share of a buyer's spending",
            source_url: Some(
                "https://www.open-contracting.org/resources/red-flags-in-public-procurement-a-guide-to-using-data-to-detect-and-mitigate-risks/",
            ),
            data: &["awards", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::percent(
                    "share_percent",
                    50,
                    100,
                    "A beneficiary that was granted more than this part of all.",
                ),
                Parameter::count(
                    "least_awards",
                    5,
                    "Only where the administration made at least so many awards of the kind in the year.",
                ),
                Parameter::count(
                    "least_beneficiaries",
                    2,
                    "Only where at least so many beneficiaries received one.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'party' AS subject_kind, one.beneficiary AS subject_number,
            one.kind || ' ' || one.year || ' administration ' || one.administration AS part,
            one.administration, one.beneficiary, one.day, one.granted AS amount,
            json_object('kind', one.kind, 'year', CAST(one.year AS INTEGER), 'granted_cents', one.granted,
                'granted_by_all_awards_cents', every.granted, 'percent', one.granted * 100 / every.granted,
                'awards', one.awards, 'all_awards', every.awards, 'beneficiaries', every.beneficiaries) AS observed,
            -- Only of those that are flagged, since the entries of all would be most of the work.
            (SELECT json_group_array(p.id) FROM awards a
             CROSS JOIN entries p ON p.subject_kind = 'award' AND p.subject_number = a.number AND p.seq = 0
             WHERE a.beneficiary = one.beneficiary AND a.administration = one.administration AND a.kind = one.kind
               AND substr(a.published, 1, 4) = one.year) AS entries
        FROM (SELECT administration, kind, substr(published, 1, 4) AS year, count(*) AS awards, sum(granted) AS granted,
                count(DISTINCT beneficiary) AS beneficiaries
              FROM awards GROUP BY administration, kind, substr(published, 1, 4)) every
        JOIN (SELECT administration, beneficiary, kind, substr(published, 1, 4) AS year, count(*) AS awards,
                sum(granted) AS granted, max(published) AS day
              FROM awards GROUP BY administration, beneficiary, kind, substr(published, 1, 4)) one
          ON one.administration = every.administration AND one.kind = every.kind AND one.year = every.year
        WHERE every.awards >= :least_awards AND every.beneficiaries >= :least_beneficiaries
          AND one.granted * 100 > every.granted * :share_percent"
    }
}
