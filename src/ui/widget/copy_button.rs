//! Copying, and saying so.

use super::{Icon, IconButton};
use crate::ui::browser;
use crate::ui::state::use_state;
use leptos::prelude::*;

/// A button that copies `text`; `what` is for example the file's name.
#[component]
pub fn CopyButton(
    #[prop(into)] what: Signal<String>,
    #[prop(into)] text: Signal<String>,
) -> AnyView {
    let state = use_state();
    let copy = move |()| {
        let what = what.get_untracked();
        browser::copy(text.get_untracked(), move |copied| {
            state.say(match copied {
                true => format!("Copied {what}."),
                false => format!(
                    "The browser did not let {what} be copied: select the text and copy it by hand."
                ),
            });
        });
    };
    let label = Signal::derive(move || format!("Copy {}", what.get()));
    view! { <IconButton icon=Icon::Copy label=label on_press=copy /> }.into_any()
}
