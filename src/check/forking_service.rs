//! `Type=forking` for a service that gets a socket.

use super::{Case, Origin, Report, Rule, Unseen};
use crate::activation::{Lens, Role, Style, style};

/// The rule.
pub static RULE: Rule = Rule { name: "forking-service", unseen: &[Unseen::Program], check };

fn check(case: &Case, report: &mut Report) {
    let lens = Lens::service("Type");
    // What a package ships with it was tried with it.
    if case.origin == Origin::Own
        && case.is_pair()
        && style(case.activation) == Style::Aware
        && case.held(lens) == Some("forking")
    {
        let message = "`LISTEN_PID` names the process that systemd starts: a program that looks for its sockets only after it has forked finds none";
        report.hint(Role::Service, case.line(lens), message);
    }
}
