// SPDX-License-Identifier: EUPL-1.2
//! Which exports there are, with what the API, the command line and the catalogue say of each.

/// A whole file of open data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// OCDS releases in one package.
    OcdsReleasePackage,
    /// OCDS records in one package.
    OcdsRecordPackage,
    /// OCDS releases, one a line.
    OcdsReleases,
    /// OCDS records, one a line.
    OcdsRecords,
    /// OCDS compiled releases, one a line.
    OcdsCompiledReleases,
    /// Grants after 360Giving.
    Giving360,
    /// The flat fields of 360Giving.
    Giving360Table,
    /// The table of art. 27 D.Lgs. 33/2013.
    Transparency,
    /// ANAC's dataset of art. 1 c. 32 L. 190/2012.
    Legge190,
    /// The same as a table.
    Legge190Table,
    /// IATI activities.
    Iati,
    /// The catalogue of all of it.
    Catalogue,
    /// The schema of the tables.
    DataPackage,
}

/// What is said of an export.
struct About {
    name: &'static str,
    file: &'static str,
    media_type: &'static str,
    title: &'static str,
    description: &'static str,
    /// What a year means, if anything.
    year: Option<&'static str>,
}

const CHANGES: Option<&str> = Some("when changes became public");
const PROCESSES: Option<&str> = Some("when processes began");
const PUBLISHED: Option<&str> = Some("when awards were published");
const RUNNING: Option<&str> =
    Some("when contracts ran: published by the end of the year, and not closed before it");

impl Export {
    /// All of them.
    pub const ALL: &'static [Export] = &[
        Export::OcdsReleasePackage,
        Export::OcdsRecordPackage,
        Export::OcdsReleases,
        Export::OcdsRecords,
        Export::OcdsCompiledReleases,
        Export::Giving360,
        Export::Giving360Table,
        Export::Transparency,
        Export::Legge190,
        Export::Legge190Table,
        Export::Iati,
        Export::Catalogue,
        Export::DataPackage,
    ];

    fn about(self) -> About {
        match self {
            Export::OcdsReleasePackage => About {
                name: "ocds-release-package",
                file: "ocds-release-package.json",
                media_type: "application/json",
                title: "Every change as an OCDS release package",
                description: "Open Contracting Data Standard 1.1.5: a release for every change of agreements, grants and contracts, \
                    and for every imported record, the oldest first.",
                year: CHANGES,
            },
            Export::OcdsRecordPackage => About {
                name: "ocds-record-package",
                file: "ocds-record-package.json",
                media_type: "application/json",
                title: "Every process as an OCDS record package",
                description: "Open Contracting Data Standard 1.1.5: a record for every process, with its releases, its compiled and \
                    its versioned release.",
                year: PROCESSES,
            },
            Export::OcdsReleases => About {
                name: "ocds-releases",
                file: "ocds-releases.jsonl",
                media_type: "application/jsonl",
                title: "Every change as an OCDS release, one a line",
                description: "What the release package has, in JSON Lines: for large ledgers.",
                year: CHANGES,
            },
            Export::OcdsRecords => About {
                name: "ocds-records",
                file: "ocds-records.jsonl",
                media_type: "application/jsonl",
                title: "Every process as an OCDS record, one a line",
                description: "What the record package has, in JSON Lines: for large ledgers.",
                year: PROCESSES,
            },
            Export::OcdsCompiledReleases => About {
                name: "ocds-compiled-releases",
                file: "ocds-compiled-releases.jsonl",
                media_type: "application/jsonl",
                title: "Every process as it stands, one OCDS compiled release a line",
                description: "The latest state of every process, without its history, in JSON Lines.",
                year: PROCESSES,
            },
            Export::Giving360 => About {
                name: "360giving",
                file: "360giving.json",
                media_type: "application/json",
                title: "Grants after 360Giving",
                description: "Grants after the 360Giving Data Standard 1.4, with what was paid and recovered.",
                year: PUBLISHED,
            },
            Export::Giving360Table => About {
                name: "360giving-csv",
                file: "360giving.csv",
                media_type: "text/csv",
                title: "Grants after 360Giving, as a table",
                description: "The flat fields of the 360Giving Data Standard 1.4, in CSV.",
                year: PUBLISHED,
            },
            Export::Transparency => About {
                name: "art-27",
                file: "art-27.csv",
                media_type: "text/csv",
                title: "The table of grants of art. 26 and 27 D.Lgs. 33/2013",
                description: "Grants with the columns of art. 27 c. 1 D.Lgs. 33/2013, letters a to f, in CSV.",
                year: PUBLISHED,
            },
            Export::Legge190 => About {
                name: "legge-190",
                file: "legge-190.xml",
                media_type: "application/xml",
                title: "ANAC's dataset of contracts of art. 1 c. 32 L. 190/2012",
                description: "Contracts after ANAC's technical specifications for art. 1 c. 32 L. 190/2012 (legge190_1_0), in XML; owed until 2023.",
                year: RUNNING,
            },
            Export::Legge190Table => About {
                name: "legge-190-csv",
                file: "legge-190.csv",
                media_type: "text/csv",
                title: "The contracts of art. 1 c. 32 L. 190/2012, as a table",
                description: "Contracts with the fields of art. 1 c. 32 L. 190/2012, in CSV; owed until 2023.",
                year: RUNNING,
            },
            Export::Iati => About {
                name: "iati",
                file: "iati.xml",
                media_type: "application/xml",
                title: "Grants and contracts as IATI activities",
                description: "Activities and transactions after the IATI Standard 2.03, in XML.",
                year: PUBLISHED,
            },
            Export::Catalogue => About {
                name: "catalogue",
                file: "catalogue.jsonld",
                media_type: "application/ld+json",
                title: "The catalogue of open data",
                description: "What open data there is, in DCAT-AP_IT as JSON-LD, for harvesters such as dati.gov.it.",
                year: None,
            },
            Export::DataPackage => About {
                name: "datapackage",
                file: "datapackage.json",
                media_type: "application/json",
                title: "The schema of the tables",
                description: "The tables in CSV with the types of their columns: a Frictionless Data Package.",
                year: None,
            },
        }
    }

    /// Its name, such as `ocds-releases`.
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// The one of this name or with a file of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Export::ALL
            .iter()
            .copied()
            .find(|export| export.name() == name || export.file_name() == name)
    }

    /// What its file is called, such as `ocds-releases.jsonl`.
    pub fn file_name(self) -> String {
        self.about().file.to_owned()
    }

    /// Its media type, without parameters.
    pub fn media_type(self) -> &'static str {
        self.about().media_type
    }

    /// What it is, in a line.
    pub fn title(self) -> &'static str {
        self.about().title
    }

    /// What a reader should know.
    pub fn description(self) -> &'static str {
        self.about().description
    }

    /// What a year restricts; `None` for what is of no year.
    pub fn year(self) -> Option<&'static str> {
        self.about().year
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name_and_by_its_file() {
        for export in Export::ALL {
            assert_eq!(Export::from_name(export.name()), Some(*export));
            assert_eq!(Export::from_name(&export.file_name()), Some(*export));
        }
        assert_eq!(Export::from_name("ocds"), None);
    }
}
