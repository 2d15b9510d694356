//! Who can reach the program, and as whom it runs.

use super::words::{assignment, capitalized, code, doors, enumerate};
use super::{Facts, Point, Topic};
use crate::activation::{Lens, Listener, ListenerKind, Scope, Vanishing, vanishing};
use crate::value::{boolean, mode};
use std::net::{IpAddr, Ipv4Addr};

const SOCKET_MODE: Lens = Lens::socket("SocketMode");

/// Claims: runtime-directory-takes-the-socket, runtime-directory-of-instances.
pub(super) fn vanishing_path(facts: &Facts) -> Option<Point> {
    let Vanishing { path, directory, outlives_restart, .. } = vanishing(facts.activation)?;
    let when = match (outlives_restart, facts.accept) {
        (_, true) => "instance ends",
        (true, false) => "stops (a restart spares it)",
        (false, false) => "stops or restarts",
    };
    let who = if facts.accept { format!("an {when}") } else { format!("{} {when}", facts.service) };
    let elsewhere = format!("/run/{}.sock", facts.activation.name());
    let elsewhere = match path == elsewhere || facts.activation.scope() == Scope::User {
        true => String::new(),
        false => format!(", for example {}", code(&elsewhere)),
    };
    Some(Point {
        topic: Topic::VanishingPath,
        title: "A socket that vanishes".to_owned(),
        text: format!(
            "{} lies in {}, which systemd deletes when {who}: from then on nobody finds the socket. Put it outside{elsewhere}, or set `RuntimeDirectoryPreserve=yes`.",
            code(&path),
            assignment("RuntimeDirectory", &directory)
        ),
    })
}

/// Claims: low-port-without-root, program-binds-again.
pub(super) fn low_ports(facts: &Facts) -> Option<Point> {
    let low: Vec<&Listener> = facts
        .listeners
        .iter()
        .filter(|listener| listener.place.ip().is_some_and(|(_, port)| port < 1024))
        .collect();
    if low.is_empty() {
        return None;
    }
    let (doors, program) = (doors(&low), facts.program());
    let it = if low.len() > 1 { "them" } else { "it" };
    let text = match (facts.user(), facts.has_dynamic_user()) {
        (None, false) => format!(
            "systemd opens {doors}, so {program} would not have to be root for {it}. It is: no other `User=` is set."
        ),
        (Some(user), _) => format!(
            "systemd opens {doors}, so {program} runs as {} from its first instruction and never needs root. It must not bind {it} itself.",
            code(user)
        ),
        (None, true) => format!(
            "systemd opens {doors}, so {program} runs as a user made for it (`DynamicUser=`) from its first instruction and never needs root. It must not bind {it} itself."
        ),
    };
    let title = if low.len() > 1 {
        "Ports below 1024 without root"
    } else {
        "A port below 1024 without root"
    };
    Some(Point { topic: Topic::LowPorts, title: title.to_owned(), text })
}

