// SPDX-License-Identifier: EUPL-1.2
//! Questions to the other contracts.

use ink::{
    env::{
        CallFlags, DefaultEnvironment,
        call::{ExecutionInput, Selector, build_call_ink},
    },
    primitives::H160,
};
use portico_rules::{
    fact::{Fact, Question},
    primitives::Address,
    refusal::Refusal,
};
use scale::{Decode, Encode};

/// The contracts that this one may ask. A contract's neighbours are fixed when it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(
    feature = "std",
    derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout)
)]
pub struct Neighbours {
    /// Who knows parties and keys: the registry's address on pallet-revive.
    pub registry: Option<[u8; 20]>,
    /// Who knows agreements: that contract's address on pallet-revive.
    pub agreements: Option<[u8; 20]>,
    /// Who knows tenders.
    pub tenders: Option<[u8; 20]>,
}

impl Neighbours {
    /// The contract that answers this question, if this contract knows it.
    fn who_answers(&self, question: &Question) -> Option<Address> {
        match question {
            Question::Signer(_)
            | Question::Standing(_)
            | Question::Undertaking { .. }
            | Question::Aid { .. } => self.registry,
            Question::Agreement { .. } => self.agreements,
            Question::Tender(_) => self.tenders,
        }
        .map(Address)
    }

    /// Asks the contract that knows.
    ///
    /// # Errors
    /// Its own refusal, or [`Refusal::Unanswered`] if there is nobody to ask, the call fails or the answer cannot be read.
    pub fn ask(&self, question: &Question) -> Result<Fact, Refusal> {
        let Address(address) = self.who_answers(question).ok_or(Refusal::Unanswered)?;
        // Read-only: the one asked can change nothing, itself included. Not the generated reference: it panics where this returns an error.
        let answer = build_call_ink::<DefaultEnvironment>()
            .call(H160(address))
            .call_flags(CallFlags::READ_ONLY)
            .exec_input(
                ExecutionInput::new(Selector::new(ink::selector_bytes!("fact"))).push_arg(question),
            )
            .returns::<Result<Fact, Refusal>>()
            .try_invoke();
        match answer {
            Ok(Ok(fact)) => fact,
            Ok(Err(_)) | Err(_) => Err(Refusal::Unanswered),
        }
    }
}
