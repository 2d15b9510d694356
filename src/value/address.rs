//! Addresses that a socket listens on, as `ListenStream=`, `ListenDatagram=` and `ListenSequentialPacket=` take them.
//!
//! In this order: `/PATH` or `@NAME` (Unix, 2 to 107 bytes), `vsock:[CID]:PORT`, `PORT`, `A.B.C.D:PORT` or `[V6]:PORT`,
//! the last two perhaps with `%%INTERFACE` behind. The value is one whole: quotes and blanks are not taken off. Numbers are
//! decimal, `0x` hexadecimal, or octal behind a leading 0. Sequential packets are for Unix sockets only.
//!
//! Source: systemd.socket(5); agreement with the real parser is shown in `tests/real/tests/agreement.rs`.

use super::number::{self, Fault};
use super::specifier::{self, Expanded, Known, Scope};
use super::{ValueError, Version, shown};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How what is sent arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// `ListenStream=`: as a stream of bytes, TCP for instance.
    Stream,
    /// `ListenDatagram=`: in separate messages, UDP for instance.
    Datagram,
    /// `ListenSequentialPacket=`: in separate messages in order, over one connection.
    SequentialPacket,
}

/// Where a socket listens; shown as one would write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A port on every address of the machine.
    Port(u16),
    /// A port of one IP address.
    Ip {
        /// The address; all zeros is every address of its family.
        addr: IpAddr,
        /// The port, 1 or above.
        port: u16,
        /// The network interface by name or number.
        interface: Option<String>,
    },
    /// A Unix socket in the file system. [`read`] leaves specifiers in it, [`read_expanded`] those that nobody knows yet.
    Path(String),
    /// A Unix socket without a file, its name without the `@`; specifiers as in a path.
    Abstract(String),
    /// A port towards virtual machines.
    Vsock {
        /// The machine's number; none is any.
        cid: Option<u32>,
        /// The port.
        port: u32,
    },
    /// Known only when it is loaded, since a specifier stands in it.
    Unexpanded(String),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(port) => write!(f, "{port}"),
            Self::Ip { addr, port, interface } => {
                match addr {
                    IpAddr::V4(addr) => write!(f, "{addr}:{port}")?,
                    IpAddr::V6(addr) => write!(f, "[{addr}]:{port}")?,
                }
                match interface {
                    Some(interface) => write!(f, "%%{}", interface.replace('%', "%%")),
                    None => Ok(()),
                }
            }
            Self::Path(path) | Self::Unexpanded(path) => f.write_str(path),
            Self::Abstract(name) => write!(f, "@{name}"),
            Self::Vsock { cid: Some(cid), port } => write!(f, "vsock:{cid}:{port}"),
            Self::Vsock { cid: None, port } => write!(f, "vsock::{port}"),
        }
    }
}

/// Reads an address.
///
/// # Errors
/// When it is none of the forms, a number is out of its range, or the transport cannot use it.
pub fn read(text: &str, transport: Transport, version: Version) -> Result<Address, ValueError> {
    if text.is_empty() {
        return Err(ValueError::new("an address is needed, for example 8080 or /run/myapp.sock"));
    }
    specifier::check(text, version, Scope::Value).map_err(|error| with_example(error, text))?;
    let address = match specifier::literal(text) {
        Some(literal) => read_literal(&literal, text, version)?,
        None => read_unexpanded(text)?,
    };
    suits(address, transport, text)
}

/// Reads an address as systemd will when it loads a unit of which so much is known: with the specifiers filled in.
///
/// # Errors
/// As for [`read`], of the text as it is written and of what it becomes.
pub fn read_expanded(
    text: &str,
    transport: Transport,
    version: Version,
    known: Known,
) -> Result<Address, ValueError> {
    let written = read(text, transport, version)?;
    if !text.contains('%') {
        return Ok(written);
    }
    let Expanded { text: full, is_open, is_path } = specifier::expand(text, known);
    let address = match (is_open, full.strip_prefix('@')) {
        (false, _) => read_literal(&full, &full, version)?,
        (true, Some(name)) => Address::Abstract(name.to_owned()),
        (true, None) if is_path => Address::Path(full),
        (true, None) => Address::Unexpanded(full),
    };
    suits(address, transport, text)
}

