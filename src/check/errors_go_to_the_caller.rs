//! stderr goes to the socket: to the caller, or to nobody.

use super::{Action, Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role, streams};

/// The rule.
pub static RULE: Rule = Rule { name: "errors-go-to-the-caller", unseen: &[Unseen::Program], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let streams = streams(units);
    if !case.is_pair() || streams.error != "socket" {
        return;
    }
    let is_meant = case.held(Lens::service("StandardError")) == Some("socket");
    let lenses = ["StandardError", "StandardOutput", "StandardInput"].map(Lens::service);
    let line = lenses.into_iter().find_map(|lens| case.line(lens));
    let message = if units.accept() && is_meant {
        return;
    } else if units.accept() {
        "what the program writes to stderr is sent to the caller, not to the journal"
    } else if case.listeners.iter().all(|listener| listener.kind.has_connections()) {
        "what the program writes to stderr goes to the listening socket, and so neither to a caller nor to the journal"
    } else {
        return;
    };
    let actions = [Action::Set(Lens::service("StandardError"), String::from("journal"))];
    report.hint(Role::Service, line, message).fix("Add StandardError=journal", actions);
}
