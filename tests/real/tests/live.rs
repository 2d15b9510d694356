//! A booted systemd starts what we write: every preset and each valid variant, on each release.
//!
//! A variant is judged by `systemd-analyze verify`, installed with the command of the Install tab, booted, called,
//! restarted under load and removed again, with daemons of our own as the program.

use doorbell::{
    activation::{
        Activation, Listener, ListenerKind, Role, Style, listeners, obstacle_to_accept,
        obstacle_to_style, set_accept, set_style,
    },
    catalogue::target::Target,
    explain::{Caller, Connection, instance_name},
    export::install::{self, Options, Users},
    preset::{PRESETS, Preset},
    value::Version,
};
use real::{
    machine::{Boot, Machine},
    roots::{Root, Suite},
};
use std::{collections::BTreeSet, net::Ipv4Addr};

/// The program that every preset names.
const PROGRAM: &str = "/usr/local/bin/myapp";

/// How many callers come during a restart.
const CALLERS: usize = 200;

/// One test for each preset and release: the title, and how many variants of it can work.
macro_rules! live {
    ($($test:ident: $title:literal, $variants:literal;)*) => {
        $(mod $test {
            use real::roots::Suite;

            #[test]
            fn on_systemd_247() {
                super::every_variant_works($title, $variants, Suite::Bullseye);
            }

            #[test]
            fn on_systemd_252() {
                super::every_variant_works($title, $variants, Suite::Bookworm);
            }

            #[test]
            fn on_systemd_257() {
                super::every_variant_works($title, $variants, Suite::Trixie);
            }

            #[test]
            fn on_the_newest_systemd() {
                super::every_variant_works($title, $variants, Suite::Testing);
            }
        })*

        #[test]
        fn every_preset_is_started_for_real() {
            let titles: Vec<&str> = PRESETS.iter().map(|preset| preset.title).collect();
            assert_eq!(titles, [$($title),*]);
        }
    };
}

live! {
    web_server: "Web server", 4;
    one_process_per_caller: "One process per caller", 4;
    unix_socket: "Unix socket", 4;
    http_and_https: "HTTP + HTTPS", 3;
    udp: "UDP", 2;
}

/// A daemon that is killed loses whom it has accepted: otherwise counting would prove nothing.
#[test]
fn callers_are_lost_when_the_daemon_does_not_finish() {
    let killed = "[Service]\nKillSignal=SIGKILL\n";
    let machine = Machine::new(Root::get(Suite::Trixie));
    let mut activation = preset("Web server").activation();
    activation.set_target(target(Suite::Trixie));
    prepare(&machine, &activation);
    machine.layer().write("/etc/systemd/system/myapp.service.d/killed.conf", killed);
    let script =
        format!("bash -i < /opt/install\nring stream 8080\n! {}\n", restart("stream 8080"));
    let [boot] = machine.boot([script.as_str()]);
    let answered = Counts::of(boot.succeeded().lines().last().unwrap_or_default()).answered;
    assert!(answered < CALLERS, "{answered} calls were answered\n{boot}");
}

fn every_variant_works(title: &str, count: usize, suite: Suite) {
    let variants = variants(preset(title), suite);
    assert_eq!(variants.len(), count, "variants of {title}");
    for activation in variants {
        passes_without_a_remark(&activation, suite);
        lives(&activation, suite);
    }
}

/// The preset with either value of `Accept=` and either style, as far as nothing speaks against it.
fn variants(preset: &Preset, suite: Suite) -> Vec<Activation> {
    let mut variants = Vec::new();
    for accept in [false, true] {
        for style in [Style::Aware, Style::Inetd] {
            let mut activation = preset.activation();
            activation.set_target(target(suite));
            if obstacle_to_accept(&activation, accept).is_some() {
                continue;
            }
            set_accept(&mut activation, accept);
            if obstacle_to_style(&activation, style).is_some() {
                continue;
            }
            set_style(&mut activation, style);
            variants.push(activation);
        }
    }
    variants
}

