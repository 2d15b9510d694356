//! A name that units of distributions have.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::{Role, Scope};

/// The rule.
pub static RULE: Rule =
    Rule { name: "name-taken", unseen: &[Unseen::Machine, Unseen::Intention], check };

/// Names, and what ships units of them.
const TAKEN: [(&str, &str); 22] = [
    ("ssh", "OpenSSH"),
    ("sshd", "OpenSSH"),
    ("cups", "CUPS"),
    ("docker", "Docker"),
    ("podman", "Podman"),
    ("dbus", "D-Bus"),
    ("rpcbind", "rpcbind"),
    ("avahi-daemon", "Avahi"),
    ("libvirtd", "libvirt"),
    ("virtlogd", "libvirt"),
    ("git-daemon", "Git"),
    ("nginx", "nginx"),
    ("apache2", "Apache"),
    ("httpd", "Apache"),
    ("postgresql", "PostgreSQL"),
    ("redis", "Redis"),
    ("cockpit", "Cockpit"),
    ("pcscd", "PC/SC"),
    ("gpsd", "gpsd"),
    ("snapd", "snapd"),
    ("saned", "SANE"),
    ("uuidd", "util-linux"),
];

/// Those of which there are units for the manager of a user.
const OF_USERS: [&str; 3] = ["dbus", "docker", "podman"];

fn check(case: &Case, report: &mut Report) {
    // Files that were given may be the distribution's own.
    if case.origin != Origin::Own {
        return;
    }
    let name = case.activation.name();
    let is_user = case.activation.scope() == Scope::User;
    let taken = TAKEN.iter().find(|(taken, _)| *taken == name);
    let owner = taken.filter(|_| !is_user || OF_USERS.contains(&name)).map(|(_, owner)| *owner);
    let owner = owner.or_else(|| name.starts_with("systemd-").then_some("systemd"));
    if let Some(owner) = owner {
        let message = format!(
            "`{name}` is what units of {owner} are called: where that is installed, yours take their place"
        );
        report.hint(Role::Socket, None, message);
    }
}
