//! The page: a Leptos app. One signal holds the units, and components are derived from it.
//!
//! The build renders the page natively into `index.html` (`first_paint`); in the browser `start` mounts the same page from
//! the saved work and puts it in the place of the rendered one within one task, so that nothing jumps. See ARCHITECTURE for
//! why it is not hydrated.

mod app;
mod browser;
mod dynamic;
mod figure;
mod ids;
mod keep;
mod kept;
mod link;
mod mark;
mod navigation;
mod page;
mod panel;
mod parts;
mod reveal;
mod state;
mod widget;

use crate::preset::PRESETS;
use app::App;
use dynamic::Slices;
use leptos::prelude::*;

/// The markup of the page with the first preset, for `index.html`.
#[cfg(not(feature = "csr"))]
pub fn first_paint() -> String {
    let initial = PRESETS[0].activation();
    Owner::new()
        .with(|| view! { <App initial=initial past=Vec::new() slices=Slices::new() /> }.to_html())
}

/// Takes the page over, once its first frame is drawn: restores the saved work and mounts the page.
#[cfg(feature = "csr")]
pub fn start() {
    browser::catch_panics();
    browser::after_frame(mount);
}

#[cfg(feature = "csr")]
fn mount() {
    let kept = match link::Place::of(&browser::hash()) {
        link::Place::Embedded => None,
        _ => keep::kept(),
    };
    let (initial, past) = kept.unwrap_or_else(|| (PRESETS[0].activation(), Vec::new()));
    let slices = Slices::new();
    let app = slices.clone();
    browser::take_over(
        |root| {
            mount_to(root, move || view! { <App initial=initial past=past slices=app /> }).forget();
        },
        Slices::ALL,
        move || slices.build_next(),
    );
}
