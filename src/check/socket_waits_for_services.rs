//! A socket that is put behind what comes after sockets.

use super::{Action, Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role, Scope};

/// The rule.
pub static RULE: Rule =
    Rule { name: "socket-waits-for-services", unseen: &[Unseen::OtherUnits], check };

/// Targets that every boot reaches after `sockets.target`. Source: bootup(7); seen on 247 to 262.
const AFTER_SOCKETS: [&str; 4] =
    ["sockets.target", "basic.target", "multi-user.target", "default.target"];

/// What is reached after `sockets.target` on some machines: where ordinary services bring up the network, and where there is a
/// screen.
const SOMETIMES: [&str; 3] = ["network.target", "network-online.target", "graphical.target"];

/// Services that have default dependencies as those ship them who make them or package them for Debian.
const ORDINARY: [&str; 17] = [
    "NetworkManager.service",
    "apache2.service",
    "avahi-daemon.service",
    "containerd.service",
    "cups.service",
    "docker.service",
    "httpd.service",
    "libvirtd.service",
    "mariadb.service",
    "mosquitto.service",
    "mysql.service",
    "nginx.service",
    "podman.service",
    "postgresql.service",
    "redis-server.service",
    "ssh.service",
    "tailscaled.service",
];

fn check(case: &Case, report: &mut Report) {
    if case.has_socket {
        socket(case, report);
    }
    if case.has_service && !case.activation.accept() {
        service(case, report);
    }
}

/// What a socket waits for.
fn socket(case: &Case, report: &mut Report) {
    let (units, others) = (case.activation, &case.others);
    let after = Lens::unit(Role::Socket, "After");
    let [own, service] = Role::ALL.map(|unit| units.file_name(unit));
    // A socket that something else starts later waits for what is there by then.
    let is_ordinary = units.has_default_dependencies(Role::Socket)
        && (case.is_enabled(Role::Socket) || others.is_started(&own));
    let is_system = units.scope() == Scope::System;
    let accepts = units.accept();
    let is_own = |name: &str| name == service && !accepts;
    let is_service = |name: &str| name.ends_with(".service") && others.is_ordinary(name);
    let is_late = |name: &str| {
        is_own(name)
            || is_ordinary
                && (AFTER_SOCKETS.contains(&name) && is_system
                    || is_service(name) && others.is_started(name))
    };
    let may_be_late = |name: &str| {
        is_ordinary
            && (is_service(name)
                || is_system && (SOMETIMES.contains(&name) || ORDINARY.contains(&name)))
    };
    let name_of = units.unit_expander(Role::Socket);
    for line in units.list(after) {
        let names: Vec<String> = line.value.split_whitespace().map(&name_of).collect();
        let at = Some(line.line);
        if let Some(late) = names.iter().find(|name| is_late(name)) {
            let when = if is_own(late) { "whenever both are started together" } else { "at boot" };
            let message = format!(
                "`{late}` comes after this socket: waiting for it is a cycle, and systemd leaves one of the units out {when}"
            );
            let advised = report.warn(Role::Socket, at, message);
            // Where the other one says so too, the cycle stays.
            if names.iter().any(|name| is_late(name) && others.is_before(name, &own)) {
                continue;
            }
            let kept: Vec<&str> = line
                .value
                .split_whitespace()
                .zip(&names)
                .filter(|(_, name)| !is_late(name))
                .map(|(word, _)| word)
                .collect();
            let action = match kept.is_empty() {
                true => Action::Remove(Role::Socket, line.line),
                false => Action::Replace(Role::Socket, line.line, "After", kept.join(" ")),
            };
            advised.fix("Do not wait", [action]);
        } else if let Some(name) = names.iter().find(|name| may_be_late(name)) {
            let message = match name.as_str() {
                "graphical.target" => format!(
                    "where the machine starts `{name}` at boot, waiting for it is a cycle, and systemd leaves one of the units out"
                ),
                _ if SOMETIMES.contains(&name.as_str()) => format!(
                    "where an ordinary service such as NetworkManager brings up the network, waiting for `{name}` is a cycle, and systemd leaves one of the units out at boot"
                ),
                _ => format!(
                    "ordinary services such as `{name}` come after sockets: where it is started at boot, waiting for it is a cycle, and systemd leaves one of the units out"
                ),
            };
            report.hint(Role::Socket, at, message);
        }
    }
}

/// The sockets that a service is put before.
fn service(case: &Case, report: &mut Report) {
    let (units, others) = (case.activation, &case.others);
    let own = units.file_name(Role::Service);
    if !units.has_default_dependencies(Role::Service) || !others.is_started(&own) {
        return;
    }
    for (line, name) in units.names(Lens::unit(Role::Service, "Before")) {
        if name.ends_with(".socket") && others.is_ordinary(&name) && others.is_started(&name) {
            let message = format!(
                "`{name}` comes before this service, as sockets come before ordinary services: to be before it is a cycle, and systemd leaves one of the units out at boot"
            );
            report.warn(Role::Service, Some(line), message);
        }
    }
}
