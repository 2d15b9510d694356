//! The service of a socket has an `[Install]` section of its own.

use super::{Case, Report, Rule, Step};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule = Rule { name: "service-enabled-too", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.has_socket || units.accept() {
        return;
    }
    let wanted: Vec<_> = units
        .file(Role::Service)
        .all_assignments()
        .filter(|line| line.section == Some("Install") && !line.value.is_empty())
        .filter(|line| matches!(line.key, "WantedBy" | "RequiredBy" | "UpheldBy"))
        .collect();
    for line in &wanted {
        let message = format!(
            "`{}={}` starts the service at boot too, so nothing waits for the first caller",
            line.key, line.value
        );
        let steps: Vec<_> =
            wanted.iter().map(|line| Step::Remove(Role::Service, line.line)).collect();
        report
            .advise(Role::Service, Some(line.line), message)
            .fix("Let the socket start it", steps);
    }
}
