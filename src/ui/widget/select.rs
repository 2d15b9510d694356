//! A choice from a list.

use crate::ui::browser;
use crate::ui::live::{on, piece};
use leptos::prelude::*;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen with it.
    pub value: String,
    /// What it says.
    pub label: String,
    /// Whether it cannot be chosen as things are.
    pub barred: bool,
}

impl Choice {
    /// An entry that can be chosen.
    pub fn new(value: &str, label: &str) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), barred: false }
    }
}

/// A list of which one entry is chosen.
#[component]
pub fn Select(
    id: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] options: Signal<Vec<Choice>>,
    chosen: Callback<String>,
    /// A name for screen readers where no label is tied to it.
    #[prop(optional)]
    name: String,
    #[prop(into, optional)] invalid: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> impl IntoView {
    let says = format!("{id}-says");
    let name = (!name.is_empty()).then_some(name);
    let listed = move || {
        let value = value.get();
        let options = options
            .get()
            .into_iter()
            .map(|choice| {
                let selected = choice.value == value;
                view! {
                    <option value=choice.value selected=selected prop:selected=selected disabled=choice.barred>
                        {choice.label}</option>
                }
            })
            .collect_view();
        Some(options.into_any())
    };
    view! {
        <select id=id aria-label=name aria-describedby=says aria-invalid=Signal::derive(move || invalid.get().then_some("true"))
            disabled=disabled
            on:change=on(move |event: browser::Any| chosen.run(event_target_value(&event)))>
            {piece(listed)}
        </select>
    }
    .into_any()
}
