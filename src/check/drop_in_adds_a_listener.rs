//! A drop-in that adds a listener to those of the unit.

use super::{Case, Report, Rule, Unseen};
use crate::activation::Role;

/// The rule.
pub static RULE: Rule =
    Rule { name: "drop-in-adds-a-listener", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let Some(from) = case.drop_ins_from else { return };
    let (own, added): (Vec<_>, Vec<_>) =
        case.listeners.iter().partition(|listener| listener.line < from);
    // Another kind is hardly meant to take the place of the first.
    let added = added.into_iter().find_map(|listener| {
        let kept =
            own.iter().find(|one| one.kind == listener.kind && one.place != listener.place)?;
        Some((listener, kept))
    });
    if let Some((listener, kept)) = added {
        let message = format!(
            "this adds a listener, and `{}` stays open: to replace it, write an empty `{}=` above",
            kept.value, kept.key
        );
        report.hint(Role::Socket, Some(listener.line), message);
    }
}
