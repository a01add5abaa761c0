//! Where a request comes from, as far as that can be known.

use axum::http::HeaderMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

const FORWARDED: &str = "x-forwarded-for";

/// An address, or a block of them as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address
            .parse()
            .map_err(|_| format!("'{address}' is no IP address"))?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            Some(prefix) => prefix
                .parse()
                .ok()
                .filter(|prefix| *prefix <= most)
                .ok_or_else(|| format!("'/{prefix}' is no length of a prefix, 0 to {most}"))?,
        };
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Network {
    fn contains(&self, other: IpAddr) -> bool {
        let (own, other, width) = match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (u128::from(own.to_bits()), u128::from(other.to_bits()), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits(), other.to_bits(), 128),
            _ => return false,
        };
        // A shift by the whole width is none to the processor.
        let rest = width - self.prefix;
        own.checked_shr(rest).unwrap_or(0) == other.checked_shr(rest).unwrap_or(0)
    }
}

/// The address a try to sign in is counted for. `None` when it cannot be known: behind a proxy that
/// nobody told us to believe, every visitor would share the proxy's address, and fifty wrong
/// passwords of anybody would lock everybody out.
///
/// A proxy one believes adds the address it saw at the end of `X-Forwarded-For`; what stands before
/// the last address that is none of our proxies may have been written by the visitor.
pub fn client(
    proxies: &[Network],
    behind_proxy: bool,
    peer: IpAddr,
    headers: &HeaderMap,
) -> Option<IpAddr> {
    let ours = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !ours(peer) {
        return (!(behind_proxy && peer.is_loopback())).then_some(peer);
    }
    headers
        .get_all(FORWARDED)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|part| part.trim().parse::<IpAddr>().ok().map(|a| a.to_canonical()))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .find(|address| !address.is_some_and(ours))
        .flatten()
}

/// What is counted: the address, or the network of 2⁶⁴ addresses a visitor of IPv6 may choose from.
pub fn counted(address: Option<IpAddr>) -> String {
    match address {
        None => String::new(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(proxies: &[&str], behind: bool, peer: &str, forwarded: &[&'static str]) -> String {
        let proxies: Vec<Network> = proxies.iter().map(|p| p.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED, value.parse().unwrap());
        }
        counted(client(&proxies, behind, peer.parse().unwrap(), &headers))
    }

    #[test]
    fn only_a_proxy_one_believes_says_who_asks() {
        // Nobody to believe: the header is the visitor's own word.
        assert_eq!(
            asked(&[], false, "203.0.113.9", &["1.2.3.4"]),
            "203.0.113.9"
        );
        assert_eq!(
            asked(&["10.0.0.0/8"], false, "203.0.113.9", &["1.2.3.4"]),
            "203.0.113.9"
        );
        // What the proxy saw stands last; what the visitor invented before it.
        let through = asked(&["10.0.0.0/8"], true, "10.1.2.3", &["1.2.3.4, 203.0.113.9"]);
        assert_eq!(through, "203.0.113.9");
        let twice = asked(
            &["10.0.0.0/8"],
            true,
            "10.1.2.3",
            &["1.2.3.4", "203.0.113.9, 10.9.9.9"],
        );
        assert_eq!(twice, "203.0.113.9");
        assert_eq!(asked(&["10.0.0.0/8"], true, "10.1.2.3", &["nonsense"]), "");
        assert_eq!(asked(&["10.0.0.0/8"], true, "10.1.2.3", &[]), "");
    }

    #[test]
    fn a_proxy_that_does_not_tell_shares_no_count() {
        assert_eq!(asked(&[], true, "127.0.0.1", &["1.2.3.4"]), "");
        assert_eq!(asked(&[], true, "::1", &[]), "");
        assert_eq!(asked(&[], false, "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn a_network_of_ipv6_is_one_visitor() {
        let first = asked(&[], false, "2001:db8:1:2:3:4:5:6", &[]);
        assert_eq!(first, "2001:db8:1:2::/64");
        assert_eq!(first, asked(&[], false, "2001:db8:1:2::ffff", &[]));
        assert_eq!(asked(&[], false, "::ffff:203.0.113.9", &[]), "203.0.113.9");
    }

    #[test]
    fn networks_are_read_or_refused() {
        let inside = |network: &str, address: &str| {
            network
                .parse::<Network>()
                .unwrap()
                .contains(address.parse().unwrap())
        };
        assert!(inside("0.0.0.0/0", "203.0.113.9") && inside("::/0", "2001:db8::1"));
        assert!(
            inside("192.168.0.0/16", "192.168.7.1") && !inside("192.168.0.0/16", "192.169.0.1")
        );
        assert!(inside("::1", "::1") && !inside("127.0.0.1", "::1"));
        for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0.0/x", "::/129"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
