//! Something folded away: a card that is built when it is opened for the first time, and text that Esc folds again.

use crate::ui::browser;
use crate::ui::dynamic::{dynamic, shown_when};
use crate::ui::state::use_state;
use leptos::prelude::*;

/// Whether some text is unfolded: a button folds it and unfolds it, and Esc folds it wherever the focus is.
#[derive(Clone, Copy)]
pub struct Unfolded {
    /// One more than how often Esc had been pressed when it was unfolded; 0 while it is not.
    since: RwSignal<u32>,
    escapes: RwSignal<u32>,
}

impl Unfolded {
    /// It is not.
    pub fn new() -> Self {
        Self { since: RwSignal::new(0), escapes: use_state().escapes }
    }

    /// Whether it is, inside something that follows it.
    pub fn get(self) -> bool {
        self.since.get() == self.escapes.get() + 1
    }

    /// Folds it, or unfolds it.
    pub fn toggle(self) {
        let is_unfolded = untrack(move || self.get());
        self.since.set(if is_unfolded { 0 } else { self.escapes.get_untracked() + 1 });
    }
}

/// A heading that opens and closes what is below it. While `bad` counts something, the closed heading says so.
#[component]
pub fn Disclosure(
    class: &'static str,
    /// What finds it again: what is asked for in there opens it.
    id: &'static str,
    title: &'static str,
    note: &'static str,
    #[prop(into, optional)] bad: Signal<usize>,
    /// The ids of the fields in there, for whoever looks for one before it is built.
    #[prop(optional)]
    holds: String,
    children: ChildrenFn,
) -> AnyView {
    let was_opened = RwSignal::new(false);
    // What has been built stays: what is typed in there must not go when it is closed.
    let inside = shown_when(was_opened.into(), move || children());
    let counted = dynamic(move || match bad.get() {
        0 => ().into_any(),
        bad => view! { <span class="bad">{format!("{bad} to put right")}</span> }.into_any(),
    });
    view! {
        <details class=class id=id data-holds=holds on:toggle=move |event| if browser::is_open(&event) { was_opened.set(true) }>
            <summary>{title} <span class="quiet">{note}</span> {counted}</summary>
            <div class="inside">{inside}</div>
        </details>
    }
    .into_any()
}
