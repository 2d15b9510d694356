//! The page: a Leptos app. One signal holds the units, and components are derived from it.
//!
//! The build renders the pages natively, the generator into `index.html` (`first_paint`); in the browser `start` mounts the same page from
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
mod transport;
mod widget;
mod works;

use crate::preset::PRESETS;
use app::App;
use dynamic::Slices;
use leptos::prelude::*;
use link::Place;
use parts::Parts;

/// The markup of the page at `address` with the first preset.
#[cfg(not(feature = "csr"))]
pub fn first_paint(address: &str) -> String {
    let initial = PRESETS[0].activation();
    let app = || {
        let parts = Parts::for_first_paint(Place::of(address));
        let address = address.to_owned();
        view! { <App initial=initial past=Vec::new() address=address slices=Slices::new() parts=parts /> }
            .to_html()
    };
    Owner::new().with(app)
}

/// Takes the page over, once its first frame is drawn and what it shows is there: restores the saved work and mounts the page.
#[cfg(feature = "csr")]
pub fn start() {
    browser::catch_panics();
    browser::after_frame(|| {
        browser::spawn(async {
            parts::needed_at(Place::of(&browser::hash())).await;
            mount();
        });
    });
}

#[cfg(feature = "csr")]
fn mount() {
    let address = browser::hash();
    let kept = match Place::of(&address) {
        Place::Embedded => None,
        _ => keep::kept(),
    };
    let (initial, past) = kept.unwrap_or_else(|| (PRESETS[0].activation(), Vec::new()));
    let slices = Slices::new();
    let app = slices.clone();
    browser::take_over(
        |root| {
            let page = move || {
                view! { <App initial=initial past=past address=address slices=app parts=Parts::new() /> }
            };
            mount_to(root, page).forget();
        },
        Slices::ALL,
        move || slices.build_next(),
    );
}
