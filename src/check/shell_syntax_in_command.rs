//! What a shell would understand, in a command that no shell reads.
//!
//! Nobody knows what a program makes of its words. So only what has the whole shape of shell is told of: a redirection with
//! the file it leads to, a pipe or `&&` with a command behind it. Of files with `*` or `?` and of an `&` that a program may
//! look at itself there is a hint. Where a word has quotes, it is meant as it is.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Lens, Role};
use crate::value::Version;
use crate::value::command::Command;
use crate::value::quoting::{self, Escapes};
use std::collections::HashSet;

/// The rule.
pub static RULE: Rule = Rule { name: "shell-syntax-in-command", unseen: &[Unseen::Program], check };

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
const CHAINS: [&str; 3] = ["&&", "||", "&"];
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
const FILES: [&str; 18] = [
    "cat", "chgrp", "chmod", "chown", "cp", "gzip", "head", "install", "ln", "ls", "mv", "rm",
    "sort", "stat", "tail", "tee", "touch", "wc",
];

/// Programs that look up names with `*` themselves.
const MATCHERS: [&str; 8] =
    ["bsdtar", "cpio", "lsof", "rsync", "tar", "unzip", "zip", "systemd-tmpfiles"];

/// The folders that paths of a machine begin with. Others may be something else: a place on a web server, an expression.
const TOPS: [&str; 16] = [
    "boot", "dev", "etc", "home", "lib", "media", "mnt", "opt", "proc", "root", "run", "srv",
    "sys", "tmp", "usr", "var",
];

/// How the names of files end that people lead output to and take input from.
const ENDINGS: [&str; 9] = ["csv", "data", "err", "json", "log", "out", "pid", "sql", "txt"];

/// What was found: the word, what becomes of it, and whether that is sure.
struct Found<'a> {
    word: &'a str,
    does: &'static str,
    is_sure: bool,
}

fn check(case: &Case, report: &mut Report) {
    if !case.has_service {
        return;
    }
    let version = case.activation.target().version;
    for key in COMMANDS {
        for line in case.activation.list(Lens::service(key)) {
            let plain = plain_words(line.value, version);
            for command in case.commands_of(line) {
                let Some(found) = shell_word(&command, &plain) else { continue };
                let Found { word, does, is_sure } = found;
                let message = format!(
                    "systemd runs no shell, so `{word}` {does}: write `/bin/sh -c '…'` around the command if that is meant"
                );
                let at = (Role::Service, Some(line.line));
                match is_sure {
                    true => report.warn(at.0, at.1, message),
                    false => report.hint(at.0, at.1, message),
                };
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

/// A word that was meant for a shell; one that is surely so before others.
fn shell_word<'a>(command: &'a Command, plain: &HashSet<&str>) -> Option<Found<'a>> {
    let words: Vec<&str> = command.argv.iter().map(String::as_str).collect();
    if command.prefixes.shell || words.iter().any(|word| READERS.contains(&name(word))) {
        return None;
    }
    let program = name(&command.program);
    let plain = || (1..words.len()).filter(|at| plain.contains(words[*at]));
    let sure = plain().find_map(|at| {
        let (word, next) = (words[at], words.get(at + 1).copied());
        let does = if is_operator(&words, at) {
            "is passed to the program as a word"
        } else if runs_command(word, next) {
            "runs nothing"
        } else if FILES.contains(&program) && names_many(word) {
            "names one file of that name"
        } else {
            return None;
        };
        Some(Found { word, does, is_sure: true })
    });
    sure.or_else(|| {
        let at = plain().find(|at| {
            let word = words[*at];
            // What follows an option may be its value, and a program that has an option for it looks the names up.
            let is_alone = !word.starts_with('-') && !words[at - 1].starts_with('-');
            let is_many = is_alone && names_files(word) && !MATCHERS.contains(&program);
            is_many
                || *at + 1 == words.len() && (word == "&" || is_alone && ends_in_background(word))
        })?;
        let does = "is passed to the program as it stands";
        Some(Found { word: words[at], does, is_sure: false })
    })
}

/// Whether a shell would look up the files of that name.
fn names_many(word: &str) -> bool {
    !word.starts_with('-') && (word.contains('*') || names_files(word))
}

/// Whether a word is a path of a machine with signs that a shell would replace.
fn names_files(word: &str) -> bool {
    let top = word.strip_prefix('/').and_then(|path| path.split('/').next());
    word.contains(['*', '?']) && top.is_some_and(|top| TOPS.contains(&top))
}

/// Whether a shell would take an `&` off the end of the word, and it is not part of an address.
fn ends_in_background(word: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    word.strip_suffix('&').is_some_and(|before| !before.is_empty() && before.chars().all(is_name))
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
    if word == "&" && next.is_none() {
        return !may_be_value;
    }
    if goes_on {
        return next.is_some_and(is_command) && !may_be_value;
    }
    if REDIRECTIONS.contains(&word) {
        return next.is_some_and(|file| is_file(file, may_be_value));
    }
    // `</` may open what ends a tag.
    let glued = REDIRECTIONS.iter().find_map(|sign| Some((sign, word.strip_prefix(sign)?)));
    glued.is_some_and(|(sign, file)| is_file(file, *sign == "<"))
}

/// Whether a redirection may lead there. Where other things are thinkable, only where people mostly lead it.
fn is_file(path: &str, is_doubtful: bool) -> bool {
    match is_doubtful {
        false => path.starts_with('/') && path.len() > 1 || is_file_name(path),
        true => path.starts_with("/dev/") || path.starts_with("/var/log/"),
    }
}

/// Whether a word looks like the name of a file in the folder where the program runs: `app.log`, `out/app.log`.
fn is_file_name(word: &str) -> bool {
    let (folders, name) = word.rsplit_once('/').unwrap_or(("", word));
    let is_plain =
        |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let ending = name.rsplit_once('.').filter(|(before, _)| !before.is_empty());
    is_plain(folders)
        && is_plain(name)
        && ending.is_some_and(|(_, ending)| ENDINGS.contains(&ending))
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
