//! The one signal: the units, and the way back to what they were. Knows no view.
//!
//! A key changes the units, and with them the field and the text it shows; what follows from the units besides (findings,
//! explanation, figures) is derived from the settled units: one frame after a click, and once the hand rests from typing.

use crate::activation::{Activation, Lens, Role};
use crate::catalogue::Directive;
use crate::check::Finding;
use crate::export::install::Options;
use crate::ui::browser;
use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// What every part of the page reads from and writes to; a context of the whole page.
#[derive(Clone, Copy)]
pub struct State {
    history: RwSignal<History>,
    followers: StoredValue<Vec<Follower>>,
    /// The units as they were when the last frame was drawn and nobody was in the middle of a word.
    settled: RwSignal<Arc<Activation>>,
    settled_followers: StoredValue<Vec<Follower>>,
    /// Which change is the next to settle.
    changes: StoredValue<u64>,
    /// What has just happened, in words.
    pub notice: RwSignal<String>,
    /// Where in the page one is: what stands behind the address, such as `#/directives`.
    pub route: RwSignal<String>,
    /// The id of the work that is open, by which it is kept.
    pub work: RwSignal<String>,
    /// The units that the address holds, if it holds some.
    pub linked: StoredValue<Option<Activation>>,
    /// Whether the form is in sight where there is room for one side of the generator, and not what it comes to.
    pub shows_form: RwSignal<bool>,
    /// Which tab of the result is open.
    pub tab: RwSignal<Tab>,
    /// Whether the way in for units that are somewhere already is open.
    pub opens: RwSignal<bool>,
    /// Counts how often Esc was pressed, which closes what was unfolded before.
    pub escapes: RwSignal<u32>,
    /// How the Install tab goes about it.
    pub options: RwSignal<Options>,
    /// What of the library is fetched after the first paint, once it is there.
    pub library: RwSignal<Option<Library>>,
    /// What is to be said of the units; nothing until it can be.
    pub findings: Derived<Vec<Finding>>,
    findings_by_lens: Derived<Vec<(Lens, Vec<Finding>)>>,
    /// Whether there is a step to take back.
    pub can_undo: Derived<bool>,
    /// Whether there is a step to take again.
    pub can_redo: Derived<bool>,
    /// Counts the changes that were made otherwise than by typing.
    pub revision: Derived<u32>,
    /// Counts how often other units took the place of these: what a field remembers of its own is void then.
    pub replacement: Derived<u32>,
    /// What fields hold that cannot be written into the units: the id of each, and why.
    pub refused: RwSignal<Vec<(String, String)>>,
    /// What another tab has made of the work meanwhile, where this one has gone its own way.
    pub elsewhere: RwSignal<Option<Activation>>,
    /// The secret that was last warned of.
    pub warned_of: StoredValue<Option<String>>,
    /// Whether it was said that the browser keeps nothing.
    pub is_told_of_storage: StoredValue<bool>,
}

/// A tab of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The units.
    Units,
    /// What happens to callers.
    Happens,
    /// A program.
    Code,
    /// What to paste on the server.
    Install,
}

/// What of the library is fetched after the first paint.
#[derive(Clone, Copy, Debug)]
pub struct Library {
    /// What there is to say of the units.
    pub check: fn(&Activation) -> Vec<Finding>,
    /// Why what is behind a lens has no effect as things are.
    pub does_not_apply: fn(&Activation, Lens) -> Option<String>,
    /// What a directive does.
    pub summary: fn(&Directive) -> &'static str,
    /// Offers both units as one archive.
    pub download: fn(State),
    /// Puts the units into the address, and the address on the clipboard.
    pub share: fn(State),
    /// What a link to the units holds.
    pub pack_link: fn(&Activation) -> String,
    /// Which unit is refused, and why: a sentence without a full stop.
    pub refusal: fn(&Activation, &[Finding]) -> Option<String>,
    /// Opens the units that a link holds.
    pub open_link: fn(State, &str),
    /// Saves a value under a key, the second and the third, where there is no room: in the place of what can be done without,
    /// but for what belongs to the work with the id that is the first. Whether there is room now.
    pub save_in_place: fn(&str, &str, &str) -> bool,
}

