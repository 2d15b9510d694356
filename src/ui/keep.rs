//! What goes on beside the page: the work is kept, and the keys for undo are listened to.

use super::browser;
use super::link::{self, Place};
use super::state::State;
use crate::export;
use crate::share;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;

/// The key under which the work is kept.
pub const WORK: &str = "doorbell.work";

/// How long to wait with saving: the keys of a word are saved at once, and not each in its own time.
const PAUSE: Duration = Duration::from_millis(300);

/// Keeps the work in the browser's storage; where that is refused it says so once.
pub fn keep(state: State) {
    let saved = state.derive_settled(share::plain);
    let [is_waiting, is_told] = [(); 2].map(|()| StoredValue::new(false));
    let save = move || {
        // Who reads an article with the generator in it has work of their own elsewhere.
        let is_embedded = state.route.with_untracked(|route| Place::of(route)) == Place::Embedded;
        if !is_waiting.get_value() || is_embedded {
            return;
        }
        is_waiting.set_value(false);
        let text = state.read(share::plain);
        if browser::save(WORK, Some(&text)).is_err() && !is_told.get_value() {
            is_told.set_value(true);
            state.say(
                "This browser refuses to keep your work: it will be gone when the page is closed.",
            );
        }
    };
    window_event_listener(ev::pagehide, move |_| save());
    Effect::new(move |before: Option<()>| {
        saved.with(|_| ());
        let files = state.read(export::files);
        browser::remember_units(files.into_iter().map(|file| (file.name, file.text)).collect());
        link::keep_true(state);
        if before.is_some() && !is_waiting.get_value() {
            is_waiting.set_value(true);
            set_timeout(save, PAUSE);
        }
    });
}

/// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y everywhere: a field's own history knows nothing of the other fields.
pub fn listen_for_keys(state: State) {
    window_event_listener(ev::keydown, move |event| {
        let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        match (command, event.shift_key(), event.key().to_ascii_lowercase().as_str()) {
            (true, false, "z") => state.undo(),
            (true, true, "z") | (true, false, "y") => state.redo(),
            _ => return,
        }
        event.prevent_default();
    });
}
