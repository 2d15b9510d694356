//! *What happens*: the person's own units under a load.

use super::chart::{chart, tops};
use super::{Drawn, Figure, counted, time};
use crate::activation::{Activation, ListenerKind, Role, listeners};
use crate::simulate::{
    self, Caller, Conduct, Deed, Load, Millis, Program, ServiceResult, Timeline, What, Why,
};
use crate::ui::panel::code::ChosenProgram;
use crate::ui::panel::findings::Refused;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::{Choice, Disclosure, Prose, Range, Select, Slider};
use leptos::prelude::*;

/// How long the load lasts.
const LASTS: u64 = 20_000;

/// From how many addresses callers come.
const SOURCES: u32 = 8;

/// How callers come, by id and label.
const ARRIVALS: [(&str, &str); 2] = [("chance", "by chance"), ("burst", "all of 5 s at once")];

/// How far apart bursts are.
const BURST: Millis = 5000;

const RATE: Range = Range {
    id: "load-rate",
    label: "Callers per second",
    steps: &[1, 2, 5, 10, 20, 50, 100, 200],
    says: |value| value.to_string(),
};
const TAKES: Range = Range {
    id: "load-takes",
    label: "Time for each caller",
    steps: &[1, 5, 20, 50, 100, 200, 500, 1000, 2000, 5000],
    says: time,
};
const START: Range = Range {
    id: "load-start",
    label: "Time to start the program",
    steps: &[5, 20, 50, 100, 200, 500, 1000, 2000, 5000],
    says: time,
};
const AT_ONCE: Range = Range {
    id: "load-at-once",
    label: "Callers served at a time by one process",
    steps: &[1, 2, 4, 8, 16, 32, 64, 128],
    says: |value| value.to_string(),
};
const MEMORY: Range = Range {
    id: "load-memory",
    label: "Memory of one process",
    steps: &[2, 5, 10, 20, 50, 100, 200, 500],
    says: |value| format!("{value} MB"),
};

/// What else may happen, by id and label. These labels are as short as a list on a narrow phone needs them.
const DEEDS: [(&str, &str); 4] = [
    ("none", "nothing else happens"),
    ("restart", "the service is restarted"),
    ("restarts", "it is restarted 10 times"),
    ("stop", "it alone is stopped"),
];

/// Restarts in a row: how many, and how far apart. Ten hit the default start limit, wherever in its window they begin.
const RESTARTS: u64 = 10;
const APART: Millis = 500;

/// How the program behaves, by id and label.
const CONDUCTS: [(&str, &str, Conduct); 6] = [
    ("serves", "answers its callers", Conduct::Serves),
    ("drops", "drops callers when it ends", Conduct::Drops),
    ("exits", "exits without accepting", Conduct::Exits),
    ("fails", "fails at its start", Conduct::Fails),
    ("recovers", "fails 3 times, then works", Conduct::FailsFirst(3)),
    ("skipped", "has a condition that fails", Conduct::Skipped),
];

/// When an idle program leaves, by id and label.
const IDLE: [(&str, &str, Option<u64>); 3] = [
    ("never", "stays until it is stopped", None),
    ("1", "exits after 1 s", Some(1000)),
    ("5", "exits after 5 s", Some(5000)),
];

/// Something that happens to services: a name for it, and how everything is set then.
struct Scenario {
    name: &'static str,
    /// What can be learned from it.
    about: &'static str,
    rate: u64,
    takes: u64,
    start: u64,
    arrivals: &'static str,
    conduct: &'static str,
    idle: &'static str,
    deed: &'static str,
    /// Whether it is about a service that stays, and not about one instance a caller.
    is_of_one: bool,
}

/// A quiet day, from which the scenarios differ.
const QUIET: Scenario = Scenario {
    name: "",
    about: "",
    rate: 2,
    takes: 50,
    start: 200,
    arrivals: "chance",
    conduct: "serves",
    idle: "never",
    deed: "none",
    is_of_one: false,
};

