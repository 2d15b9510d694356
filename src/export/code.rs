//! Programs: for each language a small, whole one that takes the sockets of these units in the right way.
//!
//! A program answers each caller with a line, or over HTTP where the client of *Install* speaks that ([`speech`]). It takes
//! what systemd passes after it has seen that it is there and meant for it, opens the same sockets by itself when it is started
//! by hand, finishes the callers whom it serves when it is told to end, says `READY=1` where the unit waits for that, and leaves
//! when nobody has called for as long as is chosen, where the unit lets it. Programs with a framework ([`stack`]) do what the
//! framework does. `tests/real/tests/code.rs` builds all of them and runs them under systemd.
//!
//! The texts are in `code/<language>.txt`. A line `@if WORD …` begins lines that are there when all words hold (`!WORD`: does
//! not hold), up to `@end`; `{{word}}` stands for a value. Source: sd_listen_fds(3), sd_notify(3), systemd-socket-activate(1).
//!
//! [`speech`]: super::speech

mod language;
mod rust;
mod stack;

pub use language::LANGUAGES;

use super::speech::{Speech, spoken};
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
    /// How many callers one process of it serves at a time.
    pub callers: Callers,
    /// Why it stays when nobody calls, whatever is chosen; `None` where it leaves as chosen.
    pub stays: Option<String>,
    /// What else there is to know, in sentences.
    pub notes: Vec<String>,
}

/// How many callers one process of a program serves at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callers {
    /// The number; [`MANY`] where the program sets no limit.
    pub at_once: u32,
    /// The same in a sentence.
    pub words: String,
}

/// A language, or a language with a framework.
pub struct Language {
    /// What it is called; what it is written in stands before a comma.
    pub name: &'static str,
    text: &'static str,
    /// How many callers it serves at a time, and how; `None` if its programs never accept by themselves.
    several: Option<(u32, &'static str)>,
    /// Why its programs never leave by themselves, if they do not.
    stays: Option<&'static str>,
    /// What else there is to know of its programs; may be empty.
    note: &'static str,
    /// Why there is no program for these units, if there is none.
    obstacle: fn(&Spec) -> Option<&'static str>,
    /// A socket as the program opens it by itself.
    door: fn(&Spec, &Door, usize) -> String,
    about: fn(&Spec) -> About,
}

/// What there is to say of a program beside its text.
#[derive(Default)]
struct About {
    /// The name of its file.
    file: String,
    /// Other files, which come before it: name and text.
    beside: Vec<(String, String)>,
    /// The command that installs what it needs.
    needs: String,
    /// The command that builds it and puts it in place.
    build: String,
    /// What runs it where it was built.
    run: String,
    /// What runs it where it was put.
    exec_start: String,
}

/// After how many seconds without a call a program may leave, with the words for it.
pub const IDLE: [(&str, Option<u32>); 4] =
    [("never", None), ("1 min", Some(60)), ("10 min", Some(600)), ("1 h", Some(3600))];

/// After how many it leaves where nobody has chosen.
pub const USUAL_IDLE: Option<u32> = Some(600);

/// How many callers a program without a limit serves at a time: as many as are ever shown.
pub const MANY: u32 = 128;

impl Language {
    /// The language that its programs are written in.
    pub fn written_in(&self) -> &'static str {
        self.name.split(',').next().unwrap_or_default()
    }
}

/// The program of `language` for these units, which leaves after `idle` seconds without a call; it stays where that is `None`.
///
/// # Errors
/// When there is none: why, and what to choose instead.
pub fn program(
    activation: &Activation,
    language: &Language,
    idle: Option<u32>,
) -> Result<Program, String> {
    let mut spec = Spec::of(activation)?;
    if let Some(obstacle) = (language.obstacle)(&spec) {
        return Err(obstacle.to_owned());
    }
    let stays = language.stays.map(str::to_owned).or(obstacle_to_leaving(activation));
    spec.idle = idle.filter(|_| stays.is_none());
    let About { file, beside: mut files, needs, build, run, exec_start } = (language.about)(&spec);
    files.push((file, filled(&spec, language)));
    let callers = callers(&spec, language);
    let notes = notes(&spec, language);
    let try_it = try_it(&spec, &run);
    Ok(Program { files, needs, build, exec_start, try_it, callers, stays, notes })
}

