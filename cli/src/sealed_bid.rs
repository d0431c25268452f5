// SPDX-License-Identifier: EUPL-1.2
//! A bid as its bidder keeps it: the offer, and the salt that seals it. Whoever has the file can read the bid; whoever loses it can't
//! reveal it.

use crate::context::Context;
use crate::failure::Failure;
use crate::ledger_file::write_whole;
use portico_rules::message::Place;
use portico_rules::native::sha256;
use portico_rules::primitives::{Address, Digest};
use portico_rules::tender::{Offer, commitment_bytes};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The only format so far.
const FORMAT: &str = "portico-bid/1";

/// A sealed bid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedBid {
    format: String,
    /// Hash of the chain's block 0.
    pub genesis: Digest,
    /// The contract that keeps the tender.
    pub contract: Address,
    /// The tender's number.
    pub tender: u32,
    /// The bidder's number.
    pub party: u32,
    /// What stands on the ledger until the deadline.
    pub commitment: Digest,
    /// 32 random bytes, used for no other bid.
    pub salt: Digest,
    /// What is offered.
    pub offer: Offer,
}

impl SealedBid {
    /// Seals an offer with a new salt.
    ///
    /// # Errors
    /// [`Failure::Local`] if this machine has no random numbers.
    pub fn new(place: Place, tender: u32, party: u32, offer: Offer) -> Result<Self, Failure> {
        let mut salt = Digest([0; 32]);
        getrandom::fill(&mut salt.0).map_err(|error| Failure::local("taking a salt", error))?;
        Ok(SealedBid {
            format: FORMAT.into(),
            genesis: place.genesis,
            contract: place.contract,
            tender,
            party,
            commitment: sha256(&commitment_bytes(tender, party, &salt, &offer)),
            salt,
            offer,
        })
    }

    /// Where bids are kept.
    pub fn folder(context: &Context) -> PathBuf {
        context.data().join("bids")
    }

    /// Writes it into the data folder, readable by its owner alone.
    ///
    /// # Errors
    /// [`Failure::Local`].
    pub fn keep(&self, context: &Context) -> Result<PathBuf, Failure> {
        let folder = Self::folder(context);
        std::fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, error))?;
        let commitment = hex::encode(&self.commitment.0[..6]);
        let path = folder.join(format!(
            "tender-{}-party-{}-{commitment}.json",
            self.tender, self.party
        ));
        let json = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::local("writing JSON", error))?;
        write_whole(&path, format!("{json}\n").as_bytes())?;
        Ok(path)
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`Failure::Local`] if there is no such file; [`Failure::Input`] if it is none, or its commitment is not that of its offer.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let json = std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
        let wrong = |why: &dyn std::fmt::Display| {
            Failure::Input(format!("{} is not a sealed bid: {why}", path.display()))
        };
        let bid: SealedBid = serde_json::from_str(&json).map_err(|error| wrong(&error))?;
        if bid.format != FORMAT {
            return Err(wrong(&format!(
                "it has the format {:?}, this program knows {FORMAT:?}",
                bid.format
            )));
        }
        let bytes = commitment_bytes(bid.tender, bid.party, &bid.salt, &bid.offer);
        if sha256(&bytes) != bid.commitment {
            return Err(wrong(
                &"salt or offer were changed after it was sealed: take it from a backup",
            ));
        }
        Ok(bid)
    }

    /// Those of a party on a tender that are in the data folder.
    ///
    /// # Errors
    /// [`Failure::Local`] if the folder cannot be read; as [`SealedBid::read`].
    pub fn kept(context: &Context, tender: u32, party: u32) -> Result<Vec<Self>, Failure> {
        let folder = Self::folder(context);
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|error| Failure::file(&folder, error))?,
        };
        let begins = format!("tender-{tender}-party-{party}-");
        let mut kept = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| Failure::file(&folder, error))?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_some_and(|name| name.starts_with(&begins) && name.ends_with(".json")) {
                kept.push(Self::read(&path)?);
            }
        }
        Ok(kept)
    }

    /// Whether it is a bid on this tender of this ledger.
    ///
    /// # Errors
    /// [`Failure::Input`] if not.
    pub fn check(&self, place: &Place, tender: u32) -> Result<(), Failure> {
        if (self.genesis, self.contract) != (place.genesis, place.contract) {
            return Err(Failure::Input(
                "the bid was sealed for another ledger: name that ledger's deployment file with --ledger".into(),
            ));
        }
        if self.tender != tender {
            return Err(Failure::Input(format!(
                "the bid was sealed for tender {}, not for tender {tender}",
                self.tender
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::primitives::Cents;

    fn sealed() -> SealedBid {
        let place = Place {
            genesis: Digest([1; 32]),
            contract: Address([2; 20]),
        };
        let offer = Offer {
            price: Cents(100),
            documents: Vec::new(),
        };
        SealedBid::new(place, 7, 3, offer).unwrap()
    }

    #[test]
    fn a_bid_that_was_changed_at_home_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bid.json");
        let bid = sealed();
        let json = serde_json::to_string_pretty(&bid).unwrap();
        std::fs::write(&path, &json).unwrap();
        assert_eq!(SealedBid::read(&path).unwrap(), bid);
        std::fs::write(&path, json.replace("\"price\": 100", "\"price\": 99")).unwrap();
        let failure = SealedBid::read(&path).unwrap_err();
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.to_string().contains("backup"), "{failure}");
    }

    #[test]
    fn no_two_bids_have_one_salt_and_each_is_for_its_tender() {
        let (one, other) = (sealed(), sealed());
        assert_ne!(one.salt, other.salt);
        assert_ne!(one.commitment, other.commitment);
        let place = Place {
            genesis: one.genesis,
            contract: one.contract,
        };
        assert!(one.check(&place, 7).is_ok());
        assert_eq!(one.check(&place, 8).unwrap_err().exit_code(), 2);
        let elsewhere = Place {
            genesis: Digest([9; 32]),
            ..place
        };
        assert_eq!(one.check(&elsewhere, 7).unwrap_err().exit_code(), 2);
    }

    /// The site's tests read the same file: what it seals in the browser, the rules must open.
    #[test]
    fn the_sites_bids_are_the_rules() {
        let vectors = include_str!("../../frontend-static/tests/sealed-bids.json");
        let bids: Vec<serde_json::Value> = serde_json::from_str(vectors).unwrap();
        assert!(bids.len() >= 4);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bid.json");
        for bid in bids {
            std::fs::write(&path, bid.to_string()).unwrap();
            SealedBid::read(&path).unwrap();
        }
    }
}
