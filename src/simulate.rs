//! What the units do under a load: the socket unit as systemd runs it, as a discrete-event model.
//!
//! [`run`] takes the settings that matter out of the text, plays a [`Load`] against a [`Program`], and gives back a
//! [`Timeline`]: what happened, how each call ended, and how many processes and waiting callers there were at every moment.
//! It reads no clock; the same input always gives the same timeline. That systemd 252 and 257 do what it says is shown in
//! `tests/real/tests/simulate.rs`.
//!
//! ```
//! use doorbell::{preset::PRESETS, simulate::{self, Caller, Load, Program}};
//!
//! let load = Load { callers: vec![Caller { at: 100, source: 0, takes: 50 }], deeds: vec![], until: 1000 };
//! let timeline = simulate::run(&PRESETS[0].activation(), &Program::default(), &load);
//! assert_eq!((timeline.totals().starts, timeline.totals().served), (1, 1));
//! ```
//!
//! Source: systemd.socket(5), systemd.service(5), systemd.unit(5) `StartLimitIntervalSec=`; what each limit leads to was seen
//! with systemd 252 and 257.

pub mod boot;
mod load;
mod machine;
mod window;

use crate::activation::limit::{self, Rate};
use crate::activation::{Activation, Lens};
use crate::value::time_span::TimeSpan;

/// A time: so many milliseconds after the beginning.
pub type Millis = u64;

/// What comes at the units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// The callers, in the order in which they come.
    pub callers: Vec<Caller>,
    /// What the administrator does, and when.
    pub deeds: Vec<(Millis, Deed)>,
    /// When to stop looking.
    pub until: Millis,
}

/// Somebody who connects, asks, and hangs up when answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// When.
    pub at: Millis,
    /// From where: callers with one number share an address.
    pub source: u32,
    /// How long the program is busy with the call.
    pub takes: Millis,
}

/// What an administrator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// `systemctl restart` of the service.
    Restart,
    /// `systemctl stop` of the service alone.
    Stop,
}

/// What is known of the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// From its start until it takes a call; at least one.
    pub start: Millis,
    /// How many calls one process works on at a time, where it accepts by itself.
    pub at_once: u32,
    /// After how long without a call it exits, if it does.
    pub idle_exit: Option<Millis>,
    /// What it does once started.
    pub conduct: Conduct,
}

impl Default for Program {
    fn default() -> Self {
        Self { start: 200, at_once: 8, idle_exit: None, conduct: Conduct::Serves }
    }
}

/// What a program does once started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// It takes the calls; told to end, it finishes those that it has.
    Serves,
    /// It exits without taking a call, as if all were well.
    Exits,
    /// It exits without taking a call, with a failure.
    Fails,
}

/// What happened, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The calls, in the order of the load.
    pub calls: Vec<Call>,
    /// How things stood from each moment on.
    pub states: Vec<State>,
    /// When looking stopped.
    pub until: Millis,
    /// With which result the socket failed, if it did.
    pub failed: Option<&'static str>,
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Millis,
    /// What.
    pub what: What,
}

/// What can happen. Processes and callers are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A caller has connected.
    Called(usize),
    /// systemd starts a process.
    Started(u32),
    /// The process takes calls.
    Ready(u32),
    /// The process has a caller.
    Accepted(u32, usize),
    /// The caller has an answer.
    Served(usize),
    /// The caller gets none.
    TurnedAway(usize, Why),
    /// The process is told to end.
    Told(u32),
    /// The process has ended; whether it was well.
    Exited(u32, bool),
    /// systemd leaves the socket alone until then.
    Paused(Millis),
    /// The socket has failed.
    SocketFailed(&'static str),
}

/// Why a caller gets no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// As many are connected as may be.
    TooMany,
    /// As many are connected from there as may be.
    TooManyFromThere,
    /// Nobody listens.
    NobodyListens,
    /// More wait than the kernel keeps.
    QueueFull,
    /// The socket that they waited at was closed.
    Closed,
    /// The program has gone without answering.
    ProgramGone,
    /// `FlushPending=yes` threw the waiting callers out.
    Flushed,
}

/// A call and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// When it came.
    pub at: Millis,
    /// How it ended.
    pub fate: Fate,
}

