//! Programs: for each language a small, whole one that takes the sockets of these units in the right way.
//!
//! A program answers each caller with a line. It takes what systemd passes after it has seen that it is there and meant for
//! it, opens the same sockets by itself when it is started by hand, finishes the caller whom it serves when it is told to
//! end, says `READY=1` where the unit waits for that, and leaves when nobody calls where the unit lets it.
//! `tests/real/tests/code.rs` builds all of them and runs them under systemd.
//!
//! The texts are in `code/<language>.txt`. A line `@if WORD …` begins lines that are there when all words hold (`!WORD`: does
//! not hold), up to `@end`; `{{word}}` stands for a value. Source: sd_listen_fds(3), sd_notify(3), systemd-socket-activate(1).

mod language;
mod rust;

pub use language::LANGUAGES;

use crate::activation::{Activation, Lens, ListenerKind, Place, Style, listeners, style};
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
        files.insert(0, ("Cargo.toml".to_owned(), rust::manifest(&case)));
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
    place: Place,
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
            let place = listener.place;
            let is_known = !matches!(place, Place::Unknown | Place::Nowhere);
            if !is_known || !is_plain(&place.to_string()) {
                return Err(format!(
                    "`{}` is no address that could be written into a program: correct it first",
                    listener.value
                ));
            }
            doors.push(Door { is_datagram, place });
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
        matches!(self.place, Place::File(_) | Place::Abstract(_))
    }

    /// The path, the name with its `@`, or the IP address; `any` for all of them.
    fn host(&self, any: &str) -> String {
        match &self.place {
            Place::Ip { ip: Some(ip), .. } => ip.to_string(),
            Place::File(_) | Place::Abstract(_) => self.place.to_string(),
            _ => any.to_owned(),
        }
    }

    /// The port; 0 for a Unix socket.
    fn port(&self) -> u16 {
        match self.place {
            Place::Ip { port, .. } => port,
            _ => 0,
        }
    }

    /// Host and port in one; `any` stands for all addresses.
    fn joined(&self, any: &str) -> String {
        match &self.place {
            Place::Ip { ip: None, port, .. } => format!("{any}:{port}"),
            Place::Ip { .. } => self.place.to_string(),
            _ => self.host(any),
        }
    }

    /// The family of an IP address; a bare port is one of IPv6 that takes IPv4 too.
    fn family(&self) -> &'static str {
        match self.place {
            Place::Ip { ip: Some(IpAddr::V4(_)), .. } => "AF_INET",
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
    let text = text
        .replace("{{name}}", &case.name)
        .replace("{{idle}}", &IDLE.to_string())
        .replace("{{count}}", &case.doors.len().to_string())
        .replace("{{doors}}", &doors.join("\n"));
    rust::filled(case, text)
}

/// The command that passes the same sockets without any unit; it knows one kind of socket at a time.
fn try_it(case: &Case, run: &str) -> Option<String> {
    let datagram = case.doors[0].is_datagram;
    if case.doors.iter().any(|door| door.is_datagram != datagram) {
        return None;
    }
    let mut command = "systemd-socket-activate".to_owned();
    for door in &case.doors {
        command += &format!(" -l {}", door.place);
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