/// The address, if `transport` can use it.
fn suits(address: Address, transport: Transport, text: &str) -> Result<Address, ValueError> {
    let unix = matches!(address, Address::Path(_) | Address::Abstract(_) | Address::Unexpanded(_));
    if transport == Transport::SequentialPacket && !unix {
        return Err(ValueError::about(
            text,
            "is not a Unix socket: sequential packets need a path or an `@` name, for example /run/myapp.sock",
        ));
    }
    Ok(address)
}

/// The bytes that a Unix address holds, without the NUL behind a path.
const LONGEST_UNIX: usize = 107;

fn read_literal(literal: &str, text: &str, version: Version) -> Result<Address, ValueError> {
    if literal.starts_with(['/', '@']) {
        return unix(literal, text);
    }
    if let Some(rest) = vsock_prefix(literal, version) {
        return vsock(rest, text, version);
    }
    match number::read(literal, u16::MAX.into()) {
        Ok(number) => return port(number, text).map(Address::Port),
        Err(Fault::NotANumber) => {}
        Err(fault) => return Err(bad_port(fault, text, text)),
    }
    ip(literal, text, version)
}

/// Judges what can be judged of an address with specifiers.
fn read_unexpanded(text: &str) -> Result<Address, ValueError> {
    if let Some(name) = text.strip_prefix('@') {
        return Ok(Address::Abstract(name.to_owned()));
    }
    if super::path::sample(text).starts_with('/') {
        return Ok(Address::Path(text.to_owned()));
    }
    specifier::check_open(text).map_err(|error| with_example(error, text))?;
    // Of all addresses only paths have blanks in them, and before 248 a port before it.
    let has_blank = text.split_once([' ', '\t']).is_some_and(|(_, rest)| {
        !rest.trim_start().starts_with(|sign: char| sign.is_ascii_digit() || sign == '%')
    });
    if has_blank {
        return Err(refusal(text, text));
    }
    Ok(Address::Unexpanded(text.to_owned()))
}

/// Adds what a specifier should have been, where an interface was meant.
fn with_example(error: ValueError, text: &str) -> ValueError {
    match text.rsplit_once('%').filter(|(before, _)| !before.starts_with(['/', '@', '%'])) {
        Some((before, interface)) => {
            ValueError::new(format!("{error}, as in `{before}%%{interface}`"))
        }
        None => error,
    }
}

fn unix(literal: &str, text: &str) -> Result<Address, ValueError> {
    if literal.len() < 2 {
        return Err(ValueError::new(match literal {
            "/" => {
                "`/` is the root directory: write the path of a socket, for example /run/myapp.sock"
            }
            _ => "`@` lacks a name: write for example `@myapp`",
        }));
    }
    if literal.len() > LONGEST_UNIX {
        return Err(ValueError::new(format!(
            "{} is {} bytes long: a Unix socket's address has at most {LONGEST_UNIX}",
            shown(text),
            literal.len()
        )));
    }
    Ok(match text.strip_prefix('@') {
        Some(name) => Address::Abstract(name.to_owned()),
        None => Address::Path(text.to_owned()),
    })
}

/// What follows `vsock:`, or from 254 on a form that names its transport, which the directive overrules.
fn vsock_prefix(literal: &str, version: Version) -> Option<&str> {
    let newer = ["vsock-stream:", "vsock-dgram:", "vsock-seqpacket:"];
    literal.strip_prefix("vsock:").or_else(|| {
        newer.iter().filter(|_| version >= Version(254)).find_map(|form| literal.strip_prefix(form))
    })
}

