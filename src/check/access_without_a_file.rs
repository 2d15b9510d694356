//! `SocketMode=` and its like where no listener is a file.

use super::{Case, Report, Rule};
use crate::activation::{Lens, ListenerKind, Place, Role};
use crate::value::mode;

/// The rule.
pub static RULE: Rule = Rule { name: "access-without-a-file", unseen: &[], check };

/// What limits access, and what holds where it is not set.
const LIMITS: [(&str, &str); 4] = [
    ("SocketMode", "0666"),
    ("SocketUser", "root"),
    ("SocketGroup", "root"),
    ("DirectoryMode", "0755"),
];

fn check(case: &Case, report: &mut Report) {
    let may_be_file = |place: &Place| {
        !matches!(
            place,
            Place::Ip { .. } | Place::Abstract(_) | Place::Vsock { .. } | Place::Netlink(_)
        )
    };
    let all = &case.listeners;
    if all.is_empty() || all.iter().any(|listener| may_be_file(&listener.place)) {
        return;
    }
    let what = match all.iter().all(|listener| listener.kind == ListenerKind::Tcp) {
        true => "a TCP port has none: whoever reaches it may connect",
        false => "no listener is one",
    };
    for (key, default) in LIMITS {
        let lens = Lens::socket(key);
        if case.held(lens).is_some_and(|line| !is_default(key, line, default)) {
            let message = format!("`{key}=` is about socket files, and {what}");
            report.warn(Role::Socket, case.line(lens), message);
        }
    }
}

/// Whether a value says what holds anyway, and so claims nothing.
fn is_default(key: &str, value: &str, default: &str) -> bool {
    match mode::read(value) {
        Ok(mode) if key.ends_with("Mode") => mode::read(default) == Ok(mode),
        _ => value == default || value == "0",
    }
}
