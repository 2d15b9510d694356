//! A command line that tells the program to open the address that systemd holds.

use super::{Case, Origin, Report, Rule, Unseen, proxy_with_stdin};
use crate::activation::{Listener, Place, Role};

/// The rule.
pub static RULE: Rule = Rule { name: "program-binds-by-itself", unseen: &[Unseen::Program], check };

/// Options behind which programs expect an address to listen on.
const OPTIONS: [&str; 14] = [
    "-b",
    "--bind",
    "--bind-address",
    "--listen",
    "-l",
    "--listen-address",
    "--addr",
    "--address",
    "-p",
    "--port",
    "--http-port",
    "--socket",
    "--unix-socket",
    "--uds",
];

fn check(case: &Case, report: &mut Report) {
    // What a package ships with it was tried with it.
    if case.origin != Origin::Own || proxy_with_stdin::proxy(case).is_some() {
        return;
    }
    for (line, command) in case.commands("ExecStart") {
        let words = &command.argv;
        let named = words.iter().enumerate().skip(1).find_map(|(at, word)| {
            let (option, value) = word.split_once('=').unwrap_or((&words[at - 1], word));
            let listener = case.listeners.iter().find(|listener| names(value, listener))?;
            OPTIONS.contains(&option).then_some((option, listener))
        });
        if let Some((option, listener)) = named {
            let message = format!(
                "`{option}` names `{}`, which systemd holds: a program that opens it by itself finds it in use, so see that it takes the socket it is handed",
                listener.value
            );
            report.hint(Role::Service, Some(line), message);
        }
    }
}

/// Whether `value` is the address of `listener`: its path, its port, or a port of some host.
fn names(value: &str, listener: &Listener) -> bool {
    match &listener.place {
        Place::Ip { port, .. } => {
            let last = value.rsplit(':').next().unwrap_or_default();
            last.parse() == Ok(*port)
        }
        Place::File(path) => value.strip_prefix("unix:").unwrap_or(value) == path,
        _ => false,
    }
}
