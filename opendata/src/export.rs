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
}

/// What is said of an export.
struct About {
    name: &'static str,
    extension: &'static str,
    media_type: &'static str,
    title: &'static str,
    description: &'static str,
}

impl Export {
    /// All of them.
    pub const ALL: &'static [Export] = &[
        Export::OcdsReleasePackage,
        Export::OcdsRecordPackage,
        Export::OcdsReleases,
        Export::OcdsRecords,
        Export::OcdsCompiledReleases,
    ];

    fn about(self) -> About {
        match self {
            Export::OcdsReleasePackage => About {
                name: "ocds-release-package",
                extension: "json",
                media_type: JSON,
                title: "Every change as an OCDS release package",
                description: "Open Contracting Data Standard 1.1.5: a release for every change of agreements, grants and contracts, \
                    and for every imported record, the oldest first.",
            },
            Export::OcdsRecordPackage => About {
                name: "ocds-record-package",
                extension: "json",
                media_type: JSON,
                title: "Every process as an OCDS record package",
                description: "Open Contracting Data Standard 1.1.5: a record for every process, with its releases, its compiled and \
                    its versioned release.",
            },
            Export::OcdsReleases => About {
                name: "ocds-releases",
                extension: "jsonl",
                media_type: JSON_LINES,
                title: "Every change as an OCDS release, one a line",
                description: "What the release package has, in JSON Lines: for large ledgers.",
            },
            Export::OcdsRecords => About {
                name: "ocds-records",
                extension: "jsonl",
                media_type: JSON_LINES,
                title: "Every process as an OCDS record, one a line",
                description: "What the record package has, in JSON Lines: for large ledgers.",
            },
            Export::OcdsCompiledReleases => About {
                name: "ocds-compiled-releases",
                extension: "jsonl",
                media_type: JSON_LINES,
                title: "Every process as it stands, one OCDS compiled release a line",
                description: "The latest state of every process, without its history, in JSON Lines.",
            },
        }
    }

    /// Its name, such as `ocds-releases`.
    pub fn name(self) -> &'static str {
        self.about().name
    }

    /// The one of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Export::ALL
            .iter()
            .copied()
            .find(|export| export.name() == name)
    }

    /// What its file is called, such as `ocds-releases.jsonl`.
    pub fn file_name(self) -> String {
        let About {
            name, extension, ..
        } = self.about();
        format!("{name}.{extension}")
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
}

const JSON: &str = "application/json";
const JSON_LINES: &str = "application/jsonl";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name() {
        for export in Export::ALL {
            assert_eq!(Export::from_name(export.name()), Some(*export));
        }
        assert_eq!(Export::from_name("ocds"), None);
    }
}
