//! What units say of networks: address families, prefixes, interfaces, ports that may be bound, firewall sets.
//!
//! Source: systemd.exec(5) `RestrictAddressFamilies=`, systemd.resource-control(5) `IPAddressAllow=`, `SocketBindAllow=`,
//! `RestrictNetworkInterfaces=`, `NFTSet=`, systemd.socket(5) `BindToDevice=`; seen with the real parser.

use super::quoting::{self, Escapes};
use super::specifier::{self, Scope};
use super::{ValueError, Version, number};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Reads a list of address families, `~` before it for all but these; from 249 on `none` alone is no family at all.
///
/// # Errors
/// When one is unknown, or a quote is not closed.
pub fn families(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    if text == "none" && version >= Version(249) {
        return Ok(Vec::new());
    }
    let is_known = |word: &str| match word {
        "AF_MCTP" => version >= Version(250),
        _ => FAMILIES.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(word)),
    };
    let words = words(text.strip_prefix('~').unwrap_or(text))?;
    match words.iter().find(|word| !is_known(word)) {
        Some(unknown) => Err(ValueError::about(
            unknown,
            "is not an address family: write for example `AF_UNIX AF_INET AF_INET6`",
        )),
        None => Ok(words),
    }
}

/// Reads a list of IP networks.
///
/// # Errors
/// When one is neither an address, perhaps with the length of its prefix, nor one of the words for some.
pub fn prefixes(text: &str) -> Result<Vec<String>, ValueError> {
    let words = quoting::split_unquoted(text)?;
    match words.iter().find(|word| !is_prefix(word)) {
        Some(word) => Err(ValueError::about(
            word,
            "is not a network: write for example `10.0.0.0/8`, `::1`, `localhost` or `any`",
        )),
        None => Ok(words),
    }
}

/// Whether a name is one that stands for this machine wherever it is.
fn is_localhost(word: &str) -> bool {
    let name = word.to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    let name = name.strip_suffix(".localdomain").unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

fn is_prefix(word: &str) -> bool {
    if matches!(word, "any" | "link-local" | "multicast") || is_localhost(word) {
        return true;
    }
    let (address, length) = match word.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (word, None),
    };
    let longest = match (address.parse::<Ipv4Addr>(), address.parse::<Ipv6Addr>()) {
        (Ok(_), _) => 32,
        (_, Ok(_)) => 128,
        _ => return false,
    };
    length.is_none_or(|length| number::read(length, longest).is_ok())
}

/// Reads the name of a network interface, or, where it may be `alternative`, one of its longer names. From 260 on it may
/// have specifiers.
///
/// # Errors
/// When a name cannot be one.
pub fn interface(text: &str, alternative: bool, version: Version) -> Result<&str, ValueError> {
    let name = if version >= Version(260) {
        specifier::check(text, version, Scope::Value)?;
        specifier::sample(text)
    } else {
        specifier::with_instance(text)
    };
    match is_interface(&name, alternative, version) {
        true => Ok(text),
        false => Err(ValueError::about(text, NOT_AN_INTERFACE)),
    }
}

/// Reads a list of network interfaces, `~` before it for all but these.
///
/// # Errors
/// When one cannot be the name of an interface, or a quote is not closed.
pub fn interfaces(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text.strip_prefix('~').unwrap_or(text))?;
    match words.iter().find(|word| !is_interface(word, version >= Version(255), version)) {
        Some(word) => Err(ValueError::about(word, NOT_AN_INTERFACE)),
        None => Ok(words),
    }
}

const NOT_AN_INTERFACE: &str =
    "cannot be the name of a network interface: write for example `eth0`";

/// Whether this can be the name of an interface, or one of its longer alternative names.
fn is_interface(name: &str, alternative: bool, version: Version) -> bool {
    let longest = if alternative { 127 } else { 15 };
    let is_plain = !name.is_empty()
        && name.len() <= longest
        && !matches!(name, "." | "..")
        && name.bytes().all(|byte| byte.is_ascii_graphic() && !b":/".contains(&byte))
        && !name.bytes().all(|byte| byte.is_ascii_digit());
    let is_free = !matches!(name, "all" | "default")
        && !name.contains('%')
        && !number::read(name, i32::MAX.unsigned_abs().into()).is_ok_and(|number| number > 0);
    is_plain && (is_free || version < Version(248))
}

/// Reads what may be bound: `any`, or `[FAMILY:][PROTOCOL:]PORTS`.
///
/// # Errors
/// When a part is unknown, or the ports are none.
pub fn socket_bind(text: &str, version: Version) -> Result<&str, ValueError> {
    let parts = quoting::split_colons(text)?;
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let family = |part: &&str| matches!(*part, "ipv4" | "ipv6");
    let protocol = |part: &&str| ["tcp", "udp"].iter().any(|name| name.eq_ignore_ascii_case(part));
    let mut rest = &parts[..];
    if rest.first().is_some_and(family) {
        rest = &rest[1..];
    }
    if rest.first().is_some_and(protocol) {
        rest = &rest[1..];
    }
    let is_right = match rest {
        [] => true,
        [ports] => *ports == "any" || are_ports(ports, version),
        _ => false,
    };
    match is_right {
        true => Ok(text),
        false => Err(ValueError::about(
            text,
            "is not what can be bound: write for example `tcp:8080`, `ipv4:udp:1000-2000` or `any`",
        )),
    }
}

