//! The app: its state as context, and the page that the address names.

use crate::activation::Activation;
use crate::catalogue::NEWEST;
use crate::ui::dynamic::{dynamic, flag, text};
use crate::ui::link::{self, Place, use_place};
use crate::ui::page::generator::Generator;
use crate::ui::panel::header::Header;
use crate::ui::parts::{Later, Learn, Parts};
use crate::ui::state::{State, use_state};
use crate::ui::{browser, keep};
use leptos::prelude::*;

/// The whole page, with these units.
#[component]
pub fn App(initial: Activation) -> AnyView {
    let state = State::new(initial);
    let parts = Parts::new();
    provide_context(state);
    provide_context(parts);
    if cfg!(feature = "csr") {
        window_event_listener(leptos::ev::hashchange, move |_| link::follow_address(state, parts));
        keep::keep(state);
        keep::listen_for_keys(state);
        browser::when_idle(move || parts.fetch(state, |_| ()));
        link::follow_address(state, parts);
    }
    let place = use_place();
    let is_elsewhere = flag(move || matches!(place.get(), Place::Directives | Place::Unknown));
    view! {
        <SkipLinks place=place />
        <Header />
        <main id="main">
            {dynamic(move || match place.get() {
                Place::Learn => {
                    view! {
                        <section class="learn" aria-label="How it works">
                            <Learn view=|views| views.page />
                        </section>
                    }
                        .into_any()
                }
                Place::Directives => view! { <Later view=|views| views.directives /> }.into_any(),
                Place::Unknown => view! { <Nowhere /> }.into_any(),
                Place::Generator | Place::Embedded => ().into_any(),
            })} <Generator is_hidden=is_elsewhere />
        </main>
        <Footer />
        <Notice />
    }
    .into_any()
}

/// What the keyboard meets first: ways past the header.
#[component]
fn SkipLinks(place: Signal<Place>) -> AnyView {
    dynamic(move || {
        let links: &[(&str, &str)] = match place.get() {
            Place::Directives => &[("#search", "Skip to the search")],
            Place::Learn => &[("#learn", "Skip to the text")],
            Place::Unknown => &[("#main", "Skip to the text")],
            Place::Generator | Place::Embedded => {
                &[("#form", "Skip to the form"), ("#units", "Skip to the units")]
            }
        };
        let link = |(to, title): &(&'static str, &'static str)| {
            let id = &to[1..];
            let jump = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                browser::focus(id);
            };
            view! { <a class="skip" href=*to on:click=jump>{*title}</a> }
        };
        links.iter().map(link).collect::<Vec<_>>().into_any()
    })
}

/// An address that names no page.
#[component]
fn Nowhere() -> AnyView {
    view! {
        <section class="nowhere">
            <h2>"There is no such page"</h2>
            <p>
                "The address names none of the pages of Doorbell. Your units are where you left them: "
                <a href="#/">"go to the generator"</a>
                "."
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Footer() -> AnyView {
    let place = use_place();
    let version = format!("Doorbell {} · knows systemd up to {NEWEST}", env!("CARGO_PKG_VERSION"));
    view! {
        <footer class="quiet" hidden=flag(move || place.get() == Place::Embedded)>
            <span>{version}</span>
            <span>
                "Nothing you type leaves this page: no server, no tracking. Your work is kept in this browser, where it lets itself."
            </span>
        </footer>
    }
    .into_any()
}

/// What has just happened, for a moment.
#[component]
fn Notice() -> AnyView {
    let state = use_state();
    view! {
        <div class="toast" role="status" aria-live="polite">
            {text(move || state.notice.get())}
        </div>
    }
    .into_any()
}
