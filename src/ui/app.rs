//! The app: its state as context, and the page that the address names.

use crate::activation::Activation;
use crate::catalogue::NEWEST;
use crate::ui::dynamic::{dynamic, flag, shown_when};
use crate::ui::link::{Place, use_place};
use crate::ui::page::generator::Generator;
use crate::ui::panel::header::Header;
use crate::ui::parts::{Later, Learn, Parts};
use crate::ui::state::{State, use_state};
use crate::ui::{browser, keep, navigation};
use leptos::prelude::*;

/// The whole page, with these units.
#[component]
pub fn App(
    initial: Activation,
    /// The steps that led there.
    past: Vec<Activation>,
) -> AnyView {
    let state = State::new(initial, past);
    let parts = Parts::new();
    provide_context(state);
    provide_context(parts);
    if cfg!(feature = "csr") {
        window_event_listener(leptos::ev::hashchange, move |_| {
            navigation::follow_address(state, parts)
        });
        keep::keep(state);
        keep::listen_for_keys(state);
        browser::when_idle(move || parts.fetch(state, |_| ()));
        navigation::follow_address(state, parts);
    }
    let place = use_place();
    let is_elsewhere = flag(move || matches!(place.get(), Place::Directives | Place::Unknown));
    view! {
        <SkipLinks place=place />
        <Header />
        <main id="main" tabindex="-1">
            <OtherTab />
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

/// That another tab has changed the work in its way, and both ways on.
#[component]
fn OtherTab() -> AnyView {
    let state = use_state();
    let is_there = flag(move || state.elsewhere.with(Option::is_some));
    let show = move |_| {
        if let Some(units) = state.elsewhere.get_untracked() {
            state.elsewhere.set(None);
            browser::focus("main");
            state.replace(|_| units);
            state.say("Shown is the work of the other tab. Undo brings yours back.");
        }
    };
    let stay = move |_| {
        state.elsewhere.set(None);
        browser::focus("main");
        keep::save(state);
        state.say("This tab keeps its work, and the other one shows it too.");
    };
    let banner = shown_when(is_there, move || {
        view! {
            <p>"Your work was changed in another tab, and here in another way."</p>
            <button type="button" on:click=show>
                "Show the other"
            </button>
            <button type="button" on:click=stay>
                "Keep this one"
            </button>
        }
        .into_any()
    });
    view! {
        <div class="elsewhere" role="alert">
            {banner}
        </div>
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
                "Nothing you type leaves this page: no server, no tracking. Your work is kept in this browser if it allows that."
            </span>
        </footer>
    }
    .into_any()
}

/// What has just happened, for a moment.
#[component]
fn Notice() -> AnyView {
    let state = use_state();
    let says = dynamic(move || match state.notice.get() {
        says if says.is_empty() => ().into_any(),
        says => says.into_any(),
    });
    view! {
        <div class="toast" role="status" aria-live="polite">
            {says}
        </div>
    }
    .into_any()
}
