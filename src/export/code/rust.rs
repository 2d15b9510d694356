//! What the Rust programs have besides their texts: a type for each kind of socket, and a manifest.

use super::{About, Door, Spec};
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
                door.send_to(ANSWER.as_bytes(), caller)?;
                Ok(())"
            }
            "UnixDatagram" => {
                "\
                let (_, caller) = door.recv_from(&mut [0; 65536])?;
                if let Some(path) = caller.as_pathname() {
                    door.send_to(ANSWER.as_bytes(), path)?;
                }
                Ok(())"
            }
            _ => {
                "\
                door.set_nonblocking(true)?;
                let (caller, _) = door.accept()?;
                caller.set_read_timeout(Some(Duration::from_secs(10)))?;
                thread::Builder::new().spawn_scoped(calls, move || talk(&caller, &caller))?;
                Ok(())"
            }
        };
        format!("            Door::{name}(door) => {{\n                {body}\n            }}")
    }
}

/// Fills in what the text has for each kind of socket that is there.
pub(super) fn filled(spec: &Spec, text: String) -> String {
    let kinds = kinds(spec);
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
fn kinds(spec: &Spec) -> Vec<&'static Kind> {
    let is_there = |kind: &&Kind| spec.doors.iter().any(|door| kind_of(door).name == kind.name);
    KINDS.iter().filter(is_there).collect()
}

/// A socket, passed or opened by itself.
pub(super) fn door(spec: &Spec, door: &Door, number: usize) -> String {
    let Kind { name, take, .. } = kind_of(door);
    let opened = opened(door, "            ");
    match spec.aware {
        true => format!(
            "        Door::{name}(match passed.{take}({number})? {{\n            Some(door) => door,\n            None => {opened},\n        }}),"
        ),
        false => format!(
            "        Door::{name}(match rustix::net::sockopt::socket_type(io::stdin()) {{\n            Ok(_) => io::stdin().as_fd().try_clone_to_owned()?.into(),\n            Err(_) => {opened},\n        }}),"
        ),
    }
}

/// The same for tokio, with what serves there.
pub(super) fn door_of_tokio(_: &Spec, door: &Door, number: usize) -> String {
    let Kind { path, take, .. } = kind_of(door);
    let opened = opened(door, "        ");
    let of_tokio = match door.is_unix() {
        true => "tokio::net::UnixListener",
        false => "tokio::net::TcpListener",
    };
    format!(
        "    let door: {path} = match passed.{take}({number})? {{\n        Some(door) => door,\n        None => {opened},\n    }};\n    door.set_nonblocking(true)?;\n    servers.spawn(serve({of_tokio}::from_std(door)?, app.clone(), leaves.clone()));"
    )
}

/// The socket opened by itself, as an expression on a line indented by `indent`.
fn opened(door: &Door, indent: &str) -> String {
    let path = kind_of(door).path;
    match &door.place {
        Place::File(at) => format!(
            "{{\n{indent}    std::fs::remove_file(\"{at}\").ok();\n{indent}    {path}::bind(\"{at}\")?\n{indent}}}"
        ),
        Place::Abstract(at) => format!(
            "{path}::bind_addr(&<std::os::unix::net::SocketAddr as std::os::linux::net::SocketAddrExt>::from_abstract_name(\"{at}\")?)?"
        ),
        _ => format!("{path}::bind(\"{}\")?", door.joined("[::]")),
    }
}

/// What there is to say of a program in Rust with this manifest.
pub(super) fn about(spec: &Spec, manifest: String) -> About {
    let Spec { stem, path, .. } = spec;
    About {
        file: "src/main.rs".to_owned(),
        beside: vec![("Cargo.toml".to_owned(), manifest)],
        build: format!("cargo build --release && sudo install target/release/{stem} {path}"),
        run: format!("target/release/{stem}"),
        exec_start: path.clone(),
        ..About::default()
    }
}

/// The `Cargo.toml` beside the program.
pub(super) fn manifest(spec: &Spec) -> String {
    let mut needs = Vec::new();
    if spec.aware {
        needs.push("listenfd = \"1\"");
    }
    if spec.listening {
        needs.push(match spec.aware {
            true => "rustix = { version = \"1\", features = [\"event\"] }",
            false => "rustix = { version = \"1\", features = [\"event\", \"net\"] }",
        });
        needs.push("signal-hook = \"0.3\"");
    }
    manifest_of(spec, needs)
}

/// The same for axum.
pub(super) fn manifest_of_axum(spec: &Spec) -> String {
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\", \"signal\", \"sync\", \"time\"] }";
    manifest_of(spec, vec!["axum = \"0.8\"", "listenfd = \"1\"", tokio])
}

fn manifest_of(spec: &Spec, mut needs: Vec<&str>) -> String {
    if spec.notify {
        needs.push("sd-notify = \"0.4\"");
    }
    needs.sort_unstable();
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{}\n",
        spec.stem,
        needs.join("\n")
    )
}
