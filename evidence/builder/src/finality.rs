// SPDX-License-Identifier: EUPL-1.2
//! What makes a block final: from the validators of genesis, change by change, to a signature that covers it.
//!
//! The node gives, for a block of a past set of validators, that set's last block with its justification, which announces
//! the next set; for a block of the current set the newest justification. So a walk from block 1 visits every change.

use portico_client::{Block, Node};
use portico_evidence::{
    Finality, SetChange,
    grandpa::{self, AuthoritySet, FinalityProof, Justification},
    header::{Change, Header},
    limits,
    spec::{self, GRANDPA_AUTHORITIES},
};

use crate::BuildError;

/// A block, and what makes it final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Final {
    /// The block.
    pub block: Block,
    /// Its SCALE header.
    pub header: Vec<u8>,
    /// The part of a bundle that says so.
    pub finality: Finality,
}

/// The block with this number, or the newest that validators signed, with what makes it final.
///
/// # Errors
/// [`BuildError::NotSigned`] if validators did not sign it yet, or the next signature that the node kept is too far away;
/// otherwise what concerns the node.
pub async fn finality(node: &Node, at: Option<u32>) -> Result<Final, BuildError> {
    let mut set_changes = Vec::new();
    let mut set = first_validators(node).await?;
    let mut number = 1;
    let (signed, justification) = loop {
        let wanted = at.unwrap_or(number).max(number);
        let proof = node.prove_finality(number).await?;
        let Some(proof) = proof else {
            return Err(BuildError::NotSigned {
                number: wanted,
                reason: "the node has no signature of the validators yet; try again in a moment"
                    .into(),
            });
        };
        let proof = FinalityProof::read(&proof).map_err(undecodable("proof of finality"))?;
        let signed = node.header_of(proof.block.0).await?;
        let header = Header::read(&signed).map_err(undecodable("header"))?;
        let justification = Justification::read(&proof.justification)
            .map_err(undecodable("justification"))?
            .trimmed(&set)
            .write();
        // Else a faulty validator's signature was needed: what is left of it proves nothing.
        grandpa::check(&justification, &set, &header.hash, header.number).map_err(|unmet| {
            BuildError::NotSigned {
                number: wanted,
                reason: format!(
                    "of the signatures for block {} too few hold (expected {}, found {}); ask for a later block, or another node",
                    header.number, unmet.expected, unmet.found
                ),
            }
        })?;
        if header.number < number {
            return Err(undecodable("proof of finality")(format!(
                "asked about block {number}, it answers about block {}",
                header.number
            )));
        }
        let ends_set = header.change != Change::None;
        // The newest block may itself be the last of its set; it is then signed by the set that ends.
        let is_covered = at.is_some_and(|at| at <= header.number);
        let is_newest = at.is_none() && node.finalised_head().await?.number <= header.number;
        if !ends_set || is_covered || is_newest {
            break (signed, justification);
        }
        let Change::Next(next) = header.change else {
            return Err(undecodable("header")(format!(
                "block {} announces a change of validators that does not hold at once",
                header.number
            )));
        };
        set = AuthoritySet {
            id: set.id.saturating_add(1),
            authorities: next,
        };
        number = header.number.saturating_add(1);
        set_changes.push(SetChange {
            header: signed,
            justification,
        });
    };
    let last = Header::read(&signed).map_err(undecodable("header"))?;
    let number = at.unwrap_or(last.number);
    if number > last.number {
        return Err(BuildError::NotSigned {
            number,
            reason: format!(
                "the newest signature is for block {}; try again in a moment",
                last.number
            ),
        });
    }
    if (last.number.saturating_sub(number)) as usize > limits::HEADERS {
        return Err(BuildError::NotSigned {
            number,
            reason: format!(
                "the next signature that the node kept is for block {}, more than {} blocks later; ask for a later block, or for none",
                last.number,
                limits::HEADERS
            ),
        });
    }
    let mut headers = Vec::new();
    for after in number..last.number {
        let block = node.block_at(after.saturating_add(1)).await?;
        headers.push(node.header(block).await?);
    }
    let (block, header) = match headers.is_empty() {
        true => (
            Block {
                number,
                hash: last.hash.0,
            },
            signed,
        ),
        false => {
            let block = node.block_at(number).await?;
            (block, node.header(block).await?)
        }
    };
    Ok(Final {
        block,
        header,
        finality: Finality {
            set_changes,
            headers,
            justification,
            checkpoint: None,
        },
    })
}

/// The validators of genesis, as the state of block 0 lists them.
async fn first_validators(node: &Node) -> Result<AuthoritySet, BuildError> {
    let genesis = Block {
        number: 0,
        hash: node.genesis(),
    };
    let listed = node.storage(&GRANDPA_AUTHORITIES, genesis).await?;
    let authorities = listed
        .as_deref()
        .and_then(spec::authorities)
        .ok_or_else(|| undecodable("list of validators in block 0")("it is none"))?;
    Ok(AuthoritySet { id: 0, authorities })
}

fn undecodable<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> BuildError {
    move |error| BuildError::Undecodable {
        what,
        reason: error.to_string(),
    }
}