/// The scenarios to choose from; the tab opens with the first that fits the units.
const SCENARIOS: [Scenario; 6] = [
    Scenario {
        name: "Restart",
        about: "The service is restarted while callers come: who waits, and who is lost?",
        rate: 10,
        takes: 100,
        start: 1000,
        deed: "restart",
        is_of_one: true,
        ..QUIET
    },
    Scenario {
        name: "Burst",
        about: "Nobody for five seconds, then everybody at once.",
        rate: 20,
        takes: 200,
        arrivals: "burst",
        ..QUIET
    },
    Scenario {
        name: "Idle exit",
        about: "The program leaves when nobody calls; the next caller starts it again.",
        rate: 1,
        idle: "1",
        is_of_one: true,
        ..QUIET
    },
    Scenario {
        name: "Crash loop",
        about: "The program fails at every start: how long does the socket try?",
        conduct: "fails",
        ..QUIET
    },
    Scenario {
        name: "Flood",
        about: "More callers than can be served: where is the limit, and what becomes of the rest?",
        rate: 200,
        takes: 1000,
        ..QUIET
    },
    Scenario {
        name: "Condition",
        about: "A condition of the service does not hold: it is never started.",
        conduct: "skipped",
        ..QUIET
    },
];

/// What can be set, by what it is for.
#[derive(Clone, Copy)]
struct Settings {
    rate: RwSignal<u64>,
    takes: RwSignal<u64>,
    start: RwSignal<u64>,
    at_once: RwSignal<u64>,
    memory: RwSignal<u64>,
    arrivals: RwSignal<&'static str>,
    conduct: RwSignal<&'static str>,
    idle: RwSignal<&'static str>,
    deed: RwSignal<&'static str>,
}

impl Settings {
    fn new(scenario: &Scenario, at_once: u64) -> Self {
        let [arrivals, conduct, idle, deed] =
            [scenario.arrivals, scenario.conduct, scenario.idle, scenario.deed].map(RwSignal::new);
        let [rate, takes, start, at_once, memory] =
            [scenario.rate, scenario.takes, scenario.start, at_once, 20].map(RwSignal::new);
        Self { rate, takes, start, at_once, memory, arrivals, conduct, idle, deed }
    }

    fn play(self, scenario: &Scenario) {
        self.rate.set(scenario.rate);
        self.takes.set(scenario.takes);
        self.start.set(scenario.start);
        self.arrivals.set(scenario.arrivals);
        self.conduct.set(scenario.conduct);
        self.idle.set(scenario.idle);
        self.deed.set(scenario.deed);
    }

    /// Whether everything is set as in `scenario`.
    fn plays(self, scenario: &Scenario) -> bool {
        (self.rate.get(), self.takes.get(), self.start.get())
            == (scenario.rate, scenario.takes, scenario.start)
            && [self.arrivals, self.conduct, self.idle, self.deed].map(|signal| signal.get())
                == [scenario.arrivals, scenario.conduct, scenario.idle, scenario.deed]
    }

    fn program(self) -> Program {
        Program {
            start: self.start.get(),
            at_once: self.at_once.get() as u32,
            idle_exit: of(&IDLE, self.idle.get()),
            conduct: of(&CONDUCTS, self.conduct.get()),
        }
    }

    fn load(self) -> Load {
        let (rate, takes) = (self.rate.get(), self.takes.get());
        let mut load = Load::steady(rate as f64, takes, SOURCES, LASTS, 1);
        if self.arrivals.get() == "burst" {
            let caller = |at, number: u64| Caller { at, source: number as u32 % SOURCES, takes };
            let bursts = (1..LASTS / BURST).map(|number| number * BURST);
            let of_burst = |at| (0..rate * BURST / 1000).map(move |number| caller(at, number));
            load.callers = bursts.flat_map(of_burst).collect();
        }
        load.deeds = match self.deed.get() {
            "restart" => vec![(LASTS / 2, Deed::Restart)],
            "restarts" => (0..RESTARTS).map(|n| (LASTS / 2 + n * APART, Deed::Restart)).collect(),
            "stop" => vec![(LASTS / 2, Deed::Stop)],
            _ => Vec::new(),
        };
        load
    }
}

