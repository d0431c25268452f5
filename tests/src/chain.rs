// SPDX-License-Identifier: EUPL-1.2
//! Speaks to a chain as a member of the collective would: extrinsics, motions, finality.
//!
//! On plain subxt with names given as text, so that the tests of the chain do not lean on the
//! client they come before. It must not know of the contracts.

use std::{error::Error, time::Duration};

use subxt::{
    OnlineClient, PolkadotConfig,
    config::DefaultExtrinsicParamsBuilder,
    dynamic::{self, At, Value},
    ext::scale_value::{Composite, ValueDef},
    extrinsics::ExtrinsicEvents,
    rpcs::{RpcClient, client::rpc_params},
    transactions::DynamicPayload,
    utils::H256,
};
use subxt_signer::sr25519::Keypair;
use tokio::time::{Instant, sleep};

use crate::{PATIENCE, node::Node};

/// Whatever went wrong, for a test to print.
pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A call of a pallet.
pub type Call = DynamicPayload<Composite<()>>;

/// The call `name` of `pallet`, with its arguments in order.
pub fn call(pallet: &str, name: &str, arguments: Vec<Value>) -> Call {
    dynamic::tx(pallet, name, Composite::unnamed(arguments))
}

/// A connection to a running node.
pub struct Chain {
    rpc: RpcClient,
    client: OnlineClient<PolkadotConfig>,
}

