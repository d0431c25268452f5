// SPDX-License-Identifier: EUPL-1.2
//! Any call data of `submit`, of each contract, by anybody, on a ledger that has a history: it is undecodable, refused with a
//! sentence, or appends an entry that fits where it has to, follows from those before it, and leaves the ledger sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_fuzz::ledger::{BUFFER, assert_sound, person, story};
use portico_rules::agreement::AgreementBody;
use portico_rules::authority::Authority;
use portico_rules::award::AwardBody;
use portico_rules::import::ImportBody;
use portico_rules::ledger::Domain;
use portico_rules::native::Native;
use portico_rules::party::PartyBody;
use portico_rules::replay::{Signatures, replay};
use portico_rules::tender::TenderBody;
use scale::{Decode, Encode};

fuzz_target!(|bytes: &[u8]| {
    let [kind, caller, call @ ..] = bytes else {
        return;
    };
    match kind % 5 {
        0 => submit::<PartyBody>(kind / 5, *caller, call),
        1 => submit::<AgreementBody>(kind / 5, *caller, call),
        2 => submit::<AwardBody>(kind / 5, *caller, call),
        3 => submit::<ImportBody>(kind / 5, *caller, call),
        _ => submit::<TenderBody>(kind / 5, *caller, call),
    }
});

/// `form` 0 takes the authority that the call names; any other lets the caller sign directly, since no fuzzer guesses a key.
fn submit<D: Domain + Decode>(form: u8, caller: u8, mut call: &[u8]) {
    let sent = call.len();
    let Ok((number, body)) = <(Option<u32>, D)>::decode(&mut call) else {
        return;
    };
    let mut length = number.encoded_size() + body.encoded_size();
    let key = person(caller);
    let authority = if form == 0 {
        let Ok(authority) = Authority::decode(&mut call) else {
            return;
        };
        length += authority.encoded_size();
        authority
    } else {
        Authority::Direct { key }
    };
    // What was read is what was sent, but for what was left over.
    assert_eq!(length, sent - call.len(), "a second encoding");
    let mut chain = story().clone();
    chain.advance(6);
    let before = chain.rows(D::KIND);
    match chain.submit(key, number, body, &authority) {
        Err(refusal) => assert!(!refusal.to_string().is_empty()),
        Ok(appended) => {
            assert!(appended.encoded_size() < BUFFER, "an event that is cut off");
            let place = chain.place(D::KIND);
            let followed = replay(
                &Native,
                &before,
                &place,
                &appended,
                chain.block,
                Signatures::Check,
            );
            assert!(followed.is_ok(), "{followed:?}");
            assert_sound(&chain.rows(D::KIND));
        }
    }
}
