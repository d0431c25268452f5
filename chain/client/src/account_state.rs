// SPDX-License-Identifier: EUPL-1.2
//! What an account owns.

use std::sync::Arc;

use subxt::ext::scale_decode;

use crate::{Block, ClientError, Hash, Node, connect::Connection};

impl Node {
    /// What an account owns and may spend, in the chain's smallest unit (10^12 to a token); 0 for one that does not exist.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the chain keeps accounts in another form; otherwise what concerns the
    /// node.
    pub async fn free_balance(&self, account: &Hash, at: Block) -> Result<u128, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let block = c.runtime_at(at).await?;
            let address = subxt::dynamic::storage::<(Hash,), AccountInfo>("System", "Account");
            let info = match block.storage().try_fetch(address, (*account,)).await {
                Ok(Some(info)) => info,
                Ok(None) => return Ok(0),
                Err(error) => return Err(c.explain("reading an account's balance", error).await),
            };
            let info = info.decode().map_err(|e| ClientError::Undecodable {
                what: "System::Account".into(),
                place: at.to_string(),
                reason: e.to_string(),
            })?;
            Ok(info.data.free)
        })
        .await
    }
}

/// The fields of `System::Account` that we use.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountInfo {
    data: AccountData,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountData {
    free: u128,
}
