//! A shell between systemd and the program that is to find its sockets.
//!
//! What each shell does was seen with dash 0.5.11 and 0.5.12 and bash 5.1 to 5.3. Where a script is more than a list of
//! commands nothing is said.

use super::{Case, Report, Rule, Unseen};
use crate::activation::{Role, Style, style};

/// The rule.
pub static RULE: Rule =
    Rule { name: "shell-hides-the-pid", unseen: &[Unseen::Program, Unseen::Machine], check };

/// Shells, and whether each becomes the last command of a list, so that no process is between; of `sh` nobody knows.
const SHELLS: [(&str, Option<bool>); 3] =
    [("sh", None), ("dash", Some(false)), ("bash", Some(true))];

/// What a script has where the shell takes the sockets itself, or sets the variables anew.
const AWARE: [&str; 6] = ["&3", "/dev/fd/", "/self/fd/", "LISTEN_", "-u 3", "-u3"];

/// Commands that take no sockets: of the shell itself, and of those that prepare something.
const OTHERS: [&str; 61] = [
    ".",
    ":",
    "[",
    "[[",
    "awk",
    "break",
    "cat",
    "cd",
    "chgrp",
    "chmod",
    "chown",
    "continue",
    "cp",
    "cut",
    "date",
    "dirname",
    "echo",
    "exit",
    "export",
    "false",
    "find",
    "grep",
    "head",
    "install",
    "ip",
    "kill",
    "ln",
    "local",
    "logger",
    "ls",
    "mkdir",
    "modprobe",
    "mount",
    "mv",
    "printf",
    "pwd",
    "read",
    "return",
    "rm",
    "rmdir",
    "sed",
    "set",
    "shift",
    "shopt",
    "sleep",
    "sort",
    "source",
    "sync",
    "sysctl",
    "systemctl",
    "systemd-cat",
    "tail",
    "tee",
    "test",
    "touch",
    "tr",
    "trap",
    "true",
    "ulimit",
    "umask",
    "wait",
];

fn check(case: &Case, report: &mut Report) {
    if !case.is_pair() || style(case.activation) != Style::Aware {
        return;
    }
    for (line, command) in case.commands("ExecStart") {
        let name = command.program.rsplit('/').next().unwrap_or_default();
        let Some((_, becomes)) = SHELLS.iter().find(|(shell, _)| *shell == name) else { continue };
        let Some(hidden) = script(&command.argv).and_then(|script| hidden(script, *becomes)) else {
            continue;
        };
        let message = match hidden {
            Hidden::InPipe => {
                "`LISTEN_PID` names the shell, and an `exec` in a pipe starts a process of its own: the program finds no sockets"
            }
            Hidden::Always => {
                "`LISTEN_PID` names the shell: the program that it starts finds no sockets unless its command is the last and begins with `exec`"
            }
            Hidden::ByDash => {
                "where `/bin/sh` is dash, as on Debian, `LISTEN_PID` names the shell: the program that it starts finds no sockets unless its command begins with `exec`"
            }
        };
        report.hint(Role::Service, Some(line), message);
    }
}

/// Why a program has another number than the process that systemd started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    Always,
    ByDash,
    InPipe,
}

/// The script behind `-c`, `-ec` and the like.
pub(super) fn script(argv: &[String]) -> Option<&str> {
    let mut words = argv.iter().skip(1);
    while let Some(option) = words.next().filter(|word| word.starts_with(['-', '+'])) {
        match option.as_str() {
            "-o" | "+o" => drop(words.next()),
            _ if option.starts_with("--") => {}
            _ if option.ends_with('c') => return words.next().map(String::as_str),
            _ => {}
        }
    }
    None
}

/// Whether a shell runs `script` so that the program in it is another process. `becomes` says whether it becomes the last
/// command of a list.
fn hidden(script: &str, becomes: Option<bool>) -> Option<Hidden> {
    if AWARE.iter().any(|sign| script.contains(sign)) {
        return None;
    }
    let commands = commands(script)?;
    let programs: Vec<&Command> = commands.iter().filter(|command| command.is_program()).collect();
    if programs.is_empty() || programs.iter().any(|command| command.is_exec && !command.is_piped) {
        return None;
    }
    if programs.iter().any(|command| command.is_exec) {
        return Some(Hidden::InPipe);
    }
    let last = commands.last()?;
    let has_trap = commands.iter().any(|command| command.name == "trap");
    let can_be = last.is_program()
        && !(last.is_piped || last.is_behind || last.is_redirected || last.is_grouped || has_trap);
    match (becomes, can_be) {
        (Some(true), true) => None,
        (None, true) => Some(Hidden::ByDash),
        _ => Some(Hidden::Always),
    }
}

/// A command in a script.
struct Command<'a> {
    name: &'a str,
    is_exec: bool,
    is_piped: bool,
    /// Whether the shell goes on beside it: there is an `&` behind it.
    is_behind: bool,
    is_redirected: bool,
    is_grouped: bool,
}

impl Command<'_> {
    fn is_program(&self) -> bool {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        !name.is_empty() && !OTHERS.contains(&name)
    }
}

