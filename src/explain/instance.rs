//! What systemd calls the instance that serves a connection.
//!
//! Claims: instance-names. The number of the connection, from systemd 258 on the cookie of its socket, then who is
//! connected. An IPv4 caller of an IPv6 socket is named by the IPv4 addresses.

use crate::activation::{Activation, Listener, ListenerKind, Place};
use crate::value::Version;
use std::fmt;
use std::net::IpAddr;

/// A connection that systemd has accepted, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// How many were accepted before it since systemd knows the socket; a restart of that does not begin anew.
    pub number: u64,
    /// The kernel's number for its socket.
    pub cookie: Option<u64>,
    /// Who is connected.
    pub caller: Caller,
}

/// Who is connected, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Over IP.
    Ip {
        /// The address that was called.
        local: IpAddr,
        /// The caller's address.
        remote: IpAddr,
        /// The caller's port.
        port: Option<u16>,
    },
    /// Over a Unix socket.
    Unix {
        /// The caller's process.
        pid: Option<u32>,
        /// The number that no other process ever has, where the kernel tells it; left out of a name where not known.
        pidfd_id: Option<u64>,
        /// The caller's user.
        uid: Option<u32>,
    },
    /// From a virtual machine, or out of it.
    Vsock {
        /// The machine that was called.
        local: Option<u32>,
        /// The caller's machine.
        remote: Option<u32>,
        /// The caller's port.
        port: Option<u32>,
    },
}

/// The name of an instance, with gaps for what is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceName(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A number that is not known, and what it is.
    Gap(&'static str),
    /// `_` and a number, or nothing.
    MaybeMore,
}

impl InstanceName {
    /// Whether `actual`, the full name of a unit, can be this instance.
    pub fn matches(&self, actual: &str) -> bool {
        let rest = self.0.iter().try_fold(actual, |rest, part| match part {
            Part::Text(text) => rest.strip_prefix(text.as_str()),
            Part::Gap(_) => after_digits(rest),
            Part::MaybeMore => match rest.strip_prefix('_') {
                Some(rest) => after_digits(rest),
                None => Some(rest),
            },
        });
        rest == Some("")
    }
}

impl fmt::Display for InstanceName {
    /// Writes the name; a gap as what is missing, in capitals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Gap(what) => f.write_str(what),
            Part::MaybeMore => Ok(()),
        })
    }
}

/// The name of the instance that serves `connection` on `listener`; `None` where systemd does not accept, or the caller
/// cannot come in by that listener.
pub fn instance_name(
    activation: &Activation,
    listener: &Listener,
    connection: &Connection,
) -> Option<InstanceName> {
    if !activation.accept() {
        return None;
    }
    let version = activation.target().version;
    let prefix = activation.name().split('@').next().unwrap_or_default();
    let mut name = Name(vec![]);
    name.text(&format!("{prefix}@{}-", connection.number));
    if version >= Version(258) {
        name.number(connection.cookie, "COOKIE").text("-");
    }
    match (&connection.caller, listener.kind) {
        (Caller::Ip { local, remote, port }, ListenerKind::Tcp) => {
            let (local, remote) = (local.to_canonical(), remote.to_canonical());
            let (_, called) = listener.place.ip()?;
            name.text(&format!("{local}:{called}-{remote}:")).number(*port, "PORT");
        }
        (
            Caller::Unix { pid, pidfd_id, uid },
            ListenerKind::UnixStream | ListenerKind::UnixSeqpacket,
        ) => {
            name.number(*pid, "PID");
            if version >= Version(258) {
                name.0.push(pidfd_id.map_or(Part::MaybeMore, |id| Part::Text(format!("_{id}"))));
            }
            name.text("-").number(*uid, "UID");
        }
        (Caller::Vsock { local, remote, port }, ListenerKind::VsockStream) => {
            let Place::Vsock { port: called, .. } = listener.place else { return None };
            name.number(*local, "CID").text(&format!(":{called}-"));
            name.number(*remote, "CID").text(":").number(*port, "PORT");
        }
        _ => return None,
    }
    name.text(".service");
    Some(InstanceName(name.0))
}

struct Name(Vec<Part>);

impl Name {
    fn text(&mut self, text: &str) -> &mut Self {
        self.0.push(Part::Text(text.to_owned()));
        self
    }

    fn number(&mut self, number: Option<impl fmt::Display>, what: &'static str) -> &mut Self {
        self.0.push(number.map_or(Part::Gap(what), |number| Part::Text(number.to_string())));
        self
    }
}

