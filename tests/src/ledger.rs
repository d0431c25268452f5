// SPDX-License-Identifier: EUPL-1.2
//! A ledger on a running node: the committed contracts, deployed, and fictional organisations that use
//! them. Nothing here asserts anything.

use std::{fs, io, path::PathBuf, sync::Arc};

use portico_client::{
    Accepted, Account, Address, Codes, Command, CommandError, Contracts, Keypair, Node, NodeOptions,
};
use portico_rules::{
    authority::Authority,
    ledger::Domain,
    memory::sample,
    message::{self, Place},
    native::sha256,
    party::{PartyBody, PartyKind, Permission, Registration},
    primitives::{self, Digest, Key, SignatureBytes},
};
use subxt_signer::sr25519::dev;

use crate::{PATIENCE, chain::Result};

/// How to reach a node on a machine that may be busy with many others.
pub fn patient(url: &str) -> NodeOptions {
    NodeOptions {
        patience: Some(PATIENCE),
        ..NodeOptions::new(url)
    }
}

/// The program of a contract, as committed.
///
/// # Errors
/// The file cannot be read.
pub fn code(name: &str) -> io::Result<Vec<u8>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../contracts/artifacts")
        .join(name)
        .with_extension("polkavm");
    fs::read(&path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// The parties' numbers after [`Ledger::register`].
pub mod party {
    /// Number of the founding city.
    pub const CITY: u32 = 1;
    /// Number of an association of cooperatives.
    pub const OVERSIGHT: u32 = 2;
    /// Number of a cooperative in good standing, which owns no tokens.
    pub const COOPERATIVE: u32 = 3;
}

/// The accounts that act: development accounts, which own tokens, and a cooperative, which owns none.
#[derive(Clone)]
pub struct Accounts {
    /// The client.
    pub node: Node,
    /// The city's first key: deploys, manages keys, publishes, signs.
    pub city: Arc<Account>,
    /// The city's key that attests.
    pub attests: Arc<Account>,
    /// The city's key that pays.
    pub pays: Arc<Account>,
    /// The oversight body's key.
    pub oversight: Arc<Account>,
    /// Carries what others signed.
    pub carrier: Arc<Account>,
    /// The cooperative's key.
    pub cooperative: Keypair,
}

impl Accounts {
    /// Connects to the chain at `url`. Whoever runs at the same time should share the accounts: each hands
    /// out its nonces in order.
    ///
    /// # Errors
    /// The node does not answer.
    pub async fn connect(url: &str) -> Result<Self> {
        let node = Node::connect(patient(url)).await?;
        let account = |keys| Arc::new(Account::new(node.clone(), keys));
        Ok(Accounts {
            city: account(dev::alice()),
            attests: account(dev::bob()),
            pays: account(dev::charlie()),
            oversight: account(dev::dave()),
            carrier: account(dev::eve()),
            cooperative: Keypair::from_secret_key([5; 32])?,
            node,
        })
    }
}

/// A deployed ledger, and the accounts that act on it.
pub struct Ledger {
    /// Who acts.
    pub accounts: Accounts,
    /// Where the contracts are.
    pub contracts: Contracts,
}

impl std::ops::Deref for Ledger {
    type Target = Accounts;

    fn deref(&self) -> &Accounts {
        &self.accounts
    }
}

impl Ledger {
    /// Deploys the contracts and founds the registry.
    ///
    /// # Errors
    /// An artifact is missing, or the chain or the rules refuse something.
    pub async fn deploy(accounts: &Accounts) -> Result<Self> {
        use Permission::{ManageKeys, Publish, Sign};
        let (registry, agreements) = (code("registry")?, code("agreements")?);
        let tenders = code("tenders")?;
        let (awards, imports) = (code("awards")?, code("imports")?);
        let codes = Codes {
            registry: &registry,
            agreements: &agreements,
            tenders: &tenders,
            awards: &awards,
            imports: &imports,
        };
        let founder = registration(
            PartyKind::Administration,
            "Comune di Portico di Sotto",
            1_234_500_037,
            accounts.city.key(),
            &[ManageKeys, Publish, Sign],
        );
        let (contracts, _) = accounts.city.deploy_ledger(codes, founder).await?;
        Ok(Ledger {
            accounts: accounts.clone(),
            contracts,
        })
    }

    /// The contract that keeps what a command is about.
    pub fn keeper<D: Domain>(&self) -> Address {
        self.contracts.keeper(D::KIND)
    }

    /// A command signed by the account that submits it.
    pub fn direct<D: Domain>(&self, account: &Account, subject: Option<u32>, body: &D) -> Command {
        let authority = Authority::Direct {
            key: Key(account.key()),
        };
        Command::new(self.keeper::<D>(), subject, body, &authority)
    }

    /// A command signed by one and to be submitted by another. `expiry` in seconds since the epoch.
    pub fn carried<D: Domain>(
        &self,
        signer: &Keypair,
        subject: Option<u32>,
        body: &D,
        nonce: u64,
        expiry: u64,
    ) -> Command {
        let place = Place {
            genesis: Digest(self.node.genesis()),
            contract: primitives::Address(self.keeper::<D>()),
        };
        let digest = sha256(&body.encode());
        let text = message::text(&place, D::KIND, subject, body, &digest, nonce, expiry);
        let signature = SignatureBytes(signer.sign(text.as_bytes()).0);
        let authority = Authority::Carried {
            key: Key(signer.public_key().0),
            signature,
            nonce,
            expiry,
        };
        Command::new(self.keeper::<D>(), subject, body, &authority)
    }

    /// Submits a command directly and waits until it is final; `subject` is the subject's number, `None` to open one.
    ///
    /// # Errors
    /// The rules or the chain refuse it.
    pub async fn submit<D: Domain>(
        &self,
        account: &Account,
        subject: Option<u32>,
        body: &D,
    ) -> std::result::Result<Accepted, CommandError> {
        account.command(&self.direct(account, subject, body)).await
    }

    /// Has a command of the cooperative carried, an hour before it expires.
    ///
    /// # Errors
    /// The rules or the chain refuse it.
    pub async fn carry<D: Domain>(
        &self,
        subject: Option<u32>,
        body: &D,
        nonce: u64,
    ) -> std::result::Result<Accepted, CommandError> {
        let expiry = now() + 3600;
        self.carrier
            .command(&self.carried(&self.cooperative, subject, body, nonce, expiry))
            .await
    }

    /// The city's other keys, an oversight body, and a cooperative in good standing: parties 1, 2 and 3.
    ///
    /// # Errors
    /// The rules or the chain refuse something.
    pub async fn register(&self) -> std::result::Result<(), CommandError> {
        use Permission::{Attest, ManageKeys, Pay, Sign};
        for (account, permission, label) in [
            (&self.attests, Attest, "ufficio welfare"),
            (&self.pays, Pay, "ragioneria"),
        ] {
            let body = PartyBody::AddKey {
                key: Key(account.key()),
                permissions: portico_rules::party::Permissions::of(&[permission]),
                label: label.to_owned(),
            };
            self.submit(&self.city, Some(party::CITY), &body).await?;
        }
        let oversight = registration(
            PartyKind::OversightBody,
            "Lega delle Prove",
            2_234_500_037,
            self.oversight.key(),
            &[ManageKeys, Attest],
        );
        self.submit(&self.city, None, &PartyBody::Register(oversight))
            .await?;
        let cooperative = registration(
            PartyKind::Cooperative,
            "Cooperativa Sociale Il Glicine",
            3_234_500_037,
            self.cooperative.public_key().0,
            &[ManageKeys, Sign],
        );
        self.submit(&self.city, None, &PartyBody::Register(cooperative))
            .await?;
        self.submit(
            &self.oversight,
            Some(party::COOPERATIVE),
            &sample::standing("2190-12-31"),
        )
        .await?;
        Ok(())
    }
}

/// A registration of a fictional organisation; `stem` is its tax code without the check digit.
pub fn registration(
    kind: PartyKind,
    name: &str,
    stem: u64,
    key: [u8; 32],
    permissions: &[Permission],
) -> Registration {
    Registration {
        key: Key(key),
        ..sample::registration(kind, name, stem, 0, permissions)
    }
}

/// Seconds since the epoch.
pub fn now() -> u64 {
    // A clock before 1970 would be a broken machine; then everything has expired.
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
