// SPDX-License-Identifier: EUPL-1.2
//! Table `search_items`: what an entry brings that can be searched for.

use portico_rules::{
    agreement::AgreementBody,
    award::{AwardBody, Basis, MilestoneTerms},
    document::Document,
    entry::Body,
    import::{HistoricalRecord, ImportBody},
    party::{Identifier, PartyBody},
    tender::{DirectAward, TenderBody, TenderNotice},
};
use rusqlite::params;

use super::Projection;

impl Projection<'_, '_> {
    pub(super) fn search_items(&self) -> rusqlite::Result<()> {
        let number = self.entry.subject.number();
        match &self.entry.body {
            Body::Party(PartyBody::Found(registration) | PartyBody::Register(registration)) => {
                let Identifier::ItCf(tax_code) = &registration.identifier;
                self.item("party", number, &registration.name, tax_code.as_str())
            }
            // The name it had remains an item: it is found by both.
            Body::Party(PartyBody::Rename { name, .. }) => self.item("party", number, name, ""),
            Body::Agreement(AgreementBody::Publish(notice)) => {
                let text = [notice.purpose.as_str(), &notice.object].join("\n");
                self.item("agreement", number, &notice.title, &text)
            }
            Body::Award(
                AwardBody::Publish(publication) | AwardBody::PublishDeMinimis { publication, .. },
            ) => {
                let reference = match &publication.basis {
                    Basis::Call { reference } | Basis::Act { reference } => reference,
                    Basis::Agreement(_) | Basis::Tender(_) => "",
                };
                let codes = [
                    publication.cup.map(|cup| cup.to_string()),
                    publication.cig.map(|cig| cig.to_string()),
                ];
                let text = [publication.office.as_str(), reference]
                    .into_iter()
                    .chain(codes.iter().flatten().map(String::as_str))
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n");
                self.item("award", number, &publication.title, &text)?;
                self.milestone_items(number, &publication.milestones)
            }
            Body::Award(AwardBody::AcceptAmendment(terms)) => {
                self.milestone_items(number, &terms.milestones)
            }
            Body::Award(AwardBody::Claim {
                milestone,
                claim,
                statement,
                ..
            }) => self.run(
                "INSERT INTO search_items (entry_id, kind, number, milestone, claim, title, text)
                 VALUES (?1, 'claim', ?2, ?3, ?4, '', ?5)",
                params![self.entry_id, number, milestone, claim, statement],
            ),
            Body::Tender(TenderBody::Publish(TenderNotice {
                cig,
                cup,
                title,
                object,
                office,
                ..
            }))
            | Body::Tender(TenderBody::AwardDirectly(DirectAward {
                cig,
                cup,
                title,
                object,
                office,
                ..
            })) => {
                let codes = [Some(cig.to_string()), cup.map(|cup| cup.to_string())];
                let text = [object.as_str(), office]
                    .into_iter()
                    .chain(codes.iter().flatten().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join("\n");
                self.item("tender", number, title, &text)
            }
            Body::Import(ImportBody::Open(source)) => {
                self.item("import", number, &source.title, &source.publisher)
            }
            Body::Import(ImportBody::Record { records, .. }) => records
                .iter()
                .try_for_each(|record| self.record_item(number, record)),
            Body::Party(_)
            | Body::Agreement(_)
            | Body::Award(_)
            | Body::Tender(_)
            | Body::Import(_) => Ok(()),
        }
    }

    fn item(&self, kind: &str, number: u32, title: &str, text: &str) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO search_items (entry_id, kind, number, title, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![self.entry_id, kind, number, title, text],
        )
    }

    /// The milestones of a plan, by the titles that they did not have before: like a party, a milestone is found by each.
    fn milestone_items(&self, award: u32, plan: &[MilestoneTerms]) -> rusqlite::Result<()> {
        // Milestones count from 1.
        for (milestone, terms) in (1u32..).zip(plan) {
            self.run(
                "INSERT INTO search_items (entry_id, kind, number, milestone, title, text)
                 SELECT ?1, 'milestone', ?2, ?3, ?4, '' WHERE NOT EXISTS (
                     SELECT 1 FROM milestones_history
                     WHERE award = ?2 AND milestone = ?3 AND last_entry_id < ?1 AND title = ?4)",
                params![self.entry_id, award, milestone, terms.title],
            )?;
        }
        Ok(())
    }

    fn record_item(&self, import: u32, record: &HistoricalRecord) -> rusqlite::Result<()> {
        let codes = [
            Some(record.recipient.as_str().to_owned()),
            record
                .authority
                .as_ref()
                .map(|code| code.as_str().to_owned()),
            record.cup.map(|cup| cup.to_string()),
            record.cig.map(|cig| cig.to_string()),
        ];
        let text = codes.into_iter().flatten().collect::<Vec<_>>().join("\n");
        self.run(
            "INSERT INTO search_items (entry_id, kind, number, row, title, text)
             VALUES (?1, 'historical_record', ?2, ?3, ?4, ?5)",
            params![
                self.entry_id,
                import,
                record.row,
                record.recipient_name,
                text
            ],
        )
    }

    /// A document that the entry refers to, unless an entry has by the same title.
    pub(super) fn document_item(&self, document: &Document) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO search_items (entry_id, kind, sha256, title, text)
             SELECT ?1, 'document', ?2, ?3, '' WHERE NOT EXISTS (
                 SELECT 1 FROM documents WHERE sha256 = ?2 AND title = ?3)",
            params![self.entry_id, document.sha256.to_hex(), document.title],
        )
    }
}

