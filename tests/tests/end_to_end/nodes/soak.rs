// SPDX-License-Identifier: EUPL-1.2
//! Soak: for minutes people do to a real ledger what they may and what they may not, while an indexer is killed and started
//! again and the API is asked. Afterwards every database is what an undisturbed indexer makes of the chain, and holds what
//! the contracts hold.
//!
//! `PORTICO_SOAK` says for how many seconds (120), `PORTICO_SEED` repeats the dice, as far as a machine can be made to.

use std::{
    env,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;
use portico_client::{Account, ClientError, Command, CommandError, Contracts};
use portico_rules::{
    agreement::AgreementBody,
    award::{AmendmentTerms, AwardBody, AwardRow, Outcome},
    date::Date,
    entry::Body,
    import::{HistoricalRecord, ImportBody, Source},
    ledger::Domain,
    memory::sample,
    party::{PartyBody, PartyKind, Permission, Permissions},
    primitives::{Cents, Digest, Key},
    row::{Row, RowKey},
    subject::SubjectKind,
    tender::{AwardDecision, Ranked, TenderBody},
};
use portico_tests::{
    chain::Result,
    ledger::{Accounts, Ledger, now, party, registration},
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::ledger::{assert_holds_what_the_contracts_hold, story};
use crate::{
    database::{self, Dump},
    program::until,
    system::{Indexer, Up},
};

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// What became of what was tried.
#[derive(Debug, Default)]
struct Counts {
    accepted: AtomicU64,
    refused_before: AtomicU64,
    failed_in_a_block: AtomicU64,
    kills: AtomicU64,
    answers: AtomicU64,
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

#[test]
#[ignore = "takes minutes: scripts/test --full runs it"]
fn a_ledger_outlasts_whatever_is_done_to_it() {
    let seconds = number("PORTICO_SOAK").unwrap_or(120);
    let seed = number("PORTICO_SEED").unwrap_or_else(|| fastrand::u64(..u64::from(u32::MAX)));
    println!("PORTICO_SEED={seed} PORTICO_SOAK={seconds}");
    let up = Up::start();
    let runtime = Runtime::new().expect("a runtime starts");
    let ledger = runtime
        .block_on(begin(&up))
        .expect("the sample's story is accepted");

    let killed = TempDir::new().expect("a folder");
    let (counts, enough) = (Counts::default(), AtomicBool::new(false));
    thread::scope(|scope| {
        let enough = OnDrop(&enough);
        scope.spawn(|| kill_indexers(&up, &killed, Rng::with_seed(seed), &counts, enough.0));
        scope.spawn(|| ask_the_api(&up, Rng::with_seed(seed + 1), &counts, enough.0));
        let end = Instant::now() + Duration::from_secs(seconds);
        runtime.block_on(async {
            let people = (0..8).map(|person| act_until(&ledger, seed + 2 + person, end, &counts));
            futures::future::join_all(people).await;
        });
        drop(enough);
    });
    println!("{counts:?}");
    let counted = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    for (what, counter) in [
        ("accepted", &counts.accepted),
        ("refused", &counts.refused_before),
        ("failed in a block", &counts.failed_in_a_block),
        ("killed", &counts.kills),
        ("answered", &counts.answers),
    ] {
        assert!(
            counted(counter) > 2,
            "hardly anything was {what}: {counts:?}"
        );
    }

    // Nothing is submitted any more: what was killed goes on (by a block that it cannot have had, so that it is there to be
    // ended), an undisturbed one begins from nothing.
    let head = up.head();
    let undisturbed = TempDir::new().expect("a folder");
    for folder in [&killed, &undisturbed] {
        let mut indexer = Indexer::start(&up, folder.path());
        indexer.wait_for(head.number + 1);
        indexer.end();
    }
    until("`portico up` has indexed everything", || {
        database::cursor(&up.database()).filter(|cursor| cursor.number >= head.number)
    });
    let expected = Dump::of(&database::of(undisturbed.path()));
    expected.assert_same(&Dump::of(&up.database()), "indexed as it happened");
    expected.assert_same(&Dump::of(&database::of(killed.path())), "killed");
    for table in ["awards", "tenders", "bids"] {
        let rows = expected.rows(table);
        println!("{table}: {rows}");
        assert!(rows > 0, "nobody did anything that makes {table}");
    }
    let rows = runtime
        .block_on(assert_holds_what_the_contracts_hold(
            &ledger,
            &database::of(undisturbed.path()),
            head,
        ))
        .expect("the node answers");
    let entries: u64 = up.entries().iter().map(|(_, entries)| entries).sum();
    assert_eq!(entries, expected.rows("entries") as u64);
    println!("{entries} entries, {rows} rows of the contracts");
}

/// Says that it is enough when it goes, also because something failed: the others would go on for ever.
struct OnDrop<'a>(&'a AtomicBool);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The ledger that `portico up` has deployed, after the sample's story, and a tender.
async fn begin(up: &Up) -> Result<Ledger> {
    let ledger = Ledger {
        accounts: Accounts::connect(&up.url).await?,
        contracts: Contracts {
            registry: up.contract("registry"),
            agreements: up.contract("agreements"),
            tenders: up.contract("tenders"),
            awards: up.contract("awards"),
            imports: up.contract("imports"),
        },
    };
    story(&ledger).await?;
    // A tender that is open all the time, and a bid: so there is something to do from the first moment on.
    let mut notice = sample::tender_notice();
    notice.cig = sample::cig(1_000);
    notice.clarify_until = now() + 100_000;
    notice.bids_until = now() + 100_000;
    notice.reveal_until = now() + 200_000;
    ledger
        .submit(&ledger.city, None, &TenderBody::Publish(notice))
        .await?;
    let bid = sample::commitment(
        1,
        party::COOPERATIVE,
        &sample::salt(0),
        &sample::offer(22_000_000),
    );
    ledger.carry(Some(1), &bid, 1_000).await?;
    Ok(ledger)
}

/// Starts an indexer on the same folder again and again, and kills it.
fn kill_indexers(up: &Up, folder: &TempDir, mut random: Rng, counts: &Counts, enough: &AtomicBool) {
    let enough_is_said = OnDrop(enough);
    while !enough.load(Ordering::Relaxed) {
        let indexer = Indexer::start(up, folder.path());
        thread::sleep(Duration::from_millis(random.u64(50..8_000)));
        indexer.kill();
        count(&counts.kills);
    }
    drop(enough_is_said);
}

/// Asks for what there is and what there is not. No answer is an error of the server's, and the ledger never shrinks.
fn ask_the_api(up: &Up, mut random: Rng, counts: &Counts, enough: &AtomicBool) {
    let enough_is_said = OnDrop(enough);
    let running = std::fs::read_to_string(up.data().join("running.json")).expect("it runs");
    let running: Value = serde_json::from_str(&running).expect("JSON");
    let api: SocketAddr = running["api"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("an address");
    let mut entries = 0;
    while !enough.load(Ordering::Relaxed) {
        let number = random.u32(0..6);
        let path = match random.u8(..12) {
            0 => "/v1/status".to_owned(),
            1 => "/v1/parties".to_owned(),
            2 => format!("/v1/parties/{number}/entries"),
            3 => format!("/v1/agreements/{number}"),
            4 => "/v1/awards?limit=2".to_owned(),
            5 => format!("/v1/awards/{number}"),
            6 => format!("/v1/awards/{number}/trail"),
            7 => format!("/v1/imports/{number}/entries"),
            8 => "/v1/tenders?limit=2".to_owned(),
            9 => format!("/v1/tenders/{number}"),
            10 => format!("/v1/tenders/{number}/trail"),
            _ => format!("/v1/awards/{}", "x".repeat(number as usize)),
        };
        let (status, body) = get(api, &path);
        assert!(
            matches!(status, 200 | 400 | 404 | 429),
            "{path}: {status} {body}"
        );
        let json: Value = serde_json::from_str(&body).unwrap_or_else(|error| {
            panic!("{path}: {status}, {error}: {body}");
        });
        if status == 200 && path == "/v1/status" {
            let found = json["entries"].as_u64().expect("a number");
            assert!(found >= entries, "{found} entries after {entries}");
            entries = found;
        }
        count(&counts.answers);
        thread::sleep(Duration::from_millis(random.u64(..200)));
    }
    drop(enough_is_said);
}

/// A request, by hand: its status and its body.
fn get(api: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(api).expect("the API listens");
    let request = format!("GET {path} HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer comes");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.expect("a status"), body.to_owned())
}

/// Does one thing after the other, mostly as who should, sometimes as anybody.
async fn act_until(ledger: &Ledger, seed: u64, end: Instant, counts: &Counts) {
    let mut random = Rng::with_seed(seed);
    // Each has nonces of its own, so that a carried command is refused only where it is meant to be.
    let mut nonce = seed << 20;
    while Instant::now() < end {
        let (subject, body) = something(ledger, &mut random).await;
        nonce += u64::from(random.u8(..8) > 0);
        let person: &Account = match random.u8(..5) {
            0 => [&ledger.city, &ledger.attests, &ledger.pays, &ledger.carrier][random.usize(..4)],
            _ => usual(ledger, &body, &mut random),
        };
        let command = match &body {
            Body::Party(body) => signed(ledger, person, &mut random, subject, body, nonce),
            Body::Agreement(body) => signed(ledger, person, &mut random, subject, body, nonce),
            Body::Award(body) => signed(ledger, person, &mut random, subject, body, nonce),
            Body::Tender(body) => signed(ledger, person, &mut random, subject, body, nonce),
            Body::Import(body) => signed(ledger, person, &mut random, subject, body, nonce),
        };
        // Tried first, as programs do; or not, so that what is refused is refused in a block.
        let done = if random.u8(..3) > 0 {
            person.command(&command).await
        } else {
            untried(ledger, person, &command).await
        };
        match done {
            Ok(_) => count(&counts.accepted),
            Err(CommandError::Refused {
                failed_in: None, ..
            }) => count(&counts.refused_before),
            Err(CommandError::Refused { .. })
            | Err(CommandError::Client(ClientError::Failed { reverted: true, .. })) => {
                count(&counts.failed_in_a_block);
            }
            Err(CommandError::Client(error)) => panic!("{body:?}: {error}"),
        }
    }
}

async fn untried(
    ledger: &Ledger,
    person: &Account,
    command: &Command,
) -> std::result::Result<portico_client::Accepted, CommandError> {
    let limits = ledger.node.shared_limits(8, u128::MAX).await?;
    let pending = person.call(command.call(), limits).await?;
    person
        .accepted(pending, std::slice::from_ref(command))
        .await
}

/// Who would do this; the carrier brings what the cooperative signed.
fn usual<'l>(ledger: &'l Ledger, body: &Body, random: &mut Rng) -> &'l Account {
    match body {
        Body::Party(PartyBody::Suspend { .. } | PartyBody::Reinstate { .. }) => &ledger.oversight,
        Body::Agreement(AgreementBody::Sign { .. })
        | Body::Award(
            AwardBody::Claim { .. }
            | AwardBody::Confirm { .. }
            | AwardBody::Dispute { .. }
            | AwardBody::AcceptAmendment(_),
        )
        | Body::Tender(
            TenderBody::Bid { .. }
            | TenderBody::WithdrawBid
            | TenderBody::Reveal { .. }
            | TenderBody::RequestSubcontract(_),
        ) => &ledger.carrier,
        Body::Award(AwardBody::Attest { .. }) => {
            [&ledger.attests, &ledger.oversight][random.usize(..2)]
        }
        Body::Award(AwardBody::Pay(_) | AwardBody::Recover { .. }) => &ledger.pays,
        _ => &ledger.city,
    }
}

