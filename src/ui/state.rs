//! The one signal: the units, and the way back to what they were.

use crate::activation::{Activation, Lens, Role};
use crate::check::Finding;
use crate::export::install::Options;
use crate::ui::browser;
use crate::ui::element::{Live, live};
use crate::ui::later::{Later, Learn};
use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

/// What every part of the page reads from and writes to.
#[derive(Clone, Copy)]
pub struct State {
    work: RwSignal<Work>,
    /// What has just happened, in words.
    pub notice: RwSignal<String>,
    /// Where in the page one is: what stands behind the address, such as `#/directives`.
    pub route: RwSignal<String>,
    /// The units that the address holds, if it holds some.
    pub linked: StoredValue<Option<Activation>>,
    /// How the Install tab goes about it.
    pub options: RwSignal<Options>,
    /// What is fetched after the first paint: none yet, none to be had, or there.
    pub later: RwSignal<Option<Option<Later>>>,
    /// What shows how it works, in the same way.
    pub learn: RwSignal<Option<Option<Learn>>>,
    /// What is to be said of the units; nothing until it can be.
    pub findings: Derived<Vec<Finding>>,
    /// Whether there is a step to take back.
    pub can_undo: Derived<bool>,
    /// Whether there is a step to take again.
    pub can_redo: Derived<bool>,
    /// Counts the times when the units changed otherwise than by typing.
    pub jumps: Derived<u32>,
    /// Counts the times when other units took the place of these: what a field remembers of its own is void then.
    pub leaps: Derived<u32>,
}

/// Something derived from signals: computed again when one of them has changed, and news only if it is another then.
pub struct Derived<T> {
    memo: Memo<Shared>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

/// Any value that can be compared. What the library does around a memo is compiled once for this, not for each type.
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

fn memo(read: Box<dyn Fn() -> Shared + Send + Sync>) -> Memo<Shared> {
    Memo::new(move |_| read())
}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    /// What `read` gives.
    pub fn new(read: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { memo: memo(Box::new(move || Shared(Arc::new(read())))), of: PhantomData }
    }

    /// Reads it inside something that follows it.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let shared = self.memo.get();
        read(shared.0.any().downcast_ref().expect("a memo holds what it was made for"))
    }

    /// Reads it in an event.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let shared = self.memo.get_untracked();
        read(shared.0.any().downcast_ref().expect("a memo holds what it was made for"))
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

    /// The value for a part of the page.
    pub fn live(self) -> Live<T> {
        live(move || self.get())
    }
}

fn findings_on(findings: &[Finding], unit: Role, lines: &[usize]) -> Vec<Finding> {
    let on = |finding: &&Finding| {
        finding.unit == unit && finding.line.is_some_and(|line| lines.contains(&line))
    };
    findings.iter().filter(on).cloned().collect()
}

impl State {
    /// A state that holds `initial`.
    pub fn new(initial: Activation) -> Self {
        let work = RwSignal::new(Work::new(initial));
        let later = RwSignal::new(None::<Option<Later>>);
        let findings = move || match later.get().flatten() {
            Some(later) => work.with(|work| (later.check)(&work.present)),
            None => Vec::new(),
        };
        Self {
            work,
            later,
            learn: RwSignal::new(None),
            findings: Derived::new(findings),
            notice: RwSignal::new(String::new()),
            route: RwSignal::new(String::new()),
            linked: StoredValue::new(None),
            options: RwSignal::new(Options::default()),
            can_undo: Derived::new(move || work.with(|work| !work.past.is_empty())),
            can_redo: Derived::new(move || work.with(|work| !work.future.is_empty())),
            jumps: Derived::new(move || work.with(|work| work.jumps)),
            leaps: Derived::new(move || work.with(|work| work.leaps)),
        }
    }

    /// Goes to the page of this name; none for the generator.
    pub fn go(self, page: &str) {
        browser::set_hash(&format!("#/{page}"));
        self.route.set(browser::hash());
    }

    /// Something derived from the units, recomputed when they change.
    pub fn derive<T>(self, read: impl Fn(&Activation) -> T + Send + Sync + 'static) -> Derived<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Derived::new(move || self.track(&read))
    }

    /// Reads the units inside a view that follows them.
    pub fn track<T>(self, read: impl FnOnce(&Activation) -> T) -> T {
        self.work.with(|work| read(&work.present))
    }

    /// What is to be said of the assignments behind `lens` that count: of the last, or of all of a list.
    pub fn findings_at(self, lens: Lens) -> Vec<Finding> {
        self.findings.with(|findings| {
            if findings.iter().all(|finding| finding.unit != lens.unit) {
                return Vec::new();
            }
            let lines: Vec<usize> = self.track(|activation| {
                activation.list(lens).iter().map(|assignment| assignment.line).collect()
            });
            let all = lens.directive().is_some_and(|directive| directive.repeats);
            let lines = if all { &lines[..] } else { &lines[lines.len().saturating_sub(1)..] };
            findings_on(findings, lens.unit, lines)
        })
    }

    /// What is to be said of the line `line` of `unit`.
    pub fn findings_on_line(self, unit: Role, line: usize) -> Vec<Finding> {
        self.findings.with(|findings| findings_on(findings, unit, &[line]))
    }