#[cfg(test)]
mod tests {
    use portico_rules::{
        award::{AmendmentTerms, AwardBody, MilestoneTerms},
        memory::{
            Chain, pair,
            sample::{self, party, who},
        },
        party::PartyBody,
        primitives::Cents,
    };
    use rusqlite::Connection;

    use crate::testing::{apply_all, empty, located};

    fn find(connection: &Connection, words: &str) -> Vec<String> {
        let mut found = connection
            .prepare(
                "SELECT kind || coalesce(' ' || number, '') || ': ' || i.title
                 FROM search JOIN search_items i ON i.id = search.rowid
                 WHERE search MATCH ?1 ORDER BY i.id",
            )
            .unwrap();
        let found = found.query_map([words], |row| row.get(0)).unwrap();
        found.map(Result::unwrap).collect()
    }

    #[test]
    fn what_is_said_can_be_found() {
        let mut chain = sample::story().unwrap();
        let name = "Società dell'Infanzia L’Asilo Più";
        let renamed = PartyBody::Rename {
            name: name.into(),
            municipality: None,
        };
        chain
            .direct(&pair(who::COOPERATIVE), Some(party::COOPERATIVE), renamed)
            .unwrap();
        let (_directory, mut database) = empty(&chain);
        apply_all(&mut database, &located(&chain), 100).unwrap();
        let found = |words: &str| find(&database.connection, words);

        let party = vec![format!("party 3: {name}")];
        // Accents, case and the two apostrophes make no difference.
        for words in [
            "societa",
            "SOCIETÀ infanzia",
            "asilo",
            "piu",
            "asil*",
            "\"l'asilo\"",
            "\"dell’infanzia\"",
        ] {
            assert_eq!(found(words), party, "{words}");
        }
        // By the name it had, by its tax code, and by a word within a title.
        let glicine = "party 3: Cooperativa Sociale Il Glicine";
        assert_eq!(found("glicine"), [glicine]);
        let code = sample::tax_code(3_234_500_037);
        assert_eq!(found(code.as_str()), [glicine]);
        assert_eq!(
            found("doposcuola"),
            [
                "agreement 1: Doposcuola di quartiere",
                "award 1: Contributo per il doposcuola di quartiere"
            ]
        );
        assert_eq!(
            found("dispersione"),
            ["agreement 1: Doposcuola di quartiere"]
        );
        let award = ["award 1: Contributo per il doposcuola di quartiere"];
        assert_eq!(found("B31B26000120004"), award);
        assert_eq!(found("\"area welfare\""), award);
        // Two attesters report under one title and digest: one document.
        assert_eq!(found("verbale"), ["document: Verbale di verifica"]);
        assert_eq!(found("assente"), [""; 0]);
    }

    #[test]
    fn milestones_by_each_title_and_claims_by_what_they_state() {
        let mut chain = sample::story().unwrap();
        let plan = |second: &str| {
            let mut milestones = sample::publication().milestones;
            milestones[1].title = second.into();
            milestones.push(MilestoneTerms {
                title: "Laboratori estivi".into(),
                amount: Cents(0),
                due: sample::day("2027-06-15"),
            });
            // The third one's amount comes off the second.
            milestones[1].amount = Cents(1_700_000);
            milestones[2].amount = Cents(100_000);
            milestones
        };
        for (amendment, second) in [
            (1, "Due anni di attività"),
            (2, "Un anno di attività"),
            (3, "Un anno di attività"),
        ] {
            let terms = AmendmentTerms {
                amendment,
                amount: Cents(3_000_000),
                end: sample::day("2027-06-30"),
                milestones: plan(second),
                reason: "Rimodulazione".into(),
                act: sample::document("Determinazione"),
            };
            chain
                .direct(
                    &pair(who::CITY),
                    Some(1),
                    AwardBody::ProposeAmendment(terms.clone()),
                )
                .unwrap();
            chain
                .direct(
                    &pair(who::COOPERATIVE),
                    Some(1),
                    AwardBody::AcceptAmendment(terms),
                )
                .unwrap();
        }
        let (_directory, mut database) = empty(&chain);
        apply_all(&mut database, &located(&chain), 100).unwrap();
        let found = |words: &str| find(&database.connection, words);
        // A title that did not change, or came back, once.
        assert_eq!(
            found("\"primo spazio\""),
            ["milestone 1: Apertura del primo spazio"]
        );
        assert_eq!(
            found("attivita"),
            [
                "milestone 1: Un anno di attività",
                "milestone 1: Due anni di attività"
            ]
        );
        assert_eq!(found("laboratori"), ["milestone 1: Laboratori estivi"]);
        // A claim has no title.
        assert_eq!(found("pomeriggi"), ["claim 1: "]);
        let numbers: (u32, u32) = database
            .connection
            .query_row(
                "SELECT milestone, claim FROM search_items WHERE kind = 'claim'",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!(numbers, (1, 1));
    }

    #[test]
    fn imports_and_their_records_can_be_found() {
        let chain: Chain = crate::testing::story();
        let (_directory, mut database) = empty(&chain);
        apply_all(&mut database, &located(&chain), 100).unwrap();
        let found = |words: &str| find(&database.connection, words);
        assert_eq!(found("alfa"), vec!["historical_record 1: Ditta Alfa"; 2]);
        assert_eq!(found("affidamenti"), ["import 1: Affidamenti"]);
        // By its publisher.
        assert_eq!(
            found("\"portico di sotto\""),
            [
                "party 1: Comune di Portico di Sotto",
                "import 1: Affidamenti"
            ]
        );
    }
}
