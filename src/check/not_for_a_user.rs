//! What the manager of a user has not or may not.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role, Scope};

/// The rule.
pub static RULE: Rule = Rule { name: "not-for-a-user", unseen: &[Unseen::Machine], check };

/// Targets that only the system's manager has. Source: systemd.special(7); seen in the roots of 247 to 262.
const OF_THE_SYSTEM: [&str; 10] = [
    "graphical.target",
    "local-fs.target",
    "multi-user.target",
    "network-online.target",
    "network-pre.target",
    "network.target",
    "nss-lookup.target",
    "remote-fs.target",
    "sysinit.target",
    "time-sync.target",
];

/// What stands for the user whose manager it is.
const ONESELF: [&str; 2] = ["%u", "%U"];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if units.scope() != Scope::User {
        return;
    }
    for unit in Role::ALL.into_iter().filter(|unit| case.has(*unit)) {
        for key in ["Requires", "BindsTo", "Requisite"] {
            for (line, name) in units.names(Lens::unit(unit, key)) {
                if OF_THE_SYSTEM.contains(&name.as_str()) {
                    let message = format!(
                        "the manager of a user has no `{name}`: unless you have made one for it, this unit never starts"
                    );
                    report.hint(unit, Some(line), message);
                }
            }
        }
    }
    let low = case.listeners.iter().find_map(|listener| {
        let (_, port) = listener.place.ip().filter(|(_, port)| *port < 1024)?;
        Some((listener.line, port))
    });
    if let Some((line, port)) = low {
        let message = format!(
            "port {port} is below 1024, which a user may open only where the kernel's `net.ipv4.ip_unprivileged_port_start` is lowered: elsewhere the socket fails"
        );
        report.hint(Role::Socket, Some(line), message);
    }
    let owner = Lens::socket("SocketUser");
    if let Some(user) = case.held(owner).filter(|user| !ONESELF.contains(user)) {
        let message = format!(
            "only root may give a socket to another: unless `{user}` is the user whose manager this is, the socket fails"
        );
        report.hint(Role::Socket, case.line(owner), message);
    }
    let runs_as = Lens::service("User");
    if let Some(user) = case.held(runs_as).filter(|user| !ONESELF.contains(user)) {
        let message = format!(
            "the manager of a user runs programs as that user alone: leave the line out, for unless that user is `{user}`, the service fails"
        );
        report.hint(Role::Service, case.line(runs_as), message);
    }
}
