//! One of several things, of which exactly one holds.

use crate::ui::dynamic::flag;
use leptos::prelude::*;

/// A choice with all that is said of it. What cannot be chosen is barred, unless it is chosen already; the element
/// `{name}-says` gives the reason.
#[component]
pub fn Radio(
    class: &'static str,
    name: &'static str,
    is_chosen: Signal<bool>,
    #[prop(into)] is_barred: Signal<bool>,
    #[prop(into)] on_choose: Callback<()>,
    children: Children,
) -> AnyView {
    let is_disabled = flag(move || is_barred.get() && !is_chosen.get());
    view! {
        <label class=class class:chosen=is_chosen class:barred=is_disabled>
            <input
                type="radio"
                name=name
                aria-describedby=format!("{name}-says")
                checked=is_chosen.get_untracked()
                prop:checked=is_chosen
                disabled=is_disabled
                on:change=move |_| on_choose.run(())
            />
            <span>{children()}</span>
        </label>
    }
    .into_any()
}
