// SPDX-License-Identifier: EUPL-1.2
//! Genesis presets, for chains that are not in production: their keys are the SDK's public
//! development keys. A production chain patches them with its own.
//!
//! It must not know how a chain specification is written to a file: that is the node's.

use alloc::{vec, vec::Vec};

use frame_support::build_struct_json_patch;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, PresetId};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

use crate::{
    AccountId, AdministrationsConfig, Balance, BalancesConfig, RuntimeGenesisConfig,
    ScheduleConfig, SessionConfig, SessionKeys, ValidatorsConfig, configs::money::UNIT,
};

/// What each development account starts with, in the smallest unit.
const ENDOWMENT: Balance = 1_000_000 * UNIT;

/// One participant of a development chain, with the keys derived from its name.
fn session_keys(account: Sr25519Keyring, finality: Ed25519Keyring) -> SessionKeys {
    SessionKeys {
        aura: account.public().into(),
        grandpa: finality.public().into(),
    }
}

/// A chain of development accounts.
///
/// `slot_duration` in milliseconds, `session_length` in blocks.
fn development_chain(
    validators: &[(Sr25519Keyring, Ed25519Keyring)],
    administrations: &[Sr25519Keyring],
    slot_duration: u64,
    session_length: u32,
) -> serde_json::Value {
    let members: Vec<AccountId> = validators
        .iter()
        .map(|(account, _)| account.to_account_id())
        .collect();
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig {
            balances: Sr25519Keyring::well_known()
                .map(|account| (account.to_account_id(), ENDOWMENT))
                .collect::<Vec<_>>(),
        },
        schedule: ScheduleConfig {
            slot_duration,
            session_length,
        },
        validators: ValidatorsConfig {
            members: members
                .try_into()
                .expect("a preset names a handful of validators, far below the bound"),
        },
        session: SessionConfig {
            keys: validators
                .iter()
                .map(|(account, finality)| {
                    let id = account.to_account_id();
                    (id.clone(), id, session_keys(*account, *finality))
                })
                .collect::<Vec<_>>(),
        },
        administrations: AdministrationsConfig {
            members: administrations
                .iter()
                .map(|member| member.to_account_id())
                .collect::<Vec<_>>(),
        },
    })
}

/// The preset named `id` as JSON, or `None` if there is no such preset.
///
/// # Panics
/// Never: what a preset holds is written here.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
    use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
    let patch = match id.as_ref() {
        DEV_RUNTIME_PRESET => development_chain(
            &[(Alice, Ed25519Keyring::Alice)],
            &[Alice, Bob, Charlie],
            1_000,
            10,
        ),
        LOCAL_TESTNET_RUNTIME_PRESET => development_chain(
            &[
                (Alice, Ed25519Keyring::Alice),
                (Bob, Ed25519Keyring::Bob),
                (Charlie, Ed25519Keyring::Charlie),
                (Dave, Ed25519Keyring::Dave),
            ],
            &[Alice, Bob, Charlie, Dave],
            6_000,
            10,
        ),
        _ => return None,
    };
    Some(
        serde_json::to_string(&patch)
            .expect("a JSON value with string keys always serialises")
            .into_bytes(),
    )
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
    vec![
        PresetId::from(DEV_RUNTIME_PRESET),
        PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
    ]
}
