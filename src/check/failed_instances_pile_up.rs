//! A per-connection template without `CollectMode=inactive-or-failed`.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "failed-instances-pile-up", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let lens = Lens::unit(Role::Service, "CollectMode");
    let is_new_enough = lens.directive().is_some_and(|directive| units.target().knows(directive));
    if case.has_service
        && units.accept()
        && is_new_enough
        && units.value(lens) != Some("inactive-or-failed")
    {
        let line = units.assignment(lens).map(|line| line.line);
        let message =
            "each instance that fails stays in the list of units until somebody resets it";
        let steps = [Step::Set(lens, String::from("inactive-or-failed"))];
        report
            .advise(Role::Service, line, message)
            .fix("Add CollectMode=inactive-or-failed", steps);
    }
}
