// SPDX-License-Identifier: EUPL-1.2
//! Putting a contract on the chain.
//!
//! Must not know which contracts there are: the caller brings code and constructor arguments.

use scale::Encode;
use subxt::tx::StaticPayload;

use crate::{
    Account, Address, ClientError, ContractCall, Finalised, Limits,
    contract::{encode, failure},
    revive::{DryCode, DryInstantiateArguments, InstantiateArguments},
};

impl Account {
    /// Uploads a contract's code and creates a contract from it. `name` is for people; `arguments` is the
    /// tuple of the constructor's arguments. It is tried first, so that a constructor that refuses costs
    /// nothing.
    ///
    /// # Errors
    /// [`ClientError::Contract`] if the trial fails (with the constructor's own words in hexadecimal, if it
    /// said something); otherwise as [`Account::submit`] and [`crate::Pending::finalised`].
    pub async fn deploy(
        &self,
        name: &str,
        code: &[u8],
        constructor: &str,
        arguments: &impl Encode,
        salt: Option<[u8; 32]>,
    ) -> Result<(Address, Finalised), ClientError> {
        let data = encode(constructor, arguments);
        // The address is not known yet: the errors name the constructor.
        let call = ContractCall {
            contract: Address::default(),
            message: format!("{name}::{constructor}"),
            data: Vec::new(),
        };
        let trial = DryInstantiateArguments {
            origin: self.key(),
            value: 0,
            gas_limit: None,
            storage_deposit_limit: None,
            code: DryCode::Upload(code),
            data: &data,
            salt,
        }
        .encode();
        let at = self.node().finalised_head().await?;
        let result = self
            .node()
            .try_out("ReviveApi_instantiate", &trial, at, &call)
            .await?;
        let limits = Limits::with_margin(result.weight, result.deposit);
        let returned = result.returned.map_err(|reason| failure(&call, reason))?;
        if returned.reverted() {
            let said = hex::encode(&returned.data);
            return Err(failure(
                &call,
                format!("the constructor refused, with 0x{said}"),
            ));
        }
        let payload = StaticPayload::new(
            "Revive",
            "instantiate_with_code",
            InstantiateArguments {
                value: 0,
                weight_limit: limits.weight,
                storage_deposit_limit: limits.deposit,
                code: code.to_vec(),
                data,
                salt,
            },
        );
        let done = self
            .submit(&format!("deploying {name}"), &payload)
            .await?
            .finalised()
            .await?;
        match done.instantiated.as_slice() {
            [address] => Ok((*address, done)),
            other => Err(failure(
                &call,
                format!("it created {} contracts instead of one", other.len()),
            )),
        }
    }
}