/// A command by whoever submits it, or by the cooperative, which has it carried; sometimes too late.
fn signed<D: Domain>(
    ledger: &Ledger,
    person: &Account,
    random: &mut Rng,
    subject: Option<u32>,
    body: &D,
    nonce: u64,
) -> Command {
    if person.key() == ledger.carrier.key() {
        let expiry = match random.u8(..10) {
            0 => now() - 1,
            _ => now() + 3_600,
        };
        ledger.carried(&ledger.cooperative, subject, body, nonce, expiry)
    } else {
        ledger.direct(person, subject, body)
    }
}

/// Something that may be done or may not: numbers and amounts that a person would read off the page, or others.
async fn something(ledger: &Ledger, random: &mut Rng) -> (Option<u32>, Body) {
    let award = random.u32(1..6);
    let milestone = [1, 1, 2, 2, 3][random.usize(..5)];
    let row = row(ledger, SubjectKind::Award, RowKey::Award(award)).await;
    let row = match row {
        Some(Row::Award(row)) => Some(row),
        _ => None,
    };
    let off = u32::from(random.u8(..6) == 0);
    let amount = [100, 50_000, 400_000, 1_000_000, 0][random.usize(..5)];
    let of = |number: fn(&AwardRow) -> u32| row.as_ref().map_or(0, number);
    let body: Body = match random.u8(..25) {
        0..4 => {
            let claims = claims(ledger, award, milestone).await;
            sample::claim(milestone, claims + 1 + off, amount).into()
        }
        4..9 => {
            let claims = claims(ledger, award, milestone).await;
            let outcome = match random.u8(..4) {
                0 => Outcome::NotMet,
                1 => Outcome::PartlyMet {
                    amount: Cents(amount / 2),
                },
                _ => Outcome::Met,
            };
            sample::attestation(milestone, claims, outcome).into()
        }
        9..12 => {
            let today = Date::from_unix_seconds(now());
            let mandate = random.u32(1..400).to_string();
            let number = of(|row| row.payments) + 1 + off;
            sample::payment(number, milestone, amount / 4, &mandate, today).into()
        }
        12 => AwardBody::Confirm {
            payment: of(|row| row.payments),
        }
        .into(),
        13 => AwardBody::Dispute {
            payment: of(|row| row.payments),
            reason: "Non pervenuto".into(),
        }
        .into(),
        14 => AwardBody::Recover {
            recovery: of(|row| row.recoveries) + 1 + off,
            payment: of(|row| row.payments),
            amount: Cents(amount / 8),
            reason: "Spesa non ammessa".into(),
            act: sample::document("Recupero"),
        }
        .into(),
        15 => {
            let accept = random.bool();
            let mut milestones = sample::publication().milestones;
            milestones[1].amount = Cents(1_800_000 + amount);
            let terms = AmendmentTerms {
                amendment: of(|row| row.amendments) + u32::from(!accept),
                amount: Cents(3_000_000 + amount),
                end: sample::day("2027-06-30"),
                milestones,
                reason: "Rimodulazione".into(),
                act: sample::document("Atto"),
            };
            if accept {
                AwardBody::AcceptAmendment(terms).into()
            } else {
                AwardBody::ProposeAmendment(terms).into()
            }
        }
        16 => {
            let reason = "Verifica".to_owned();
            if random.bool() {
                AwardBody::Suspend { reason }.into()
            } else {
                AwardBody::Resume { reason }.into()
            }
        }
        17 => {
            let mut publication = sample::publication();
            publication.amount = Cents(3_000_000 + u64::from(off));
            return (None, AwardBody::Publish(publication).into());
        }
        18 => return about_parties_and_agreements(random),
        19..24 => return about_a_tender(ledger, random).await,
        _ => return an_import(ledger, random).await,
    };
    (Some(award), body)
}

