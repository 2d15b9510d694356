//! The drop-in that makes one unit of another: only what differs, and what a drop-in cannot do.
//!
//! [`drop_in`] compares what systemd makes of two texts, slot by slot (see [`Merged`]), and writes for each that differs the
//! least that brings it about behind the first text: what comes at the end of a list alone, else the empty assignment and all
//! that is to stay. [`rebased`] goes the other way, from a unit and its drop-in to one text that says the same: it changes the
//! lines of the unit that the drop-in is about and leaves all others as they are. Whoever edits holds that text and derives
//! the drop-in from it at each change; so form, check and preview need to know of one text only, and going there and back
//! keeps the effect. Both read their own result and compare: what is not the same is an [`Obstacle`] of the one, and makes
//! the other write the drop-in behind the unit, as systemd reads it.
//!
//! ```
//! use doorbell::activation::{Role, drop_in, rebased};
//! use doorbell::catalogue::target;
//! use doorbell::syntax::UnitFile;
//!
//! let base = UnitFile::parse("[Socket]\nListenStream=22\nAccept=no\n");
//! let edited = UnitFile::parse("[Socket]\nListenStream=2222\nAccept=no\n");
//! let made = drop_in(&base, &edited, Role::Socket, target::DEFAULT);
//! assert_eq!(made.text, "[Socket]\nListenStream=\nListenStream=2222\n");
//! assert!(made.obstacles.is_empty());
//! assert_eq!(rebased(&base, &made.text, Role::Socket, target::DEFAULT), edited.text());
//! ```
//!
//! A comment goes along where it stands right above a line that changes and is not the unit's own.

use super::merged::{Entry, How, Merged, Settings, Slot, names, slots};
use super::{Lens, Role, order};
use crate::catalogue::target::Target;
use crate::catalogue::{Empty, Section};
use crate::syntax::{LineKind, UnitFile, writable};
use crate::value::Version;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A drop-in, and what it does not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropIn {
    /// Its text; empty where nothing differs.
    pub text: String,
    /// What it cannot do.
    pub obstacles: Vec<Obstacle>,
}

/// Something that a drop-in cannot do, and the way that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// What it is about: the slot of a directive; none for the unit as a whole.
    pub slot: Option<Slot>,
    /// The way that works.
    pub way: Way,
    /// Both in words: one sentence without a full stop.
    pub words: String,
}

/// A way to what a drop-in cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To put the value right.
    Correct,
    /// A full copy of the unit in `/etc`, as `systemctl edit --full` makes one.
    FullCopy,
    /// `systemctl reenable`, once the drop-in is there.
    Reenable,
    /// `systemctl disable`.
    Disable,
    /// `systemctl mask`.
    Mask,
}

/// The least that makes of `base`, when it is read behind it, what `edited` is.
pub fn drop_in(base: &UnitFile, edited: &UnitFile, role: Role, target: &Target) -> DropIn {
    let [of_base, of_edited] = [base, edited].map(alone);
    let [before, after] = [&of_base, &of_edited].map(|merged| merged.settings(role, target));
    let mut writer = Writer { base, edited, version: target.version, lines: Vec::new() };
    let mut obstacles = refusals(base, edited, &before, &after);
    for slot in after.differences(&before, target.version) {
        obstacles.extend(writer.change(slot, before.of(slot), after.of(slot)));
    }
    for entry in &after.passed_over {
        if !before.passed_over.iter().any(|other| other.is_like(entry)) {
            writer.keep(entry);
        }
    }
    let text = writer.text();
    let behind = UnitFile::parse(text.as_str());
    let merged = Merged::new(Arc::new(base.clone()), [&behind]);
    let read = merged.settings(role, target);
    for slot in after.differences(&read, target.version) {
        if !obstacles.iter().any(|obstacle| obstacle.slot == Some(slot)) {
            obstacles.push(Obstacle {
                slot: Some(slot),
                way: Way::FullCopy,
                words: format!(
                    "what `{}=` says cannot be brought about by a drop-in: make a full copy of the unit, with `systemctl edit --full`",
                    slot.name
                ),
            });
        }
    }
    DropIn { text, obstacles }
}

/// What a unit called `base` and one called `edited` cannot be by means of a drop-in: the same.
pub fn obstacle_to_name(base: &str, edited: &str) -> Option<Obstacle> {
    (base != edited).then(|| Obstacle {
        slot: None,
        way: Way::Mask,
        words: format!(
            "a drop-in does not rename `{base}`: save the text as `{edited}`, a unit of its own, and put `{base}` out of use with \
             `systemctl disable --now` or `systemctl mask --now`"
        ),
    })
}

