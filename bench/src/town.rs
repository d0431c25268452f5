// SPDX-License-Identifier: EUPL-1.2
//! Makes a large ledger of fictional organisations: every entry is a command that the rules accepted, in the
//! proportions of a region that funds its cooperatives by milestones. The same seed makes the same ledger.
//!
//! It must not know a database or a chain: entries come out, in the order of the chain.

use std::mem;

use anyhow::{Result, anyhow, ensure};
use fastrand::Rng;
use portico_rules::{
    award::{AwardBody, AwardKind, Basis, Mandate, MilestoneTerms, Outcome, Payment, Publication},
    codes::IstatCode,
    date::Date,
    document::Document,
    ledger::Domain,
    memory::{Chain, Placed, key, sample},
    native::sha256,
    party::{
        Identifier, PartyBody, PartyKind, Permission, Permissions, Registration, StandingKind,
    },
    primitives::Cents,
};
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};

/// 2019-01-07T08:00:00Z, when the ledger begins.
const START: u64 = 1_546_848_000;
/// Seconds between blocks that hold entries, so that a million entries cover some eight years.
const BLOCK: u64 = 1_250;
/// Entries of a block.
const PER_BLOCK: usize = 5;

/// Administrations, after the first; the oversight body is one more party.
const ADMINISTRATIONS: u64 = 60;
/// Cooperatives.
const COOPERATIVES: u64 = 2_000;
/// Municipalities of the metropolitan city of Bologna, by ISTAT's codes: 037001 to 037062, some of which merged.
const MUNICIPALITIES: [u32; 8] = [6, 8, 11, 20, 32, 37, 54, 60];
/// What they are called, in fictional places.
const WORDS: [&str; 12] = [
    "Glicine",
    "Ginepro",
    "Rosmarino",
    "Mirto",
    "Biancospino",
    "Corbezzolo",
    "Tasso",
    "Sambuco",
    "Ginestra",
    "Lavanda",
    "Salvia",
    "Melograno",
];
const WORKS: [&str; 10] = [
    "Doposcuola di quartiere",
    "Casa della comunità",
    "Orti sociali",
    "Trasporto solidale",
    "Emporio solidale",
    "Laboratorio di falegnameria",
    "Assistenza domiciliare",
    "Centro estivo",
    "Biblioteca diffusa",
    "Mensa popolare",
];

/// A party that acts.
struct Party {
    number: u32,
    keys: Keypair,
}

/// An administration with the keys of its offices.
struct Administration {
    party: Party,
    attests: Keypair,
    pays: Keypair,
    mandates: u32,
}

/// An award on its way: what comes next.
struct Award {
    number: u32,
    administration: usize,
    cooperative: usize,
    milestones: u8,
    /// The milestone that is being claimed, from 1, and how far it is.
    milestone: u8,
    step: Step,
    payments: u32,
}

#[derive(Clone, Copy)]
enum Step {
    Claim,
    AttestOffice,
    AttestOversight,
    Pay,
    Confirm,
}

/// What a milestone is granted, cents.
const AMOUNT: u64 = 1_250_000;

/// The ledger that is being made.
pub(crate) struct Town {
    chain: Chain,
    random: Rng,
    oversight: Party,
    administrations: Vec<Administration>,
    cooperatives: Vec<Party>,
    running: Vec<Award>,
    awards: u32,
    made: usize,
    in_block: usize,
    nonces: u64,
    signing: Signing,
}

/// How beneficiaries sign what they claim and confirm; everybody else signs with the account that calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signing {
    /// Offline: somebody carries the signature, and whoever indexes has to check it.
    Carried,
    /// As everybody else.
    Direct,
}

impl Town {
    /// A ledger with its parties registered and in good standing.
    ///
    /// # Errors
    /// A refusal by the rules, which would be a mistake here.
    pub(crate) fn found(seed: u64, signing: Signing) -> Result<Self> {
        let mut chain = Chain::new(START);
        let founder = keys(0);
        let founding = registration(
            PartyKind::Administration,
            "Città di Portico".into(),
            0,
            6,
            &founder,
        )?;
        chain
            .direct(&founder, None, PartyBody::Found(founding))
            .map_err(refused)?;
        let mut town = Town {
            chain,
            random: Rng::with_seed(seed),
            oversight: Party {
                number: 2,
                keys: keys(1),
            },
            administrations: Vec::new(),
            cooperatives: Vec::new(),
            running: Vec::new(),
            awards: 0,
            made: 1,
            in_block: 1,
            nonces: 0,
            signing,
        };
        let oversight = registration(
            PartyKind::OversightBody,
            "Lega delle Prove".into(),
            1,
            6,
            &town.oversight.keys,
        )?;
        town.direct(&founder, None, PartyBody::Register(oversight))?;
        for index in 0..ADMINISTRATIONS {
            town.administration(&founder, 10 + index * 4)?;
        }
        for index in 0..COOPERATIVES {
            town.cooperative(&founder, 10_000 + index)?;
        }
        Ok(town)
    }

