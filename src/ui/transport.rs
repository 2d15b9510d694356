//! The units on their way: out of a link, into a link, and into an archive. Fetched after the first paint.

use super::browser;
use super::link;
use super::state::State;
use crate::export::archive;
use crate::export::secret::secret;
use crate::share;
use leptos::prelude::*;

/// Opens the units that a link holds, in a step that can be undone; where it cannot be read, it says why.
pub fn open_link(state: State, packed: &str) {
    match share::unpack(packed) {
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
    }
}

/// Puts the units into the address, and the address on the clipboard.
pub fn share(state: State) {
    if !may_leave(state, "The link") {
        return;
    }
    let address = link::to_work(&state.read(share::pack));
    state.linked.set_value(Some(state.read(Clone::clone)));
    browser::set_hash(&address);
    browser::copy(browser::address(), move |copied| {
        state.say(match copied {
            true => "Copied a link that holds your units. Only who has it can read them: no server does.",
            false => "The browser did not let the link be copied: copy it from the address bar.",
        });
    });
}

/// Offers both units as one archive.
pub fn download(state: State) {
    if !may_leave(state, "The archive") {
        return;
    }
    let archive = state.read(|units| archive::pack(units, browser::now()));
    browser::download(&archive.name, "application/gzip", &archive.bytes);
    state.say_downloaded(&archive.name);
}

/// Whether the units may leave as `what`, a link or an archive. With a secret they do only when that was said and they are
/// asked for again.
fn may_leave(state: State, what: &str) -> bool {
    let secret = state.read(secret);
    let is_known = state.warned_of.with_value(|known| *known == secret);
    state.warned_of.set_value(secret.clone());
    match secret.filter(|_| !is_known) {
        None => true,
        Some(secret) => {
            state.say(format!(
                "{what} would hold {secret}, which everybody can read who gets it. Press again to make it all the same."
            ));
            false
        }
    }
}
