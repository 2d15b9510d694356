//! One name for several listeners.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Listener, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "several-sockets-one-name", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let lens = Lens::socket("FileDescriptorName");
    let names = case.activation.list(lens);
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return };
    // One that comes later may well be meant for all. Where a listener stands between, each is meant for the one above it.
    let is_between = |listener: &Listener| (first.line..last.line).contains(&listener.line);
    let is_in_drop_in = case.drop_ins_from.is_some_and(|from| last.line >= from);
    if case.listeners.len() > 1
        && first.value != last.value
        && case.listeners.iter().any(is_between)
        && !is_in_drop_in
    {
        let message = format!(
            "all listeners of a unit have one name, the last that is written: here all are called `{}`",
            last.value
        );
        report.warn(Role::Socket, case.line(lens), message);
    }
}
