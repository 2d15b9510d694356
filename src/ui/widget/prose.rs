//! Sentences with code in them.

use leptos::prelude::*;

/// `text` with every piece between backticks shown as code.
pub fn prose(text: &str) -> AnyView {
    text.split('`')
        .enumerate()
        .map(|(index, piece)| {
            let piece = piece.to_owned();
            match index % 2 {
                0 => piece.into_any(),
                _ => view! { <code>{piece}</code> }.into_any(),
            }
        })
        .collect_view()
        .into_any()
}
