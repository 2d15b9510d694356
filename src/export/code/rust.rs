//! What the Rust program has besides its text: a type for each kind of socket, and a manifest.

use super::{Case, Door};
use crate::activation::Place;

/// A kind of socket in Rust.
struct Kind {
    name: &'static str,
    path: &'static str,
    take: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind { name: "Tcp", path: "std::net::TcpListener", take: "take_tcp_listener" },
    Kind { name: "Unix", path: "std::os::unix::net::UnixListener", take: "take_unix_listener" },
    Kind { name: "Udp", path: "std::net::UdpSocket", take: "take_udp_socket" },
    Kind {
        name: "UnixDatagram",
        path: "std::os::unix::net::UnixDatagram",
        take: "take_unix_datagram",
    },
];

impl Kind {
    /// How a caller of this kind is taken, as an arm of a `match`.
    fn serves(&self) -> String {
        let name = self.name;
        let body = match name {
            "Udp" => {
                "\
                let (_, caller) = door.recv_from(&mut [0; 65536])?;
                door.send_to(ANSWER, caller)?;
                Ok(())"
            }
            "UnixDatagram" => {
                "\
                let (_, caller) = door.recv_from(&mut [0; 65536])?;
                if let Some(path) = caller.as_pathname() {
                    door.send_to(ANSWER, path)?;
                }
                Ok(())"
            }
            _ => {
                "\
                door.set_nonblocking(true)?;
                let (caller, _) = door.accept()?;
                caller.set_read_timeout(Some(Duration::from_secs(10)))?;
                talk(caller)"
            }
        };
        format!("            Door::{name}(door) => {{\n                {body}\n            }}")
    }
}

/// Fills in what the text has for each kind of socket that is there.
pub(super) fn filled(case: &Case, text: String) -> String {
    let kinds = kinds(case);
    let each = |write: &dyn Fn(&Kind) -> String| {
        kinds.iter().map(|kind| write(kind)).collect::<Vec<_>>().join("\n")
    };
    text.replace("{{variants}}", &each(&|kind| format!("    {}({}),", kind.name, kind.path)))
        .replace(
            "{{fds}}",
            &each(&|kind| format!("            Door::{}(door) => door.as_fd(),", kind.name)),
        )
        .replace("{{serves}}", &each(&Kind::serves))
}

fn kind_of(door: &Door) -> &'static Kind {
    &KINDS[usize::from(door.is_unix()) + 2 * usize::from(door.is_datagram)]
}

/// The kinds that are there, each once.
fn kinds(case: &Case) -> Vec<&'static Kind> {
    let is_there = |kind: &&Kind| case.doors.iter().any(|door| kind_of(door).name == kind.name);
    KINDS.iter().filter(is_there).collect()
}

/// A socket, passed or opened by itself.
pub(super) fn door(case: &Case, door: &Door, number: usize) -> String {
    let Kind { name, path, take, .. } = kind_of(door);
    let opened = match &door.place {
        Place::File(at) => format!(
            "{{\n                std::fs::remove_file(\"{at}\").ok();\n                {path}::bind(\"{at}\")?\n            }}"
        ),
        Place::Abstract(at) => format!(
            "{path}::bind_addr(&<std::os::unix::net::SocketAddr as std::os::linux::net::SocketAddrExt>::from_abstract_name(\"{at}\")?)?"
        ),
        _ => format!("{path}::bind(\"{}\")?", door.joined("[::]")),
    };
    match case.aware {
        true => format!(
            "        Door::{name}(match passed.{take}({number})? {{\n            Some(door) => door,\n            None => {opened},\n        }}),"
        ),
        false => format!(
            "        Door::{name}(match rustix::net::sockopt::socket_type(io::stdin()) {{\n            Ok(_) => io::stdin().as_fd().try_clone_to_owned()?.into(),\n            Err(_) => {opened},\n        }}),"
        ),
    }
}

/// The `Cargo.toml` beside the program.
pub(super) fn manifest(case: &Case) -> String {
    let mut text = format!(
        "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n",
        case.stem
    );
    if case.aware {
        text += "listenfd = \"1\"\n";
    }
    if case.listening {
        let features = if case.aware { "\"event\"" } else { "\"event\", \"net\"" };
        text += &format!("rustix = {{ version = \"1\", features = [{features}] }}\n");
    }
    if case.notify {
        text += "sd-notify = \"0.4\"\n";
    }
    if case.listening {
        text += "signal-hook = \"0.3\"\n";
    }
    text
}
