//! A box to tick.

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
            <input id=id type="checkbox" aria-describedby=says checked=on.get_untracked() prop:checked=move || on.get()
                aria-invalid=move || invalid.get().then_some("true")
                prop:disabled=move || disabled.get() disabled=disabled.get_untracked()
                on:change=move |event| changed.run(event_target_checked(&event))/>
            <span aria-hidden="true">{move || if on.get() { "yes" } else { "no" }}</span>
        </span>
    }
    .into_any()
}
