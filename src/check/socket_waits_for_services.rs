//! A socket that is put behind what comes after sockets.

use super::{Case, Report, Rule, Step, Unseen};
use crate::activation::{Lens, Role, Scope};
use crate::catalogue::Section;
use crate::value::boolean;

/// The rule.
pub static RULE: Rule =
    Rule { name: "socket-waits-for-services", unseen: &[Unseen::OtherUnits], check };

/// Targets that are reached after `sockets.target`. Source: bootup(7); seen on 247 to 262.
const AFTER_SOCKETS: [&str; 5] =
    ["sockets.target", "basic.target", "multi-user.target", "graphical.target", "default.target"];

/// Targets that are reached after `sockets.target` where ordinary services bring up the network.
const NETWORK: [&str; 2] = ["network.target", "network-online.target"];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.has_socket {
        return;
    }
    let after = Lens::unit(Role::Socket, "After");
    let service = units.file_name(Role::Service);
    // A socket that something else starts later waits for what is there by then.
    let is_ordinary = case.has_default_dependencies(Role::Socket) && is_enabled(case);
    let is_system = units.scope() == Scope::System;
    let accepts = units.accept();
    let is_late = |name: &str| {
        (name == service && !accepts)
            || is_ordinary
                && (AFTER_SOCKETS.contains(&name) && is_system || is_ordinary_service(case, name))
    };
    for line in units.list(after) {
        let names: Vec<String> = line
            .value
            .split_whitespace()
            .map(|name| units.expand(Role::Socket, name).text)
            .collect();
        let at = Some(line.line);
        if let Some(late) = names.iter().find(|name| is_late(name)) {
            let message = format!(
                "`{late}` comes after this socket: waiting for it is a cycle, and systemd leaves one of the units out at boot"
            );
            let kept: Vec<&str> = line
                .value
                .split_whitespace()
                .zip(&names)
                .filter(|(_, name)| !is_late(name))
                .map(|(word, _)| word)
                .collect();
            let step = match kept.is_empty() {
                true => Step::Remove(Role::Socket, line.line),
                false => Step::Replace(Role::Socket, line.line, "After", kept.join(" ")),
            };
            report.warn(Role::Socket, at, message).fix("Do not wait", [step]);
        } else if is_ordinary
            && is_system
            && let Some(network) = names.iter().find(|name| NETWORK.contains(&name.as_str()))
        {
            let message = format!(
                "where an ordinary service such as NetworkManager brings up the network, waiting for `{network}` is a cycle, and systemd leaves one of the units out at boot"
            );
            report.hint(Role::Socket, at, message);
        }
    }
}

/// Whether the socket is opened at boot, once it is enabled.
fn is_enabled(case: &Case) -> bool {
    ["WantedBy", "RequiredBy"].into_iter().any(|key| {
        let lens = Lens { unit: Role::Socket, section: Section::Install, key };
        !case.activation.list(lens).is_empty()
    })
}

/// Whether a service that was given too is ordered behind all sockets, as services are unless they say otherwise.
fn is_ordinary_service(case: &Case, name: &str) -> bool {
    case.others.get(name).filter(|_| name.ends_with(".service")).is_some_and(|file| {
        let said = file.effective("Unit", "DefaultDependencies", true);
        said.is_none_or(|line| boolean::read(line.value) != Ok(false))
    })
}
