//! An IP address of the machine without `FreeBind=yes`.

use super::{Action, Case, Report, Rule, Unseen};
use crate::activation::{Lens, ListenerKind, Role};
use std::net::{IpAddr, Ipv4Addr};

/// The rule.
pub static RULE: Rule =
    Rule { name: "address-not-there-at-boot", unseen: &[Unseen::Machine], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if ["FreeBind", "Transparent"].into_iter().any(|key| units.is_on(Lens::socket(key)))
        || waits(case)
    {
        return;
    }
    for listener in &case.listeners {
        let Some((Some(ip), _)) = listener.place.ip() else { continue };
        let plain = ip.to_canonical();
        let is_broadcast =
            plain == IpAddr::V4(Ipv4Addr::BROADCAST) && listener.kind == ListenerKind::Udp;
        if plain.is_loopback() || plain.is_unspecified() || plain.is_multicast() || is_broadcast {
            continue;
        }
        let message = format!(
            "if the machine gets the address `{ip}` only when its network comes up, the socket fails at boot"
        );
        let actions = [Action::Set(Lens::socket("FreeBind"), String::from("yes"))];
        report.hint(Role::Socket, Some(listener.line), message).fix("Add FreeBind=yes", actions);
    }
}

/// Whether the socket is put behind something that may bring the address.
fn waits(case: &Case) -> bool {
    let mut names = case.activation.names(Lens::unit(Role::Socket, "After"));
    names.any(|(_, name)| {
        name.starts_with("network") || name.ends_with(".device") || name.contains("wait-online")
    })
}
