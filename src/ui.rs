//! The page: one signal that holds the units, and views derived from it.
//!
//! The build writes the page down into `index.html` (`first_paint`); in the browser `start` builds the same page
//! from the saved work and puts it in the place of the rendered one within one task, so that nothing jumps. Replacing
//! instead of hydrating saves 10 kB of download and needs no markup that matches a state which only the browser knows.

mod browser;
mod element;
mod figure;
#[cfg(feature = "csr")]
mod keep;
mod later;
mod link;
#[cfg(feature = "csr")]
mod mount;
mod page;
mod panel;
mod state;
mod widget;

use crate::preset::PRESETS;
#[cfg(feature = "csr")]
use crate::share;
use leptos::prelude::*;
use page::generator::generator;
use state::State;

/// The markup of the page with the first preset, for `index.html`.
#[cfg(not(feature = "csr"))]
pub fn first_paint() -> String {
    Owner::new().with(|| element::html(generator(State::new(PRESETS[0].activation()))))
}

/// Takes the page over: restores the saved work and mounts the page.
#[cfg(feature = "csr")]
pub fn start() {
    browser::catch_panics();
    any_spawner::Executor::init_wasm_bindgen().ok();
    let kept = match link::is_embedded(&browser::hash()) {
        true => None,
        false => browser::load(keep::WORK),
    };
    let initial = kept.and_then(|text| share::from_plain(&text));
    let initial = initial.unwrap_or_else(|| PRESETS[0].activation());
    let owner = Owner::new();
    browser::take_over(|root| {
        owner.with(|| {
            let state = State::new(initial);
            browser::on_window("hashchange", move |_| link::follow_address(state));
            state.route.set(browser::hash());
            mount::mount(root, generator(state));
            keep::keep(state);
            keep::listen_for_keys(state);
            link::follow_address(state);
        });
    });
    // The page's signals live as long as the page.
    std::mem::forget(owner);
}
