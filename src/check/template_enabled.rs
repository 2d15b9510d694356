//! A template that systemd starts for each connection says what is to start it at boot.

use super::{Action, Case, Report, Rule, STARTS, Unseen};
use crate::activation::{Role, Style, style};

/// The rule.
pub static RULE: Rule = Rule { name: "template-enabled", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.is_pair() || !units.accept() {
        return;
    }
    let lines = STARTS.into_iter().flat_map(|key| case.installs(Role::Service, key));
    let lines: Vec<usize> = lines.map(|line| line.line).collect();
    let Some(first) = lines.first() else { return };
    let message = "the socket starts an instance for each caller; an instance that is enabled would start at boot without one";
    let advised = report.hint(Role::Service, Some(*first), message);
    // Without a connection as its stdin, such an instance cannot even start.
    if style(units) == Style::Inetd {
        let actions: Vec<_> =
            lines.iter().map(|line| Action::Remove(Role::Service, *line)).collect();
        advised.fix("Remove what enables it", actions);
    }
}
