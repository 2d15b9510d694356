//! `Requires=` of the socket in a per-connection template.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule =
    Rule { name: "template-requires-its-socket", unseen: &[Unseen::Intention], check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    if !case.is_pair() || !units.accept() {
        return;
    }
    let socket = units.file_name(Role::Socket);
    for key in ["Requires", "BindsTo", "PartOf"] {
        for (line, name) in units.names(Lens::unit(Role::Service, key)) {
            if name == socket {
                let message = format!(
                    "`{key}={name}` ends every call in progress when the socket is stopped; without it they finish"
                );
                report.hint(Role::Service, Some(line), message);
            }
        }
    }
}