/// The tab.
#[component]
pub fn WhatHappens() -> AnyView {
    let state = use_state();
    let accept = state.derive_settled(Activation::accept);
    let first = SCENARIOS.iter().find(|one| fits(one, accept.get_untracked()));
    let program = state.track_settled(|units| untrack(|| ChosenProgram::new().program(units)));
    let at_once = program.map_or(8, |program| program.callers.at_once);
    let settings = Settings::new(first.unwrap_or(&QUIET), at_once.into());
    let timeline = Derived::new(move || {
        let (program, load) = (settings.program(), settings.load());
        state.track_settled(|units| simulate::run(units, &program, &load))
    });
    let says = Signal::derive(move || {
        let memory = settings.memory.get();
        timeline.with(|timeline| {
            state.track_settled(|units| summary(&Words::of(units), timeline, memory))
        })
    });
    let drawing = Signal::derive(move || timeline.with(|timeline| chart(timeline, tops(timeline))));
    let events = move || {
        let told = timeline.with(|timeline| state.track_settled(|units| story(units, timeline)));
        let line = |text: String| {
            view! {
                <li>
                    <p>
                        <Prose text=text />
                    </p>
                </li>
            }
        };
        told.into_iter().map(line).collect::<Vec<_>>()
    };
    let scenario = move |scenario: &'static Scenario| {
        view! {
            <button
                type="button"
                class="chip"
                title=scenario.about
                aria-pressed=move || settings.plays(scenario).to_string()
                on:click=move |_| settings.play(scenario)
            >
                {scenario.name}
            </button>
        }
    };
    let scenarios = move || {
        let accept = accept.get();
        SCENARIOS.iter().filter(|one| fits(one, accept)).map(scenario).collect::<Vec<_>>()
    };
    let about = move || {
        SCENARIOS.iter().find(|one| settings.plays(one)).map_or("", |scenario| scenario.about)
    };
    let controls = view! {
        <Disclosure
            class="more"
            id="load-adjust"
            title="Adjust"
            note="callers, program, what the administrator does"
        >
            <LoadControls settings=settings accept=accept />
        </Disclosure>
    };
    view! {
        <Refused then="What is shown would happen if it were loaded: as it is, nobody listens." />
        <div class="happens">
            <div class="chips" role="group" aria-label="Scenario">
                {scenarios}
            </div>
            <p class="quiet">{about}</p>
            <Figure
                id="what-happens"
                title="Your units under a load"
                controls=controls.into_any()
                says=says
            >
                <Drawn drawing=drawing says=says />
            </Figure>
            <section class="block" aria-label="What happened">
                <h2>"What happened"</h2>
                <ol class="story">{events}</ol>
            </section>
            <p class="quiet">{ASSUMED}</p>
        </div>
    }
    .into_any()
}

fn fits(scenario: &Scenario, accept: bool) -> bool {
    !(scenario.is_of_one && accept)
}

/// Everything that can be set, by hand.
#[component]
fn LoadControls(settings: Settings, accept: Derived<bool>) -> AnyView {
    let at_once = move || {
        (!accept.get())
            .then(|| view! { <Slider range=AT_ONCE chosen=settings.at_once /> }.into_any())
    };
    let of_one = move || {
        (!accept.get()).then(|| {
            view! {
                <LoadChoice
                    id="load-idle"
                    label="Without a call it"
                    chosen=settings.idle
                    options=IDLE.map(|(id, label, _)| (id, label)).to_vec()
                />
                <LoadChoice
                    id="load-deed"
                    label="After 10 s"
                    chosen=settings.deed
                    options=DEEDS.to_vec()
                />
            }
        })
    };
    view! {
        <Slider range=RATE chosen=settings.rate />
        <LoadChoice
            id="load-arrivals"
            label="They come"
            chosen=settings.arrivals
            options=ARRIVALS.to_vec()
        />
        <Slider range=TAKES chosen=settings.takes />
        <Slider range=START chosen=settings.start />
        {at_once}
        <Slider range=MEMORY chosen=settings.memory />
        <LoadChoice
            id="load-conduct"
            label="The program"
            chosen=settings.conduct
            options=CONDUCTS.map(|(id, label, _)| (id, label)).to_vec()
        />
        {of_one}
    }
    .into_any()
}

