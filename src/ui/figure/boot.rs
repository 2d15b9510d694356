//! A boot, service after service and with all sockets first.

use super::{Figure, WIDTH, drawing, figure, label, line, rect, time};
use crate::simulate::Millis;
use crate::simulate::boot::{Plan, Step, in_order, sockets_first};
use crate::ui::browser;
use crate::ui::element::{Element, Node, button, el, live, piece, text};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{Slider, slider};
use leptos::prelude::*;

const ASKS: Slider = Slider {
    id: "boot-asks",
    label: "A service asks the others after",
    steps: &[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    says: |value| format!("{value} % of its start"),
};

/// The services that the figure begins with: name, start time, what they need, whether they are wanted at boot.
const EXAMPLE: [(&str, Millis, &[usize], bool); 5] = [
    ("database", 3000, &[], true),
    ("cache", 800, &[], true),
    ("mailer", 1500, &[0], false),
    ("api", 2000, &[0, 1], true),
    ("web", 1200, &[3], true),
];

/// No service takes longer, in milliseconds.
const LONGEST: Millis = 60_000;

/// The figure.
pub fn boot(state: State) -> Node {
    let asks = RwSignal::new(60);
    let steps = RwSignal::new(Vec::from(EXAMPLE.map(|(name, takes, needs, is_wanted)| Step {
        name: name.to_owned(),
        takes,
        needs: needs.into(),
        is_wanted,
    })));
    let plans = Derived::new(move || {
        let asks = asks.get() as u32;
        steps.with(|steps| (in_order(steps), sockets_first(steps, asks)))
    });
    let drawn =
        move || plans.with(|(before, after)| steps.with(|steps| gantt(steps, before, after)));
    let says =
        move || plans.with(|(before, after)| steps.with(|steps| summary(steps, before, after)));
    let add = move |_| {
        steps.update(|steps| {
            let name = format!("service {}", steps.len() + 1);
            steps.push(Step { name, takes: 1000, needs: Vec::new(), is_wanted: true });
        });
    };
    let controls = Node::from(vec![
        slider(ASKS, asks).into(),
        table(steps).into(),
        el("div")
            .class("row")
            .child(
                button("link")
                    .flag("disabled", live(move || steps.with(|steps| steps.len() >= 8)))
                    .on("click", add)
                    .child("+ Add a service"),
            )
            .child(
                button("link")
                    .flag("disabled", live(move || steps.with(|steps| steps.len() <= 1)))
                    .on("click", move |_| steps.update(|steps| drop(steps.pop())))
                    .child("Remove the last one"),
            )
            .into(),
    ]);
    let shown = Figure {
        id: "boot",
        title: "The same services, in order and with their sockets first",
        controls,
        drawing: live(drawn),
        says: live(says),
    };
    figure(state, shown).into()
}

/// Start times and needs, to be changed.
fn table(steps: RwSignal<Vec<Step>>) -> Element {
    let count = Derived::new(move || steps.with(Vec::len));
    let head = ["Service", "Starts in (ms)", "Needs", "Wanted at boot"];
    let rows = move || Some((0..count.get()).map(|index| row(steps, index)).collect());
    el("div")
        .class("scroll")
        .set("tabindex", "0")
        .set("role", "region")
        .set("aria-label", "The services")
        .child(
            el("table")
                .child(
                    el("thead").child(
                        el("tr").child(
                            head.map(|name| el("th").set("scope", "col").child(name))
                                .into_iter()
                                .collect::<Node>(),
                        ),
                    ),
                )
                .child(el("tbody").child(piece(rows))),
        )
}

fn row(steps: RwSignal<Vec<Step>>, index: usize) -> Element {
    let read = move |read: fn(&Step) -> String| {
        steps.with(|steps| steps.get(index).map(read).unwrap_or_default())
    };
    let name = steps.with_untracked(|steps| steps[index].name.clone());
    let takes = el("input")
        .set("type", "number")
        .set("min", "0")
        .set("max", LONGEST.to_string())
        .set("step", "100")
        .set("aria-label", format!("Start time of {name} in milliseconds"))
        .value(live(move || read(|step| step.takes.to_string())))
        .on("change", move |event| {
            let typed: Option<Millis> = browser::value_of(&event).parse().ok();
            steps.update(|steps| {
                // What is no number leaves the old one, which the field then shows again.
                steps[index].takes = typed.unwrap_or(steps[index].takes).min(LONGEST);
            });
        });
    let needs = (0..index).map(|other| {
        let other_name = steps.with_untracked(|steps| steps[other].name.clone());
        let is_needed = move || {
            steps.with(|steps| steps.get(index).is_some_and(|step| step.needs.contains(&other)))
        };
        button("chip")
            .set("aria-label", format!("{name} needs {other_name}"))
            .follow("aria-pressed", live(move || Some(is_needed().to_string())))
            .on("click", move |_| {
                steps.update(|steps| {
                    let needs = &mut steps[index].needs;
                    match needs.iter().position(|need| *need == other) {
                        Some(place) => drop(needs.remove(place)),
                        None => needs.push(other),
                    }
                });
            })
            .child(other_name)
    });
    let wanted = el("input")
        .set("type", "checkbox")
        .set("aria-label", format!("{name} is wanted at boot"))
        .flag(
            "checked",
            live(move || steps.with(|steps| steps.get(index).is_some_and(|step| step.is_wanted))),
        )
        .on("change", move |event| {
            let is_wanted = browser::is_checked(&event);
            steps.update(|steps| steps[index].is_wanted = is_wanted);
        });
    el("tr")
        .child(el("th").set("scope", "row").child(text(move || read(|step| step.name.clone()))))
        .child(el("td").child(takes))
        .child(el("td").child(needs.collect::<Node>()))
        .child(el("td").child(wanted))
}

/// Both boots, one above the other on one scale.
fn gantt(steps: &[Step], before: &Plan, after: &Plan) -> Element {
    const LEFT: u64 = 96;
    const PLOT: u64 = WIDTH - LEFT - 54;
    const ROW: u64 = 22;
    let rows = steps.len() as u64;
    let end = before.end.max(after.end).max(1);
    let x = |at: Millis| LEFT + PLOT * at / end;
    let part = ROW * rows + 40;
    let mut svg = drawing(part * 2);
    for (place, (title, plan)) in
        [("In order", before), ("Sockets first", after)].into_iter().enumerate()
    {
        let top = part * place as u64 + 26;
        svg = svg.child(
            label(0, top - 10, format!("{title}: all is up after {}", time(plan.end)))
                .set("class", "head"),
        );
        for (index, (step, bar)) in steps.iter().zip(&plan.bars).enumerate() {
            let y = top + ROW * index as u64;
            svg = svg.child(label(LEFT - 8, y + 13, step.name.clone()).set("text-anchor", "end"));
            let Some(bar) = bar else {
                svg = svg.child(
                    label(LEFT + 4, y + 13, "sleeps until somebody asks").set("class", "note"),
                );
                continue;
            };
            let class = if bar.is_critical { "bar critical" } else { "bar" };
            svg = svg.child(rect(
                class,
                x(bar.start),
                y + 2,
                (x(bar.end) - x(bar.start)).max(2),
                ROW - 6,
            ));
            if bar.waits > 0 {
                let (from, to) = (x(bar.waits_from), x(bar.waits_from + bar.waits));
                svg = svg.child(rect("pause", from, y + 2, to - from, ROW - 6));
            }
            svg = svg.child(label(x(bar.end) + 4, y + 13, time(bar.end)).set("class", "note"));
        }
        svg = svg.child(line("axis", format!("M{LEFT} {}H{}", top + ROW * rows + 2, LEFT + PLOT)));
    }
    svg
}

fn summary(steps: &[Step], before: &Plan, after: &Plan) -> String {
    let chain = |plan: &Plan| {
        let names =
            steps.iter().zip(&plan.bars).filter(|(_, bar)| bar.is_some_and(|bar| bar.is_critical));
        names.map(|(step, _)| step.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let asleep = after.bars.iter().filter(|bar| bar.is_none()).count();
    let mut says = format!(
        "In order all is up after {}; what decides is {}. With the sockets first it takes {}, and what decides is {}: {} saved.",
        time(before.end),
        chain(before),
        time(after.end),
        chain(after),
        time(before.end.saturating_sub(after.end))
    );
    if asleep > 0 {
        says += &format!(
            " {} asleep.",
            if asleep == 1 {
                "One service stays".to_owned()
            } else {
                format!("{asleep} services stay")
            }
        );
    }
    says
}