/// The state of the page, in a component of it.
pub fn use_state() -> State {
    expect_context()
}

/// Something derived from others: news only if it is another than before.
///
/// Its value is erased: what Leptos does around a signal is compiled once for all of them, and not for each type.
pub struct Derived<T> {
    value: Signal<Shared>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

/// Any value that can be compared.
#[derive(Clone)]
struct Shared(Arc<dyn Comparable>);

trait Comparable: Send + Sync {
    fn any(&self) -> &dyn Any;
    fn is(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + Send + Sync + 'static> Comparable for T {
    fn any(&self) -> &dyn Any {
        self
    }

    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(other.0.any())
    }
}

/// What is derived from the units alone, and how. All of these are computed in one loop when the units have changed, and
/// told only where they have; as memos, each would leave and join the list of those who follow the units at every key.
struct Follower {
    read: Box<dyn Fn(&Activation) -> Shared + Send + Sync>,
    value: RwSignal<Shared>,
}

fn follow(followers: StoredValue<Vec<Follower>>, units: &Activation) {
    followers.update_value(|followers| {
        followers.retain(|follower| !follower.value.is_disposed());
        for Follower { read, value } in followers {
            let now = read(units);
            if value.with_untracked(|before| *before != now) {
                value.set(now);
            }
        }
    });
}

fn follower<T>(
    followers: StoredValue<Vec<Follower>>,
    now: Shared,
    read: Box<dyn Fn(&Activation) -> Shared + Send + Sync>,
) -> Derived<T> {
    let value = RwSignal::new(now);
    followers.update_value(|followers| followers.push(Follower { read, value }));
    Derived { value: value.into(), of: PhantomData }
}

// Read in very many places, and large.
#[inline(never)]
fn current(value: Signal<Shared>) -> Shared {
    value.get()
}

fn memo(read: Box<dyn Fn() -> Shared + Send + Sync>) -> Signal<Shared> {
    Memo::new(move |_| read()).into()
}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    /// What `read` gives, whatever signals it reads.
    pub fn new(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { value: memo(Box::new(move || Shared(Arc::new(read())))), of: PhantomData }
    }

    /// Reads it inside something that follows it.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let shared = current(self.value);
        read(shared.0.any().downcast_ref().expect("it holds what it was made for"))
    }

    /// Reads it in an event.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let shared = untrack(move || current(self.value));
        read(shared.0.any().downcast_ref().expect("it holds what it was made for"))
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Derived<T> {
    /// The value inside something that follows it.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// The value in an event.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// The value as a prop of a component.
    pub fn signal(self) -> Signal<T> {
        Signal::derive(move || self.get())
    }
}

/// The findings on assignments that count, by the directive that they are for.
fn by_lens(units: &Activation, findings: &[Finding]) -> Vec<(Lens, Vec<Finding>)> {
    let mut all: Vec<(Lens, Vec<Finding>)> = Vec::new();
    for unit in Role::ALL {
        let mut found =
            findings.iter().filter(|finding| finding.unit == unit && finding.line.is_some());
        let mut next = found.next();
        for assignment in units.file(unit).all_assignments() {
            if next.is_none() {
                break;
            }
            let lens = Lens::of(unit, &assignment);
            while let Some(finding) = next.filter(|one| one.line <= Some(assignment.line)) {
                next = found.next();
                let Some(lens) = lens.filter(|_| finding.line == Some(assignment.line)) else {
                    continue;
                };
                match all.iter_mut().find(|(of, _)| *of == lens) {
                    Some((_, found)) => found.push(finding.clone()),
                    None => all.push((lens, vec![finding.clone()])),
                }
            }
        }
    }
    for (lens, found) in &mut all {
        let mut lines: Vec<usize> = units.list(*lens).iter().map(|one| one.line).collect();
        if !lens.directive().is_some_and(|directive| directive.repeats) {
            lines.drain(..lines.len().saturating_sub(1));
        }
        found.retain(|one| one.line.is_some_and(|line| lines.binary_search(&line).is_ok()));
    }
    all
}

