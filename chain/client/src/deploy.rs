// SPDX-License-Identifier: EUPL-1.2
//! Putting a ledger's contracts on the chain.
//!
//! Must not know where code comes from: the caller brings it.

use portico_rules::{
    authority::Authority, party::PartyBody, party::Registration, primitives::Digest,
    primitives::Key, refusal::Refusal,
};
use scale::Encode;
use subxt::tx::StaticPayload;

use crate::{
    Account, Address, Block, ClientError, CommandError, ContractCall, Contracts, Finalised, Limits,
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
    /// Keeps tenders.
    pub tenders: &'a [u8],
    /// Keeps awards.
    pub awards: &'a [u8],
    /// Keeps imports.
    pub imports: &'a [u8],
}

impl Account {
    /// Puts a ledger on the chain: registry, agreements, tenders, awards and imports, each knowing whom to ask; all
    /// five in one extrinsic, or nothing. The account's key becomes the founder's first key, so
    /// `founder.key` must be [`Account::key`]. It is tried first, so that what is refused costs nothing.
    ///
    /// # Errors
    /// [`CommandError::Refused`] if the rules refuse the founder; [`crate::ClientError::Contract`] if a trial
    /// fails otherwise; and as [`Account::submit`] and [`crate::Pending::finalised`].
    pub async fn deploy_ledger(
        &self,
        codes: Codes<'_>,
        founder: Registration,
    ) -> Result<(Contracts, Finalised), CommandError> {
        // The block is the salt of the addresses, so two deployments must not begin at the same one.
        let mut alone = self.alone().await;
        let at = self.node().finalised_head().await?;
        let genesis = Digest(self.node().genesis());
        let founding = (
            genesis,
            PartyBody::Found(founder),
            Authority::Direct {
                key: Key(self.key()),
            },
        );

        let registry = self.plan("registry", codes.registry, &founding, at).await?;
        let agreements = self
            .plan(
                "agreements",
                codes.agreements,
                &(genesis, registry.address),
                at,
            )
            .await?;
        let tenders = self
            .plan("tenders", codes.tenders, &(genesis, registry.address), at)
            .await?;
        let neighbours = (
            genesis,
            registry.address,
            agreements.address,
            tenders.address,
        );
        let awards = self.plan("awards", codes.awards, &neighbours, at).await?;
        let imports = self
            .plan("imports", codes.imports, &(genesis, registry.address), at)
            .await?;
        let planned = Contracts {
            registry: registry.address,
            agreements: agreements.address,
            tenders: tenders.address,
            awards: awards.address,
            imports: imports.address,
        };

        let plans = [registry, agreements, tenders, awards, imports].map(|plan| plan.payload);
        let done = self
            .deploy("deploying the ledger's contracts", &plans, &mut alone)
            .await?;
        let expected = planned.by_kind().map(|(_, address)| address);
        if done.instantiated != expected {
            return Err(ClientError::Ledger(format!(
                "the contracts created in {} are not at the addresses that the trial gave; nothing else can be said of them: deploy again",
                done.block
            ))
            .into());
        }
        Ok((planned, done))
    }

    /// Tries a contract's constructor `new`, and says where the contract will be. Its address depends on
    /// account, code, arguments and the block `at`, and not on the account's nonce.
    async fn plan(
        &self,
        name: &str,
        code: &[u8],
        arguments: &impl Encode,
        at: Block,
    ) -> Result<Plan, CommandError> {
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
            salt: Some(at.hash),
        }
        .encode();
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
        let address = result
            .address
            .ok_or_else(|| failure(&call, "the trial gave no address"))?;
        let arguments = InstantiateArguments {
            value: 0,
            weight_limit: limits.weight,
            storage_deposit_limit: limits.deposit,
            code: code.to_vec(),
            data,
            salt: Some(at.hash),
        };
        let payload = StaticPayload::new("Revive", "instantiate_with_code", arguments);
        Ok(Plan { address, payload })
    }
}

/// A contract about to be created.
struct Plan {
    address: Address,
    payload: StaticPayload<InstantiateArguments>,
}
