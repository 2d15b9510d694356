//! A socket of the system in the folder of somebody's session.

use super::{Case, Report, Rule, STARTS};
use crate::activation::{Lens, Role, Scope};
use crate::catalogue::Section;
use std::collections::HashSet;

/// The rule.
pub static RULE: Rule = Rule { name: "user-folder-in-system-unit", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    if !case.has_socket || case.activation.scope() != Scope::System {
        return;
    }
    let tied = tied(case);
    for listener in &case.listeners {
        let user = listener.node().and_then(|path| path.strip_prefix("/run/user/"));
        let Some((user, _)) = user.and_then(|rest| rest.split_once('/')) else { continue };
        let makers = ["user-runtime-dir@", "user@"].map(|maker| format!("{maker}{user}.service"));
        // What is tied to the unit that makes the folder is there when that is.
        let follows = makers.iter().any(|maker| tied.contains(maker));
        if user.bytes().all(|byte| byte.is_ascii_digit()) && !follows {
            let message = format!(
                "`/run/user/{user}` is made anew when that user logs in and deleted when they are gone, and this socket with it: put it elsewhere below `/run`, or write units for the user"
            );
            report.warn(Role::Socket, Some(listener.line), message);
        }
    }
}

/// The units that the socket comes after or goes with.
fn tied(case: &Case) -> HashSet<String> {
    let tied = ["After", "BindsTo", "Requires", "PartOf"].map(|key| Lens::unit(Role::Socket, key));
    let installed = STARTS.map(|key| Lens { unit: Role::Socket, section: Section::Install, key });
    let lenses = tied.into_iter().chain(installed);
    lenses.flat_map(|lens| case.activation.names(lens)).map(|(_, name)| name).collect()
}
