//! What the units do under a load: the socket unit as systemd runs it, as a discrete-event model.
//!
//! [`run`] takes the settings that matter out of the text, plays a [`Load`] against a [`Program`], and gives back a
//! [`Timeline`]: what happened, how each call ended, and how many processes and waiting callers there were at every moment.
//! It reads no clock; the same input always gives the same timeline. That systemd does what it says is shown in
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
//! Callers come one after the other, wait for their answer as long as it takes, and call at the first listener.
//!
//! Source: systemd.socket(5), systemd.service(5), systemd.unit(5) `StartLimitIntervalSec=`; what each limit leads to was seen
//! with systemd 247, 252, 257 and 262.

pub mod boot;
mod load;
mod machine;
mod queue;
mod window;

use crate::activation::limit::{self, Rate};
use crate::activation::{Activation, Lens, Role};
use crate::value::time_span::TimeSpan;
use queue::Queue;

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

/// What a program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// It takes the calls; told to end, it finishes those that it has.
    Serves,
    /// It takes the calls; told to end, it leaves at once, and those that it has get no answer.
    Drops,
    /// It exits without taking a call, as if all were well.
    Exits,
    /// It exits without taking a call, with a failure.
    Fails,
    /// So many processes exit without taking a call, with a failure; the later ones serve.
    FailsFirst(u32),
    /// It is not started: a condition of its unit does not hold, and systemd skips the start.
    Skipped,
}

/// What happened, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The calls, in the order of the load.
    pub calls: Vec<Call>,
    /// How things stood from each moment on.
    pub moments: Vec<Moment>,
    /// When looking stopped.
    pub until: Millis,
    /// With which result the socket failed, if it did and has not been started since.
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
    /// The caller finds the queue full, or a FIFO that nobody has open, and waits for that to change.
    Blocked(usize),
    /// The caller finds the queue full, and its kernel will try again then.
    Retries(usize, Millis),
    /// The service has run for as long as `RuntimeMaxSec=` lets it.
    RuntimeOver(u32),
    /// The process is told to end.
    Told(u32),
    /// The process has not ended in time and is killed.
    Killed(u32),
    /// The process has ended, and the service with this result.
    Exited(u32, ServiceResult),
    /// systemd does not start the service, because a condition does not hold.
    Skipped,
    /// systemd leaves the socket alone until then.
    Paused(Millis),
    /// The socket has failed.
    SocketFailed(&'static str),
    /// The failed socket listens again, because the service that needs it is started.
    SocketRevived,
}

/// How a service ended, in systemd's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceResult {
    /// `success`.
    Success,
    /// `exit-code`: its program failed.
    ExitCode,
    /// `timeout`: it ran, or took to end, for longer than it may.
    Timeout,
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
    /// More wait than the kernel keeps, and its message is lost.
    QueueFull,
    /// It found the queue full for so long that its kernel gave up.
    GaveUp,
    /// The socket that they waited at was closed.
    Closed,
    /// The program has gone without answering.
    ProgramGone,
    /// A condition does not hold, so its instance was not started.
    Skipped,
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
pub struct Moment {
    /// From when.
    pub at: Millis,
    /// How many processes there are.
    pub processes: u32,
    /// How many callers wait to be taken, in the queue or because it is full.
    pub waiting: u32,
    /// How many of them found no room in the queue.
    pub outside: u32,
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
        totals.most_processes =
            self.moments.iter().map(|moment| moment.processes).max().unwrap_or(0);
        totals
    }

    /// How many events `is` holds for.
    pub fn count(&self, is: impl Fn(What) -> bool) -> usize {
        self.events.iter().filter(|event| is(event.what)).count()
    }

    /// How things stood at `at`.
    pub fn moment(&self, at: Millis) -> Moment {
        let index = self.moments.partition_point(|moment| moment.at <= at);
        self.moments[..index].last().copied().unwrap_or_default()
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
    queue: Queue,
    trigger: Rate,
    poll: Rate,
    start: Rate,
    flush: bool,
    /// After which results the service starts again by itself.
    restarts_after: &'static [ServiceResult],
    /// How long it waits before that.
    restart_pause: Millis,
    /// How long a process may run, and from when that counts.
    runtime: Option<(Millis, RunsFrom)>,
    /// How long a process that was told to end may take.
    stop_timeout: Millis,
    /// Whether who starts the service starts a failed socket, too; and how often that may be.
    pulls_socket: bool,
    socket_start: Rate,
}

/// When a service counts as running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RunsFrom {
    /// As soon as its process is started.
    Start,
    /// When its program says that it is ready, or has forked.
    Ready,
}

