//! An `[Install]` section in the template that systemd starts for each connection.

use super::{Case, Report, Rule, Step};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule = Rule { name: "template-enabled", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !units.accept() {
        return;
    }
    let lines: Vec<_> = units
        .file(Role::Service)
        .all_assignments()
        .filter(|line| line.section == Some("Install"))
        .collect();
    if let Some(first) = lines.first() {
        let steps: Vec<_> =
            lines.iter().map(|line| Step::Remove(Role::Service, line.line)).collect();
        let message = "a template for connections is not enabled: the socket starts every instance";
        report
            .advise(Role::Service, Some(first.line), message)
            .fix("Remove what enables it", steps);
    }
}
