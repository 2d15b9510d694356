//! What a shell would understand, in a command that no shell reads.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};
use crate::value::command::Command;

/// The rule.
pub static RULE: Rule = Rule { name: "shell-syntax-in-command", unseen: &[], check };

const COMMANDS: [&str; 7] = [
    "ExecCondition",
    "ExecStartPre",
    "ExecStart",
    "ExecStartPost",
    "ExecReload",
    "ExecStop",
    "ExecStopPost",
];

/// Words that a shell takes for itself, and no program has a use for.
const OPERATORS: [&str; 12] =
    ["|", "||", "&", "&&", ">", ">>", "<", "2>", "2>>", "&>", "2>&1", ">&2"];

/// Programs that take files by name, and would find none that is called `*`.
const FILES: [&str; 10] =
    ["cat", "chgrp", "chmod", "chown", "cp", "ls", "mv", "rm", "tar", "touch"];

fn check(case: &Case, report: &mut Report) {
    if !case.has_service {
        return;
    }
    for key in COMMANDS {
        for line in case.activation.list(Lens::service(key)) {
            // With quotes in the line a word may be meant as it is.
            if line.value.contains(['"', '\'', '\\']) {
                continue;
            }
            for command in case.commands_of(line) {
                if let Some((word, does)) = shell_word(&command) {
                    let message = format!(
                        "systemd runs no shell, so `{word}` {does}: write `/bin/sh -c '…'` around the command if that is meant"
                    );
                    report.warn(Role::Service, Some(line.line), message);
                }
            }
        }
    }
}

/// A word that was meant for a shell, and what becomes of it.
fn shell_word(command: &Command) -> Option<(&str, &'static str)> {
    if command.prefixes.shell {
        return None;
    }
    let name = command.program.rsplit('/').next().unwrap_or_default();
    command.argv.iter().skip(1).find_map(|word| {
        let opens = |sign: &str| word.starts_with(sign) && word.len() > sign.len();
        if OPERATORS.contains(&word.as_str()) || opens(">/") || opens("2>/") || opens(">>/") {
            Some((word.as_str(), "is passed to the program as a word"))
        } else if word.contains("$(") || word.starts_with('`') {
            Some((word.as_str(), "runs nothing"))
        } else if word.contains('*') && FILES.contains(&name) {
            Some((word.as_str(), "names one file of that name"))
        } else {
            None
        }
    })
}
