// SPDX-License-Identifier: EUPL-1.2
//! Writes what fuzzing starts from: the rules' sample story as entries, calls, histories, signed commands and codes, the
//! import's fixtures, and the test vectors of evidence. Usage: `cargo run --example seeds FOLDER` (an example, because programs here are linked with the fuzzer); a folder for each target comes below it.

use portico_commands::{Act, UnsignedCommand};
use portico_evidence::Bundle;
use portico_evidence::grandpa::{Justification, Precommit};
use portico_evidence::header::blake2_256;
use portico_evidence::memory::header;
use portico_evidence::storage::{account_info_key, row_key};
use portico_fuzz::ledger::{SUBJECTS, person, story};
use portico_rules::authority::Authority;
use portico_rules::entry::Body;
use portico_rules::import::{HistoricalRecord, ImportBody, ImportTotals};
use portico_rules::ledger::Domain;
use portico_rules::memory::{key, pair, sample, sign};
use portico_rules::primitives::Digest;
use portico_rules::refusal::Refusal;
use portico_rules::row::RowKey;
use portico_rules::subject::Subject;
use scale::Encode;
use std::error::Error;
use std::path::{Path, PathBuf};

struct Seeds {
    folder: PathBuf,
    written: usize,
}

impl Seeds {
    fn add(&mut self, target: &str, bytes: &[u8]) -> std::io::Result<()> {
        let folder = self.folder.join(target);
        std::fs::create_dir_all(&folder)?;
        self.written += 1;
        std::fs::write(folder.join(format!("seed-{:04}", self.written)), bytes)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: seeds FOLDER")?;
    let mut seeds = Seeds {
        folder: folder.into(),
        written: 0,
    };
    let story = story();
    for placed in &story.entries {
        let appended = &placed.appended;
        let entry = &appended.entry;
        seeds.add("entry", &with(&[0], appended))?;
        seeds.add("entry", &with(&[1], entry))?;
        seeds.add("entry", &with(&[2], &entry.body))?;
        for fact in &entry.facts {
            seeds.add("entry", &with(&[5], fact))?;
        }
        let by = (0..10)
            .find(|number| person(*number) == entry.by)
            .unwrap_or_default();
        let number = (entry.seq > 0).then(|| entry.subject.number());
        call(&mut seeds, by, number, &entry.body)?;
    }
    for (number, body) in further() {
        call(&mut seeds, 0, number, &body)?;
    }
    for kind in SUBJECTS.map(|subject| subject.kind()) {
        for (key, row) in story.rows(kind) {
            seeds.add("entry", &with(&[3], &row))?;
            seeds.add("entry", &with(&[4], &key))?;
        }
    }
    seeds.add("entry", &with(&[6], &Refusal::BadSignature))?;
    for (which, subject) in (0..).zip(SUBJECTS) {
        let history = story.history(subject);
        for beginning in 0..history.len() {
            let rest: Vec<u8> = history[beginning..]
                .iter()
                .flat_map(|appended| appended.entry.encode())
                .collect();
            for form in [0, 2, 3] {
                let mut bytes = vec![which, u8::try_from(beginning)?, form];
                bytes.extend_from_slice(&rest);
                seeds.add("history", &bytes)?;
            }
        }
    }
    codes(&mut seeds)?;
    public_files(&mut seeds)?;
    evidence(&mut seeds)?;
    checkpoints(&mut seeds)?;
    println!("{} seeds", seeds.written);
    Ok(())
}

fn with(first: &[u8], value: &impl Encode) -> Vec<u8> {
    let mut bytes = first.to_vec();
    value.encode_to(&mut bytes);
    bytes
}

/// A command as call data (by the key that the call names, and by the caller), and signed in a file.
fn call(seeds: &mut Seeds, by: u8, number: Option<u32>, body: &Body) -> Result<(), Box<dyn Error>> {
    match body {
        Body::Party(body) => call_of(seeds, 0, by, number, body)?,
        Body::Agreement(body) => call_of(seeds, 1, by, number, body)?,
        Body::Award(body) => call_of(seeds, 2, by, number, body)?,
        Body::Import(body) => call_of(seeds, 3, by, number, body)?,
        Body::Tender(body) => call_of(seeds, 4, by, number, body)?,
    }
    let act = Act {
        subject: number,
        body: body.clone(),
    };
    let place = story().place(act.kind());
    let signer = pair(1 + by % 10);
    let unsigned = UnsignedCommand::new(act, place, key(&signer), 7, story().now + 60);
    let signature = sign(&signer, unsigned.text().as_bytes());
    let signed = unsigned.with_signature(signature);
    Ok(seeds.add("signed_command", &serde_json::to_vec_pretty(&signed)?)?)
}

fn call_of<D: Domain>(
    seeds: &mut Seeds,
    kind: u8,
    by: u8,
    number: Option<u32>,
    body: &D,
) -> std::io::Result<()> {
    seeds.add("call_data", &with(&[kind + 4, by], &(number, body)))?;
    let signer = pair(1 + by % 10);
    let (nonce, expiry) = (9, story().now + 60);
    let text = story().text(number, body, nonce, expiry);
    let authority = Authority::Carried {
        key: key(&signer),
        signature: sign(&signer, text.as_bytes()),
        nonce,
        expiry,
    };
    seeds.add("call_data", &with(&[kind, by], &(number, body, authority)))
}

/// What the sample's story does not go as far as.
fn further() -> Vec<(Option<u32>, Body)> {
    let record = sample::record();
    let nothing = ImportTotals::default();
    vec![
        (Some(1), sample::claim(2, 1, 1_000_000).into()),
        (
            Some(1),
            ImportBody::Record {
                after: 0,
                records: vec![record.clone(), HistoricalRecord { row: 3, ..record }],
            }
            .into(),
        ),
        (
            Some(1),
            ImportBody::Finish {
                recorded: nothing,
                rejected: ImportTotals {
                    rows: 1_000,
                    ..nothing
                },
                rejects_sha256: Digest([1; 32]),
            }
            .into(),
        ),
    ]
}

fn codes(seeds: &mut Seeds) -> std::io::Result<()> {
    for text in [
        "00743110157",
        "B31B26000120004",
        "5462644C6C",
        "ZDB27337A5",
        "B0E1AD1F10",
        "ES01",
        "037006",
        "2026-11-22",
        "il responsabile (RSSMRA85M01H501Q) paga",
        "IBAN IT60 X054 2811 1010 0000 0123 456",
        "scrivere a ufficio @ example.org",
    ] {
        seeds.add("codes", text.as_bytes())?;
    }
    Ok(())
}

fn public_files(seeds: &mut Seeds) -> Result<(), Box<dyn Error>> {
    let import = Path::new(env!("CARGO_MANIFEST_DIR")).join("../import");
    let read = |path: &str| std::fs::read(import.join(path));
    for (format, mapping, file) in [
        (0, "formats/l190-2020.toml", "tests/fixtures/contracts.csv"),
        (
            1,
            "formats/cinque-per-mille-2022.toml",
            "tests/fixtures/five_per_mille.csv",
        ),
    ] {
        let (mapping, file) = (read(mapping)?, read(file)?);
        seeds.add("public_file", &[&[format], file.as_slice()].concat())?;
        seeds.add(
            "public_file",
            &[&[255], mapping.as_slice(), &[0], file.as_slice()].concat(),
        )?;
    }
    let small = "format = 'a'\n[amounts]\ndecimal_mark = ','\n[columns]\nrecipient = 'r'\npaid = 'p'\n\0r,p\n00743110157,\"1,5\"\n";
    seeds.add("public_file", &[&[255], small.as_bytes()].concat())?;
    // OCDS as a record package, a release package and lines, and 360Giving: in the order of the formats.
    let release = r#"{"ocid":"ocds-x-1","buyer":{"id":"IT-CF-99123400378"},"parties":[{"id":"a","identifier":{"scheme":"IT-CF","id":"99567800372"}}],"planning":{"budget":{"projectID":"B31B26000120004"}},"tender":{"id":"9900001B43"},"awards":[{"id":"1","status":"active","date":"2026-03-02T09:01:12Z","value":{"amount":10.5,"currency":"EUR"},"suppliers":[{"id":"a","name":"ETS"}]}],"contracts":[{"id":"1","awardID":"1","period":{"startDate":"2026-03-01"},"implementation":{"transactions":[{"value":{"amount":-3,"currency":"EUR"}}],"finalValue":{"amount":7,"currency":"EUR"}}}]}"#;
    let grant = r#"{"grants":[{"id":"1","currency":"EUR","amountAwarded":10.5,"awardDate":"2024-05-02","plannedDates":[{"startDate":"2024-06-01"}],"recipientOrganization":[{"id":"IT-CF-99567800372","name":"ETS"}],"fundingOrganization":[{"id":"IT-CF-99123400378"}]}]}"#;
    let record = format!("{{\"compiledRelease\":{release}}}");
    for (format, file) in [
        (2, format!("{{\"records\":[{record}],\"links\":{{}}}}")),
        (
            3,
            format!("{{\"version\":\"1.1\",\"releases\":[{release},{release}]}}"),
        ),
        (4, format!("{release}\n{record}\n")),
        (5, grant.to_owned()),
    ] {
        seeds.add("public_file", &[&[format], file.as_bytes()].concat())?;
    }
    Ok(())
}

/// The vectors of checkpoints and of cosignatures.
fn checkpoints(seeds: &mut Seeds) -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/tests/checkpoints");
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .map(|file| file.map(|file| file.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let text = std::fs::read(file)?;
        let form = u8::from(text.starts_with(b"{\"format\":\"portico/cosignature"));
        // Longer ones (the index) are longer than what is fuzzed.
        if text.len() < 16_000 {
            seeds.add("checkpoint", &[&[form], text.as_slice()].concat())?;
        }
    }
    Ok(())
}

/// The vectors, and what is in them.
fn evidence(seeds: &mut Seeds) -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/tests/vectors");
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .map(|file| file.map(|file| file.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let text = std::fs::read(file)?;
        // Longer ones are longer than what is fuzzed.
        if text.len() < 16_000 {
            seeds.add("evidence_bundle", &[&[0], text.as_slice()].concat())?;
        }
        // The index and the trust files are none.
        let Ok((bundle, _)) = Bundle::read(&text) else {
            continue;
        };
        let key = account_info_key(&bundle.contracts[0].address);
        seeds.add("storage_proof", &proof(&key, &bundle.state))?;
        for contract in &bundle.contracts {
            let key = row_key(&RowKey::Head(contract.histories[0].subject));
            seeds.add("storage_proof", &proof(&key, &contract.storage))?;
        }
        let finality = &bundle.finality;
        for bytes in [&finality.justification, &bundle.header]
            .into_iter()
            .chain(finality.set_changes.iter().map(|change| &change.header))
        {
            for (form, set) in [(0, 0), (1, 0)] {
                seeds.add(
                    "justification",
                    &[&[form, 0, set], bytes.as_slice()].concat(),
                )?;
            }
        }
    }
    for signers in 4..=7 {
        for ancestry in 0..3 {
            let bytes = to_sign(signers, ancestry).write();
            seeds.add("justification", &[&[0, 0, 0], bytes.as_slice()].concat())?;
            seeds.add("justification", &[&[0, 9, 3], bytes.as_slice()].concat())?;
        }
    }
    for (which, subject) in
        (0u8..).zip([Subject::Party(3), Subject::Agreement(1), Subject::Award(1)])
    {
        let history = story().history(subject);
        for beginning in 0..history.len() {
            let rest: Vec<u8> = history[beginning..]
                .iter()
                .flat_map(|appended| appended.entry.encode())
                .collect();
            for form in [1, 3, 5, 9] {
                let bytes = [&[form, which, u8::try_from(beginning)?], rest.as_slice()].concat();
                seeds.add("evidence_bundle", &bytes)?;
            }
        }
    }
    let pairs = [
        ("", "short"),
        ("a", ""),
        (
            "ab",
            "a value that is longer than 32 bytes, so that it is a node of its own",
        ),
        ("ac", "x"),
    ];
    let parts: Vec<Vec<u8>> = pairs
        .iter()
        .flat_map(|(key, value)| [key.as_bytes().to_vec(), value.as_bytes().to_vec()])
        .collect();
    seeds.add(
        "storage_proof",
        &[&[1], counted(&parts).as_slice()].concat(),
    )?;
    Ok(())
}

/// A justification whose signatures the target puts in: by the first validators, for the block and its descendants in turn.
fn to_sign(signers: u8, ancestry: u8) -> Justification {
    let target = [0xab; 32];
    let headers = (0..ancestry)
        .map(|index| {
            header(
                Digest([7; 32]),
                100 + u32::from(index),
                Digest([8; 32]),
                None,
            )
        })
        .collect();
    Justification {
        round: 5,
        target,
        number: 99,
        precommits: (0..signers)
            .map(|key| Precommit {
                target: [key; 32],
                number: 99,
                signature: [0; 64],
                key: [key; 32],
            })
            .collect(),
        ancestry: headers,
    }
}

/// A proof with its key. Where a node names another of the list by hash, it names its place instead: the target puts the hash in.
fn proof(key: &[u8], nodes: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = vec![key.to_vec()];
    for node in nodes {
        let mut node = node.clone();
        for (place, named) in (0u8..).zip(nodes) {
            let hash = blake2_256(named).0;
            while let Some(at) = node.windows(32).position(|window| window == hash) {
                node[at..at + 32].copy_from_slice(&[place; 32]);
            }
        }
        parts.push(node);
    }
    [&[0], counted(&parts).as_slice()].concat()
}

fn counted(parts: &[Vec<u8>]) -> Vec<u8> {
    parts
        .iter()
        .flat_map(|part| {
            let length = u16::try_from(part.len()).unwrap_or(u16::MAX).to_le_bytes();
            [&length[..], part].concat()
        })
        .collect()
}