#[component]
fn LoadChoice(
    id: &'static str,
    label: &'static str,
    chosen: RwSignal<&'static str>,
    /// Ids and labels.
    options: Vec<(&'static str, &'static str)>,
) -> AnyView {
    let choices = options.iter().map(|(id, label)| Choice::new(id, label)).collect::<Vec<_>>();
    let choose = move |value: String| {
        if let Some((id, _)) = options.iter().find(|(id, _)| *id == value) {
            chosen.set(id);
        }
    };
    view! {
        <div class="choice">
            <label for=id>{label}</label>
            <Select
                id=id
                value=Signal::derive(move || chosen.get().to_owned())
                options=Signal::stored(choices)
                on_choose=choose
            />
        </div>
    }
    .into_any()
}

/// What the figure takes for granted.
const ASSUMED: &str = "Assumed: callers come by chance, from eight addresses, to the first listener, and wait for their \
    answer as long as it takes; a message has at most 64 bytes.";

/// What the callers of these units do, and what becomes of them.
struct Words {
    socket: String,
    service: String,
    accept: bool,
    kind: ListenerKind,
}

impl Words {
    fn of(units: &Activation) -> Self {
        let [socket, service] = Role::ALL.map(|unit| units.file_name(unit));
        let first = listeners(units).first().map(|listener| listener.kind);
        let kind = first.unwrap_or(ListenerKind::Tcp);
        Self { socket, service, accept: units.accept(), kind }
    }

    /// The one for connections, or the one for messages.
    fn either<'a>(&self, connection: &'a str, message: &'a str) -> &'a str {
        if self.kind.has_connections() { connection } else { message }
    }
}

fn of<T: Copy>(all: &[(&str, &str, T)], id: &str) -> T {
    all.iter().find(|(other, ..)| *other == id).unwrap_or(&all[0]).2
}

fn summary(words: &Words, timeline: &Timeline, memory: u64) -> String {
    let totals = timeline.totals();
    let calls = match words.kind.has_connections() {
        true => counted(totals.calls, "call", "calls"),
        false => counted(totals.calls, "message", "messages"),
    };
    let answered = words.either("answered", "handled");
    let mut says = format!("Of {calls} in {}, {} {answered}", time(timeline.until), totals.served);
    if totals.served > 0 {
        says += &format!(
            ", half of them within {}, the slowest after {}",
            time(totals.median),
            time(totals.longest)
        );
    }
    if totals.turned_away > 0 {
        says += &format!("; {} {}", totals.turned_away, words.either("turned away", "lost"));
    }
    if totals.pending > 0 {
        says += &format!("; {} still waiting or being served at the end", totals.pending);
    }
    let outside = timeline.moments.iter().map(|moment| moment.outside).max().unwrap_or(0);
    if outside > 0 {
        says += &format!("; up to {outside} at a time found the queue full and waited");
    }
    says += &format!(
        ". {} started, {} at once at most: {} MB.",
        counted(totals.starts, "process was", "processes were"),
        totals.most_processes,
        u64::from(totals.most_processes) * memory
    );
    if let Some(result) = timeline.failed {
        says += &format!(" The socket failed: {result}.");
    }
    says
}

