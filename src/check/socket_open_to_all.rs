//! An owner for the socket file, and a mode that lets everybody in.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role, listeners};

/// The rule.
pub static RULE: Rule = Rule { name: "socket-open-to-all", check };

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let mode = Lens::socket("SocketMode");
    let is_file = listeners(units).iter().any(|listener| listener.value.starts_with('/'));
    if !is_file || units.value(mode).is_some() {
        return;
    }
    for key in ["SocketUser", "SocketGroup"] {
        if let Some(line) = units.assignment(Lens::socket(key)) {
            let message =
                format!("`{key}=` limits nothing while the mode is 0666: everybody may connect");
            let steps = [Step::Set(mode, String::from("0660"))];
            report.advise(Role::Socket, Some(line.line), message).fix("Add SocketMode=0660", steps);
            return;
        }
    }
}
