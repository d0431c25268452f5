// SPDX-License-Identifier: EUPL-1.2
//! pallet-revive's calls and runtime API, as bytes.
//!
//! Source: pallet-revive 0.20, `lib.rs` (calls, `ReviveApi`) and pallet-revive-types 0.2 (`ContractResultV1`).
//! Must not know what a contract's message means.

use scale::{Decode, Encode};
use subxt::{
    ArcMetadata,
    error::DispatchError,
    ext::scale_encode::{self, EncodeAsType},
};

use crate::Address;

/// Weight: computing time and proof size (`sp_weights::Weight`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Weight {
    /// Picoseconds of computing time on the Polkadot SDK's reference machine.
    #[codec(compact)]
    pub ref_time: u64,
    /// Bytes of storage proof.
    #[codec(compact)]
    pub proof_size: u64,
}

/// The most a call may use. What it does not use is not paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Weight limit.
    pub weight: Weight,
    /// Storage deposit limit, in the chain's smallest unit.
    pub deposit: u128,
}

impl Limits {
    /// What a dry run used, and a quarter more: the state may have grown by the time the call is executed.
    pub(crate) fn with_margin(weight: Weight, deposit: u128) -> Self {
        let more = |n: u64| n.saturating_add(n / 4);
        Limits {
            weight: Weight {
                ref_time: more(weight.ref_time),
                proof_size: more(weight.proof_size),
            },
            deposit: deposit.saturating_add(deposit / 4),
        }
    }
}

/// Arguments of `Revive::call`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub(crate) struct CallArguments {
    pub(crate) dest: Address,
    pub(crate) value: u128,
    pub(crate) weight_limit: Weight,
    pub(crate) storage_deposit_limit: u128,
    pub(crate) data: Vec<u8>,
}

/// Arguments of `Revive::instantiate_with_code`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub(crate) struct InstantiateArguments {
    pub(crate) value: u128,
    pub(crate) weight_limit: Weight,
    pub(crate) storage_deposit_limit: u128,
    pub(crate) code: Vec<u8>,
    pub(crate) data: Vec<u8>,
    pub(crate) salt: Option<[u8; 32]>,
}

/// Arguments of `Utility::batch_all`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub(crate) struct BatchArguments {
    pub(crate) calls: Vec<EncodedCall>,
}

/// A runtime call that is encoded already.
pub(crate) struct EncodedCall(pub(crate) Vec<u8>);

impl EncodeAsType for EncodedCall {
    fn encode_as_type_to<R: subxt::ext::scale_type_resolver::TypeResolver>(
        &self,
        _type_id: R::TypeId,
        _types: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), scale_encode::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

/// Arguments of the runtime function `ReviveApi_call`.
#[derive(Encode)]
pub(crate) struct DryCallArguments<'a> {
    pub(crate) origin: [u8; 32],
    pub(crate) dest: Address,
    pub(crate) value: u128,
    pub(crate) gas_limit: Option<Weight>,
    pub(crate) storage_deposit_limit: Option<u128>,
    pub(crate) input_data: &'a [u8],
}

/// Arguments of the runtime function `ReviveApi_instantiate`.
#[derive(Encode)]
pub(crate) struct DryInstantiateArguments<'a> {
    pub(crate) origin: [u8; 32],
    pub(crate) value: u128,
    pub(crate) gas_limit: Option<Weight>,
    pub(crate) storage_deposit_limit: Option<u128>,
    pub(crate) code: DryCode<'a>,
    pub(crate) data: &'a [u8],
    pub(crate) salt: Option<[u8; 32]>,
}

/// Code to try.
#[derive(Encode)]
pub(crate) enum DryCode<'a> {
    #[codec(index = 0)]
    Upload(&'a [u8]),
}

#[derive(Decode)]
enum StorageDeposit {
    #[codec(index = 0)]
    Refund(#[allow(dead_code, reason = "decoded to step over it")] u128),
    #[codec(index = 1)]
    Charge(u128),
}

#[derive(Decode)]
struct Usage {
    _weight_consumed: Weight,
    weight_required: Weight,
    _storage_deposit: StorageDeposit,
    max_storage_deposit: StorageDeposit,
    _gas_consumed: u128,
}

/// What a contract gave back: its flags and its bytes.
#[derive(Debug, Clone, Decode)]
pub(crate) struct Returned {
    flags: u32,
    pub(crate) data: Vec<u8>,
}

impl Returned {
    /// Whether everything it did was rolled back (`ReturnFlags::REVERT`).
    pub(crate) fn reverted(&self) -> bool {
        self.flags & 1 == 1
    }
}

/// The result of a dry run.
pub(crate) struct DryResult {
    pub(crate) weight: Weight,
    pub(crate) deposit: u128,
    pub(crate) returned: Result<Returned, String>,
    /// The address of the contract that an instantiation would create.
    pub(crate) address: Option<Address>,
}

impl DryResult {
    /// Decodes `ContractResultV1<ExecReturnValueV1 or InstantiateReturnValueV1, u128>`.
    pub(crate) fn decode(mut bytes: &[u8], metadata: ArcMetadata) -> Result<Self, scale::Error> {
        let input = &mut bytes;
        let usage = Usage::decode(input)?;
        let returned = match u8::decode(input)? {
            0 => Ok(Returned::decode(input)?),
            1 => Err(match DispatchError::decode_from(*input, metadata) {
                Ok(error) => error.to_string(),
                Err(error) => format!("an error this program cannot decode ({error})"),
            }),
            _ => return Err("neither Ok nor Err in a contract result".into()),
        };
        let address = match (&returned, input.is_empty()) {
            (Ok(_), false) => Some(Address::decode(input)?),
            _ => None,
        };
        Ok(DryResult {
            weight: usage.weight_required,
            deposit: match usage.max_storage_deposit {
                StorageDeposit::Charge(deposit) => deposit,
                StorageDeposit::Refund(_) => 0,
            },
            returned,
            address,
        })
    }
}
