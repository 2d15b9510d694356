//! A boot, service after service and with all sockets first.

use super::{Drawing, Drawn, Figure, WIDTH, time};
use crate::simulate::Millis;
use crate::simulate::boot::{Plan, Service, in_order, sockets_first};
use crate::ui::dynamic::aria;
use crate::ui::state::Derived;
use crate::ui::widget::{Range, Slider};
use leptos::prelude::*;

const ASKS: Range = Range {
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

/// How many services there can be.
const MOST: usize = 8;

/// The figure.
#[component]
pub fn BootFigure() -> AnyView {
    let asks = RwSignal::new(60);
    let services = RwSignal::new(Vec::from(EXAMPLE.map(|(name, takes, needs, is_wanted)| {
        Service { name: name.to_owned(), takes, needs: needs.into(), is_wanted }
    })));
    let plans = Derived::new(move || {
        let asks = asks.get() as u32;
        services.with(|services| (in_order(services), sockets_first(services, asks)))
    });
    let drawing = move || {
        plans.with(|(before, after)| services.with(|services| gantt(services, before, after)))
    };
    let says = move || {
        plans.with(|(before, after)| services.with(|services| summary(services, before, after)))
    };
    let add = move |_| {
        services.update(|services| {
            if services.len() < MOST {
                let name = format!("service {}", services.len() + 1);
                services.push(Service { name, takes: 1000, needs: Vec::new(), is_wanted: true });
            }
        });
    };
    let remove = move |_| services.update(|services| services.truncate(services.len().max(2) - 1));
    let controls = view! {
        <Slider range=ASKS chosen=asks />
        <ServicesTable services=services />
        <div class="row">
            <button
                type="button"
                class="link"
                aria-disabled=aria(move || services.with(|services| services.len() >= MOST))
                on:click=add
            >
                "+ Add a service"
            </button>
            <button
                type="button"
                class="link"
                aria-disabled=aria(move || services.with(|services| services.len() <= 1))
                on:click=remove
            >
                "Remove the last one"
            </button>
        </div>
    };
    let says = Signal::derive(says);
    view! {
        <Figure
            id="boot"
            title="The same services, in order and with their sockets first"
            controls=controls.into_any()
            says=says
        >
            <Drawn drawing=Signal::derive(drawing) says=says />
        </Figure>
    }
    .into_any()
}

/// Start times and needs, to be changed.
#[component]
fn ServicesTable(services: RwSignal<Vec<Service>>) -> AnyView {
    let head = |name: &'static str| view! { <th scope="col">{name}</th> };
    let head = ["Service", "Starts in (ms)", "Needs", "Wanted at boot"].map(head);
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="The services">
            <table>
                <thead>
                    <tr>{head.into_iter().collect::<Vec<_>>()}</tr>
                </thead>
                <tbody>
                    <For each=move || 0..services.with(Vec::len) key=|index| *index let:index>
                        <ServiceRow services=services index=index />
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn ServiceRow(services: RwSignal<Vec<Service>>, index: usize) -> AnyView {
    let name_of =
        move |index: usize| services.with_untracked(|services| services[index].name.clone());
    let name = name_of(index);
    let takes = move || {
        services.with(|services| {
            services.get(index).map_or(String::new(), |service| service.takes.to_string())
        })
    };
    let set_takes = move |typed: String| {
        services.update(|services| {
            // What is no number leaves the old one, which the field then shows again.
            services[index].takes = typed.parse().unwrap_or(services[index].takes).min(LONGEST);
        });
    };
    let need = |other: usize| {
        let is_needed = move || {
            services.with(|services| {
                services.get(index).is_some_and(|service| service.needs.contains(&other))
            })
        };
        let turn = move |_| {
            services.update(|services| {
                let needs = &mut services[index].needs;
                match needs.iter().position(|need| *need == other) {
                    Some(place) => drop(needs.remove(place)),
                    None => needs.push(other),
                }
            });
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-label=format!("{name} needs {}", name_of(other))
                aria-pressed=move || is_needed().to_string()
                on:click=turn
            >
                {name_of(other)}
            </button>
        }
    };
    let is_wanted = move || {
        services.with(|services| services.get(index).is_some_and(|service| service.is_wanted))
    };
    let needs = (0..index).map(need).collect::<Vec<_>>();
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td>
                <input
                    type="number"
                    min="0"
                    max=LONGEST.to_string()
                    step="100"
                    aria-label=format!("Start time of {name} in milliseconds")
                    value=untrack(takes)
                    prop:value=takes
                    on:change:target=move |event| set_takes(event.target().value())
                />
            </td>
            <td>{needs}</td>
            <td>
                <input
                    type="checkbox"
                    aria-label=format!("{name} is wanted at boot")
                    checked=untrack(is_wanted)
                    prop:checked=is_wanted
                    on:change:target=move |event| {
                        services.update(|services| services[index].is_wanted = event.target().checked());
                    }
                />
            </td>
        </tr>
    }
    .into_any()
}

/// Both boots, one above the other on one scale.
fn gantt(services: &[Service], before: &Plan, after: &Plan) -> Drawing {
    const LEFT: u64 = 104;
    const PLOT: u64 = WIDTH - LEFT - 66;
    const ROW: u64 = 22;
    let rows = services.len() as u64;
    let end = before.end.max(after.end).max(1);
    let x = |at: Millis| LEFT + PLOT * at / end;
    let part = ROW * rows + 40;
    let mut drawing = Drawing::new(part * 2);
    for (place, (title, plan)) in
        [("In order", before), ("Sockets first", after)].into_iter().enumerate()
    {
        let top = part * place as u64 + 26;
        let title = format!("{title}: all is up after {}", time(plan.end));
        drawing.label(0, top - 10, title).class("head");
        for (index, (service, bar)) in services.iter().zip(&plan.bars).enumerate() {
            let y = top + ROW * index as u64;
            drawing.label(LEFT - 8, y + 13, service.name.clone()).anchor("end");
            let Some(bar) = bar else {
                drawing.label(LEFT + 4, y + 13, "sleeps until somebody asks").class("note");
                continue;
            };
            let class = if bar.is_critical { "bar critical" } else { "bar" };
            let (from, to) = (x(bar.start), x(bar.end));
            drawing.rect(class, from, y + 2, (to - from).max(2), ROW - 6);
            if bar.waits > 0 {
                let (from, to) = (x(bar.waits_from), x(bar.waits_from + bar.waits));
                drawing.rect("pause", from, y + 2, to - from, ROW - 6);
            }
            drawing.label(to + 4, y + 13, time(bar.end)).class("note");
        }
        let bottom = top + ROW * rows + 2;
        drawing.path("axis", format!("M{LEFT} {bottom}H{}", LEFT + PLOT));
    }
    drawing
}

fn summary(services: &[Service], before: &Plan, after: &Plan) -> String {
    let chain = |plan: &Plan| {
        let names = services
            .iter()
            .zip(&plan.bars)
            .filter(|(_, bar)| bar.is_some_and(|bar| bar.is_critical));
        names.map(|(service, _)| service.name.as_str()).collect::<Vec<_>>().join(", ")
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
