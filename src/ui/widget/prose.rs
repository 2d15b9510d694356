//! Sentences with code in them.

use leptos::prelude::*;

/// `text` with every part between backticks shown as code.
#[component]
pub fn Prose(#[prop(into)] text: String) -> AnyView {
    let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    let shown = |(index, part): (usize, &str)| {
        let part = part.to_owned();
        if index % 2 == 0 { part.into_any() } else { view! { <code>{part}</code> }.into_any() }
    };
    parts.map(shown).collect::<Vec<_>>().into_any()
}

/// A sentence of the kind `class`, which says what is to be said about something.
#[component]
pub fn Complaint(class: &'static str, #[prop(into)] text: String) -> AnyView {
    view! {
        <p class=class>
            <Prose text=text />
        </p>
    }
    .into_any()
}