fn rules(activation: &Activation) -> Rules {
    let off = Rate { burst: 0, interval: TimeSpan::seconds(0) };
    let accept = activation.accept();
    // Without accepting, systemd stops watching at the first caller, and counts anew when it watches again.
    let has_poll_limit = accept && activation.target().version >= limit::POLL_LIMIT;
    let pause = limit::time(activation, Lens::service("RestartSec"));
    Rules {
        accept,
        held: true,
        max_connections: limit::max_connections(activation),
        per_source: limit::per_source(activation),
        queue: queue::queue(activation),
        trigger: limit::trigger_limit(activation),
        poll: if has_poll_limit { limit::poll_limit(activation) } else { off },
        start: limit::start_limit(activation),
        flush: !accept && activation.is_on(Lens::socket("FlushPending")),
        restarts_after: restarts_after(activation),
        restart_pause: pause.map_or(100, millis),
        runtime: runtime(activation),
        stop_timeout: millis(limit::stop_timeout(activation)),
        pulls_socket: pulls_socket(activation),
        socket_start: limit::socket_start_limit(activation),
    }
}

/// After which results `Restart=` has the service started again.
fn restarts_after(activation: &Activation) -> &'static [ServiceResult] {
    use ServiceResult::{ExitCode, Success, Timeout};
    match activation.value(Lens::service("Restart")) {
        Some("always") => &[Success, ExitCode, Timeout],
        Some("on-success") => &[Success],
        Some("on-failure") => &[ExitCode, Timeout],
        Some("on-abnormal") => &[Timeout],
        // `on-abort` and `on-watchdog` are about what no program does here.
        _ => &[],
    }
}

/// How long a process may run, and from when that counts; a oneshot service never counts as running.
fn runtime(activation: &Activation) -> Option<(Millis, RunsFrom)> {
    let most = limit::time(activation, Lens::service("RuntimeMaxSec"))?;
    match activation.value(Lens::service("Type")) {
        Some("oneshot") => None,
        Some("notify" | "notify-reload" | "forking" | "dbus") => {
            Some((millis(most), RunsFrom::Ready))
        }
        _ => Some((millis(most), RunsFrom::Start)),
    }
}

