//! Programs: for each language a small, whole one that takes the sockets of these units in the right way.
//!
//! A program answers each caller with a line. It takes what systemd passes after it has seen that it is there and meant for
//! it, opens the same sockets by itself when it is started by hand, finishes the caller whom it serves when it is told to
//! end, says `READY=1` where the unit waits for that, and leaves when nobody calls where the unit lets it.
//! `tests/real/tests/code.rs` builds all of them and runs them under systemd.
//!
//! The texts are in `code/<language>.txt`. A line `@if WORD …` begins lines that are there when all words hold (`!WORD`: does
//! not hold), up to `@end`; `{{word}}` stands for a value. Source: sd_listen_fds(3), sd_notify(3), systemd-socket-activate(1).

use super::opened;
use crate::activation::{Activation, Lens, ListenerKind, Style, listeners, style};
use crate::value::address::Address;
use crate::value::command;
use std::net::IpAddr;

/// A program, and what to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its files: name and text.
    pub files: Vec<(String, String)>,
    /// The command that installs what it needs; empty where nothing is needed.
    pub needs: String,
    /// The command that builds it and puts it where the unit expects it.
    pub build: String,
    /// What `ExecStart=` has to say.
    pub exec_start: String,
    /// The command that tries it without installing anything; none where no single one can.
    pub try_it: Option<String>,
}

/// A language.
pub struct Language {
    /// What it is called.
    pub name: &'static str,
    text: &'static str,
    /// Why there is no program for these units, if there is none.
    obstacle: fn(&Case) -> Option<&'static str>,
    /// A socket as the program opens it by itself.
    door: fn(&Case, &Door, usize) -> String,
    /// The name of its file, the command for what it needs, the one that builds it, and what runs it.
    about: fn(&Case) -> [String; 4],
}