/// The unit `base` with the drop-in as one text, in which what the drop-in changes stands where the unit says it.
pub fn rebased(base: &UnitFile, drop_in: &str, role: Role, target: &Target) -> String {
    let behind = UnitFile::parse(drop_in);
    let merged = Merged::new(Arc::new(base.clone()), [&behind]);
    let of_base = alone(base);
    let [before, after] = [&of_base, &merged].map(|merged| merged.settings(role, target));
    let mut patch = Patch::new(base, target.version);
    for slot in after.differences(&before, target.version) {
        patch.change(slot, role, before.of(slot), after.of(slot), &merged);
    }
    for entry in after.passed_over.iter().filter(|entry| merged.home(entry.line).0 > 0) {
        patch.add(entry, &merged);
    }
    let text = patch.text();
    let is_same = {
        let read = alone(&UnitFile::parse(text.as_str()));
        after.differences(&read.settings(role, target), target.version).is_empty()
    };
    match is_same {
        true => text,
        // Sections that occur twice are read as one.
        false => Merged::new(Arc::new(base.clone()), [&behind]).file().text().to_owned(),
    }
}

/// A unit without drop-ins.
fn alone(file: &UnitFile) -> Merged {
    Merged::new(Arc::new(file.clone()), [])
}

/// What no drop-in can do because systemd does not load one of the texts.
///
/// Claims: fatal-value-in-a-drop-in.
fn refusals(
    base: &UnitFile,
    edited: &UnitFile,
    before: &Settings,
    after: &Settings,
) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    let shown = |file: &UnitFile, line: usize| {
        let line = &file.lines()[line];
        let text = file.raw(line).trim();
        (line.first(), text.chars().take(60).collect::<String>())
    };
    if edited.text().is_empty() && !base.text().is_empty() {
        obstacles.push(Obstacle {
            slot: None,
            way: Way::Mask,
            words: String::from(
                "an empty file masks a unit, which no drop-in does: use `systemctl mask`",
            ),
        });
    }
    if let Some(line) = before.refused {
        let (number, text) = shown(base, line);
        obstacles.push(Obstacle {
            slot: None,
            way: Way::FullCopy,
            words: format!(
                "systemd does not load the unit because of its line {number}, `{text}`, which nothing behind it takes back: \
                 make a full copy, with `systemctl edit --full`"
            ),
        });
    }
    if let Some(line) = after.refused {
        let (number, text) = shown(edited, line);
        obstacles.push(Obstacle {
            slot: None,
            way: Way::Correct,
            words: format!(
                "systemd does not load a unit with line {number}, `{text}`, and of a drop-in it would read nothing from there on: \
                 put the line right, for it and all behind it are left out"
            ),
        });
    }
    obstacles
}

impl Entry<'_> {
    fn is_like(&self, other: &Entry) -> bool {
        (self.section, self.key, self.value) == (other.section, other.key, other.value)
    }
}

/// What is to stand in a drop-in.
struct Writer<'a> {
    base: &'a UnitFile,
    edited: &'a UnitFile,
    version: Version,
    /// Each with its section, and with the line of the edited text that it is placed after; what takes back comes first.
    lines: Vec<(String, (usize, usize), String)>,
}

