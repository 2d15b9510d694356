//! Both values of `Accept=` under the same load.

use super::chart::{chart, tops};
use super::{Drawn, Figure, counted, time};
use crate::activation::{Lens, set_accept};
use crate::preset::PRESETS;
use crate::simulate::{self, Load, Program, Timeline};
use crate::ui::state::Derived;
use crate::ui::widget::{Range, Slider};
use leptos::prelude::*;

const LASTS: u64 = 20_000;

const RATE: Range = Range {
    id: "modes-rate",
    label: "Callers per second",
    steps: &[1, 2, 5, 10, 20, 50, 100],
    says: |value| value.to_string(),
};
const TAKES: Range = Range {
    id: "modes-takes",
    label: "Time for each caller",
    steps: &[5, 20, 50, 100, 200, 500, 1000, 2000, 5000],
    says: time,
};
const START: Range = Range {
    id: "modes-start",
    label: "Time to start the program",
    steps: &[5, 20, 50, 100, 200, 500, 1000, 2000],
    says: time,
};
const MOST: Range = Range {
    id: "modes-most",
    label: "MaxConnections= (yes)",
    steps: &[1, 2, 4, 8, 16, 32, 64, 128, 256],
    says: |value| value.to_string(),
};

/// The two figures, and what moves them.
#[component]
pub fn ModesFigures() -> AnyView {
    let [rate, takes, start, most] = [10, 200, 200, 64].map(RwSignal::new);
    let run = move |accept: bool| {
        Derived::new(move || {
            let mut units = PRESETS[0].activation();
            set_accept(&mut units, accept);
            if accept {
                units
                    .set(Lens::socket("MaxConnections"), &most.get().to_string())
                    .unwrap_or_default();
            }
            let program = Program { start: start.get(), at_once: 16, ..Program::default() };
            let load = Load::steady(rate.get() as f64, takes.get(), 8, LASTS, 2);
            simulate::run(&units, &program, &load)
        })
    };
    let both = [run(false), run(true)];
    // One scale for both, or the eye compares what is not comparable.
    let scale = move || {
        let [no, yes] = both.map(|timeline| timeline.with(tops));
        [0, 1, 2].map(|index: usize| no[index].max(yes[index]))
    };
    let shown = move |index: usize, id: &'static str, title: &'static str| {
        let drawing = move || both[index].with(|timeline| chart(timeline, scale()));
        let says = move || both[index].with(summary);
        let says = Signal::derive(says);
        view! {
            <Figure id=id title=title says=says>
                <Drawn drawing=Signal::derive(drawing) says=says />
            </Figure>
        }
    };
    view! {
        <div class="controls" role="group" aria-label="The load">
            <Slider range=RATE chosen=rate />
            <Slider range=TAKES chosen=takes />
            <Slider range=START chosen=start />
            <Slider range=MOST chosen=most />
        </div>
        <div class="pair">
            {shown(0, "accept-no", "Accept=no: one process, 16 callers at a time")}
            {shown(1, "accept-yes", "Accept=yes: one process for each caller")}
        </div>
    }
    .into_any()
}

fn summary(timeline: &Timeline) -> String {
    let totals = timeline.totals();
    let mut says = format!(
        "{} answered, half of them within {}, the slowest after {}; {} at most, {} in all",
        counted(totals.served, "caller", "callers"),
        time(totals.median),
        time(totals.longest),
        counted(totals.most_processes as usize, "process", "processes"),
        counted(totals.starts, "start", "starts"),
    );
    if totals.turned_away > 0 {
        says += &format!("; {} turned away", totals.turned_away);
    }
    match timeline.failed {
        Some(result) => format!("{says}. The socket failed: {result}."),
        None => says + ".",
    }
}
