// SPDX-License-Identifier: EUPL-1.2
//! Any file as a checkpoint or as a cosignature: verifying ends with a report, never in a panic. What is called valid has one spelling, is a
//! block that the validators signed, goes on from itself, and never goes on from a later one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_evidence::checkpoint::Unextended;
use portico_evidence::{CheckpointFile, CosignatureFile, Verdict, verify_checkpoint};
use portico_fuzz::evidence::{checkpoints, trust};

fuzz_target!(|bytes: &[u8]| {
    let [form, rest @ ..] = bytes else {
        return;
    };
    if form & 1 == 1 {
        if let Ok(file) = CosignatureFile::read(rest) {
            assert_eq!(file.write().as_bytes(), rest, "a second spelling");
            // Nobody else has the witnesses' keys; the good vectors' own are seeds.
            let _ = file.holds();
        }
        return;
    }
    if let Ok(file) = CheckpointFile::read(rest) {
        assert_eq!(file.write().as_bytes(), rest, "a second spelling");
        let _ = portico_evidence::counted(&file);
    }
    let report = verify_checkpoint(rest, trust(), None);
    let Some(proven) = report.proven else {
        assert_ne!(report.verdict, Verdict::Valid);
        return;
    };
    assert_eq!(report.verdict, Verdict::Valid);
    assert!(
        checkpoints()
            .iter()
            .any(|known| (known.block, known.hash, known.root)
                == (proven.block, proven.hash, proven.root)),
        "{proven:?}"
    );
    assert_eq!(proven.extends(&proven), Ok(()));
    for known in checkpoints() {
        let after = proven.extends(known);
        let before = known.extends(&proven);
        let is_fork = |said: Result<(), Unextended>| matches!(said, Err(Unextended::Fork(_)));
        assert_eq!(is_fork(after), is_fork(before));
        if proven.block != known.block {
            assert!(after.is_err() || before.is_err());
        } else {
            assert_eq!(after.is_ok(), proven.hash == known.hash);
        }
        // The same is said of the bytes.
        let report = verify_checkpoint(rest, trust(), Some(known));
        assert_eq!(report.verdict == Verdict::Valid, after.is_ok());
        assert_eq!(report.fork.is_some(), is_fork(after));
    }
});