fn about_parties_and_agreements(random: &mut Rng) -> (Option<u32>, Body) {
    let reason = "Esito della verifica".to_owned();
    match random.u8(..7) {
        0 => (
            None,
            PartyBody::Register(registration(
                PartyKind::Supplier,
                "Fornitore Immaginario",
                random.u64(4_000_500_037..4_000_600_000),
                [random.u8(..); 32],
                &[Permission::ManageKeys],
            ))
            .into(),
        ),
        1 => {
            let body = PartyBody::AddKey {
                key: Key([random.u8(..); 32]),
                permissions: Permissions::of(&[Permission::Sign]),
                label: "sportello".into(),
            };
            (Some(party::CITY), body.into())
        }
        2 => (
            Some(party::COOPERATIVE),
            PartyBody::Suspend { reason }.into(),
        ),
        // Reinstated more often, so that there is something to do.
        3 | 4 => (
            Some(party::COOPERATIVE),
            PartyBody::Reinstate { reason }.into(),
        ),
        5 => (None, AgreementBody::Publish(sample::notice()).into()),
        _ => {
            let text_sha256 = sample::document("Convenzione").sha256;
            let version = random.u32(1..3);
            (
                Some(1),
                AgreementBody::Sign {
                    version,
                    text_sha256,
                }
                .into(),
            )
        }
    }
}

