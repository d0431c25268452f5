// SPDX-License-Identifier: EUPL-1.2
//! That a block is final: from the validators of genesis, change by change, to those who signed it. It must not know what is
//! to be proven of the block.

use alloc::{format, vec::Vec};

use crate::{
    bundle::SetChange,
    grandpa::{self, AuthoritySet, Signed},
    header::{Change, Header, named},
    report::CheckName,
    trust::Trust,
};

use super::checks::{Checks, Stop, Unmet};

/// A block, and what is said to make it final.
pub(super) struct Claimed<'c> {
    /// What the file is, for a person.
    pub(super) what: &'static str,
    /// The block's SCALE header.
    pub(super) header: &'c [u8],
    /// The changes of the validators from genesis on.
    pub(super) set_changes: &'c [SetChange],
    /// Headers after the block's own, up to the signed one.
    pub(super) headers: &'c [Vec<u8>],
    /// GRANDPA's justification of the last of them, or of the block itself.
    pub(super) justification: &'c [u8],
}

/// From the validators of genesis to those of the block.
fn authorities(
    checks: &mut Checks,
    changes: &[SetChange],
    trust: &Trust,
) -> Result<AuthoritySet, Stop> {
    let mut set = AuthoritySet {
        id: 0,
        authorities: trust.authorities.clone(),
    };
    let mut last = 0u32;
    for (
        index,
        SetChange {
            header,
            justification,
        },
    ) in changes.iter().enumerate()
    {
        let about = format!("the validators of set {} hand over to the next", set.id);
        let next = (|| {
            let header = Header::read(header)
                .map_err(|_| Unmet::new("the header of a block", "other bytes"))?;
            // Genesis has no justification, and sets follow one another.
            if header.number <= last {
                return Err(Unmet::new(
                    format!("a block after {last}"),
                    format!("block {}", header.number),
                ));
            }
            grandpa::check(justification, &set, &header.hash, header.number)
                .map_err(|bad| Unmet::new(bad.expected, bad.found))?;
            match header.change {
                Change::Next(authorities) => Ok((header.number, authorities)),
                Change::None => Err(Unmet::new(
                    "a header that announces the next validators",
                    named(header.number, &header.hash),
                )),
                Change::Unsupported => Err(Unmet {
                    undecided: true,
                    ..Unmet::new(
                        "a change of validators that holds at once, signed by those before",
                        format!("a delayed or forced one in block {}", header.number),
                    )
                }),
            }
        })();
        match next {
            Ok((number, authorities)) => {
                last = number;
                set = AuthoritySet {
                    id: set.id.saturating_add(1),
                    authorities,
                };
            }
            Err(unmet) => {
                let unmet = unmet.at("finality.set_changes", index);
                return Err(checks.stop(CheckName::Authorities, about, unmet));
            }
        }
    }
    checks.passed(
        CheckName::Authorities,
        format!(
            "{} changes of the validators since genesis, each signed by those before; set {} has {}",
            changes.len(),
            set.id,
            set.authorities.len()
        ),
    );
    Ok(set)
}

/// Checks that a block is final, as the trusted validators say; returns its header.
pub(super) fn final_block(
    checks: &mut Checks,
    claimed: Claimed,
    trust: &Trust,
) -> Result<Header, Stop> {
    let Claimed {
        what,
        header,
        set_changes,
        headers,
        justification,
    } = claimed;
    let set = authorities(checks, set_changes, trust)?;
    let led = format!("headers lead from the {what}'s block to the signed one");
    let undecodable = || Unmet::new("the header of a block", "other bytes");
    let stop = |checks: &mut Checks, unmet| Err(checks.stop(CheckName::Headers, &*led, unmet));
    let Ok(header) = Header::read(header) else {
        return stop(checks, undecodable().at("header", 0));
    };
    let mut signed = header.clone();
    for (index, bytes) in headers.iter().enumerate() {
        let Ok(next) = Header::read(bytes) else {
            return stop(checks, undecodable().at("finality.headers", index));
        };
        if (next.parent, Some(next.number)) != (signed.hash, signed.number.checked_add(1)) {
            let unmet = Unmet::new(
                format!("the child of {}", named(signed.number, &signed.hash)),
                format!(
                    "block {}, the child of {}",
                    next.number,
                    next.parent.to_hex()
                ),
            );
            return stop(checks, unmet.at("finality.headers", index));
        }
        signed = next;
    }
    checks.passed(
        CheckName::Headers,
        format!("{led}: {} of them", headers.len()),
    );
    let about = format!(
        "more than two thirds of the validators signed {}",
        named(signed.number, &signed.hash)
    );
    match grandpa::check(justification, &set, &signed.hash, signed.number) {
        Ok(Signed {
            signers,
            weight,
            total,
            ..
        }) => {
            checks.passed(
                CheckName::Finality,
                format!("{about}: {signers} of them, weight {weight} of {total}"),
            );
            Ok(header)
        }
        Err(bad) => {
            let unmet = Unmet::new(bad.expected, bad.found);
            Err(checks.stop(CheckName::Finality, about, unmet))
        }
    }
}
