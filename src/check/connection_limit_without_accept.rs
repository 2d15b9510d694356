//! `MaxConnections=` where the program accepts.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "connection-limit-without-accept", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if units.accept() {
        return;
    }
    for key in ["MaxConnections", "MaxConnectionsPerSource"] {
        // From 257 on nothing is refused, and the verdict says so.
        for line in units.list(Lens::socket(key)).into_iter().filter(|line| line.value != "0") {
            let message = format!(
                "`{key}=` counts what systemd accepts; with `Accept=no` the program accepts, so it does nothing"
            );
            let steps = [Step::Remove(Role::Socket, line.line)];
            report.advise(Role::Socket, Some(line.line), message).fix("Remove the line", steps);
        }
    }
}
