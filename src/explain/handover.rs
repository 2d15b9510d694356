//! Who does what when somebody calls: the files, the accepting, and what the program is handed.

use super::instance::{Caller, Connection, instance_name};
use super::words::{assignment, capitalized, code, door, doors, enumerate};
use super::{Facts, Point, Topic};
use crate::activation::limit::max_connections;
use crate::activation::{
    Lens, Listener, ListenerKind, Role, Scope, Style, obstacle_to_accept, obstacle_to_style,
};
use crate::value::{Version, environment};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Units that are started whenever the system is booted or, but for the last two, the user logs in.
const ALWAYS: [&str; 5] =
    ["sockets.target", "default.target", "basic.target", "multi-user.target", "graphical.target"];

/// Claims: first-call-starts-the-service, one-instance-for-each-connection, both-enabled.
pub(super) fn files(facts: &Facts) -> Option<Point> {
    let Facts { socket, service, .. } = facts;
    let doors = facts.doors();
    let when = opened(facts);
    let service = match (facts.accept, !facts.wanted_by(Role::Service).is_empty()) {
        (true, _) => format!(
            "{service} is a template: systemd makes an instance of it for each caller, so nobody has to start it."
        ),
        (false, false) => {
            format!(
                "{service} says what to run when somebody calls; its socket starts it, so it is not enabled."
            )
        }
        (false, true) => format!(
            "{service} says what to run when somebody calls; if it is enabled too, as its `[Install]` section allows, it starts at boot without a caller."
        ),
    };
    Some(Point {
        topic: Topic::Files,
        title: "Two files".to_owned(),
        text: format!("{socket} makes systemd listen on {doors} {when}. {service}"),
    })
}

/// When the socket is opened, for behind what it listens on.
///
/// Claims: enable-is-for-the-next-boot, open-before-services, socket-without-install.
fn opened(facts: &Facts) -> String {
    let wanted_by = facts.wanted_by(Role::Socket);
    let (always, from) = match facts.activation.scope() {
        Scope::System => (&ALWAYS[..], "from boot on"),
        Scope::User => (&ALWAYS[..3], "from your login on"),
    };
    match wanted_by.first() {
        None => "once something starts it, for it has no `WantedBy=` that says what".to_owned(),
        Some(_) if wanted_by.iter().any(|name| always.contains(&name.as_str())) => {
            format!("{from}, once it is enabled")
        }
        Some(name) => format!("whenever {} is started, once it is enabled", code(name)),
    }
}

/// Claims: one-instance-for-each-connection, first-call-starts-the-service, datagram-starts-the-service,
/// any-listener-starts-the-service, units-that-are-refused.
pub(super) fn accepting(facts: &Facts) -> Option<Point> {
    let Facts { socket, service, .. } = facts;
    let (calls, silent): (Vec<&Listener>, Vec<&Listener>) =
        facts.listeners.iter().partition(|listener| listener.kind.has_connections());
    let sockets = if facts.listeners.len() > 1 { "sockets" } else { "socket" };
    let text = if facts.accept {
        match obstacle_to_accept(facts.activation, true) {
            Some(obstacle) => {
                format!("With `Accept=yes` systemd would, but {obstacle}. Choose `Accept=no`.")
            }
            None => format!(
                "systemd. It accepts each connection on {} and starts an instance of {service} with it; your program never sees the listening {sockets}.",
                doors(&calls)
            ),
        }
    } else if silent.is_empty() {
        format!(
            "Your program. systemd only watches {}; when the first caller arrives it starts {service} and hands over the listening {sockets}, with that caller still waiting to be accepted.",
            doors(&calls)
        )
    } else if calls.is_empty() {
        let has = if silent.len() > 1 { "have" } else { "has" };
        let unit = unit_of_arrival(&silent);
        format!(
            "{} {has} no connections to accept. The first {unit} starts {service}, which is handed the {sockets} and reads that {unit} and all later ones itself.",
            capitalized(doors(&silent))
        )
    } else {
        format!(
            "Your program, on {}. There are no connections on {}: your program reads there directly. Whichever is used first makes {socket} start {service}, which is handed all of them.",
            doors(&calls),
            doors(&silent)
        )
    };
    Some(Point { topic: Topic::Accepting, title: "Who calls accept()".to_owned(), text })
}

/// What arrives at listeners without connections.
fn unit_of_arrival(listeners: &[&Listener]) -> &'static str {
    let is_datagram = |listener: &&Listener| {
        matches!(
            listener.kind,
            ListenerKind::Udp | ListenerKind::UnixDatagram | ListenerKind::VsockDatagram
        )
    };
    if listeners.iter().all(is_datagram) { "datagram" } else { "message" }
}

