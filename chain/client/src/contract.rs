// SPDX-License-Identifier: EUPL-1.2
//! Messages to ink! contracts: encode them, try them, read with them.
//!
//! A message is its selector (the first four bytes of blake2-256 of its name) and its arguments in SCALE;
//! the answer is `Result<what the message returns, LangError>` in SCALE (ink!'s "ink" ABI). Nothing here
//! needs the contract's metadata file, and nothing here changes the chain.

use std::sync::Arc;

use scale::{Decode, DecodeAll, Encode};
use subxt::utils::H256;

use crate::{
    Address, Block, ClientError, Hash, Node,
    connect::Connection,
    revive::{DryCallArguments, DryResult, Limits, Returned},
};

/// A message to a contract, ready to be tried or submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractCall {
    /// Whom it is for.
    pub contract: Address,
    /// The message's name, for people.
    pub message: String,
    /// Selector and arguments.
    pub data: Vec<u8>,
}

impl ContractCall {
    /// Encodes a message. `arguments` is the tuple of the message's arguments (`()` for none, `(a,)` for one).
    pub fn new(contract: Address, message: &str, arguments: &impl Encode) -> Self {
        ContractCall {
            contract,
            message: message.to_owned(),
            data: encode(message, arguments),
        }
    }

    pub(crate) fn what(&self) -> String {
        format!(
            "`{}` of contract 0x{}",
            self.message,
            hex::encode(self.contract)
        )
    }
}

/// Selector and arguments of a message or a constructor.
pub fn encode(message: &str, arguments: &impl Encode) -> Vec<u8> {
    let mut data = selector(message).to_vec();
    arguments.encode_to(&mut data);
    data
}

/// The first four bytes of blake2-256 of the name.
pub fn selector(message: &str) -> [u8; 4] {
    let hash = sp_crypto_hashing::blake2_256(message.as_bytes());
    [hash[0], hash[1], hash[2], hash[3]]
}

/// What ink! says when the contract could not read what it was sent.
#[derive(Debug, Decode)]
enum LangError {
    #[codec(index = 1)]
    CouldNotReadInput,
}

/// What would happen if a message were submitted now.
#[derive(Debug, Clone)]
pub struct DryRun<T> {
    /// What the message returned; for a message that can refuse this is a `Result`.
    pub answer: T,
    /// Whether the contract would roll everything back (an `Err` of a message does).
    pub reverted: bool,
    /// Limits with which it can be submitted.
    pub limits: Limits,
}

impl Node {
    /// Tries a message without submitting it: nothing is changed, nothing is paid.
    ///
    /// `origin` is the account that would submit it; `at` the block on whose state it is tried, `None` for
    /// the newest finalised one.
    ///
    /// # Errors
    /// [`ClientError::Contract`] if the contract traps, runs out of weight or does not understand the
    /// message; otherwise what concerns the node. A refusal is not an error: it is in the answer.
    pub async fn dry_run<T: Decode>(
        &self,
        origin: &Hash,
        call: &ContractCall,
        at: Option<Block>,
    ) -> Result<DryRun<T>, ClientError> {
        let at = match at {
            Some(block) => block,
            None => self.finalised_head().await?,
        };
        let arguments = DryCallArguments {
            origin: *origin,
            dest: call.contract,
            value: 0,
            gas_limit: None,
            storage_deposit_limit: None,
            input_data: &call.data,
        }
        .encode();
        let result = self.try_out("ReviveApi_call", &arguments, at, call).await?;
        let limits = Limits::with_margin(result.weight, result.deposit);
        let returned = result.returned.map_err(|reason| failure(call, reason))?;
        Ok(DryRun {
            answer: answer(call, &returned)?,
            reverted: returned.reverted(),
            limits,
        })
    }

    /// Asks a contract something, on the state of a block (`None`: the newest finalised one).
    ///
    /// # Errors
    /// As [`Node::dry_run`]; a message that reverts is an error too.
    pub async fn ask<T: Decode>(
        &self,
        call: &ContractCall,
        at: Option<Block>,
    ) -> Result<T, ClientError> {
        // Reading messages do not look at their caller, so any account will do.
        let run = self.dry_run::<T>(&[0; 32], call, at).await?;
        if run.reverted {
            return Err(failure(call, "it reverted, though it only reads"));
        }
        Ok(run.answer)
    }

    pub(crate) async fn try_out(
        &self,
        function: &'static str,
        arguments: &[u8],
        at: Block,
        call: &ContractCall,
    ) -> Result<DryResult, ClientError> {
        let doing = format!("trying {} on {at}", call.what());
        let (arguments, doing) = (&arguments, &doing);
        self.read(|c: Arc<Connection>| async move {
            let bytes = c
                .methods
                .state_call(function, Some(arguments), Some(H256(at.hash)))
                .await
                .map_err(|e| ClientError::rpc(&c.url, doing, e))?;
            let block = c.runtime_at(at).await?;
            DryResult::decode(&bytes, block.metadata()).map_err(|e| ClientError::Undecodable {
                what: format!("the result of {function}"),
                place: at.to_string(),
                reason: e.to_string(),
            })
        })
        .await
    }
}

pub(crate) fn answer<T: Decode>(
    call: &ContractCall,
    returned: &Returned,
) -> Result<T, ClientError> {
    match Result::<T, LangError>::decode_all(&mut returned.data.as_slice()) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(LangError::CouldNotReadInput)) => Err(failure(
            call,
            "it does not know this message or cannot read its arguments; this program and the contract do not belong together",
        )),
        Err(error) => {
            let shown = &returned.data[..returned.data.len().min(64)];
            Err(ClientError::Undecodable {
                what: format!("the answer 0x{}", hex::encode(shown)),
                place: call.what(),
                reason: error.to_string(),
            })
        }
    }
}

pub(crate) fn failure(call: &ContractCall, reason: impl Into<String>) -> ClientError {
    ClientError::Contract {
        contract: call.contract,
        message: call.message.clone(),
        reason: reason.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selector_is_inks() {
        // ink!'s book: the flipper's `flip` is 0x633aa551, its constructor `new` 0x9bae9d5e.
        assert_eq!(selector("flip"), [0x63, 0x3a, 0xa5, 0x51]);
        assert_eq!(selector("new"), [0x9b, 0xae, 0x9d, 0x5e]);
    }

    #[test]
    fn arguments_follow_the_selector() {
        let call = ContractCall::new([7; 20], "flip", &(1u8, 2u32));
        assert_eq!(call.data, [0x63, 0x3a, 0xa5, 0x51, 1, 2, 0, 0, 0]);
    }

    #[test]
    fn an_answer_must_be_read_to_its_end() {
        let call = ContractCall::new([7; 20], "get", &());
        let returned =
            |data: &[u8]| Returned::decode(&mut (0u32, data).encode().as_slice()).unwrap();
        assert_eq!(answer::<u8>(&call, &returned(&[0, 5])).unwrap(), 5);
        assert!(answer::<u8>(&call, &returned(&[0, 5, 6])).is_err());
        assert!(answer::<u8>(&call, &returned(&[0])).is_err());
        let unknown = answer::<u8>(&call, &returned(&[1, 1]))
            .unwrap_err()
            .to_string();
        assert!(unknown.contains("does not know this message"), "{unknown}");
    }
}
