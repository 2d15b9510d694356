//! *What happens*: the person's own units under a load.

use super::{Figure, counted, figure, time};
use crate::activation::Activation;
use crate::simulate::{self, Conduct, Deed, Load, Program, Timeline, What, Why};
use crate::ui::element::{Item, Node, el, list, live, piece};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{Choice, Select, Slider, prose, select, slider};
use leptos::prelude::*;

/// How long the load lasts.
const LASTS: u64 = 20_000;

const RATE: Slider = Slider {
    id: "load-rate",
    label: "Callers per second",
    steps: &[1, 2, 5, 10, 20, 50, 100, 200],
    says: |value| value.to_string(),
};
const TAKES: Slider = Slider {
    id: "load-takes",
    label: "Time for each caller",
    steps: &[1, 5, 20, 50, 100, 200, 500, 1000, 2000, 5000],
    says: time,
};
const START: Slider = Slider {
    id: "load-start",
    label: "Time to start the program",
    steps: &[5, 20, 50, 100, 200, 500, 1000, 2000, 5000],
    says: time,
};
const AT_ONCE: Slider = Slider {
    id: "load-at-once",
    label: "Callers served at a time by one process",
    steps: &[1, 2, 4, 8, 16, 32, 64, 128],
    says: |value| value.to_string(),
};
const MEMORY: Slider = Slider {
    id: "load-memory",
    label: "Memory of one process",
    steps: &[2, 5, 10, 20, 50, 100, 200, 500],
    says: |value| format!("{value} MB"),
};

/// What else may happen, by id and label.
const DEEDS: [(&str, &str); 3] = [
    ("none", "nothing else"),
    ("restart", "the service is restarted after 10 s"),
    ("stop", "the service alone is stopped after 10 s"),
];

/// How the program behaves, by id and label.
const CONDUCTS: [(&str, &str, Conduct); 3] = [
    ("serves", "answers its callers", Conduct::Serves),
    ("exits", "exits without accepting", Conduct::Exits),
    ("fails", "fails at its start", Conduct::Fails),
];

/// When an idle program leaves, by id and label.
const IDLE: [(&str, &str, Option<u64>); 3] = [
    ("never", "stays until it is stopped", None),
    ("1", "exits after 1 s without a call", Some(1000)),
    ("5", "exits after 5 s without a call", Some(5000)),
];

/// The tab.
pub fn what_happens(state: State) -> Node {
    let [rate, takes, starts, at_once, memory] = [2, 50, 200, 8, 20].map(RwSignal::new);
    let [deed, conduct, idle] = ["none", "serves", "never"].map(|id| RwSignal::new(id.to_owned()));
    let timeline = Derived::new(move || {
        let program = Program {
            start: starts.get(),
            at_once: at_once.get() as u32,
            idle_exit: of(&IDLE, &idle.get()),
            conduct: of(&CONDUCTS, &conduct.get()),
        };
        let mut load = Load::steady(rate.get() as f64, takes.get(), 8, LASTS, 1);
        load.deeds = match deed.get().as_str() {
            "restart" => vec![(LASTS / 2, Deed::Restart)],
            "stop" => vec![(LASTS / 2, Deed::Stop)],
            _ => Vec::new(),
        };
        state.track(|units| simulate::run(units, &program, &load))
    });
    let accept = state.derive(Activation::accept);
    let choice = |id: &'static str,
                  label: &'static str,
                  chosen: RwSignal<String>,
                  all: Vec<(&'static str, &'static str)>| {
        let options = live(move || all.iter().map(|(id, label)| Choice::new(id, label)).collect());
        let list = Select::new(id, live(move || chosen.get()), options);
        el("div")
            .class("choice")
            .child(el("label").set("for", id).child(label))
            .child(select(list, move |value| chosen.set(value)))
    };
    let names = |all: &[(&'static str, &'static str, Conduct)]| {
        all.iter().map(|(id, label, _)| (*id, *label)).collect()
    };
    let controls = Node::from(vec![
        slider(RATE, rate).into(),
        slider(TAKES, takes).into(),
        slider(START, starts).into(),
        piece(move || (!accept.get()).then(|| slider(AT_ONCE, at_once).into())),
        slider(MEMORY, memory).into(),
        choice("load-conduct", "The program", conduct, names(&CONDUCTS)).into(),
        piece(move || {
            (!accept.get()).then(|| {
                vec![
                    choice(
                        "load-idle",
                        "Without a call it",
                        idle,
                        IDLE.iter().map(|(id, label, _)| (*id, *label)).collect(),
                    )
                    .into(),
                    choice("load-deed", "And", deed, DEEDS.to_vec()).into(),
                ]
                .into()
            })
        }),
    ]);
    let says = move || {
        let memory = memory.get();
        timeline.with(|timeline| summary(timeline, memory))
    };
    let drawn = move || {
        timeline.with(|timeline| super::chart::chart(timeline, super::chart::tops(timeline)))
    };
    let events = move || {
        let shown = timeline.with(|timeline| state.track(|units| story(units, timeline)));
        shown
            .into_iter()
            .enumerate()
            .map(|(n, line)| {
                Item::new(format!("{n}{line}"), move || el("li").child(el("p").child(prose(&line))))
            })
            .collect()
    };
    let shown = Figure {
        id: "what-happens",
        title: "Your units under a load",
        controls,
        drawing: live(drawn),
        says: live(says),
    };
    el("div")
        .class("happens")
        .child(figure(state, shown))
        .child(
            el("section")
                .class("block")
                .set("aria-label", "What happened")
                .child(el("h2").child("What happened"))
                .child(el("ol").class("story").child(list(events))),
        )
        .into()
}