/// All languages there is a program for.
pub static LANGUAGES: [Language; 10] = [
    Language {
        name: "C",
        text: include_str!("code/c.txt"),
        obstacle: |_| None,
        door: |_, door, _| {
            let kind = if door.is_datagram { "SOCK_DGRAM" } else { "SOCK_STREAM" };
            format!("    {{{kind}, \"{}\", {}}},", door.host("::"), door.port())
        },
        about: |case| {
            let Case { stem, path, .. } = case;
            [
                format!("{stem}.c"),
                "sudo apt-get install gcc libsystemd-dev".to_owned(),
                format!("gcc -O2 -Wall -o {stem} {stem}.c -lsystemd && sudo install {stem} {path}"),
                format!("./{stem}"),
            ]
        },
    },
    Language {
        name: "Go",
        text: include_str!("code/go.txt"),
        obstacle: |_| None,
        door: |_, door, _| {
            let network = match (door.is_unix(), door.is_datagram) {
                (true, false) => "unix",
                (true, true) => "unixgram",
                (false, false) => "tcp",
                (false, true) => "udp",
            };
            format!("\t{{\"{network}\", \"{}\"}},", door.joined(""))
        },
        about: |case| {
            let Case { stem, path, .. } = case;
            let module = if case.uses_library() {
                "go get github.com/coreos/go-systemd/v22 && "
            } else {
                ""
            };
            [
                "main.go".to_owned(),
                "sudo apt-get install golang-go".to_owned(),
                format!(
                    "go mod init {stem} && {module}go build -o {stem} . && sudo install {stem} {path}"
                ),
                format!("./{stem}"),
            ]
        },
    },
    Language {
        name: "Python",
        text: include_str!("code/python.txt"),
        obstacle: |_| None,
        door: |_, door, _| {
            let kind = if door.is_datagram { "SOCK_DGRAM" } else { "SOCK_STREAM" };
            let (family, at) = match &door.address {
                Address::Path(path) => ("AF_UNIX", format!("\"{path}\"")),
                Address::Abstract(name) => ("AF_UNIX", format!("\"\\0{name}\"")),
                _ => (door.family(), format!("(\"{}\", {})", door.host("::"), door.port())),
            };
            format!("    (socket.{family}, socket.{kind}, {at}),")
        },
        about: |case| script(case, "py", "python3"),
    },
    Language {
        name: "Node.js",
        text: include_str!("code/node.txt"),
        obstacle: |case| {
            if case.notify {
                Some(
                    "Node.js cannot tell systemd that it is ready without a package: write `Type=simple` or `Type=exec`",
                )
            } else if case.doors.iter().any(|door| door.is_datagram && door.is_unix()) {
                Some("Node.js knows no Unix datagram sockets")
            } else if !case.aware && case.doors.iter().any(|door| door.is_datagram) {
                Some("Node.js does not take datagrams from stdin: choose “Socket-aware”")
            } else {
                None
            }
        },
        door: |_, door, _| match (&door.address, door.is_datagram) {
            (Address::Path(path), _) => format!("  {{ at: {{ path: \"{path}\" }} }},"),
            (Address::Abstract(name), _) => format!("  {{ at: {{ path: \"\\0{name}\" }} }},"),
            (_, false) => {
                format!("  {{ at: {{ host: \"{}\", port: {} }} }},", door.host("::"), door.port())
            }
            (_, true) => {
                let kind = if door.family() == "AF_INET" { "udp4" } else { "udp6" };
                format!(
                    "  {{ kind: \"{kind}\", at: {{ address: \"{}\", port: {} }} }},",
                    door.host("::"),
                    door.port()
                )
            }
        },
        about: |case| script(case, "js", "nodejs"),
    },
    Language {
        name: "Rust",
        text: include_str!("code/rust.txt"),
        obstacle: |_| None,
        door: rust_door,
        about: |case| {
            let Case { stem, path, .. } = case;
            [
                "src/main.rs".to_owned(),
                String::new(),
                format!("cargo build --release && sudo install target/release/{stem} {path}"),
                format!("target/release/{stem}"),
            ]
        },
    },
    Language {
        name: "Java",
        text: include_str!("code/java.txt"),
        obstacle: |case| {
            let is_plain = |door: &Door| {
                matches!(door.address, Address::Path(_)) && !door.is_datagram || !door.is_unix()
            };
            if case.aware {
                Some(
                    "Java takes a socket only from stdin (`System.inheritedChannel()`): choose “stdin / stdout”",
                )
            } else if case.notify {
                Some(
                    "Java cannot tell systemd that it is ready without a library: write `Type=simple` or `Type=exec`",
                )
            } else if !case.doors.iter().all(is_plain) {
                Some("Java knows neither abstract names nor Unix datagram sockets")
            } else {
                None
            }
        },
        door: |_, door, _| match (&door.address, door.is_datagram) {
            (Address::Path(path), _) => format!(
                "        Files.deleteIfExists(Path.of(\"{path}\"));\n        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(\"{path}\"));"
            ),
            (_, datagram) => format!(
                "        return {}.open().bind(new InetSocketAddress(\"{}\", {}));",
                if datagram { "DatagramChannel" } else { "ServerSocketChannel" },
                door.host("::"),
                door.port()
            ),
        },
        about: |case| {
            let stem = &case.stem;
            [
                "Main.java".to_owned(),
                "sudo apt-get install default-jdk-headless".to_owned(),
                format!(
                    "javac -d classes Main.java && jar --create --file {stem}.jar --main-class Main -C classes . && sudo install -m 644 {stem}.jar /usr/local/lib/{stem}.jar"
                ),
                format!("java -jar {stem}.jar"),
            ]
        },
    },
    Language {
        name: "Ruby",
        text: include_str!("code/ruby.txt"),
        obstacle: |_| None,
        door: |_, door, _| match &door.address {
            Address::Path(path) => format!(
                "  Addrinfo.unix(\"{path}\"{}),",
                if door.is_datagram { ", :DGRAM" } else { "" }
            ),
            Address::Abstract(name) => format!(
                "  Addrinfo.unix(\"\\0{name}\"{}),",
                if door.is_datagram { ", :DGRAM" } else { "" }
            ),
            _ => format!(
                "  Addrinfo.{}(\"{}\", {}),",
                if door.is_datagram { "udp" } else { "tcp" },
                door.host("::"),
                door.port()
            ),
        },
        about: |case| script(case, "rb", "ruby"),
    },
    Language {
        name: "Perl",
        text: include_str!("code/perl.txt"),
        obstacle: |_| None,
        door: |_, door, _| {
            let kind = if door.is_datagram { "SOCK_DGRAM" } else { "SOCK_STREAM" };
            let at = match &door.address {
                Address::Path(path) => format!("pack_sockaddr_un('{path}')"),
                Address::Abstract(name) => format!("pack_sockaddr_un(\"\\0\" . '{name}')"),
                _ => {
                    let family = door.family();
                    let pack =
                        if family == "AF_INET" { "pack_sockaddr_in" } else { "pack_sockaddr_in6" };
                    format!("{pack}({}, inet_pton({family}, '{}'))", door.port(), door.host("::"))
                }
            };
            format!("    [{kind}, {at}],")
        },
        about: |case| script(case, "pl", "perl"),
    },
    Language {
        name: "PHP",
        text: include_str!("code/php.txt"),
        obstacle: |case| {
            if case.listening {
                Some(
                    "PHP cannot accept on a socket that it has not opened itself: choose `Accept=yes`",
                )
            } else if case.notify {
                Some(
                    "this small program does not tell systemd that it is ready: write `Type=simple` or `Type=exec`",
                )
            } else {
                None
            }
        },
        door: |_, _, _| String::new(),
        about: |case| script(case, "php", "php-cli"),
    },
    Language {
        name: "Shell",
        text: include_str!("code/shell.txt"),
        obstacle: |case| {
            if case.listening {
                Some("a shell cannot accept: choose `Accept=yes`")
            } else if case.aware {
                Some("a shell talks on stdin and stdout: choose “stdin / stdout”")
            } else if case.notify {
                Some("a script is ready when it runs: write `Type=simple` or `Type=exec`")
            } else {
                None
            }
        },
        door: |_, _, _| String::new(),
        about: |case| script(case, "sh", ""),
    },
];

