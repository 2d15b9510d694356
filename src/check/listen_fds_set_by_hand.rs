//! `LISTEN_FDS=` and its like in `Environment=`: they hide what systemd would pass.

use super::{Action, Case, Origin, Report, Rule, Unseen, others};
use crate::activation::{Lens, Role, Style, style};
use crate::value::{environment, quoting};

/// The rule.
pub static RULE: Rule =
    Rule { name: "listen-fds-set-by-hand", unseen: &[Unseen::Program, Unseen::OtherUnits], check };

/// The variables in which systemd says what it passes, less the names, which some set on purpose.
const PASSED: [&str; 2] = ["LISTEN_FDS", "LISTEN_PID"];

/// What has more descriptors passed than those of sockets. Source: sd_listen_fds(3), systemd.service(5) `OpenFile=`.
const MORE: [&str; 2] = ["FileDescriptorStoreMax", "OpenFile"];

fn check(case: &Case, report: &mut Report) {
    if !case.is_pair() {
        return;
    }
    let units = case.activation;
    let version = units.target().version;
    let passed = passed(case);
    // Other sockets and stored descriptors may be passed as well.
    let is_all = case.origin == Origin::Own
        && MORE.iter().all(|key| units.value(Lens::service(key)).is_none());
    for line in units.list(Lens::service("Environment")) {
        let variables = environment::read(line.value, version).unwrap_or_default();
        let Some((name, value)) =
            variables.iter().find(|(name, _)| PASSED.contains(&name.as_str()))
        else {
            continue;
        };
        let count: Option<usize> = value.parse().ok().filter(|_| name == "LISTEN_FDS");
        let (role, at) = (Role::Service, Some(line.line));
        let advised = match count {
            Some(count) if count == passed => report.hint(
                role,
                at,
                format!(
                    "`{name}={value}` is what systemd says anyway; once there is another listener, it hides that one"
                ),
            ),
            Some(count) if count > passed && !is_all => report.hint(
                role,
                at,
                format!(
                    "`{name}={value}` takes the place of what systemd says, which of the sockets here is {passed}"
                ),
            ),
            _ => report.warn(
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
            true => advised.fix("Remove the line", [Action::Remove(role, line.line)]),
            false => advised.fix(
                format!("Take {name} out"),
                [Action::Replace(role, line.line, "Environment", kept.join(" "))],
            ),
        }
    }
}

/// How many descriptors the sockets of these files pass to the service.
fn passed(case: &Case) -> usize {
    let units = case.activation;
    match style(units) {
        Style::Inetd => 0,
        Style::Aware if units.accept() => 1,
        Style::Aware => {
            let of_all = case.others.passed(&units.file_name(Role::Service)).listeners;
            of_all.max(others::count(units))
        }
    }
}
