//! The same listener in two lines.

use super::{Case, Report, Rule, Step, opened_at};
use crate::activation::{Listener, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "same-listener-twice", check };

fn check(case: &Case, report: &mut Report) {
    let all = listeners(case.activation);
    for (index, listener) in all.iter().enumerate() {
        let is_same = |other: &&Listener| {
            (other.key, opened_at(other)) == (listener.key, opened_at(listener))
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::check;

    #[test]
    fn an_old_name_of_a_folder_is_the_same_folder() {
        let socket =
            "[Socket]\nListenStream=/var/run/a\nListenStream=/run/a\nListenStream=/run/b\n";
        let units = Activation::new("a", socket, "");
        let found = check::advice(Case::pair(&units));
        let lines = found.iter().filter(|one| one.rule == RULE.name).map(|one| one.line);
        assert_eq!(lines.collect::<Vec<_>>(), [Some(2)]);
    }
}
