//! The address of the page: `#/PAGE?s=WORK`. It says where one is, and may hold the units.
//!
//! An address that holds units holds those that are shown, or it is none of theirs: the first change takes them out of it,
//! so that loading the page again never brings back an older state.

use super::browser;
use super::later;
use super::state::State;
use leptos::prelude::*;

/// The page that an address names, without the `#/`; empty for the generator.
pub fn page(address: &str) -> &str {
    let path = address.strip_prefix("#/").unwrap_or_default();
    path.split('?').next().unwrap_or_default()
}

/// Whether an address is of the generator as part of somebody's article.
pub fn is_embedded(address: &str) -> bool {
    page(address) == "embed"
}

/// The units that an address holds.
#[cfg(any(feature = "csr", test))]
fn work(address: &str) -> Option<&str> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|part| part.strip_prefix("s="))
}

/// The address of the generator that holds these units.
pub fn to_work(packed: &str) -> String {
    format!("#/?s={packed}")
}

#[cfg(feature = "csr")]
/// Goes where the address says, and opens the units that it holds.
pub fn follow_address(state: State) {
    let address = browser::hash();
    state.route.set(address.clone());
    if page(&address) == "learn" {
        later::fetch_learn(state);
    }
    let Some(packed) = work(&address).map(str::to_owned) else { return };
    later::fetch(state, move |part| {
        let Some(part) = part else { return state.say(later::MISSING) };
        match (part.unpack)(&packed) {
            Ok(units) => {
                state.linked.set_value(Some(units.clone()));
                if state.read(|there| *there != units) {
                    state.replace(|_| units);
                    state.say("Opened the units of this link. Undo brings yours back.");
                }
            }
            Err(why) => {
                take_out();
                state.say(format!(
                    "This link cannot be opened, because {why}. Your units are as they were."
                ));
            }
        }
    });
}

/// Puts the units into the address, and the address on the clipboard.
pub fn share(state: State) {
    later::fetch(state, move |part| {
        let Some(part) = part else { return state.say(later::MISSING) };
        let address = to_work(&state.read(part.pack_link));
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

/// Takes the units out of the address when they are no longer those that are shown.
#[cfg(feature = "csr")]
pub fn keep_true(state: State) {
    let is_true = state.linked.with_value(|linked| {
        linked.as_ref().is_none_or(|linked| state.read(|units| units == linked))
    });
    if !is_true {
        state.linked.set_value(None);
        take_out();
    }
}

#[cfg(feature = "csr")]
fn take_out() {
    let address = browser::hash();
    browser::replace_hash(address.split('?').next().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_one_is_and_what_it_holds() {
        for (address, there, holds) in [
            ("", "", None),
            ("#/", "", None),
            ("#/?s=1.ab-_", "", Some("1.ab-_")),
            ("#/embed?s=1.ab", "embed", Some("1.ab")),
            ("#/directives/Socket/Backlog", "directives/Socket/Backlog", None),
            ("#/learn?x=1&s=1.a", "learn", Some("1.a")),
            ("#form", "", None),
        ] {
            assert_eq!((page(address), work(address)), (there, holds), "{address}");
        }
        assert_eq!(work(&to_work("1.ab")), Some("1.ab"));
    }
}
