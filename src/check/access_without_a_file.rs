//! `SocketMode=` and its like where no listener is a file.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Listener, ListenerKind, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "access-without-a-file", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let is_file = |listener: &Listener| {
        listener.value.starts_with('/') || matches!(listener.kind, ListenerKind::MessageQueue)
    };
    let all = listeners(units);
    if all.is_empty() || all.iter().any(is_file) {
        return;
    }
    for key in ["SocketMode", "SocketUser", "SocketGroup", "DirectoryMode", "RemoveOnStop"] {
        for line in units.list(Lens::socket(key)) {
            let message =
                format!("`{key}=` is about socket files, and no listener is one: it does nothing");
            let steps = [Step::Remove(Role::Socket, line.line)];
            report.advise(Role::Socket, Some(line.line), message).fix("Remove the line", steps);
        }
    }
}