fn after_digits(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::listeners;
    use crate::catalogue::target::Target;

    fn name(listen: &str, version: u16, caller: Caller) -> Option<InstanceName> {
        let mut shop = Activation::new("shop", &format!("[Socket]\n{listen}\nAccept=yes\n"), "");
        shop.set_target(Target::find(&format!("systemd{version}")).unwrap());
        let listener = listeners(&shop).remove(0);
        instance_name(&shop, &listener, &Connection { number: 3, cookie: None, caller })
    }

    fn ip(local: &str, remote: &str, port: Option<u16>) -> Caller {
        Caller::Ip { local: local.parse().unwrap(), remote: remote.parse().unwrap(), port }
    }

    #[test]
    fn an_ip_caller_is_named_by_both_addresses() {
        for (listen, local, remote, expected) in [
            ("ListenStream=127.0.0.1:80", "127.0.0.1", "127.0.0.1", "127.0.0.1:80-127.0.0.1:51234"),
            ("ListenStream=80", "::ffff:10.0.0.1", "::ffff:10.0.0.2", "10.0.0.1:80-10.0.0.2:51234"),
            ("ListenStream=80", "::1", "::1", "::1:80-::1:51234"),
            (
                "ListenStream=[::]:80",
                "2001:db8::1",
                "2001:db8::2",
                "2001:db8::1:80-2001:db8::2:51234",
            ),
        ] {
            let name = |version| name(listen, version, ip(local, remote, Some(51234))).unwrap();
            for version in [239, 252, 257] {
                assert_eq!(name(version).to_string(), format!("shop@3-{expected}.service"));
            }
            for version in [258, 262] {
                assert_eq!(name(version).to_string(), format!("shop@3-COOKIE-{expected}.service"));
                assert!(name(version).matches(&format!("shop@3-77-{expected}.service")));
            }
        }
    }

    #[test]
    fn what_is_not_known_matches_any_number_and_nothing_else() {
        let caller = || ip("127.0.0.1", "127.0.0.1", None);
        let old = name("ListenStream=80", 257, caller()).unwrap();
        assert_eq!(old.to_string(), "shop@3-127.0.0.1:80-127.0.0.1:PORT.service");
        assert!(old.matches("shop@3-127.0.0.1:80-127.0.0.1:40002.service"));
        for other in [
            "shop@4-127.0.0.1:80-127.0.0.1:40002.service",
            "shop@3-127.0.0.1:80-127.0.0.1:.service",
            "shop@3-127.0.0.1:80-127.0.0.1:x.service",
            "shop@3-127.0.0.1:80-127.0.0.1:40002.service.d",
            "shop@3-9-127.0.0.1:80-127.0.0.1:40002.service",
            "till@3-127.0.0.1:80-127.0.0.1:40002.service",
        ] {
            assert!(!old.matches(other), "{other}");
        }
        let new = name("ListenStream=80", 258, caller()).unwrap();
        assert!(new.matches("shop@3-9-127.0.0.1:80-127.0.0.1:40002.service"));
        assert!(!new.matches("shop@3-127.0.0.1:80-127.0.0.1:40002.service"));
    }

    #[test]
    fn a_unix_caller_is_named_by_process_and_user() {
        for listen in ["ListenStream=/run/s", "ListenSequentialPacket=@s"] {
            let name = |version, uid| {
                name(listen, version, Caller::Unix { pid: None, pidfd_id: None, uid }).unwrap()
            };
            assert_eq!(name(252, Some(0)).to_string(), "shop@3-PID-0.service");
            assert!(name(252, Some(0)).matches("shop@3-24312-0.service"));
            assert!(!name(252, Some(0)).matches("shop@3-24312-1000.service"));
            assert!(!name(252, None).matches("shop@3-24312_7-1000.service"));
            assert!(name(258, None).matches("shop@3-88-24312_7-1000.service"));
            assert!(
                name(258, None).matches("shop@3-88-24312-1000.service"),
                "without pidfd information"
            );
        }
    }

    #[test]
    fn a_vsock_caller_is_named_by_both_machines() {
        let caller = Caller::Vsock { local: Some(2), remote: Some(3), port: None };
        let name = name("ListenStream=vsock::1024", 257, caller).unwrap();
        assert!(name.matches("shop@3-2:1024-3:99.service"), "{name}");
    }

    #[test]
    fn there_is_no_name_for_what_cannot_happen() {
        assert_eq!(name("ListenStream=/run/s", 257, ip("::1", "::1", None)), None);
        assert_eq!(name("ListenStream=no-port", 257, ip("::1", "::1", None)), None);
        assert_eq!(name("ListenDatagram=80", 257, ip("::1", "::1", None)), None);
        let own = Activation::new("shop", "[Socket]\nListenStream=80\n", "");
        let connection = Connection { number: 0, cookie: None, caller: ip("::1", "::1", None) };
        assert_eq!(instance_name(&own, &listeners(&own)[0], &connection), None);
    }

    #[test]
    fn the_prefix_ends_at_the_first_at_sign() {
        let shop = Activation::new("shop@a", "[Socket]\nListenStream=80\nAccept=yes\n", "");
        let caller = ip("127.0.0.1", "127.0.0.1", Some(1));
        let connection = Connection { number: 0, cookie: None, caller };
        let name = instance_name(&shop, &listeners(&shop)[0], &connection).unwrap();
        assert!(name.to_string().starts_with("shop@0-"), "{name}");
    }
}
