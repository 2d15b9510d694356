//! systemd-socket-proxyd that passes its callers on to its own socket.

use super::listeners_overlap::takes_ipv4;
use super::{Case, Report, Rule, proxy_with_stdin};
use crate::activation::{Lens, ListenerKind, Place, Role};
use crate::value::address::{self, Address, Transport};
use crate::value::boolean;
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule { name: "proxy-calls-itself", unseen: &[], check };

/// Settings of the service or its socket with which the same address is another place to each, or cannot be called.
const APART: [&str; 12] = [
    "BindPaths",
    "BindReadOnlyPaths",
    "IPAddressDeny",
    "IPIngressFilterPath",
    "IPEgressFilterPath",
    "MountImages",
    "NetworkNamespacePath",
    "RestrictAddressFamilies",
    "RestrictNetworkInterfaces",
    "RootDirectory",
    "RootImage",
    "TemporaryFileSystem",
];

/// The same, where they are on.
const APART_IF_ON: [&str; 3] = ["PrivateNetwork", "PrivateTmp", "ProtectHome"];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    // An accepted connection is nothing that the proxy could listen on.
    if !case.is_pair() || units.accept() || are_apart(case) {
        return;
    }
    let Some((line, command)) = proxy_with_stdin::proxy(case) else { return };
    let Some(destination) = command.argv[1..].iter().rfind(|word| !word.starts_with('-')) else {
        return;
    };
    let destination = units.expand(Role::Service, destination);
    if destination.is_open {
        return;
    }
    // The name may mean either, so the socket has to be on both.
    let read = |host: &str| {
        let text = destination.text.replace("localhost:", host).replace('%', "%%");
        address::read(&text, Transport::Stream, units.target().version).ok()
    };
    let [v4, v6] = ["127.0.0.1:", "[::1]:"].map(read);
    let takes_ipv4 = takes_ipv4(units);
    let is_own = |address: Option<Address>| {
        let Some(address) = address else { return false };
        case.listeners.iter().any(|listener| match (&address, &listener.place) {
            (Address::Path(path), Place::File(own)) => path == own,
            (Address::Abstract(name), Place::Abstract(own)) => name == own,
            (
                Address::Ip { addr, port, interface: None },
                Place::Ip { ip, port: own, interface: None },
            ) => {
                listener.kind == ListenerKind::Tcp && port == own && reaches(*addr, *ip, takes_ipv4)
            }
            _ => false,
        })
    };
    if is_own(v4) && is_own(v6) {
        let message = format!(
            "`{}` is this proxy's own socket: each call makes it call itself, until it has no descriptors left",
            destination.text
        );
        report.warn(Role::Service, Some(line), message);
    }
}

/// Whether the proxy may not reach what its socket opens.
fn are_apart(case: &Case) -> bool {
    let units = case.activation;
    let lens = |unit: Role, key| Lens { unit, section: unit.section(), key };
    let is_set = |unit, key| units.value(lens(unit, key)).is_some();
    let is_on = |unit, key| {
        let value = units.value(lens(unit, key));
        value.is_some_and(|value| boolean::read(value) != Ok(false))
    };
    let device = units.value(Lens::socket("BindToDevice"));
    device.is_some_and(|device| device != "lo")
        || Role::ALL.into_iter().any(|unit| {
            APART.into_iter().any(|key| is_set(unit, key))
                || APART_IF_ON.into_iter().any(|key| is_on(unit, key))
        })
}

/// Whether a call to `to` on the machine itself arrives at what listens on `at`; `takes_ipv4` says whether all of IPv6 has
/// IPv4 in it.
fn reaches(to: IpAddr, at: Option<IpAddr>, takes_ipv4: bool) -> bool {
    let (to, at) = (to.to_canonical(), at.map(|at| at.to_canonical()));
    match at {
        Some(at) if !at.is_unspecified() => at == to,
        Some(IpAddr::V4(_)) => to.is_ipv4() && to.is_loopback(),
        _ => to.is_loopback() && (to.is_ipv6() || takes_ipv4),
    }
}
