//! Pieces of a view that follow signals.
//!
//! Every closure handed to `view!` is compiled together with all that Leptos does around it. Behind these functions a
//! closure is a pointer, and what is around it is compiled once: that made the page's program a third smaller.

use leptos::prelude::*;
use std::sync::Arc;

/// A view made anew when what `make` reads changes; nothing for `None`.
pub fn piece(make: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    let make: Box<dyn Fn() -> Option<AnyView> + Send> = Box::new(make);
    make.into_any()
}

/// One entry of a [`list`]: it is made once, and kept while an entry with its key stays.
#[derive(Clone)]
pub struct Item {
    key: String,
    make: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

impl Item {
    /// The entry that `make` shows.
    pub fn new(key: impl ToString, make: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self { key: key.to_string(), make: Arc::new(make) }
    }
}

/// A list that follows `items`.
pub fn list(items: impl Fn() -> Vec<Item> + Send + Sync + 'static) -> AnyView {
    let items = Signal::derive(items);
    view! { <For each=move || items.get() key=|item| item.key.clone() children=|item| (item.make)()/> }.into_any()
}

/// What happens on an event.
pub fn on<E: 'static>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