impl Chain {
    /// Connects to `node`.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn connect(node: &Node) -> Result<Self> {
        Self::connect_to(node.url()).await
    }

    /// Connects to the node at a WebSocket URL.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn connect_to(url: &str) -> Result<Self> {
        let rpc = RpcClient::from_insecure_url(url).await?;
        let client = OnlineClient::from_rpc_client(rpc.clone()).await?;
        Ok(Self { rpc, client })
    }

    /// Calls the JSON-RPC method `name`.
    ///
    /// # Errors
    /// The node's error.
    pub async fn rpc(
        &self,
        name: &str,
        parameters: &[serde_json::Value],
    ) -> Result<serde_json::Value> {
        let mut params = rpc_params![];
        for parameter in parameters {
            params.push(parameter)?;
        }
        Ok(self.rpc.request(name, params).await?)
    }

    /// Where other nodes reach this one: a TCP address with its peer identifier.
    ///
    /// # Errors
    /// The node does not answer, or listens nowhere.
    pub async fn address(&self) -> Result<String> {
        let addresses = self.rpc("system_localListenAddresses", &[]).await?;
        let address = addresses
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|address| address.as_str())
            .find(|address| address.contains("/tcp/") && address.contains("/p2p/"));
        Ok(address
            .ok_or_else(|| format!("the node listens nowhere: {addresses}"))?
            .to_owned())
    }

    /// The height of the last finalised block.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn finalised(&self) -> Result<u64> {
        let hash = self.rpc("chain_getFinalizedHead", &[]).await?;
        self.height_of(hash.as_str().unwrap_or_default()).await
    }

    /// The height of the block with this hash, in hexadecimal.
    ///
    /// # Errors
    /// There is no such block, or the node does not answer.
    pub async fn height_of(&self, hash: &str) -> Result<u64> {
        number(&self.rpc("chain_getHeader", &[hash.into()]).await?)
    }

    /// The height of the best block, final or not.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn height(&self) -> Result<u64> {
        number(&self.rpc("chain_getHeader", &[]).await?)
    }

    /// Waits until `count` more blocks are made than now, final or not.
    ///
    /// # Errors
    /// They are not made.
    pub async fn grow(&self, count: u64) -> Result<()> {
        let goal = self.height().await? + count;
        self.until(&format!("block {goal} is made"), async || {
            Ok(self.height().await? >= goal)
        })
        .await
    }

    /// Waits until `count` more blocks are final than now.
    ///
    /// # Errors
    /// They do not become so.
    pub async fn finalise(&self, count: u64) -> Result<()> {
        let goal = self.finalised().await? + count;
        self.until(&format!("block {goal} is final"), async || {
            Ok(self.finalised().await? >= goal)
        })
        .await
    }

    /// Waits until `condition` holds; `what` names it.
    ///
    /// # Errors
    /// It does not come to hold, or cannot be asked.
    pub async fn until(
        &self,
        what: &str,
        mut condition: impl AsyncFnMut() -> Result<bool>,
    ) -> Result<()> {
        let started = Instant::now();
        while !condition().await? {
            if started.elapsed() > PATIENCE {
                return Err(format!("waited in vain until {what}").into());
            }
            sleep(Duration::from_millis(250)).await;
        }
        Ok(())
    }

    /// The result of a runtime API call without arguments at the last finalised block.
    ///
    /// # Errors
    /// The runtime has no such call, or its result is no `T`.
    pub async fn ask<T: subxt::ext::scale_decode::DecodeAsType>(
        &self,
        api: &str,
        method: &str,
    ) -> Result<T> {
        let at = self.client.at_current_block().await?;
        let payload = dynamic::runtime_api_call::<(), T>(api, method, ());
        Ok(at.runtime_apis().call(payload).await?)
    }

    /// A storage value without keys at the last finalised block.
    ///
    /// # Errors
    /// There is no such value, or it is no `T`.
    pub async fn value<T: subxt::ext::scale_decode::DecodeAsType>(
        &self,
        pallet: &str,
        entry: &str,
    ) -> Result<T> {
        let at = self.client.at_current_block().await?;
        let address = dynamic::storage::<(), T>(pallet, entry);
        Ok(at.storage().fetch(address, ()).await?.decode()?)
    }

    /// What `account` owns at the last finalised block, in the token's smallest unit.
    ///
    /// # Errors
    /// The account does not exist, or the node does not answer.
    pub async fn free_balance(&self, account: [u8; 32]) -> Result<u128> {
        let at = self.client.at_current_block().await?;
        let address = dynamic::storage::<([u8; 32],), Value>("System", "Account");
        let account = at.storage().fetch(address, (account,)).await?.decode()?;
        let free = account.at("data").at("free").and_then(Value::as_u128);
        Ok(free.ok_or("an account without a free balance")?)
    }

    /// The version of the runtime that made the last finalised block, as the chain recorded it.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn last_upgrade(&self) -> Result<u128> {
        let upgrade: Value = self.value("System", "LastRuntimeUpgrade").await?;
        let version = upgrade
            .at("spec_version")
            .and_then(|value| match value.at(0) {
                Some(inner) => inner.as_u128(),
                None => value.as_u128(),
            });
        Ok(version.ok_or("a runtime without a version")?)
    }

    /// Sends an extrinsic and waits until it is final and has succeeded.
    ///
    /// # Errors
    /// It is refused or fails.
    pub async fn submit(
        &self,
        call: &Call,
        signer: &Keypair,
    ) -> Result<ExtrinsicEvents<PolkadotConfig>> {
        Ok(self
            .client
            .tx()
            .await?
            .sign_and_submit_then_watch_default(call, signer)
            .await?
            .wait_for_finalized_success()
            .await?)
    }

    /// Sends an extrinsic without following it.
    ///
    /// # Errors
    /// It is refused.
    pub async fn send(&self, call: &Call, signer: &Keypair) -> Result<()> {
        let mut transactions = self.client.tx().await?;
        transactions.sign_and_submit_default(call, signer).await?;
        Ok(())
    }

    /// How many authorities GRANDPA has, and the number of their set, at the last finalised block.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn grandpa(&self) -> Result<(usize, u64)> {
        let authorities: Vec<([u8; 32], u64)> =
            self.ask("GrandpaApi", "grandpa_authorities").await?;
        let set = self.ask("GrandpaApi", "current_set_id").await?;
        Ok((authorities.len(), set))
    }

    /// Waits until GRANDPA has this many authorities, in the set of this number.
    ///
    /// # Errors
    /// It does not come to be so.
    pub async fn until_set(&self, authorities: usize, set: u64) -> Result<()> {
        let what = format!("GRANDPA has set {set} with {authorities} authorities");
        self.until(&what, async || {
            Ok(self.grandpa().await? == (authorities, set))
        })
        .await
    }

    /// Gives `account` a seat among the validators, by a motion of `members`: its node, which is `its`, makes keys and proves
    /// that they are the account's; the account announces them.
    ///
    /// # Errors
    /// An extrinsic on the way is refused or fails, or the motion is not carried.
    pub async fn seat(&self, account: &Keypair, its: &Chain, members: &[Keypair]) -> Result<()> {
        let owner = format!("0x{}", hex::encode(account.public_key().0));
        let keys = its
            .rpc("author_rotateKeysWithOwner", &[owner.into()])
            .await?;
        let bytes = |field: &str| -> Result<Vec<u8>> {
            let text = keys[field].as_str().ok_or("no session keys")?;
            Ok(hex::decode(text.trim_start_matches("0x"))?)
        };
        let (public, proof) = (bytes("keys")?, bytes("proof")?);
        let (aura, finality) = public.split_at(32);
        let set_keys = call(
            "Session",
            "set_keys",
            vec![
                Value::named_composite([
                    ("aura", Value::from_bytes(aura)),
                    ("grandpa", Value::from_bytes(finality)),
                ]),
                Value::from_bytes(proof),
            ],
        );
        self.submit(&set_keys, account).await?;
        let add = call("Validators", "add_member", vec![address(account)]);
        match self.decide(&add, members).await?.as_str() {
            "Ok" => Ok(()),
            other => Err(format!("the seat was not given: {other}").into()),
        }
    }

    /// Sends an extrinsic with this nonce without following it. It never expires: on a chain with very short slots one that
    /// does may have expired before it gets there.
    ///
    /// # Errors
    /// It is refused.
    pub async fn send_immortal(&self, call: &Call, signer: &Keypair, nonce: u64) -> Result<()> {
        let parameters = DefaultExtrinsicParamsBuilder::new()
            .immortal()
            .nonce(nonce)
            .build();
        let mut transactions = self.client.tx().await?;
        transactions
            .sign_and_submit(call, signer, parameters)
            .await?;
        Ok(())
    }

    /// Moves `motion` in the collective: the first of `members` proposes, all of them agree, the
    /// first closes. Returns the name of the outcome: `Ok`, or `Err` if the call failed.
    ///
    /// # Errors
    /// An extrinsic on the way is refused or fails, or the motion is not carried.
    pub async fn decide(&self, motion: &Call, members: &[Keypair]) -> Result<String> {
        let [first, ..] = members else {
            return Err("a motion needs a member".into());
        };
        let bytes = self.client.tx().await?.call_data(motion)?;
        let hash = Value::from_bytes(sp_crypto_hashing::blake2_256(&bytes));
        let length = Value::u128(bytes.len() as u128);
        let index: u32 = self.value("Administrations", "ProposalCount").await?;
        let index = Value::u128(index.into());

        let threshold = Value::u128(members.len() as u128);
        let propose = call(
            "Administrations",
            "propose",
            vec![threshold, motion.clone().into_value(), length.clone()],
        );
        let mut events = self.submit(&propose, first).await?;
        // With a threshold of one, proposing is deciding.
        if members.len() > 1 {
            for member in members {
                let vote = call(
                    "Administrations",
                    "vote",
                    vec![hash.clone(), index.clone(), Value::bool(true)],
                );
                self.submit(&vote, member).await?;
            }
            let weight = Value::named_composite([
                ("ref_time", Value::u128(500_000_000_000)),
                ("proof_size", Value::u128(1_000_000_000)),
            ]);
            let close = call(
                "Administrations",
                "close",
                vec![hash, index, weight, length],
            );
            events = self.submit(&close, first).await?;
        }
        outcome(&events)
    }
}

/// The height a header names.
fn number(header: &serde_json::Value) -> Result<u64> {
    let number = header["number"].as_str().unwrap_or_default();
    Ok(u64::from_str_radix(number.trim_start_matches("0x"), 16)?)
}

/// The result of the motion that was carried out among `events`.
fn outcome(events: &ExtrinsicEvents<PolkadotConfig>) -> Result<String> {
    for event in events.iter() {
        let event = event?;
        if (event.pallet_name(), event.event_name()) != ("Administrations", "Executed") {
            continue;
        }
        let fields: Composite<()> = event.decode_fields_unchecked_as()?;
        for value in fields.into_values() {
            if let ValueDef::Variant(result) = value.value {
                return Ok(result.name);
            }
        }
    }
    Err("the motion was not carried out".into())
}

/// An account as a call's argument.
pub fn address(account: &Keypair) -> Value {
    Value::unnamed_variant("Id", [Value::from_bytes(account.public_key().0)])
}

/// A hash as a call's argument.
pub fn hash(hash: [u8; 32]) -> Value {
    Value::from_bytes(H256::from(hash).as_bytes())
}