/// Claims: who-reaches-an-address, address-not-there, addresses-that-are-always-there.
pub(super) fn addresses(facts: &Facts) -> Option<Point> {
    let mut wide = Vec::new();
    let (mut local, mut four, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for listener in &facts.listeners {
        match listener.place.ip().map(|(ip, _)| ip.map(|ip| ip.to_canonical())) {
            Some(Some(ip)) if ip.is_loopback() => local.push(listener),
            Some(Some(IpAddr::V4(ip))) if ip.is_unspecified() => four.push(listener),
            Some(None) => wide.push(listener),
            Some(Some(ip)) if ip.is_unspecified() => wide.push(listener),
            // These need no address of the machine.
            Some(Some(ip)) if ip.is_multicast() => {}
            Some(Some(IpAddr::V4(Ipv4Addr::BROADCAST))) if listener.kind == ListenerKind::Udp => {}
            Some(Some(_)) => own.push(listener),
            None => {}
        }
    }
    let mut text = Vec::new();
    if !wide.is_empty() {
        let doors = capitalized(doors(&wide));
        let are = if wide.len() > 1 { "are" } else { "is" };
        text.push(match ipv6_only(facts) {
            Some(true) => format!("{doors} {are} open on every IPv6 address; IPv4 callers are refused (`BindIPv6Only=`)."),
            Some(false) => format!("{doors} {are} open on every address of the machine, IPv4 and IPv6."),
            None => format!(
                "{doors} {are} open on every address of the machine: IPv6, and IPv4 unless the kernel's `net.ipv6.bindv6only` is set (`BindIPv6Only=both` makes sure)."
            ),
        });
    }
    if !four.is_empty() {
        text.push(format!("{} takes IPv4 callers only.", capitalized(doors(&four))));
    }
    if !local.is_empty() {
        text.push(format!("Only programs on the machine itself reach {}.", doors(&local)));
    }
    if !own.is_empty() {
        let doors = doors(&own);
        let early = ["FreeBind", "Transparent"];
        let early = early.into_iter().find(|key| facts.activation.is_on(Lens::socket(key)));
        text.push(match early {
            Some(key) => format!(
                "{} can be opened at boot before the machine has the address (`{key}=yes`).",
                capitalized(doors)
            ),
            None => format!(
                "{} can only be opened when the machine has the address already, which at boot may come later: `FreeBind=yes` does not wait for it.",
                capitalized(doors)
            ),
        });
    }
    (!text.is_empty()).then(|| Point {
        topic: Topic::Addresses,
        title: "From where one can call".to_owned(),
        text: text.join(" "),
    })
}

/// Whether IPv6 sockets leave out IPv4; `None` where the kernel's setting decides.
fn ipv6_only(facts: &Facts) -> Option<bool> {
    match facts.activation.value(Lens::socket("BindIPv6Only")) {
        Some("both") => Some(false),
        Some("ipv6-only") => Some(true),
        Some(value) => boolean::read(value).ok(),
        None => None,
    }
}

/// Claims: mode-of-a-socket-file, socket-mode-by-default, remove-on-stop.
pub(super) fn socket_file(facts: &Facts) -> Option<Point> {
    let files: Vec<&Listener> =
        facts.listeners.iter().filter(|listener| listener.node().is_some()).collect();
    if files.is_empty() {
        return None;
    }
    let doors = doors(&files);
    let mode = facts.activation.value(SOCKET_MODE).and_then(|mode| mode::read(mode).ok());
    let bits = mode.map_or(0o666, |mode| mode.bits());
    let user = facts.activation.value(Lens::socket("SocketUser"));
    let group = facts.activation.value(Lens::socket("SocketGroup"));
    let is_own = facts.activation.scope() == Scope::User;
    let own_group = match (group, user) {
        (Some(group), _) => format!("group {}", code(group)),
        (None, Some(user)) => format!("the login group of {}", code(user)),
        (None, None) if is_own => "your group".to_owned(),
        (None, None) => "group `root`".to_owned(),
    };
    let mut who = vec!["root".to_owned()];
    if bits & 0o200 != 0 {
        match user {
            Some(user) if user != "root" => who.push(format!("user {}", code(user))),
            None if is_own => who.push("you".to_owned()),
            _ => {}
        }
    }
    if bits & 0o020 != 0 {
        who.push(own_group);
    }
    let because = match facts.activation.value(SOCKET_MODE) {
        Some(mode) => assignment("SocketMode", mode),
        None => "`SocketMode=` is 0666 unless set".to_owned(),
    };
    let who = match bits & 0o002 != 0 {
        true => format!("Every user of the machine may call on {doors}"),
        false => format!("Only {} may call on {doors}", enumerate(&who)),
    };
    let (them, remain) =
        if files.len() > 1 { ("the files", "remain") } else { ("the file", "remains") };
    let after = if facts.activation.is_on(Lens::socket("RemoveOnStop")) {
        format!("When {} stops, systemd removes {}.", facts.socket, them)
    } else {
        format!(
            "When {} stops, {them} {remain}, with nobody behind: `RemoveOnStop=yes` clears that up.",
            facts.socket
        )
    };
    Some(Point {
        topic: Topic::SocketFile,
        title: "Who may call".to_owned(),
        text: format!("{who} ({because}). {after}"),
    })
}

/// Claims: missing-accounts, dynamic-user-and-its-socket.
pub(super) fn users(facts: &Facts) -> Option<Point> {
    let value = |lens| facts.activation.value(lens).filter(|name| needs_account(name));
    let door = accounts(value(Lens::socket("SocketUser")), value(Lens::socket("SocketGroup")));
    let dynamic = facts.has_dynamic_user();
    let mut text = Vec::new();
    if dynamic
        && let Some(name) = dynamic_name(facts)
        && door.iter().any(|account| account.ends_with(&code(&name)))
    {
        text.push(format!(
            "{} is made when {} starts (`DynamicUser=`) and gone when it stops, but {} needs it before that: give `SocketUser=` and `SocketGroup=` names that always exist.",
            code(&name),
            facts.service,
            facts.socket
        ));
    } else if !door.is_empty() {
        text.push(format!(
            "{} can only be opened once {} exist{}.",
            facts.socket,
            enumerate(&door),
            if door.len() > 1 { "" } else { "s" }
        ));
    }
    let service = accounts(value(Lens::service("User")), value(Lens::service("Group")));
    let missing: Vec<String> =
        service.into_iter().filter(|account| !door.contains(account)).collect();
    if !dynamic && !missing.is_empty() {
        let status = if missing[0].starts_with("user") { "217/USER" } else { "216/GROUP" };
        let end = if facts.accept {
            "every call ends at once".to_owned()
        } else {
            format!("the first call brings down {} too", facts.socket)
        };
        text.push(format!(
            "Without {} the program cannot be started ({}), and {end}.",
            enumerate(&missing),
            code(status)
        ));
    }
    (!text.is_empty()).then(|| Point {
        topic: Topic::Users,
        title: "Who has to exist".to_owned(),
        text: text.join(" "),
    })
}

fn accounts(user: Option<&str>, group: Option<&str>) -> Vec<String> {
    let user = user.map(|name| format!("user {}", code(name)));
    let group = group.map(|name| format!("group {}", code(name)));
    user.into_iter().chain(group).collect()
}

/// Whether a name has to be looked up: a number does not, and root is always there.
fn needs_account(name: &str) -> bool {
    name != "root" && !name.bytes().all(|b| b.is_ascii_digit())
}

/// What the user made for the service is called, if that is plain to see.
fn dynamic_name(facts: &Facts) -> Option<String> {
    match facts.activation.value(Lens::service("User")) {
        Some(user) => Some(user.to_owned()),
        None if facts.accept => None,
        None => Some(facts.activation.name().to_owned()),
    }
}
