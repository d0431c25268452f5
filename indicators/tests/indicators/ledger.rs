// SPDX-License-Identifier: EUPL-1.2
//! Ledgers told with the rules' sample words, written to a database by the indexer.

use std::path::PathBuf;

use portico_indexer::{Database, memory};
use portico_indicators::{Flag, Indicators, flags};
use portico_rules::{
    award::{AwardBody, AwardKind, Basis, Mandate, MilestoneTerms, Outcome, Payment, Publication},
    codes::Cig,
    date::Date,
    memory::{
        Chain, pair,
        sample::{self, day, party, who},
    },
    party::{PartyBody, PartyKind, Permission},
    primitives::Cents,
};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

/// The association that [`Told::new`] registers, and its key pair.
pub(crate) const ASSOCIATION: u32 = 5;
pub(crate) const ASSOCIATION_KEY: u8 = 20;
const DAY: u64 = 86_400;

/// A ledger that is being told.
pub(crate) struct Told {
    pub(crate) chain: Chain,
    mandates: u32,
    directory: TempDir,
}

impl Told {
    /// The sample's parties and its agreement, and an association.
    pub(crate) fn new() -> Self {
        let mut chain = Chain::new(sample::START);
        sample::parties(&mut chain).unwrap();
        sample::agreement(&mut chain).unwrap();
        chain.advance(6);
        let association = sample::registration(
            PartyKind::ThirdSectorBody,
            "Associazione Orti",
            6_234_500_037,
            ASSOCIATION_KEY,
            &[Permission::ManageKeys, Permission::Sign],
        );
        chain
            .direct(&pair(who::CITY), None, PartyBody::Register(association))
            .unwrap();
        Told {
            chain,
            mandates: 0,
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// Days go by.
    pub(crate) fn days(&mut self, days: u64) {
        self.chain.advance(days * DAY);
    }

    pub(crate) fn today(&self) -> Date {
        Date::from_unix_seconds(self.chain.now)
    }

    /// A grant, and its number.
    pub(crate) fn grant(&mut self, beneficiary: u32, cents: u64) -> u32 {
        self.award(AwardKind::Grant, beneficiary, cents)
    }

    pub(crate) fn award(&mut self, kind: AwardKind, beneficiary: u32, cents: u64) -> u32 {
        let publication = Publication {
            kind,
            beneficiary,
            basis: Basis::Call {
                reference: "Bando 3/2026".into(),
            },
            amount: Cents(cents),
            attesters_required: 1,
            attesters: vec![party::CITY, party::OVERSIGHT],
            milestones: vec![MilestoneTerms {
                title: "Consegna".into(),
                amount: Cents(cents),
                due: day("2027-06-15"),
            }],
            project: None,
            cup: None,
            // A contract has one (art. 3 L. 136/2010).
            cig: (kind == AwardKind::Contract).then(|| Cig::parse("5462644C6C").unwrap()),
            ..sample::publication()
        };
        self.act(who::CITY, None, AwardBody::Publish(publication))
    }

    /// A claim on the only milestone.
    pub(crate) fn claim(&mut self, award: u32, signer: u8, claim: u32, cents: u64) {
        self.act(signer, Some(award), sample::claim(1, claim, cents));
    }

    /// The claim is found met.
    pub(crate) fn attest(&mut self, award: u32, signer: u8, claim: u32) {
        self.act(
            signer,
            Some(award),
            sample::attestation(1, claim, Outcome::Met),
        );
    }

    pub(crate) fn pay(&mut self, award: u32, payment: u32, cents: u64, date: Date) {
        self.mandates += 1;
        let body = AwardBody::Pay(Payment {
            payment,
            milestone: 1,
            amount: Cents(cents),
            mandate: Mandate {
                year: 2026,
                number: self.mandates.to_string(),
            },
            date,
            cup: None,
            cig: None,
        });
        self.act(who::CITY_PAYS, Some(award), body);
    }

    /// A command that the rules accept, six seconds later; the number of its subject.
    pub(crate) fn act(
        &mut self,
        signer: u8,
        number: Option<u32>,
        body: impl portico_rules::ledger::Domain,
    ) -> u32 {
        self.chain.advance(6);
        let appended = self.chain.direct(&pair(signer), number, body);
        appended.unwrap().entry.subject.number()
    }

    /// The flags that these settings raise today.
    pub(crate) fn flags(&self, settings: &str) -> Vec<Flag> {
        let indicators = Indicators::from_toml(settings).unwrap();
        flags(&self.database(), &indicators, self.today()).unwrap()
    }

    /// Those of one indicator.
    pub(crate) fn of(&self, indicator: &str, settings: &str) -> Vec<Flag> {
        let mut flags = self.flags(settings);
        flags.retain(|flag| flag.indicator == indicator);
        flags
    }

    /// What the indexer makes of the ledger, opened for reading only.
    pub(crate) fn database(&self) -> Connection {
        Connection::open_with_flags(self.index(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// The same, to be made into what no chain says.
    pub(crate) fn database_to_change(&self) -> Connection {
        Connection::open(self.index()).unwrap()
    }

    fn index(&self) -> PathBuf {
        let file: PathBuf = self.directory.path().join("ledger.sqlite");
        if file.exists() {
            std::fs::remove_file(&file).unwrap();
        }
        let mut database = Database::open(&file, memory::ledger(&self.chain)).unwrap();
        let cursor = database.cursor().unwrap();
        let upto = memory::block(self.chain.block);
        let entries = memory::located(&self.chain, |before| before + 1);
        database.apply(cursor, upto, &entries).unwrap();
        drop(database);
        file
    }
}

/// The entries behind a flag, as `award 1 #0`.
pub(crate) fn behind(flag: &Flag) -> Vec<String> {
    flag.entries
        .iter()
        .map(|entry| {
            format!(
                "{} {} #{} {}",
                entry.subject_kind, entry.subject_number, entry.seq, entry.action
            )
        })
        .collect()
}