/// What an onlooker would tell: what happened for the first time, and what ended it.
fn story(units: &Activation, timeline: &Timeline) -> Vec<String> {
    let words = Words::of(units);
    let mut told: Vec<String> =
        vec![format!("At boot systemd listens for `{}`; no process runs.", words.socket)];
    let mut seen: Vec<&str> = Vec::new();
    for event in &timeline.events {
        if let Some((kind, says)) = telling(&words, event.what)
            && !seen.contains(&kind)
        {
            seen.push(kind);
            told.push(format!("{}: {says}", time(event.at)));
        }
    }
    told
}

/// The kind of an event that is told, and what is said of it.
fn telling(words: &Words, what: What) -> Option<(&'static str, String)> {
    let Words { socket, service, accept, .. } = words;
    Some(match what {
        What::Called(_) => (
            "call",
            words.either("the first caller connects.", "the first message is sent.").to_owned(),
        ),
        What::Started(0) => (
            "start",
            match accept {
                true => format!(
                    "systemd accepts and starts an instance of `{service}` with the connection."
                ),
                false => {
                    format!("systemd starts `{service}` and hands the listening socket over.")
                }
            },
        ),
        What::Started(_) if !accept => ("again", format!("`{service}` is started again.")),
        What::Skipped if *accept => (
            "skipped",
            format!("a condition of `{service}` does not hold: no instance is started."),
        ),
        What::Skipped => (
            "skipped",
            format!(
                "a condition of `{service}` does not hold: systemd skips the start, and tries again while a caller waits."
            ),
        ),
        What::Served(_) => (
            "served",
            words
                .either("the first caller has an answer.", "the first message is dealt with.")
                .to_owned(),
        ),
        What::Blocked(_) => ("blocked", blocked(words)),
        What::Retries(..) => (
            "retries",
            "as many wait as `Backlog=` allows: Linux ignores a caller, whose own system tries again after 1, 2, 3, 4, 5, 7 … s (1, 3, 7 … s before Linux 6.5).".to_owned(),
        ),
        What::RuntimeOver(_) => (
            "runtime",
            format!("`{service}` has run for as long as `RuntimeMaxSec=` lets it."),
        ),
        What::Told(_) if !accept => (
            "told",
            format!("`{service}` is told to end; callers wait at the socket."),
        ),
        What::Killed(_) => (
            "killed",
            "the process has not ended within `TimeoutStopSec=`: systemd kills it.".to_owned(),
        ),
        What::Exited(_, ServiceResult::Timeout) => (
            "timeout",
            format!("the process ends, and `{service}` has failed with `timeout`; the socket listens on."),
        ),
        What::Exited(_, ServiceResult::ExitCode) if !accept => {
            ("failure", "the process ends with a failure; the socket listens on.".to_owned())
        }
        What::Exited(_, ServiceResult::Success) if !accept => {
            ("exit", "the process ends; the socket listens on.".to_owned())
        }
        What::Paused(until) => (
            "pause",
            format!(
                "the poll limit is reached: systemd leaves `{socket}` alone until {}, and callers wait.",
                time(until)
            ),
        ),
        What::TurnedAway(_, why) => {
            let who = words.either("a caller is turned away", "a message is lost");
            (name(why), format!("{who}: {}.", reason(why)))
        }
        What::SocketFailed(result) => (
            "failed",
            format!(
                "`{socket}` fails with `{result}`: nobody listens until it is started again (`systemctl restart {socket}`)."
            ),
        ),
        What::SocketRevived => (
            "revived",
            format!("`{socket}` is started again, because `{service}` asks for it."),
        ),
        What::Started(_) | What::Ready(_) | What::Accepted(..) | What::Told(_) | What::Exited(..) => {
            return None;
        }
    })
}

/// Why a caller waits to get into the queue.
fn blocked(words: &Words) -> String {
    match words.kind {
        ListenerKind::UnixStream | ListenerKind::UnixSeqpacket => {
            "as many wait as `Backlog=` allows: a caller waits in `connect()` for room, or gets `EAGAIN` if it does not block."
        }
        ListenerKind::Fifo => {
            "the FIFO is full, or nobody has it open: who writes to it waits, or gets an error if it does not block."
        }
        _ => "the queue is full: a sender waits for room, or gets `EAGAIN` if it does not block.",
    }
    .to_owned()
}

