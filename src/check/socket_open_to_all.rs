//! An owner or a group for the socket file, and a mode that lets everybody in.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role, Scope};

/// The rule.
pub static RULE: Rule =
    Rule { name: "socket-open-to-all", unseen: &[Unseen::Machine, Unseen::Intention], check };

/// Who is meant to be let in, and the mode that lets nobody else in.
const MEANT: [(&str, &str); 2] = [("SocketGroup", "0660"), ("SocketUser", "0600")];

fn check(case: &Case, report: &mut Report) {
    let is_set = |key| case.held(Lens::socket(key)).is_some();
    // A folder that not everybody may enter guards what is in it; that of a user's session is the user's alone.
    let is_guarded = |node: &str| {
        let is_user = case.activation.scope() == Scope::User;
        node.starts_with("/run/user/") || is_user && node.starts_with("%t/")
    };
    let mut nodes = case.listeners.iter().filter_map(|listener| listener.node());
    if nodes.all(is_guarded) || is_set("SocketMode") || is_set("DirectoryMode") {
        return;
    }
    let meant = MEANT.into_iter().find_map(|(key, mode)| {
        let lens = Lens::socket(key);
        let who = case.held(lens).filter(|who| !matches!(*who, "root" | "0"))?;
        Some((lens, who, mode))
    });
    if let Some((lens, who, mode)) = meant {
        let message = format!(
            "the mode is 0666 unless `SocketMode=` is set, so everybody may connect: if only `{who}` is meant to, write `SocketMode={mode}`"
        );
        report.hint(Role::Socket, case.line(lens), message);
    }
}
