//! A template that systemd starts for each connection says what is to start it at boot.

use super::{Case, Report, Rule, Step, Unseen};
use crate::activation::{Lens, Role, Style, style};
use crate::catalogue::Section;

/// The rule.
pub static RULE: Rule = Rule { name: "template-enabled", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.is_pair() || !units.accept() {
        return;
    }
    let lines: Vec<usize> = ["WantedBy", "RequiredBy", "UpheldBy"]
        .into_iter()
        .flat_map(|key| units.list(Lens { unit: Role::Service, section: Section::Install, key }))
        .map(|line| line.line)
        .collect();
    let Some(first) = lines.first() else { return };
    let message = "the socket starts an instance for each caller; an instance that is enabled would start at boot without one";
    let advised = report.hint(Role::Service, Some(*first), message);
    // Without a connection as its stdin, such an instance cannot even start.
    if style(units) == Style::Inetd {
        let steps: Vec<_> = lines.iter().map(|line| Step::Remove(Role::Service, *line)).collect();
        advised.fix("Remove what enables it", steps);
    }
}
