//! A number chosen from a row of round ones.

use leptos::prelude::*;

/// A row of numbers of which one is chosen.
#[derive(Clone, Copy)]
pub struct Range {
    /// Its id.
    pub id: &'static str,
    /// What is chosen.
    pub label: &'static str,
    /// The numbers to choose from, the smallest first.
    pub steps: &'static [u64],
    /// How a number is written.
    pub says: fn(u64) -> String,
}

/// The slider; moving it writes `chosen`.
#[component]
pub fn Slider(range: Range, chosen: RwSignal<u64>) -> AnyView {
    let Range { id, label, steps, says } = range;
    let place =
        move || steps.iter().position(|step| *step >= chosen.get()).unwrap_or(0).to_string();
    let moved = move |text: String| {
        let place: usize = text.parse().unwrap_or_default();
        chosen.set(steps.get(place).copied().unwrap_or_default());
    };
    view! {
        <div class="slider">
            <label for=id>{label}</label>
            <input
                type="range"
                id=id
                min="0"
                max=(steps.len() - 1).to_string()
                aria-valuetext=move || says(chosen.get())
                value=untrack(place)
                prop:value=place
                on:input:target=move |event| moved(event.target().value())
            />
            <output for=id>{move || says(chosen.get())}</output>
        </div>
    }
    .into_any()
}
