//! A condition on a service that a socket starts, and not on the socket.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};
use std::collections::HashSet;

/// The rule.
pub static RULE: Rule =
    Rule { name: "condition-can-fail", unseen: &[Unseen::Machine, Unseen::OtherUnits], check };

/// Conditions on what may come and go while the machine runs; the others are settled when the socket is opened.
const CHANGING: [&str; 9] = [
    "ConditionDirectoryNotEmpty",
    "ConditionFileIsExecutable",
    "ConditionFileNotEmpty",
    "ConditionPathExists",
    "ConditionPathExistsGlob",
    "ConditionPathIsDirectory",
    "ConditionPathIsMountPoint",
    "ConditionPathIsReadWrite",
    "ConditionPathIsSymbolicLink",
];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    // Whoever waits is thrown out then, and triggers nothing again.
    if !case.is_pair() || units.is_on(Lens::socket("FlushPending")) {
        return;
    }
    let conditions = |unit: Role| {
        let lines = units.file(unit).all_assignments();
        lines.filter(|line| line.section == Some("Unit") && line.key.starts_with("Condition"))
    };
    let [of_socket, of_service] = Role::ALL.map(|unit| units.expander(unit));
    let guards: HashSet<_> =
        conditions(Role::Socket).map(|line| (line.key, of_socket(line.value))).collect();
    // An empty one takes back all conditions before it.
    let last_reset = conditions(Role::Service).filter(|line| line.value.is_empty()).last();
    for line in conditions(Role::Service) {
        let is_taken_back = last_reset.as_ref().is_some_and(|reset| line.line <= reset.line);
        let is_guarded = guards.contains(&(line.key, of_service(line.value)));
        if !CHANGING.contains(&line.key) || is_taken_back || is_guarded {
            continue;
        }
        let message = format!(
            "if `{}={}` does not hold when somebody calls, the service is skipped, the caller still waits, and after some 20 tries the socket fails",
            line.key, line.value
        );
        report.hint(Role::Service, Some(line.line), message);
    }
}