/// Why a program of these units does not leave when nobody calls; `None` if it may.
///
/// Claims: restart-after-success, one-instance-for-each-connection.
fn obstacle_to_leaving(activation: &Activation) -> Option<String> {
    if activation.accept() {
        return Some("it has one caller, and ends with it".to_owned());
    }
    let restart = activation.value(Lens::service("Restart"));
    restart
        .filter(|restart| matches!(*restart, "always" | "on-success"))
        .map(|restart| format!("with `Restart={restart}` systemd would start it again at once"))
}

/// The language that the command of these units is written in, where its program or its file tells.
pub fn guess(activation: &Activation) -> Option<&'static Language> {
    let line = activation.value(Lens::service("ExecStart"))?;
    let commands = command::read(line, activation.target().version).ok()?;
    let command = commands.first()?;
    let words = std::iter::once(&command.program).chain(command.argv.iter().skip(1));
    let name = words.take(2).find_map(|word| {
        let file = word.rsplit('/').next().unwrap_or_default();
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        Some(match (stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'), ending) {
            ("uvicorn", "") => "Python, uvicorn",
            ("gunicorn", "") => "Python, gunicorn",
            (_, "py") | ("python" | "flask", _) => "Python",
            (_, "js" | "mjs" | "cjs") | ("node" | "nodejs" | "npm", "") => "Node.js",
            (_, "jar") | ("java", "") => "Java",
            (_, "rb") | ("ruby" | "bundle" | "puma", "") => "Ruby",
            (_, "pl") | ("perl", _) => "Perl",
            (_, "php") | ("php", _) => "PHP",
            (_, "sh") | ("sh" | "bash" | "dash", "") => "Shell",
            _ => return None,
        })
    })?;
    LANGUAGES.iter().find(|language| language.name == name)
}

/// What the programs have to know of the units.
struct Spec {
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
    /// Whether a stop tells its first process alone, which tells the others.
    mixed: bool,
    /// After how many seconds without a call it leaves, if it does.
    idle: Option<u32>,
    doors: Vec<Door>,
}

/// A socket.
struct Door {
    is_datagram: bool,
    speech: Speech,
    place: Place,
}

/// Programs that run others: where one of them is in `ExecStart=`, it is not what is to be written.
const RUNNERS: [&str; 14] = [
    "sh", "bash", "dash", "env", "node", "nodejs", "python3", "python", "uvicorn", "gunicorn",
    "ruby", "perl", "php", "java",
];

