//! A `%` or `${…}` in a command that was meant for the program, and is replaced before.

use super::shell_hides_the_pid::script;
use super::shell_syntax_in_command::COMMANDS;
use super::{Case, Report, Rule};
use crate::activation::Role;
use crate::value::command::Command;
use crate::value::specifier;

/// The rule.
pub static RULE: Rule = Rule { name: "replaced-by-systemd", unseen: &[], check };

const SHELLS: [&str; 5] = ["ash", "bash", "dash", "ksh", "sh"];

fn check(case: &Case, report: &mut Report) {
    if !case.has_service {
        return;
    }
    for key in COMMANDS {
        for (line, command) in case.commands(key) {
            if let Some(message) = date(&command).or_else(|| variable(&command)) {
                report.warn(Role::Service, Some(line), message);
            }
        }
    }
}

/// A `%` in the format of `date`.
fn date(command: &Command) -> Option<String> {
    let mut words = command.argv.iter().skip(1).map(String::as_str);
    let format = match name(command) {
        "date" => words.find(|word| word.starts_with('+')),
        shell if SHELLS.contains(&shell) => script(&command.argv).and_then(format_in),
        _ => None,
    };
    let letter = specifier::letters(format?).next()?;
    Some(format!("`%{letter}` is replaced by systemd before `date` sees it: write `%%{letter}`"))
}

/// What stands behind the `+` of the first `date` in a script that has one.
fn format_in(script: &str) -> Option<&str> {
    let mut calls = script.match_indices("date ").filter(|(at, _)| {
        let before = script[..*at].chars().next_back();
        before.is_none_or(|sign| !sign.is_alphanumeric() && sign != '-' && sign != '_')
    });
    calls.find_map(|(at, _)| {
        let call = script[at..].split([';', '|', ')', '`', '\n', '&']).next()?;
        let (before, format) = call.split_once('+')?;
        let end: &[char] = match before.chars().next_back() {
            Some('"') => &['"'],
            Some('\'') => &['\''],
            _ => &[' ', '\t'],
        };
        format.split(end).next()
    })
}

/// A variable of a script's own, which systemd takes for one of its own.
fn variable(command: &Command) -> Option<String> {
    if command.prefixes.no_variables || !SHELLS.contains(&name(command)) {
        return None;
    }
    command.argv.iter().skip(1).find_map(|script| {
        let mut rest = script.as_str();
        while let Some(at) = rest.find("${") {
            let before = &rest[..at];
            let behind = &rest[at + 2..];
            let end = behind.find('}')?;
            let variable = &behind[..end];
            // `$$` stands for one sign.
            let is_kept = before.len() - before.trim_end_matches('$').len();
            let is_name = !variable.is_empty()
                && variable.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let written = &script[..script.len() - rest.len() + at];
            if is_kept % 2 == 0 && is_name && sets(written, variable) {
                return Some(format!(
                    "`${{{variable}}}` is replaced by systemd before the shell sets it: write `$${{{variable}}}`"
                ));
            }
            rest = &behind[end..];
        }
        None
    })
}

/// Whether a script sets a variable of this name: `NAME=…`, `read NAME`, `for NAME in`.
fn sets(script: &str, variable: &str) -> bool {
    let mut words: Vec<&str> = script.split([' ', '\t', '\n', ';', '&', '|', '(', '{']).collect();
    // The last is the one in which the variable stands: `PATH=${PATH}:/opt/bin`.
    words.pop();
    let assigned = format!("{variable}=");
    words.iter().enumerate().any(|(at, word)| {
        let before = words[..at].iter().rev().find(|word| !word.starts_with('-'));
        word.starts_with(&assigned)
            || *word == variable && before.is_some_and(|word| matches!(*word, "read" | "for"))
    })
}

fn name(command: &Command) -> &str {
    command.program.rsplit('/').next().unwrap_or_default()
}
