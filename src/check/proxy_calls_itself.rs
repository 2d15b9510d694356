//! systemd-socket-proxyd that passes its callers on to its own socket.

use super::{Case, Report, Rule, proxy_with_stdin};
use crate::activation::{ListenerKind, Place, Role};
use crate::value::address::{self, Address, Transport};
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule { name: "proxy-calls-itself", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    if !case.is_pair() {
        return;
    }
    let Some((line, command)) = proxy_with_stdin::proxy(case) else { return };
    let Some(destination) = command.argv[1..].iter().rfind(|word| !word.starts_with('-')) else {
        return;
    };
    let destination = case.activation.expand(Role::Service, destination);
    if destination.is_open {
        return;
    }
    let text = destination.text.replace("localhost:", "127.0.0.1:").replace('%', "%%");
    let Ok(address) = address::read(&text, Transport::Stream, case.activation.target().version)
    else {
        return;
    };
    let is_own = case.listeners.iter().any(|listener| match (&address, &listener.place) {
        (Address::Path(path), Place::File(own)) => path == own,
        (Address::Abstract(name), Place::Abstract(own)) => name == own,
        (Address::Ip { addr, port, .. }, Place::Ip { ip, port: own, .. }) => {
            listener.kind == ListenerKind::Tcp && port == own && reaches(*addr, *ip)
        }
        _ => false,
    });
    if is_own {
        let message = format!(
            "`{}` is this proxy's own socket: each call makes it call itself, until it has no descriptors left",
            destination.text
        );
        report.warn(Role::Service, Some(line), message);
    }
}

/// Whether a call to `to` on the machine itself arrives at what listens on `at`.
fn reaches(to: IpAddr, at: Option<IpAddr>) -> bool {
    match at {
        Some(at) if !at.is_unspecified() => at == to,
        Some(IpAddr::V4(_)) => to.is_ipv4() && to.is_loopback(),
        _ => to.is_loopback(),
    }
}
