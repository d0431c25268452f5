// SPDX-License-Identifier: EUPL-1.2
//! Ledgers that vectors are made of, beside the rules' sample, and witnesses of them.

use portico_evidence::{
    Bundle, Checkpoint, Cosignature, checkpoint, header::Header, memory::World,
};
use portico_rules::{
    agreement::AgreementBody,
    award::{AmendmentTerms, AwardBody, AwardKind, Basis, MilestoneTerms, Outcome, Publication},
    codes::Cig,
    import::{HistoricalRecord, ImportBody, ImportTotals, Source},
    ledger::Domain,
    memory::{
        Chain, key, pair,
        sample::{self, START, day, document, who},
        sign,
    },
    party::{PartyBody, PartyKind, Permission, Permissions, StandingKind},
    primitives::{Cents, Digest},
    row::{LedgerRow, Row, RowKey},
};

/// Three witnesses, by the numbers of their key pairs.
pub const WITNESSES: [u8; 3] = [30, 31, 32];

/// The checkpoint of a bundle's block, cosigned by these.
pub fn cosigned(world: &World, bundle: &Bundle, by: &[u8]) -> Checkpoint {
    let ledgers: Vec<_> = (world.trust().contracts.iter())
        .map(|contract| {
            let row = match world.ledger.rows(contract.keeps.0).get(&RowKey::Ledger) {
                Some(Row::Ledger(row)) => *row,
                // A contract writes it with its first entry.
                None => LedgerRow::default(),
                Some(other) => panic!("{other:?}"),
            };
            (contract.address, row)
        })
        .collect();
    let root = checkpoint::root(&ledgers);
    let header = Header::read(&bundle.header).unwrap();
    let statement = checkpoint::statement(&bundle.genesis, header.number, &header.hash, &root);
    let mut cosignatures: Vec<_> = by
        .iter()
        .map(|number| Cosignature {
            key: key(&pair(*number)),
            signature: sign(&pair(*number), statement.as_bytes()),
        })
        .collect();
    cosignatures.sort_by_key(|cosignature| cosignature.key);
    Checkpoint { root, cosignatures }
}

struct Carrier {
    chain: Chain,
    nonce: u64,
}

impl Carrier {
    fn carry<D: Domain>(&mut self, who: u8, number: Option<u32>, body: D) {
        self.chain.advance(6);
        self.nonce += 1;
        self.chain
            .carried(&pair(who), number, body, self.nonce)
            .unwrap();
    }
}

/// A ledger on which every kind of command was carried, so that whoever writes their texts from the page can compare
/// each line.
pub fn every_command() -> World {
    let mut carrier = Carrier {
        chain: Chain::new(START),
        nonce: 0,
    };
    parties(&mut carrier);
    agreement(&mut carrier);
    award(&mut carrier);
    other_awards(&mut carrier);
    let end = AgreementBody::Terminate {
        reason: "Scaduta".into(),
        act: document("Presa d'atto"),
    };
    carrier.carry(who::CITY, Some(1), end);
    import(&mut carrier);
    World {
        ledger: carrier.chain,
        ..World::story()
    }
}

fn parties(carrier: &mut Carrier) {
    use Permission::{Attest, ManageKeys, Pay, Publish, Sign};
    let all = [ManageKeys, Publish, Attest, Pay, Sign];
    let city = sample::registration(
        PartyKind::Administration,
        "Comune di Portico di Sotto",
        1_234_500_037,
        who::CITY,
        &all,
    );
    carrier.carry(who::CITY, None, PartyBody::Found(city));
    for (number, permissions, label) in [
        (who::CITY_ATTESTS, &[Attest][..], "ufficio welfare"),
        (who::CITY_PAYS, &[Pay, Sign], ""),
        (8, &all, "di scorta"),
    ] {
        let body = PartyBody::AddKey {
            key: key(&pair(number)),
            permissions: Permissions::of(permissions),
            label: label.into(),
        };
        carrier.carry(who::CITY, Some(1), body);
    }
    let body = PartyBody::RevokeKey {
        key: key(&pair(8)),
        reason: "Smarrita".into(),
    };
    carrier.carry(who::CITY, Some(1), body);
    for (kind, name, stem, number) in [
        (
            PartyKind::OversightBody,
            "Lega delle Prove",
            2_234_500_037,
            who::OVERSIGHT,
        ),
        (
            PartyKind::Cooperative,
            "Cooperativa Il Glicine",
            3_234_500_037,
            who::COOPERATIVE,
        ),
        (
            PartyKind::ThirdSectorBody,
            "Associazione Però",
            4_234_500_037,
            6,
        ),
        (
            PartyKind::Supplier,
            "Forniture di Prova s.r.l.",
            5_234_500_037,
            7,
        ),
    ] {
        let mut registration =
            sample::registration(kind, name, stem, number, &[ManageKeys, Attest, Sign]);
        if number == 6 {
            registration.municipality = None;
        }
        carrier.carry(who::CITY, None, PartyBody::Register(registration));
    }
    let reason = || "Verifica in corso".to_owned();
    let standing = |kind, until| PartyBody::AttestStanding {
        kind,
        valid_until: day(until),
        document: document("Attestazione di revisione"),
    };
    for body in [
        standing(StandingKind::RegisterCheck, "2026-12-31"),
        PartyBody::Suspend { reason: reason() },
        PartyBody::Reinstate { reason: reason() },
        standing(StandingKind::ReviewCertificate, "2027-12-31"),
    ] {
        carrier.carry(who::OVERSIGHT, Some(3), body);
    }
    for municipality in [
        None,
        sample::registration(PartyKind::Supplier, "", 1, 1, &[]).municipality,
    ] {
        let body = PartyBody::Rename {
            name: "Cooperativa Sociale Il Glicine".into(),
            municipality,
        };
        carrier.carry(who::COOPERATIVE, Some(3), body);
    }
}

