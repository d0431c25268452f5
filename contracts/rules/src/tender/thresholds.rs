// SPDX-License-Identifier: EUPL-1.2
//! The amounts on which the law makes a procedure or a duty depend: EU thresholds by the day they hold from, and the
//! limits of direct awards. They know nothing of a particular tender.
//!
//! The Commission sets the EU thresholds anew every two years (art. 6 Directive 2014/24/EU; art. 14 c. 3 D.Lgs. 36/2023). A row is
//! added here before its day comes; so no entry is judged by another threshold when it is replayed. Until then the last
//! row goes on.

use super::ContractType;
use crate::date::Date;
use crate::primitives::Cents;

/// From a day on (days since 1970-01-01): works; supplies and services; social services. Whole euro.
struct Thresholds {
    from: u32,
    works: u64,
    supplies_and_services: u64,
    social_services: u64,
}

/// Newest first. Supplies and services: the threshold of sub-central authorities; that of central ones is lower, and they answer
/// for it themselves.
const EU: [Thresholds; 3] = [
    // 2026-01-01: Delegated Regulation (EU) 2025/2152.
    Thresholds {
        from: 20_454,
        works: 5_404_000,
        supplies_and_services: 216_000,
        social_services: 750_000,
    },
    // 2024-01-01: Delegated Regulation (EU) 2023/2495.
    Thresholds {
        from: 19_723,
        works: 5_538_000,
        supplies_and_services: 221_000,
        social_services: 750_000,
    },
    // 2022-01-01: Delegated Regulation (EU) 2021/1952. Whatever is older than the Code is judged by this too.
    Thresholds {
        from: 0,
        works: 5_382_000,
        supplies_and_services: 215_000,
        social_services: 750_000,
    },
];

/// The EU threshold of a contract of this type on a day, cents, net of VAT: a value that reaches it is not below it
/// (art. 14 c. 1 D.Lgs. 36/2023).
pub fn eu(contract_type: ContractType, day: Date) -> Cents {
    let [newest, middle, oldest] = &EU;
    let row = [newest, middle]
        .into_iter()
        .find(|row| row.from <= day.days())
        .unwrap_or(oldest);
    euro(match contract_type {
        ContractType::Works => row.works,
        ContractType::Supplies | ContractType::Services => row.supplies_and_services,
        ContractType::SocialServices => row.social_services,
    })
}

/// Below which a contract of this type may be awarded directly, cents, net of VAT (art. 50 c. 1 a, b D.Lgs. 36/2023).
pub fn direct(contract_type: ContractType) -> Cents {
    euro(match contract_type {
        ContractType::Works => 150_000,
        ContractType::Supplies | ContractType::Services | ContractType::SocialServices => 140_000,
    })
}

const fn euro(amount: u64) -> Cents {
    Cents(amount * 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_hold_from_their_first_day() {
        let on = |day: &str| eu(ContractType::Services, Date::parse(day).unwrap());
        for (day, threshold) in [
            ("2023-07-01", 21_500_000),
            ("2023-12-31", 21_500_000),
            ("2024-01-01", 22_100_000),
            ("2025-12-31", 22_100_000),
            ("2026-01-01", 21_600_000),
            ("2199-12-31", 21_600_000),
        ] {
            assert_eq!(on(day), Cents(threshold), "{day}");
        }
        assert!(EU.is_sorted_by_key(|row| core::cmp::Reverse(row.from)));
    }
}