fn vsock(rest: &str, text: &str, version: Version) -> Result<Address, ValueError> {
    if version < Version(233) {
        return Err(ValueError::new(format!(
            "{} needs systemd 233 or newer, and this is {version}",
            shown(text)
        )));
    }
    let Some((cid, port)) = rest.split_once(':') else {
        return Err(ValueError::about(
            text,
            "lacks its port: write `vsock:CID:PORT`, or `vsock::PORT` for any machine",
        ));
    };
    let named = match cid {
        "" => Some(None),
        // The numbers that the kernel gives to these names.
        "hypervisor" => Some(Some(0)),
        "local" => Some(Some(1)),
        "host" => Some(Some(2)),
        "any" | "-1" if version >= Version(258) => Some(Some(u32::MAX)),
        _ => None,
    };
    let cid_number = match named {
        Some(number) if cid.is_empty() || version >= Version(256) => number,
        Some(_) => {
            return Err(ValueError::new(format!(
                "{} names its machine, which needs systemd 256 or newer, and this is {version}: write its number, or nothing for any",
                shown(text)
            )));
        }
        None => Some(number32(cid).map_err(|fault| {
            ValueError::new(format!(
                "{} {}: the number of a machine is 0 to {}, or nothing for any",
                shown(cid),
                fault_words(fault),
                u32::MAX
            ))
        })?),
    };
    let limit = if version >= Version(256) { u32::MAX - 1 } else { u32::MAX };
    let port =
        number32(port).and_then(|port| if port > limit { Err(Fault::TooLarge) } else { Ok(port) });
    let port = port.map_err(|fault| {
        ValueError::new(format!(
            "{} {}: a vsock port is 0 to {limit}",
            shown(rest),
            fault_words(fault)
        ))
    })?;
    Ok(Address::Vsock { cid: cid_number, port })
}

fn number32(text: &str) -> Result<u32, Fault> {
    number::read(text, u32::MAX.into()).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

fn ip(literal: &str, text: &str, version: Version) -> Result<Address, ValueError> {
    let (socket, interface) = match literal.split_once('%') {
        Some((socket, interface)) if !interface.is_empty() => (socket, Some(interface)),
        _ => (literal, None),
    };
    let Some((host, port_text)) = socket.rsplit_once(':') else {
        return Err(refusal(literal, text));
    };
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let addr = match bracketed {
        Some(host) => host.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    };
    let Some(addr) = addr else { return Err(refusal(literal, text)) };
    if port_text.starts_with(char::is_whitespace) && version >= Version(248) {
        return Err(ValueError::about(text, "has a blank before its port: leave it out"));
    }
    let port = number::read(port_text, u16::MAX.into())
        .map_err(|fault| bad_port(fault, port_text, text))
        .and_then(|number| port(number, text))?;
    if let Some(interface) = interface.filter(|interface| !is_interface(interface)) {
        return Err(ValueError::about(interface, "is not the name of a network interface"));
    }
    Ok(Address::Ip { addr, port, interface: interface.map(str::to_owned) })
}

/// Whether a network interface can be called so, by its name, another name or its number.
fn is_interface(name: &str) -> bool {
    // Other names may be up to 127 characters long.
    name.len() <= 127
        && !matches!(name, "." | ".." | "all" | "default")
        // Numbers begin at 1.
        && !name.bytes().all(|byte| byte == b'0')
        && name.chars().all(|character| {
            matches!(character, '!'..='~') && !matches!(character, ':' | '/' | '%')
        })
}

fn port(number: u64, text: &str) -> Result<u16, ValueError> {
    match u16::try_from(number) {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(ValueError::about(
            text,
            "has port 0, which cannot be listened on: a port is 1 to 65535",
        )),
    }
}

fn bad_port(fault: Fault, port: &str, text: &str) -> ValueError {
    let shown = shown(port);
    ValueError::new(match fault {
        Fault::NotOctal => format!(
            "{shown} is read as octal because of its leading 0: write {}",
            port.trim_start_matches('0')
        ),
        Fault::TooLarge => format!("{shown} is not a port: the largest is 65535"),
        Fault::Negative => format!("{shown} is not a port: the smallest is 1"),
        Fault::NotANumber if port.is_empty() => {
            format!(
                "{} ends where its port should be: write for example `{text}8080`",
                super::shown(text)
            )
        }
        Fault::NotANumber => return refusal(text, text),
    })
}

fn fault_words(fault: Fault) -> &'static str {
    match fault {
        Fault::NotANumber => "is not a number",
        Fault::NotOctal => "is read as octal because of its leading 0",
        Fault::Negative => "is below 0",
        Fault::TooLarge => "is too large",
    }
}

