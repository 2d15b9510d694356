//! Both values of `Accept=` under the same load.

use super::chart::{chart, tops};
use super::{Figure, counted, figure, time};
use crate::activation::{Lens, set_accept};
use crate::preset::PRESETS;
use crate::simulate::{self, Load, Program, Timeline};
use crate::ui::element::{Node, el, live};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{Slider, slider};
use leptos::prelude::*;

const LASTS: u64 = 20_000;

const RATE: Slider = Slider {
    id: "modes-rate",
    label: "Callers per second",
    steps: &[1, 2, 5, 10, 20, 50, 100],
    says: |value| value.to_string(),
};
const TAKES: Slider = Slider {
    id: "modes-takes",
    label: "Time for each caller",
    steps: &[5, 20, 50, 100, 200, 500, 1000, 2000, 5000],
    says: time,
};
const START: Slider = Slider {
    id: "modes-start",
    label: "Time to start the program",
    steps: &[5, 20, 50, 100, 200, 500, 1000, 2000],
    says: time,
};
const MOST: Slider = Slider {
    id: "modes-most",
    label: "MaxConnections= (yes)",
    steps: &[1, 2, 4, 8, 16, 32, 64, 128, 256],
    says: |value| value.to_string(),
};

/// The two figures, and what moves them.
pub fn modes(state: State) -> Node {
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
    let shown = |index: usize, id, title| Figure {
        id,
        title,
        controls: Node::NOTHING,
        drawing: live(move || both[index].with(|timeline| chart(timeline, scale()))),
        says: live(move || both[index].with(summary)),
    };
    vec![
        el("div")
            .class("controls")
            .set("role", "group")
            .set("aria-label", "The load")
            .child(slider(RATE, rate))
            .child(slider(TAKES, takes))
            .child(slider(START, start))
            .child(slider(MOST, most))
            .into(),
        el("div")
            .class("pair")
            .child(figure(
                state,
                shown(0, "accept-no", "Accept=no: one process, 16 callers at a time"),
            ))
            .child(figure(state, shown(1, "accept-yes", "Accept=yes: one process for each caller")))
            .into(),
    ]
    .into()
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
