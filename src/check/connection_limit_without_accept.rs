//! `MaxConnections=` where the program accepts.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "connection-limit-without-accept", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    if !case.has_socket || case.activation.accept() {
        return;
    }
    for key in ["MaxConnections", "MaxConnectionsPerSource"] {
        let lens = Lens::socket(key);
        // From 257 on a limit of 0 is refused, and the verdict says so.
        if case.held(lens).is_some_and(|value| value != "0") {
            let message = format!(
                "`{key}=` counts what systemd accepts; with `Accept=no` the program accepts, so it limits nothing"
            );
            report.warn(Role::Socket, case.line(lens), message);
        }
    }
}