/// The same error, in other words where an IP address or a port stands in the place of a path.
pub(super) fn instead_of_path(text: &str, error: ValueError, version: Version) -> ValueError {
    match read(text, Transport::Stream, version) {
        Ok(Address::Port(_) | Address::Ip { .. }) => ValueError {
            message: format!(
                "{} is a port or an IP address, which ListenStream= and ListenDatagram= take: write a path that begins with `/`",
                shown(text)
            ),
            ..error
        },
        _ => error,
    }
}

/// Says what is wrong with what is no address at all, by the mistakes that people make.
fn refusal(literal: &str, text: &str) -> ValueError {
    let shown = shown(text);
    ValueError::new(if text.starts_with(['"', '\'']) {
        format!("{shown} is in quotes, which are read as part of the address: leave them out")
    } else if let Some((address, _)) =
        text.split_once([' ', '\t']).filter(|(_, rest)| rest.trim_start().starts_with(['#', ';']))
    {
        format!(
            "a comment cannot stand behind a value: write {address} alone and the comment in its own line"
        )
    } else if let Some((scheme, rest)) = text.split_once("://") {
        format!("`{scheme}://` cannot stand before an address: write {} alone", suggested(rest))
    } else if text.trim_end_matches([';', ',']) != text {
        format!("{shown} ends with a sign too many: write {}", text.trim_end_matches([';', ',']))
    } else if let Some(rest) = SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme)) {
        let scheme = &text[..text.len() - rest.len()];
        format!("`{scheme}` cannot stand before an address: write {} alone", suggested(rest))
    } else if let Some(whole) = joined(text) {
        format!("{shown} lacks the colon before its port: write {whole}")
    } else if text.split_whitespace().count() > 1 || text.contains(',') {
        format!("{shown} is more than one address: write one line for each")
    } else if let Some(port) =
        text.strip_prefix("*:").or_else(|| text.strip_prefix(':')).filter(|port| is_port(port))
    {
        format!("{shown} needs no sign before its port: write {port} to listen on every address")
    } else if literal.parse::<Ipv4Addr>().is_ok() {
        format!("{shown} lacks its port: write {literal}:8080")
    } else if let Some((host, port)) = literal
        .rsplit_once(':')
        .filter(|(host, port)| is_ipv6(literal) && is_ipv6(host) && is_port(port))
    {
        format!(
            "{shown} lacks brackets: write [{host}]:{port}, or [{literal}]:8080 if all of it is the address"
        )
    } else if is_ipv6(literal) {
        format!("{shown} lacks brackets and a port: write [{literal}]:8080")
    } else if literal.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(is_ipv6)
    {
        format!("{shown} lacks its port: write {literal}:8080")
    } else if let Some(port) =
        text.strip_suffix("/tcp").or_else(|| text.strip_suffix("/udp")).filter(|port| is_port(port))
    {
        format!(
            "{shown} names its protocol, which the directive does: write {port} in ListenStream= for TCP, in ListenDatagram= for UDP"
        )
    } else if text.starts_with("vsock-") {
        format!("{shown} needs systemd 254 or newer: write `vsock:CID:PORT`")
    } else if text.starts_with('~') || text.starts_with('$') {
        format!("{shown} is not expanded: begin the path with `/`, or with `%h` or `%t`")
    } else if literal.contains('%') && literal.starts_with('[') && !literal.contains("]:") {
        format!("{shown} is not an address and port: write for example [fe80::1]:8080%%eth0")
    } else if let Some((host, interface)) = literal
        .split_once('%')
        .filter(|_| literal.contains("]:") && literal.find('%') < literal.find(']'))
    {
        let (interface, port) = interface.split_once("]:").unwrap_or((interface, "8080"));
        format!(
            "{shown} names its interface inside the brackets: write {host}]:{port}%%{interface}"
        )
    } else if text.contains('/') && !text.contains(':') {
        format!("{shown} is not absolute: begin the path with `/`")
    } else if let Some((host, port)) = text.rsplit_once(':').filter(|(_, port)| is_port(port)) {
        if host.contains(':') && !host.starts_with('[') {
            format!("{shown} lacks brackets: write [{host}]:{port}")
        } else if let Some(host) = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .filter(|host| host.parse::<Ipv4Addr>().is_ok())
        {
            format!("{shown} has brackets, which are for IPv6: write {host}:{port}")
        } else if host.starts_with('[')
            || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            format!(
                "{shown} does not begin with an IP address: write for example 127.0.0.1:{port} or [::1]:{port}"
            )
        } else {
            format!(
                "{shown} begins with a name, which systemd does not look up: write an IP address, for example 127.0.0.1:{port}, or {port} alone for all"
            )
        }
    } else {
        format!(
            "{shown} is not an address: write a port such as 8080, an address and port such as 127.0.0.1:8080 or [::1]:8080, or a path such as /run/myapp.sock"
        )
    })
}

