//! A name in `[Install]` that `systemctl enable` cannot use, or that is hardly meant.

use super::{Case, Report, Rule, STARTS, Unseen};
use crate::activation::{Lens, Role};
use crate::catalogue::{self, Section};
use strsim::osa_distance;

/// The rule.
pub static RULE: Rule =
    Rule { name: "enabled-by-nothing-known", unseen: &[Unseen::OtherUnits], check };

/// Targets that people have units wanted by, and that a name may be a slip for. Source: systemd.special(7).
const MEANT: [&str; 5] =
    ["default.target", "graphical.target", "multi-user.target", "sockets.target", "timers.target"];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    for unit in Role::ALL.into_iter().filter(|unit| case.has(*unit)) {
        for line in
            units.file(unit).all_assignments().filter(|line| line.section == Some("Install"))
        {
            let Some(directive) = catalogue::find(Section::Install, line.key) else { continue };
            let version = units.target().version;
            let Err(error) = directive.read(line.value, version) else { continue };
            let mut words = line.value.split_whitespace();
            let is_comment = words.clone().any(|word| word.starts_with(['#', ';']));
            let message = if is_comment {
                "`systemctl enable` takes each word of the comment for the name of a unit, and fails, though it makes the links for the names before it: a comment stands on a line of its own".to_owned()
            } else if words.any(|word| directive.read(word, version).is_ok()) {
                format!(
                    "`systemctl enable` makes the links for the other names, and then fails at this: {}",
                    error.message
                )
            } else {
                format!("`systemctl enable` will not take this: {}", error.message)
            };
            report.warn(unit, Some(line.line), message);
        }
        for key in STARTS {
            for (line, name) in units.names(Lens { unit, section: Section::Install, key }) {
                if !name.ends_with(".target") || MEANT.contains(&name.as_str()) {
                    continue;
                }
                let is_near = |meant: &&&str| osa_distance(&name, meant) < 3;
                if let Some(meant) = MEANT.iter().find(is_near) {
                    let message = format!(
                        "systemd has no `{name}`: unless you have made one, nothing starts this unit when it is enabled, and `{meant}` is meant"
                    );
                    report.hint(unit, Some(line), message);
                }
            }
        }
    }
}
