//! A service that stays active after it has ended.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule =
    Rule { name: "remains-after-exit", unseen: &[Unseen::Program, Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let remain = Lens::service("RemainAfterExit");
    if case.is_pair() && !units.accept() && units.is_on(remain) {
        let message = "once the program has ended, the service still counts as running: a later caller starts nothing and waits";
        report.hint(Role::Service, case.line(remain), message);
    }
}
