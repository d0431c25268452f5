// SPDX-License-Identifier: EUPL-1.2
//! Putting contracts on the chain: one, or the four of a ledger.
//!
//! Must not know where code comes from: the caller brings it.

use portico_rules::{
    authority::Authority, party::PartyBody, party::Registration, primitives::Digest,
    primitives::Key, refusal::Refusal,
};
use scale::Encode;
use subxt::tx::StaticPayload;

use crate::{
    Account, Address, CommandError, ContractCall, Contracts, Finalised, Limits,
    contract::{answer, encode, failure},
    revive::{DryCode, DryInstantiateArguments, InstantiateArguments},
};

/// The code of the ledger's contracts, as PolkaVM programs.
#[derive(Debug, Clone, Copy)]
pub struct Codes<'a> {
    /// Keeps parties.
    pub registry: &'a [u8],
    /// Keeps agreements.
    pub agreements: &'a [u8],
    /// Keeps awards.
    pub awards: &'a [u8],
    /// Keeps imports.
    pub imports: &'a [u8],
}

impl Account {
    /// Puts a ledger on the chain: registry, agreements, awards and imports, each knowing whom to ask. The
    /// account's key becomes the founder's first key, so `founder.key` must be [`Account::key`].
    ///
    /// # Errors
    /// As [`Account::deploy`]. What was deployed before the failure stays on the chain, unused.
    pub async fn deploy_ledger(
        &self,
        codes: Codes<'_>,
        founder: Registration,
    ) -> Result<(Contracts, Vec<Finalised>), CommandError> {
        let genesis = Digest(self.node().genesis());
        let authority = Authority::Direct {
            key: Key(self.key()),
        };
        let founding = (genesis, PartyBody::Found(founder), authority);
        let (registry, first) = self.deploy("registry", codes.registry, &founding).await?;
        let (agreements, second) = self
            .deploy("agreements", codes.agreements, &(genesis, registry))
            .await?;
        let (awards, third) = self
            .deploy("awards", codes.awards, &(genesis, registry, agreements))
            .await?;
        let (imports, fourth) = self
            .deploy("imports", codes.imports, &(genesis, registry))
            .await?;
        Ok((
            Contracts {
                registry,
                agreements,
                awards,
                imports,
            },
            vec![first, second, third, fourth],
        ))
    }

    /// Uploads a contract's code and creates a contract from it with its constructor `new`. `name` is for
    /// people; `arguments` is the tuple of the constructor's arguments. It is tried first, so that a
    /// constructor that refuses costs nothing.
    ///
    /// # Errors
    /// [`CommandError::Refused`] if the rules refuse it; [`crate::ClientError::Contract`] if the trial fails
    /// otherwise; and as [`Account::submit`] and [`crate::Pending::finalised`].
    pub async fn deploy(
        &self,
        name: &str,
        code: &[u8],
        arguments: &impl Encode,
    ) -> Result<(Address, Finalised), CommandError> {
        let data = encode("new", arguments);
        // The address is not known yet: the errors name the constructor.
        let call = ContractCall {
            contract: Address::default(),
            message: format!("{name}::new"),
            data: Vec::new(),
        };
        let trial = DryInstantiateArguments {
            origin: self.key(),
            value: 0,
            gas_limit: None,
            storage_deposit_limit: None,
            code: DryCode::Upload(code),
            data: &data,
            salt: None,
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
            return Err(match answer::<Result<(), Refusal>>(&call, &returned)? {
                Err(refusal) => CommandError::Refused {
                    refusal,
                    failed_in: None,
                    index: 0,
                },
                Ok(()) => failure(&call, "the constructor reverted without a reason").into(),
            });
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
                salt: None,
            },
        );
        let done = self
            .submit(&format!("deploying {name}"), &payload)
            .await?
            .finalised()
            .await?;
        match done.instantiated.as_slice() {
            [address] => Ok((*address, done)),
            other => {
                let reason = format!("it created {} contracts instead of one", other.len());
                Err(failure(&call, reason).into())
            }
        }
    }
}
