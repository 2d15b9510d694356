//! A socket ordered after the network or after its own service.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "socket-waits-for-services", check };

/// What a socket needs not wait for.
const LATE: [&str; 4] =
    ["network.target", "network-online.target", "multi-user.target", "basic.target"];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let service = units.file_name(Role::Service);
    for line in units.list(Lens::unit(Role::Socket, "After")) {
        let names: Vec<&str> = line.value.split_whitespace().collect();
        let is_late = |name: &&str| LATE.contains(name) || name.ends_with(".service");
        let Some(late) = names.iter().copied().find(|name| is_late(name)) else { continue };
        let message = match late == service || late.ends_with(".service") {
            true => format!(
                "`{late}` starts after the sockets: waiting for it is a cycle, and systemd drops one of the units at boot"
            ),
            false => format!(
                "a socket needs not wait for `{late}`: it is opened before the network is there"
            ),
        };
        let kept: Vec<&str> = names.iter().copied().filter(|name| !is_late(name)).collect();
        let step = match kept.is_empty() {
            true => Step::Remove(Role::Socket, line.line),
            false => Step::Replace(Role::Socket, line.line, "After", kept.join(" ")),
        };
        report.advise(Role::Socket, Some(line.line), message).fix("Do not wait", [step]);
    }
}
