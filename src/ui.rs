//! The page: one signal that holds the units, and views derived from it.
//!
//! The build renders [`App`] natively into `index.html` ([`first_paint`]); in the browser [`start`] builds the same view
//! from the saved work and puts it in the place of the rendered one within one task, so that nothing jumps. Replacing
//! instead of hydrating saves 10 kB of download and needs no markup that matches a state which only the browser knows.

mod browser;
mod later;
mod live;
mod page;
mod panel;
mod saved;
mod state;
mod widget;

use crate::activation::Activation;
use crate::preset::PRESETS;
use leptos::prelude::*;
use page::generator::Generator;
use state::State;

/// The whole page, opened with `initial`.
#[component]
pub fn App(
    /// The units it opens with.
    initial: Activation,
) -> impl IntoView {
    let state = State::new(initial);
    provide_context(state);
    view! { <Generator/> }
}

/// The markup of the page with the first preset, for `index.html`.
pub fn first_paint() -> String {
    let owner = Owner::new();
    let html = owner.with(|| view! { <App initial=PRESETS[0].activation()/> }.to_html());
    // Leptos marks the borders between pieces of view; nothing here is going to be hydrated.
    html.replace("<!>", "")
}

/// Takes the page over: restores the saved work and mounts the view.
#[cfg(feature = "csr")]
pub fn start() {
    browser::catch_panics();
    let initial = browser::load(saved::KEY).and_then(|text| saved::decode(&text));
    let initial = initial.unwrap_or_else(|| PRESETS[0].activation());
    browser::take_over(move |root| {
        leptos::mount::mount_to(root, move || view! { <App initial=initial.clone()/> }).forget();
    });
}
