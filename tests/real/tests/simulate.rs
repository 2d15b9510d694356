//! The model of `simulate` against systemd itself: the same units, the same callers, the same counts at the same times.
//!
//! Each scenario is a pair of units, what is known of its program, and a load. The model says how many processes will have
//! been started, how many calls answered and turned away, and with which result the socket stands, at some moments; a
//! booted systemd is put under that load, and asked at the same moments.

use doorbell::activation::Activation;
use doorbell::simulate::{self, Caller, Conduct, Deed, Load, Millis, Program};
use real::machine::Machine;
use real::roots::{Root, Suite};
use std::fmt::Write;

/// What is tried. In its texts `NAME` is the name of the units and `PORT` a port of their own.
struct Scenario {
    name: &'static str,
    socket: &'static str,
    service: &'static str,
    program: Program,
    callers: Vec<Caller>,
    deeds: Vec<(Millis, Deed)>,
    /// When to compare.
    looks: &'static [Millis],
}

/// A program that takes calls one by one, each for so many milliseconds, after a start that takes a while; without a call it
/// leaves after its time. Told to end, it finishes the call that it has.
const DOOR: &str = r#"#!/usr/bin/perl
use strict;
my ($name, $start, $takes, $idle) = @ARGV;
my $end = 0;
$SIG{TERM} = sub { $end = 1 };
open(my $starts, '>>', "/run/$name.starts"); print $starts "x\n"; close $starts;
select(undef, undef, undef, $start / 1000);
open(my $door, '+<&=', 3) or die;
until ($end) {
    my $ready = '';
    vec($ready, 3, 1) = 1;
    my $found = select($ready, undef, undef, $idle ? $idle / 1000 : undef);
    last if $found == 0;
    next if $found < 0;
    accept(my $caller, $door) or next;
    select(undef, undef, undef, $takes / 1000);
    syswrite($caller, "hello\n");
    close $caller;
}
"#;

const SERVES: &str =
    "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/local/bin/door NAME 200 50\n";
const EXITS: &str =
    "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts'\n";
const ANSWERS: &str = "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nStandardInput=socket\nStandardError=journal\n\
    ExecStart=/bin/sh -c 'echo %i >> /run/NAME.starts; sleep 1; echo hello'\n";

fn at(times: &[Millis], takes: Millis) -> Vec<Caller> {
    times.iter().map(|at| Caller { at: *at, source: 0, takes }).collect()
}

fn scenarios() -> Vec<Scenario> {
    let serves = Program { start: 200, at_once: 1, ..Program::default() };
    let exits = Program { start: 10, conduct: Conduct::Exits, ..Program::default() };
    let instance = Program { start: 10, ..Program::default() };
    let plain = Scenario {
        name: "",
        socket: "[Socket]\nListenStream=PORT\n",
        service: SERVES,
        program: serves.clone(),
        callers: at(&[0], 50),
        deeds: Vec::new(),
        looks: &[1000],
    };
    let accepting = |name, socket, callers, looks| Scenario {
        name,
        socket,
        service: ANSWERS,
        program: instance.clone(),
        callers,
        deeds: Vec::new(),
        looks,
    };
    let mut from_two_places = at(&[0, 200, 400], 1000);
    from_two_places[2].source = 1;
    vec![
        Scenario { name: "first", ..clone(&plain) },
        Scenario {
            name: "restart",
            callers: at(&Vec::from_iter((0..30).map(|n| n * 60)), 50),
            deeds: vec![(900, Deed::Restart)],
            looks: &[4500],
            ..clone(&plain)
        },
        Scenario {
            name: "stop",
            callers: at(&[0, 1200], 50),
            deeds: vec![(600, Deed::Stop)],
            looks: &[900, 2200],
            ..clone(&plain)
        },
        Scenario {
            name: "idle",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nExecStart=/usr/local/bin/door NAME 200 50 500\n",
            program: Program { idle_exit: Some(500), ..serves.clone() },
            callers: at(&[0, 1600], 50),
            looks: &[1200, 2600],
            ..clone(&plain)
        },
        Scenario {
            name: "exits",
            service: EXITS,
            program: exits.clone(),
            looks: &[1500],
            ..clone(&plain)
        },
        Scenario {
            name: "unlimited",
            service: "[Unit]\nRequires=NAME.socket\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts'\n",
            program: exits.clone(),
            looks: &[1500, 3500],
            ..clone(&plain)
        },
        Scenario {
            name: "fails",
            service: "[Unit]\nRequires=NAME.socket\n[Service]\nRestart=on-failure\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts; exit 1'\n",
            program: Program { conduct: Conduct::Fails, ..exits.clone() },
            looks: &[2000],
            ..clone(&plain)
        },
        Scenario {
            name: "flush",
            socket: "[Socket]\nListenStream=PORT\nFlushPending=yes\n",
            service: EXITS,
            program: exits.clone(),
            looks: &[1000],
            ..clone(&plain)
        },
        Scenario {
            name: "watched",
            socket: "[Socket]\nListenStream=PORT\nPollLimitBurst=2\nPollLimitIntervalSec=9\nTriggerLimitBurst=7\n",
            service: "[Unit]\nRequires=NAME.socket\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c 'echo x >> /run/NAME.starts'\n",
            program: exits.clone(),
            looks: &[1500],
            ..clone(&plain)
        },
        accepting(
            "most",
            "[Socket]\nListenStream=PORT\nAccept=yes\nMaxConnections=2\n",
            at(&[0, 200, 400, 1800], 1000),
            &[700, 3200],
        ),
        accepting(
            "source",
            "[Socket]\nListenStream=PORT\nAccept=yes\nMaxConnectionsPerSource=1\n",
            from_two_places,
            &[1900],
        ),
        accepting(
            "flood",
            "[Socket]\nListenStream=PORT\nAccept=yes\nTriggerLimitBurst=4\nTriggerLimitIntervalSec=20\nPollLimitBurst=0\n",
            at(&[0, 200, 400, 600, 800, 1000], 1000),
            &[2200],
        ),
        accepting(
            "poll",
            "[Socket]\nListenStream=PORT\nAccept=yes\nPollLimitBurst=3\nPollLimitIntervalSec=2\n",
            at(&[0, 150, 300, 450, 600], 1000),
            &[1800, 3500],
        ),
    ]
}

