//! Bringing a field or a place in a text into sight, wherever in the generator it is.

use super::browser;
use super::ids::text_id;
use super::state::{State, Tab};
use crate::activation::Role;
use leptos::prelude::Set;
use std::ops::Range;

/// Shows the form and moves the focus to the field with this id.
pub fn field(state: State, id: &str) {
    state.shows_form.set(true);
    browser::focus_soon(id.to_owned());
}

/// Shows the text of `unit` and selects these of its bytes.
pub fn text(state: State, unit: Role, bytes: Range<usize>) {
    state.shows_form.set(false);
    state.tab.set(Tab::Units);
    browser::after_frame(move || browser::select(text_id(unit), bytes));
}
