// SPDX-License-Identifier: EUPL-1.2
//! The pace of the chain: how long a slot lasts and how many blocks make a session.
//!
//! Both are genesis configuration, kept in state and never changed afterwards: no call of this
//! pallet exists. A slot's number is the time divided by the slot's duration, so a chain whose
//! duration changed would see its slot numbers jump, and a jump backwards stops it.
//!
//! It must not know who validates or what the blocks hold.

pub use pallet::*;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use frame_support::{pallet_prelude::*, traits::ConstU64};
    use frame_system::pallet_prelude::*;

    /// What stands in for the duration where no genesis was built: only in the checks that the
    /// SDK's macros run on an empty state. In milliseconds.
    pub const DEFAULT_SLOT_DURATION: u64 = 6_000;
    /// As [`DEFAULT_SLOT_DURATION`], for the length of a session. In blocks.
    pub const DEFAULT_SESSION_LENGTH: u32 = 600;

    /// The pallet.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What it needs of the runtime: nothing of its own.
    #[pallet::config]
    pub trait Config: frame_system::Config {}

    /// How long a slot lasts, in milliseconds.
    #[pallet::storage]
    pub type SlotDuration<T> = StorageValue<_, u64, ValueQuery, ConstU64<DEFAULT_SLOT_DURATION>>;

    /// How many blocks make a session.
    #[pallet::storage]
    pub type SessionLength<T: Config> =
        StorageValue<_, BlockNumberFor<T>, ValueQuery, DefaultSessionLength<T>>;

    /// [`DEFAULT_SESSION_LENGTH`] as a block number.
    pub struct DefaultSessionLength<T>(PhantomData<T>);

    impl<T: Config> Get<BlockNumberFor<T>> for DefaultSessionLength<T> {
        fn get() -> BlockNumberFor<T> {
            DEFAULT_SESSION_LENGTH.into()
        }
    }

    /// The chain's pace from its first block on.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// How long a slot lasts, in milliseconds; even, because a block's minimum period is half of it.
        pub slot_duration: u64,
        /// How long a session lasts, in blocks.
        pub session_length: BlockNumberFor<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self {
                slot_duration: DEFAULT_SLOT_DURATION,
                session_length: DEFAULT_SESSION_LENGTH.into(),
            }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            // A panic here refuses the genesis: a chain without a pace must not be born.
            assert!(
                self.slot_duration >= 2 && self.slot_duration.is_multiple_of(2),
                "schedule.slotDuration must be an even number of milliseconds above zero"
            );
            assert!(
                self.session_length > 0u32.into(),
                "schedule.sessionLength must be at least one block"
            );
            SlotDuration::<T>::put(self.slot_duration);
            SessionLength::<T>::put(self.session_length);
        }
    }

    /// The slot's duration in milliseconds, for the configuration of other pallets.
    pub struct SlotDurationOf<T>(PhantomData<T>);

    impl<T: Config> Get<u64> for SlotDurationOf<T> {
        fn get() -> u64 {
            SlotDuration::<T>::get()
        }
    }

    /// The shortest time between two blocks in milliseconds: half a slot.
    pub struct MinimumPeriodOf<T>(PhantomData<T>);

    impl<T: Config> Get<u64> for MinimumPeriodOf<T> {
        fn get() -> u64 {
            SlotDuration::<T>::get() / 2
        }
    }

    /// The length of a session in blocks, for the configuration of other pallets.
    pub struct SessionLengthOf<T>(PhantomData<T>);

    impl<T: Config> Get<BlockNumberFor<T>> for SessionLengthOf<T> {
        fn get() -> BlockNumberFor<T> {
            SessionLength::<T>::get()
        }
    }
}