/// Claims: descriptors-in-order, stdin-is-the-connection.
pub(super) fn descriptor(facts: &Facts) -> Option<Point> {
    let (title, text) = match facts.style {
        Style::Inetd => ("What stdin is", inetd(facts)),
        Style::Aware => ("What file descriptor 3 is", aware(facts)?),
    };
    Some(Point { topic: Topic::Descriptor, title: title.to_owned(), text })
}

/// Claims: stdin-is-the-connection, stdin-is-the-listening-socket, stderr-follows-stdout, stderr-of-a-listening-socket,
/// one-stdin.
fn inetd(facts: &Facts) -> String {
    if let Some(obstacle) = obstacle_to_style(facts.activation, Style::Inetd) {
        return format!("Nothing that works: {obstacle}.");
    }
    let stream = |key, inherited: &str| {
        let value = facts.activation.value(Lens::service(key)).filter(|value| *value != "inherit");
        value.unwrap_or(inherited).to_owned()
    };
    let output = stream("StandardOutput", "socket");
    let error = stream("StandardError", &output);
    let answers = output == "socket";
    let mut text = if facts.accept {
        if answers {
            "stdin and stdout are the connection: what your program reads comes from its caller, and what it prints goes back.".to_owned()
        } else {
            format!(
                "stdin is the connection: your program reads from it and answers on it too, for stdout goes to {}.",
                destination(&output)
            )
        }
    } else {
        let listener = &facts.listeners[0];
        let (what, how) = if listener.kind.has_connections() {
            ("listening socket", "calls `accept()` on")
        } else {
            ("socket", "reads from")
        };
        let stdout = match (answers, error.as_str()) {
            (true, "socket") => {
                "stdout and stderr are the same socket: what it prints there is lost.".to_owned()
            }
            (true, error) => format!(
                "stdout is the same socket: what it prints there is lost. stderr goes to {}.",
                destination(error)
            ),
            (false, _) => format!("What it prints goes to {}.", destination(&output)),
        };
        format!(
            "The {what} of {} itself: your program {how} file descriptor 0. {stdout}",
            door(listener)
        )
    };
    if facts.accept && answers {
        text.push_str(&match error.as_str() {
            "socket" => {
                " So do its warnings on stderr, unless `StandardError=journal` keeps them from the caller.".to_owned()
            }
            error => format!(" stderr goes to {}.", destination(error)),
        });
    }
    text.push_str(" There is no `LISTEN_FDS`: `sd_listen_fds()` finds nothing.");
    text
}

fn destination(output: &str) -> String {
    match output {
        "journal" => "the journal".to_owned(),
        "null" => "nobody".to_owned(),
        other => code(other),
    }
}

/// Claims: descriptors-in-order, sockets-of-several-units, output-alone-takes-the-socket, environment-hides-listen-fds.
fn aware(facts: &Facts) -> Option<String> {
    for key in ["StandardOutput", "StandardError"] {
        if facts.activation.value(Lens::service(key)) == Some("socket") {
            return Some(format!(
                "Nothing: `{key}=socket` takes the socket, so `LISTEN_FDS` is not set and `sd_listen_fds()` finds nothing."
            ));
        }
    }
    let name = facts.activation.value(Lens::socket("FileDescriptorName"));
    let mut text = if facts.accept { connection(facts, name) } else { listening(facts, name) };
    let others = other_sockets(facts);
    if !others.is_empty() {
        text.push_str(&format!(
            " `Sockets=` adds those of {}; which come first is not defined, so go by the names.",
            enumerate(&others)
        ));
    }
    if let Some(variable) = overridden(facts) {
        text.push_str(&format!(
            " But `Environment=` sets {}, which hides systemd's own.",
            code(&variable)
        ));
    }
    Some(text)
}

/// Claims: one-instance-for-each-connection, name-of-an-accepted-connection.
fn connection(facts: &Facts, name: Option<&str>) -> String {
    let name = name.filter(|_| facts.version >= Version(257)).unwrap_or("connection");
    let is_remote =
        |listener: &Listener| listener.kind.is_ip() || listener.kind == ListenerKind::VsockStream;
    let caller = if facts.listeners.iter().any(is_remote) {
        " `REMOTE_ADDR` and `REMOTE_PORT` say who calls."
    } else {
        ""
    };
    format!(
        "One connection, already accepted: read and write it. Its environment says `LISTEN_FDS=1` and {}.{caller}",
        assignment("LISTEN_FDNAMES", name)
    )
}

