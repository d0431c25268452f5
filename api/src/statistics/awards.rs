// SPDX-License-Identifier: EUPL-1.2
//! Sums over awards: by administration, beneficiary, year of publication, and municipality.

use portico_rules::{
    award::{AwardKind, AwardStatus},
    date::Date,
};
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::{
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    parties::{Identifier, PartyReference},
};

/// Sums over awards.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AwardSums {
    /// How many awards.
    awards: u64,
    granted: Money,
    attested: Money,
    /// What was recovered is not taken off.
    paid: Money,
    recovered: Money,
    /// Claims that wait for attestation.
    open_claims: u64,
}

/// The columns of [`AwardSums`].
macro_rules! sums {
    ($group:literal) => {
        concat!(
            $group,
            "count(*) AS awards, coalesce(sum(a.granted), 0) AS granted, coalesce(sum(a.attested), 0) AS attested,
             coalesce(sum(a.paid), 0) AS paid, coalesce(sum(a.recovered), 0) AS recovered,
             coalesce(sum(a.pending_claims), 0) AS open_claims"
        )
    };
}

pub(super) use sums;

impl AwardSums {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(AwardSums {
            awards: row.get("awards")?,
            granted: row.get("granted")?,
            attested: row.get("attested")?,
            paid: row.get("paid")?,
            recovered: row.get("recovered")?,
            open_claims: row.get("open_claims")?,
        })
    }
}

const SORTS: &[Sort] = &[
    Sort {
        name: "awards",
        sql: "count(*)",
    },
    Sort {
        name: "granted",
        sql: "sum(a.granted)",
    },
    Sort {
        name: "attested",
        sql: "sum(a.attested)",
    },
    Sort {
        name: "paid",
        sql: "sum(a.paid)",
    },
    Sort {
        name: "recovered",
        sql: "sum(a.recovered)",
    },
];

const FILTERS: &[Filter] = &[
    Filter::number(
        "administration",
        "a.administration = ?",
        "Who made the awards.",
    ),
    Filter::number(
        "beneficiary",
        "a.beneficiary = ?",
        "For whom the awards are.",
    ),
    Filter::number(
        "agreement",
        "a.agreement = ?",
        "On which agreement the awards rest.",
    ),
    Filter::word::<AwardKind>("kind", "a.kind = ?", "Grants or contracts."),
    Filter::word::<AwardStatus>("status", "a.status = ?", "Where the awards stand."),
    Filter::year(
        "year",
        "a.published BETWEEN ? || '-01-01' AND ? || '-12-31'",
        "The year in which the awards were published, UTC.",
    ),
    Filter::municipality(
        "municipality",
        "a.administration IN (SELECT number FROM parties WHERE municipality = ?)",
        "ISTAT code of the municipality of the administration's seat.",
    ),
    Filter::municipality(
        "beneficiary_municipality",
        "a.beneficiary IN (SELECT number FROM parties WHERE municipality = ?)",
        "ISTAT code of the municipality of the beneficiary's seat.",
    ),
];

const DESCRIPTION: &str = "Sums over awards; each is the sum over `/awards` with the same filters. An award counts in the \
    year in which it was published, with everything attested, paid and recovered of it since; what was recovered is not \
    taken off what was paid. Historical records are not in it.";

/// What an administration granted and paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdministrationSums {
    administration: PartyReference,
    #[serde(flatten)]
    sums: AwardSums,
}

/// `GET /v1/statistics/by-administration`
pub(crate) struct ByAdministration;

impl List for ByAdministration {
    type Item = AdministrationSums;
    type Scope = Whole;
    const PATH: &'static str = "/statistics/by-administration";
    const NAME: &'static str = "list_statistics_by_administration";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Sums over awards, by administration";
    const DESCRIPTION: &'static str = DESCRIPTION;
    const COLUMNS: &'static str = sums!("a.administration, d.name, ");
    const FROM: &'static str = "awards a JOIN parties d ON d.number = a.administration";
    // The sign keeps SQLite from going through the index, which means to look for each award by itself.
    const GROUP_BY: Option<&'static str> = Some("+a.administration");
    const KEY: Key = Key::one("administration", "a.administration");
    const SORTS: &'static [Sort] = SORTS;
    const FILTERS: &'static [Filter] = FILTERS;

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<AdministrationSums> {
        Ok(AdministrationSums {
            administration: PartyReference::read(row, "administration", "name")?,
            sums: AwardSums::read(row)?,
        })
    }
}