fn passes_without_a_remark(activation: &Activation, suite: Suite) {
    let [socket, service] =
        Role::ALL.map(|unit| (activation.file_name(unit), activation.file(unit).text()));
    let files =
        [(PROGRAM, "#!/bin/sh\n"), (socket.0.as_str(), socket.1), (service.0.as_str(), service.1)];
    let verdict = Root::get(suite).verify(&files);
    assert!(
        verdict.success && verdict.remarks.is_empty(),
        "{suite:?}: {verdict:#?}\n{}",
        text_of(activation)
    );
}

fn lives(activation: &Activation, suite: Suite) {
    let machine = Machine::new(Root::get(suite));
    prepare(&machine, activation);
    let doors = listeners(activation);
    let calls: Vec<String> = doors.iter().map(call).collect();

    let (asleep, restarts) = if activation.accept() {
        (
            "test -z \"$(systemctl list-units --all --plain --no-legend 'myapp@*.service')\"",
            String::new(),
        )
    } else {
        let restarts: String = calls.iter().map(|call| format!("{}\n", restart(call))).collect();
        ("test \"$(systemctl show -P ActiveState myapp.service)\" = inactive", restarts)
    };
    let install =
        format!("set -x\nbash -i < /opt/install\nsystemctl is-active myapp.socket\n{asleep}\n");
    // Twice in a row each caller by itself, so that the number of each connection is known; then several at once.
    let each: String = calls.iter().map(|call| format!("ring {call}\n")).collect();
    let together: String = calls.iter().map(|call| format!("ring --times 5 {call}\n")).collect();
    let use_it = format!(
        "set -x
systemctl is-active myapp.socket
systemctl is-enabled myapp.socket
{asleep}
echo '== one by one'
{each}{each}
echo '== together'
{together}
echo '== restart'
{restarts}
test -z \"$(systemctl list-units --failed --plain --no-legend)\"
bash -i < /opt/remove
test -z \"$(systemctl list-unit-files --no-legend 'myapp*')$(ls /etc/systemd/system | grep myapp)\"
test -z \"$(systemctl list-units --all --plain --no-legend 'myapp*')\"
! ring {first}
",
        first = calls[0]
    );
    let [installed, used] = machine.boot([install.as_str(), use_it.as_str()]);
    installed.succeeded();
    let printed = used.succeeded();
    let case = Case { activation, boot: &used };

    let part = |from: &str, to: &str| {
        let (_, rest) = printed.split_once(from).unwrap_or_default();
        let (part, _) = rest.split_once(to).unwrap_or((rest, ""));
        part.lines()
            .filter(|line| line.contains("from=") || line.starts_with("begun"))
            .collect::<Vec<_>>()
    };
    let one_by_one: Vec<Answer> =
        part("== one by one", "== together").into_iter().map(Answer::of).collect();
    let together: Vec<Answer> =
        part("== together", "== restart").into_iter().map(Answer::of).collect();
    assert_eq!((one_by_one.len(), together.len()), (doors.len() * 2, doors.len() * 5), "{case}");

    if activation.accept() {
        for (number, answer) in one_by_one.iter().enumerate() {
            let predicted =
                predict(activation, &doors[number % doors.len()], number as u64, answer);
            assert_eq!(answer.unit, predicted, "{case}");
        }
        let instances: BTreeSet<&str> =
            one_by_one.iter().chain(&together).map(|answer| answer.unit).collect();
        assert_eq!(
            instances.len(),
            one_by_one.len() + together.len(),
            "each caller has an instance of its own: {case}"
        );
    } else {
        let all = || one_by_one.iter().chain(&together);
        assert!(all().all(|answer| answer.unit == "myapp.service"), "{case}");
        assert!(
            all().all(|answer| answer.pid == one_by_one[0].pid),
            "one process answers all: {case}"
        );
        let restarts = part("== restart", "removed");
        let counts: Vec<Counts> =
            restarts.into_iter().filter(|line| line.starts_with("begun")).map(Counts::of).collect();
        assert_eq!(counts.len(), doors.len(), "{case}");
        for count in counts {
            assert_eq!((count.begun, count.answered), (CALLERS, CALLERS), "{case}");
            assert!(
                count.by_another >= CALLERS / 2,
                "the callers who came too late for one process have the next: {case}"
            );
        }
    }
}

