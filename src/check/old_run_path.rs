//! A path in `/var/run`, the old name of `/run`.

use super::{Action, Case, Report, Rule, Unseen};
use crate::activation::Role;
use crate::value::Version;

/// The rule.
pub static RULE: Rule = Rule { name: "old-run-path", unseen: &[Unseen::Machine], check };

fn check(case: &Case, report: &mut Report) {
    // Later releases say it themselves.
    if case.activation.target().version >= Version(254) {
        return;
    }
    for listener in &case.listeners {
        let (Some(rest), Some(path)) = (listener.value.strip_prefix("/var/run/"), listener.node())
        else {
            continue;
        };
        let message = format!(
            "systemd opens `{path}`: callers who are told `/var/run` find it only where that is still a link to `/run`"
        );
        let written = format!("/run/{rest}");
        let label = format!("Write {written}");
        let actions = [Action::Replace(Role::Socket, listener.line, listener.key, written)];
        report.hint(Role::Socket, Some(listener.line), message).fix(label, actions);
    }
}