impl<'a> Writer<'a> {
    /// Writes what makes `slot` hold `after` instead of `before`.
    fn change(&mut self, slot: Slot, before: &[Entry<'a>], after: &[Entry<'a>]) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        match slot.how(self.version) {
            How::Nothing => {}
            How::Last => match after {
                [entry, ..] => {
                    let text = of_slot(slot, entry, self.edited);
                    self.write_with_comment(entry, &text);
                }
                [] => obstacles.extend(self.unset(slot, before)),
            },
            How::Names => obstacles.extend(self.names(slot, before, after)),
            _ => {
                let more = self.more(slot, before, after);
                match more {
                    Some(more) => more.iter().for_each(|entry| self.keep(entry)),
                    None if slot.directive().empty_in(self.version) == Empty::DoesNothing => {
                        obstacles.push(cannot_take_back(slot, &before[0]));
                    }
                    None => {
                        self.reset(slot, before, after);
                        let kept = self.least(slot, &[], after.to_vec());
                        kept.iter().for_each(|entry| self.keep(entry));
                    }
                }
            }
        }
        if slot.section == Section::Install {
            obstacles.push(of_install(slot, after));
        }
        obstacles
    }

    /// The entries of `after` that are enough behind `before`, if nothing has to be taken back.
    fn more(
        &self,
        slot: Slot,
        before: &[Entry<'a>],
        after: &[Entry<'a>],
    ) -> Option<Vec<Entry<'a>>> {
        let state = |entries: &[Entry<'a>]| slot.state(entries, self.version);
        let (old, wanted) = (state(before), state(after));
        let is_enough = |more: &[Entry<'a>]| {
            let mut merged = before.to_vec();
            more.iter().for_each(|entry| slot.add(&mut merged, *entry, self.version));
            state(&merged) == wanted
        };
        let at_the_end = after.get(before.len()..).unwrap_or_default();
        match slot.how(self.version) {
            How::List => Some(at_the_end.to_vec()).filter(|more| is_enough(more)),
            How::Capabilities | How::Delegate => {
                let behind_first = after.get(1..).unwrap_or_default();
                let mut candidates = [at_the_end, behind_first, after];
                candidates.sort_by_key(|more| more.len());
                candidates.into_iter().find(|more| is_enough(more)).map(<[_]>::to_vec)
            }
            _ => {
                let is_new =
                    |entry: &&Entry<'a>| state(&[**entry]).iter().any(|one| !old.contains(one));
                let more: Vec<Entry> = after.iter().filter(is_new).copied().collect();
                is_enough(&more).then(|| self.least(slot, before, more))
            }
        }
    }

    /// `more` without variables that others of it overrule, which does the same behind `before`.
    fn least(&self, slot: Slot, before: &[Entry<'a>], mut more: Vec<Entry<'a>>) -> Vec<Entry<'a>> {
        let state = |more: &[Entry<'a>]| {
            let mut merged = before.to_vec();
            more.iter().for_each(|entry| slot.add(&mut merged, *entry, self.version));
            slot.state(&merged, self.version)
        };
        if slot.how(self.version) == How::Variables {
            let wanted = state(&more);
            for index in (0..more.len().min(MOST_WEIGHED)).rev() {
                let mut less = more.clone();
                less.remove(index);
                if state(&less) == wanted {
                    more = less;
                }
            }
        }
        more
    }

    /// Takes back what `slot` holds.
    fn reset(&mut self, slot: Slot, before: &[Entry<'a>], after: &[Entry<'a>]) {
        let begins_anew = |entry: &Entry| match slot.how(self.version) {
            How::Capabilities => matches!(entry.value, "" | "~"),
            How::Delegate => {
                entry.value.is_empty() || crate::value::boolean::read(entry.value).is_ok()
            }
            _ => false,
        };
        let by = after.first().or(before.first());
        let Some(by) = by.filter(|_| !after.first().is_some_and(begins_anew)) else { return };
        let key = match slot.how(self.version) {
            How::Together => slot.name,
            _ => by.key,
        };
        let value = match (slot.name, after.first()) {
            ("CapabilityBoundingSet", None) => "~",
            // From no capability at all, none could be taken.
            ("CapabilityBoundingSet", Some(first)) if first.value.starts_with('~') => "~",
            ("Delegate", None) => "no",
            _ => "",
        };
        self.write(by.section, (position(after.first()), 0), format!("{key}={value}\n"));
    }

    /// Takes back the one value that `slot` holds, or writes what is there without it.
    fn unset(&mut self, slot: Slot, before: &[Entry<'a>]) -> Option<Obstacle> {
        let entry = before.first()?;
        let name = slot.name;
        let key = if entry.section == slot.section.name() { name } else { entry.key };
        if slot.directive().empty_in(self.version) == Empty::Resets {
            self.write(entry.section, (usize::MAX, 0), format!("{key}=\n"));
            return None;
        }
        let Some(default) = slot.default() else {
            return Some(cannot_take_back(slot, entry));
        };
        if entry.value != default {
            self.write(entry.section, (usize::MAX, 0), format!("{key}={default}\n"));
        }
        slot.is_of_the_manager().then(|| Obstacle {
            slot: Some(slot),
            way: Way::FullCopy,
            words: format!(
                "a drop-in cannot leave `{key}=` to the manager again, so it says `{default}`, which is usual: where its own \
                 configuration says otherwise, leave it out of a full copy of the unit, which `systemctl edit --full` makes"
            ),
        })
    }

    /// Adds names to a list from which none can be taken.
    fn names(&mut self, slot: Slot, before: &[Entry<'a>], after: &[Entry<'a>]) -> Option<Obstacle> {
        let old: BTreeSet<&str> = before.iter().flat_map(names).collect();
        let mut new = BTreeSet::new();
        for entry in after {
            let all = names(entry);
            let added: Vec<&str> = all
                .iter()
                .copied()
                .filter(|name| !old.contains(name) && new.insert(*name))
                .collect();
            match added.len() {
                0 => {}
                count if count == all.len() => self.keep(entry),
                _ => {
                    let line = format!("{}={}\n", entry.key, added.join(" "));
                    self.write(entry.section, (entry.line, 1), line);
                }
            }
        }
        let kept: BTreeSet<&str> = after.iter().flat_map(names).collect();
        let gone: Vec<String> = old.difference(&kept).map(|name| format!("`{name}`")).collect();
        (!gone.is_empty()).then(|| Obstacle {
            slot: Some(slot),
            way: Way::FullCopy,
            words: format!(
                "a drop-in cannot take {} out of `{}=`: leave it out of a full copy of the unit, which `systemctl edit --full` makes",
                gone.join(", "),
                slot.name
            ),
        })
    }

    /// Writes an entry as it stands in the edited text.
    fn keep(&mut self, entry: &Entry<'a>) {
        self.write_with_comment(entry, &as_written(self.edited, entry));
    }

    /// Writes what an entry comes to, with the comment above it if that is new.
    fn write_with_comment(&mut self, entry: &Entry<'a>, text: &str) {
        let text = comment(self.edited, entry.line, self.base) + text;
        self.write(entry.section, (entry.line, 1), text);
    }

    fn write(&mut self, section: &str, at: (usize, usize), text: String) {
        self.lines.push((section.to_owned(), at, text));
    }

    /// All of it, section by section in the order of the edited text.
    fn text(mut self) -> String {
        self.lines.sort_by_key(|(_, at, _)| *at);
        let mut sections: Vec<&str> = self.edited.sections().chain(self.base.sections()).collect();
        let mut seen = BTreeSet::new();
        sections.retain(|section| seen.insert(*section));
        let mut text = String::new();
        for section in sections {
            let lines: String = self
                .lines
                .iter()
                .filter(|(of, ..)| of == section)
                .map(|(.., line)| line.as_str())
                .collect();
            if !lines.is_empty() {
                let gap = if text.is_empty() { "" } else { "\n" };
                text += &format!("{gap}[{section}]\n{lines}");
            }
        }
        text
    }
}

/// How many lines of variables are tried to be left out one by one.
const MOST_WEIGHED: usize = 100;

/// What a drop-in does not do to a unit that is enabled already.
///
/// Claims: install-in-a-drop-in.
fn of_install(slot: Slot, after: &[Entry]) -> Obstacle {
    let key = slot.name;
    let (way, words) = match after.is_empty() {
        true => (
            Way::Disable,
            format!(
                "a drop-in without `{key}=` leaves the links alone that `systemctl enable` made for it: take them away with \
                 `systemctl disable`"
            ),
        ),
        false => (
            Way::Reenable,
            format!(
                "`{key}=` in a drop-in counts only for the next `systemctl enable`: where the unit is enabled, use `systemctl reenable`"
            ),
        ),
    };
    Obstacle { slot: Some(slot), way, words }
}

/// What there is to say of an entry that nothing behind it takes back.
fn cannot_take_back(slot: Slot, entry: &Entry) -> Obstacle {
    let words = format!(
        "a drop-in cannot take `{}={}` back: write another value, or leave it out of a full copy of the unit, which \
         `systemctl edit --full` makes",
        entry.key, entry.value
    );
    Obstacle { slot: Some(slot), way: Way::FullCopy, words }
}

/// Where an entry stands; behind all others where there is none.
fn position(entry: Option<&Entry>) -> usize {
    entry.map_or(usize::MAX, |entry| entry.line)
}

/// An assignment on a line of its own.
fn assignment(key: &str, value: &str) -> String {
    // A blank behind a backslash keeps the line from going on.
    let guard = if writable(value).is_err() { " " } else { "" };
    format!("{key}={value}{guard}\n")
}

/// An entry as it stands in `file`, over several lines where it does, if it can stand so anywhere.
fn as_written(file: &UnitFile, entry: &Entry) -> String {
    let line = &file.lines()[entry.line];
    let raw = file.raw(line).trim_end_matches('\n');
    let is_plain = !raw.contains(['\r', '\0', '\u{feff}']) && !raw.ends_with('\\');
    match is_plain {
        true => format!("{}\n", raw.trim_start_matches([' ', '\t'])),
        false => assignment(entry.key, entry.value),
    }
}

/// The comment right above a line of `file`, unless all of it stands in `base` too.
fn comment(file: &UnitFile, line: usize, base: &UnitFile) -> String {
    let is_comment = |line: usize| file.lines()[line].kind == LineKind::Comment;
    let from = (0..line).rev().take_while(|line| is_comment(*line)).last().unwrap_or(line);
    let lines = file.lines()[from..line].iter().map(|line| file.raw(line).trim());
    let of_base: BTreeSet<&str> = match from < line {
        true => base.lines().iter().map(|line| base.raw(line).trim()).collect(),
        false => BTreeSet::new(),
    };
    match lines.clone().all(|line| of_base.contains(line))
        || lines.clone().any(|line| line.contains(['\r', '\0']))
    {
        true => String::new(),
        false => lines.map(|line| format!("{line}\n")).collect(),
    }
}

/// Changes to the lines of a unit.
struct Patch<'a> {
    base: &'a UnitFile,
    version: Version,
    /// What comes before a line, in the place of it, and behind it.
    before: BTreeMap<usize, String>,
    instead: BTreeMap<usize, String>,
    behind: BTreeMap<usize, String>,
    /// What comes where the unit says nothing of the kind: section, key, text.
    more: Vec<(String, String, String)>,
}

impl<'a> Patch<'a> {
    fn new(base: &'a UnitFile, version: Version) -> Self {
        let (before, instead, behind) = Default::default();
        Self { base, version, before, instead, behind, more: Vec::new() }
    }

    /// Makes `slot` hold `after`, which stands in `merged`, instead of `before`.
    fn change(
        &mut self,
        slot: Slot,
        role: Role,
        before: &[Entry],
        after: &[Entry],
        merged: &Merged,
    ) {
        let Lines { own, shared } = Lines::of(slot, role, self.base);
        let is_own = |entry: &&Entry| own.iter().any(|(line, _)| *line == entry.line);
        let old: Vec<&Entry> = before.iter().filter(is_own).collect();
        // Which entries stand where they stood.
        let mut next = 0;
        let places: Vec<Option<usize>> = after
            .iter()
            .map(|entry| {
                let at = next + old[next..].iter().position(|one| one.is_like(entry))?;
                next = at + 1;
                Some(old[at].line)
            })
            .collect();
        let is_kept = |line: usize| places.contains(&Some(line));
        let is_of = |section: &str, of: &str| section == of;
        let mut free: Vec<(usize, &str)> =
            own.iter().copied().filter(|(line, _)| !is_kept(*line)).collect();
        if let (How::Last, [entry]) = (slot.how(self.version), after) {
            match own.iter().all(|(_, section)| is_of(section, entry.section)) {
                // What is overruled may stay.
                true => free.retain(|(line, _)| old.iter().any(|one| one.line == *line)),
                false => free.retain(|(_, section)| !is_of(section, entry.section)),
            }
        }
        let mut last = match (slot.how(self.version), after) {
            (How::Last, [entry]) if !free.iter().any(|(_, of)| is_of(of, entry.section)) => {
                let same = own.iter().filter(|(_, of)| is_of(of, entry.section));
                same.map(|(line, _)| *line).chain(shared).max()
            }
            _ => None,
        };
        for (index, entry) in after.iter().enumerate() {
            if let Some(line) = places[index] {
                last = Some(line);
                continue;
            }
            let next = places[index..].iter().flatten().next().copied();
            // A line that goes gives its place to one that comes between the same neighbours.
            let at = free.iter().position(|(line, section)| {
                last.is_none_or(|last| *line > last)
                    && next.is_none_or(|next| *line < next)
                    && is_of(section, entry.section)
            });
            let text = text_of(slot, entry, merged);
            match (at, last, next) {
                (Some(at), ..) => {
                    let (line, _) = free.remove(at);
                    self.instead.insert(line, text);
                    last = Some(line);
                }
                (None, Some(last), _) => *self.behind.entry(last).or_default() += &text,
                (None, None, Some(next)) => *self.before.entry(next).or_default() += &text,
                (None, None, None) => {
                    let rest: String =
                        after[index..].iter().map(|entry| text_of(slot, entry, merged)).collect();
                    self.more.push((entry.section.to_owned(), entry.key.to_owned(), rest));
                    break;
                }
            }
        }
        for (line, _) in free {
            self.instead.insert(line, String::new());
        }
    }

    /// Adds a line that systemd passes over.
    fn add(&mut self, entry: &Entry, merged: &Merged) {
        let text = with_comment(entry, merged) + &as_written(merged.file(), entry);
        self.more.push((entry.section.to_owned(), entry.key.to_owned(), text));
    }

    fn text(self) -> String {
        let mut text = String::new();
        for (index, line) in self.base.lines().iter().enumerate() {
            text += self.before.get(&index).map_or("", String::as_str);
            match self.instead.get(&index) {
                Some(instead) => text += instead,
                None => text += self.base.raw(line),
            }
            if let Some(behind) = self.behind.get(&index) {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                // A line that a backslash holds open goes on until an empty one.
                if self.base.number_for_remarks(index) > line.last() {
                    text.push('\n');
                }
                text += behind;
            }
        }
        let mut file = UnitFile::parse(text);
        for (section, key, text) in self.more {
            add_text(&mut file, &section, &key, &text);
        }
        file.text().to_owned()
    }
}

/// Adds the lines `text`, the last of which assigns `key`, at the customary place of that.
fn add_text(file: &mut UnitFile, section: &str, key: &str, text: &str) {
    let order = [Section::Unit, Section::Socket, Section::Service, Section::Install]
        .into_iter()
        .find(|one| one.name() == section)
        .map_or(&[][..], order);
    // A value that always fits holds the place.
    const PLACE: &str = "\u{1}place";
    if file.add(section, key, PLACE, order).is_err() {
        return;
    }
    let written = file.text().replacen(&format!("{key}={PLACE}\n"), text, 1);
    *file = UnitFile::parse(written);
}

/// The lines of a file that write a slot, those too that come to nothing.
struct Lines<'a> {
    /// Those that write no other one, with their sections.
    own: Vec<(usize, &'a str)>,
    /// Those that do.
    shared: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(slot: Slot, role: Role, file: &'a UnitFile) -> Self {
        let mut lines = Self { own: Vec::new(), shared: Vec::new() };
        for assignment in file.all_assignments() {
            let Some(lens) = Lens::of(role, &assignment) else { continue };
            let slots: Vec<Slot> = slots(lens.section, lens.key).collect();
            match (slots.contains(&slot), slots.len()) {
                (false, _) => {}
                (true, 1) => lines.own.push((assignment.line, lens.section.name())),
                (true, _) => lines.shared.push(assignment.line),
            }
        }
        lines
    }
}

/// What an entry of a merged unit says of `slot`, as it is written there, with the comment above it.
fn text_of(slot: Slot, entry: &Entry, merged: &Merged) -> String {
    with_comment(entry, merged) + &of_slot(slot, entry, merged.file())
}

/// An entry as it stands in `file`, or what it says of `slot` alone where it writes another one as well.
fn of_slot(slot: Slot, entry: &Entry, file: &UnitFile) -> String {
    match entry.key == "TimeoutSec" && slot.name != entry.key {
        true => assignment(slot.name, entry.value),
        false => as_written(file, entry),
    }
}

/// The comment above an entry of a drop-in.
fn with_comment(entry: &Entry, merged: &Merged) -> String {
    match merged.home(entry.line).0 {
        0 => String::new(),
        _ => comment(merged.file(), entry.line, &UnitFile::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::target;

    fn made(base: &str, edited: &str, role: Role) -> DropIn {
        let made = drop_in(&UnitFile::parse(base), &UnitFile::parse(edited), role, target::DEFAULT);
        let (base, edited) = (UnitFile::parse(base), UnitFile::parse(edited));
        let again = rebased(&base, &made.text, role, target::DEFAULT);
        let second = drop_in(&base, &UnitFile::parse(again.as_str()), role, target::DEFAULT);
        let [one, other] = [&made.text, &second.text].map(|text| {
            let behind = UnitFile::parse(text.as_str());
            Merged::new(Arc::new(base.clone()), [&behind])
        });
        let [one, other] = [&one, &other].map(|merged| merged.settings(role, target::DEFAULT));
        assert_eq!(
            one.differences(&other, target::DEFAULT.version),
            [],
            "{} {again}",
            edited.text()
        );
        made
    }

    fn service(base: &str, edited: &str) -> DropIn {
        let file = |lines: &str| format!("[Unit]\nDescription=A\n\n[Service]\n{lines}");
        made(&file(base), &file(edited), Role::Service)
    }

    /// Of Debian 13's openssh-server, 1:10.0p1-7+deb13u4.
    const SSH: &str = "[Unit]\nDescription=OpenBSD Secure Shell server socket\nBefore=sockets.target\n\
        ConditionPathExists=!/etc/ssh/sshd_not_to_be_run\n\n[Socket]\nListenStream=22\nAccept=no\n\n[Install]\n\
        WantedBy=sockets.target\n";

    #[test]
    fn a_moved_port_takes_the_listeners_back_first() {
        let moved = made(SSH, &SSH.replace("=22\n", "=2222\n"), Role::Socket);
        assert_eq!(moved.text, "[Socket]\nListenStream=\nListenStream=2222\n");
        assert_eq!(moved.obstacles, []);
        let two = SSH.replace("=22\n", "=0.0.0.0:22\nListenStream=[::]:22\n");
        let one = made(&two, &two.replace("0.0.0.0:22\n", "0.0.0.0:2222\n"), Role::Socket);
        assert_eq!(
            one.text, "[Socket]\nListenStream=\nListenStream=0.0.0.0:2222\nListenStream=[::]:22\n",
            "what is to stay is written again"
        );
        let kinds = SSH.replace("=22\n", "=22\nListenDatagram=22\n");
        assert_eq!(
            made(&kinds, SSH, Role::Socket).text,
            "[Socket]\nListenStream=\nListenStream=22\n",
            "whatever its kind"
        );
        let more = SSH.replace("=22\n", "=22\nListenStream=2222\n");
        assert_eq!(made(SSH, &more, Role::Socket).text, "[Socket]\nListenStream=2222\n");
        assert_eq!(made(SSH, SSH, Role::Socket), DropIn { text: String::new(), obstacles: vec![] });
    }

    #[test]
    fn only_what_differs_is_written() {
        for (base, edited, expected) in [
            ("ExecStart=/a\n", "ExecStart=/b -x\n", "ExecStart=\nExecStart=/b -x\n"),
            (
                "Type=oneshot\nExecStart=/a\n",
                "Type=oneshot\nExecStart=/a\nExecStart=/b\n",
                "ExecStart=/b\n",
            ),
            (
                "Environment=A=1\nEnvironment=B=2\nEnvironment=C=3\n",
                "Environment=A=1\nEnvironment=B=5\nEnvironment=C=3\n",
                "Environment=B=5\n",
            ),
            ("Environment=A=1 B=2\n", "Environment=B=2\n", "Environment=\nEnvironment=B=2\n"),
            ("User=www\n", "", "User=\n"),
            ("User=www\nNice=5\n", "User=%i\nNice=5\n", "User=%i\n"),
            ("NonBlocking=yes\n", "", "NonBlocking=no\n"),
            ("NonBlocking=no\n", "", ""),
            (
                "ExecStart=/a\n",
                "ExecStart=/b \\\n  --c \"d e\" %%h\n",
                "ExecStart=\nExecStart=/b \\\n  --c \"d e\" %%h\n",
            ),
            ("ExecStart=/a\n", "ExecStart=/b \\\n  --c \\", "ExecStart=\nExecStart=/b  --c\n"),
            ("Nice=5\n", "Nice=5\n# not so nice\nNice=1\n", "# not so nice\nNice=1\n"),
            ("# nice\nNice=5\n", "# nice\nNice=1\n", "Nice=1\n"),
            ("TimeoutSec=5\n", "TimeoutSec=6\n", "TimeoutStartSec=6\nTimeoutStopSec=6\n"),
            ("TimeoutSec=5\n", "TimeoutSec=5\nTimeoutStopSec=6\n", "TimeoutStopSec=6\n"),
            ("CapabilityBoundingSet=CAP_CHOWN\n", "", "CapabilityBoundingSet=~\n"),
            (
                "CPUSchedulingPolicy=rr\nCPUSchedulingPriority=7\n",
                "CPUSchedulingPolicy=rr\nCPUSchedulingPriority=8\n",
                "CPUSchedulingPriority=8\n",
            ),
            ("Nice=5\n", "Nice=5\nX-Mine=1\nBacklog=x\n", "X-Mine=1\nBacklog=x\n"),
            (
                "BindPaths=/a\nBindReadOnlyPaths=/b\n",
                "BindReadOnlyPaths=/b\n",
                "BindReadOnlyPaths=\nBindReadOnlyPaths=/b\n",
            ),
        ] {
            let made = service(base, edited);
            let text = made.text.strip_prefix("[Service]\n").unwrap_or(&made.text);
            assert_eq!(text, expected, "{base} {edited}");
            assert_eq!(made.obstacles, [], "{base} {edited}");
        }
        let accept = made(SSH, &SSH.replace("Accept=no", "Accept=yes"), Role::Socket);
        assert_eq!(accept.text, "[Socket]\nAccept=yes\n");
    }

    #[test]
    fn what_cannot_be_done_is_said_with_the_way_that_works() {
        let told = |base: &str, edited: &str, role| {
            let made = made(base, edited, role);
            let told: Vec<_> = made.obstacles.into_iter().map(|one| (one.way, one.words)).collect();
            assert!(told.iter().all(|(_, words)| !words.ends_with('.')), "{told:?}");
            (made.text, told)
        };
        let (text, obstacles) = told(
            "[Unit]\nAfter=a.service b.service\n",
            "[Unit]\nAfter=b.service c.service\n",
            Role::Service,
        );
        assert_eq!(text, "[Unit]\nAfter=c.service\n");
        assert_eq!(obstacles[0].0, Way::FullCopy);
        assert!(
            obstacles[0].1.contains("cannot take `a.service` out of `After=`"),
            "{obstacles:?}"
        );
        let (text, obstacles) = told("[Service]\nType=notify\n", "[Service]\n", Role::Service);
        assert_eq!((text.as_str(), obstacles[0].0), ("", Way::FullCopy));
        let (text, obstacles) = told("[Service]\nTimeoutStopSec=5\n", "[Service]\n", Role::Service);
        assert_eq!(
            (text.as_str(), obstacles[0].0),
            ("[Service]\nTimeoutStopSec=90s\n", Way::FullCopy)
        );
        let (text, obstacles) =
            told(SSH, &SSH.replace("\n[Install]\nWantedBy=sockets.target\n", ""), Role::Socket);
        assert_eq!((text.as_str(), obstacles[0].0), ("[Install]\nWantedBy=\n", Way::Disable));
        let (text, obstacles) =
            told(SSH, &SSH.replace("WantedBy=s", "WantedBy=multi-user.target s"), Role::Socket);
        assert_eq!(text, "[Install]\nWantedBy=\nWantedBy=multi-user.target sockets.target\n");
        assert_eq!(obstacles[0].0, Way::Reenable);
        let (text, obstacles) =
            told("[Service]\nUser=a\n", "[Service]\nUser=a:b\nNice=5\n", Role::Service);
        assert_eq!((text.as_str(), obstacles[0].0), ("[Service]\nUser=\n", Way::Correct));
        assert_eq!(told(SSH, "", Role::Socket).1[0].0, Way::Mask);
        assert!(obstacle_to_name("a.socket", "a.socket").is_none());
        assert_eq!(obstacle_to_name("a.socket", "b.socket").unwrap().way, Way::Mask);
    }

    #[test]
    fn a_unit_and_its_drop_in_are_one_text() {
        for (base, drop_in, expected) in [
            (
                "[Socket]\n# the door\nListenStream = 22\nAccept=no\n",
                "[Socket]\nListenStream=\nListenStream=2222\n",
                "[Socket]\n# the door\nListenStream=2222\nAccept=no\n",
            ),
            (
                "[Socket]\nListenStream=1\nListenStream=2\nListenStream=3\n",
                "[Socket]\nListenStream=\nListenStream=1\nListenStream=5\nListenStream=3\nListenStream=4\n",
                "[Socket]\nListenStream=1\nListenStream=5\nListenStream=3\nListenStream=4\n",
            ),
            (
                "[Socket]\nListenStream=1\nListenStream=2\nBacklog=5\n",
                "[Socket]\nListenStream=\nListenStream=2\n",
                "[Socket]\nListenStream=2\nBacklog=5\n",
            ),
            (
                "[Socket]\nListenStream=1\n",
                "[Socket]\n# few\nBacklog=5\n\n[Unit]\nAfter=a.service\n",
                "[Unit]\nAfter=a.service\n\n[Socket]\nListenStream=1\n# few\nBacklog=5\n",
            ),
            (
                "[Socket]\nAccept=yes\nBacklog=5\nBacklog=6",
                "[Socket]\nAccept=no\nBacklog=7",
                "[Socket]\nAccept=no\nBacklog=5\nBacklog=7\n",
            ),
            ("[Socket]\nListenStream=1\n", "", "[Socket]\nListenStream=1\n"),
            (
                "[Socket]\nListenStream=1 \\\n# c",
                "[Socket]\nListenStream=2\n",
                "[Socket]\nListenStream=1 \\\n# c\n\nListenStream=2\n",
            ),
        ] {
            let text = rebased(&UnitFile::parse(base), drop_in, Role::Socket, target::DEFAULT);
            assert_eq!(text, expected, "{base} {drop_in}");
        }
    }
}