/// After how many seconds without a call a program leaves, where its unit lets it.
pub const IDLE: u32 = 600;

/// The program of `language` for these units.
///
/// # Errors
/// When there is none: why, and what to choose instead.
pub fn program(activation: &Activation, language: &Language) -> Result<Program, String> {
    let case = Case::of(activation)?;
    if let Some(obstacle) = (language.obstacle)(&case) {
        return Err(obstacle.to_owned());
    }
    let [file, needs, build, run] = (language.about)(&case);
    let mut files = vec![(file, filled(&case, language))];
    if language.name == "Rust" {
        files.insert(0, ("Cargo.toml".to_owned(), manifest(&case)));
    }
    let exec_start = match language.name {
        "Java" => format!("/usr/bin/java -jar /usr/local/lib/{}.jar", case.stem),
        _ => case.path.clone(),
    };
    Ok(Program { files, needs, build, exec_start, try_it: try_it(&case, &run) })
}

/// What the programs have to know of the units.
struct Case {
    /// The pair's name, of letters, digits and `-_.` alone.
    name: String,
    /// What the program is called, and where it is put.
    stem: String,
    path: String,
    /// Whether it accepts by itself; else it has one caller.
    listening: bool,
    /// Whether it asks for its sockets; else they are stdin.
    aware: bool,
    notify: bool,
    /// Whether it may leave when nobody calls.
    idle: bool,
    doors: Vec<Door>,
}

/// A socket.
struct Door {
    is_datagram: bool,
    address: Address,
}

/// Programs that run others: where one of them is in `ExecStart=`, it is not what is to be written.
const RUNNERS: [&str; 12] = [
    "sh", "bash", "dash", "env", "node", "nodejs", "python3", "python", "ruby", "perl", "php",
    "java",
];

