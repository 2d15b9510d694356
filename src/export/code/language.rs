//! The languages: what differs between them besides their texts.

use super::{About, Door, Language, MANY, Spec, rust, stack};
use crate::activation::Place;

/// All languages there is a program for; where there is a framework that takes sockets, a program with it follows.
pub static LANGUAGES: [Language; 15] = [
    Language {
        name: "C",
        text: include_str!("c.txt"),
        several: IN_THREADS,
        door: |_, door, _| {
            let kind = if door.is_datagram { "SOCK_DGRAM" } else { "SOCK_STREAM" };
            format!("    {{{kind}, \"{}\", {}}},", door.host("::"), door.port())
        },
        about: |spec| {
            let Spec { stem, path, .. } = spec;
            About {
                file: format!("{stem}.c"),
                needs: "sudo apt-get install gcc libsystemd-dev".to_owned(),
                build: format!(
                    "gcc -O2 -Wall -pthread -o {stem} {stem}.c -lsystemd && sudo install {stem} {path}"
                ),
                run: format!("./{stem}"),
                exec_start: path.clone(),
                ..About::default()
            }
        },
        ..LANGUAGE
    },
    Language {
        name: "Go",
        text: include_str!("go.txt"),
        several: Some((MANY, "each in a goroutine of its own")),
        door: go_door,
        about: |spec| go(spec, spec.aware || spec.notify),
        ..LANGUAGE
    },
    stack::GO,
    Language {
        name: "Python",
        text: include_str!("python.txt"),
        several: IN_THREADS,
        door: python_door,
        about: |spec| script(spec, "py", "python3"),
        ..LANGUAGE
    },
    stack::UVICORN,
    stack::GUNICORN,
    Language {
        name: "Node.js",
        text: include_str!("node.txt"),
        several: IN_A_LOOP,
        obstacle: |spec| {
            if spec.notify {
                Some(NODE_NOTIFIES_NOT)
            } else if spec.doors.iter().any(|door| door.is_datagram && door.is_unix()) {
                Some("Node.js knows no Unix datagram sockets")
            } else if !spec.aware && spec.doors.iter().any(|door| door.is_datagram) {
                Some("Node.js does not take datagrams from stdin: choose “Socket-aware”")
            } else {
                None
            }
        },
        door: node_door,
        about: |spec| script(spec, "js", "nodejs"),
        ..LANGUAGE
    },
    stack::NODE,
    Language {
        name: "Rust",
        text: include_str!("rust.txt"),
        several: IN_THREADS,
        door: rust::door,
        about: |spec| rust::about(spec, rust::manifest(spec)),
        ..LANGUAGE
    },
    stack::AXUM,
    Language {
        name: "Java",
        text: include_str!("java.txt"),
        several: IN_THREADS,
        obstacle: |spec| {
            let is_plain = |door: &Door| {
                matches!(door.place, Place::File(_)) && !door.is_datagram || !door.is_unix()
            };
            if spec.aware {
                Some(
                    "Java takes a socket only from stdin (`System.inheritedChannel()`): choose “stdin / stdout”",
                )
            } else if spec.notify {
                Some(
                    "Java cannot tell systemd that it is ready without a library: write `Type=simple` or `Type=exec`",
                )
            } else if !spec.doors.iter().all(is_plain) {
                Some("Java knows neither abstract names nor Unix datagram sockets")
            } else {
                None
            }
        },
        door: |_, door, _| match (&door.place, door.is_datagram) {
            (Place::File(path), _) => format!(
                "        Files.deleteIfExists(Path.of(\"{path}\"));\n        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(\"{path}\"));"
            ),
            (_, datagram) => format!(
                "        return {}.open().bind(new InetSocketAddress(\"{}\", {}));",
                if datagram { "DatagramChannel" } else { "ServerSocketChannel" },
                door.host("::"),
                door.port()
            ),
        },
        about: |spec| {
            let stem = &spec.stem;
            About {
                file: "Main.java".to_owned(),
                needs: "sudo apt-get install default-jdk-headless".to_owned(),
                build: format!(
                    "javac -d classes Main.java && jar --create --file {stem}.jar --main-class Main -C classes . && sudo install -m 644 {stem}.jar /usr/local/lib/{stem}.jar"
                ),
                run: format!("java -jar {stem}.jar"),
                exec_start: format!("/usr/bin/java -jar /usr/local/lib/{stem}.jar"),
                ..About::default()
            }
        },
        ..LANGUAGE
    },
    Language {
        name: "Ruby",
        text: include_str!("ruby.txt"),
        several: IN_THREADS,
        door: |_, door, _| match &door.place {
            Place::File(path) => format!(
                "  Addrinfo.unix(\"{path}\"{}),",
                if door.is_datagram { ", :DGRAM" } else { "" }
            ),
            Place::Abstract(name) => format!(
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
        about: |spec| script(spec, "rb", "ruby"),
        ..LANGUAGE
    },
    Language {
        name: "Perl",
        text: include_str!("perl.txt"),
        several: Some((MANY, "each in a process of its own")),
        door: |_, door, _| {
            let kind = if door.is_datagram { "SOCK_DGRAM" } else { "SOCK_STREAM" };
            let at = match &door.place {
                Place::File(path) => format!("pack_sockaddr_un('{path}')"),
                Place::Abstract(name) => format!("pack_sockaddr_un(\"\\0\" . '{name}')"),
                _ => {
                    let family = door.family();
                    let pack =
                        if family == "AF_INET" { "pack_sockaddr_in" } else { "pack_sockaddr_in6" };
                    format!("{pack}({}, inet_pton({family}, '{}'))", door.port(), door.host("::"))
                }
            };
            format!("    [{kind}, {at}],")
        },
        about: |spec| script(spec, "pl", "perl"),
        ..LANGUAGE
    },
    Language {
        name: "PHP",
        text: include_str!("php.txt"),
        obstacle: |spec| {
            if spec.listening {
                Some(
                    "PHP cannot accept on a socket that it has not opened itself: choose `Accept=yes`",
                )
            } else if spec.notify {
                Some(
                    "this small program does not tell systemd that it is ready: write `Type=simple` or `Type=exec`",
                )
            } else {
                None
            }
        },
        about: |spec| script(spec, "php", "php-cli"),
        ..LANGUAGE
    },
    Language {
        name: "Shell",
        text: include_str!("shell.txt"),
        obstacle: |spec| {
            if spec.listening {
                Some("a shell cannot accept: choose `Accept=yes`")
            } else if spec.aware {
                Some("a shell talks on stdin and stdout: choose “stdin / stdout”")
            } else if spec.notify {
                Some("a script is ready when it runs: write `Type=simple` or `Type=exec`")
            } else {
                None
            }
        },
        about: |spec| script(spec, "sh", ""),
        ..LANGUAGE
    },
];

/// What a language is where its entry says nothing else.
pub(super) const LANGUAGE: Language = Language {
    name: "",
    text: "",
    several: None,
    stays: None,
    note: "",
    obstacle: |_| None,
    door: |_, _, _| String::new(),
    about: |_| About::default(),
};

/// How programs serve several callers that have threads, or a loop of events.
const IN_THREADS: Option<(u32, &str)> = Some((MANY, "each in a thread of its own"));
pub(super) const IN_A_LOOP: Option<(u32, &str)> =
    Some((MANY, "in one loop of events, which work that computes for long would hold up"));

pub(super) const NODE_NOTIFIES_NOT: &str = "Node.js cannot tell systemd that it is ready without a package: write `Type=simple` or `Type=exec`";

pub(super) fn go_door(_: &Spec, door: &Door, _: usize) -> String {
    let network = match (door.is_unix(), door.is_datagram) {
        (true, false) => "unix",
        (true, true) => "unixgram",
        (false, false) => "tcp",
        (false, true) => "udp",
    };
    format!("\t{{\"{network}\", \"{}\"}},", door.joined(""))
}

/// What there is to say of a program in Go, which may need the module for systemd.
pub(super) fn go(spec: &Spec, needs_module: bool) -> About {
    let Spec { stem, path, .. } = spec;
    let module = if needs_module { "go get github.com/coreos/go-systemd/v22 && " } else { "" };
    About {
        file: "main.go".to_owned(),
        needs: "sudo apt-get install golang-go".to_owned(),
        build: format!(
            "go mod init {stem} && {module}go build -o {stem} . && sudo install {stem} {path}"
        ),
        run: format!("./{stem}"),
        exec_start: path.clone(),
        ..About::default()
    }
}

pub(super) fn python_door(_: &Spec, door: &Door, _: usize) -> String {
    let kind = if door.is_datagram { "SOCK_DGRAM" } else { "SOCK_STREAM" };
    let (family, at) = match &door.place {
        Place::File(path) => ("AF_UNIX", format!("\"{path}\"")),
        Place::Abstract(name) => ("AF_UNIX", format!("\"\\0{name}\"")),
        _ => (door.family(), format!("(\"{}\", {})", door.host("::"), door.port())),
    };
    format!("    (socket.{family}, socket.{kind}, {at}),")
}

pub(super) fn node_door(_: &Spec, door: &Door, _: usize) -> String {
    match (&door.place, door.is_datagram) {
        (Place::File(path), _) => format!("  {{ at: {{ path: \"{path}\" }} }},"),
        (Place::Abstract(name), _) => format!("  {{ at: {{ path: \"\\0{name}\" }} }},"),
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
    }
}

/// What there is to say of a script: it needs its interpreter, and is put in place as it is.
pub(super) fn script(spec: &Spec, extension: &str, package: &str) -> About {
    let Spec { stem, path, .. } = spec;
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
    About {
        file: format!("{stem}.{extension}"),
        needs,
        build: format!("sudo install {stem}.{extension} {path}"),
        run: format!("{run}{stem}.{extension}"),
        exec_start: path.clone(),
        ..About::default()
    }
}