fn agreement(carrier: &mut Carrier) {
    carrier.carry(who::CITY, None, AgreementBody::Publish(sample::notice()));
    let body = AgreementBody::Invite {
        party: 3,
        reason: "Prima in graduatoria".into(),
    };
    carrier.carry(who::CITY, Some(1), body);
    let sign = AgreementBody::Sign {
        version: 1,
        text_sha256: document("Convenzione").sha256,
    };
    carrier.carry(who::CITY, Some(1), sample::proposal(1));
    carrier.carry(who::CITY, Some(1), sign.clone());
    carrier.carry(who::COOPERATIVE, Some(1), sign);
    // A version that nobody signs: the first stays in force.
    carrier.carry(who::CITY, Some(1), sample::proposal(2));
}

fn award(carrier: &mut Carrier) {
    let amount = Cents(900_000);
    let partly = Outcome::PartlyMet { amount };
    let terms = AmendmentTerms {
        amendment: 1,
        amount: Cents(1_500_000),
        end: day("2027-07-31"),
        milestones: [
            ("Apertura", 900_000, "2026-06-30"),
            ("Un anno", 600_000, "2027-07-15"),
        ]
        .map(|(title, amount, due)| MilestoneTerms {
            title: title.into(),
            amount: Cents(amount),
            due: day(due),
        })
        .into(),
        reason: "Uno spazio solo".into(),
        act: document("Determinazione di variazione"),
    };
    let again = AmendmentTerms {
        amendment: 2,
        ..terms.clone()
    };
    let date = day("2026-03-02");
    let (city, attests, pays) = (who::CITY, who::CITY_ATTESTS, who::CITY_PAYS);
    let (oversight, cooperative) = (who::OVERSIGHT, who::COOPERATIVE);
    let reason = || "Per prova".to_owned();
    carrier.carry(city, None, AwardBody::Publish(sample::publication()));
    for (who, body) in [
        (cooperative, sample::claim(1, 1, 1_200_000)),
        (attests, sample::attestation(1, 1, partly)),
        (oversight, sample::attestation(1, 1, Outcome::Met)),
        (pays, sample::payment(1, 1, 900_000, "1042", date)),
        (
            cooperative,
            AwardBody::Dispute {
                payment: 1,
                reason: reason(),
            },
        ),
        (cooperative, AwardBody::Confirm { payment: 1 }),
        (
            pays,
            AwardBody::Recover {
                recovery: 1,
                payment: 1,
                amount: Cents(100_001),
                reason: reason(),
                act: document("Accertamento"),
            },
        ),
        (cooperative, sample::claim(2, 1, 1_800_000)),
        (attests, sample::attestation(2, 1, Outcome::NotMet)),
        (oversight, sample::attestation(2, 1, Outcome::NotMet)),
        (city, AwardBody::ProposeAmendment(terms)),
        (
            city,
            AwardBody::WithdrawAmendment {
                amendment: 1,
                reason: reason(),
            },
        ),
        (city, AwardBody::ProposeAmendment(again.clone())),
        (cooperative, AwardBody::AcceptAmendment(again)),
        (city, AwardBody::Suspend { reason: reason() }),
        (city, AwardBody::Resume { reason: reason() }),
        (
            city,
            AwardBody::Close {
                paid: amount,
                recovered: Cents(100_001),
                reason: reason(),
                accounting_document: document("Rendiconto"),
            },
        ),
    ] {
        carrier.carry(who, Some(1), body);
    }
}

/// Awards with what the first does not have: other bases, codes, no project.
fn other_awards(carrier: &mut Carrier) {
    for (kind, beneficiary, basis, cig) in [
        (
            AwardKind::Contract,
            5,
            Basis::Act {
                reference: "Det. 12/2026".into(),
            },
            Some("5462644C6C"),
        ),
        (
            AwardKind::Contract,
            5,
            Basis::Call {
                reference: "Avviso 3/2026".into(),
            },
            Some("ES07"),
        ),
        (
            AwardKind::Grant,
            4,
            Basis::Call {
                reference: "Avviso 4/2026".into(),
            },
            None,
        ),
    ] {
        let publication = Publication {
            kind,
            beneficiary,
            basis,
            cig: cig.map(|code| Cig::parse(code).unwrap()),
            cup: None,
            project: None,
            attesters: vec![1],
            attesters_required: 1,
            documents: Vec::new(),
            ..sample::publication()
        };
        carrier.carry(who::CITY, None, AwardBody::Publish(publication));
    }
}

fn import(carrier: &mut Carrier) {
    let source = Source {
        sha256: document("file").sha256,
        format: "l190-2020".into(),
        title: "Contratti".into(),
        publisher: "Comune".into(),
        licence: "CC-BY-4.0".into(),
        uri: String::new(),
        rows: 4,
    };
    let record = sample::record();
    let totals = |rows, awarded, paid| ImportTotals {
        rows,
        awarded: Cents(awarded),
        paid: Cents(paid),
    };
    let records = vec![record.clone(), HistoricalRecord { row: 3, ..record }];
    carrier.carry(who::CITY, None, ImportBody::Open(source));
    carrier.carry(who::CITY, Some(1), ImportBody::Record { after: 0, records });
    let finish = ImportBody::Finish {
        recorded: totals(2, 200, 202),
        rejected: totals(2, 1, 0),
        rejects_sha256: Digest([1; 32]),
    };
    carrier.carry(who::CITY, Some(1), finish);
}
