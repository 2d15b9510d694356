//! What runs before the program prints to the socket.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Role, streams};
use crate::value::command::Command;

/// The rule.
pub static RULE: Rule =
    Rule { name: "output-before-the-answer", unseen: &[Unseen::Program], check };

/// Programs that print nothing while all is well.
const QUIET: [&str; 16] = [
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "install",
    "kill",
    "ln",
    "mkdir",
    "mv",
    "rm",
    "sleep",
    "sync",
    "systemctl",
    "test",
    "touch",
    "true",
];

fn check(case: &Case, report: &mut Report) {
    if !case.is_pair() || !case.activation.accept() || streams(case.activation).output != "socket" {
        return;
    }
    for key in ["ExecCondition", "ExecStartPre"] {
        for (line, command) in case.commands(key) {
            if !is_quiet(&command) {
                let message = format!(
                    "what `{key}=` prints is sent to the caller before anything else: if it prints, let it print nothing"
                );
                report.hint(Role::Service, Some(line), message);
            }
        }
    }
}

fn is_quiet(command: &Command) -> bool {
    let name = command.program.rsplit('/').next().unwrap_or_default();
    let has = |options: &[&str]| command.argv.iter().any(|word| options.contains(&word.as_str()));
    has(&["-q", "--quiet", "--silent"])
        || QUIET.contains(&name) && !has(&["-v", "--verbose", "--changes", "-c"])
}
