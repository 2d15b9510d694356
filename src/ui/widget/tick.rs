//! A box to tick.

use crate::ui::{browser, live};
use leptos::prelude::*;

/// A boolean: what it says beside the box is its state in words.
#[component]
pub fn Tick(
    id: String,
    #[prop(into)] on: Signal<bool>,
    changed: Callback<bool>,
    #[prop(into, optional)] invalid: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> impl IntoView {
    let says = format!("{id}-says");
    view! {
        <span class="tick">
            <input id=id type="checkbox" aria-describedby=says checked=on.get_untracked() prop:checked=on
                aria-invalid=Signal::derive(move || invalid.get().then_some("true"))
                disabled=disabled
                on:change=live::on(move |event: browser::Any| changed.run(event_target_checked(&event)))/>
            <span aria-hidden="true">{Signal::derive(move || if on.get() { "yes" } else { "no" })}</span>
        </span>
    }
    .into_any()
}
