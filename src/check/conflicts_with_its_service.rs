//! A socket and its service of which only one may be active.

use super::{Action, Case, Report, Rule};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "conflicts-with-its-service", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.is_pair() {
        return;
    }
    let [socket, service] = Role::ALL.map(|unit| units.file_name(unit));
    let mut found = Vec::new();
    for (unit, other) in [(Role::Socket, &service), (Role::Service, &socket)] {
        let name_of = units.unit_expander(unit);
        for line in units.list(Lens::unit(unit, "Conflicts")) {
            let is_other = |word: &&str| name_of(word) == *other;
            if !line.value.split_whitespace().any(|word| is_other(&word)) {
                continue;
            }
            let kept: Vec<&str> =
                line.value.split_whitespace().filter(|word| !is_other(word)).collect();
            let action = match kept.is_empty() {
                true => Action::Remove(unit, line.line),
                false => Action::Replace(unit, line.line, "Conflicts", kept.join(" ")),
            };
            found.push((unit, line.line, other, action));
        }
    }
    let actions: Vec<Action> = found.iter().map(|(.., action)| action.clone()).collect();
    // Either line is enough for the conflict.
    if let Some((unit, line, other, _)) = found.first() {
        let message =
            format!("`Conflicts={other}` stops the socket as soon as a call starts its service");
        report.warn(*unit, Some(*line), message).fix("Take the conflict out", actions);
    }
}
