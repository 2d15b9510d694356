//! *My units*: the works that the browser's storage holds, and what is done with them.
//!
//! A work is a few entries of the storage whose keys end in its id: nothing for the first, which is where the only one stood
//! before there were several; else a dot and the second since 1970 in which it was begun, so that no id comes twice. No list
//! stands beside them that could say otherwise, and tabs with different works never write the same entry.

use super::browser;
use super::keep::{self, CHANGED, STEPS, WORK, key};
use super::kept;
use super::state::State;
use crate::activation::{Activation, Listener, listeners};
use crate::preset::PRESETS;
use leptos::prelude::*;
use std::cmp::{Ordering, Reverse};

/// What all keys of ours begin with.
const OURS: &str = "doorbell.";

/// Where the name of a work stands that somebody gave it.
const LABEL: &str = "doorbell.label";

/// How many works can be kept.
pub const MOST: usize = 200;

/// A key of the storage, and what stands there.
pub type Entry = (String, String);

/// A work that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// What its keys end in.
    pub id: String,
    /// The name that somebody gave it.
    pub label: Option<String>,
    /// Its units.
    pub units: Activation,
    /// When it was changed, in seconds since 1970; older versions did not write that down.
    pub changed: Option<u64>,
    /// Whether the storage holds it.
    pub is_kept: bool,
}

impl Work {
    /// What it is called here: what somebody called it, or what its units are called.
    pub fn name(&self) -> &str {
        self.label.as_deref().unwrap_or(self.units.name())
    }

    /// What it is, in a few words.
    pub fn about(&self) -> String {
        let named = self.label.iter().map(|_| format!("units `{}`", self.units.name()));
        let accept = format!("Accept={}", if self.units.accept() { "yes" } else { "no" });
        let target = self.units.target();
        let target = if target.name.is_empty() { target.label() } else { target.name.to_owned() };
        named.chain([accept, heard(&self.units), target]).collect::<Vec<_>>().join(" · ")
    }
}

/// Where the units listen: two listeners, and how many more.
fn heard(units: &Activation) -> String {
    let listeners = listeners(units);
    let one = |listener: &Listener| match listener.place.to_string() {
        place if place.is_empty() => format!("{} {}", listener.kind.label(), listener.value),
        place => format!("{} {place}", listener.kind.label()),
    };
    let first: Vec<String> = listeners.iter().take(2).map(one).collect();
    match listeners.len() {
        0 => "no listener".to_owned(),
        1 | 2 => first.join(", "),
        all => format!("{} and {} more", first.join(", "), all - 2),
    }
}

/// The works in these entries, the one that was changed last first.
pub fn listed(entries: &[Entry]) -> Vec<Work> {
    let at = |what: &str, id: &str| {
        let key = key(what, id);
        entries.iter().find(|(other, _)| *other == key).map(|(_, value)| value.as_str())
    };
    let work = |(key, value): &Entry| {
        let id = key.strip_prefix(WORK)?;
        Some(Work {
            id: id.to_owned(),
            label: at(LABEL, id).map(str::to_owned),
            units: kept::read_work(value)?,
            changed: at(CHANGED, id).and_then(|time| time.parse().ok()),
            is_kept: true,
        })
    };
    let mut works: Vec<Work> = entries.iter().filter_map(work).collect();
    works.sort_by(in_order);
    works
}

/// What is changed later stands first.
pub fn in_order(a: &Work, b: &Work) -> Ordering {
    let order = |work: &Work| (work.is_kept, Reverse(work.changed), work.id.clone());
    order(a).cmp(&order(b))
}

/// What of these entries belongs to the work `id`.
fn of(entries: &[Entry], id: &str) -> Vec<Entry> {
    let keys = [WORK, STEPS, CHANGED, LABEL].map(|what| key(what, id));
    entries.iter().filter(|(key, _)| keys.contains(key)).cloned().collect()
}

/// An id that no work in these entries has, for one that is begun `now`.
fn new_id(entries: &[Entry], now: u64) -> String {
    let is_free = |id: &String| of(entries, id).is_empty();
    (now..).map(|second| format!(".{second}")).find(is_free).expect("there are more seconds")
}

/// What a copy of the work called `name` is called beside these.
fn name_of_copy(works: &[Work], name: &str) -> String {
    let name = name.split(" (copy").next().unwrap_or(name);
    let names = std::iter::once(format!("{name} (copy)"))
        .chain((2..).map(|number| format!("{name} (copy {number})")));
    let is_free = |copy: &String| works.iter().all(|work| work.name() != copy);
    names.into_iter().find(is_free).expect("there are more numbers")
}

