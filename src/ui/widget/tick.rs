//! A box to tick.

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
                aria-invalid=move || invalid.get().then_some("true")
                disabled=disabled
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span aria-hidden="true">{move || if is_on.get() { "yes" } else { "no" }}</span>
        </span>
    }
    .into_any()
}