/// What other programs have before an address.
const SCHEMES: [&str; 5] = ["tcp:", "udp:", "unix:", "http:", "https:"];

/// An IP address and a port that something else than a colon parts: `127.0.0.1 80`, `127.0.0.1,80`, `[::1]80`.
fn joined(text: &str) -> Option<String> {
    let (host, port) = match text.split_once([' ', '\t', ',']) {
        Some((host, port)) => (host, port.trim_start()),
        None => text.split_at(text.find(']')? + 1),
    };
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let host = match bare.unwrap_or(host) {
        host if is_ipv6(host) => format!("[{host}]"),
        host if bare.is_none() && host.parse::<Ipv4Addr>().is_ok() => host.to_owned(),
        _ => return None,
    };
    is_port(port).then(|| format!("{host}:{port}"))
}

fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// What remains of an address behind `tcp://` and the like.
fn suggested(rest: &str) -> String {
    let rest = rest.trim_end_matches('/');
    match rest.rsplit_once(':') {
        Some((host, port))
            if is_port(port) && host.parse::<Ipv4Addr>().is_err() && !host.starts_with('[') =>
        {
            port.to_owned()
        }
        _ if rest.is_empty() => String::from("8080"),
        _ => rest.to_owned(),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{super::cases::*, *};

    fn read(text: &str) -> Result<Address, ValueError> {
        super::read(text, Transport::Stream, Version(257))
    }

    fn ip(addr: &str, port: u16, interface: Option<&str>) -> Address {
        let addr = addr.parse().expect("an IP address");
        Address::Ip { addr, port, interface: interface.map(str::to_owned) }
    }

    #[test]
    fn reads_what_systemd_reads() {
        for (text, address) in [
            ("8080", Address::Port(8080)),
            ("0x50", Address::Port(80)),
            ("+80", Address::Port(80)),
            ("0120", Address::Port(80)),
            ("127.0.0.1:80", ip("127.0.0.1", 80, None)),
            ("[::1]:80", ip("::1", 80, None)),
            ("[FE80::1]:80%%eth0", ip("fe80::1", 80, Some("eth0"))),
            ("/run/x", Address::Path(String::from("/run/x"))),
            ("/run/a b", Address::Path(String::from("/run/a b"))),
            ("%t/x", Address::Path(String::from("%t/x"))),
            ("@a b", Address::Abstract(String::from("a b"))),
            ("vsock:2:80", Address::Vsock { cid: Some(2), port: 80 }),
            ("vsock::80", Address::Vsock { cid: None, port: 80 }),
            ("vsock:host:80", Address::Vsock { cid: Some(2), port: 80 }),
            ("vsock-stream:2:0", Address::Vsock { cid: Some(2), port: 0 }),
            ("127.0.0.1:%i", Address::Unexpanded(String::from("127.0.0.1:%i"))),
            ("%I # x", Address::Path(String::from("%I # x"))),
        ] {
            accepts(read(text), address);
        }
        for length in [107, 108] {
            assert_eq!(read(&format!("/{}", "a".repeat(length - 1))).is_ok(), length == 107);
            assert_eq!(read(&format!("@{}", "a".repeat(length - 1))).is_ok(), length == 107);
        }
    }

    #[test]
    fn is_shown_as_one_would_write_it() {
        for text in [
            "8080",
            "127.0.0.1:80",
            "[::1]:80",
            "[fe80::1]:80%%eth0",
            "/run/100%%",
            "@a",
            "vsock:2:80",
            "vsock::80",
            "127.0.0.1:%i",
        ] {
            assert_eq!(read(text).expect(text).to_string(), text);
        }
        survives(|text| {
            if let Ok(address) = read(text) {
                assert_eq!(read(&address.to_string()), Ok(address), "{text}");
            }
        });
    }

    #[test]
    fn says_what_people_get_wrong() {
        for (text, message) in [
            ("", "an address is needed, for example 8080 or /run/myapp.sock"),
            ("0", "`0` has port 0, which cannot be listened on: a port is 1 to 65535"),
            ("65536", "`65536` is not a port: the largest is 65535"),
            ("-1", "`-1` is not a port: the smallest is 1"),
            ("080", "`080` is read as octal because of its leading 0: write 80"),
            ("127.0.0.1:080", "`080` is read as octal because of its leading 0: write 80"),
            ("127.0.0.1:65536", "`65536` is not a port: the largest is 65535"),
            (
                "127.0.0.1:",
                "`127.0.0.1:` ends where its port should be: write for example `127.0.0.1:8080`",
            ),
            ("127.0.0.1: 80", "`127.0.0.1: 80` has a blank before its port: leave it out"),
            (
                "localhost:80",
                "`localhost:80` begins with a name, which systemd does not look up: write an IP address, for example 127.0.0.1:80, or 80 alone for all",
            ),
            (
                ":8080",
                "`:8080` needs no sign before its port: write 8080 to listen on every address",
            ),
            ("*:80", "`*:80` needs no sign before its port: write 80 to listen on every address"),
            ("80 443", "`80 443` is more than one address: write one line for each"),
            ("80,443", "`80,443` is more than one address: write one line for each"),
            (
                "\"80\"",
                "`\"80\"` is in quotes, which are read as part of the address: leave them out",
            ),
            (
                "80 # web",
                "a comment cannot stand behind a value: write 80 alone and the comment in its own line",
            ),
            (
                "127.0.0.1:%I-port   # for each",
                "a comment cannot stand behind a value: write 127.0.0.1:%I-port alone and the comment in its own line",
            ),
            ("80;", "`80;` ends with a sign too many: write 80"),
            ("tcp://0.0.0.0:80", "`tcp://` cannot stand before an address: write 0.0.0.0:80 alone"),
            ("http://localhost:80/", "`http://` cannot stand before an address: write 80 alone"),
            (
                "8080/tcp",
                "`8080/tcp` names its protocol, which the directive does: write 8080 in ListenStream= for TCP, in ListenDatagram= for UDP",
            ),
            ("run/x.sock", "`run/x.sock` is not absolute: begin the path with `/`"),
            (
                "~/x.sock",
                "`~/x.sock` is not expanded: begin the path with `/`, or with `%h` or `%t`",
            ),
            ("127.0.0.1", "`127.0.0.1` lacks its port: write 127.0.0.1:8080"),
            ("[::1]", "`[::1]` lacks its port: write [::1]:8080"),
            ("::1", "`::1` lacks brackets and a port: write [::1]:8080"),
            (
                "::1:80",
                "`::1:80` lacks brackets: write [::1]:80, or [::1:80]:8080 if all of it is the address",
            ),
            (
                "[127.0.0.1]:80",
                "`[127.0.0.1]:80` has brackets, which are for IPv6: write 127.0.0.1:80",
            ),
            ("[::1]80", "`[::1]80` lacks the colon before its port: write [::1]:80"),
            ("127.0.0.1 80", "`127.0.0.1 80` lacks the colon before its port: write 127.0.0.1:80"),
            ("::1,80", "`::1,80` lacks the colon before its port: write [::1]:80"),
            ("unix:/run/a", "`unix:` cannot stand before an address: write /run/a alone"),
            ("tcp:localhost:80", "`tcp:` cannot stand before an address: write 80 alone"),
            (
                "fd00::1:2:3:4:5:6:80",
                "`fd00::1:2:3:4:5:6:80` lacks brackets: write [fd00::1:2:3:4:5:6]:80",
            ),
            (
                "[fe80::1%%eth0]:80",
                "`[fe80::1%%eth0]:80` names its interface inside the brackets: write [fe80::1]:80%%eth0",
            ),
            (
                "[fe80::1]:80%zone",
                "`%z` is not a specifier; write `%%` for a percent sign, as in `[fe80::1]:80%%zone`",
            ),
            (
                "[::1]:80%lo",
                "`%l` does not become part of what is wanted here; write `%%` for a percent sign, as in `[::1]:80%%lo`",
            ),
            (
                "256.1.1.1:80",
                "`256.1.1.1:80` does not begin with an IP address: write for example 127.0.0.1:80 or [::1]:80",
            ),
            (
                "/",
                "`/` is the root directory: write the path of a socket, for example /run/myapp.sock",
            ),
            ("@", "`@` lacks a name: write for example `@myapp`"),
            (
                "vsock:2",
                "`vsock:2` lacks its port: write `vsock:CID:PORT`, or `vsock::PORT` for any machine",
            ),
            (
                "web",
                "`web` is not an address: write a port such as 8080, an address and port such as 127.0.0.1:8080 or [::1]:8080, or a path such as /run/myapp.sock",
            ),
        ] {
            refuses(read(text), message);
        }
        let long = format!("/run/{}", "a".repeat(103));
        refuses(
            read(&long),
            &format!(
                "`/run/{}…` is 108 bytes long: a Unix socket's address has at most 107",
                "a".repeat(55)
            ),
        );
    }

    #[test]
    fn releases_differ() {
        refuses(
            super::read("vsock:host:80", Transport::Stream, Version(255)),
            "`vsock:host:80` names its machine, which needs systemd 256 or newer, and this is 255: write its number, or nothing for any",
        );
        refuses(
            super::read("vsock-stream:2:80", Transport::Stream, Version(253)),
            "`vsock-stream:2:80` needs systemd 254 or newer: write `vsock:CID:PORT`",
        );
        assert!(super::read("vsock:2:4294967295", Transport::Stream, Version(255)).is_ok());
        assert!(super::read("vsock:2:4294967295", Transport::Stream, Version(256)).is_err());
        assert!(super::read("vsock:2:80", Transport::Stream, Version(232)).is_err());
    }

    #[test]
    fn sequential_packets_are_for_unix_sockets() {
        let read = |text| super::read(text, Transport::SequentialPacket, Version(257));
        assert!(read("/run/x").is_ok());
        assert!(read("@x").is_ok());
        refuses(
            read("8080"),
            "`8080` is not a Unix socket: sequential packets need a path or an `@` name, for example /run/myapp.sock",
        );
        assert!(read("vsock:2:80").is_err());
    }
}
