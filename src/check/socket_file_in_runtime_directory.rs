//! A socket's path below the service's `RuntimeDirectory=`, which goes when the service stops.

use super::{Action, Case, Report, Rule, socket_follows_its_service};
use crate::activation::{Lens, Role, vanishing};

/// The rule.
pub static RULE: Rule = Rule { name: "socket-file-in-runtime-directory", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    // A socket that is stopped with its service is made anew with it.
    if !case.is_pair() || socket_follows_its_service::follows(case) {
        return;
    }
    let Some(vanishing) = vanishing(case.activation) else { return };
    let message = format!(
        "`{}` lies in this directory, which is deleted when the service stops: nobody can connect any more",
        vanishing.listener.value
    );
    report.warn(Role::Service, Some(vanishing.line), message).fix(
        "Keep the directory",
        [Action::Set(Lens::service("RuntimeDirectoryPreserve"), String::from("yes"))],
    );
}