/// The steps that are missed least: those of the work, other than `open`, that was changed longest ago.
fn steps_to_drop(entries: &[Entry], open: &str) -> Option<String> {
    let has_steps = |id: &str| entries.iter().any(|(other, _)| *other == key(STEPS, id));
    let works = listed(entries).into_iter().rev();
    let mut others = works.filter(|work| work.id != open && has_steps(&work.id));
    others.next().map(|work| key(STEPS, &work.id))
}

/// When something was changed, in words; both times are those of a clock on the wall, in seconds since 1970.
pub fn when(changed: i64, now: i64) -> String {
    const DAY: i64 = 24 * 60 * 60;
    let days = now.div_euclid(DAY) - changed.div_euclid(DAY);
    let minute = changed.rem_euclid(DAY) / 60;
    let clock = format!("{}:{:02}", minute / 60, minute % 60);
    match days {
        // A clock that was wrong is no reason to speak of the future.
        ..=0 => format!("today {clock}"),
        1 => format!("yesterday {clock}"),
        2..14 => format!("{days} days ago"),
        14..60 => format!("{} weeks ago", days / 7),
        60..730 => format!("{} months ago", days / 30),
        _ => format!("{} years ago", days / 365),
    }
}

/// Everything of ours that the storage holds.
fn entries() -> Vec<Entry> {
    browser::load_all(OURS)
}

/// Saves `value` under `key`, in the place of the steps of other works than `open`; whether there is room then.
pub fn save_in_place(open: &str, key: &str, value: &str) -> bool {
    std::iter::from_fn(|| steps_to_drop(&entries(), open)).any(|steps| {
        // What cannot be taken out would be found again and again.
        browser::save(&steps, None).is_err() || browser::save(key, Some(value)).is_ok()
    }) && browser::load(key).as_deref() == Some(value)
}

/// The works that are kept, and first the one that is open where it is not.
pub fn all(state: State) -> Vec<Work> {
    let entries = entries();
    let mut works = listed(&entries);
    let id = state.work.get_untracked();
    if works.iter().all(|work| work.id != id) {
        let units = state.read(Clone::clone);
        works.insert(0, Work { id, label: None, units, changed: None, is_kept: false });
    }
    works
}

/// Opens the work `id` and goes to it; the one that was open is kept before.
pub fn open(state: State, id: &str) {
    if id != state.work.get_untracked() {
        if !keep_open_one(state) {
            return;
        }
        let Some((units, past)) = keep::read(id) else {
            state.say("This work is gone: it was deleted in another tab.");
            return;
        };
        enter(state, id, units, past);
        state.say(format!("Opened {}.", state.read(|units| units.name().to_owned())));
    }
    state.go_to_generator();
}

/// Begins another work and goes to it, for the target of the one that is open, which is kept before.
pub fn begin(state: State) {
    if !keep_open_one(state) {
        return;
    }
    let units = fresh(state);
    if let Some(id) = add(state, &units, None) {
        enter(state, &id, units, Vec::new());
        state.say("Begun anew. The work that was open is kept under My units.");
        state.go_to_generator();
    }
}

/// Keeps a copy of `work`, without its steps.
pub fn duplicate(state: State, work: &Work) {
    let name = name_of_copy(&all(state), work.name());
    if add(state, &work.units, Some(&name)).is_some() {
        state.say(format!("{} is kept twice now: the other one is {name}.", work.name()));
    }
}

/// Calls `work` so in the list, or as its units are called where `name` says nothing.
pub fn rename(state: State, work: &Work, name: &str) {
    // The example that nobody has touched is not kept yet.
    if !work.is_kept && !keep::save(state) {
        return;
    }
    let name = name.trim();
    let key = key(LABEL, &work.id);
    let is_done = match name.is_empty() || name == work.units.name() {
        true => browser::save(&key, None).is_ok(),
        false => keep::put(state, &key, name),
    };
    if !is_done {
        state.say("There is no room in this browser's storage for another name.");
    }
}

/// A work that was deleted, with all that brings it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// The work as it was.
    pub work: Work,
    entries: Vec<Entry>,
    was_open: bool,
}

/// Deletes `work`. Where it was open, the one that was changed last before it is open then, or else one that is new.
pub fn delete(state: State, work: &Work) -> Deleted {
    let all = entries();
    let was_open = work.id == state.work.get_untracked();
    let entries = of(&all, &work.id);
    for (key, _) in &entries {
        browser::save(key, None).ok();
    }
    let name = work.name();
    if was_open {
        let next = listed(&all).into_iter().find(|other| other.id != work.id);
        let kept = next.as_ref().and_then(|next| keep::read(&next.id));
        match (&next, kept) {
            (Some(next), Some((units, past))) => {
                enter(state, &next.id, units, past);
                state.say(format!("Deleted {name}. What is open now is {}.", next.name()));
            }
            _ => {
                enter(state, &new_id(&all, browser::now()), fresh(state), Vec::new());
                state.say(format!("Deleted {name}. What is open now is the first example."));
            }
        }
    } else {
        state.say(format!("Deleted {name}."));
    }
    Deleted { work: work.clone(), entries, was_open }
}