/// Whether starting the service starts its socket, too; an empty line takes no dependency back.
fn pulls_socket(activation: &Activation) -> bool {
    let socket = activation.file_name(Role::Socket);
    activation.file(Role::Service).all_assignments().any(|line| {
        matches!(
            (line.section, line.key),
            (Some("Unit"), "Requires" | "Wants" | "BindsTo" | "Upholds")
                | (Some("Service"), "Sockets")
        ) && line.value.split_whitespace().any(|unit| unit == socket)
    })
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
            timeline.moment(100),
            Moment { at: 10, processes: 1, waiting: 2, ..Moment::default() }
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
        assert_eq!(
            timeline.count(|what| matches!(what, What::Exited(_, ServiceResult::Success))),
            2
        );
        assert_eq!(timeline.moment(1000).processes, 0);
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

    fn fates(timeline: &Timeline) -> Vec<Fate> {
        timeline.calls.iter().map(|call| call.fate).collect()
    }

    #[test]
    fn who_finds_the_queue_full_tries_again_waits_or_is_lost() {
        let of = |socket: &str| {
            let listen = "[Socket]\nListenStream=\nListenDatagram=\n";
            let units = units(false, "debian13", &format!("{listen}{socket}\n"), "");
            let times: Vec<Millis> = (0..7).map(|n| n * 10).collect();
            run(&units, &program(1500, 1), &load(&times, 10))
        };
        let tcp = of("ListenStream=80\nBacklog=3");
        let at = |at: Millis| Fate::Served(at);
        let early = [at(1510), at(1520), at(1530), at(1540)];
        assert_eq!(fates(&tcp)[..4], early, "Linux keeps one more than it is told");
        assert_eq!(fates(&tcp)[4..], [at(2050), at(2060), at(2070)], "they try after 1 s and 2 s");
        assert_eq!(tcp.count(|what| matches!(what, What::Retries(..))), 6);
        assert_eq!((tcp.moment(500).waiting, tcp.moment(500).outside), (7, 3));
        assert_eq!((tcp.moment(1700).waiting, tcp.moment(1700).outside), (3, 3));
        let unix = of("ListenStream=/run/a\nBacklog=3");
        assert_eq!(fates(&unix)[4..], [at(1550), at(1560), at(1570)]);
        assert_eq!(unix.count(|what| matches!(what, What::Blocked(_))), 3);
        let udp = of("ListenDatagram=80\nReceiveBuffer=2200");
        assert_eq!(fates(&udp)[4], at(1550));
        assert_eq!(fates(&udp)[5], Fate::TurnedAway(50, Why::QueueFull));
    }

    #[test]
    fn a_queue_that_stays_full_is_given_up_in_the_end() {
        let units = units(false, "debian13", "[Socket]\nBacklog=0\n", "");
        let load = Load { until: 200_000, ..load(&[0, 1], 1) };
        let timeline = run(&units, &program(190_000, 1), &load);
        assert_eq!(fates(&timeline)[1], Fate::TurnedAway(131_001, Why::GaveUp));
    }

    #[test]
    fn who_waits_for_room_goes_when_the_socket_fails() {
        let exits = Program { conduct: Conduct::Exits, ..program(50, 1) };
        let of = |socket: &str| {
            let socket = format!("[Socket]\nListenStream=\n{socket}\n");
            let units = units(false, "debian13", &socket, "");
            fates(&run(&units, &exits, &load(&[0, 1, 2000], 1)))
        };
        let closed = Fate::TurnedAway(250, Why::Closed);
        let nobody = |at: Millis| Fate::TurnedAway(at, Why::NobodyListens);
        assert_eq!(of("ListenStream=/run/a\nBacklog=0"), [closed, closed, nobody(2000)]);
        assert_eq!(of("ListenStream=80\nBacklog=0"), [closed, nobody(1001), nobody(2000)]);
        assert_eq!(of("ListenFIFO=/run/a"), [closed, closed, Fate::Waiting]);
    }

    #[test]
    fn a_program_that_runs_for_too_long_finishes_its_call_and_ends_with_timeout() {
        let of = |service: &str, program: &Program, until| {
            let service = format!("[Service]\nRuntimeMaxSec=1\n{service}\n");
            let load = Load { until, ..load(&[0, 10], 1500) };
            run(&units(false, "debian13", "", &service), program, &load)
        };
        let ends = |timeline: &Timeline| {
            timeline.count(|what| matches!(what, What::Exited(_, ServiceResult::Timeout)))
        };
        let plain = of("", &program(100, 1), 3500);
        assert_eq!(fates(&plain), [Fate::Served(1600), Fate::Served(3200)]);
        assert_eq!((plain.totals().starts, ends(&plain)), (2, 2));
        // Without a call, it is started again only where `Restart=` says so of this result.
        for (restart, starts) in
            [("no", 2), ("on-success", 2), ("on-abort", 2), ("on-failure", 4), ("on-abnormal", 4)]
        {
            let timeline = of(&format!("Restart={restart}"), &program(100, 2), 4900);
            assert_eq!(timeline.totals().starts, if starts == 2 { 1 } else { starts }, "{restart}");
        }
        let slow = of("TimeoutStopSec=200ms", &program(100, 1), 1300);
        assert_eq!(fates(&slow)[0], Fate::TurnedAway(1200, Why::ProgramGone));
        let drops = Program { conduct: Conduct::Drops, ..program(100, 1) };
        assert_eq!(fates(&of("", &drops, 1050))[0], Fate::TurnedAway(1000, Why::ProgramGone));
        let notify = of("Type=notify", &program(900, 1), 2000);
        assert_eq!(notify.count(|what| matches!(what, What::RuntimeOver(_))), 1);
        assert_eq!(
            notify.events.iter().find(|event| event.what == What::RuntimeOver(0)).unwrap().at,
            1900
        );
        assert_eq!(ends(&of("Type=oneshot", &program(100, 1), 3500)), 0);
    }

    #[test]
    fn an_instance_has_its_time_too() {
        let units = units(true, "debian13", "", "[Service]\nRuntimeMaxSec=1\n");
        let finishes = run(&units, &program(100, 1), &load(&[0], 1500));
        assert_eq!(fates(&finishes), [Fate::Served(1600)]);
        let drops = Program { conduct: Conduct::Drops, ..program(100, 1) };
        let drops = run(&units, &drops, &load(&[0], 1500));
        assert_eq!(fates(&drops), [Fate::TurnedAway(1000, Why::ProgramGone)]);
        for timeline in [finishes, drops] {
            let timed_out = |what| what == What::Exited(0, ServiceResult::Timeout);
            assert_eq!((timeline.count(timed_out), timeline.failed), (1, None));
        }
    }

    #[test]
    fn a_program_that_works_in_the_end_answers_who_waited() {
        let of = |starts, service: &str| {
            let program = Program { conduct: Conduct::FailsFirst(starts), ..program(50, 1) };
            run(&units(false, "debian13", "", service), &program, &load(&[0], 50))
        };
        let restart = "[Service]\nRestart=on-failure\nRestartSec=1\n";
        assert_eq!(fates(&of(4, "")), [Fate::Served(300)]);
        assert_eq!(fates(&of(4, restart)), [Fate::Served(4300)]);
        for service in ["", restart] {
            let five = of(5, service);
            assert_eq!((five.totals().starts, five.failed), (5, Some("service-start-limit-hit")));
        }
    }

    #[test]
    fn a_pause_before_a_restart_counts_as_a_trigger() {
        let fails = Program { conduct: Conduct::Fails, ..program(10, 1) };
        let service = |pause| {
            format!(
                "[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestart=always\nRestartSec={pause}\n"
            )
        };
        let of =
            |pause| run(&units(false, "debian13", "", &service(pause)), &fails, &load(&[0], 1));
        let quick = of("10ms");
        let failed = quick
            .events
            .iter()
            .find(|event| matches!(event.what, What::SocketFailed("trigger-limit-hit")));
        assert_eq!(failed.unwrap().at, 390, "it fails with the 21st trigger");
        assert_eq!(quick.failed, None, "and is started again with the service that requires it");
        assert_eq!(quick.count(|what| what == What::SocketRevived), 1);
        assert_eq!(fates(&of("100ms")), [Fate::Waiting]);
    }

    #[test]
    fn a_condition_that_does_not_hold_runs_into_the_trigger_limit() {
        let skipped = Program { conduct: Conduct::Skipped, ..Program::default() };
        let skips = |timeline: &Timeline| timeline.count(|what| what == What::Skipped);
        let of = |socket, service| {
            run(&units(false, "debian13", socket, service), &skipped, &load(&[0], 1))
        };
        let plain = of("", "[Unit]\nStartLimitBurst=2\n");
        assert_eq!((skips(&plain), plain.failed), (20, Some("trigger-limit-hit")));
        assert_eq!(plain.totals().starts, 0);
        let flushes = of("[Socket]\nFlushPending=yes\n", "");
        assert_eq!((skips(&flushes), flushes.failed), (1, None));
        let accepting = run(&units(true, "debian13", "", ""), &skipped, &load(&[0, 5], 1));
        assert_eq!((skips(&accepting), accepting.failed), (2, None));
        assert_eq!(fates(&accepting)[1], Fate::TurnedAway(5, Why::Skipped));
    }

    #[test]
    fn restarts_in_a_row_hit_the_start_limit_and_fail_the_socket() {
        let required = units(false, "debian13", "", "");
        let mut alone = required.clone();
        alone.set_text(Role::Service, "[Service]\nExecStart=/bin/true\n");
        let of = |units: &Activation, deeds: &[Millis]| {
            let times: Vec<Millis> = (0..150).map(|n| n * 100).collect();
            let deeds = deeds.iter().map(|at| (*at, Deed::Restart)).collect();
            run(units, &program(50, 1), &Load { deeds, ..load(&times, 20) })
        };
        let storm: Vec<Millis> = (0..6).map(|n| 1010 + n * 300).collect();
        let few = of(&required, &storm[..4]).totals();
        assert_eq!((few.starts, few.turned_away), (5, 0));
        let many = of(&required, &storm);
        assert_eq!((many.totals().starts, many.failed), (5, Some("service-start-limit-hit")));
        assert_eq!(many.totals().served, 23);
        // A later restart brings the socket back where the service requires it, and fails where it does not.
        let later = [storm.as_slice(), &[11_990]].concat();
        let back = of(&required, &later);
        assert_eq!((back.totals().starts, back.failed), (6, None));
        assert_eq!(back.totals().served, 23 + 30);
        let alone = of(&alone, &later);
        assert_eq!((alone.totals().starts, alone.failed), (6, Some("service-start-limit-hit")));
        assert_eq!(alone.totals().served, 23);
    }

    #[test]
    fn loads_and_limits_of_any_size_come_to_an_end() {
        let wild = "[Socket]\nTriggerLimitBurst=0\nPollLimitBurst=0\n";
        let units = units(false, "debian13", wild, "[Unit]\nStartLimitBurst=0\n");
        for conduct in [Conduct::Exits, Conduct::Skipped] {
            let program = Program { start: 0, conduct, ..Program::default() };
            let long =
                Load { callers: callers(&[0], 1), deeds: Vec::new(), until: Millis::MAX / 2 };
            assert!(run(&units, &program, &long).events.len() < 300_000);
        }
    }
}
