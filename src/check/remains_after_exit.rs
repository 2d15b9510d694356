//! A one-shot service that stays active after it has ended.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "remains-after-exit", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let remain = Lens::service("RemainAfterExit");
    if case.has_socket && !units.accept() && units.is_on(remain) {
        let line = units.assignment(remain).map(|line| line.line);
        let message = "the service counts as running after it has ended, so the next caller starts nothing and waits for ever";
        report.advise(Role::Service, line, message).fix(
            "Remove the line",
            line.map(|line| Step::Remove(Role::Service, line)).into_iter().collect::<Vec<_>>(),
        );
    }
}