    /// Goes on until `count` more entries exist, and hands them over with the number of the last block, which is
    /// complete.
    ///
    /// # Errors
    /// A refusal by the rules, which would be a mistake here.
    pub(crate) fn entries(&mut self, count: usize) -> Result<(Vec<Placed>, u32)> {
        let goal = self.made + count.saturating_sub(self.chain.entries.len());
        while self.made < goal {
            // New awards as long as there are few; then whichever is running goes on.
            if self.running.len() < 400 {
                self.publish()?;
            } else {
                self.go_on()?;
            }
        }
        let last = self.chain.block;
        self.chain.advance(BLOCK);
        self.in_block = 0;
        Ok((mem::take(&mut self.chain.entries), last))
    }

    /// The chain's identity, and where its contracts are.
    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }

    fn administration(&mut self, founder: &Keypair, stem: u64) -> Result<()> {
        let (manages, attests, pays) = (keys(stem), keys(stem + 1), keys(stem + 2));
        let name = format!("Comune di {} di Sopra {stem}", self.word());
        let municipality = self.municipality();
        let registration = registration(
            PartyKind::Administration,
            name,
            stem,
            municipality,
            &manages,
        )?;
        self.direct(founder, None, PartyBody::Register(registration))?;
        let number = self.parties();
        for (keys, permission, label) in [
            (&attests, Permission::Attest, "ufficio welfare"),
            (&pays, Permission::Pay, "ragioneria"),
        ] {
            let add = PartyBody::AddKey {
                key: key(keys),
                permissions: Permissions::of(&[permission]),
                label: label.into(),
            };
            self.direct(&manages, Some(number), add)?;
        }
        self.administrations.push(Administration {
            party: Party {
                number,
                keys: manages,
            },
            attests,
            pays,
            mandates: 0,
        });
        Ok(())
    }

    fn cooperative(&mut self, founder: &Keypair, stem: u64) -> Result<()> {
        let keys = keys(stem);
        let name = format!("Cooperativa Sociale Il {} {stem}", self.word());
        let municipality = self.municipality();
        let registration = registration(PartyKind::Cooperative, name, stem, municipality, &keys)?;
        self.direct(founder, None, PartyBody::Register(registration))?;
        let number = self.parties();
        let standing = PartyBody::AttestStanding {
            kind: StandingKind::ReviewCertificate,
            valid_until: sample::day("2099-12-31"),
            document: document("Attestazione di revisione", stem),
        };
        let oversight = self.oversight.keys.clone();
        self.direct(&oversight, Some(number), standing)?;
        self.cooperatives.push(Party { number, keys });
        Ok(())
    }

    /// How many parties there are.
    fn parties(&self) -> u32 {
        // The founder, the oversight body, and whoever is listed; the one just registered is not yet.
        let listed = self.administrations.len() + self.cooperatives.len();
        u32::try_from(listed + 3).unwrap_or(u32::MAX)
    }

    fn publish(&mut self) -> Result<()> {
        let administration = self.random.usize(..self.administrations.len());
        let cooperative = self.random.usize(..self.cooperatives.len());
        let milestones = self.random.u8(1..=5);
        let number = self.awards + 1;
        let work = WORKS[self.random.usize(..WORKS.len())];
        let today = Date::from_unix_seconds(self.chain.now);
        let attester = self.administrations[administration].party.number;
        let publication = Publication {
            kind: AwardKind::Grant,
            beneficiary: self.cooperatives[cooperative].number,
            basis: Basis::Act {
                reference: format!("DD/PRO/2019/{number}"),
            },
            title: format!("{work} {} {number}", self.word()),
            amount: Cents(AMOUNT * u64::from(milestones)),
            legal_basis: "Art. 12 L. 241/1990".into(),
            office: "Area welfare".into(),
            responsible_role: "Dirigente dell'area welfare".into(),
            selection_method: "Avviso pubblico".into(),
            project: None,
            cup: None,
            cig: None,
            start: today,
            end: sample::day("2099-06-30"),
            attesters_required: 2,
            attesters: vec![attester, self.oversight.number],
            milestones: (1..=milestones)
                .map(|milestone| MilestoneTerms {
                    title: format!("Fase {milestone}"),
                    amount: Cents(AMOUNT),
                    due: sample::day("2099-06-15"),
                })
                .collect(),
            documents: vec![document("Determinazione di concessione", number.into())],
        };
        let keys = self.administrations[administration].party.keys.clone();
        self.direct(&keys, None, AwardBody::Publish(publication))?;
        self.awards = number;
        self.running.push(Award {
            number,
            administration,
            cooperative,
            milestones,
            milestone: 1,
            step: Step::Claim,
            payments: 0,
        });
        Ok(())
    }

    /// The next step of one of the awards.
    fn go_on(&mut self) -> Result<()> {
        let index = self.random.usize(..self.running.len());
        let mut award = self.running.swap_remove(index);
        let Award {
            number, milestone, ..
        } = award;
        let stem = u64::from(number) * 100 + u64::from(milestone);
        award.step = match award.step {
            Step::Claim => {
                let claim = AwardBody::Claim {
                    milestone,
                    claim: 1,
                    amount: Cents(AMOUNT),
                    statement: "Attività svolta come da progetto".into(),
                    documents: vec![document("Relazione e registro presenze", stem)],
                };
                let keys = self.cooperatives[award.cooperative].keys.clone();
                self.beneficiary(&keys, number, claim)?;
                Step::AttestOffice
            }
            step @ (Step::AttestOffice | Step::AttestOversight) => {
                let attest = AwardBody::Attest {
                    milestone,
                    claim: 1,
                    outcome: Outcome::Met,
                    report: document("Verbale di verifica", stem),
                };
                let (keys, next) = match step {
                    Step::AttestOffice => (
                        &self.administrations[award.administration].attests,
                        Step::AttestOversight,
                    ),
                    _ => (&self.oversight.keys, Step::Pay),
                };
                let keys = keys.clone();
                self.direct(&keys, Some(number), attest)?;
                next
            }
            Step::Pay => {
                let administration = &mut self.administrations[award.administration];
                administration.mandates += 1;
                award.payments += 1;
                let today = Date::from_unix_seconds(self.chain.now);
                let pay = AwardBody::Pay(Payment {
                    payment: award.payments,
                    milestone,
                    amount: Cents(AMOUNT),
                    mandate: Mandate {
                        year: today.to_string()[..4].parse()?,
                        number: administration.mandates.to_string(),
                    },
                    date: today,
                    cup: None,
                    cig: None,
                });
                let keys = administration.pays.clone();
                self.direct(&keys, Some(number), pay)?;
                Step::Confirm
            }
            Step::Confirm => {
                let confirm = AwardBody::Confirm {
                    payment: award.payments,
                };
                let keys = self.cooperatives[award.cooperative].keys.clone();
                self.beneficiary(&keys, number, confirm)?;
                award.milestone += 1;
                Step::Claim
            }
        };
        if award.milestone <= award.milestones {
            self.running.push(award);
        }
        Ok(())
    }

    fn direct<D: Domain>(&mut self, keys: &Keypair, number: Option<u32>, body: D) -> Result<()> {
        self.chain.direct(keys, number, body).map_err(refused)?;
        self.passed();
        Ok(())
    }

    fn beneficiary(&mut self, keys: &Keypair, number: u32, body: AwardBody) -> Result<()> {
        if self.signing == Signing::Direct {
            return self.direct(keys, Some(number), body);
        }
        self.nonces += 1;
        self.chain
            .carried(keys, Some(number), body, self.nonces)
            .map_err(refused)?;
        self.passed();
        Ok(())
    }

    /// One more entry: every few of them, a block is full.
    fn passed(&mut self) {
        self.made += 1;
        self.in_block += 1;
        if self.in_block == PER_BLOCK {
            self.chain.advance(BLOCK);
            self.in_block = 0;
        }
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.random.usize(..WORDS.len())]
    }

    fn municipality(&mut self) -> u32 {
        MUNICIPALITIES[self.random.usize(..MUNICIPALITIES.len())]
    }
}

