//! `Type=forking` for a service that gets a socket.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "forking-service", check };

fn check(case: &Case, report: &mut Report) {
    let lens = Lens::service("Type");
    if case.has_socket && case.activation.value(lens) == Some("forking") {
        let line = case.activation.assignment(lens).map(|line| line.line);
        let message = "a fork has another process number than `LISTEN_PID` names, so the program sees no sockets: run it in the foreground";
        report.advise(Role::Service, line, message);
    }
}