/// What a beneficiary was granted and paid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BeneficiarySums {
    beneficiary: PartyReference,
    identifier: Identifier,
    /// ISTAT code of the municipality of its seat.
    municipality: Option<String>,
    #[serde(flatten)]
    sums: AwardSums,
}

/// `GET /v1/statistics/by-beneficiary`
pub(crate) struct ByBeneficiary;

impl List for ByBeneficiary {
    type Item = BeneficiarySums;
    type Scope = Whole;
    const PATH: &'static str = "/statistics/by-beneficiary";
    const NAME: &'static str = "list_statistics_by_beneficiary";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Sums over awards, by beneficiary";
    const DESCRIPTION: &'static str = DESCRIPTION;
    const COLUMNS: &'static str =
        sums!("a.beneficiary, b.name, b.scheme, b.identifier, b.municipality, ");
    const FROM: &'static str = "awards a JOIN parties b ON b.number = a.beneficiary";
    // As above.
    const GROUP_BY: Option<&'static str> = Some("+a.beneficiary");
    const KEY: Key = Key::one("beneficiary", "a.beneficiary");
    const SORTS: &'static [Sort] = SORTS;
    const FILTERS: &'static [Filter] = FILTERS;

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<BeneficiarySums> {
        Ok(BeneficiarySums {
            beneficiary: PartyReference::read(row, "beneficiary", "name")?,
            identifier: Identifier {
                scheme: row.get("scheme")?,
                id: row.get("identifier")?,
            },
            municipality: row.get("municipality")?,
            sums: AwardSums::read(row)?,
        })
    }
}

/// What was published in a year, and came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct YearSums {
    /// The year of publication, UTC.
    year: u32,
    #[serde(flatten)]
    sums: AwardSums,
}

/// `GET /v1/statistics/by-year`
pub(crate) struct ByYear;

impl List for ByYear {
    type Item = YearSums;
    type Scope = Whole;
    const PATH: &'static str = "/statistics/by-year";
    const NAME: &'static str = "list_statistics_by_year";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Sums over awards, by year of publication";
    const DESCRIPTION: &'static str = DESCRIPTION;
    const COLUMNS: &'static str = sums!("CAST(substr(a.published, 1, 4) AS INTEGER) AS year, ");
    const FROM: &'static str = "awards a";
    const GROUP_BY: Option<&'static str> = Some("CAST(substr(a.published, 1, 4) AS INTEGER)");
    const KEY: Key = Key::one("year", "CAST(substr(a.published, 1, 4) AS INTEGER)");
    const SORTS: &'static [Sort] = SORTS;
    const FILTERS: &'static [Filter] = FILTERS;

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<YearSums> {
        Ok(YearSums {
            year: row.get("year")?,
            sums: AwardSums::read(row)?,
        })
    }
}

/// What went to beneficiaries that have their seat in a municipality.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MunicipalitySums {
    /// ISTAT code of the municipality of the beneficiary's seat; null where it gave none.
    beneficiary_municipality: Option<String>,
    #[serde(flatten)]
    sums: AwardSums,
}

/// `GET /v1/statistics/by-municipality`
pub(crate) struct ByMunicipality;

impl List for ByMunicipality {
    type Item = MunicipalitySums;
    type Scope = Whole;
    const PATH: &'static str = "/statistics/by-municipality";
    const NAME: &'static str = "list_statistics_by_municipality";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Sums over awards, by municipality of the beneficiary's seat";
    const DESCRIPTION: &'static str = DESCRIPTION;
    const COLUMNS: &'static str = sums!("b.municipality, ");
    const FROM: &'static str = "awards a JOIN parties b ON b.number = a.beneficiary";
    const GROUP_BY: Option<&'static str> = Some("coalesce(b.municipality, '')");
    const KEY: Key = Key::one("beneficiary_municipality", "coalesce(b.municipality, '')");
    const SORTS: &'static [Sort] = SORTS;
    const FILTERS: &'static [Filter] = FILTERS;

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<MunicipalitySums> {
        Ok(MunicipalitySums {
            beneficiary_municipality: row.get("municipality")?,
            sums: AwardSums::read(row)?,
        })
    }
}
