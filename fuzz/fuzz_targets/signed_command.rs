// SPDX-License-Identifier: EUPL-1.2
//! Any file as a signed command, as anybody may bring one: it is refused, or holds what its signature is for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_commands::{SignedCommand, SignedError};
use portico_fuzz::ledger::story;

fuzz_target!(|bytes: &[u8]| {
    let story = story();
    match SignedCommand::parse(bytes, |kind| Some(story.place(kind))) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(signed) => {
            let place = story.place(signed.act().kind());
            assert_eq!(
                signed.text(),
                signed.act().text(&place, signed.nonce(), signed.expiry())
            );
        }
    }
    // Behind the signature, which no fuzzer forges.
    if let Ok(signed) = serde_json::from_slice::<SignedCommand>(bytes) {
        let place = story.place(signed.act().kind());
        let text = signed.act().text(&place, signed.nonce(), signed.expiry());
        assert!(text.ends_with('\n'));
        let name = signed.file_name();
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)),
            "{name}"
        );
        let json = serde_json::to_vec(&signed).expect("what was read can be written");
        let back: SignedCommand = serde_json::from_slice(&json).expect("and read again");
        assert_eq!(back, signed);
        // The same answer for the same command, however its file was written.
        let parse = |json: &[u8]| match SignedCommand::parse(json, |kind| Some(story.place(kind))) {
            Ok(_) => None,
            Err(SignedError::Json(_)) => panic!("it was read before"),
            Err(error) => Some(error.to_string()),
        };
        assert_eq!(parse(bytes), parse(&json));
    }
});