/// How a call ended, or where it is when looking stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has taken it yet.
    Waiting,
    /// The program has been at it since then.
    InService(Millis),
    /// It was answered then.
    Served(Millis),
    /// It was turned away then.
    TurnedAway(Millis, Why),
}

/// How things stand from one moment on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// From when.
    pub at: Millis,
    /// How many processes there are.
    pub processes: u32,
    /// How many callers wait to be taken.
    pub waiting: u32,
    /// How many callers are being served.
    pub serving: u32,
    /// How many callers have been turned away so far.
    pub turned_away: u32,
}

/// A timeline in a few numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many called.
    pub calls: usize,
    /// How many have an answer.
    pub served: usize,
    /// How many were turned away.
    pub turned_away: usize,
    /// How many are neither.
    pub pending: usize,
    /// How many processes were started.
    pub starts: usize,
    /// How many there were at most.
    pub most_processes: u32,
    /// From call to answer: the middle one.
    pub median: Millis,
    /// From call to answer: the longest.
    pub longest: Millis,
}

impl Timeline {
    /// The numbers.
    pub fn totals(&self) -> Totals {
        let mut taken: Vec<Millis> = Vec::new();
        let mut totals = Totals { calls: self.calls.len(), ..Totals::default() };
        for call in &self.calls {
            match call.fate {
                Fate::Served(at) => taken.push(at - call.at),
                Fate::TurnedAway(..) => totals.turned_away += 1,
                Fate::Waiting | Fate::InService(_) => totals.pending += 1,
            }
        }
        taken.sort_unstable();
        totals.served = taken.len();
        totals.median = taken.get(taken.len() / 2).copied().unwrap_or_default();
        totals.longest = taken.last().copied().unwrap_or_default();
        totals.starts = self.count(|what| matches!(what, What::Started(_)));
        totals.most_processes = self.states.iter().map(|state| state.processes).max().unwrap_or(0);
        totals
    }

    /// How many events `is` holds for.
    pub fn count(&self, is: impl Fn(What) -> bool) -> usize {
        self.events.iter().filter(|event| is(event.what)).count()
    }

    /// How things stood at `at`.
    pub fn state(&self, at: Millis) -> State {
        let index = self.states.partition_point(|state| state.at <= at);
        self.states[..index].last().copied().unwrap_or_default()
    }
}

/// What the units make of `load`, with `program` behind them.
pub fn run(activation: &Activation, program: &Program, load: &Load) -> Timeline {
    machine::run(rules(activation), program, load)
}

/// The same program without a socket unit: it is up from the beginning, and listens for as long as it runs.
pub fn run_without_socket(program: &Program, load: &Load) -> Timeline {
    let bare = Activation::new("", "", "");
    machine::run(Rules { held: false, ..rules(&bare) }, program, load)
}

/// The settings that matter.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rules {
    /// Whether systemd accepts.
    accept: bool,
    /// Whether systemd holds the socket.
    held: bool,
    max_connections: u32,
    per_source: Option<u32>,
    /// How many the kernel keeps waiting.
    backlog: usize,
    trigger: Rate,
    poll: Rate,
    start: Rate,
    flush: bool,
    /// Whether the service starts again by itself after ending well, and badly.
    again: [bool; 2],
    /// How long it waits before that.
    again_after: Millis,
}

/// What a kernel keeps at most, whatever `Backlog=` says (`net.core.somaxconn` since Linux 5.4).
const SOMAXCONN: u32 = 4096;

fn rules(activation: &Activation) -> Rules {
    let off = Rate { burst: 0, interval: TimeSpan::seconds(0) };
    let accept = activation.accept();
    // Without accepting, systemd stops watching at the first caller, and counts anew when it watches again.
    let has_poll_limit = accept && activation.target().version >= limit::POLL_LIMIT;
    let backlog = limit::number(activation, Lens::socket("Backlog")).unwrap_or(SOMAXCONN);
    let pause = limit::time(activation, Lens::service("RestartSec"));
    Rules {
        accept,
        held: true,
        max_connections: limit::max_connections(activation),
        per_source: limit::per_source(activation),
        backlog: backlog.min(SOMAXCONN) as usize,
        trigger: limit::trigger_limit(activation),
        poll: if has_poll_limit { limit::poll_limit(activation) } else { off },
        start: limit::start_limit(activation),
        flush: !accept && activation.is_on(Lens::socket("FlushPending")),
        again: match activation.value(Lens::service("Restart")) {
            Some("always") => [true, true],
            Some("on-success") => [true, false],
            Some("on-failure") => [false, true],
            _ => [false, false],
        },
        again_after: pause.map_or(100, millis),
    }
}