impl Case {
    fn of(activation: &Activation) -> Result<Self, String> {
        let mut doors = Vec::new();
        for listener in listeners(activation) {
            let is_datagram = match listener.kind {
                ListenerKind::Tcp | ListenerKind::UnixStream => false,
                ListenerKind::Udp | ListenerKind::UnixDatagram => true,
                kind => {
                    return Err(format!(
                        "these programs are for TCP, UDP and Unix sockets; {} is passed as descriptor 3 too, and read as it is in any program",
                        kind.label()
                    ));
                }
            };
            let address = opened::address(activation, &listener);
            let address = address.filter(|address| is_plain(&address.to_string()));
            let Some(address) = address else {
                let value = &listener.value;
                return Err(format!(
                    "`{value}` is no address that could be written into a program: correct it first"
                ));
            };
            doors.push(Door { is_datagram, address });
        }
        if doors.is_empty() {
            return Err("the socket unit has no listener yet".to_owned());
        }
        let name = plain(activation.name());
        let command = activation.value(Lens::service("ExecStart")).unwrap_or_default();
        let given = match command::read(command, activation.target().version).as_deref() {
            Ok([command, ..]) => command.program.clone(),
            _ => String::new(),
        };
        let base = given.rsplit('/').next().unwrap_or_default().to_owned();
        let is_own =
            given.starts_with('/') && is_plain(&given) && !RUNNERS.contains(&base.as_str());
        let (stem, path) = match is_own {
            true => (base, given),
            false => (name.clone(), format!("/usr/local/bin/{name}")),
        };
        let restart = activation.value(Lens::service("Restart"));
        let kind = activation.value(Lens::service("Type"));
        let listening = !activation.accept();
        Ok(Self {
            name,
            stem,
            path,
            listening,
            aware: style(activation) == Style::Aware,
            notify: matches!(kind, Some("notify" | "notify-reload")),
            // One that is started again whatever happens would only leave and come back.
            idle: listening && !matches!(restart, Some("always" | "on-success")),
            doors,
        })
    }

    /// Whether the Go program needs a module.
    fn uses_library(&self) -> bool {
        self.aware || self.notify
    }

    /// Whether a word of a condition holds.
    fn holds(&self, word: &str) -> bool {
        match word {
            "listening" => self.listening,
            "connection" => !self.listening,
            "aware" => self.aware,
            "inetd" => !self.aware,
            "notify" => self.notify,
            "idle" => self.idle,
            "several" => self.listening && self.aware && self.doors.len() > 1,
            "stream" => self.listening && self.doors.iter().any(|door| !door.is_datagram),
            "datagram" => self.listening && self.doors.iter().any(|door| door.is_datagram),
            _ => unreachable!("`{word}` is no condition"),
        }
    }
}

impl Door {
    fn is_unix(&self) -> bool {
        matches!(self.address, Address::Path(_) | Address::Abstract(_))
    }

    /// The path, the name with its `@`, or the IP address; `any` for all of them.
    fn host(&self, any: &str) -> String {
        match &self.address {
            Address::Ip { addr, .. } => addr.to_string(),
            Address::Path(_) | Address::Abstract(_) => self.address.to_string(),
            _ => any.to_owned(),
        }
    }

    /// The port; 0 for a Unix socket.
    fn port(&self) -> u16 {
        match self.address {
            Address::Port(port) | Address::Ip { port, .. } => port,
            _ => 0,
        }
    }

    /// Host and port in one; `any` stands for all addresses.
    fn joined(&self, any: &str) -> String {
        match &self.address {
            Address::Ip { addr: IpAddr::V6(addr), port, .. } => format!("[{addr}]:{port}"),
            Address::Ip { addr, port, .. } => format!("{addr}:{port}"),
            Address::Port(port) => format!("{any}:{port}"),
            _ => self.host(any),
        }
    }

    /// The family of an IP address; a bare port is one of IPv6 that takes IPv4 too.
    fn family(&self) -> &'static str {
        match self.address {
            Address::Ip { addr: IpAddr::V4(_), .. } => "AF_INET",
            _ => "AF_INET6",
        }
    }
}

/// The text of a language with its conditions decided and its values filled in.
fn filled(case: &Case, language: &Language) -> String {
    let mut text = String::new();
    let mut kept = vec![true];
    for line in language.text.lines() {
        if let Some(words) = line.strip_prefix("@if ") {
            let holds = words.split(' ').all(|word| match word.strip_prefix('!') {
                Some(word) => !case.holds(word),
                None => case.holds(word),
            });
            kept.push(holds && kept.last() == Some(&true));
        } else if line == "@end" {
            kept.pop();
        } else if kept.last() == Some(&true) {
            text += line;
            text.push('\n');
        }
    }
    let doors: Vec<String> =
        case.doors.iter().enumerate().map(|(n, door)| (language.door)(case, door, n)).collect();
    let types = rust_types(case);
    let each = |write: fn(&RustType) -> String| {
        types.iter().map(|kind| write(kind)).collect::<Vec<_>>().join("\n")
    };
    text.replace("{{name}}", &case.name)
        .replace("{{idle}}", &IDLE.to_string())
        .replace("{{count}}", &case.doors.len().to_string())
        .replace("{{doors}}", &doors.join("\n"))
        .replace("{{variants}}", &each(|kind| format!("    {}({}),", kind.name, kind.path)))
        .replace(
            "{{fds}}",
            &each(|kind| format!("            Door::{}(door) => door.as_fd(),", kind.name)),
        )
        .replace("{{serves}}", &each(|kind| kind.serves.to_owned()))
}

