//! Something to paste into a shell.

use super::CopyButton;
use crate::ui::dynamic::{aria, flag, shown_when, text};
use leptos::prelude::*;

/// A command of more lines is folded, until somebody wants to read it.
const MOST_LINES: usize = 16;

/// A command, with a button that copies it. `what` says what it is, for screen readers and the notice.
#[component]
pub fn Command(#[prop(into)] what: String, #[prop(into)] text: Signal<String>) -> AnyView {
    let is_open = RwSignal::new(false);
    let lines = Memo::new(move |_| text.with(|text| text.lines().count()));
    let is_long = flag(move || lines.get() > MOST_LINES);
    let is_folded = flag(move || is_long.get() && !is_open.get());
    let fold = shown_when(is_long, move || {
        view! {
            <button
                type="button"
                class="link"
                aria-expanded=aria(move || is_open.get())
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                {fold_title(is_open.into(), lines)}
            </button>
        }
        .into_any()
    });
    view! {
        <div class="command" class:folded=is_folded>
            <pre tabindex="0" aria-label=what.clone()>
                {text}
            </pre>
            <CopyButton what=what text=text />
            {fold}
        </div>
    }
    .into_any()
}

fn fold_title(is_open: Signal<bool>, lines: Memo<usize>) -> Signal<String> {
    text(move || match is_open.get() {
        true => "Show less".to_owned(),
        false => format!("Show all {} lines", lines.get()),
    })
}
