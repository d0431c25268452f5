// SPDX-License-Identifier: EUPL-1.2
//! Contracts as art. 1 c. 32 L. 190/2012 had every contracting authority publish them until 2023: ANAC's dataset in XML
//! (legge190_1_0, specifications 1.3), and the same in CSV. Since 1 January 2024 these data are among those of art. 28 c. 3
//! D.Lgs. 36/2023, which contracting authorities send to ANAC's national database (ANAC, delibera 582/2023): no file is owed any more, but years
//! are compared in this form, and programs read it.

use std::io::Write;

use portico_rules::date::Date;

use crate::{
    Error, Ledger, Years,
    award::{Award, Which},
    money::moment,
    organisation::Organisation,
    table::{Cell, Column, Kind, Table, amount},
    xml::Xml,
};

/// How a contractor is chosen, in the specification's words. A contract whose method is none of these, with or without the number, has no
/// place in the XML.
const CHOICES: [&str; 29] = [
    "01-PROCEDURA APERTA",
    "02-PROCEDURA RISTRETTA",
    "03-PROCEDURA NEGOZIATA PREVIA PUBBLICAZIONE",
    "04-PROCEDURA NEGOZIATA SENZA PREVIA PUBBLICAZIONE",
    "05-DIALOGO COMPETITIVO",
    "06-PROCEDURA NEGOZIATA SENZA PREVIA INDIZIONE DI GARA (SETTORI SPECIALI)",
    "07-SISTEMA DINAMICO DI ACQUISIZIONE",
    "08-AFFIDAMENTO IN ECONOMIA - COTTIMO FIDUCIARIO",
    "14-PROCEDURA SELETTIVA EX ART 238 C.7, D.LGS. 163/2006",
    "17-AFFIDAMENTO DIRETTO EX ART. 5 DELLA LEGGE 381/91",
    "21-PROCEDURA RISTRETTA DERIVANTE DA AVVISI CON CUI SI INDICE LA GARA",
    "22-PROCEDURA NEGOZIATA CON PREVIA INDIZIONE DI GARA (SETTORI SPECIALI)",
    "23-AFFIDAMENTO DIRETTO",
    "24-AFFIDAMENTO DIRETTO A SOCIETA' IN HOUSE",
    "25-AFFIDAMENTO DIRETTO A SOCIETA' RAGGRUPPATE/CONSORZIATE O CONTROLLATE NELLE CONCESSIONI E NEI PARTENARIATI",
    "26-AFFIDAMENTO DIRETTO IN ADESIONE AD ACCORDO QUADRO/CONVENZIONE",
    "27-CONFRONTO COMPETITIVO IN ADESIONE AD ACCORDO QUADRO/CONVENZIONE",
    "28-PROCEDURA AI SENSI DEI REGOLAMENTI DEGLI ORGANI COSTITUZIONALI",
    "29-PROCEDURA RISTRETTA SEMPLIFICATA",
    "30-PROCEDURA DERIVANTE DA LEGGE REGIONALE",
    "31-AFFIDAMENTO DIRETTO PER VARIANTE SUPERIORE AL 20% DELL'IMPORTO CONTRATTUALE",
    "32-AFFIDAMENTO RISERVATO",
    "33-PROCEDURA NEGOZIATA PER AFFIDAMENTI SOTTO SOGLIA",
    "34-PROCEDURA ART.16 COMMA 2-BIS DPR 380/2001 PER OPERE URBANIZZAZIONE A SCOMPUTO PRIMARIE SOTTO SOGLIA COMUNITARIA",
    "35-PARTERNARIATO PER L’INNOVAZIONE",
    "36-AFFIDAMENTO DIRETTO PER LAVORI, SERVIZI O FORNITURE SUPPLEMENTARI",
    "37-PROCEDURA COMPETITIVA CON NEGOZIAZIONE",
    "38-PROCEDURA DISCIPLINATA DA REGOLAMENTO INTERNO PER SETTORI SPECIALI",
    "39-AFFIDAMENTO DIRETTO PER MODIFICHE CONTRATTUALI O VARIANTI PER LE QUALI È NECESSARIA UNA NUOVA PROCEDURA DI AFFIDAMENTO",
];