fn findings_on(findings: &[Finding], unit: Role, lines: &[usize]) -> Vec<Finding> {
    let on = |finding: &&Finding| {
        finding.unit == unit && finding.line.is_some_and(|line| lines.contains(&line))
    };
    findings.iter().filter(on).cloned().collect()
}

impl State {
    /// A state that holds `initial`, with the steps that led there.
    pub fn new(initial: Activation, past: Vec<Activation>) -> Self {
        let settled = RwSignal::new(Arc::new(initial.clone()));
        let history = RwSignal::new(History { past, ..History::new(initial) });
        let library = RwSignal::new(None::<Library>);
        let findings = move || match library.get() {
            Some(library) => settled.with(|units| (library.check)(units)),
            None => Vec::new(),
        };
        let findings = Derived::new(findings);
        let findings_by_lens = Derived::new(move || {
            findings.with(|found| settled.with(|units| by_lens(units, found)))
        });
        Self {
            history,
            followers: StoredValue::new(Vec::new()),
            settled,
            settled_followers: StoredValue::new(Vec::new()),
            changes: StoredValue::new(0),
            library,
            findings,
            findings_by_lens,
            notice: RwSignal::new(String::new()),
            route: RwSignal::new(String::new()),
            work: RwSignal::new(browser::open_work()),
            linked: StoredValue::new(None),
            shows_form: RwSignal::new(true),
            tab: RwSignal::new(Tab::Units),
            opens: RwSignal::new(false),
            escapes: RwSignal::new(0),
            options: RwSignal::new(Options::default()),
            can_undo: Derived::new(move || history.with(|history| !history.past.is_empty())),
            can_redo: Derived::new(move || history.with(|history| !history.future.is_empty())),
            revision: Derived::new(move || history.with(|history| history.revision)),
            replacement: Derived::new(move || history.with(|history| history.replacement)),
            refused: RwSignal::new(Vec::new()),
            elsewhere: RwSignal::new(None),
            warned_of: StoredValue::new(None),
            is_told_of_storage: StoredValue::new(false),
        }
    }

    /// Goes to the generator, and the focus with it.
    pub fn go_to_generator(self) {
        browser::set_hash("#/");
        self.route.set(browser::hash());
        browser::scroll_to_top();
        browser::focus("main");
    }

    /// Something derived from the units alone, recomputed when they change: for what a key has to show at once.
    pub fn derive<T>(self, read: impl Fn(&Activation) -> T + Send + Sync + 'static) -> Derived<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let read = move |units: &Activation| Shared(Arc::new(read(units)));
        follower(self.followers, self.read(&read), Box::new(read))
    }

