//! What a shell would understand, in a command that no shell reads.
//!
//! Nobody knows what a program makes of its words. So only what has the whole shape of shell is told of: a redirection with
//! the file it leads to, a pipe or `&&` with a command behind it. Where a word has quotes, it is meant as it is.

use super::{Case, Report, Rule};
use crate::activation::{Lens, Role};
use crate::value::Version;
use crate::value::command::Command;
use crate::value::quoting::{self, Escapes};
use std::collections::HashSet;

/// The rule.
pub static RULE: Rule = Rule { name: "shell-syntax-in-command", unseen: &[], check };

/// The directives that hold commands of a service.
pub(super) const COMMANDS: [&str; 7] = [
    "ExecCondition",
    "ExecStartPre",
    "ExecStart",
    "ExecStartPost",
    "ExecReload",
    "ExecStop",
    "ExecStopPost",
];

const PIPES: [&str; 2] = ["|", "|&"];
const CHAINS: [&str; 2] = ["&&", "||"];
const REDIRECTIONS: [&str; 9] = ["2>>", "1>>", "&>>", ">>", "2>", "1>", "&>", ">", "<"];
const JOINED: [&str; 4] = ["2>&1", "1>&2", ">&2", ">&1"];

/// Programs that read such words themselves, hand them to a shell, or take them to another machine.
const READERS: [&str; 44] = [
    "[", "ash", "at", "autossh", "awk", "bash", "busybox", "csh", "dash", "docker", "expr", "find",
    "fish", "flock", "gawk", "jq", "ksh", "kubectl", "lua", "m4", "make", "mawk", "mksh", "node",
    "parallel", "perl", "php", "podman", "python", "python3", "ruby", "runuser", "screen",
    "script", "sed", "sh", "ssh", "su", "sudo", "test", "tmux", "watch", "xargs", "zsh",
];

/// Commands that people write behind a pipe or `&&`, and in `$(…)`.
const USUAL: [&str; 42] = [
    "awk",
    "basename",
    "cat",
    "cd",
    "chmod",
    "chown",
    "cp",
    "curl",
    "cut",
    "date",
    "dirname",
    "echo",
    "exit",
    "false",
    "grep",
    "head",
    "hostname",
    "id",
    "kill",
    "ln",
    "logger",
    "ls",
    "mkdir",
    "mv",
    "nproc",
    "pidof",
    "pwd",
    "rm",
    "sed",
    "sleep",
    "sort",
    "systemctl",
    "systemd-cat",
    "tail",
    "tee",
    "touch",
    "tr",
    "true",
    "uname",
    "wc",
    "which",
    "whoami",
];

/// Programs that take files by name, and find none that is called `*`.
const FILES: [&str; 8] = ["cat", "chgrp", "chmod", "chown", "cp", "mv", "rm", "touch"];

fn check(case: &Case, report: &mut Report) {
    if !case.has_service {
        return;
    }
    let version = case.activation.target().version;
    for key in COMMANDS {
        for line in case.activation.list(Lens::service(key)) {
            let plain = plain_words(line.value, version);
            for command in case.commands_of(line) {
                if let Some((word, does)) = shell_word(&command, &plain) {
                    let message = format!(
                        "systemd runs no shell, so `{word}` {does}: write `/bin/sh -c '…'` around the command if that is meant"
                    );
                    report.warn(Role::Service, Some(line.line), message);
                }
            }
        }
    }
}

/// The words of a line that are written without quotes and escapes.
fn plain_words(text: &str, version: Version) -> HashSet<&str> {
    let mut words = HashSet::new();
    let mut rest = text;
    while let Ok((Some(word), behind)) = quoting::first(rest, Escapes::Lenient(version)) {
        let written = rest[..rest.len() - behind.len()].trim();
        words.extend((written.as_bytes() == word).then_some(written));
        rest = behind;
    }
    words
}

/// A word that was meant for a shell, and what becomes of it.
fn shell_word<'a>(command: &'a Command, plain: &HashSet<&str>) -> Option<(&'a str, &'static str)> {
    let words: Vec<&str> = command.argv.iter().map(String::as_str).collect();
    if command.prefixes.shell || words.iter().any(|word| READERS.contains(&name(word))) {
        return None;
    }
    let program = name(&command.program);
    (1..words.len()).filter(|at| plain.contains(words[*at])).find_map(|at| {
        let (word, next) = (words[at], words.get(at + 1).copied());
        if is_operator(&words, at) {
            Some((word, "is passed to the program as a word"))
        } else if runs_command(word, next) {
            Some((word, "runs nothing"))
        } else if word.contains('*') && !word.starts_with('-') && FILES.contains(&program) {
            Some((word, "names one file of that name"))
        } else {
            None
        }
    })
}

/// Whether the word at `at` is an operator of the shell, with what belongs to one.
fn is_operator(words: &[&str], at: usize) -> bool {
    let (word, next) = (words[at], words.get(at + 1).copied());
    // What follows an option may be its value.
    let may_be_value = words[at - 1].starts_with('-');
    let goes_on = PIPES.contains(&word) || CHAINS.contains(&word);
    if JOINED.contains(&word) {
        return true;
    }
    if goes_on {
        return next.is_some_and(is_command) && !may_be_value;
    }
    if REDIRECTIONS.contains(&word) {
        return next.is_some_and(|file| is_file(file, may_be_value));
    }
    if word == "&" {
        return next.is_none() && !may_be_value;
    }
    // `</` may open what ends a tag.
    let glued = REDIRECTIONS.iter().find_map(|sign| Some((sign, word.strip_prefix(sign)?)));
    glued.is_some_and(|(sign, file)| is_file(file, *sign == "<"))
}

/// Whether a redirection may lead there. Where other things are thinkable, only where people mostly lead it.
fn is_file(path: &str, is_doubtful: bool) -> bool {
    match is_doubtful {
        false => path.starts_with('/') && path.len() > 1,
        true => path.starts_with("/dev/") || path.starts_with("/var/log/"),
    }
}

/// Whether a command of a shell may begin with this word.
fn is_command(word: &str) -> bool {
    let is_program = |path: &str| path.split('/').any(|folder| matches!(folder, "bin" | "sbin"));
    USUAL.contains(&word) || word.starts_with('/') && is_program(word)
}

/// Whether the word, with the next, asks a shell to put in what a command prints.
fn runs_command(word: &str, next: Option<&str>) -> bool {
    let behind = word.split_once("$(").map(|(_, behind)| behind).or_else(|| word.strip_prefix('`'));
    let Some(behind) = behind.map(|behind| behind.trim_end_matches([')', '`'])) else {
        return false;
    };
    // Without an end in the same word it has to be more than a name.
    let is_whole = word.ends_with(')') || word.len() > 1 && word.ends_with('`');
    is_command(behind) && (is_whole || next.is_some())
}

fn name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or_default()
}
