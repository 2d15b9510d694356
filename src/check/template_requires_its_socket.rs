//! `Requires=` of the socket in a per-connection template.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "template-requires-its-socket", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !units.accept() {
        return;
    }
    let socket = units.file_name(Role::Socket);
    for line in ["Requires", "BindsTo"]
        .into_iter()
        .flat_map(|key| units.list(Lens::unit(Role::Service, key)))
    {
        let others: Vec<&str> =
            line.value.split_whitespace().filter(|name| *name != socket).collect();
        if others.len() == line.value.split_whitespace().count() {
            continue;
        }
        let key = if line.key == "Requires" { "Requires" } else { "BindsTo" };
        let step = match others.is_empty() {
            true => Step::Remove(Role::Service, line.line),
            false => Step::Replace(Role::Service, line.line, key, others.join(" ")),
        };
        let message = "stopping the socket cuts every call in progress; without this they finish";
        report
            .advise(Role::Service, Some(line.line), message)
            .fix(format!("Take {socket} out"), [step]);
    }
}