/// Brings a deleted work back, and opens it where it was open; gives its id.
pub fn restore(state: State, deleted: &Deleted) -> Option<String> {
    let all = entries();
    let Deleted { work, was_open, .. } = deleted;
    // Another tab that had it open may have kept it again, with changes.
    let id = match of(&all, &work.id).is_empty() {
        true => work.id.clone(),
        false => new_id(&all, browser::now()),
    };
    let moved = deleted.entries.iter().map(|(key, value)| {
        let what = key.strip_suffix(&work.id).unwrap_or(key);
        (keep::key(what, &id), value.clone())
    });
    if !put_all(state, &moved.collect::<Vec<_>>()) {
        return None;
    }
    if *was_open
        && keep_open_one(state)
        && let Some((units, past)) = keep::read(&id)
    {
        enter(state, &id, units, past);
    }
    state.say(format!("{} is back.", work.name()));
    Some(id)
}

/// Keeps another work, and gives its id.
fn add(state: State, units: &Activation, label: Option<&str>) -> Option<String> {
    let entries = entries();
    if listed(&entries).len() >= MOST {
        state.say(format!("{MOST} works are kept, and no more can be: delete one first."));
        return None;
    }
    let now = browser::now();
    let id = new_id(&entries, now);
    let mut added = vec![(key(WORK, &id), kept::work(units)), (key(CHANGED, &id), now.to_string())];
    added.extend(label.map(|label| (key(LABEL, &id), label.to_owned())));
    put_all(state, &added).then_some(id)
}

/// Saves all of these, or none of them, which it says.
fn put_all(state: State, entries: &[Entry]) -> bool {
    let are_kept = entries.iter().all(|(key, value)| keep::put(state, key, value));
    if !are_kept {
        for (key, _) in entries {
            browser::save(key, None).ok();
        }
        state.say("This browser has no room for another work: delete one first.");
    }
    are_kept
}

/// Keeps what is open, before something else is opened in its place; what nobody has touched is kept already, or an example.
fn keep_open_one(state: State) -> bool {
    let is_kept = state.is_untouched() || keep::save(state);
    if !is_kept {
        let name = state.read(|units| units.name().to_owned());
        state.say(format!(
            "This browser refuses to keep {name}, which would be lost: it stays open. Delete another work to make room, or download this one."
        ));
    }
    is_kept
}

/// Puts a work in the place of the one that is open; the tab opens it again when it is loaded.
fn enter(state: State, id: &str, units: Activation, past: Vec<Activation>) {
    state.open(id.to_owned(), units, past);
    browser::set_open_work(id);
}

