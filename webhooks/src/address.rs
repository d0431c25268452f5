// SPDX-License-Identifier: EUPL-1.2
//! To which addresses requests may go. A subscription's host is a name that somebody else's server answers for: were
//! any answer taken, it could send this process to a database or a cloud's metadata service inside the operator's own
//! network (server-side request forgery). So only public addresses are connected to, and those that the operator
//! allows for this subscription; the address that is checked is the one that is connected to.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::LazyLock,
};

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// What is not public, after IANA's registries of special-purpose addresses (RFC 6890 and its updates), and what only
/// wraps another address.
const NOT_PUBLIC: [&str; 31] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
];

static NETWORKS: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    // Each is one; a test asks for every one of them.
    NOT_PUBLIC
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect()
});

/// Addresses that a subscription may go to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    networks: Vec<IpNet>,
}

impl Allowed {
    /// Public ones, and those in these networks.
    pub(crate) fn with(networks: Vec<IpNet>) -> Self {
        Allowed { networks }
    }

    /// Whether a request may go there.
    pub(crate) fn allow(&self, address: IpAddr) -> bool {
        let contains = |networks: &[IpNet], address: IpAddr| {
            networks.iter().any(|network| network.contains(&address))
        };
        // An IPv4 address written as one of IPv6 is that IPv4 address.
        let address = address.to_canonical();
        contains(&self.networks, address) || !contains(&NETWORKS, address)
    }
}

impl Resolve for Allowed {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.clone();
        Box::pin(async move {
            // The port is put in later.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = found
                .filter(|address| allowed.allow(address.ip()))
                .collect();
            if addresses.is_empty() {
                return Err(format!(
                    "{} has no public address; if that is meant, name its network in the subscription's networks",
                    name.as_str()
                )
                .into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is this machine's own.
pub(crate) fn is_loopback(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets()[0] == Ipv4Addr::LOCALHOST.octets()[0],
        IpAddr::V6(v6) => v6.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow(allowed: &Allowed, text: &str) -> bool {
        allowed.allow(text.parse().unwrap())
    }

    #[test]
    fn every_network_is_read() {
        assert_eq!(NETWORKS.len(), NOT_PUBLIC.len());
    }

    #[test]
    fn only_public_addresses() {
        let allowed = Allowed::default();
        for public in [
            "1.1.1.1",
            "93.184.216.34",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(allow(&allowed, public), "{public}");
        }
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:0:a00:1::",
            "fd00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!allow(&allowed, inside), "{inside}");
        }
    }

    #[test]
    fn what_the_operator_allows() {
        let allowed = Allowed::with(vec!["10.7.0.0/16".parse().unwrap()]);
        for (address, expected) in [
            ("10.7.1.2", true),
            ("::ffff:10.7.1.2", true),
            ("10.8.0.1", false),
            ("127.0.0.1", false),
            ("1.1.1.1", true),
        ] {
            assert_eq!(allow(&allowed, address), expected, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let name = || "localhost".parse::<Name>().unwrap();
        let refused = Allowed::default().resolve(name()).await;
        let why = refused
            .err()
            .expect("localhost is this machine")
            .to_string();
        assert!(why.contains("no public address"), "{why}");
        let networks = vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        assert!(Allowed::with(networks).resolve(name()).await.is_ok());
    }
}
