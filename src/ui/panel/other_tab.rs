//! The work as another tab has it, where both went on.

use crate::ui::dynamic::{flag, shown_when};
use crate::ui::state::use_state;
use crate::ui::{browser, keep};
use leptos::prelude::*;

/// That another tab has changed the work in its way, and both ways on.
#[component]
pub fn OtherTab() -> AnyView {
    let state = use_state();
    let is_there = flag(move || state.elsewhere.with(Option::is_some));
    let show = move |_| {
        if let Some(units) = state.elsewhere.get_untracked() {
            state.elsewhere.set(None);
            browser::focus("main");
            state.replace(|_| units);
            state.say("Shown is the work of the other tab. Undo brings yours back.");
        }
    };
    let stay = move |_| {
        state.elsewhere.set(None);
        browser::focus("main");
        keep::save(state);
        state.say("This tab keeps its work, and the other one shows it too.");
    };
    let banner = shown_when(is_there, move || {
        view! {
            <p>"Your work was changed in another tab, and here in another way."</p>
            <button type="button" on:click=show>
                "Show the other"
            </button>
            <button type="button" on:click=stay>
                "Keep this one"
            </button>
        }
        .into_any()
    });
    view! {
        <div class="elsewhere" role="alert">
            {banner}
        </div>
    }
    .into_any()
}
