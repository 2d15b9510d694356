//! systemd-socket-proxyd with its socket as stdin, where it does not look.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};
use crate::value::command::Command;

/// The rule.
pub static RULE: Rule = Rule { name: "proxy-with-stdin", unseen: &[], check };

fn check(case: &Case, report: &mut Report) {
    let streams = ["StandardInput", "StandardOutput", "StandardError"].map(Lens::service);
    let Some(lens) = streams.into_iter().find(|lens| case.held(*lens) == Some("socket")) else {
        return;
    };
    if case.has_service && proxy(case).is_some() {
        let message = format!(
            "`systemd-socket-proxyd` takes its sockets from descriptor 3 on, and with `{}=socket` there are none: it fails",
            lens.key
        );
        report.warn(Role::Service, case.line(lens), message);
    }
}

/// The command that runs systemd-socket-proxyd, with its line.
pub(super) fn proxy(case: &Case) -> Option<(usize, Command)> {
    let is_proxy =
        |(_, command): &(usize, Command)| command.program.ends_with("systemd-socket-proxyd");
    case.commands("ExecStart").find(is_proxy)
}
