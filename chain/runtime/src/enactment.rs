// SPDX-License-Identifier: EUPL-1.2
//! Carries out, as root, what the administrations have decided by two thirds.
//!
//! pallet-collective dispatches an adopted motion with the collective's own origin, but runtime
//! upgrades (`system.authorize_upgrade`, `system.set_code`) and the replacement of a contract's
//! code (`revive.set_code`) accept root alone. The motion is therefore `enactment.enact(call)`.
//! There is no key that can do this: no sudo.
//!
//! It must not know what the calls are about, nor how the votes were counted.

pub use pallet::*;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use alloc::boxed::Box;
    use frame_support::{
        dispatch::GetDispatchInfo, pallet_prelude::*, traits::UnfilteredDispatchable,
    };
    use frame_system::{RawOrigin, pallet_prelude::*};

    /// The pallet.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What it needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Any call of the runtime.
        type RuntimeCall: Parameter
            + UnfilteredDispatchable<RuntimeOrigin = Self::RuntimeOrigin>
            + GetDispatchInfo;
        /// Who has decided: two thirds of the administrations.
        type EnactOrigin: EnsureOrigin<Self::RuntimeOrigin>;
    }

    /// What it tells.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A decision was carried out.
        Enacted,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Dispatches `call` as root. When `call` fails, its error is this call's error and
        /// nothing is changed.
        ///
        /// # Errors
        /// `BadOrigin` unless two thirds of the administrations have decided it; otherwise the error of `call`.
        #[pallet::call_index(0)]
        #[pallet::weight({
            let info = call.get_dispatch_info();
            (
                info.call_weight.saturating_add(T::DbWeight::get().reads_writes(1, 1)),
                info.class,
            )
        })]
        pub fn enact(
            origin: OriginFor<T>,
            call: Box<<T as Config>::RuntimeCall>,
        ) -> DispatchResultWithPostInfo {
            T::EnactOrigin::ensure_origin(origin)?;
            call.dispatch_bypass_filter(RawOrigin::Root.into())?;
            Self::deposit_event(Event::Enacted);
            Ok(().into())
        }
    }
}
