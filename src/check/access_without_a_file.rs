//! `SocketMode=` and its like where no listener is a file.

use super::{Case, Report, Rule};
use crate::activation::{Lens, ListenerKind, Place, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "access-without-a-file", unseen: &[], check };

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
    for key in ["SocketMode", "SocketUser", "SocketGroup", "DirectoryMode"] {
        if let Some(line) = case.activation.held(Lens::socket(key)) {
            let message = format!("`{key}=` is about socket files, and {what}");
            report.warn(Role::Socket, Some(line.line), message);
        }
    }
}
