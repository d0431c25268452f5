// SPDX-License-Identifier: EUPL-1.2
//! `portico tender`: public contracts, from the notice or the direct award to the contract, its changes and subcontracts.

mod bid;

use crate::amount;
use crate::arguments::Signing;
use crate::chain::{Chain, unknown};
use crate::commands::show;
use crate::context::Context;
use crate::document::{DocumentArgument, read_all};
use crate::failure::Failure;
use crate::input::{from_fields, read_value};
use crate::moment;
use crate::perform::{number, perform};
use crate::words::word;
use clap::{Args, Subcommand};
use portico_commands::Act;
use portico_rules::codes::TaxCode;
use portico_rules::date::Date;
use portico_rules::document::Document;
use portico_rules::primitives::Cents;
use portico_rules::subject::Subject;
use portico_rules::tender::{
    AwardDecision, ChangeCause, ContractChange, ContractTerms, DirectAward, Ranked, Standstill,
    Subcontract, TenderBody, TenderNotice, TenderRow,
};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What is done about a tender.
#[derive(Debug, Subcommand)]
pub enum Tender {
    /// Publish a notice (as an administration)
    Publish {
        /// The notice as JSON or TOML: cig, title, object, contract_type, procedure, legal_basis, office, responsible_role, value
        /// (cents), criterion, labour_intensive, and the moments clarify_until, bids_until and reveal_until; see docs/format.md
        file: PathBuf,
        /// The rules of the tender with its criteria (disciplinare), instead of the file's field
        #[arg(long, value_name = "PATH")]
        criteria: Option<DocumentArgument>,
        /// The decision to contract or an annex, added to the file's documents
        #[arg(long = "document", value_name = "PATH")]
        documents: Vec<DocumentArgument>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Award a contract without a tender (as an administration)
    AwardDirectly {
        /// The award as JSON or TOML: ground, cig, title, object, contract_type, labour_intensive, legal_basis, office,
        /// responsible_role, amount (cents), contractor, reason, requirements, rotation; see docs/format.md
        file: PathBuf,
        /// The decision, instead of the file's field
        #[arg(long, value_name = "PATH")]
        act: Option<DocumentArgument>,
        /// The selection that a convention with a social cooperative follows, instead of the file's field
        #[arg(long, value_name = "PATH")]
        selection: Option<DocumentArgument>,
        /// A quote or an annex, added to the file's documents
        #[arg(long = "document", value_name = "PATH")]
        documents: Vec<DocumentArgument>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Invite a party to bid, in a procedure by invitation
    Invite {
        /// The tender's number
        tender: u32,
        /// The party's number
        #[arg(long)]
        party: u32,
        /// How it was found
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Answer a question, for all to read
    Clarify {
        /// The tender's number
        tender: u32,
        /// The clarification's number [default: the next]
        #[arg(long)]
        clarification: Option<u32>,
        /// The question, without who asked
        #[arg(long)]
        question: String,
        /// The answer
        #[arg(long)]
        answer: String,
        /// What the answer adds
        #[arg(long = "document", value_name = "PATH")]
        documents: Vec<DocumentArgument>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Move the deadlines to later
    Extend {
        /// The tender's number
        tender: u32,
        /// Last moment for clarifications, such as 2027-01-20T12:00:00+01:00 [default: as it is]
        #[arg(long, value_name = "MOMENT", value_parser = moment::parse)]
        clarify_until: Option<u64>,
        /// Last moment for bids [default: as it is]
        #[arg(long, value_name = "MOMENT", value_parser = moment::parse)]
        bids_until: Option<u64>,
        /// Last moment to reveal a bid [default: as it is]
        #[arg(long, value_name = "MOMENT", value_parser = moment::parse)]
        reveal_until: Option<u64>,
        /// Why
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Bid: the offer stays at home, and only a digest of it and of a secret salt goes to the ledger
    Bid(bid::Bid),
    /// Take a bid back before the deadline
    Withdraw {
        /// The tender's number
        tender: u32,
        #[command(flatten)]
        signing: Signing,
    },
    /// Reveal a bid after the deadline, in the window: one that is not revealed is out
    Reveal(bid::Reveal),
    /// Exclude a bid that was revealed
    Exclude {
        /// The tender's number
        tender: u32,
        /// Whose bid
        #[arg(long)]
        party: u32,
        /// Why
        #[arg(long)]
        reason: String,
        /// The act
        #[arg(long, value_name = "PATH")]
        act: DocumentArgument,
        #[command(flatten)]
        signing: Signing,
    },
    /// Deposit a report of those who evaluate
    Evaluate {
        /// The tender's number
        tender: u32,
        /// The evaluation's number [default: the next]
        #[arg(long)]
        evaluation: Option<u32>,
        /// The report
        #[arg(long, value_name = "PATH")]
        report: DocumentArgument,
        #[command(flatten)]
        signing: Signing,
    },
    /// Award, by the ranking of every admitted bid
    Award(AwardTender),
    /// Take the award back before the contract, to award again
    RevokeAward(WithAct),
    /// Deposit the contract that was signed
    Contract {
        /// The tender's number
        tender: u32,
        /// Its number in the register of contracts (repertorio)
        #[arg(long)]
        reference: String,
        /// Day of its signature
        #[arg(long, value_name = "DATE")]
        signed: Date,
        /// First day of the performance
        #[arg(long, value_name = "DATE")]
        start: Date,
        /// Last day
        #[arg(long, value_name = "DATE")]
        end: Date,
        /// The contract
        #[arg(long, value_name = "PATH")]
        document: DocumentArgument,
        #[command(flatten)]
        signing: Signing,
    },
    /// Record a change of the contract (art. 120 D.Lgs. 36/2023)
    Change {
        /// The tender's number
        tender: u32,
        /// The change's number [default: the next]
        #[arg(long)]
        change: Option<u32>,
        /// Why it may be made without a new procedure
        #[arg(long, value_parser = word::<ChangeCause>())]
        cause: ChangeCause,
        /// The contract's whole value after it, euro
        #[arg(long, value_name = "EURO", value_parser = amount::parse)]
        value: Cents,
        /// What changes and why
        #[arg(long)]
        reason: String,
        /// The act that approves it
        #[arg(long, value_name = "PATH")]
        act: DocumentArgument,
        #[command(flatten)]
        signing: Signing,
    },
    /// Ask for a subcontract (as the contractor)
    Subcontract {
        /// The tender's number
        tender: u32,
        /// The subcontract's number [default: the next]
        #[arg(long)]
        subcontract: Option<u32>,
        /// Tax code of the subcontractor: 11 digits
        #[arg(long, value_name = "TAX CODE")]
        subcontractor: TaxCode,
        /// Its name
        #[arg(long)]
        name: String,
        /// What it is to do
        #[arg(long)]
        object: String,
        /// How much, euro
        #[arg(long, value_name = "EURO", value_parser = amount::parse)]
        amount: Cents,
        /// The subcontract and the declarations
        #[arg(long = "document", value_name = "PATH", required = true)]
        documents: Vec<DocumentArgument>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Authorise or deny a subcontract (as the administration)
    DecideSubcontract {
        /// The tender's number
        tender: u32,
        /// The subcontract's number
        subcontract: u32,
        /// It is authorised
        #[arg(long, required_unless_present = "deny", conflicts_with = "deny")]
        authorise: bool,
        /// It is denied
        #[arg(long)]
        deny: bool,
        /// Why
        #[arg(long)]
        reason: String,
        /// The act
        #[arg(long, value_name = "PATH")]
        act: DocumentArgument,
        #[command(flatten)]
        signing: Signing,
    },
    /// End a tender without a contract
    Cancel(WithAct),
    /// Show a tender with its bids, contract, changes and subcontracts
    Show {
        /// The tender's number
        tender: u32,
    },
}

/// A tender, a reason and an act.
#[derive(Debug, Args)]
pub struct WithAct {
    /// The tender's number
    tender: u32,
    /// Why
    #[arg(long)]
    reason: String,
    /// The act
    #[arg(long, value_name = "PATH")]
    act: DocumentArgument,
    #[command(flatten)]
    signing: Signing,
}

/// The award of a tender.
#[derive(Debug, Args)]
pub struct AwardTender {
    /// The tender's number
    tender: u32,
    /// Every admitted bid, best first: PARTY:POINTS, such as 3:87.50, or PARTY where the lowest price wins; once for each
    #[arg(long = "rank", value_name = "PARTY[:POINTS]", required = true)]
    ranking: Vec<RankArgument>,
    /// The winner's price, euro [default: as it was revealed]
    #[arg(long, value_name = "EURO", value_parser = amount::parse)]
    price: Option<Cents>,
    /// Why
    #[arg(long)]
    reason: String,
    /// The act
    #[arg(long, value_name = "PATH")]
    act: DocumentArgument,
    /// Day on which the last of the bidders was told
    #[arg(long, value_name = "DATE")]
    communicated: Date,
    /// Whether the contract must wait (art. 18 c. 3 D.Lgs. 36/2023), and if not, why
    #[arg(long, value_parser = word::<Standstill>(), default_value = "applies")]
    standstill: Standstill,
    #[command(flatten)]
    signing: Signing,
}

/// `3:87.50`.
#[derive(Clone, Copy, Debug)]
struct RankArgument(Ranked);

impl FromStr for RankArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (party, points) = text.split_once(':').unwrap_or((text, "0"));
        let party = party
            .parse()
            .map_err(|_| format!("{party:?} is not a party's number"))?;
        let points = amount::parse(points)
            .ok()
            .and_then(|hundredths| u16::try_from(hundredths.0).ok())
            .ok_or_else(|| {
                format!("{points:?} are no points: write up to two decimals, such as 87.50")
            })?;
        Ok(RankArgument(Ranked { party, points }))
    }
}

impl Tender {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Tender::Publish {
                file,
                criteria,
                documents,
                signing,
            } => {
                let notice = notice(&file, criteria, &documents)?;
                let act = Act::opening(TenderBody::Publish(notice));
                perform(context, &signing, act).await
            }
            Tender::AwardDirectly {
                file,
                act,
                selection,
                documents,
                signing,
            } => {
                let award = direct_award(&file, act, selection, &documents)?;
                let act = Act::opening(TenderBody::AwardDirectly(award));
                perform(context, &signing, act).await
            }
            Tender::Invite {
                tender,
                party,
                reason,
                signing,
            } => {
                let body = TenderBody::Invite { party, reason };
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Clarify {
                tender,
                clarification,
                question,
                answer,
                documents,
                signing,
            } => {
                let next = async |chain: &Chain| Ok(row(chain, tender).await?.clarifications + 1);
                let option = "--clarification";
                let body = TenderBody::Clarify {
                    clarification: number(context, &signing, clarification, option, next).await?,
                    question,
                    answer,
                    documents: read_all(&documents)?,
                };
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Extend {
                tender,
                clarify_until,
                bids_until,
                reveal_until,
                reason,
                signing,
            } => {
                let at_present = async |given, option, of: fn(&TenderRow) -> u64| {
                    let look_up = async |chain: &Chain| Ok(of(&row(chain, tender).await?));
                    number(context, &signing, given, option, look_up).await
                };
                let body = TenderBody::Extend {
                    clarify_until: at_present(clarify_until, "--clarify-until", |row| {
                        row.clarify_until
                    })
                    .await?,
                    bids_until: at_present(bids_until, "--bids-until", |row| row.bids_until)
                        .await?,
                    reveal_until: at_present(reveal_until, "--reveal-until", |row| {
                        row.reveal_until
                    })
                    .await?,
                    reason,
                };
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Bid(bid) => bid.run(context).await,
            Tender::Withdraw { tender, signing } => {
                perform(context, &signing, Act::on(tender, TenderBody::WithdrawBid)).await
            }
            Tender::Reveal(reveal) => reveal.run(context).await,
            Tender::Exclude {
                tender,
                party,
                reason,
                act,
                signing,
            } => {
                let act = act.read()?;
                let body = TenderBody::Exclude { party, reason, act };
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Evaluate {
                tender,
                evaluation,
                report,
                signing,
            } => {
                let next = async |chain: &Chain| Ok(row(chain, tender).await?.evaluations + 1);
                let body = TenderBody::Evaluate {
                    evaluation: number(context, &signing, evaluation, "--evaluation", next).await?,
                    report: report.read()?,
                };
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Award(award) => award.run(context).await,
            Tender::RevokeAward(revoke) => {
                revoke
                    .run(context, |reason, act| TenderBody::RevokeAward {
                        reason,
                        act,
                    })
                    .await
            }
            Tender::Contract {
                tender,
                reference,
                signed,
                start,
                end,
                document,
                signing,
            } => {
                let body = TenderBody::Contract(ContractTerms {
                    reference,
                    signed,
                    start,
                    end,
                    document: document.read()?,
                });
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Change {
                tender,
                change,
                cause,
                value,
                reason,
                act,
                signing,
            } => {
                let next = async |chain: &Chain| Ok(row(chain, tender).await?.changes + 1);
                let body = TenderBody::Change(ContractChange {
                    change: number(context, &signing, change, "--change", next).await?,
                    cause,
                    value,
                    reason,
                    act: act.read()?,
                });
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Subcontract {
                tender,
                subcontract,
                subcontractor,
                name,
                object,
                amount,
                documents,
                signing,
            } => {
                let next = async |chain: &Chain| Ok(row(chain, tender).await?.subcontracts + 1);
                let body = TenderBody::RequestSubcontract(Subcontract {
                    subcontract: number(context, &signing, subcontract, "--subcontract", next)
                        .await?,
                    subcontractor,
                    name,
                    object,
                    amount,
                    documents: read_all(&documents)?,
                });
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::DecideSubcontract {
                tender,
                subcontract,
                authorise,
                deny: _,
                reason,
                act,
                signing,
            } => {
                let body = TenderBody::DecideSubcontract {
                    subcontract,
                    authorised: authorise,
                    reason,
                    act: act.read()?,
                };
                perform(context, &signing, Act::on(tender, body)).await
            }
            Tender::Cancel(cancel) => {
                cancel
                    .run(context, |reason, act| TenderBody::Cancel { reason, act })
                    .await
            }
            Tender::Show { tender } => show::subject(context, Subject::Tender(tender)).await,
        }
    }
}

impl WithAct {
    async fn run(
        self,
        context: &Context,
        body: impl FnOnce(String, Document) -> TenderBody,
    ) -> Result<(), Failure> {
        let body = body(self.reason, self.act.read()?);
        perform(context, &self.signing, Act::on(self.tender, body)).await
    }
}

impl AwardTender {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let ranking: Vec<Ranked> = self.ranking.iter().map(|argument| argument.0).collect();
        // clap asks for one at least.
        let winner = ranking.first().map_or(0, |ranked| ranked.party);
        let revealed = async |chain: &Chain| {
            let bid = chain.bid(self.tender, winner).await?;
            // Without a bid the contract says so.
            Ok(bid.map_or(Cents::ZERO, |bid| bid.price))
        };
        let price = number(context, &self.signing, self.price, "--price", revealed).await?;
        let body = TenderBody::Award(AwardDecision {
            winner,
            price,
            ranking,
            reason: self.reason,
            act: self.act.read()?,
            communicated: self.communicated,
            standstill: self.standstill,
        });
        perform(context, &self.signing, Act::on(self.tender, body)).await
    }
}

/// A tender's row; a refusal if there is no such tender.
async fn row(chain: &Chain, tender: u32) -> Result<TenderRow, Failure> {
    chain
        .tender(tender)
        .await?
        .ok_or_else(|| unknown(Subject::Tender(tender)))
}

/// A notice from a file in which moments are written as people write them.
fn notice(
    file: &Path,
    criteria: Option<DocumentArgument>,
    documents: &[DocumentArgument],
) -> Result<TenderNotice, Failure> {
    let mut fields = read_value(file)?;
    for name in ["clarify_until", "bids_until", "reveal_until"] {
        if let Some(Value::String(text)) = fields.get(name) {
            let seconds = moment::parse(text)
                .map_err(|why| Failure::Input(format!("{}: {name}: {why}", file.display())))?;
            fields.insert(name.into(), seconds.into());
        }
    }
    set(&mut fields, "criteria", criteria)?;
    add_documents(file, &mut fields, documents)?;
    from_fields(file, fields)
}

fn direct_award(
    file: &Path,
    act: Option<DocumentArgument>,
    selection: Option<DocumentArgument>,
    documents: &[DocumentArgument],
) -> Result<DirectAward, Failure> {
    let mut fields = read_value(file)?;
    set(&mut fields, "act", act)?;
    set(&mut fields, "selection", selection)?;
    add_documents(file, &mut fields, documents)?;
    from_fields(file, fields)
}

fn set(
    fields: &mut Map<String, Value>,
    name: &str,
    document: Option<DocumentArgument>,
) -> Result<(), Failure> {
    if let Some(document) = document {
        fields.insert(name.into(), json(&document.read()?)?);
    }
    Ok(())
}

fn add_documents(
    file: &Path,
    fields: &mut Map<String, Value>,
    documents: &[DocumentArgument],
) -> Result<(), Failure> {
    let list = fields
        .entry("documents")
        .or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(list) = list else {
        return Err(Failure::Input(format!(
            "{}: documents: expected a list",
            file.display()
        )));
    };
    for document in read_all(documents)? {
        list.push(json(&document)?);
    }
    Ok(())
}

fn json(document: &Document) -> Result<Value, Failure> {
    serde_json::to_value(document).map_err(|error| Failure::local("writing JSON", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_to_the_hundredth() {
        let read = |text: &str| text.parse::<RankArgument>().map(|argument| argument.0);
        assert_eq!(
            read("3:87.50"),
            Ok(Ranked {
                party: 3,
                points: 8_750
            })
        );
        assert_eq!(read("7").map(|ranked| ranked.points), Ok(0));
        for text in ["", "x:1", "3:", "3:1.234", "3:700", "3:-1"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    const NOTICE: &str = r#"
        cig = "B0E1AD1F10"
        title = "Gestione degli spazi"
        object = "Apertura e custodia"
        contract_type = "services"
        procedure = "open"
        legal_basis = "Art. 71 D.Lgs. 36/2023"
        office = "Area patrimonio"
        responsible_role = "RUP"
        value = 24000000
        criterion = "quality_price"
        labour_intensive = true
        clarify_until = 2027-01-10T12:00:00+01:00
        bids_until = "2027-01-20T12:00:00+01:00"
        reveal_until = 1800700000
    "#;

    #[test]
    fn a_notice_has_moments_as_people_write_them() {
        let folder = tempfile::tempdir().unwrap();
        let (path, criteria) = (
            folder.path().join("notice.toml"),
            folder.path().join("disciplinare.pdf"),
        );
        std::fs::write(&path, NOTICE).unwrap();
        std::fs::write(&criteria, "criteri").unwrap();
        let criteria: DocumentArgument = criteria.to_str().unwrap().parse().unwrap();
        let read = notice(&path, Some(criteria.clone()), &[]).unwrap();
        assert_eq!(
            (read.clarify_until, read.bids_until, read.reveal_until),
            (1_799_578_800, 1_800_442_800, 1_800_700_000)
        );
        assert_eq!(read.criteria.title, "disciplinare.pdf");
        // Without an offset nobody knows which moment is meant.
        std::fs::write(&path, NOTICE.replace("12:00:00+01:00\"", "12:00:00\"")).unwrap();
        let failure = notice(&path, Some(criteria), &[]).unwrap_err();
        assert!(failure.to_string().contains("bids_until"), "{failure}");
        assert_eq!(failure.exit_code(), 2);
    }
}
