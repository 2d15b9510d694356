//! A whole text to be typed in.

use super::{Draft, Typed};
use crate::ui::browser;
use crate::ui::dynamic::effect;
use crate::ui::state::use_state;
use leptos::html::Textarea;
use leptos::prelude::*;

/// A text area. What is typed is not written back into it; what changes the text otherwise is, and the caret stays at the
/// place of the change. What is refused is taken back, and said: the text that it came from is still where it was copied.
#[component]
pub fn TextArea(
    id: &'static str,
    name: Signal<String>,
    value: Signal<String>,
    #[prop(into)] typed: Typed,
) -> AnyView {
    let draft = Draft::new(id, value, typed);
    let state = use_state();
    let area = NodeRef::<Textarea>::new();
    effect(move || {
        let text = draft.shown();
        if let Some(area) = area.get() {
            browser::set_text(&area, &text);
        }
    });
    view! {
        <textarea
            id=id
            node_ref=area
            aria-label=name
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            on:focus=move |_| draft.begin()
            on:input:target=move |event| {
                draft.type_in(event.target().value());
                if let Some(why) = draft.forget_refused() {
                    browser::set_text(&event.target(), &value.get_untracked());
                    state.say(why);
                }
            }
            on:blur=move |_| draft.leave()
        >
            {first_text(value)}
        </textarea>
    }
    .into_any()
}

/// What stands in it at first. A parser takes one line break at the start for layout.
fn first_text(value: Signal<String>) -> String {
    let line_break = if cfg!(feature = "csr") { "" } else { "\n" };
    value.with_untracked(|text| format!("{line_break}{text}"))
}