/// Everything of a tender that the clock lets be done, and what it does not: bids are sealed, changed and taken back, but nothing is
/// revealed, evaluated or awarded while the deadline is ahead. (`nodes::tenders` puts the clock forward.)
async fn about_a_tender(ledger: &Ledger, random: &mut Rng) -> (Option<u32>, Body) {
    let tender = random.u32(1..5);
    let row = row(ledger, SubjectKind::Tender, RowKey::Tender(tender)).await;
    let Some(Row::Tender(row)) = row else {
        return (None, a_notice(random).into());
    };
    let off = u32::from(random.u8(..6) == 0);
    let salt = sample::salt(random.u8(..4));
    let offer = sample::offer(random.u64(1..24_000_000));
    let reason = "Richiesta di chiarimento".to_owned();
    let body = match random.u8(..20) {
        0..3 => a_notice(random),
        // Each CIG but a few is another one.
        3 => {
            let mut direct = sample::direct_award();
            direct.cig = sample::cig(random.u32(1..1_000));
            direct.contractor = [party::COOPERATIVE, party::CITY][random.usize(..2)];
            direct.amount = Cents([480_000, 13_999_999, 14_000_000][random.usize(..3)]);
            TenderBody::AwardDirectly(direct)
        }
        4..7 => TenderBody::Clarify {
            clarification: row.clarifications + 1 + off,
            question: "Quanti spazi hanno un parcheggio?".into(),
            answer: "Due su quattro".into(),
            documents: Vec::new(),
        },
        7..11 => sample::commitment(tender, party::COOPERATIVE, &salt, &offer),
        11..14 => TenderBody::WithdrawBid,
        14 => {
            // To later, or to earlier.
            let by = |moment: u64| match off {
                0 => moment + 3_600,
                _ => moment - 3_600,
            };
            TenderBody::Extend {
                clarify_until: by(row.clarify_until),
                bids_until: by(row.bids_until),
                reveal_until: by(row.reveal_until),
                reason,
            }
        }
        // Of an open tender nobody is invited.
        15 => TenderBody::Invite {
            party: party::COOPERATIVE,
            reason,
        },
        16 => TenderBody::Reveal { salt, offer },
        17 => TenderBody::Evaluate {
            evaluation: row.evaluations + 1,
            report: sample::document("Verbale"),
        },
        18 => TenderBody::Award(AwardDecision {
            winner: party::COOPERATIVE,
            ranking: vec![Ranked {
                party: party::COOPERATIVE,
                points: 8_750,
            }],
            ..sample::award_decision(Date::from_unix_seconds(now()))
        }),
        _ => TenderBody::Cancel {
            reason: "Non più necessaria".into(),
            act: sample::document("Revoca"),
        },
    };
    let opens = body.opens();
    ((!opens).then_some(tender), body.into())
}