/// The commands of a script; none where it has more than lists, groups and `if`.
fn commands(script: &str) -> Option<Vec<Command<'_>>> {
    let mut commands = Vec::new();
    let mut is_piped = false;
    for (text, behind) in parts(script)? {
        let mut words = text.split_whitespace().peekable();
        let mut is_grouped = false;
        while let Some(word) = words.peek() {
            match *word {
                "for" | "while" | "until" | "case" | "function" | "select" => return None,
                "if" | "then" | "elif" | "else" | "fi" | "{" | "}" | "!" => is_grouped = true,
                _ if word.starts_with('(') => is_grouped = true,
                _ if is_assignment(word) => {}
                _ => break,
            }
            if word.starts_with('(') && *word != "(" {
                break;
            }
            words.next();
        }
        let first = words.next().unwrap_or_default().trim_start_matches('(');
        let is_exec = first == "exec";
        // Without a command, `exec` only redirects.
        let name = match is_exec {
            true => words.find(|word| !word.starts_with('-')).unwrap_or_default(),
            false => first,
        };
        let is_only_redirected = is_exec && name.contains(['<', '>']);
        commands.push(Command {
            name: if is_only_redirected { "" } else { name },
            is_exec,
            is_piped: is_piped || behind == "|",
            is_behind: behind == "&",
            is_redirected: text.contains(['<', '>']),
            is_grouped,
        });
        is_piped = behind == "|";
    }
    commands.retain(|command| !command.name.is_empty());
    Some(commands)
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// What stands between the operators of a script, each with the operator behind it; none where a function is defined or
/// a quote is not closed.
fn parts(script: &str) -> Option<Vec<(&str, &str)>> {
    let mut parts = Vec::new();
    let (mut start, mut at, mut quote) = (0, 0, None);
    let bytes = script.as_bytes();
    while at < bytes.len() {
        let byte = bytes[at];
        let rest = &script.as_bytes()[at..];
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let mut length = 1;
        match (byte, quote) {
            (b'\\', None | Some(b'"')) => length = 2,
            (_, Some(sign)) => quote = Some(sign).filter(|sign| *sign != byte),
            (b'\'' | b'"', None) => quote = Some(byte),
            (b'(', None) if rest.starts_with(b"()") => return None,
            (b'&', None)
                if before == Some(b'>') || before == Some(b'<') || rest.starts_with(b"&>") => {}
            (b';' | b'\n' | b'&' | b'|', None) => {
                length = if rest.starts_with(b"&&") || rest.starts_with(b"||") { 2 } else { 1 };
                parts.push((&script[start..at], &script[at..at + length]));
                start = at + length;
            }
            _ => {}
        }
        at += length;
    }
    parts.push((script.get(start..).unwrap_or_default(), ""));
    quote.is_none().then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_as_shells_run_them() {
        let of = |script: &str, becomes| hidden(script, becomes);
        let (sh, dash, bash) = (None, Some(false), Some(true));
        for (script, of_sh, of_dash, of_bash) in [
            ("/usr/bin/app", Some(Hidden::ByDash), Some(Hidden::Always), None),
            ("exec /usr/bin/app", None, None, None),
            ("true; exec app >> /var/log/app", None, None, None),
            ("if [ -x a ]; then exec a; else exec b; fi", None, None, None),
            ("A=1 app", Some(Hidden::ByDash), Some(Hidden::Always), None),
            (". /etc/env; app --x", Some(Hidden::ByDash), Some(Hidden::Always), None),
            ("cd / && app", Some(Hidden::ByDash), Some(Hidden::Always), None),
            ("exec 2>/dev/null; app", Some(Hidden::ByDash), Some(Hidden::Always), None),
            ("app >> /log", Some(Hidden::Always), Some(Hidden::Always), Some(Hidden::Always)),
            ("app 2>&1", Some(Hidden::Always), Some(Hidden::Always), Some(Hidden::Always)),
            ("app; echo done", Some(Hidden::Always), Some(Hidden::Always), Some(Hidden::Always)),
            ("app & wait", Some(Hidden::Always), Some(Hidden::Always), Some(Hidden::Always)),
            ("(app)", Some(Hidden::Always), Some(Hidden::Always), Some(Hidden::Always)),
            ("trap : TERM; app", Some(Hidden::Always), Some(Hidden::Always), Some(Hidden::Always)),
            ("app | logger", Some(Hidden::Always), Some(Hidden::Always), Some(Hidden::Always)),
            (
                "exec app 2>&1 | logger",
                Some(Hidden::InPipe),
                Some(Hidden::InPipe),
                Some(Hidden::InPipe),
            ),
            ("echo hello", None, None, None),
            ("cat <&3; app", None, None, None),
            ("export LISTEN_PID=$$; app", None, None, None),
            ("for a in b; do app; done", None, None, None),
            ("f() { app; }; f", None, None, None),
            ("app 'open", None, None, None),
            ("echo 'a; b' && app \"c | d\"", Some(Hidden::ByDash), Some(Hidden::Always), None),
        ] {
            assert_eq!(
                (of(script, sh), of(script, dash), of(script, bash)),
                (of_sh, of_dash, of_bash),
                "{script}"
            );
        }
    }

    #[test]
    fn the_script_stands_behind_the_option_for_it() {
        let of = |text: &str| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            script(&words).map(str::to_owned)
        };
        assert_eq!(of("sh -c app").as_deref(), Some("app"));
        assert_eq!(of("bash --norc -o pipefail -euc app x").as_deref(), Some("app"));
        assert_eq!(of("bash /opt/app -c x"), None);
        assert_eq!(of("sh"), None);
    }
}
