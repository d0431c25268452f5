// SPDX-License-Identifier: EUPL-1.2
//! An award as it stands: milestones, claims, attestations, payments, recoveries, amendments.

use crate::chain::{Chain, unknown};
use crate::failure::Failure;
use crate::output::{facts, optional, table};
use portico_rules::award::{
    AmendmentRow, AttestationRow, AwardBody, AwardRow, ClaimRow, MilestoneRow, PaymentRow,
    Publication, RecoveryRow,
};
use portico_rules::entry::Body;
use portico_rules::subject::Subject;
use serde::Serialize;

/// An award and everything that hangs on it.
#[derive(Debug, Serialize)]
pub struct Award {
    number: u32,
    #[serde(flatten)]
    row: AwardRow,
    publication: Publication,
    milestones_in_it: Vec<Milestone>,
    claims: Vec<Claim>,
    payments_recorded: Vec<Numbered<PaymentRow>>,
    recoveries_recorded: Vec<Numbered<RecoveryRow>>,
    amendments_proposed: Vec<Numbered<AmendmentRow>>,
}

#[derive(Debug, Serialize)]
struct Milestone {
    milestone: u8,
    title: String,
    #[serde(flatten)]
    row: MilestoneRow,
}

#[derive(Debug, Serialize)]
struct Claim {
    milestone: u8,
    claim: u32,
    #[serde(flatten)]
    row: ClaimRow,
    by_attester: Vec<Attestation>,
}

#[derive(Debug, Serialize)]
struct Attestation {
    party: u32,
    #[serde(flatten)]
    row: AttestationRow,
}

#[derive(Debug, Serialize)]
struct Numbered<R> {
    number: u32,
    #[serde(flatten)]
    row: R,
}

/// Reads an award, by its number.
///
/// # Errors
/// [`Failure::Refused`] if there is none; [`Failure::Node`].
pub async fn read(chain: &Chain, number: u32) -> Result<Award, Failure> {
    let subject = Subject::Award(number);
    let row = chain.award(number).await?.ok_or_else(|| unknown(subject))?;
    let (mut publication, mut titles) = (None, Vec::new());
    let mut proposals = Vec::new();
    for located in chain.history(subject).await? {
        match located.appended.entry.body {
            Body::Award(
                AwardBody::Publish(published)
                | AwardBody::PublishDeMinimis {
                    publication: published,
                    ..
                },
            ) => {
                titles = published
                    .milestones
                    .iter()
                    .map(|terms| terms.title.clone())
                    .collect();
                publication = Some(published);
            }
            Body::Award(AwardBody::AcceptAmendment(terms)) => {
                titles = terms
                    .milestones
                    .into_iter()
                    .map(|terms| terms.title)
                    .collect();
            }
            _ => {}
        }
    }
    let publication: Publication = publication.ok_or_else(|| {
        Failure::Node(format!(
            "the history of {subject} has no publication: do not trust this node"
        ))
    })?;

    let (mut milestones, mut claims) = (Vec::new(), Vec::new());
    for milestone in 1..=row.milestones {
        let Some(milestone_row) = chain.milestone(number, milestone).await? else {
            continue;
        };
        for claim in 1..=milestone_row.claims {
            let Some(claim_row) = chain.claim(number, milestone, claim).await? else {
                continue;
            };
            let mut by_attester = Vec::new();
            for party in &publication.attesters {
                if let Some(row) = chain.attestation(number, milestone, claim, *party).await? {
                    by_attester.push(Attestation { party: *party, row });
                }
            }
            claims.push(Claim {
                milestone,
                claim,
                row: claim_row,
                by_attester,
            });
        }
        let title = titles
            .get(usize::from(milestone) - 1)
            .cloned()
            .unwrap_or_default();
        milestones.push(Milestone {
            milestone,
            title,
            row: milestone_row,
        });
    }
    let (mut payments, mut recoveries) = (Vec::new(), Vec::new());
    for payment in 1..=row.payments {
        payments.extend(chain.payment(number, payment).await?.map(|row| Numbered {
            number: payment,
            row,
        }));
    }
    for recovery in 1..=row.recoveries {
        recoveries.extend(chain.recovery(number, recovery).await?.map(|row| Numbered {
            number: recovery,
            row,
        }));
    }
    for amendment in 1..=row.amendments {
        proposals.extend(
            chain
                .amendment(number, amendment)
                .await?
                .map(|row| Numbered {
                    number: amendment,
                    row,
                }),
        );
    }
    Ok(Award {
        number,
        row,
        publication,
        milestones_in_it: milestones,
        claims,
        payments_recorded: payments,
        recoveries_recorded: recoveries,
        amendments_proposed: proposals,
    })
}

