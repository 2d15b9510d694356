//! A condition on a service that a socket starts.

use super::{Case, Report, Rule};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule = Rule { name: "condition-can-fail", check };

fn check(case: &Case, report: &mut Report) {
    if !case.has_socket {
        return;
    }
    for line in case.activation.file(Role::Service).all_assignments() {
        if line.section == Some("Unit")
            && line.key.starts_with("Condition")
            && !line.value.is_empty()
        {
            let message = format!(
                "if `{}` fails, the caller is still waiting: the service is tried again and again until the socket fails",
                line.key
            );
            report.advise(Role::Service, Some(line.line), message);
        }
    }
}