/// What the specification writes for a contract without a CIG.
const NO_CIG: &str = "0000000000";

/// The columns of the table, named as the elements.
pub(crate) const COLUMNS: &[Column] = &[
    text("cig", "Codice identificativo di gara"),
    text(
        "codiceFiscaleProp",
        "Codice fiscale della struttura proponente",
    ),
    text("denominazione", "Struttura proponente"),
    text("oggetto", "Oggetto del contratto"),
    text(
        "sceltaContraente",
        "Procedura di scelta del contraente, come pubblicata",
    ),
    text("codiceFiscale", "Codice fiscale dell'aggiudicatario"),
    text("ragioneSociale", "Aggiudicatario"),
    column(
        "importoAggiudicazione",
        Kind::Amount,
        "Importo di aggiudicazione, in euro",
    ),
    column("dataInizio", Kind::Day, "Data di inizio"),
    column("dataUltimazione", Kind::Day, "Data di ultimazione"),
    column(
        "importoSommeLiquidate",
        Kind::Amount,
        "Importo delle somme liquidate, in euro, al netto dei recuperi",
    ),
];

const fn text(name: &'static str, about: &'static str) -> Column {
    column(name, Kind::Text, about)
}

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, about }
}

/// The specification's words for how a contractor was chosen, if what was published are these.
fn choice(published: &str) -> Option<&'static str> {
    let published = published.trim().to_uppercase();
    CHOICES.into_iter().find(|choice| {
        let without_number = choice.split_once('-').map(|(_, words)| words);
        *choice == published || without_number == Some(published.as_str())
    })
}

/// The specification's words for how an award's contractor was chosen: as the tender says, or else as was published.
fn choice_of(award: &Award) -> Option<&'static str> {
    let Some(tender) = &award.tender else {
        return choice(&award.selection_method);
    };
    match (tender.procedure.as_str(), tender.direct_ground.as_deref()) {
        ("open", _) => choice("01-PROCEDURA APERTA"),
        ("restricted", _) => choice("02-PROCEDURA RISTRETTA"),
        ("negotiated", _) => choice("33-PROCEDURA NEGOZIATA PER AFFIDAMENTI SOTTO SOGLIA"),
        ("negotiated_without_notice", _) => {
            choice("04-PROCEDURA NEGOZIATA SENZA PREVIA PUBBLICAZIONE")
        }
        ("direct", Some("social_cooperative")) => {
            choice("17-AFFIDAMENTO DIRETTO EX ART. 5 DELLA LEGGE 381/91")
        }
        ("direct", _) => choice("23-AFFIDAMENTO DIRETTO"),
        (_, _) => None,
    }
}

/// Writes the table of the contracts that ran in some years.
pub(crate) fn table(ledger: &Ledger<'_>, years: Years, out: &mut dyn Write) -> Result<(), Error> {
    let mut table = Table::begin(COLUMNS, out)?;
    ledger.awards(Which::ContractsRunning, years, |award| {
        table.row([
            Cell::Text(award.cig.as_deref().unwrap_or(NO_CIG)),
            Cell::Text(&award.administration.identifier),
            Cell::Text(&award.administration.name),
            Cell::Text(&award.title),
            Cell::Text(choice_of(&award).unwrap_or(&award.selection_method)),
            Cell::Text(&award.beneficiary.identifier),
            Cell::Text(&award.beneficiary.name),
            Cell::Number(amount(award.granted.into())),
            Cell::Text(&award.start),
            Cell::Text(&award.end),
            Cell::Number(amount(award.kept.into())),
        ])
    })?;
    table.end()
}

