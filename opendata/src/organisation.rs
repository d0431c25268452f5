// SPDX-License-Identifier: EUPL-1.2
//! Organisations as an export names them: by scheme and identifier, and by the name they had then.

use portico_rules::codes::TaxCode;

use crate::{Error, Ledger};

/// The scheme of identifiers: codice fiscale of an organisation.
pub(crate) const SCHEME: &str = "IT-CF";

/// An organisation as it was at some entry.
#[derive(Debug, Clone)]
pub(crate) struct Organisation {
    /// The tax code.
    pub(crate) identifier: String,
    /// Empty if the ledger does not know it.
    pub(crate) name: String,
    /// What it is on the ledger, such as `cooperative`; none of one that only a public file speaks of.
    pub(crate) kind: Option<String>,
    /// Where the API tells of it, if it is known where that is.
    pub(crate) page: Option<String>,
}

/// Who publishes.
pub(crate) struct Publishing {
    pub(crate) name: String,
    /// A page of it.
    pub(crate) uri: Option<String>,
    /// Its tax code, if it is on the ledger.
    pub(crate) identifier: Option<String>,
}

impl Organisation {
    /// One of which only a public file speaks.
    pub(crate) fn reported(tax_code: &TaxCode, name: &str) -> Self {
        Organisation {
            identifier: tax_code.to_string(),
            name: name.to_owned(),
            kind: None,
            page: None,
        }
    }

    /// The name by which parts of an export refer to it.
    pub(crate) fn id(&self) -> String {
        format!("{SCHEME}-{}", self.identifier)
    }
}

impl Ledger<'_> {
    /// A party of the ledger as it was after an entry.
    pub(crate) fn party(&self, number: u32, entry: i64) -> Result<Organisation, Error> {
        self.first(
            "SELECT p.identifier, h.name, p.kind, p.number
             FROM parties p JOIN parties_history h ON h.number = p.number
             WHERE p.number = ?1 AND h.last_entry_id <= ?2 ORDER BY h.last_entry_id DESC LIMIT 1",
            (number, entry),
            |row| self.organisation(row),
        )?
        .ok_or_else(|| Error::Missing(format!("party {number}")))
    }

    /// The party of the ledger with a tax code, as it was after an entry, if there was one.
    pub(crate) fn party_of(
        &self,
        tax_code: &TaxCode,
        entry: i64,
    ) -> Result<Option<Organisation>, Error> {
        self.first(
            "SELECT p.identifier, h.name, p.kind, p.number
             FROM parties p JOIN parties_history h ON h.number = p.number
             WHERE p.scheme = ?1 AND p.identifier = ?2 AND h.last_entry_id <= ?3
             ORDER BY h.last_entry_id DESC LIMIT 1",
            (SCHEME, tax_code.to_string(), entry),
            |row| self.organisation(row),
        )
    }

    /// The administration that founded the registry.
    pub(crate) fn founder(&self) -> Result<Option<Organisation>, Error> {
        self.first(
            "SELECT identifier, name, kind, number FROM parties ORDER BY number LIMIT 1",
            [],
            |row| self.organisation(row),
        )
    }

    /// Who publishes: as the operator says, or else the founder of the registry.
    pub(crate) fn publisher(&self) -> Result<Publishing, Error> {
        if let Some(publisher) = &self.publication.publisher {
            return Ok(Publishing {
                name: publisher.name.clone(),
                uri: publisher.uri.clone(),
                identifier: None,
            });
        }
        Ok(match self.founder()? {
            Some(founder) => Publishing {
                name: founder.name,
                uri: founder.page,
                identifier: Some(founder.identifier),
            },
            // A ledger on which nothing stands yet.
            None => Publishing {
                name: "Portico".to_owned(),
                uri: None,
                identifier: None,
            },
        })
    }

    fn organisation(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<Organisation> {
        let number: u32 = row.get(3)?;
        Ok(Organisation {
            identifier: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            page: self.address(&format!("/v1/parties/{number}")),
        })
    }
}