/// A time in milliseconds; one without end is as long as can be.
fn millis(time: TimeSpan) -> Millis {
    match time {
        TimeSpan::Microseconds(micros) => micros.div_ceil(1000),
        TimeSpan::Infinity => Millis::MAX / 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Role, set_accept};
    use crate::catalogue::target::Target;
    use crate::preset::PRESETS;

    fn units(accept: bool, target: &str, socket: &str, service: &str) -> Activation {
        let mut units = PRESETS[0].activation();
        units.set_target(Target::find(target).unwrap());
        set_accept(&mut units, accept);
        for (role, more) in [(Role::Socket, socket), (Role::Service, service)] {
            let text = units.file(role).text().to_owned() + more;
            units.set_text(role, &text);
        }
        units
    }

    fn callers(times: &[Millis], takes: Millis) -> Vec<Caller> {
        times.iter().map(|at| Caller { at: *at, source: 0, takes }).collect()
    }

    fn load(times: &[Millis], takes: Millis) -> Load {
        Load { callers: callers(times, takes), deeds: Vec::new(), until: 20_000 }
    }

    fn program(start: Millis, at_once: u32) -> Program {
        Program { start, at_once, ..Program::default() }
    }

    #[test]
    fn the_first_call_starts_the_service_and_the_others_find_it_up() {
        let timeline =
            run(&units(false, "debian13", "", ""), &program(200, 1), &load(&[0, 10, 500], 50));
        let ends: Vec<Fate> = timeline.calls.iter().map(|call| call.fate).collect();
        assert_eq!(ends, [Fate::Served(250), Fate::Served(300), Fate::Served(550)]);
        assert_eq!(timeline.totals().starts, 1);
        assert_eq!(
            timeline.state(100),
            State { at: 10, processes: 1, waiting: 2, ..State::default() }
        );
    }

    #[test]
    fn an_instance_for_each_caller_up_to_the_limit() {
        let units = units(true, "debian13", "[Socket]\nMaxConnections=2\n", "");
        let timeline = run(&units, &program(100, 1), &load(&[0, 0, 10, 500], 50));
        let ends: Vec<Fate> = timeline.calls.iter().map(|call| call.fate).collect();
        let third = Fate::TurnedAway(10, Why::TooMany);
        assert_eq!(ends, [Fate::Served(150), Fate::Served(150), third, Fate::Served(650)]);
        assert_eq!((timeline.totals().starts, timeline.totals().most_processes), (3, 2));
    }

    #[test]
    fn a_source_has_a_limit_of_its_own() {
        let units = units(true, "debian13", "[Socket]\nMaxConnectionsPerSource=1\n", "");
        let mut load = load(&[0, 1, 2], 500);
        load.callers[2].source = 1;
        let fates: Vec<Fate> =
            run(&units, &program(10, 1), &load).calls.iter().map(|call| call.fate).collect();
        assert_eq!(fates[1], Fate::TurnedAway(1, Why::TooManyFromThere));
        assert_eq!(fates[2], Fate::Served(512));
    }

    #[test]
    fn a_program_that_never_accepts_runs_into_a_limit() {
        let exits = Program { conduct: Conduct::Exits, ..program(10, 1) };
        let off = "[Unit]\nStartLimitIntervalSec=0\n";
        let of = |target, service| run(&units(false, target, "", service), &exits, &load(&[0], 1));
        for (target, service, starts, failed) in [
            ("debian12", "", 5, Some("service-start-limit-hit")),
            ("debian13", "", 5, Some("service-start-limit-hit")),
            ("debian12", off, 20, Some("trigger-limit-hit")),
            ("debian13", off, 20, Some("trigger-limit-hit")),
        ] {
            let timeline = of(target, service);
            assert_eq!((timeline.totals().starts, timeline.failed), (starts, failed), "{target}");
        }
    }

    #[test]
    fn a_flood_is_slowed_down_or_ends_the_socket() {
        let times: Vec<Millis> = (0..250).collect();
        let socket = "[Socket]\nMaxConnections=1000\n";
        let of = |target| {
            run(&units(true, target, socket, ""), &program(1, 1), &load(&times, 1)).totals()
        };
        assert_eq!((of("debian12").served, of("debian12").turned_away), (200, 50));
        assert_eq!((of("debian13").served, of("debian13").longest), (250, 1852));
    }

    #[test]
    fn a_restart_loses_nobody_who_waits_at_the_socket() {
        let times: Vec<Millis> = (0..100).map(|n| n * 20).collect();
        let mut load = load(&times, 30);
        load.deeds = vec![(1000, Deed::Restart)];
        let program = program(300, 4);
        let held = run(&units(false, "debian13", "", ""), &program, &load).totals();
        assert_eq!((held.served, held.turned_away, held.starts), (100, 0, 2));
        let bare = run_without_socket(&program, &load).totals();
        assert!(bare.turned_away > 10 && bare.served + bare.turned_away == 100, "{bare:?}");
    }

    #[test]
    fn an_idle_program_leaves_and_is_fetched_again() {
        let program = Program { idle_exit: Some(500), ..program(50, 1) };
        let timeline = run(&units(false, "debian13", "", ""), &program, &load(&[0, 100, 2000], 10));
        assert_eq!(timeline.totals().starts, 2);
        assert_eq!(timeline.count(|what| matches!(what, What::Exited(_, true))), 2);
        assert_eq!(timeline.state(1000).processes, 0);
    }

    #[test]
    fn a_stopped_service_is_started_by_the_next_caller() {
        let mut load = load(&[0, 1000], 10);
        load.deeds = vec![(500, Deed::Stop)];
        let timeline = run(&units(false, "debian13", "", ""), &program(50, 1), &load);
        assert_eq!((timeline.totals().starts, timeline.totals().served), (2, 2));
    }

    #[test]
    fn a_program_that_fails_is_restarted_until_its_start_limit() {
        let fails = Program { conduct: Conduct::Fails, ..program(10, 1) };
        let restart = "[Service]\nRestart=on-failure\nRestartSec=1\n";
        let timeline = run(&units(false, "debian13", "", restart), &fails, &load(&[0], 1));
        assert_eq!(timeline.totals().starts, 5);
        assert_eq!(timeline.failed, Some("service-start-limit-hit"));
        assert_eq!(timeline.events.last().unwrap().at, 5050);
    }

    #[test]
    fn waiting_callers_are_thrown_out_where_they_are_flushed() {
        let exits = Program { conduct: Conduct::Exits, ..program(10, 1) };
        let units = units(false, "debian13", "[Socket]\nFlushPending=yes\n", "");
        let timeline = run(&units, &exits, &load(&[0, 5], 1));
        assert_eq!((timeline.totals().starts, timeline.failed), (1, None));
        assert_eq!(timeline.calls[1].fate, Fate::TurnedAway(10, Why::Flushed));
    }

    #[test]
    fn a_full_queue_turns_callers_away() {
        let units = units(false, "debian13", "[Socket]\nBacklog=3\n", "");
        let timeline = run(&units, &program(1000, 1), &load(&[0, 1, 2, 3, 4, 5], 1));
        assert_eq!(timeline.totals().turned_away, 2, "Linux keeps one more than it is told");
    }

    #[test]
    fn loads_and_limits_of_any_size_come_to_an_end() {
        let wild = "[Socket]\nTriggerLimitBurst=0\nPollLimitBurst=0\n";
        let units = units(false, "debian13", wild, "[Unit]\nStartLimitBurst=0\n");
        let exits = Program { start: 0, conduct: Conduct::Exits, ..Program::default() };
        let long = Load { callers: callers(&[0], 1), deeds: Vec::new(), until: Millis::MAX / 2 };
        assert!(run(&units, &exits, &long).events.len() < 300_000);
    }
}
