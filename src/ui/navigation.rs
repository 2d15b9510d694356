//! Going where an address says, and putting the work into one: what needs the parts that are fetched later.

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
    parts.fetch(state, move |library| match (library.unpack)(&packed) {
        Ok(units) => {
            state.linked.set_value(Some(units.clone()));
            if state.read(|there| *there != units) {
                state.replace(|_| units);
                state.say("Opened the units of this link. Undo brings yours back.");
            }
        }
        Err(why) => {
            link::take_out();
            state.say(format!(
                "This link cannot be opened, because {why}. Your units are as they were."
            ));
        }
    });
}

/// Puts the units into the address, and the address on the clipboard.
pub fn share(state: State, parts: Parts) {
    parts.fetch(state, move |library| {
        if !state.may_leave(library, "The link") {
            return;
        }
        let address = link::to_work(&state.read(library.pack_link));
        state.linked.set_value(Some(state.read(Clone::clone)));
        browser::set_hash(&address);
        browser::copy(browser::address(), move |copied| {
            state.say(match copied {
                true => "Copied a link that holds your units. Only who has it can read them: no server does.",
                false => "The browser did not let the link be copied: copy it from the address bar.",
            });
        });
    });
}