/// A kind of socket in Rust.
struct RustType {
    name: &'static str,
    path: &'static str,
    take: &'static str,
    serves: &'static str,
}

const RUST: [RustType; 4] = [
    RustType {
        name: "Tcp",
        path: "std::net::TcpListener",
        take: "take_tcp_listener",
        serves: "\
            Door::Tcp(door) => {
                door.set_nonblocking(true)?;
                let (caller, _) = door.accept()?;
                caller.set_read_timeout(Some(Duration::from_secs(10)))?;
                talk(caller)
            }",
    },
    RustType {
        name: "Unix",
        path: "std::os::unix::net::UnixListener",
        take: "take_unix_listener",
        serves: "\
            Door::Unix(door) => {
                door.set_nonblocking(true)?;
                let (caller, _) = door.accept()?;
                caller.set_read_timeout(Some(Duration::from_secs(10)))?;
                talk(caller)
            }",
    },
    RustType {
        name: "Udp",
        path: "std::net::UdpSocket",
        take: "take_udp_socket",
        serves: "\
            Door::Udp(door) => {
                let (_, caller) = door.recv_from(&mut [0; 65536])?;
                door.send_to(ANSWER, caller)?;
                Ok(())
            }",
    },
    RustType {
        name: "UnixDatagram",
        path: "std::os::unix::net::UnixDatagram",
        take: "take_unix_datagram",
        serves: "\
            Door::UnixDatagram(door) => {
                let (_, caller) = door.recv_from(&mut [0; 65536])?;
                if let Some(path) = caller.as_pathname() {
                    door.send_to(ANSWER, path)?;
                }
                Ok(())
            }",
    },
];

fn rust_type(door: &Door) -> &'static RustType {
    &RUST[usize::from(door.is_unix()) + 2 * usize::from(door.is_datagram)]
}

/// The kinds that are there, each once.
fn rust_types(case: &Case) -> Vec<&'static RustType> {
    let is_there =
        |kind: &&RustType| case.doors.iter().any(|door| rust_type(door).name == kind.name);
    RUST.iter().filter(is_there).collect()
}

