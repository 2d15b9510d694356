//! A restart under load, with the socket held by systemd and without.

use super::chart::x;
use super::{Drawing, Drawn, Figure, WIDTH, time};
use crate::preset::PRESETS;
use crate::simulate::{self, Deed, Fate, Load, Program, Timeline, What};
use crate::ui::state::Derived;
use crate::ui::widget::{Range, Slider};
use leptos::prelude::*;

const LASTS: u64 = 6000;
const AT: u64 = 2000;

const RATE: Range = Range {
    id: "restart-rate",
    label: "Callers per second",
    steps: &[2, 5, 10, 20, 40],
    says: |value| value.to_string(),
};
const TAKES: Range = Range {
    id: "restart-takes",
    label: "Time for each caller",
    steps: &[20, 50, 100, 200, 500, 1000],
    says: time,
};
const START: Range = Range {
    id: "restart-start",
    label: "Time to start the program",
    steps: &[50, 100, 200, 500, 1000, 2000],
    says: time,
};

/// The two figures, and what moves them.
#[component]
pub fn RestartFigures() -> AnyView {
    let [rate, takes, start] = [10, 100, 500].map(RwSignal::new);
    let run = move |held: bool| {
        Derived::new(move || {
            let program = Program { start: start.get(), at_once: 16, ..Program::default() };
            let mut load = Load::steady(rate.get() as f64, takes.get(), 8, LASTS - 1500, 3);
            load.until = LASTS;
            load.deeds = vec![(AT, Deed::Restart)];
            match held {
                true => simulate::run(&PRESETS[0].activation(), &program, &load),
                false => simulate::run_without_socket(&program, &load),
            }
        })
    };
    let shown = |timeline: Derived<Timeline>, id: &'static str, title: &'static str| {
        let drawing = Signal::derive(move || timeline.with(calls));
        let says = Signal::derive(move || timeline.with(summary));
        view! {
            <Figure id=id title=title says=says>
                <Drawn drawing=drawing says=says />
            </Figure>
        }
    };
    view! {
        <div class="controls" role="group" aria-label="The callers">
            <Slider range=RATE chosen=rate />
            <Slider range=TAKES chosen=takes />
            <Slider range=START chosen=start />
        </div>
        <div class="pair">
            {shown(run(true), "restart-with", "With the socket")}
            {shown(run(false), "restart-without", "Without the socket")}
        </div>
    }
    .into_any()
}

/// Each call as a line from its beginning to its end, and the time in which no process takes any.
fn calls(timeline: &Timeline) -> Drawing {
    const TOP: u64 = 24;
    const HIGH: u64 = 140;
    let at = |wanted: fn(What) -> bool| {
        timeline
            .events
            .iter()
            .find(|event| event.at >= AT && wanted(event.what))
            .map(|event| event.at)
    };
    let from = at(|what| matches!(what, What::Told(_))).unwrap_or(AT);
    let to = at(|what| matches!(what, What::Ready(_))).unwrap_or(timeline.until);
    let (left, right) = (x(timeline, from), x(timeline, to));
    let count = timeline.calls.len().max(1) as u64;
    let mut drawing = Drawing::new(TOP + HIGH + 20);
    drawing.rect("gap", left, TOP, right.saturating_sub(left).max(1), HIGH);
    let words = format!("nobody takes calls for {}", time(to - from));
    drawing.label(left.min(WIDTH / 3), TOP - 6, words);
    for (index, call) in timeline.calls.iter().enumerate() {
        let y = TOP + 4 + (HIGH - 8) * index as u64 / count;
        let begin = x(timeline, call.at);
        let (class, path) = match call.fate {
            Fate::TurnedAway(..) => {
                let (left, top) = (begin.saturating_sub(3), y.saturating_sub(3));
                ("lost", format!("M{left} {top}l6 6m0 -6l-6 6"))
            }
            Fate::Served(end) => {
                let waited = end - call.at > AT / 10 && call.at < to && end > to;
                let class = if waited { "held" } else { "answered" };
                (class, format!("M{begin} {y}H{}", x(timeline, end).max(begin + 2)))
            }
            _ => ("held", format!("M{begin} {y}H{}", WIDTH - 12)),
        };
        drawing.path(class, path);
    }
    for second in [0, 2, 4, 6] {
        let anchor = if second == 6 { "end" } else { "middle" };
        let words = format!("{second} s");
        drawing.label(x(timeline, second * 1000), TOP + HIGH + 14, words).anchor(anchor);
    }
    drawing
}

fn summary(timeline: &Timeline) -> String {
    let totals = timeline.totals();
    match totals.turned_away {
        0 => {
            let ends = timeline.calls.iter().filter(|call| call.at >= AT).filter_map(|call| {
                match call.fate {
                    Fate::Served(end) => Some(end - call.at),
                    _ => None,
                }
            });
            format!(
                "All {} callers are answered. Who calls during the restart waits, {} at the longest.",
                totals.calls,
                time(ends.max().unwrap_or(0))
            )
        }
        lost => {
            format!("{lost} of {} callers are refused or cut off during the restart.", totals.calls)
        }
    }
}
