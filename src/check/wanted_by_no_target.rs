//! A unit of a user that is wanted by a target which no manager of a user has.

use super::{Case, Report, Rule, STARTS};
use crate::activation::{Lens, Role, Scope};
use crate::catalogue::Section;

/// The rule.
pub static RULE: Rule = Rule { name: "wanted-by-no-target", unseen: &[], check };

/// Targets that only the system's manager has. Source: systemd.special(7); seen in the roots of 247 to 262.
pub(super) const OF_THE_SYSTEM: [&str; 2] = ["multi-user.target", "graphical.target"];

fn check(case: &Case, report: &mut Report) {
    if case.activation.scope() != Scope::User {
        return;
    }
    let units = case.activation;
    for unit in Role::ALL.into_iter().filter(|unit| case.has(*unit)) {
        // Another target, or another unit, starts it all the same.
        if case.others.is_started(&units.file_name(unit)) {
            continue;
        }
        for key in STARTS {
            for (line, name) in units.names(Lens { unit, section: Section::Install, key }) {
                if OF_THE_SYSTEM.contains(&name.as_str()) {
                    let instead = match unit {
                        Role::Socket => "sockets.target",
                        Role::Service => "default.target",
                    };
                    let message = format!(
                        "the manager of a user has no `{name}`, so nothing starts this unit when it is enabled: `{instead}` is there"
                    );
                    report.warn(unit, Some(line), message);
                }
            }
        }
    }
}