impl Award {
    /// As a person reads it.
    pub fn human(&self) -> String {
        let row = &self.row;
        let attesters: Vec<_> = self
            .publication
            .attesters
            .iter()
            .map(u32::to_string)
            .collect();
        let mut out = facts(&[
            ("award", self.number.to_string()),
            ("title", self.publication.title.clone()),
            ("kind", row.kind.word().into()),
            ("status", row.status.word().into()),
            ("administration", format!("party {}", row.administration)),
            ("beneficiary", format!("party {}", row.beneficiary)),
            (
                "agreement",
                if row.agreement == 0 {
                    String::new()
                } else {
                    row.agreement.to_string()
                },
            ),
            ("CUP", optional(row.cup)),
            ("CIG", optional(row.cig)),
            ("published", row.published.to_string()),
            ("duration", format!("{} to {}", row.start, row.end)),
            (
                "attesters",
                format!(
                    "{} of parties {}",
                    row.attesters_required,
                    attesters.join(", ")
                ),
            ),
            ("granted", format!("EUR {}", row.granted)),
            ("attested", format!("EUR {}", row.attested)),
            ("paid", format!("EUR {}", row.paid)),
            ("recovered", format!("EUR {}", row.recovered)),
        ]);
        out.push('\n');
        out.push_str(&table(
            &[
                "#milestone",
                "title",
                "due",
                "#amount",
                "#attested",
                "#paid",
                "#claimed now",
            ],
            self.milestones_in_it.iter().map(
                |Milestone {
                     milestone,
                     title,
                     row,
                 }| {
                    vec![
                        milestone.to_string(),
                        title.clone(),
                        row.due.to_string(),
                        row.amount.to_string(),
                        row.attested.to_string(),
                        row.paid.to_string(),
                        optional(row.pending),
                    ]
                },
            ),
        ));
        out.push_str(&section(
            &[
                "#milestone",
                "#claim",
                "#claimed",
                "#found",
                "attestations",
                "state",
            ],
            self.claims.iter().map(
                |Claim {
                     milestone,
                     claim,
                     row,
                     by_attester,
                 }| {
                    let words: Vec<_> = by_attester
                        .iter()
                        .map(|one| format!("party {}: {}", one.party, one.row.outcome.word()))
                        .collect();
                    let found = if row.attestations == 0 {
                        String::new()
                    } else {
                        row.lowest.to_string()
                    };
                    vec![
                        milestone.to_string(),
                        claim.to_string(),
                        row.amount.to_string(),
                        found,
                        words.join(", "),
                        if row.decided { "decided" } else { "waiting" }.into(),
                    ]
                },
            ),
        ));
        out.push_str(&section(
            &[
                "#payment",
                "#milestone",
                "#amount",
                "date",
                "receipt",
                "#recovered",
            ],
            self.payments_recorded
                .iter()
                .map(|Numbered { number, row }| {
                    vec![
                        number.to_string(),
                        row.milestone.to_string(),
                        row.amount.to_string(),
                        row.date.to_string(),
                        row.receipt.word().into(),
                        row.recovered.to_string(),
                    ]
                }),
        ));
        out.push_str(&section(
            &["#recovery", "#of payment", "#amount"],
            self.recoveries_recorded
                .iter()
                .map(|Numbered { number, row }| {
                    vec![
                        number.to_string(),
                        row.payment.to_string(),
                        row.amount.to_string(),
                    ]
                }),
        ));
        out.push_str(&section(
            &["#amendment", "proposed by", "state"],
            self.amendments_proposed
                .iter()
                .map(|Numbered { number, row }| {
                    let state = match (row.accepted, row.withdrawn) {
                        (true, _) => "accepted",
                        (false, true) => "withdrawn",
                        (false, false) => "waiting",
                    };
                    vec![
                        number.to_string(),
                        format!("{:?}", row.proposed_by).to_lowercase(),
                        state.into(),
                    ]
                }),
        ));
        out
    }
}

/// A table after an empty line; nothing if it has no rows.
fn section(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        String::new()
    } else {
        format!("\n{}", table(headings, rows))
    }
}
