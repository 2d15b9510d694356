//! Copying, and saying so.

use super::icon;
use crate::ui::browser;
use crate::ui::live::on;
use crate::ui::state::State;
use leptos::prelude::*;

/// Copies `text` and says that `what` was copied.
fn copy(state: State, what: String, text: String) {
    browser::copy(text, move |copied| {
        state.say(match copied {
            true => format!("Copied {what}."),
            false => format!(
                "The browser did not let {what} be copied: select the text and copy it by hand."
            ),
        });
    });
}

/// A button that copies what `text` gives when it is pressed, and shows for a moment that it did.
#[component]
pub fn CopyButton(
    /// What is copied, for example the file's name.
    #[prop(into)]
    what: Signal<String>,
    text: Callback<(), String>,
) -> impl IntoView {
    let state = State::get();
    view! {
        <button type="button" class="icon" title="Copy" aria-label=Signal::derive(move || format!("Copy {}", what.get()))
            on:click=on(move |_| copy(state, what.get_untracked(), text.run(())))>
            {icon::sheets()}
        </button>
    }
}
