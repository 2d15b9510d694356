//! Going where an address says, for which parts are fetched.

use super::browser;
use super::link::{self, Place};
use super::parts::Parts;
use super::state::State;
use leptos::prelude::*;

/// Goes where the address says, and opens the units that it holds.
pub fn follow_address(state: State, parts: Parts) {
    let address = browser::hash();
    let place = Place::of(&address);
    if Place::of(&state.route.get_untracked()) != place {
        browser::scroll_to_top();
    }
    state.route.set(address.clone());
    browser::set_title(&link::title(&address));
    if place == Place::Embedded
        && let Some(theme @ ("light" | "dark")) = link::parameter(&address, "theme")
    {
        browser::set_theme(Some(theme));
    }
    if place == Place::Learn {
        parts.fetch_learn();
    }
    let Some(packed) = link::parameter(&address, "s").map(str::to_owned) else { return };
    parts.fetch(state, move |library| (library.open_link)(state, &packed));
}
