// SPDX-License-Identifier: EUPL-1.2
//! The table of grants that art. 26 and 27 D.Lgs. 33/2013 have every administration publish, with the columns of art. 27 c. 1 and
//! no others. A role stands where a name could; nothing of a natural person has a place here (art. 26 c. 4).

use std::io::Write;

use crate::{
    Error, Ledger, Years,
    award::Which,
    link::address,
    table::{Cell, Column, Kind, Table, amount},
};

/// The columns, in the order of the letters of art. 27 c. 1.
pub(crate) const COLUMNS: &[Column] = &[
    Column {
        name: "beneficiario",
        kind: Kind::Text,
        about: "Nome dell'impresa o dell'ente (lett. a)",
    },
    Column {
        name: "dati_fiscali",
        kind: Kind::Text,
        about: "Codice fiscale dell'impresa o dell'ente (lett. a)",
    },
    Column {
        name: "importo",
        kind: Kind::Amount,
        about: "Importo del vantaggio economico, in euro (lett. b)",
    },
    Column {
        name: "norma_o_titolo",
        kind: Kind::Text,
        about: "Norma o titolo a base dell'attribuzione (lett. c)",
    },
    Column {
        name: "ufficio",
        kind: Kind::Text,
        about: "Ufficio responsabile del procedimento (lett. d)",
    },
    Column {
        name: "responsabile",
        kind: Kind::Text,
        about: "Ruolo del funzionario o dirigente responsabile del procedimento (lett. d)",
    },
    Column {
        name: "modalita_individuazione",
        kind: Kind::Text,
        about: "Modalità seguita per l'individuazione del beneficiario (lett. e)",
    },
    Column {
        name: "link_progetto",
        kind: Kind::Address,
        about: "Link al progetto selezionato (lett. f)",
    },
    Column {
        name: "link_curriculum",
        kind: Kind::Address,
        about: "Link al curriculum del soggetto incaricato (lett. f): vuoto, perché sul registro non stanno dati personali",
    },
];

/// Writes the table of the grants that were published in some years.
pub(crate) fn table(ledger: &Ledger<'_>, years: Years, out: &mut dyn Write) -> Result<(), Error> {
    let mut table = Table::begin(COLUMNS, out)?;
    ledger.awards(Which::Grants, years, |award| {
        let project = award.project.as_deref().and_then(address);
        table.row([
            Cell::Text(&award.beneficiary.name),
            Cell::Text(&award.beneficiary.identifier),
            Cell::Number(amount(award.granted.into())),
            Cell::Text(&award.legal_basis),
            Cell::Text(&award.office),
            Cell::Text(&award.responsible_role),
            Cell::Text(&award.selection_method),
            Cell::Text(project.unwrap_or_default()),
            Cell::Text(""),
        ])
    })?;
    table.end()
}
