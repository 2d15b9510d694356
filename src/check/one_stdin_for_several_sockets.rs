//! A standard stream is to be the socket, and there are several.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};

/// The rule.
pub static RULE: Rule =
    Rule { name: "one-stdin-for-several-sockets", unseen: &[Unseen::OtherUnits], check };

fn check(case: &Case, report: &mut Report) {
    let passed = case.others.passed(&case.activation.file_name(Role::Service));
    let own = case.listeners.len();
    if !case.is_pair() || case.activation.accept() || own.max(passed.listeners) < 2 {
        return;
    }
    let streams = ["StandardInput", "StandardOutput", "StandardError"];
    let Some(lens) =
        streams.map(Lens::service).into_iter().find(|lens| case.held(*lens) == Some("socket"))
    else {
        return;
    };
    let (line, key) = (case.line(lens), lens.key);
    if passed.sockets < 2 {
        let message = format!(
            "`{key}=socket` is for one socket, and {own} are passed: the service fails each time it is started"
        );
        report.warn(Role::Service, line, message);
        return;
    }
    let (sockets, listeners) = (passed.sockets, passed.listeners);
    let message = format!(
        "`{key}=socket` is for one socket, and the {sockets} socket units pass {listeners} once all of them are open: the service then fails each time it is started"
    );
    // As long as one of them is closed, all may be well.
    match passed.are_started || own > 1 {
        true => report.warn(Role::Service, line, message),
        false => report.hint(Role::Service, line, message),
    };
}