/// The units with which a work begins.
fn fresh(state: State) -> Activation {
    let mut units = PRESETS[0].activation();
    units.set_target(state.read(Activation::target));
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::rename as call;
    use crate::catalogue::target::Target;

    fn units(name: &str) -> Activation {
        let mut units = PRESETS[0].activation();
        call(&mut units, name).unwrap();
        units
    }

    fn kept_work(id: &str, name: &str, changed: Option<&str>) -> Vec<Entry> {
        let mut entries = vec![
            (key(WORK, id), kept::work(&units(name))),
            (key(STEPS, id), kept::steps(&[units("before")], 10_000)),
        ];
        entries.extend(changed.map(|time| (key(CHANGED, id), time.to_owned())));
        entries
    }

    fn storage() -> Vec<Entry> {
        let mut all = kept_work("", "first", None);
        all.extend(kept_work(".1700000000", "shop", Some("1700000100")));
        all.extend(kept_work(".1700000001", "till", Some("1700000300")));
        all.push((key(LABEL, ".1700000000"), "the shop".to_owned()));
        all.push(("doorbell.theme".to_owned(), "dark".to_owned()));
        all.push(("doorbell.tab".to_owned(), "install".to_owned()));
        all.push(("doorbell.open".to_owned(), ".1700000001".to_owned()));
        all
    }

    fn names(works: &[Work]) -> Vec<&str> {
        works.iter().map(Work::name).collect()
    }

    #[test]
    fn the_storage_is_the_list_and_what_was_changed_last_stands_first() {
        let works = listed(&storage());
        assert_eq!(names(&works), ["till", "the shop", "first"]);
        assert_eq!(works[1].units, units("shop"));
        assert_eq!(works[1].id, ".1700000000");
        assert_eq!(works[0].changed, Some(1_700_000_300));
        assert_eq!(works[2].changed, None, "it was kept before times were");
        assert_eq!(listed(&[]), []);
    }

    /// What stood there when there was one work, in both of the forms that it had.
    #[test]
    fn the_one_work_of_older_versions_is_the_first() {
        let [socket, service] = ["[Socket]\nListenStream=1\n", "[Service]\n"];
        for text in [
            "a\u{4}shop\u{8}debian12\u{18}[Socket]\nListenStream=1\n\u{a}[Service]\n",
            "1\nshop\ndebian12\n24\n[Socket]\nListenStream=1\n[Service]\n",
        ] {
            let works = listed(&[(WORK.to_owned(), text.to_owned())]);
            assert_eq!(names(&works), ["shop"], "{text:?}");
            let mut expected = Activation::new("shop", socket, service);
            expected.set_target(Target::find("debian12").unwrap());
            assert_eq!((works[0].id.as_str(), &works[0].units), ("", &expected));
        }
    }

    #[test]
    fn what_cannot_be_read_is_passed_over_and_stays() {
        let mut entries = storage();
        entries.push((key(WORK, ".5"), "z of a later version".to_owned()));
        entries.push((key(CHANGED, ".1700000001"), "soon".to_owned()));
        assert_eq!(listed(&entries).len(), 3);
        assert_eq!(new_id(&entries, 5), ".6", "its place is not free");
    }

    #[test]
    fn a_work_takes_all_of_its_own_along_and_nothing_else() {
        let all = storage();
        let keys: Vec<String> = of(&all, ".1700000000").into_iter().map(|(key, _)| key).collect();
        let own = [WORK, STEPS, CHANGED, LABEL].map(|what| key(what, ".1700000000"));
        assert_eq!(keys, own);
        assert_eq!(of(&all, "").len(), 2);
        assert_eq!(new_id(&all, 1_700_000_000), ".1700000002");
    }

    #[test]
    fn room_is_made_of_the_steps_of_what_was_changed_longest_ago() {
        let mut all = storage();
        let mut dropped = Vec::new();
        while let Some(key) = steps_to_drop(&all, ".1700000000") {
            all.retain(|(other, _)| *other != key);
            dropped.push(key);
        }
        assert_eq!(dropped, ["doorbell.steps", "doorbell.steps.1700000001"]);
        assert_eq!(listed(&all), listed(&storage()), "no work goes");
    }

    #[test]
    fn a_copy_has_a_name_of_its_own() {
        let mut works = listed(&storage());
        for copy in ["till (copy)", "till (copy 2)", "till (copy 3)"] {
            let name = name_of_copy(&works, works[0].name());
            assert_eq!(name, copy);
            works.insert(0, Work { label: Some(name), ..works[0].clone() });
        }
    }

    #[test]
    fn a_work_is_told_in_a_few_words() {
        let about = |socket: &str, label: Option<&str>| {
            let units = Activation::new("a", socket, "[Service]\n");
            let (id, label) = (String::new(), label.map(str::to_owned));
            let target = units.target().name;
            let about = Work { id, label, units, changed: None, is_kept: true }.about();
            about.strip_suffix(&format!(" · {target}")).expect("the target").to_owned()
        };
        assert_eq!(about("[Socket]\nListenStream=8080\n", None), "Accept=no · TCP 8080");
        assert_eq!(
            about("[Socket]\nAccept=yes\nListenStream=1\nListenDatagram=%t/x\n", Some("b")),
            "units `a` · Accept=yes · TCP 1, Unix datagram /run/x"
        );
        assert_eq!(
            about(
                "[Socket]\nListenStream=1\nListenStream=%j:2\nListenStream=3\nListenFIFO=/x\n",
                None
            ),
            "Accept=no · TCP 1, TCP %j:2 and 2 more"
        );
        assert_eq!(about("", None), "Accept=no · no listener");
    }

    #[test]
    fn a_time_is_told_as_people_do() {
        const DAY: i64 = 86_400;
        let now = 20_000 * DAY + 14 * 3600;
        for (ago, words) in [
            (0, "today 14:00"),
            (-5, "today 14:00"),
            (8 * 3600 + 54 * 60, "today 5:06"),
            (14 * 3600 + 1, "yesterday 23:59"),
            (2 * DAY, "2 days ago"),
            (13 * DAY, "13 days ago"),
            (15 * DAY, "2 weeks ago"),
            (75 * DAY, "2 months ago"),
            (800 * DAY, "2 years ago"),
        ] {
            assert_eq!(when(now - ago, now), words);
        }
    }
}
