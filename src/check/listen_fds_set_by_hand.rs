//! `LISTEN_FDS=` and its like in `Environment=`: they hide what systemd would pass.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};
use crate::value::{environment, quoting};

/// The rule.
pub static RULE: Rule = Rule { name: "listen-fds-set-by-hand", check };

/// The variables in which systemd says what it passes.
const OURS: [&str; 4] = ["LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "NOTIFY_SOCKET"];

fn check(case: &Case, report: &mut Report) {
    let version = case.activation.target().version;
    for line in case.activation.list(Lens::service("Environment")) {
        let variables = environment::read(line.value, version).unwrap_or_default();
        let Some((name, _)) = variables.iter().find(|(name, _)| OURS.contains(&name.as_str()))
        else {
            continue;
        };
        let message = format!(
            "`{name}` set by hand hides what systemd says of the sockets that it passes: leave it out"
        );
        let kept: Vec<String> = variables
            .iter()
            .filter(|(name, _)| !OURS.contains(&name.as_str()))
            .map(|(name, value)| quoting::quote(&format!("{name}={value}")))
            .collect();
        let advice = report.advise(Role::Service, Some(line.line), message);
        match kept.is_empty() {
            true => advice.fix("Remove the line", [Step::Remove(Role::Service, line.line)]),
            false => advice.fix(
                "Take it out",
                [Step::Replace(Role::Service, line.line, "Environment", kept.join(" "))],
            ),
        }
    }
}
