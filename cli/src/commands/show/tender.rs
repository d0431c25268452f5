// SPDX-License-Identifier: EUPL-1.2
//! A tender as it stands: bids, contract, changes, subcontracts, and the award that carries it out.

use crate::chain::{Chain, unknown};
use crate::failure::Failure;
use crate::moment;
use crate::output::{facts, optional, table};
use portico_rules::entry::Body;
use portico_rules::fact::FactValue;
use portico_rules::primitives::Cents;
use portico_rules::subject::Subject;
use portico_rules::tender::{
    BidRow, ChangeRow, DirectAward, SubcontractRow, TenderBody, TenderNotice, TenderRow,
};
use serde::Serialize;
use std::collections::BTreeSet;

/// A tender and everything that hangs on it.
#[derive(Debug, Serialize)]
pub struct Tender {
    number: u32,
    #[serde(flatten)]
    row: TenderRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<TenderNotice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direct_award: Option<DirectAward>,
    invited: Vec<u32>,
    bids_received: Vec<Bid>,
    changes_made: Vec<Numbered<ChangeRow>>,
    subcontracts_asked_for: Vec<Numbered<SubcontractRow>>,
    /// The award that carries out its contract.
    award: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Bid {
    party: u32,
    #[serde(flatten)]
    row: BidRow,
}

#[derive(Debug, Serialize)]
struct Numbered<R> {
    number: u32,
    #[serde(flatten)]
    row: R,
}

/// Reads a tender, by its number.
///
/// # Errors
/// [`Failure::Refused`] if there is none; [`Failure::Node`].
pub async fn read(chain: &Chain, number: u32) -> Result<Tender, Failure> {
    let subject = Subject::Tender(number);
    let row = chain
        .tender(number)
        .await?
        .ok_or_else(|| unknown(subject))?;
    let (mut notice, mut direct_award) = (None, None);
    let (mut invited, mut bidders) = (Vec::new(), BTreeSet::new());
    for located in chain.history(subject).await? {
        let entry = located.appended.entry;
        match entry.body {
            Body::Tender(TenderBody::Publish(published)) => notice = Some(published),
            Body::Tender(TenderBody::AwardDirectly(award)) => direct_award = Some(award),
            Body::Tender(TenderBody::Invite { party, .. }) => invited.push(party),
            Body::Tender(TenderBody::Bid { .. }) => {
                bidders.extend(entry.facts.iter().find_map(|fact| match fact.value {
                    FactValue::Signer(signer) if signer.key == entry.by => Some(signer.party),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    let mut bids_received = Vec::new();
    for party in bidders {
        if let Some(row) = chain.bid(number, party).await? {
            bids_received.push(Bid { party, row });
        }
    }
    let mut changes_made = Vec::new();
    for change in 1..=row.changes {
        if let Some(row) = chain.change(number, change).await? {
            changes_made.push(Numbered {
                number: change,
                row,
            });
        }
    }
    let mut subcontracts_asked_for = Vec::new();
    for subcontract in 1..=row.subcontracts {
        if let Some(row) = chain.subcontract(number, subcontract).await? {
            subcontracts_asked_for.push(Numbered {
                number: subcontract,
                row,
            });
        }
    }
    Ok(Tender {
        number,
        row,
        notice,
        direct_award,
        invited,
        bids_received,
        changes_made,
        subcontracts_asked_for,
        award: chain.award_of(number).await?,
    })
}

impl Tender {
    fn title(&self) -> &str {
        match (&self.notice, &self.direct_award) {
            (Some(notice), _) => &notice.title,
            (None, Some(award)) => &award.title,
            (None, None) => "",
        }
    }

    /// As a person reads it.
    pub fn human(&self) -> String {
        let row = &self.row;
        let deadline = |seconds: u64| match seconds {
            0 => String::new(),
            seconds => moment::written(seconds),
        };
        let euro = |amount: Cents| match amount {
            Cents::ZERO => String::new(),
            amount => format!("EUR {amount}"),
        };
        let invited: Vec<_> = self.invited.iter().map(u32::to_string).collect();
        let mut out = facts(&[
            ("tender", self.number.to_string()),
            ("title", self.title().to_owned()),
            ("administration", format!("party {}", row.administration)),
            ("status", row.status.word().into()),
            ("procedure", row.procedure.word().into()),
            ("contract type", row.contract_type.word().into()),
            (
                "reserved for",
                row.reserve
                    .map(|reserve| reserve.word().into())
                    .unwrap_or_default(),
            ),
            ("CIG", row.cig.to_string()),
            ("CUP", optional(row.cup)),
            ("value", euro(row.value)),
            ("clarifications until", deadline(row.clarify_until)),
            ("bids until", deadline(row.bids_until)),
            ("reveal until", deadline(row.reveal_until)),
            ("invited", invited.join(", ")),
            (
                "winner",
                row.winner
                    .map(|party| format!("party {party}"))
                    .unwrap_or_default(),
            ),
            ("price", euro(row.price)),
            ("standstill until", optional(row.standstill_until)),
            ("contract", euro(row.contract_value)),
            ("subcontracted", euro(row.subcontracted)),
            (
                "carried out by",
                self.award
                    .map(|award| format!("award {award}"))
                    .unwrap_or_default(),
            ),
        ]);
        if !self.bids_received.is_empty() {
            out.push('\n');
            let rows = self.bids_received.iter().map(|bid| {
                vec![
                    bid.party.to_string(),
                    bid.row.status.word().into(),
                    moment::written(bid.row.committed_at),
                    euro(bid.row.price),
                ]
            });
            out.push_str(&table(&["#party", "bid", "committed", "#price"], rows));
        }
        if !self.changes_made.is_empty() {
            out.push('\n');
            let rows = self.changes_made.iter().map(|change| {
                vec![
                    change.number.to_string(),
                    change.row.cause.word().into(),
                    change.row.before.to_string(),
                    change.row.after.to_string(),
                    // Hundredths of a percent, written as cents are.
                    format!("{} %", Cents(u64::from(change.row.share))),
                ]
            });
            out.push_str(&table(
                &[
                    "#change",
                    "cause",
                    "#before",
                    "#after",
                    "#of the initial value",
                ],
                rows,
            ));
        }
        if !self.subcontracts_asked_for.is_empty() {
            out.push('\n');
            let rows = self.subcontracts_asked_for.iter().map(|subcontract| {
                vec![
                    subcontract.number.to_string(),
                    subcontract.row.status.word().into(),
                    subcontract.row.subcontractor.to_string(),
                    subcontract.row.amount.to_string(),
                    subcontract.row.requested.to_string(),
                ]
            });
            out.push_str(&table(
                &["#subcontract", "status", "to", "#amount", "asked for"],
                rows,
            ));
        }
        out
    }
}