    /// Something derived from the settled units alone: for what may come after a key.
    pub fn derive_settled<T>(
        self,
        read: impl Fn(&Activation) -> T + Send + Sync + 'static,
    ) -> Derived<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let read = move |units: &Activation| Shared(Arc::new(read(units)));
        let now = self.settled.with_untracked(|units| read(units));
        follower(self.settled_followers, now, Box::new(read))
    }

    /// What of the library is fetched after the first paint is there.
    pub fn set_library(self, library: Library) {
        self.library.set(Some(library));
        self.settled.with_untracked(|units| follow(self.settled_followers, units));
    }

    /// Reads the units inside a view that follows them.
    pub fn track<T>(self, read: impl FnOnce(&Activation) -> T) -> T {
        self.history.with(|history| read(&history.present))
    }

    /// Reads the settled units inside a view that follows them.
    pub fn track_settled<T>(self, read: impl FnOnce(&Activation) -> T) -> T {
        self.settled.with(|units| read(units))
    }

    /// What is to be said of the assignments behind `lens` that count: of the last, or of all of a list.
    pub fn findings_at(self, lens: Lens) -> Vec<Finding> {
        self.findings_by_lens.with(|all| {
            let found = all.iter().find(|(of, _)| *of == lens);
            found.map_or(Vec::new(), |(_, found)| found.clone())
        })
    }

    /// What is to be said of the line `line` of `unit`.
    pub fn findings_on_line(self, unit: Role, line: usize) -> Vec<Finding> {
        self.findings.with(|findings| findings_on(findings, unit, &[line]))
    }

    /// Reads the units in an event, where nothing is derived.
    pub fn read<T>(self, read: impl FnOnce(&Activation) -> T) -> T {
        self.history.with_untracked(|history| read(&history.present))
    }

    /// Changes the units in one step that can be undone.
    pub fn edit(self, edit: impl FnOnce(&mut Activation)) {
        self.history.update(|history| history.edit(edit));
        self.settle(None);
    }

    /// A field got the focus: what is typed from now on is one step.
    pub fn begin_typing(self) {
        self.history.update_untracked(History::begin_typing);
    }

    /// The field's value has become another one: `edit` is applied to the units as they were when typing began.
    ///
    /// # Errors
    /// Those of `edit`; the units keep what was typed before.
    pub fn type_in<E>(self, edit: impl FnOnce(&mut Activation) -> Result<(), E>) -> Result<(), E> {
        let result = self.history.try_update(|history| history.type_in(edit)).unwrap_or(Ok(()));
        self.settle(Some(REST));
        result
    }

    /// The field lost the focus.
    pub fn end_typing(self) {
        self.history.update(History::end_typing);
        self.settle(None);
    }

    /// Takes the last step back.
    pub fn undo(self) {
        self.travel(true, "Undone.");
    }

    /// Takes the step that was taken back again.
    pub fn redo(self) {
        self.travel(false, "Done again.");
    }

    fn travel(self, back: bool, says: &'static str) {
        self.history.update(|history| history.travel(back));
        self.settle(None);
        self.say(says);
    }

    /// Says what has just happened, for a moment.
    pub fn say(self, text: impl Into<String>) {
        let text = text.into();
        self.notice.set(text.clone());
        let forget = move || {
            if self.notice.with_untracked(|notice| *notice == text) {
                self.notice.set(String::new());
            }
        };
        set_timeout(forget, Duration::from_secs(6));
    }

    /// Says that `name` was downloaded, and what systemd would say of it.
    pub fn say_downloaded(self, name: &str) {
        let refusal = self.library.get_untracked().and_then(|library| {
            self.findings.with_untracked(|found| self.read(|units| (library.refusal)(units, found)))
        });
        self.say(match refusal {
            None => format!("Downloaded {name}."),
            Some(why) => format!("Downloaded {name} as it is: {why}."),
        });
    }

    /// Puts other units in the place of these, in one step that can be undone.
    pub fn replace(self, make: impl FnOnce(&Activation) -> Activation) {
        self.history.update(|history| {
            history.edit(|activation| *activation = make(activation));
            history.replacement += 1;
        });
        self.settle(None);
    }

    /// Opens another work, the one with this id, and the steps that led there.
    pub fn open(self, id: String, units: Activation, past: Vec<Activation>) {
        self.work.set(id);
        self.elsewhere.set(None);
        self.refused.update(Vec::clear);
        self.history.update(|history| history.open(units, past));
        self.read(|units| {
            follow(self.followers, units);
            follow(self.settled_followers, units);
            self.settled.set(Arc::new(units.clone()));
        });
        self.changes.set_value(0);
    }

    /// Whether nothing has happened to the units since they were opened.
    pub fn is_untouched(self) -> bool {
        self.changes.get_value() == 0
    }

    /// Whether what follows from the units knows them as they are.
    pub fn is_settled(self) -> bool {
        self.read(|units| self.settled.with_untracked(|settled| **settled == *units))
    }

    /// Whether somebody is about to type in a field.
    pub fn is_typing(self) -> bool {
        self.history.with_untracked(|history| history.typing.is_some())
    }

    /// Reads the units as they were after each step, the oldest first.
    pub fn read_past<T>(self, read: impl FnOnce(&[Activation]) -> T) -> T {
        self.history.with_untracked(|history| read(&history.past))
    }

    /// Lets what follows from the units see them: some at once, the rest after `rest` or else behind the next frame, where a
    /// change that comes before that takes over.
    fn settle(self, rest: Option<Duration>) {
        self.read(|units| follow(self.followers, units));
        let Some(change) = self.changes.try_update_value(|changes| {
            *changes += 1;
            *changes
        }) else {
            return;
        };
        let settle = move || {
            if self.changes.get_value() == change && !self.is_settled() {
                let units = self.read(Clone::clone);
                follow(self.settled_followers, &units);
                self.settled.set(Arc::new(units));
            }
        };
        match rest {
            Some(rest) => set_timeout(settle, rest),
            None => browser::after_frame(settle),
        }
    }
}

