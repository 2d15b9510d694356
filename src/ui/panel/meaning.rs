//! What the units mean, below them: one line a point, opened on demand.

use crate::explain::{Point, Topic, explain, requirement};
use crate::ui::dynamic::dynamic;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::{Complaint, Prose};
use leptos::prelude::*;

/// All points.
#[component]
pub fn Meaning() -> AnyView {
    let state = use_state();
    let title = state.derive_settled(|units| {
        format!("What Accept={} means here", if units.accept() { "yes" } else { "no" })
    });
    let points = state.derive_settled(explain);
    let topics =
        move || points.with(|points| points.iter().map(|point| point.topic).collect::<Vec<_>>());
    let needs =
        state.derive_settled(|units| requirement(units).map(|needs| format!("This pair {needs}.")));
    let needs = dynamic(move || match needs.get() {
        Some(needs) => view! { <Complaint class="needs quiet" text=needs /> }.into_any(),
        None => ().into_any(),
    });
    view! {
        {needs}
        <section class="meaning" id="meaning" aria-labelledby="meaning-title">
            <h2 id="meaning-title">{move || title.get()}</h2>
            <For each=topics key=|topic| *topic let:topic>
                <PointRow topic=topic points=points />
            </For>
        </section>
    }
    .into_any()
}

/// A point: what it comes to, and behind that the whole of it.
#[component]
fn PointRow(topic: Topic, points: Derived<Vec<Point>>) -> AnyView {
    let point = Derived::new(move || {
        points.with(|points| points.iter().find(|point| point.topic == topic).cloned())
    });
    let shown = move || {
        point.get().map(|point| {
            let (first, rest) = point.first_sentence();
            view! {
                <summary>
                    <b>{point.title.clone()}</b>
                    <span class="first">
                        <Prose text=first />
                    </span>
                </summary>
                <p>
                    <Prose text=rest />
                </p>
            }
        })
    };
    view! { <details class="point">{shown}</details> }.into_any()
}
