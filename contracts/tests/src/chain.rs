// SPDX-License-Identifier: EUPL-1.2
//! The runtime on an empty state, block by block. Knows accounts and contracts, nothing of the ledger.

use frame_support::weights::Weight;
use pallet_revive::{Code, ExecConfig, ExecReturnValue, StorageDeposit, TransactionLimits};
use portico_rules::primitives::{Address, Key};
use portico_runtime::{
    AccountId, AdministrationsConfig, Balance, BalancesConfig, Revive, Runtime, RuntimeEvent,
    RuntimeGenesisConfig, RuntimeOrigin, ScheduleConfig, System, Timestamp, configs::money::UNIT,
};
use sp_core::{H160, H256, U256};
use sp_io::TestExternalities;
use sp_runtime::{BuildStorage as _, DispatchError, generic::Digest};

/// The runtime's state between two blocks.
pub struct Chain {
    externalities: TestExternalities,
    block: u32,
}

/// What a call or an instantiation did.
#[derive(Debug)]
pub struct Outcome {
    /// What the contract returned and whether it reverted, or why the pallet did not get that far.
    pub result: Result<ExecReturnValue, DispatchError>,
    /// The new contract, if one was made.
    pub instantiated: Option<Address>,
    /// Weight of the execution, without the extrinsic's own.
    pub weight: Weight,
    /// Storage deposit: what the caller paid more (or got back), in the smallest unit.
    pub deposit: i128,
    /// What contracts emitted: contract, data, topics.
    pub emitted: Vec<(Address, Vec<u8>, Vec<H256>)>,
}

impl Chain {
    /// A chain at genesis: these accounts have tokens, these are administrations.
    ///
    /// # Panics
    /// If the runtime does not accept that genesis.
    pub fn new(accounts: &[Key], administrations: &[Key]) -> Self {
        let genesis = RuntimeGenesisConfig {
            balances: BalancesConfig {
                balances: accounts
                    .iter()
                    .map(|key| (account(key), 1_000 * UNIT))
                    .collect(),
                ..Default::default()
            },
            schedule: ScheduleConfig {
                slot_duration: 1_000,
                session_length: 10,
            },
            administrations: AdministrationsConfig {
                members: administrations.iter().map(account).collect(),
                ..Default::default()
            },
            ..Default::default()
        };
        let storage = genesis
            .build_storage()
            .expect("the runtime accepts the genesis");
        Self {
            externalities: TestExternalities::new(storage),
            block: 0,
        }
    }

    /// Begins a block at a time, seconds since the epoch. Blocks go up, not necessarily by one.
    ///
    /// # Panics
    /// If the number is not above the last one's.
    pub fn begin(&mut self, block: u32, seconds: u64) {
        assert!(block > self.block, "block {block} after {}", self.block);
        self.block = block;
        self.externalities.execute_with(|| {
            System::reset_events();
            System::initialize(&block, &H256::repeat_byte(block as u8), &Digest::default());
            Timestamp::set_timestamp(seconds * 1_000);
        });
    }

    /// Uploads and instantiates code.
    pub fn instantiate(&mut self, origin: &Key, code: Vec<u8>, data: Vec<u8>) -> Outcome {
        self.executed(|| {
            // An extrinsic does this before it is dispatched; the new contract's address depends on it.
            System::inc_account_nonce(account(origin));
            let result = Revive::bare_instantiate(
                RuntimeOrigin::signed(account(origin)),
                U256::zero(),
                limits(),
                Code::Upload(code),
                data,
                None,
                &ExecConfig::new_substrate_tx(),
            );
            let instantiated = result.result.as_ref().ok().map(|made| Address(made.addr.0));
            (
                result.result.map(|made| made.result),
                instantiated,
                result.weight_consumed,
                result.storage_deposit,
            )
        })
    }

    /// Calls a contract. Unlike an extrinsic it says what the contract returned when it reverted; the state changes all the same.
    pub fn call(&mut self, origin: &Key, contract: Address, data: Vec<u8>) -> Outcome {
        self.executed(|| {
            let result = Revive::bare_call(
                RuntimeOrigin::signed(account(origin)),
                H160(contract.0),
                U256::zero(),
                limits(),
                data,
                &ExecConfig::new_substrate_tx(),
            );
            (
                result.result,
                None,
                result.weight_consumed,
                result.storage_deposit,
            )
        })
    }

    /// Anything on the state.
    pub fn with<R>(&mut self, look: impl FnOnce() -> R) -> R {
        self.externalities.execute_with(look)
    }

    fn executed(&mut self, execute: impl FnOnce() -> Executed) -> Outcome {
        self.externalities.execute_with(|| {
            System::reset_events();
            let (result, instantiated, weight, deposit) = execute();
            let emitted = System::events()
                .into_iter()
                .filter_map(|record| match record.event {
                    RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted {
                        contract,
                        data,
                        topics,
                    }) => Some((Address(contract.0), data, topics)),
                    _ => None,
                })
                .collect();
            Outcome {
                result,
                instantiated,
                weight,
                deposit: signed(deposit),
                emitted,
            }
        })
    }
}

type Executed = (
    Result<ExecReturnValue, DispatchError>,
    Option<Address>,
    Weight,
    StorageDeposit<Balance>,
);

/// The account of a key: its bytes.
pub fn account(key: &Key) -> AccountId {
    AccountId::new(key.0)
}

/// What one extrinsic may use of a block.
///
/// # Panics
/// If the runtime does not bound it.
pub fn extrinsic_weight() -> Weight {
    let weights = <Runtime as frame_system::Config>::BlockWeights::get();
    let class = weights.get(frame_support::dispatch::DispatchClass::Normal);
    class
        .max_extrinsic
        .expect("the runtime bounds an extrinsic's weight")
}

fn limits() -> TransactionLimits<Runtime> {
    TransactionLimits::WeightAndDeposit {
        weight_limit: extrinsic_weight(),
        deposit_limit: 100 * UNIT,
    }
}

fn signed(deposit: StorageDeposit<Balance>) -> i128 {
    let whole =
        |amount: Balance| i128::try_from(amount).expect("no deposit is near the whole issuance");
    match deposit {
        StorageDeposit::Charge(amount) => whole(amount),
        StorageDeposit::Refund(amount) => -whole(amount),
    }
}
