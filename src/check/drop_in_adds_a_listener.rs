//! A drop-in that adds a listener to those of the unit.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Listener, ListenerKind, Role};
use std::collections::HashMap;

/// The rule.
pub static RULE: Rule =
    Rule { name: "drop-in-adds-a-listener", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let Some(from) = case.drop_ins_from else { return };
    let (own, added) =
        case.listeners.split_at(case.listeners.partition_point(|listener| listener.line < from));
    // The first of each kind, and the first of the kind in another place: one of them differs from any listener.
    let mut firsts: HashMap<ListenerKind, Vec<&Listener>> = HashMap::new();
    for listener in own {
        let of_kind = firsts.entry(listener.kind).or_default();
        if of_kind.len() < 2 && of_kind.iter().all(|first| first.place != listener.place) {
            of_kind.push(listener);
        }
    }
    // Another kind is hardly meant to take the place of the first.
    let added = added.iter().find_map(|listener| {
        let of_kind = firsts.get(&listener.kind)?;
        Some((listener, of_kind.iter().find(|one| one.place != listener.place)?))
    });
    if let Some((listener, kept)) = added {
        let message = format!(
            "this adds a listener, and `{}` stays open: to replace it, write an empty `{}=` above",
            kept.value, kept.key
        );
        report.hint(Role::Socket, Some(listener.line), message);
    }
}
