//! The listening socket as stdin of a program that cannot do anything with it.

use super::{Case, Report, Rule, Unseen, proxy_with_stdin};
use crate::activation::{Lens, Role, streams};
use crate::value::command::Command;

/// The rule.
pub static RULE: Rule =
    Rule { name: "listening-socket-as-stdin", unseen: &[Unseen::Program], check };

/// Programs that read what stdin says, and do not accept there.
const READERS: [&str; 16] = [
    "awk",
    "base64",
    "bc",
    "cat",
    "cut",
    "dd",
    "grep",
    "head",
    "logger",
    "sed",
    "sort",
    "systemd-cat",
    "tail",
    "tee",
    "tr",
    "wc",
];

/// How words of a command line begin that name descriptors which are passed.
const PASSED: [&str; 10] = [
    "--activate",
    "--fd=",
    "--socket-activation",
    "--systemd-activation",
    "--systemd-socket",
    "--web.systemd-socket",
    "fd://",
    "fd@",
    "sd-listen:",
    "systemd:",
];

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let is_stream = |listener: &crate::activation::Listener| listener.kind.has_connections();
    if !case.is_pair()
        || units.accept()
        || streams(units).input != "socket"
        || case.listeners.len() != 1
        || !case.listeners.iter().all(is_stream)
        || proxy_with_stdin::proxy(case).is_some()
    {
        return;
    }
    let line = case.line(Lens::service("StandardInput"));
    for (_, command) in case.commands("ExecStart") {
        let name = command.program.rsplit('/').next().unwrap_or_default();
        if reads_stdin(name, &command) {
            let message = format!(
                "with `Accept=no` stdin is the listening socket, from which `{name}` cannot read: it fails at each call, until the socket fails too"
            );
            report.warn(Role::Service, line, message);
            return;
        }
        if let Some(word) = command.argv.iter().skip(1).find(|word| names_passed(word)) {
            let message = format!(
                "with `StandardInput=socket` no descriptor is announced: if `{word}` has the program look for `LISTEN_FDS`, it finds none"
            );
            report.hint(Role::Service, line, message);
            return;
        }
    }
}

/// Whether a word of a command line tells the program to take what it is passed.
pub(super) fn names_passed(word: &str) -> bool {
    let value = word.split_once('=').map_or("", |(_, value)| value);
    PASSED.iter().any(|sign| word.starts_with(sign) || value.starts_with(sign))
}

/// Whether the program reads its stdin as it is called here.
fn reads_stdin(name: &str, command: &Command) -> bool {
    let words = || command.argv.iter().skip(1).map(String::as_str);
    match name {
        "socat" => words().any(|word| matches!(word, "-" | "STDIO" | "STDIN" | "stdio")),
        // Given a file, they read that.
        _ => READERS.contains(&name) && words().all(|word| word.starts_with('-') || name == "tee"),
    }
}
