//! A per-connection template without `CollectMode=inactive-or-failed`.

use super::{Action, Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule =
    Rule { name: "failed-instances-pile-up", unseen: &[Unseen::Program, Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let lens = Lens::unit(Role::Service, "CollectMode");
    let is_known = lens.directive().is_some_and(|directive| units.target().knows(directive));
    // A failure that is taken for success leaves nothing behind.
    let can_fail = case.commands("ExecStart").any(|(_, command)| !command.prefixes.ignore_failure);
    if !case.is_pair()
        || !units.accept()
        || !is_known
        || !can_fail
        || case.held(lens) == Some("inactive-or-failed")
    {
        return;
    }
    let message = "each instance that fails stays in the list of units until somebody resets it";
    let actions = [Action::Set(lens, String::from("inactive-or-failed"))];
    report
        .hint(Role::Service, case.line(lens), message)
        .fix("Add CollectMode=inactive-or-failed", actions);
}
