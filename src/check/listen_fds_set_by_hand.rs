//! `LISTEN_FDS=` and its like in `Environment=`: they hide what systemd would pass.

use super::{Case, Report, Rule, Step, Unseen};
use crate::activation::{Lens, Role, Style, style};
use crate::value::{environment, quoting};

/// The rule.
pub static RULE: Rule = Rule { name: "listen-fds-set-by-hand", unseen: &[Unseen::Program], check };

/// The variables in which systemd says what it passes, less the names, which some set on purpose.
const PASSED: [&str; 2] = ["LISTEN_FDS", "LISTEN_PID"];

fn check(case: &Case, report: &mut Report) {
    if !case.is_pair() {
        return;
    }
    let units = case.activation;
    let version = units.target().version;
    let passed = match style(units) {
        Style::Inetd => 0,
        Style::Aware if units.accept() => 1,
        Style::Aware => case.listeners.len(),
    };
    for line in units.list(Lens::service("Environment")) {
        let variables = environment::read(line.value, version).unwrap_or_default();
        let Some((name, value)) =
            variables.iter().find(|(name, _)| PASSED.contains(&name.as_str()))
        else {
            continue;
        };
        let is_harmless = name == "LISTEN_FDS" && value.parse() == Ok(passed);
        let (role, at) = (Role::Service, Some(line.line));
        let advised = match is_harmless {
            true => report.hint(
                role,
                at,
                format!(
                    "`{name}={value}` is what systemd says anyway; once there is another listener, it hides that one"
                ),
            ),
            false => report.warn(
                role,
                at,
                format!("`{name}={value}` takes the place of what systemd says of the sockets that it passes"),
            ),
        };
        let kept: Vec<String> = variables
            .iter()
            .filter(|(name, _)| !PASSED.contains(&name.as_str()))
            .map(|(name, value)| quoting::quote(&format!("{name}={value}")))
            .collect();
        match kept.is_empty() {
            true => advised.fix("Remove the line", [Step::Remove(role, line.line)]),
            false => advised.fix(
                format!("Take {name} out"),
                [Step::Replace(role, line.line, "Environment", kept.join(" "))],
            ),
        }
    }
}
