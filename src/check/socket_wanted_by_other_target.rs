//! A socket that is wanted by another target than `sockets.target`.

use super::{Case, Report, Rule, Step};
use crate::activation::{Lens, Role};
use crate::catalogue::Section;

/// The rule.
pub static RULE: Rule = Rule { name: "socket-wanted-by-other-target", check };

fn check(case: &Case, report: &mut Report) {
    let lens = Lens { unit: Role::Socket, section: Section::Install, key: "WantedBy" };
    for line in case.activation.list(lens) {
        if matches!(
            line.value,
            "multi-user.target"
                | "graphical.target"
                | "default.target"
                | "network.target"
                | "network-online.target"
        ) {
            let message = format!(
                "`{}` opens the socket late, after services that may call it: sockets belong to `sockets.target`",
                line.value
            );
            report.advise(Role::Socket, Some(line.line), message).fix(
                "Write WantedBy=sockets.target",
                [Step::Replace(
                    Role::Socket,
                    line.line,
                    "WantedBy",
                    String::from("sockets.target"),
                )],
            );
        }
    }
    let lens = Lens { unit: Role::Service, ..lens };
    for line in case.activation.list(lens).into_iter().filter(|_| case.user) {
        if matches!(line.value, "multi-user.target" | "graphical.target") {
            let message = format!("`{}` does not exist in the manager of a user", line.value);
            report.advise(Role::Service, Some(line.line), message).fix(
                "Write WantedBy=default.target",
                [Step::Replace(
                    Role::Service,
                    line.line,
                    "WantedBy",
                    String::from("default.target"),
                )],
            );
        }
    }
}