fn refused(refusal: portico_rules::refusal::Refusal) -> anyhow::Error {
    anyhow!("the rules refuse what the generator does: {refusal}")
}

/// A key pair, the same for the same number.
fn keys(number: u64) -> Keypair {
    let seed = sha256(&number.to_le_bytes());
    // Any 32 bytes are a mini secret key: this cannot fail.
    MiniSecretKey::from_bytes(&seed.0)
        .expect("32 bytes are given")
        .expand_to_keypair(ExpansionMode::Ed25519)
}

fn registration(
    kind: PartyKind,
    name: String,
    stem: u64,
    municipality: u32,
    keys: &Keypair,
) -> Result<Registration> {
    use Permission::{Attest, ManageKeys, Publish, Sign};
    let permissions: &[Permission] = match kind {
        PartyKind::Administration => &[ManageKeys, Publish, Sign],
        PartyKind::OversightBody => &[ManageKeys, Attest],
        _ => &[ManageKeys, Sign],
    };
    let municipality = format!("037{municipality:03}");
    let municipality =
        IstatCode::parse(&municipality).map_err(|error| anyhow!("{municipality}: {error}"))?;
    ensure!(stem < 1_000_000, "too many organisations");
    Ok(Registration {
        kind,
        // The first seven digits number the holder, the next three the province's office.
        identifier: Identifier::ItCf(sample::tax_code((1_000_000 + stem) * 1000 + 37)),
        name,
        municipality: Some(municipality),
        key: key(keys),
        permissions: Permissions::of(permissions),
        label: "protocollo".into(),
    })
}

fn document(title: &str, number: u64) -> Document {
    let title = format!("{title} {number}");
    Document {
        sha256: sha256(title.as_bytes()),
        media_type: "application/pdf".into(),
        uri: format!("https://documents.example/{number}"),
        title,
    }
}

/// A block's hash: what counts here is that no two are the same.
pub(crate) fn block_hash(number: u32) -> [u8; 32] {
    sha256(&number.to_le_bytes()).0
}