    /// Reads the units in an event, where nothing is derived.
    pub fn read<T>(self, read: impl FnOnce(&Activation) -> T) -> T {
        self.work.with_untracked(|work| read(&work.present))
    }

    /// Changes the units in one step that can be undone.
    pub fn edit(self, edit: impl FnOnce(&mut Activation)) {
        self.work.update(|work| work.edit(edit));
    }

    /// A field got the focus: what is typed from now on is one step.
    pub fn begin_typing(self) {
        self.work.update_untracked(Work::begin_typing);
    }

    /// The field's value has become another one: `edit` is applied to the units as they were when typing began.
    ///
    /// # Errors
    /// Those of `edit`; the units keep what was typed before.
    pub fn type_in<E>(self, edit: impl FnOnce(&mut Activation) -> Result<(), E>) -> Result<(), E> {
        self.work.try_update(|work| work.type_in(edit)).unwrap_or(Ok(()))
    }

    /// The field lost the focus.
    pub fn end_typing(self) {
        self.work.update(Work::end_typing);
    }

    /// Takes the last step back.
    pub fn undo(self) {
        self.work.update(|work| work.travel(true));
        self.say("Undone.");
    }

    /// Takes the step that was taken back again.
    pub fn redo(self) {
        self.work.update(|work| work.travel(false));
        self.say("Done again.");
    }

    /// Says what has just happened, for a moment.
    pub fn say(self, text: impl Into<String>) {
        let text = text.into();
        self.notice.set(text.clone());
        browser::after(6000, move || {
            if self.notice.with_untracked(|notice| *notice == text) {
                self.notice.set(String::new());
            }
        });
    }

    /// Puts other units in the place of these, in one step that can be undone.
    pub fn replace(self, make: impl FnOnce(&Activation) -> Activation) {
        self.work.update(|work| {
            work.edit(|activation| *activation = make(activation));
            work.leaps += 1;
        });
    }

    /// Whether the units are still those the page was opened with.
    pub fn is_untouched(self) -> bool {
        self.work.with_untracked(|work| work.past.is_empty() && work.future.is_empty())
    }
}

/// The units and their history.
struct Work {
    present: Activation,
    past: Vec<Activation>,
    future: Vec<Activation>,
    typing: Option<Typing>,
    jumps: u32,
    leaps: u32,
}

/// A visit to a field: the units when it began, and whether it has become a step of the history.
struct Typing {
    base: Activation,
    recorded: bool,
}

/// How many steps can be taken back.
const STEPS: usize = 500;

impl Work {
    fn new(present: Activation) -> Self {
        Self { present, past: Vec::new(), future: Vec::new(), typing: None, jumps: 0, leaps: 0 }
    }

    fn edit(&mut self, edit: impl FnOnce(&mut Activation)) {
        let before = self.present.clone();
        edit(&mut self.present);
        self.typing = None;
        if self.present != before {
            self.jumps += 1;
            self.record(before);
        }
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
        if self.past.len() > STEPS {
            self.past.remove(0);
        }
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
            self.jumps += 1;
            self.leaps += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Lens, rename};
    use crate::preset::PRESETS;

    const USER: Lens = Lens::service("User");

    fn typed(work: &mut Work, texts: &[&str]) {
        work.begin_typing();
        for text in texts {
            work.type_in(|a| a.set(USER, text)).ok();
        }
        work.end_typing();
    }

    #[test]
    fn a_visit_to_a_field_is_one_step() {
        let mut work = Work::new(PRESETS[0].activation());
        let first = work.present.clone();
        typed(&mut work, &["w", "ww", "www"]);
        assert_eq!((work.present.value(USER), work.past.len()), (Some("www"), 1));
        work.travel(true);
        assert_eq!(work.present, first);
        work.travel(false);
        assert_eq!(work.present.value(USER), Some("www"));
        typed(&mut work, &["wwwx", "www"]);
        assert_eq!(work.past.len(), 1, "a visit that changes nothing is none");
    }

    #[test]
    fn a_cleared_field_keeps_its_place_until_it_is_left() {
        let mut work = Work::new(PRESETS[0].activation());
        let first = work.present.clone();
        typed(&mut work, &["", "appuser"]);
        assert_eq!(work.present, first);
    }

    #[test]
    fn typing_is_computed_from_what_was_there_before_it() {
        let mut work = Work::new(PRESETS[0].activation());
        work.edit(|a| {
            a.set(Lens::unit(crate::activation::Role::Service, "After"), "d.socket").unwrap()
        });
        work.begin_typing();
        for name in ["d", "db", "dbx"] {
            work.type_in(|a| rename(a, name)).unwrap();
        }
        let text = work.present.file(crate::activation::Role::Service).text();
        assert!(
            text.contains("After=d.socket\n") && text.contains("Requires=dbx.socket\n"),
            "{text}"
        );
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let mut work = Work::new(PRESETS[0].activation());
        work.begin_typing();
        work.type_in(|a| a.set(USER, "C:")).unwrap();
        assert!(work.type_in(|a| a.set(USER, "C:\\")).is_err());
        assert_eq!(work.present.value(USER), Some("C:"));
    }
}