/// Claims: descriptors-in-order, one-name-for-a-unit.
fn listening(facts: &Facts, name: Option<&str>) -> String {
    let own = facts.activation.file_name(Role::Socket);
    let name = name.unwrap_or(&own);
    let count = facts.listeners.len();
    if let [listener] = facts.listeners.as_slice() {
        let (what, how) = if listener.kind.has_connections() {
            ("listening socket", "call `accept()` on it")
        } else {
            ("socket", "read from it")
        };
        return format!(
            "The {what} of {}: {how}. The environment says `LISTEN_FDS=1`, {}, and in `LISTEN_PID` the process it is meant for; `sd_listen_fds()` checks that.",
            door(listener),
            assignment("LISTEN_FDNAMES", name)
        );
    }
    let which = if count > 4 {
        format!("File descriptors 3 to {} are the listeners", count + 2)
    } else {
        let each = facts.listeners.iter().zip(3..);
        enumerate(
            &each
                .map(|(listener, fd)| format!("fd {fd} is {}", door(listener)))
                .collect::<Vec<_>>(),
        )
    };
    let all = if count == 2 { "Both" } else { "All" };
    format!(
        "{which}, in the order of their lines: `LISTEN_FDS={count}`. {all} have the same name in `LISTEN_FDNAMES`, {}, so tell them apart by that order.",
        code(name)
    )
}

/// Other socket units whose sockets the service is handed too.
fn other_sockets(facts: &Facts) -> Vec<String> {
    let own = facts.activation.file_name(Role::Socket);
    let lists = facts.activation.list(Lens::service("Sockets"));
    let words = lists.iter().flat_map(|assignment| assignment.value.split_whitespace());
    words
        .filter(|word| *word != own && *word != "%N.socket" && *word != "%p.socket")
        .map(code)
        .collect()
}

/// A variable of systemd's that `Environment=` sets.
fn overridden(facts: &Facts) -> Option<String> {
    let lists = facts.activation.list(Lens::service("Environment"));
    let mut names = lists
        .iter()
        .filter_map(|assignment| environment::read(assignment.value, facts.version).ok())
        .flatten()
        .map(|(name, _)| name);
    names.find(|name| matches!(name.as_str(), "LISTEN_FDS" | "LISTEN_PID" | "LISTEN_FDNAMES"))
}

/// Claims: one-instance-for-each-connection, max-connections, first-call-starts-the-service, both-enabled.
pub(super) fn processes(facts: &Facts) -> Option<Point> {
    let Facts { service, .. } = facts;
    let text = if facts.accept {
        let most = match max_connections(facts.activation) {
            0 => String::new(),
            1 => ", one at a time".to_owned(),
            most => format!(", at most {most} at once"),
        };
        format!(
            "One for each connection{most}, which runs until the program ends. Before the first call none runs."
        )
    } else {
        let all = match facts.listeners.iter().any(|listener| listener.kind.has_connections()) {
            true => "all callers",
            false => "everything that arrives",
        };
        let until = match facts.wanted_by(Role::Service).is_empty() {
            true => "Until the first call none runs.",
            false => "Where it is enabled it runs before the first call, too.",
        };
        format!("One for {all}: {service} runs {} once. {until}", facts.program())
    };
    Some(Point { topic: Topic::Processes, title: "How many processes".to_owned(), text })
}

/// Claims: instance-names.
pub(super) fn instance_names(facts: &Facts) -> Option<Point> {
    let listener = facts.listeners.iter().find(|listener| listener.kind.has_connections());
    let listener = listener.filter(|_| facts.accept)?;
    let (caller, mut parts) = sample(listener);
    let connection = Connection { number: 0, cookie: Some(4242), caller };
    let name = instance_name(facts.activation, listener, &connection)?;
    if facts.version >= Version(258) {
        parts.insert(0, "the kernel's cookie for it");
    }
    let parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
    let prefix = facts.activation.name().split('@').next().unwrap_or_default();
    Some(Point {
        topic: Topic::InstanceNames,
        title: "What the instances are called".to_owned(),
        text: format!(
            "The first caller gets for example {}: the number of the call, counted from 0, then {}. {} shows what all of them wrote.",
            code(&name.to_string()),
            enumerate(&parts),
            code(&format!("journalctl -u '{prefix}@*'"))
        ),
    })
}

/// An example caller, and what its part of the name is made of.
///
/// Claims: instance-names.
fn sample(listener: &Listener) -> (Caller, Vec<&'static str>) {
    const PORT: u16 = 51234;
    match listener.kind {
        ListenerKind::VsockStream => (
            Caller::Vsock { local: Some(2), remote: Some(3), port: Some(PORT.into()) },
            vec!["the address called", "the caller's"],
        ),
        ListenerKind::Tcp => {
            let called = listener.place.ip().and_then(|(ip, _)| ip);
            let local = match called {
                None => IpAddr::V4(Ipv4Addr::LOCALHOST),
                Some(IpAddr::V4(ip)) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
                Some(IpAddr::V6(ip)) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
                Some(ip) => ip,
            };
            let remote = match local {
                local if local.is_loopback() => local,
                IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)),
                IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7)),
            };
            (
                Caller::Ip { local, remote, port: Some(PORT) },
                vec!["the address called", "the caller's"],
            )
        }
        _ => (
            Caller::Unix { pid: Some(1234), pidfd_id: Some(5678), uid: Some(1000) },
            vec!["the caller's process ID", "user ID"],
        ),
    }
}
