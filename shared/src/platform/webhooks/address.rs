//! Which addresses of the Internet a webhook may be at.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 that are nobody's on the Internet: base and length of the prefix
/// (IANA IPv4 Special-Purpose Address Registry).
const CLOSED_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(192, 175, 48, 0), 24),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved, broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Of IPv6 only global unicast is open, without these parts of it.
const CLOSED_V6: &[(Ipv6Addr, u32)] = &[
    // Protocol assignments with Teredo, benchmarking and ORCHID, documentation, 6to4, SRv6.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn within_v4(address: Ipv4Addr, (base, prefix): (Ipv4Addr, u32)) -> bool {
    let shift = 32 - prefix;
    address.to_bits() >> shift == base.to_bits() >> shift
}

fn within_v6(address: Ipv6Addr, (base, prefix): (Ipv6Addr, u32)) -> bool {
    let shift = 128 - prefix;
    address.to_bits() >> shift == base.to_bits() >> shift
}

fn open_v4(address: Ipv4Addr) -> bool {
    !CLOSED_V4.iter().any(|network| within_v4(address, *network))
}

/// Whether an address is one of the public Internet. IPv6 addresses that carry one of IPv4 (mapped,
/// compatible, NAT64, 6to4) are refused whole: a resolver gives the plain one.
#[must_use]
pub fn may_be_called(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => open_v4(address),
        IpAddr::V6(address) => {
            let global = within_v6(address, (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3));
            global && !CLOSED_V6.iter().any(|network| within_v6(address, *network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn inner_addresses_are_closed_however_they_are_written() {
        for closed in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "3fff::1",
            "5f00::1",
        ] {
            assert!(!may_be_called(closed.parse().unwrap()), "{closed}");
        }
        for open in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4007::1",
            "2001:4860:4860::8888",
        ] {
            assert!(may_be_called(open.parse().unwrap()), "{open}");
        }
    }

    proptest! {
        #[test]
        fn an_address_of_ipv4_inside_one_of_ipv6_is_closed(bits: u32) {
            let v4 = Ipv4Addr::from_bits(bits);
            let o = v4.octets();
            let [high, low] = [u16::from_be_bytes([o[0], o[1]]), u16::from_be_bytes([o[2], o[3]])];
            for carrier in [
                v4.to_ipv6_mapped(),
                v4.to_ipv6_compatible(),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            ] {
                prop_assert!(!may_be_called(IpAddr::V6(carrier)));
            }
        }
    }
}