fn name(why: Why) -> &'static str {
    match why {
        Why::TooMany => "many",
        Why::TooManyFromThere => "there",
        Why::NobodyListens => "nobody",
        Why::QueueFull => "full",
        Why::GaveUp => "gave up",
        Why::Closed => "closed",
        Why::ProgramGone => "gone",
        Why::Skipped => "no instance",
        Why::Flushed => "flushed",
    }
}

/// Why, for the end of a sentence.
fn reason(why: Why) -> &'static str {
    match why {
        Why::TooMany => "as many are connected as `MaxConnections=` allows",
        Why::TooManyFromThere => {
            "as many are connected from its address as `MaxConnectionsPerSource=` allows"
        }
        Why::NobodyListens => "nobody listens",
        Why::QueueFull => "there is no room for it, and nobody is told",
        Why::GaveUp => "its system has tried for over two minutes",
        Why::Closed => "it waited at a socket that was closed",
        Why::ProgramGone => "its program ended without an answer",
        Why::Skipped => "its connection is closed, because no instance was started",
        Why::Flushed => "`FlushPending=yes` threw out who was waiting",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::PRESETS;
    use crate::simulate::Caller;

    /// What is told of two callers at once.
    fn told(socket: &str, service: &str, conduct: Conduct) -> (String, String) {
        let mut units = PRESETS[0].activation();
        for (role, more) in [(Role::Socket, socket), (Role::Service, service)] {
            let text = units.file(role).text().to_owned() + more;
            units.set_text(role, &text);
        }
        let callers = vec![Caller { at: 0, source: 0, takes: 1500 }; 3];
        let load = Load { callers, deeds: Vec::new(), until: 9000 };
        let program = Program { at_once: 1, conduct, ..Program::default() };
        let timeline = simulate::run(&units, &program, &load);
        (story(&units, &timeline).join("\n"), summary(&Words::of(&units), &timeline, 20))
    }

    #[test]
    fn who_finds_the_queue_full_is_told_of_by_kind_of_listener() {
        let of = |socket: &str| {
            told(&format!("[Socket]\nListenStream=\n{socket}\n"), "", Conduct::Serves)
        };
        let (tcp, sums) = of("ListenStream=80\nBacklog=0");
        assert!(
            tcp.contains("0 s: as many wait as `Backlog=` allows: Linux ignores a caller"),
            "{tcp}"
        );
        assert!(sums.contains("up to 2 at a time found the queue full"), "{sums}");
        let (unix, _) = of("ListenStream=/run/a\nBacklog=0");
        assert!(unix.contains("a caller waits in `connect()` for room"), "{unix}");
        let (udp, sums) = of("ListenDatagram=80\nReceiveBuffer=1");
        assert!(udp.contains("the first message is sent"), "{udp}");
        assert!(udp.contains("a message is lost: there is no room for it"), "{udp}");
        assert!(sums.starts_with("Of 3 messages in 9 s, 2 handled"), "{sums}");
    }

    #[test]
    fn ends_and_starts_that_are_not_usual_are_told() {
        let (timeout, _) = told("", "[Service]\nRuntimeMaxSec=1\n", Conduct::Serves);
        assert!(timeout.contains("1 s: `myapp.service` has run for as long as"), "{timeout}");
        assert!(
            timeout.contains("1.7 s: the process ends, and `myapp.service` has failed with"),
            "{timeout}"
        );
        let (_, sums) = told("", "", Conduct::FailsFirst(3));
        assert!(sums.contains("3 answered") && sums.contains("4 processes were started"), "{sums}");
        let (skipped, sums) = told("", "", Conduct::Skipped);
        assert!(skipped.contains("systemd skips the start"), "{skipped}");
        assert!(sums.contains("The socket failed: trigger-limit-hit."), "{sums}");
    }
}