/// How long the hand rests before what was typed is judged: half a word is not called wrong on the way, and it still seems
/// to happen at once.
const REST: Duration = Duration::from_millis(100);

/// The units and what they were before.
struct History {
    present: Activation,
    past: Vec<Activation>,
    future: Vec<Activation>,
    typing: Option<Typing>,
    revision: u32,
    replacement: u32,
}

/// A visit to a field: the units when it began, and whether it has become a step of the history.
struct Typing {
    base: Activation,
    recorded: bool,
}

/// How many steps can be taken back, and how many bytes of text they may hold together.
const STEPS: usize = 500;
const STEPS_BYTES: usize = 32 << 20;

impl History {
    fn new(present: Activation) -> Self {
        Self {
            present,
            past: Vec::new(),
            future: Vec::new(),
            typing: None,
            revision: 0,
            replacement: 0,
        }
    }

    fn edit(&mut self, edit: impl FnOnce(&mut Activation)) {
        let before = self.present.clone();
        edit(&mut self.present);
        self.typing = None;
        if self.present != before {
            self.revision += 1;
            self.record(before);
        }
    }

    fn open(&mut self, units: Activation, past: Vec<Activation>) {
        let (revision, replacement) = (self.revision + 1, self.replacement + 1);
        *self = Self { past, revision, replacement, ..Self::new(units) };
    }

    fn begin_typing(&mut self) {
        self.typing = Some(Typing { base: self.present.clone(), recorded: false });
    }

    fn type_in<E>(&mut self, edit: impl FnOnce(&mut Activation) -> Result<(), E>) -> Result<(), E> {
        if self.typing.is_none() {
            self.begin_typing();
        }
        let Some(Typing { base, recorded }) = &mut self.typing else { return Ok(()) };
        let mut next = base.clone();
        edit(&mut next)?;
        if !*recorded && next != *base {
            *recorded = true;
            let base = base.clone();
            self.record(base);
        }
        self.present = next;
        Ok(())
    }

    fn end_typing(&mut self) {
        let came_back =
            self.typing.take().is_some_and(|typing| typing.recorded && typing.base == self.present);
        if came_back {
            self.past.pop();
        }
    }

    fn record(&mut self, before: Activation) {
        self.past.push(before);
        let mut room = STEPS_BYTES;
        let fits = |step: &&Activation| {
            let size = Role::ALL.map(|unit| step.file(unit).text().len()).iter().sum();
            let is_left = room >= size;
            room = room.saturating_sub(size);
            is_left
        };
        let kept = self.past.iter().rev().take(STEPS).take_while(fits).count();
        self.past.drain(..self.past.len() - kept);
        self.future.clear();
    }

