//! A box to tick.

use crate::ui::dynamic::{aria_invalid, text};
use leptos::prelude::*;

/// A boolean: what it says beside the box is its state in words.
#[component]
pub fn Tick(
    id: String,
    is_on: Signal<bool>,
    #[prop(into, optional)] invalid: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
) -> AnyView {
    view! {
        <span class="tick">
            <input
                type="checkbox"
                aria-describedby=format!("{id}-says")
                id=id
                checked=is_on.get_untracked()
                prop:checked=is_on
                aria-invalid=aria_invalid(move || invalid.get())
                disabled=disabled
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span aria-hidden="true">{text(move || if is_on.get() { "yes" } else { "no" }.to_owned())}</span>
        </span>
    }
    .into_any()
}
