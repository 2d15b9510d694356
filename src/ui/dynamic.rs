//! What follows signals, in a few types for the whole page.
//!
//! Leptos compiles a view, an attribute and a list anew for each type of closure in it. Here a closure goes into a box before
//! Leptos sees it, so that this is compiled once; see *Size* in ARCHITECTURE.

use leptos::prelude::*;
use std::sync::Arc;

/// A view made again when what it reads changes.
pub fn dynamic(make: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    fn boxed(make: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        (move || make()).into_any()
    }
    boxed(Box::new(make))
}

/// A view that is there while `is_there` says so: `make` makes it each time it comes.
pub fn shown_when(
    is_there: Signal<bool>,
    make: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_there = Memo::new(move |_| is_there.get());
    dynamic(move || if is_there.get() { make() } else { ().into_any() })
}

/// How many slices of the page are built, each in a task of its own; natively all of them are at once.
#[derive(Clone)]
pub struct Slices(ArcRwSignal<usize>);

impl Slices {
    /// How many there are.
    pub const ALL: usize = 5;

    /// None is built yet, or all are.
    pub fn new() -> Self {
        Self(ArcRwSignal::new(if cfg!(feature = "csr") { 0 } else { Self::ALL }))
    }

    /// Builds one more.
    #[cfg(feature = "csr")]
    pub fn build_next(&self) {
        self.0.update(|built| *built += 1);
    }
}

/// A view of the slice `number`, counted from 1, in a page that has [`Slices`] as a context.
pub fn in_slice(number: usize, make: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let Slices(built) = expect_context();
    shown_when(flag(move || built.get() >= number), make)
}

/// A text, or the value of an attribute.
pub fn text(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(read)
}

/// Whether something holds: for `hidden`, `disabled` and classes.
pub fn flag(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(read)
}

/// Runs `run` now, once the view is there, and whenever what it reads has changed: for what no view can say.
pub fn effect(run: impl Fn() + 'static) {
    fn boxed(run: Box<dyn Fn()>) {
        Effect::new(run);
    }
    boxed(Box::new(run));
}

/// Whether something holds, in the words of `aria-pressed` and the like.
pub fn aria(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    text(move || read().to_string())
}

/// `aria-invalid`, which is there only where it says so.
pub fn aria_invalid(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(move || read().then(|| "true".to_owned()))
}

/// One item of a list: what tells it from the others, and what makes it when it is new.
#[derive(Clone)]
pub struct Item {
    key: String,
    make: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl Item {
    /// The item `key`, which `make` makes.
    pub fn new(key: impl ToString, make: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self { key: key.to_string(), make: Arc::new(make) }
    }
}

/// A list whose items stay while their keys do.
#[component]
pub fn List(#[prop(into)] items: Signal<Vec<Item>>) -> AnyView {
    view! {
        <For each=move || items.get() key=|item| item.key.clone() let:item>
            {(item.make)()}
        </For>
    }
    .into_any()
}