fn clone(scenario: &Scenario) -> Scenario {
    Scenario {
        callers: scenario.callers.clone(),
        deeds: scenario.deeds.clone(),
        program: scenario.program.clone(),
        ..*scenario
    }
}

#[test]
fn on_systemd_252() {
    does_what_the_model_says(Suite::Bookworm);
}

#[test]
fn on_systemd_257() {
    does_what_the_model_says(Suite::Trixie);
}

/// Calls from `127.0.0.1`, or for another source from `::1`, and adds the answer to what others got.
const TOOLS: &str = r#"
call() {
    sleep "$3"
    if timeout 9 bash -c "exec 3<>/dev/tcp/$1/$2 && read -r line <&3 && [ \"\$line\" = hello ]" 2> /dev/null
    then echo x >> "/run/$4.answers"
    fi
}
look() {
    sleep "$3"
    starts=$(wc -l < "/run/$1.starts" 2> /dev/null || echo 0)
    answers=$(wc -l < "/run/$1.answers" 2> /dev/null || echo 0)
    echo "$1 at $2 ms: starts=$starts answers=$answers refused=$(systemctl show -P NRefused "$1.socket") accepted=$(systemctl show -P NAccepted "$1.socket") numbers=$(grep -o "^[0-9]*-" "/run/$1.starts" | sort -n | tr -d "\n") result=$(systemctl show -P Result "$1.socket")"
}
ip link set lo up 2> /dev/null || true
"#;

fn does_what_the_model_says(suite: Suite) {
    let root = Root::get(suite);
    let machine = Machine::new(root);
    machine.layer().program("/usr/local/bin/door", DOOR);
    let (mut script, mut expected) = (TOOLS.to_owned(), String::new());
    for (index, scenario) in scenarios().iter().enumerate() {
        let name = scenario.name;
        let port = (4100 + index).to_string();
        let filled = |text: &str| text.replace("NAME", name).replace("PORT", &port);
        let mut units = Activation::new(name, &filled(scenario.socket), &filled(scenario.service));
        units.set_target(root.target());
        for file in doorbell::export::files(&units) {
            machine.layer().write(&format!("/etc/systemd/system/{}", file.name), file.text);
        }
        writeln!(
            script,
            "systemctl start {name}.socket; touch /run/{name}.starts /run/{name}.answers"
        )
        .expect("memory");
        let seconds = |at: Millis| format!("{}.{:03}", at / 1000, at % 1000);
        for caller in &scenario.callers {
            let host = if caller.source == 0 { "127.0.0.1" } else { "::1" };
            writeln!(script, "call {host} {port} {} {name} &", seconds(caller.at)).expect("memory");
        }
        for (at, deed) in &scenario.deeds {
            let verb = match deed {
                Deed::Restart => "restart",
                Deed::Stop => "stop",
            };
            writeln!(script, "(sleep {}; systemctl {verb} {name}.service) &", seconds(*at))
                .expect("memory");
        }
        for look in scenario.looks {
            writeln!(script, "look {name} {look} {} &", seconds(*look)).expect("memory");
            let load = Load {
                callers: scenario.callers.clone(),
                deeds: scenario.deeds.clone(),
                until: *look,
            };
            let timeline = simulate::run(&units, &scenario.program, &load);
            let totals = timeline.totals();
            // systemd counts those that it has hung up on itself, not those for whom nobody listened.
            let refused = timeline.count(|what| {
                use simulate::{What, Why};
                matches!(
                    what,
                    What::TurnedAway(_, Why::TooMany | Why::TooManyFromThere)
                        | What::SocketFailed("trigger-limit-hit")
                )
            });
            // Only where systemd accepts does it count, and number the instances.
            let accepted = if units.accept() { totals.starts } else { 0 };
            let numbers: String = (0..accepted).map(|number| format!("{number}-")).collect();
            writeln!(
                expected,
                "{name} at {look} ms: starts={} answers={} refused={refused} accepted={accepted} numbers={numbers} result={}",
                totals.starts,
                totals.served,
                timeline.failed.unwrap_or("success")
            )
            .expect("memory");
        }
        script += "wait\n";
    }
    let [boot] = machine.boot([script.as_str()]);
    let mut lines: Vec<&str> = boot.succeeded().lines().collect();
    lines.retain(|line| line.contains(" ms: "));
    assert_eq!(lines, expected.lines().collect::<Vec<_>>(), "{boot}");
}
