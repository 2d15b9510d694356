//! The same listener in two lines.

use super::{Case, Report, Rule, Step};
use crate::activation::{Listener, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "same-listener-twice", check };

fn check(case: &Case, report: &mut Report) {
    let all = listeners(case.activation);
    for (index, listener) in all.iter().enumerate() {
        let is_same =
            |other: &&Listener| (other.key, &other.value) == (listener.key, &listener.value);
        if all[..index].iter().any(|other| is_same(&other)) {
            let message = format!(
                "`{}={}` is there already: the second one finds the address in use",
                listener.key, listener.value
            );
            let steps = [Step::Remove(Role::Socket, listener.line)];
            report.advise(Role::Socket, Some(listener.line), message).fix("Remove the line", steps);
        }
    }
}
