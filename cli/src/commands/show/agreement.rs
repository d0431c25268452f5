// SPDX-License-Identifier: EUPL-1.2
//! An agreement as it stands.

use crate::chain::{Chain, unknown};
use crate::failure::Failure;
use crate::moment;
use crate::output::{facts, table};
use portico_rules::agreement::{AgreementBody, AgreementRow, Notice, ParticipantRow, VersionRow};
use portico_rules::entry::Body;
use portico_rules::subject::Subject;
use serde::Serialize;

/// An agreement, its notice and its versions.
#[derive(Debug, Serialize)]
pub struct Agreement {
    number: u32,
    #[serde(flatten)]
    row: AgreementRow,
    notice: Notice,
    invited: Vec<u32>,
    versions_proposed: Vec<Version>,
}

#[derive(Debug, Serialize)]
struct Version {
    version: u32,
    #[serde(flatten)]
    row: VersionRow,
    participants_in_it: Vec<ParticipantRow>,
}

/// Reads an agreement, by its number.
///
/// # Errors
/// [`Failure::Refused`] if there is none; [`Failure::Node`].
pub async fn read(chain: &Chain, number: u32) -> Result<Agreement, Failure> {
    let subject = Subject::Agreement(number);
    let row = chain
        .agreement(number)
        .await?
        .ok_or_else(|| unknown(subject))?;
    let (mut notice, mut invited, mut versions) = (None, Vec::new(), Vec::new());
    for located in chain.history(subject).await? {
        let Body::Agreement(body) = located.appended.entry.body else {
            continue;
        };
        match body {
            AgreementBody::Publish(published) => notice = Some(published),
            AgreementBody::Invite { party, .. } => invited.push(party),
            AgreementBody::Propose {
                version,
                contributions,
                ..
            } => {
                let Some(row) = chain.version(number, version).await? else {
                    continue;
                };
                let mut participants = Vec::new();
                for contribution in contributions {
                    participants.extend(
                        chain
                            .participant(number, version, contribution.party)
                            .await?,
                    );
                }
                versions.push(Version {
                    version,
                    row,
                    participants_in_it: participants,
                });
            }
            AgreementBody::Sign { .. } | AgreementBody::Terminate { .. } => {}
        }
    }
    Ok(Agreement {
        number,
        row,
        notice: notice.ok_or_else(|| {
            Failure::Node(format!(
                "the history of {subject} has no notice: do not trust this node"
            ))
        })?,
        invited,
        versions_proposed: versions,
    })
}

impl Agreement {
    /// As a person reads it.
    pub fn human(&self) -> String {
        let AgreementRow {
            administration,
            status,
            in_force,
            budget,
            start,
            end,
            ..
        } = self.row;
        let invited: Vec<_> = self.invited.iter().map(u32::to_string).collect();
        let mut out = facts(&[
            ("agreement", self.number.to_string()),
            ("title", self.notice.title.clone()),
            ("administration", format!("party {administration}")),
            ("status", status.word().into()),
            (
                "in force",
                if in_force == 0 {
                    String::new()
                } else {
                    format!("version {in_force}")
                },
            ),
            ("budget", format!("EUR {budget}")),
            ("duration", format!("{start} to {end}")),
            ("invited", invited.join(", ")),
        ]);
        for Version {
            version,
            row,
            participants_in_it,
        } in &self.versions_proposed
        {
            out.push_str(&format!(
                "\nversion {version}: {} of {} have signed, text {}\n",
                row.signatures, row.participants, row.text_sha256
            ));
            let rows = participants_in_it.iter().map(|participant| {
                let contribution = participant.contribution;
                vec![
                    contribution.party.to_string(),
                    contribution.money.to_string(),
                    contribution.staff.to_string(),
                    contribution.assets.to_string(),
                    participant
                        .signed_at
                        .map(moment::written)
                        .unwrap_or_default(),
                ]
            });
            out.push_str(&table(
                &["#party", "#money", "#staff", "#assets", "signed"],
                rows,
            ));
        }
        out
    }
}