/// The daemon, the caller, and the commands of the Install tab as files to be pasted.
fn prepare(machine: &Machine, activation: &Activation) {
    let (daemon, users) = match doorbell::activation::style(activation) {
        Style::Aware => (env!("CARGO_BIN_EXE_aware"), Users::Sysusers),
        Style::Inetd => (env!("CARGO_BIN_EXE_inetd"), Users::Useradd),
    };
    let options = Options { users };
    machine
        .layer()
        .own_program(PROGRAM, daemon)
        .own_program("/usr/local/bin/ring", env!("CARGO_BIN_EXE_ring"))
        .write("/opt/install", install::command(activation, &options))
        .write("/opt/remove", install::removal(activation, &options));
}

/// The caller's arguments for a listener.
fn call(listener: &Listener) -> String {
    let kind = if listener.kind == ListenerKind::Udp { "datagram" } else { "stream" };
    format!("{kind} {}", listener.value)
}

fn restart(call: &str) -> String {
    format!("ring --during 'systemctl restart myapp.service' --times {CALLERS} {call}")
}

/// The instance that `explain` says will serve the caller who got this answer. From 258 on there are numbers of the kernel's in
/// its name, which are read off the answer.
fn predict(activation: &Activation, listener: &Listener, number: u64, answer: &Answer) -> String {
    let of_kernel = |part: usize, sign: char| {
        let part = answer.unit.split('@').nth(1)?.split(['-', '.']).nth(part)?;
        let number = if sign == '-' { part } else { part.split_once(sign)?.1 };
        number.parse().ok().filter(|_| activation.target().version >= Version(258))
    };
    let caller = match answer.from.rsplit_once(':') {
        Some((_, port)) => Caller::Ip {
            local: Ipv4Addr::LOCALHOST.into(),
            remote: Ipv4Addr::LOCALHOST.into(),
            port: Some(port.parse().expect("a port")),
        },
        None => Caller::Unix {
            pid: Some(answer.from.parse().expect("a process")),
            pidfd_id: of_kernel(2, '_'),
            uid: Some(0),
        },
    };
    let connection = Connection { number, cookie: of_kernel(1, '-'), caller };
    instance_name(activation, listener, &connection).expect("systemd accepts").to_string()
}

fn preset(title: &str) -> &'static Preset {
    PRESETS
        .iter()
        .find(|preset| preset.title == title)
        .unwrap_or_else(|| panic!("no preset is called {title:?}"))
}

/// The release of a suite as what the units are written for.
fn target(suite: Suite) -> &'static Target {
    Root::get(suite).target()
}

/// What a daemon answered, and to whom.
struct Answer<'a> {
    from: &'a str,
    unit: &'a str,
    pid: &'a str,
}

impl<'a> Answer<'a> {
    fn of(line: &'a str) -> Self {
        Self { from: word(line, "from="), unit: word(line, "unit="), pid: word(line, "pid=") }
    }
}

/// What the caller counted during a restart.
struct Counts {
    begun: usize,
    answered: usize,
    by_another: usize,
}

impl Counts {
    fn of(line: &str) -> Self {
        let number = |name| {
            word(line, name).parse().unwrap_or_else(|_| panic!("no number `{name}` in {line:?}"))
        };
        Self {
            begun: number("during="),
            answered: number("answered="),
            by_another: number("by_another="),
        }
    }
}

/// What follows `name` in the word of `line` that begins with it.
fn word<'a>(line: &'a str, name: &str) -> &'a str {
    line.split_whitespace().find_map(|word| word.strip_prefix(name)).unwrap_or_default()
}

fn text_of(activation: &Activation) -> String {
    let file = |unit| format!("# {}\n{}", activation.file_name(unit), activation.file(unit).text());
    Role::ALL.map(file).join("\n")
}

/// Shown when something is not as expected.
struct Case<'a> {
    activation: &'a Activation,
    boot: &'a Boot,
}

impl std::fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}", text_of(self.activation), self.boot)
    }
}
