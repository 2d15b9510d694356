//! What goes on beside the page: the work is kept, and the keys for undo are listened to.

use super::browser;
use super::link;
use super::mount::follow;
use super::state::State;
use crate::export;
use crate::share;
use leptos::prelude::WithUntracked;
use std::cell::Cell;
use std::rc::Rc;

/// The key under which the work is kept.
pub const WORK: &str = "doorbell.work";

/// How long to wait with saving, in milliseconds: the keys of a word are saved at once, and not each in its own time.
const PAUSE: i32 = 300;

/// Keeps the work in the browser's storage; where that is refused it says so once.
pub fn keep(state: State) {
    let units = state.derive(export::files);
    let saved = state.derive(share::plain);
    let [waiting, told, first] = [(); 3].map(|()| Rc::new(Cell::new(false)));
    first.set(true);
    let save = {
        let waiting = waiting.clone();
        move || {
            // Who reads an article with the generator in it has work of their own elsewhere.
            if !waiting.replace(false)
                || state.route.with_untracked(|route| link::is_embedded(route))
            {
                return;
            }
            let text = saved.get_untracked();
            if browser::save(WORK, Some(&text)).is_err() && !told.replace(true) {
                state.say(
                    "This browser refuses to keep your work: it will be gone when the page is closed.",
                );
            }
        }
    };
    let at_the_end = save.clone();
    browser::on_window("pagehide", move |_| at_the_end());
    follow(move || {
        let files = units.get();
        saved.with(|_| ());
        browser::remember_units(files.into_iter().map(|file| (file.name, file.text)).collect());
        link::keep_true(state);
        if !first.replace(false) && !waiting.replace(true) {
            browser::after(PAUSE, save.clone());
        }
    });
}

/// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y everywhere: a field's own history knows nothing of the other fields.
pub fn listen_for_keys(state: State) {
    browser::on_window("keydown", move |event| {
        let (command, shift) = browser::held_with(&event);
        match (command, shift, browser::key_of(&event).to_ascii_lowercase().as_str()) {
            (true, false, "z") => state.undo(),
            (true, true, "z") | (true, false, "y") => state.redo(),
            _ => return,
        }
        event.prevent_default();
    });
}
