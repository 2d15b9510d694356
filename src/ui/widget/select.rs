//! A choice from a list.

use crate::ui::dynamic::{aria_invalid, dynamic};
use leptos::prelude::*;

/// One of the things to choose from.
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
    /// One that can be chosen.
    pub fn new(value: &str, label: &str) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), barred: false }
    }
}

/// A list of which one is chosen; `{id}-says` is the element that says more.
#[component]
pub fn Select(
    #[prop(into)] id: String,
    /// A name for screen readers where no label is tied to it.
    #[prop(into, optional)]
    name: Option<String>,
    value: Signal<String>,
    options: Signal<Vec<Choice>>,
    #[prop(into, optional)] invalid: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into)] on_choose: Callback<String>,
) -> AnyView {
    let listed = dynamic(move || {
        let chosen = value.get();
        options
            .get()
            .into_iter()
            .map(|Choice { value, label, barred }| {
                let is_chosen = value == chosen;
                view! {
                    <option value=value selected=is_chosen prop:selected=is_chosen disabled=barred>
                        {label}
                    </option>
                }
            })
            .collect::<Vec<_>>()
            .into_any()
    });
    view! {
        <select
            aria-describedby=format!("{id}-says")
            id=id
            aria-label=name
            aria-invalid=aria_invalid(move || invalid.get())
            disabled=disabled
            on:change:target=move |event| on_choose.run(event.target().value())
        >
            {listed}
        </select>
    }
    .into_any()
}