    fn travel(&mut self, back: bool) {
        let (from, to) = match back {
            true => (&mut self.past, &mut self.future),
            false => (&mut self.future, &mut self.past),
        };
        if let Some(step) = from.pop() {
            to.push(std::mem::replace(&mut self.present, step));
            self.typing = None;
            self.revision += 1;
            self.replacement += 1;
        }
    }
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Lens, rename};
    use crate::preset::PRESETS;

    const USER: Lens = Lens::service("User");

    fn typed(history: &mut History, texts: &[&str]) {
        history.begin_typing();
        for text in texts {
            history.type_in(|a| a.set(USER, text)).ok();
        }
        history.end_typing();
    }

    #[test]
    fn a_visit_to_a_field_is_one_step() {
        let mut history = History::new(PRESETS[0].activation());
        let first = history.present.clone();
        typed(&mut history, &["w", "ww", "www"]);
        assert_eq!((history.present.value(USER), history.past.len()), (Some("www"), 1));
        history.travel(true);
        assert_eq!(history.present, first);
        history.travel(false);
        assert_eq!(history.present.value(USER), Some("www"));
        typed(&mut history, &["wwwx", "www"]);
        assert_eq!(history.past.len(), 1, "a visit that changes nothing is none");
    }

    #[test]
    fn a_cleared_field_keeps_its_place_until_it_is_left() {
        let mut history = History::new(PRESETS[0].activation());
        let first = history.present.clone();
        typed(&mut history, &["", "appuser"]);
        assert_eq!(history.present, first);
    }

    #[test]
    fn typing_is_computed_from_what_was_there_before_it() {
        let mut history = History::new(PRESETS[0].activation());
        history.edit(|a| {
            a.set(Lens::unit(crate::activation::Role::Service, "After"), "d.socket").unwrap()
        });
        history.begin_typing();
        for name in ["d", "db", "dbx"] {
            history.type_in(|a| rename(a, name)).unwrap();
        }
        let text = history.present.file(crate::activation::Role::Service).text();
        assert!(
            text.contains("After=d.socket\n") && text.contains("Requires=dbx.socket\n"),
            "{text}"
        );
    }

    #[test]
    fn steps_are_dropped_where_they_hold_too_much() {
        let mut history = History::new(PRESETS[0].activation());
        let long = format!("#{}\n", "x".repeat(STEPS_BYTES / 3));
        for line in ["A", "B", "C", "D", "E"] {
            history.edit(|units| units.set_text(Role::Socket, &format!("{line}{long}")));
        }
        assert_eq!(history.past.len(), 2, "a third has no room beside the other unit");
        for number in 0..STEPS + 20 {
            history.edit(|units| units.set_text(Role::Socket, &format!("#{number}\n")));
        }
        assert_eq!(history.past.len(), STEPS);
    }

    #[test]
    fn what_is_found_is_known_by_directive_where_it_counts() {
        let socket = "[Socket]\nBacklog=x\nListenStream=a:b\nBacklog=y\nListenStream=c:d\nFoo=1\n";
        let service = "[Service]\nExecStart=/bin/a\nEnvironment=1\nEnvironment=2\n";
        let units = Activation::new("a", socket, service);
        let found = crate::check::run(&crate::check::Case::pair(&units));
        let all = by_lens(&units, &found);
        let lines = |lens| {
            let found = all.iter().find(|(of, _)| *of == lens).map(|(_, found)| found);
            found.map(|found| found.iter().filter_map(|one| one.line).collect::<Vec<_>>())
        };
        assert_eq!(lines(Lens::socket("Backlog")), Some(vec![3]), "the last wins");
        assert_eq!(lines(Lens::socket("ListenStream")), Some(vec![2, 4]));
        assert_eq!(lines(Lens::service("Environment")), Some(vec![2, 3]));
        assert_eq!(lines(Lens::service("ExecStart")), None);
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let mut history = History::new(PRESETS[0].activation());
        history.begin_typing();
        history.type_in(|a| a.set(USER, "C:")).unwrap();
        assert!(history.type_in(|a| a.set(USER, "C:\\")).is_err());
        assert_eq!(history.present.value(USER), Some("C:"));
    }
}
