//! A number chosen from a row of round ones.

use crate::ui::browser;
use crate::ui::element::{Element, el, live, text};
use leptos::prelude::*;

/// A row of numbers of which one is chosen.
#[derive(Clone, Copy)]
pub struct Slider {
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
pub fn slider(slider: Slider, chosen: RwSignal<u64>) -> Element {
    let Slider { id, label, steps, says } = slider;
    let place = move || steps.iter().position(|step| *step >= chosen.get()).unwrap_or(0);
    let moved = move |event| {
        let place: usize = browser::value_of(&event).parse().unwrap_or_default();
        chosen.set(steps.get(place).copied().unwrap_or_default());
    };
    el("div")
        .class("slider")
        .child(el("label").set("for", id).child(label))
        .child(
            el("input")
                .set("type", "range")
                .set("id", id)
                .set("min", "0")
                .set("max", (steps.len() - 1).to_string())
                .follow("aria-valuetext", live(move || Some(says(chosen.get()))))
                .value(live(move || place().to_string()))
                .on("input", moved),
        )
        .child(el("output").set("for", id).child(text(move || says(chosen.get()))))
}