/// Writes the dataset of the contracts that ran in some years.
pub(crate) fn dataset(ledger: &Ledger<'_>, years: Years, out: &mut dyn Write) -> Result<(), Error> {
    let newest = ledger.newest()?;
    let today = moment(newest);
    let today = today.get(..10).unwrap_or_default();
    let year = match years {
        Years::One(year) => u32::from(year),
        Years::All => Date::from_unix_seconds(newest).ymd().0,
    };
    let file = ledger.file("legge-190.xml")?;
    let mut xml = Xml::begin(out)?;
    xml.open(
        "legge190:pubblicazione",
        &[
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xmlns:legge190", "legge190_1_0"),
            ("xsi:schemaLocation", "legge190_1_0 datasetAppaltiL190.xsd"),
        ],
    )?;
    xml.open("metadata", &[])?;
    for (name, said) in [
        (
            "titolo",
            "Pubblicazione ai sensi dell'art. 1 comma 32 L. 190/2012",
        ),
        (
            "abstract",
            &format!("Contratti sul registro Portico, anno {year}"),
        ),
        ("dataPubblicazioneDataset", today),
        ("entePubblicatore", &ledger.publisher()?.name),
        ("dataUltimoAggiornamentoDataset", today),
        ("annoRiferimento", &year.to_string()),
        ("urlFile", &file),
        ("licenza", &ledger.publication.licence),
    ] {
        xml.text(name, &[], said)?;
    }
    xml.close("metadata")?;
    xml.open("data", &[])?;
    let mut without_place = 0;
    ledger.awards(Which::ContractsRunning, years, |award| {
        match choice_of(&award) {
            Some(choice) => {
                let bidders = match &award.tender {
                    Some(tender) => ledger.bidders(tender.number)?,
                    None => Vec::new(),
                };
                lot(&mut xml, &award, choice, &bidders)
            }
            None => {
                without_place += 1;
                Ok(())
            }
        }
    })?;
    xml.close("data")?;
    if without_place > 0 {
        xml.remark(
            "contratti non sono in questo file, perché la loro procedura non è tra quelle delle specifiche tecniche ANAC: vedi legge-190.csv",
            without_place,
        )?;
    }
    xml.close("legge190:pubblicazione")?;
    xml.end()
}

fn lot(
    xml: &mut Xml<'_>,
    award: &Award,
    choice: &str,
    bidders: &[Organisation],
) -> Result<(), Error> {
    xml.open("lotto", &[])?;
    xml.text("cig", &[], award.cig.as_deref().unwrap_or(NO_CIG))?;
    xml.open("strutturaProponente", &[])?;
    xml.text("codiceFiscaleProp", &[], &award.administration.identifier)?;
    xml.text("denominazione", &[], &award.administration.name)?;
    xml.close("strutturaProponente")?;
    xml.text("oggetto", &[], &award.title)?;
    xml.text("sceltaContraente", &[], choice)?;
    // Without a tender nobody but the contractor is known to have taken part.
    let alone = std::slice::from_ref(&award.beneficiary);
    let participants = if bidders.is_empty() { alone } else { bidders };
    for (list, item, organisations) in [
        ("partecipanti", "partecipante", participants),
        ("aggiudicatari", "aggiudicatario", alone),
    ] {
        xml.open(list, &[])?;
        for organisation in organisations {
            xml.open(item, &[])?;
            xml.text("codiceFiscale", &[], &organisation.identifier)?;
            xml.text("ragioneSociale", &[], &organisation.name)?;
            xml.close(item)?;
        }
        xml.close(list)?;
    }
    xml.text("importoAggiudicazione", &[], &amount(award.granted.into()))?;
    xml.open("tempiCompletamento", &[])?;
    xml.text("dataInizio", &[], &award.start)?;
    xml.text("dataUltimazione", &[], &award.end)?;
    xml.close("tempiCompletamento")?;
    xml.text("importoSommeLiquidate", &[], &amount(award.kept.into()))?;
    xml.close("lotto")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_known_with_and_without_its_number() {
        assert_eq!(
            choice("Affidamento diretto"),
            Some("23-AFFIDAMENTO DIRETTO")
        );
        assert_eq!(choice("01-procedura aperta"), Some("01-PROCEDURA APERTA"));
        // The only one with a letter that has another form where it is small.
        let last = "Affidamento diretto per modifiche contrattuali o varianti per le quali è necessaria una nuova procedura di affidamento";
        assert!(choice(last).is_some_and(|choice| choice.starts_with("39-")));
        assert_eq!(choice("Co-progettazione"), None);
        assert_eq!(choice(""), None);
    }
}
