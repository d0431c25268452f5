// SPDX-License-Identifier: EUPL-1.2
//! The catalogue of all exports in DCAT-AP_IT (the Italian profile of DCAT-AP), as JSON-LD: a dataset for each standard, a
//! distribution for each file.

use std::io::Write;

use serde_json::{Value, json};

use crate::{
    Error, Export, Ledger,
    money::moment,
    organisation::{Publishing, SCHEME},
};

/// A dataset: what it is called, and its files.
struct Dataset {
    id: &'static str,
    title: &'static str,
    description: &'static str,
    files: &'static [Export],
}

const DATASETS: [Dataset; 5] = [
    Dataset {
        id: "ocds",
        title: "Accordi, contributi e contratti (OCDS)",
        description: "Processi secondo l'Open Contracting Data Standard 1.1.5: co-progettazione, contributi, contratti e record storici, con ogni modifica.",
        files: &[
            Export::OcdsReleasePackage,
            Export::OcdsRecordPackage,
            Export::OcdsReleases,
            Export::OcdsRecords,
            Export::OcdsCompiledReleases,
        ],
    },
    Dataset {
        id: "360giving",
        title: "Contributi (360Giving)",
        description: "Contributi secondo il 360Giving Data Standard 1.4.",
        files: &[Export::Giving360, Export::Giving360Table],
    },
    Dataset {
        id: "art-27",
        title: "Sovvenzioni, contributi, sussidi e vantaggi economici (art. 26 e 27 D.Lgs. 33/2013)",
        description: "Atti di concessione con le informazioni dell'art. 27 c. 1 D.Lgs. 33/2013.",
        files: &[Export::Transparency],
    },
    Dataset {
        id: "legge-190",
        title: "Contratti (art. 1 c. 32 L. 190/2012)",
        description: "Contratti secondo le specifiche tecniche ANAC per l'art. 1 c. 32 L. 190/2012, in vigore fino al 2023.",
        files: &[Export::Legge190, Export::Legge190Table],
    },
    Dataset {
        id: "iati",
        title: "Contributi e contratti (IATI)",
        description: "Attività e transazioni secondo l'IATI Standard 2.03.",
        files: &[Export::Iati],
    },
];

/// Concepts of the European Union's authority tables.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";

/// Writes it.
pub(crate) fn write(ledger: &Ledger<'_>, out: &mut dyn Write) -> Result<(), Error> {
    let file = ledger.file("catalogue.jsonld")?;
    let modified = day(&moment(ledger.newest()?));
    let publisher = ledger.publisher()?;
    let agent = format!("{file}#publisher");
    let mut graph = vec![json!({
        "@id": file,
        "@type": ["dcat:Catalog", "dcatapit:Catalog"],
        "dct:title": it("Dati aperti del registro Portico"),
        "dct:description": it("Accordi di co-progettazione, contributi, contratti e pagamenti, dalle voci di un registro che chiunque può verificare."),
        "dct:publisher": { "@id": agent },
        "dct:language": concept("language/ITA"),
        "dct:modified": modified,
        "dct:license": { "@id": ledger.publication.licence },
        "dcat:themeTaxonomy": concept("data-theme"),
        "dcat:dataset": DATASETS.iter().map(|dataset| json!({ "@id": name(&file, dataset) })).collect::<Vec<_>>(),
    })];
    graph.push(agent_of(&agent, &publisher));
    graph.push(json!({
        "@id": ledger.publication.licence,
        "@type": ["dct:LicenseDocument", "dcatapit:LicenseDocument"],
        "foaf:name": ledger.publication.licence,
        "dct:type": { "@id": "http://purl.org/adms/licencetype/Attribution" },
    }));
    for dataset in &DATASETS {
        let distributions = dataset
            .files
            .iter()
            .map(|export| ledger.file(&export.file_name()))
            .collect::<Result<Vec<_>, _>>()?;
        graph.push(json!({
            "@id": name(&file, dataset),
            "@type": ["dcat:Dataset", "dcatapit:Dataset"],
            "dct:identifier": dataset.id,
            "dct:title": it(dataset.title),
            "dct:description": it(dataset.description),
            "dct:modified": modified,
            "dct:accrualPeriodicity": concept("frequency/UPDATE_CONT"),
            "dct:language": concept("language/ITA"),
            "dct:publisher": { "@id": agent },
            "dct:rightsHolder": { "@id": agent },
            "dcat:theme": concept("data-theme/GOVE"),
            "dcat:distribution": distributions.iter().map(|file| json!({ "@id": file })).collect::<Vec<_>>(),
        }));
        for (export, file) in dataset.files.iter().zip(&distributions) {
            graph.push(distribution(ledger, *export, file, &modified));
        }
    }
    let document = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dcatapit": "http://dati.gov.it/onto/dcatapit#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@graph": graph,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn name(file: &str, dataset: &Dataset) -> String {
    format!("{file}#{}", dataset.id)
}

fn it(text: &str) -> Value {
    json!({ "@value": text, "@language": "it" })
}

fn concept(path: &str) -> Value {
    json!({ "@id": format!("{AUTHORITY}/{path}") })
}

fn day(moment: &str) -> Value {
    json!({ "@value": moment.get(..10).unwrap_or_default(), "@type": "xsd:date" })
}

fn agent_of(id: &str, publisher: &Publishing) -> Value {
    // The profile wants an identifier: the tax code, or the name where the operator is not on the ledger.
    let identifier = match &publisher.identifier {
        Some(identifier) => format!("{SCHEME}-{identifier}"),
        None => publisher.name.clone(),
    };
    json!({
        "@id": id,
        "@type": ["foaf:Agent", "dcatapit:Agent"],
        "dct:identifier": identifier,
        "foaf:name": it(&publisher.name),
    })
}

fn distribution(ledger: &Ledger<'_>, export: Export, file: &str, modified: &Value) -> Value {
    let format = match export.media_type() {
        "text/csv" => "CSV",
        "application/xml" => "XML",
        // The table has no word of its own for JSON Lines; the media type below tells the two apart.
        _ => "JSON",
    };
    json!({
        "@id": file,
        "@type": ["dcat:Distribution", "dcatapit:Distribution"],
        "dct:title": export.title(),
        "dct:description": export.description(),
        "dct:format": concept(&format!("file-type/{format}")),
        "dct:license": { "@id": ledger.publication.licence },
        "dct:modified": modified,
        "dcat:accessURL": { "@id": file },
        "dcat:downloadURL": { "@id": file },
        "dcat:mediaType": { "@id": format!("http://www.iana.org/assignments/media-types/{}", export.media_type()) },
    })
}
