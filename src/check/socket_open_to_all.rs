//! A group for the socket file, and a mode that lets everybody in.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule =
    Rule { name: "socket-open-to-all", unseen: &[Unseen::Machine, Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let is_set = |key| case.held(Lens::socket(key)).is_some();
    // A folder that not everybody may enter guards what is in it.
    let has_file = case.listeners.iter().any(|listener| listener.node().is_some());
    if !has_file || is_set("SocketMode") || is_set("DirectoryMode") {
        return;
    }
    let lens = Lens::socket("SocketGroup");
    if let Some(group) = case.held(lens).filter(|group| !matches!(*group, "root" | "0")) {
        let message = format!(
            "the mode is 0666 unless `SocketMode=` is set, so everybody may connect: if only `{group}` is meant to, write `SocketMode=0660`"
        );
        report.hint(Role::Socket, case.line(lens), message);
    }
}
