//! A standard stream is to be the socket, and there are several.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "one-stdin-for-several-sockets", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let count = case.listeners.len();
    if !case.is_pair() || case.activation.accept() || count < 2 {
        return;
    }
    let streams = ["StandardInput", "StandardOutput", "StandardError"];
    let Some(lens) =
        streams.map(Lens::service).into_iter().find(|lens| case.held(*lens) == Some("socket"))
    else {
        return;
    };
    let message = format!(
        "`{}=socket` is for one socket, and {count} are passed: the service fails each time it is started",
        lens.key
    );
    report.warn(Role::Service, case.line(lens), message);
}
