//! `StandardInput=socket` with several listeners and `Accept=no`.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "one-stdin-for-several-sockets", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let count = listeners(units).len();
    let lens = Lens::service("StandardInput");
    if units.accept() || count < 2 || units.value(lens) != Some("socket") {
        return;
    }
    let line = units.assignment(lens).map(|line| line.line);
    let message = format!(
        "a program has one stdin, and here are {count} sockets: the service fails when it starts"
    );
    report.advise(Role::Service, line, message);
}
