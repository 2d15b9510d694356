//! A socket of the system in the folder of somebody's session.

use super::{Case, Report, Rule};
use crate::activation::{Role, Scope};

/// The rule.
pub static RULE: Rule = Rule { name: "user-folder-in-system-unit", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    if !case.has_socket || case.activation.scope() != Scope::System {
        return;
    }
    for listener in &case.listeners {
        let user = listener.node().and_then(|path| path.strip_prefix("/run/user/"));
        let Some((user, _)) = user.and_then(|rest| rest.split_once('/')) else { continue };
        if user.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!(
                "`/run/user/{user}` is made anew when that user logs in and deleted when they are gone, and this socket with it: put it elsewhere below `/run`, or write units for the user"
            );
            report.warn(Role::Socket, Some(listener.line), message);
        }
    }
}
