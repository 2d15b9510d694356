//! Copying, and saying so.

use super::icon;
use crate::ui::browser;
use crate::ui::element::{Element, Live, button, live};
use crate::ui::state::State;

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

/// A button that copies what `text` gives when it is pressed; `what` is for example the file's name.
pub fn copy_button(state: State, what: Live<String>, text: Live<String>) -> Element {
    let name = what.clone();
    button("icon")
        .set("title", "Copy")
        .follow("aria-label", live(move || Some(format!("Copy {}", name()))))
        .on("click", move |_| copy(state, what(), text()))
        .child(icon::sheets())
}