fn are_ports(text: &str, version: Version) -> bool {
    let least = u64::from(version < Version(257));
    let one = |text: &str| number::read(text, 65_535).ok().filter(|port| *port >= least);
    match text.split_once('-') {
        Some((first, last)) => one(first).zip(one(last)).is_some_and(|(first, last)| first <= last),
        None => one(text).is_some(),
    }
}

/// Reads a list of `SOURCE:FAMILY:TABLE:SET`.
///
/// # Errors
/// When a part is missing or unknown.
pub fn firewall_sets(text: &str, version: Version) -> Result<Vec<String>, ValueError> {
    let words = words(text)?;
    let longest = if version >= Version(258) { 255 } else { 31 };
    let is_name = |name: &str| {
        name.len() <= longest
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"/\\_.".contains(&b))
    };
    let is_set = |word: &String| match word
        .split(':')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()[..]
    {
        [source, family, table, set] => {
            matches!(source, "cgroup" | "user" | "group")
                && matches!(family, "arp" | "bridge" | "inet" | "ip" | "ip6" | "netdev")
                && is_name(table)
                && is_name(set)
        }
        _ => false,
    };
    match words.iter().find(|word| !is_set(word)) {
        Some(word) => Err(ValueError::about(
            word,
            "is not a firewall set: write for example `cgroup:inet:filter:my_service`",
        )),
        None => Ok(words),
    }
}

fn words(text: &str) -> Result<Vec<String>, ValueError> {
    let words = quoting::split(text, Escapes::Dropped)?;
    Ok(words.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect())
}

const FAMILIES: &str = "AF_UNIX AF_LOCAL AF_FILE AF_INET AF_AX25 AF_IPX AF_APPLETALK AF_NETROM AF_BRIDGE AF_ATMPVC \
    AF_X25 AF_INET6 AF_ROSE AF_DECnet AF_NETBEUI AF_SECURITY AF_KEY AF_NETLINK AF_ROUTE AF_PACKET AF_ASH AF_ECONET AF_ATMSVC \
    AF_RDS AF_SNA AF_IRDA AF_PPPOX AF_WANPIPE AF_LLC AF_IB AF_MPLS AF_CAN AF_TIPC AF_BLUETOOTH AF_IUCV AF_RXRPC AF_ISDN \
    AF_PHONET AF_IEEE802154 AF_CAIF AF_ALG AF_NFC AF_VSOCK AF_KCM AF_QIPCRTR AF_SMC AF_XDP";

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    #[test]
    fn reads_what_systemd_reads() {
        let now = Version(257);
        accepts(families("~AF_INET AF_UNIX", now), vec!["AF_INET".into(), "AF_UNIX".into()]);
        accepts(families("none", now), vec![]);
        accepts(
            prefixes("10.0.0.0/8 ::1 any"),
            ["10.0.0.0/8", "::1", "any"].map(String::from).to_vec(),
        );
        accepts(interface("eth0", false, now), "eth0");
        accepts(interface("averyverylongname", true, now), "averyverylongname");
        accepts(interface("0x%n", false, Version(247)), "0x%n");
        accepts(interface("%p", false, Version(262)), "%p");
        accepts(interfaces("~eth0 lo", now), vec!["eth0".into(), "lo".into()]);
        accepts(socket_bind("ipv4:udp:1000-2000", now), "ipv4:udp:1000-2000");
        accepts(firewall_sets("cgroup:inet:filter:a", now), vec!["cgroup:inet:filter:a".into()]);
    }

    #[test]
    fn says_what_is_wrong() {
        let now = Version(257);
        refuses(
            families("INET", now),
            "`INET` is not an address family: write for example `AF_UNIX AF_INET AF_INET6`",
        );
        assert!(prefixes("10.0.0.0/33").is_err() && prefixes("10.0").is_err());
        assert!(
            interface("12", false, now).is_err()
                && interface("averyverylongname", false, now).is_err()
        );
        assert!(
            interface("%p", false, now).is_err() && interface("%Q", false, Version(262)).is_err()
        );
        assert!(
            families("none", Version(248)).is_err() && families("AF_MCTP", Version(247)).is_err()
        );
        assert!(socket_bind("tcp:0", Version(252)).is_err() && socket_bind("sctp:1", now).is_err());
        assert!(firewall_sets("a:b:c", now).is_err());
        survives(|text| {
            drop((
                families(text, now),
                prefixes(text),
                interface(text, false, now),
                interfaces(text, now),
            ));
            drop((socket_bind(text, now), firewall_sets(text, now)));
        });
    }
}
