//! What goes on beside the page: the work is kept, and the keys for undo are listened to.

use super::browser;
use super::dynamic::effect;
use super::kept;
use super::link::{self, Place};
use super::state::State;
use crate::activation::{Activation, Role};
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;

/// The keys under which a work is kept, the steps that led there, and when it was changed, in seconds since 1970. Behind
/// each stands the id of the work, which is empty for the first.
pub const WORK: &str = "doorbell.work";
pub const STEPS: &str = "doorbell.steps";
pub const CHANGED: &str = "doorbell.changed";

/// How many bytes of steps are kept.
const STEPS_BYTES: usize = 200_000;

/// How long to wait with saving: the keys of a word are saved at once, and not each in its own time.
const PAUSE: Duration = Duration::from_millis(300);

/// The work that this tab has open as it was kept, and the steps that led there.
#[cfg(feature = "csr")]
pub fn kept() -> Option<(Activation, Vec<Activation>)> {
    read(&browser::open_work())
}

/// The work of this id as it was kept, and the steps that led there.
pub fn read(id: &str) -> Option<(Activation, Vec<Activation>)> {
    let work = kept::read_work(&browser::load(&key(WORK, id))?)?;
    let steps = browser::load(&key(STEPS, id)).unwrap_or_default();
    Some((work, kept::read_steps(&steps)))
}

/// The key under which the storage has `what` of the work `id`.
pub fn key(what: &str, id: &str) -> String {
    [what, id].concat()
}

/// Keeps the work in the browser's storage; where that is refused it says so once. What another tab keeps is followed.
pub fn keep(state: State) {
    let saved = state.derive_settled(Clone::clone);
    let is_waiting = StoredValue::new(false);
    let save_once = move || {
        if is_waiting.get_value() {
            is_waiting.set_value(false);
            // Another work may have been opened meanwhile.
            if !state.is_untouched() {
                save(state);
            }
        }
    };
    window_event_listener(ev::pagehide, move |_| match state.is_settled() {
        true => save_once(),
        false => _ = save(state),
    });
    window_event_listener(ev::storage, move |event| {
        let work = key(WORK, &state.work.get_untracked());
        if event.key() == Some(work) && !is_embedded(state) {
            follow(state, event.old_value(), event.new_value());
        }
    });
    effect(move || {
        saved.with(|_| ());
        let text =
            |units: &Activation, unit| (units.file_name(unit), units.file(unit).text().to_owned());
        browser::remember_units(state.read(|units| Role::ALL.map(|unit| text(units, unit)).into()));
        link::keep_true(state);
        if !state.is_untouched() && !is_waiting.get_value() {
            is_waiting.set_value(true);
            set_timeout(save_once, PAUSE);
        }
    });
}

/// Keeps the work as it is, and tells whether it is kept.
pub fn save(state: State) -> bool {
    // Who reads an article with the generator in it has work of their own elsewhere.
    if is_embedded(state) {
        return true;
    }
    let id = state.work.get_untracked();
    let put = |what: &str, value: &str| put(state, &key(what, &id), value);
    let work = state.read(kept::work);
    // Its time is that of the last change.
    let is_kept = browser::load(&key(WORK, &id)).as_ref() == Some(&work)
        || put(WORK, &work) && put(CHANGED, &browser::now().to_string());
    // Without the steps it is the same work.
    if is_kept {
        put(STEPS, &state.read_past(|past| kept::steps(past, STEPS_BYTES)));
    }
    if !is_kept && !state.is_told_of_storage.get_value() {
        state.say(
            "This browser refuses to keep your work: it will be gone when the page is closed.",
        );
    }
    state.is_told_of_storage.set_value(!is_kept);
    is_kept
}

/// Saves `value` under `key`, if need be in the place of what can be done without.
pub fn put(state: State, key: &str, value: &str) -> bool {
    browser::save(key, Some(value)).is_ok()
        || state
            .library
            .get_untracked()
            .is_some_and(|library| (library.save_in_place)(&state.work.get_untracked(), key, value))
}

/// Another tab has changed the kept work. Where this one held what it began with, it goes along.
fn follow(state: State, before: Option<String>, after: Option<String>) {
    let Some(units) = after.as_deref().and_then(kept::read_work) else { return };
    let here = state.read(kept::work);
    if Some(&here) == after.as_ref() {
        state.elsewhere.set(None);
    } else if (Some(here) == before || state.is_untouched()) && !state.is_typing() {
        state.replace(|_| units);
        state.say("Your work was changed in another tab: this one shows it too.");
    } else {
        state.elsewhere.set(Some(units));
    }
}

fn is_embedded(state: State) -> bool {
    state.route.with_untracked(|route| Place::of(route)) == Place::Embedded
}

/// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y everywhere, for a field's own history knows nothing of the other fields; and Esc.
pub fn listen_for_keys(state: State) {
    window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            state.escapes.update(|count| *count += 1);
        }
        let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        match (command, event.shift_key(), event.key().to_ascii_lowercase().as_str()) {
            (true, false, "z") => state.undo(),
            (true, true, "z") | (true, false, "y") => state.redo(),
            _ => return,
        }
        event.prevent_default();
        browser::keep_focus();
    });
    window_event_listener(ev::click, |_| browser::keep_focus());
    window_event_listener(ev::focusin, |event| browser::remember_focus(&event));
}
