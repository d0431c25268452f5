// SPDX-License-Identifier: EUPL-1.2
//! Whose request it is: the address by which connections and requests are counted. Behind a reverse proxy it is the
//! address that the proxy names, and only a proxy that the configuration trusts is believed.
//!
//! Must not know what is counted.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

/// The header by which trusted proxies name the client. Exactly one is read: a proxy that writes one of them hands on
/// whatever its client wrote in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`, which most proxies write.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl FromStr for ForwardedHeader {
    type Err = String;

    /// From the header's name.
    ///
    /// # Errors
    /// The names there are.
    fn from_str(name: &str) -> Result<Self, String> {
        match name.to_ascii_lowercase().as_str() {
            "x-forwarded-for" => Ok(ForwardedHeader::XForwardedFor),
            "forwarded" => Ok(ForwardedHeader::Forwarded),
            _ => Err("write X-Forwarded-For or Forwarded".into()),
        }
    }
}

/// The reverse proxies whose word is taken.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies {
    /// Their networks; none, and no header is read.
    pub networks: Vec<IpNet>,
    /// The header they write.
    pub header: ForwardedHeader,
}

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Who counts as one client: an IPv4 address, or the /64 network of an IPv6 address, because that is what one
/// subscriber is given (RFC 6177).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpAddr);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            v4 @ IpAddr::V4(_) => Client(v4),
            IpAddr::V6(v6) => {
                let network = u128::from(v6) & !u128::from(u64::MAX);
                Client(Ipv6Addr::from(network).into())
            }
        }
    }
}

impl TrustedProxies {
    /// Whether an address is a trusted proxy's.
    pub(crate) fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks
            .iter()
            .any(|network| network.contains(&address))
    }

    /// Whose request it is: going back from the connection's other end, the first address that is no trusted
    /// proxy's. What stands before it was written by nobody we trust.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let mut client = peer;
        if self.trust(peer) {
            for named in self.named(headers).into_iter().rev() {
                // "unknown" or a made-up name: the proxy that wrote it answers for it.
                let Some(address) = named else { break };
                client = address;
                if !self.trust(address) {
                    break;
                }
            }
        }
        client.into()
    }

    /// The addresses in the header, in its order; `None` for what is no address.
    fn named(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let (name, read): (HeaderName, fn(&str) -> Option<IpAddr>) = match self.header {
            ForwardedHeader::XForwardedFor => {
                (HeaderName::from_static("x-forwarded-for"), node_address)
            }
            ForwardedHeader::Forwarded => (header::FORWARDED, forwarded_for),
        };
        headers
            .get_all(name)
            .iter()
            .flat_map(|value| match value.to_str() {
                Ok(text) => text
                    .split(',')
                    .map(|element| read(element.trim()))
                    .collect(),
                Err(_) => vec![None],
            })
            .collect()
    }
}

/// The `for` parameter of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.eq_ignore_ascii_case("for")
            .then(|| node_address(value.trim_matches('"')))?
    })
}

/// An address, with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn node_address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = IpAddr::from_str(text) {
        return Some(address);
    }
    if let Ok(address) = SocketAddr::from_str(text) {
        return Some(address.ip());
    }
    let bare = text.strip_prefix('[')?.strip_suffix(']')?;
    Ipv6Addr::from_str(bare).ok().map(IpAddr::V6)
}

/// What handlers and layers need to know of whose request it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clients {
    proxies: Arc<TrustedProxies>,
}

impl Clients {
    pub(crate) fn new(proxies: TrustedProxies) -> Self {
        Clients {
            proxies: Arc::new(proxies),
        }
    }

    pub(crate) fn trust(&self, address: IpAddr) -> bool {
        self.proxies.trust(address)
    }

    /// Whose request it is; `None` if there is no connection, because whoever uses the router brings none.
    pub(crate) fn of(
        &self,
        extensions: &axum::http::Extensions,
        headers: &HeaderMap,
    ) -> Option<Client> {
        let Peer(peer) = extensions.get::<Peer>()?;
        Some(self.proxies.client(peer.ip(), headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn behind(header: ForwardedHeader, peer: &str, lines: &[&'static str]) -> Client {
        let proxies = TrustedProxies {
            networks: vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()],
            header,
        };
        let mut headers = HeaderMap::new();
        for line in lines {
            for name in ["x-forwarded-for", "forwarded"] {
                headers.append(name, line.parse().unwrap());
            }
        }
        proxies.client(address(peer), &headers)
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        use ForwardedHeader::XForwardedFor as X;
        for (peer, lines, client) in [
            ("198.51.100.7", &["203.0.113.9"][..], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            // What the client wrote itself stands before what the proxy wrote.
            ("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["203.0.113.9, 10.3.0.4"], "203.0.113.9"),
            ("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            ("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["203.0.113.9, unknown"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.2"], "10.0.0.2"),
            ("fd00::1", &["2001:db8::1"], "2001:db8::"),
            ("fd00::1", &["[2001:db8:0:0:1::1]:80"], "2001:db8::"),
            ("10.0.0.1", &["for=203.0.113.9"], "10.0.0.1"),
        ] {
            assert_eq!(behind(X, peer, lines), Client(address(client)), "{lines:?}");
        }
    }

    #[test]
    fn the_standard_header_is_read_too() {
        use ForwardedHeader::Forwarded as F;
        for (lines, client) in [
            (&["for=203.0.113.9"][..], "203.0.113.9"),
            (&["proto=https;FOR=203.0.113.9;by=10.0.0.1"], "203.0.113.9"),
            (&["for=1.1.1.1, for=\"[2001:db8::7]:4711\""], "2001:db8::"),
            (&["for=_hidden"], "10.0.0.1"),
            (&["by=203.0.113.9"], "10.0.0.1"),
            (&["203.0.113.9"], "10.0.0.1"),
        ] {
            let found = behind(F, "10.0.0.1", lines);
            assert_eq!(found, Client(address(client)), "{lines:?}");
        }
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let client = |text| Client::from(address(text));
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::2"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
    }
}
