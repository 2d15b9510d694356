//! A socket that is stopped and started with its own service.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule =
    Rule { name: "socket-follows-its-service", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let service = case.activation.file_name(Role::Service);
    let is_enabled = case.is_enabled(Role::Socket);
    for (key, line) in ties(case) {
        // A socket that is opened for its service, or with it, has nobody to wait for.
        if key != "PartOf" && !is_enabled {
            continue;
        }
        let message = match key {
            "PartOf" => format!(
                "`PartOf={service}` closes the socket whenever the service is restarted: who waits there is turned away"
            ),
            _ => {
                let closes = match key {
                    "BindsTo" => "when the service ends",
                    _ => "whenever the service is stopped or restarted",
                };
                format!(
                    "`{key}={service}` starts the service together with its socket, so nothing waits for the first caller, and closes the socket {closes}"
                )
            }
        };
        report.hint(Role::Socket, Some(line), message);
    }
}

/// Whether the socket is stopped when its service is.
pub(super) fn follows(case: &Case) -> bool {
    !ties(case).is_empty()
}

/// What ties the socket to its service, each with its line.
fn ties(case: &Case) -> Vec<(&'static str, usize)> {
    let units = case.activation;
    if !case.is_pair() || units.accept() {
        return Vec::new();
    }
    let service = units.file_name(Role::Service);
    let mut ties = Vec::new();
    for key in ["PartOf", "BindsTo", "Requires"] {
        let names = units.names(Lens::unit(Role::Socket, key));
        ties.extend(names.filter(|(_, name)| *name == service).map(|(line, _)| (key, line)));
    }
    ties
}
