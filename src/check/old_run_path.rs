//! A path in `/var/run`, the old name of `/run`.

use super::{Case, Report, Rule, Step, opened_at};
use crate::activation::{Role, listeners};
use crate::value::Version;

/// The rule.
pub static RULE: Rule = Rule { name: "old-run-path", check };

fn check(case: &Case, report: &mut Report) {
    // Later releases say it themselves.
    if case.activation.target().version >= Version(254) {
        return;
    }
    for listener in listeners(case.activation) {
        let path = opened_at(&listener);
        if path == listener.value {
            continue;
        }
        let message = format!(
            "`/var/run` is an old name: systemd opens `{path}`, and tells callers nothing of it"
        );
        let steps = [Step::Replace(Role::Socket, listener.line, listener.key, path.to_string())];
        report
            .advise(Role::Socket, Some(listener.line), message)
            .fix(format!("Write {path}"), steps);
    }
}