fn rust_door(case: &Case, door: &Door, number: usize) -> String {
    let RustType { name, path, take, .. } = rust_type(door);
    let opened = match &door.address {
        Address::Path(at) => format!(
            "{{\n                std::fs::remove_file(\"{at}\").ok();\n                {path}::bind(\"{at}\")?\n            }}"
        ),
        Address::Abstract(at) => format!(
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

fn manifest(case: &Case) -> String {
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

/// What there is to say of a script: it needs its interpreter, and is put in place as it is.
fn script(case: &Case, extension: &str, package: &str) -> [String; 4] {
    let Case { stem, path, .. } = case;
    let needs = match package {
        "" => String::new(),
        package => format!("sudo apt-get install {package}"),
    };
    let run = match extension {
        "py" => "python3 ",
        "js" => "node ",
        "rb" => "ruby ",
        "pl" => "perl ",
        "php" => "php ",
        _ => "sh ",
    };
    [
        format!("{stem}.{extension}"),
        needs,
        format!("sudo install {stem}.{extension} {path}"),
        format!("{run}{stem}.{extension}"),
    ]
}

/// The command that passes the same sockets without any unit; it knows one kind of socket at a time.
fn try_it(case: &Case, run: &str) -> Option<String> {
    let datagram = case.doors[0].is_datagram;
    if case.doors.iter().any(|door| door.is_datagram != datagram) {
        return None;
    }
    let mut command = "systemd-socket-activate".to_owned();
    for door in &case.doors {
        command += &format!(" -l {}", door.address);
    }
    for (is_on, flag) in
        [(datagram, " --datagram"), (!case.listening, " --accept"), (!case.aware, " --inetd")]
    {
        command += if is_on { flag } else { "" };
    }
    Some(format!("{command} {run}"))
}

/// Whether a text needs no care in any of these languages, nor in a shell.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._@:+,=-[]".contains(&b))
}

fn plain(name: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name.chars().map(|c| if is_safe(c) { c } else { '_' }).collect();
    let name = name.trim_matches(['.', '_', '-']);
    if name.is_empty() { "program".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Role, set_accept, set_style};
    use crate::preset::PRESETS;

    fn language(name: &str) -> &'static Language {
        LANGUAGES.iter().find(|language| language.name == name).unwrap()
    }

    fn text(units: &Activation, name: &str) -> String {
        let program = program(units, language(name)).unwrap_or_else(|why| panic!("{name}: {why}"));
        program.files.last().unwrap().1.clone()
    }

    #[test]
    fn every_program_is_filled_in() {
        let mut programs = 0;
        for preset in &PRESETS {
            for accept in [false, true] {
                for style in [Style::Aware, Style::Inetd] {
                    let mut units = preset.activation();
                    set_accept(&mut units, accept);
                    set_style(&mut units, style);
                    for language in &LANGUAGES {
                        let Ok(program) = program(&units, language) else { continue };
                        for (_, text) in program.files {
                            assert!(!text.contains("{{") || language.name == "Rust", "{text}");
                            assert!(!text.lines().any(|line| line.starts_with('@')), "{text}");
                        }
                        programs += 1;
                    }
                }
            }
        }
        assert!(programs > 100, "{programs}");
    }

    #[test]
    fn it_fits_the_units() {
        let mut units = PRESETS[0].activation();
        assert!(
            text(&units, "Python")
                .contains("(socket.AF_INET6, socket.SOCK_STREAM, (\"::\", 8080)),")
        );
        assert!(
            text(&units, "Python").contains("IDLE = 600")
                && !text(&units, "Python").contains("READY")
        );
        units.set(Lens::service("Type"), "notify").unwrap();
        units.set(Lens::service("Restart"), "always").unwrap();
        assert!(
            text(&units, "Python").contains("READY=1") && !text(&units, "Python").contains("IDLE")
        );
        assert!(program(&units, language("Node.js")).unwrap_err().contains("Type=simple"));
        set_accept(&mut units, true);
        assert!(!text(&units, "Go").contains("Listen("));
        let go = program(&units, language("Go")).unwrap();
        assert_eq!(go.try_it.as_deref(), Some("systemd-socket-activate -l 8080 --accept ./myapp"));
        assert!(program(&units, language("Shell")).unwrap_err().contains("stdin"));
    }

    #[test]
    fn what_cannot_be_written_down_is_refused() {
        let of = |socket: &str| {
            let units =
                Activation::new("a\"b", socket, "[Service]\nExecStart=/usr/bin/node /opt/a\n");
            program(&units, language("C"))
        };
        assert!(of("[Socket]\n").unwrap_err().contains("no listener"));
        assert!(of("[Socket]\nListenStream=/run/\"; evil\n").unwrap_err().contains("correct it"));
        assert!(of("[Socket]\nListenFIFO=/run/a\n").unwrap_err().contains("FIFO"));
        let program = of("[Socket]\nListenStream=/run/a.sock\n").unwrap();
        assert_eq!(program.exec_start, "/usr/local/bin/a_b");
        assert!(!program.files[0].1.contains("a\"b"));
    }

    #[test]
    fn no_condition_is_left_open() {
        for language in &LANGUAGES {
            let count =
                |start| language.text.lines().filter(|line| line.starts_with(start)).count();
            assert_eq!(count("@if "), count("@end"), "{}", language.name);
        }
        let units = PRESETS[3].activation();
        assert!(text(&units, "Rust").contains("expected 2 sockets"));
        assert_eq!(units.file(Role::Socket).text().matches("ListenStream").count(), 2);
    }
}