fn of<T: Copy>(all: &[(&str, &str, T)], id: &str) -> T {
    all.iter().find(|(other, ..)| *other == id).unwrap_or(&all[0]).2
}

fn summary(timeline: &Timeline, memory: u64) -> String {
    let totals = timeline.totals();
    let calls = counted(totals.calls, "call", "calls");
    let mut says = format!("Of {calls} in {}, {} answered", time(timeline.until), totals.served);
    if totals.served > 0 {
        says += &format!(
            ", half of them within {}, the slowest after {}",
            time(totals.median),
            time(totals.longest)
        );
    }
    if totals.turned_away > 0 {
        says += &format!("; {} turned away", totals.turned_away);
    }
    if totals.pending > 0 {
        says += &format!("; {} still waiting or being served at the end", totals.pending);
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
    use crate::activation::Role;
    let [socket, service] = Role::ALL.map(|unit| units.file_name(unit));
    let mut told: Vec<String> =
        vec![format!("At boot systemd listens for `{socket}`; no process runs.")];
    let mut seen: Vec<&str> = Vec::new();
    for event in &timeline.events {
        let at = time(event.at);
        let (kind, says) = match event.what {
            What::Called(_) => ("call", format!("{at}: the first caller connects.")),
            What::Started(0) => (
                "start",
                match units.accept() {
                    true => format!(
                        "{at}: systemd accepts and starts an instance of `{service}` with the connection."
                    ),
                    false => format!(
                        "{at}: systemd starts `{service}` and hands the listening socket over."
                    ),
                },
            ),
            What::Started(_) if !units.accept() => {
                ("again", format!("{at}: `{service}` is started again."))
            }
            What::Served(_) => ("served", format!("{at}: the first caller has an answer.")),
            What::Told(_) => {
                ("told", format!("{at}: `{service}` is told to end; callers wait at the socket."))
            }
            What::Exited(_, well) if !units.accept() => (
                "exit",
                format!(
                    "{at}: the process ends{}; the socket listens on.",
                    if well { "" } else { " with a failure" }
                ),
            ),
            What::Paused(until) => (
                "pause",
                format!(
                    "{at}: the poll limit is reached: systemd leaves `{socket}` alone until {}, and callers wait.",
                    time(until)
                ),
            ),
            What::TurnedAway(_, why) => {
                (name(why), format!("{at}: a caller is turned away: {}.", reason(why)))
            }
            What::SocketFailed(result) => (
                "failed",
                format!(
                    "{at}: `{socket}` fails with `{result}`: nobody listens until `systemctl restart {socket}`."
                ),
            ),
            _ => continue,
        };
        if !seen.contains(&kind) {
            seen.push(kind);
            told.push(says);
        }
    }
    told
}

fn name(why: Why) -> &'static str {
    match why {
        Why::TooMany => "many",
        Why::TooManyFromThere => "there",
        Why::NobodyListens => "nobody",
        Why::QueueFull => "full",
        Why::Closed => "closed",
        Why::ProgramGone => "gone",
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
        Why::QueueFull => "more wait than `Backlog=` allows",
        Why::Closed => "it waited at a socket that was closed",
        Why::ProgramGone => "its program ended without an answer",
        Why::Flushed => "`FlushPending=yes` threw out who was waiting",
    }
}
