//! `Restart=` in a per-connection template.

use super::{Action, Case, Report, Rule};
use crate::activation::{Lens, Role};
use crate::value::Version;

/// The rule.
pub static RULE: Rule = Rule { name: "restart-in-accept-template", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let (units, lens) = (case.activation, Lens::service("Restart"));
    let restarts = case.held(lens).is_some_and(|value| value != "no");
    if !case.is_pair() || !units.accept() || !restarts {
        return;
    }
    let gets = match units.target().version < Version(257) {
        true => "the listening socket instead of a caller",
        false => "the same connection again",
    };
    let message = format!("a restarted instance gets {gets}, never a fresh caller");
    let lines = units.list(lens).into_iter().map(|line| Action::Remove(Role::Service, line.line));
    report
        .warn(Role::Service, case.line(lens), message)
        .fix("Remove Restart=", lines.collect::<Vec<_>>());
}
