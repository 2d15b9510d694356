//! One name for several listeners.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "several-sockets-one-name", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let lens = Lens::socket("FileDescriptorName");
    let names = case.activation.list(lens);
    let (Some(first), Some(last)) = (names.first(), names.last()) else { return };
    if case.listeners.len() > 1 && first.value != last.value {
        let message = format!(
            "all listeners of a unit have one name, the last that is written: here all are called `{}`",
            last.value
        );
        report.warn(Role::Socket, case.line(lens), message);
    }
}
