//! A name in `[Install]` that `systemctl enable` cannot use.

use super::{Case, Report, Rule};
use crate::activation::Role;
use crate::catalogue::{self, Section};

/// The rule.
pub static RULE: Rule = Rule { name: "enabled-by-nothing-known", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    for unit in Role::ALL.into_iter().filter(|unit| case.has(*unit)) {
        for line in
            units.file(unit).all_assignments().filter(|line| line.section == Some("Install"))
        {
            let Some(directive) = catalogue::find(Section::Install, line.key) else { continue };
            if let Err(error) = directive.read(line.value, units.target().version) {
                let message = format!("`systemctl enable` will not take this: {}", error.message);
                report.warn(unit, Some(line.line), message);
            }
        }
    }
}
