//! `Restart=` in a per-connection template.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};
use crate::value::Version;

/// The rule.
pub static RULE: Rule = Rule { name: "restart-in-accept-template", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !units.accept() {
        return;
    }
    let gets = match units.target().version < Version(257) {
        true => "the listening socket instead of a caller",
        false => "the same connection again",
    };
    for line in units.list(Lens::service("Restart")) {
        if line.value != "no" {
            let message = format!("a restarted instance gets {gets}, never a fresh caller");
            let steps = [Step::Remove(Role::Service, line.line)];
            report.advise(Role::Service, Some(line.line), message).fix("Remove the line", steps);
        }
    }
}
