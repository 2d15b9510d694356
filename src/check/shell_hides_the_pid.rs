//! A shell between systemd and the program that is to find its sockets.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Role, Style, style};

/// The rule.
pub static RULE: Rule = Rule { name: "shell-hides-the-pid", unseen: &[Unseen::Program], check };

const SHELLS: [&str; 5] = ["sh", "bash", "dash", "ash", "ksh"];

fn check(case: &Case, report: &mut Report) {
    if !case.is_pair() || style(case.activation) != Style::Aware {
        return;
    }
    for (line, command) in case.commands("ExecStart") {
        let name = command.program.rsplit('/').next().unwrap_or_default();
        let script = match command.argv.as_slice() {
            [_, option, script, ..] if SHELLS.contains(&name) && is_command_option(option) => {
                script
            }
            _ => continue,
        };
        if is_compound(script) {
            let message = "`LISTEN_PID` names the shell: the program that it starts finds no sockets unless the last command begins with `exec`";
            report.hint(Role::Service, Some(line), message);
        }
    }
}

/// `-c`, `-ec` and the like.
fn is_command_option(option: &str) -> bool {
    option.starts_with('-') && !option.starts_with("--") && option.ends_with('c')
}

/// Whether the shell has to stay, so that what it starts is another process.
fn is_compound(script: &str) -> bool {
    let parts: Vec<&str> = script
        .split(['\n', ';', '&', '|'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    parts.len() > 1
        && !parts.iter().any(|part| part.starts_with("exec ") || part.contains(" exec "))
}