/// A notice with an hour or more for bids; now and then with a window that is too short, or with a CIG that was used.
fn a_notice(random: &mut Rng) -> TenderBody {
    let bids_until = now() + random.u64(3_600..100_000);
    let window = [86_400, 86_400, 90_000, 86_399][random.usize(..4)];
    let mut notice = sample::tender_notice();
    notice.cig = sample::cig(random.u32(1..1_000));
    notice.clarify_until = bids_until - 1_800;
    notice.bids_until = bids_until;
    notice.reveal_until = bids_until + window;
    TenderBody::Publish(notice)
}

/// A file announced, or some of its rows: after the last one recorded, or after another.
async fn an_import(ledger: &Ledger, random: &mut Rng) -> (Option<u32>, Body) {
    let number = random.u32(1..3);
    let row = row(ledger, SubjectKind::Import, RowKey::Import(number)).await;
    let Some(Row::Import(row)) = row else {
        let source = Source {
            sha256: Digest([random.u8(1..); 32]),
            format: "prova".into(),
            title: "Contratti".into(),
            publisher: "Comune".into(),
            licence: "CC-BY-4.0".into(),
            uri: String::new(),
            rows: 10_000,
        };
        return (None, ImportBody::Open(source).into());
    };
    let after = row.last_row + u32::from(random.u8(..4) == 0);
    let record = |row| HistoricalRecord {
        row,
        authority: None,
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: "Cooperativa Edile Immaginaria".into(),
        cig: None,
        cup: None,
        procedure: "Affidamento diretto".into(),
        awarded: Some(Cents(100)),
        paid: Some(Cents(u64::from(row))),
        start: None,
        end: None,
        year: Some(2020),
    };
    let records = (after + 1..after + random.u32(2..20)).map(record).collect();
    (Some(number), ImportBody::Record { after, records }.into())
}

async fn claims(ledger: &Ledger, award: u32, milestone: u8) -> u32 {
    match row(
        ledger,
        SubjectKind::Award,
        RowKey::Milestone { award, milestone },
    )
    .await
    {
        Some(Row::Milestone(row)) => row.claims,
        _ => 0,
    }
}

/// A row as it stands in the newest finalised block.
async fn row(ledger: &Ledger, kind: SubjectKind, key: RowKey) -> Option<Row> {
    let keeper = ledger.contracts.keeper(kind);
    let at = ledger.node.finalised_head().await.expect("a block");
    ledger
        .node
        .row(&keeper, &key, at)
        .await
        .expect("the node answers")
}
