//! A command line that tells the program to open the address that systemd holds.

use super::listening_socket_as_stdin::names_passed;
use super::{Case, Origin, Report, Rule, Unseen, proxy_with_stdin};
use crate::activation::{Listener, Place, Role};
use std::collections::HashMap;
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule { name: "program-binds-by-itself", unseen: &[Unseen::Program], check };

/// Options behind which programs expect an address to listen on.
const LISTEN: [&str; 9] = [
    "-b",
    "--bind",
    "--bind-address",
    "--listen",
    "-l",
    "--listen-address",
    "--socket",
    "--unix-socket",
    "--uds",
];

/// Options behind which most programs expect one of their own, and some one that they call.
const OFTEN: [&str; 5] = ["--addr", "--address", "-p", "--port", "--http-port"];

/// Programs that call, and mean another machine's port.
const CALLERS: [&str; 10] =
    ["autossh", "curl", "mysql", "nmap", "psql", "redis-cli", "scp", "sftp", "ssh", "wget"];

/// Programs that open a port for a container.
const CONTAINERS: [&str; 3] = ["docker", "nerdctl", "podman"];

/// How many listeners of one port are looked at.
const MOST: usize = 4;

fn check(case: &Case, report: &mut Report) {
    // What a package ships with it was tried with it. What is started for each caller opens nothing.
    if case.origin != Origin::Own
        || !case.is_pair()
        || case.activation.accept()
        || proxy_with_stdin::proxy(case).is_some()
    {
        return;
    }
    let mut listeners: HashMap<Address, Vec<&Listener>> = HashMap::new();
    for listener in &case.listeners {
        let Some(address) = Address::of(listener) else { continue };
        let of_address = listeners.entry(address).or_default();
        if of_address.len() < MOST {
            of_address.push(listener);
        }
    }
    for (line, command) in case.commands("ExecStart") {
        let words: Vec<&str> = command.argv.iter().map(String::as_str).collect();
        if words.iter().any(|word| names_passed(word)) {
            continue;
        }
        let opened = opened(&command.program, &words);
        let named = opened.iter().find_map(|opened| {
            let mut of_address = listeners.get(&opened.address)?.iter();
            let listener = of_address.find(|listener| opened.host.meets(&listener.place))?;
            Some((opened.by, *listener))
        });
        if let Some((by, listener)) = named {
            let finds = match listener.place {
                Place::File(_) => "finds it in use, or takes its name away from systemd's",
                _ => "finds it in use",
            };
            let message = format!(
                "`{by}` names `{}`, which systemd holds: a program that opens it by itself {finds}, so see that it takes the socket it is handed",
                listener.value
            );
            report.hint(Role::Service, Some(line), message);
        }
    }
}

/// Something that a command line tells the program to open.
struct Opened<'a> {
    /// What says so.
    by: &'a str,
    address: Address<'a>,
    host: Host,
}

/// What the words of a command tell the program to open.
fn opened<'a>(program: &str, words: &[&'a str]) -> Vec<Opened<'a>> {
    let name = program.rsplit('/').next().unwrap_or_default();
    if CALLERS.contains(&name) {
        return Vec::new();
    }
    if name == "socat" {
        return words.iter().filter_map(|word| of_socat(word)).collect();
    }
    if name.starts_with("python")
        && let [_, "-m", by @ "http.server", rest @ ..] = words
    {
        let port = rest.iter().find_map(|word| word.parse().ok()).unwrap_or(8000);
        return vec![Opened { by, address: Address::Port(port), host: Host::Any }];
    }
    let mut opened = Vec::new();
    for (at, word) in words.iter().enumerate().skip(1) {
        let (option, value) = word.split_once('=').unwrap_or((words[at - 1], word));
        match CONTAINERS.contains(&name) {
            true if matches!(option, "-p" | "--publish") => opened.extend(published(option, value)),
            true => {}
            false if LISTEN.contains(&option) => opened.extend(of_option(option, value, true)),
            false if OFTEN.contains(&option) => opened.extend(of_option(option, value, false)),
            false => {}
        }
    }
    opened
}

/// `8080`, `127.0.0.1:8080`, `[::]:8080`, `*:8080`, a path; `is_own` if it cannot be somebody else's.
fn of_option<'a>(by: &'a str, value: &'a str, is_own: bool) -> Option<Opened<'a>> {
    let (host, port) = match value.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => ("", value.parse().ok()),
    };
    match port {
        Some(port) => {
            Some(Opened { by, address: Address::Port(port), host: Host::read(host, is_own)? })
        }
        None => {
            let path = value.strip_prefix("unix:").unwrap_or(value);
            Some(Opened { by, address: Address::Path(path), host: Host::Any })
        }
    }
}

/// `[IP:]PORT:CONTAINER[/PROTOCOL]`.
fn published<'a>(by: &'a str, value: &'a str) -> Option<Opened<'a>> {
    let (outside, _) = value.rsplit_once(':')?;
    of_option(by, outside, true).filter(|opened| matches!(opened.address, Address::Port(_)))
}

/// `TCP-LISTEN:8080,fork`, `UNIX-LISTEN:/run/a.sock`.
fn of_socat(word: &str) -> Option<Opened<'_>> {
    let (kind, rest) = word.split_once(':')?;
    let is_listener = ["-LISTEN", "-L"].iter().any(|end| kind.to_ascii_uppercase().ends_with(end));
    let value = rest.split(',').next().filter(|_| is_listener)?;
    let opened = of_option(word, value, true)?;
    Some(Opened { by: word, ..opened })
}

/// What a program can be told to open that a listener has: a path, or a port.
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
}

/// On which addresses of the machine a port is meant.
#[derive(Clone, Copy)]
enum Host {
    Any,
    Loopback,
    /// This one.
    One {
        ip: IpAddr,
        /// Whether it is surely the machine's, and so taken in by what listens on all.
        is_own: bool,
    },
}

impl Host {
    fn read(text: &str, is_own: bool) -> Option<Self> {
        let text = text.trim_start_matches('[').trim_end_matches(']');
        Some(match text {
            "" | "*" => Host::Any,
            "localhost" => Host::Loopback,
            _ => match text.parse::<IpAddr>().ok()? {
                ip if ip.is_unspecified() => Host::Any,
                ip if ip.is_loopback() => Host::Loopback,
                ip => Host::One { ip, is_own },
            },
        })
    }

    /// Whether a listener there is in the way.
    fn meets(self, place: &Place) -> bool {
        let at = place.ip().and_then(|(ip, _)| ip);
        let is_on_all = at.is_none_or(|at| at.is_unspecified());
        match self {
            Host::Any => true,
            Host::Loopback => is_on_all || at.is_some_and(|at| at.is_loopback()),
            Host::One { ip, is_own } => at == Some(ip) || is_own && is_on_all,
        }
    }
}
