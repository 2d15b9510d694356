//! A command line that tells the program to open the address that systemd holds.

use super::{Case, Origin, Report, Rule, Unseen, proxy_with_stdin};
use crate::activation::{Listener, Place, Role};
use std::collections::HashMap;

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
    let mut listeners: HashMap<Address, &Listener> = HashMap::new();
    for listener in &case.listeners {
        if let Some(address) = Address::of(listener) {
            listeners.entry(address).or_insert(listener);
        }
    }
    for (line, command) in case.commands("ExecStart") {
        let words = &command.argv;
        let named = words.iter().enumerate().skip(1).find_map(|(at, word)| {
            let (option, value) = word.split_once('=').unwrap_or((&words[at - 1], word));
            if !OPTIONS.contains(&option) {
                return None;
            }
            let addresses = Address::named(value).into_iter().flatten();
            let named = addresses.filter_map(|address| listeners.get(&address).copied());
            Some((option, named.min_by_key(|listener| listener.line)?))
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

/// What a program can be told to open that a listener has: a path, or a port, of some host.
#[derive(PartialEq, Eq, Hash)]
enum Address<'a> {
    Port(u16),
    Path(&'a str),
}

impl<'a> Address<'a> {
    fn of(listener: &'a Listener) -> Option<Self> {
        match &listener.place {
            Place::Ip { port, .. } => Some(Address::Port(*port)),
            Place::File(path) => Some(Address::Path(path)),
            _ => None,
        }
    }

    /// What `value` may mean on a command line.
    fn named(value: &'a str) -> [Option<Self>; 2] {
        let port = value.rsplit(':').next().and_then(|port| port.parse().ok());
        let path = value.strip_prefix("unix:").unwrap_or(value);
        [port.map(Address::Port), Some(Address::Path(path))]
    }
}