impl Spec {
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
            let speech = spoken(activation, &listener);
            let place = &listener.place;
            let is_known = !matches!(place, Place::Unknown | Place::Nowhere);
            if !is_known || !is_plain(&place.to_string()) {
                return Err(format!(
                    "`{}` is no address that could be written into a program: correct it first",
                    listener.value
                ));
            }
            doors.push(Door { is_datagram, speech, place: listener.place });
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
        let kind = activation.value(Lens::service("Type"));
        Ok(Self {
            name,
            stem,
            path,
            listening: !activation.accept(),
            aware: style(activation) == Style::Aware,
            notify: matches!(kind, Some("notify" | "notify-reload")),
            mixed: activation.value(Lens::service("KillMode")) == Some("mixed"),
            idle: None,
            doors,
        })
    }

    /// Whether callers connect at one of its sockets, and what is spoken there fits.
    fn has_streams(&self, fits: fn(Speech) -> bool) -> bool {
        self.doors.iter().any(|door| !door.is_datagram && fits(door.speech))
    }

    /// Whether a word of a condition holds.
    fn holds(&self, word: &str) -> bool {
        match word {
            "listening" => self.listening,
            "connection" => !self.listening,
            "aware" => self.aware,
            "inetd" => !self.aware,
            "notify" => self.notify,
            "idle" => self.idle.is_some(),
            "several" => self.listening && self.aware && self.doors.len() > 1,
            "stream" => self.listening && self.has_streams(|_| true),
            "datagram" => self.listening && self.doors.iter().any(|door| door.is_datagram),
            "http" => self.has_streams(|speech| speech != Speech::Line),
            "line" => self.has_streams(|speech| speech == Speech::Line),
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
fn filled(spec: &Spec, language: &Language) -> String {
    let mut text = String::new();
    let mut kept = vec![true];
    for line in language.text.lines() {
        if let Some(words) = line.strip_prefix("@if ") {
            let holds = words.split(' ').all(|word| match word.strip_prefix('!') {
                Some(word) => !spec.holds(word),
                None => spec.holds(word),
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
        spec.doors.iter().enumerate().map(|(n, door)| (language.door)(spec, door, n)).collect();
    let text = text
        .replace("{{name}}", &spec.name)
        .replace("{{idle}}", &spec.idle.unwrap_or_default().to_string())
        .replace("{{count}}", &spec.doors.len().to_string())
        .replace("{{doors}}", &doors.join("\n"));
    rust::filled(spec, text)
}

/// How many callers one process serves at a time.
fn callers(spec: &Spec, language: &Language) -> Callers {
    let (at_once, words) = match language.several.filter(|_| spec.listening) {
        None => (1, "It serves one caller: systemd starts one for each.".to_owned()),
        _ if !spec.has_streams(|_| true) => {
            (1, "It answers one datagram after the other.".to_owned())
        }
        Some((MANY, how)) => (
            MANY,
            format!("It serves several callers at a time, {how}: a silent one holds nobody up."),
        ),
        Some((count, how)) => {
            (count, format!("It serves {count} callers at a time, {how}; the others wait."))
        }
    };
    Callers { at_once, words }
}

/// What else there is to know of a program.
fn notes(spec: &Spec, language: &Language) -> Vec<String> {
    let tls = spec.doors.iter().find(|door| door.speech == Speech::Https).map(|door| {
        format!(
            "Port {} is for HTTPS, and it speaks no TLS: leave that to a proxy, or to a library.",
            door.port()
        )
    });
    let note = (!language.note.is_empty()).then(|| language.note.to_owned());
    tls.into_iter().chain(note).collect()
}

/// The command that passes the same sockets without any unit; it knows one kind of socket at a time.
fn try_it(spec: &Spec, run: &str) -> Option<String> {
    let datagram = spec.doors[0].is_datagram;
    if spec.doors.iter().any(|door| door.is_datagram != datagram) {
        return None;
    }
    let mut command = "systemd-socket-activate".to_owned();
    for door in &spec.doors {
        command += &format!(" -l {}", door.place);
    }
    for (is_on, flag) in
        [(datagram, " --datagram"), (!spec.listening, " --accept"), (!spec.aware, " --inetd")]
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

    fn of(units: &Activation, name: &str) -> Result<Program, String> {
        program(units, language(name), USUAL_IDLE)
    }

    fn text(units: &Activation, name: &str) -> String {
        of(units, name).unwrap_or_else(|why| panic!("{name}: {why}")).files.pop().unwrap().1
    }

    #[test]
    fn a_command_may_tell_its_language() {
        let of = |command: &str| {
            let mut units = PRESETS[0].activation();
            units.set(Lens::service("ExecStart"), command).unwrap();
            guess(&units).map(|language| language.name)
        };
        for (command, language) in [
            ("/usr/bin/python3 -m shop", Some("Python")),
            ("/usr/bin/python3.13 /opt/shop", Some("Python")),
            ("/opt/shop/main.py", Some("Python")),
            ("/usr/bin/uvicorn --fd 3 shop:app", Some("Python, uvicorn")),
            ("/opt/shop/bin/gunicorn shop:app", Some("Python, gunicorn")),
            ("/usr/bin/env node", Some("Node.js")),
            ("/usr/bin/node server.mjs", Some("Node.js")),
            ("/usr/bin/java -jar shop.jar", Some("Java")),
            ("/opt/shop/run.sh", Some("Shell")),
            ("/usr/local/bin/shop", None),
            ("/usr/local/bin/nodejitsu", None),
            ("", None),
        ] {
            assert_eq!(of(command), language, "{command}");
        }
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
                        let Ok(program) = program(&units, language, USUAL_IDLE) else {
                            continue;
                        };
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
        assert!(of(&units, "Node.js").unwrap_err().contains("Type=simple"));
        set_accept(&mut units, true);
        assert!(!text(&units, "Go").contains("Listen("));
        let go = of(&units, "Go").unwrap();
        assert_eq!(go.try_it.as_deref(), Some("systemd-socket-activate -l 8080 --accept ./myapp"));
        assert!(of(&units, "Shell").unwrap_err().contains("stdin"));
    }

    #[test]
    fn it_speaks_what_the_client_of_install_speaks() {
        for (listeners, http, line) in [
            ("ListenStream=8080", true, false),
            ("ListenStream=127.0.0.1:443", true, false),
            ("ListenStream=25", false, true),
            ("ListenStream=/run/a.sock", false, true),
            ("ListenDatagram=8080", false, false),
            ("ListenStream=8080\nListenStream=25", true, true),
        ] {
            let socket = format!("[Socket]\n{listeners}\n");
            let mut units = Activation::new("a", &socket, "[Service]\nExecStart=/usr/bin/a\n");
            for accept in [false, true] {
                set_accept(&mut units, accept);
                let text = text(&units, "Python");
                assert_eq!(text.contains("HTTP/1.1 200 OK"), http, "{listeners} {accept}");
                assert_eq!(text.contains("a line gets a line"), http && line, "{listeners}");
            }
            set_style(&mut units, Style::Inetd);
            assert!(!text(&units, "Python").contains("HTTP"), "{listeners}");
        }
        let units = PRESETS[3].activation();
        assert!(of(&units, "C").unwrap().notes[0].starts_with("Port 443 is for HTTPS"));
    }

    #[test]
    fn it_says_how_many_callers_it_serves() {
        let mut units = PRESETS[0].activation();
        units.set(Lens::service("KillMode"), "mixed").unwrap();
        let callers = |units: &Activation, name| of(units, name).unwrap().callers;
        assert_eq!(callers(&units, "Python").at_once, MANY);
        assert_eq!(callers(&units, "Python, gunicorn").at_once, 4);
        let mut each = units.clone();
        set_accept(&mut each, true);
        assert_eq!(callers(&each, "Python").at_once, 1);
        assert_eq!(callers(&each, "PHP").at_once, 1);
        let datagrams = Activation::new("a", "[Socket]\nListenDatagram=53\n", "");
        assert!(callers(&datagrams, "Go").words.contains("datagram"));
    }

    #[test]
    fn it_leaves_when_it_is_chosen_and_of_use() {
        let mut units = PRESETS[0].activation();
        let of = |units: &Activation, name, idle| program(units, language(name), idle).unwrap();
        let leaves = |program: &Program| program.files[0].1.contains("it leaves");
        let never = of(&units, "Python", None);
        assert!(!leaves(&never) && never.stays.is_none());
        let soon = of(&units, "Python", Some(60));
        assert!(leaves(&soon) && soon.files[0].1.contains("IDLE = 60\n"));
        let mut mixed = units.clone();
        mixed.set(Lens::service("KillMode"), "mixed").unwrap();
        assert!(of(&mixed, "Python, gunicorn", Some(60)).stays.unwrap().contains("gunicorn"));
        units.set(Lens::service("Restart"), "always").unwrap();
        let again = of(&units, "Python", Some(60));
        assert!(!leaves(&again) && again.stays.unwrap().contains("Restart=always"));
        set_accept(&mut units, true);
        let one = of(&units, "Python", Some(60));
        assert!(!leaves(&one) && one.stays.unwrap().contains("one caller"));
        assert!(IDLE.iter().any(|(_, idle)| *idle == USUAL_IDLE));
    }

    #[test]
    fn frameworks_take_listening_streams() {
        let mut units = PRESETS[0].activation();
        assert!(of(&units, "Python, gunicorn").unwrap_err().contains("KillMode=mixed"));
        units.set(Lens::service("KillMode"), "mixed").unwrap();
        let exec_start = |name| of(&units, name).unwrap().exec_start;
        assert_eq!(
            exec_start("Python, gunicorn"),
            "/usr/bin/gunicorn --workers 4 --chdir /usr/local/lib/myapp app:app"
        );
        assert_eq!(exec_start("Go, net/http"), "/usr/local/bin/myapp");
        let datagrams = Activation::new("a", "[Socket]\nListenDatagram=53\n", "");
        for name in ["Go, net/http", "Python, uvicorn", "Node.js, http", "Rust, axum"] {
            assert!(of(&datagrams, name).unwrap_err().contains("HTTP"), "{name}");
        }
        assert_eq!(language("Go, net/http").written_in(), "Go");
    }

    #[test]
    fn what_cannot_be_written_down_is_refused() {
        let of = |socket: &str| {
            let units =
                Activation::new("a\"b", socket, "[Service]\nExecStart=/usr/bin/node /opt/a\n");
            program(&units, language("C"), None)
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
