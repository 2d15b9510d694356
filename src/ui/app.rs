//! The app: its state as context, and the page that the address names.

use crate::activation::Activation;
use crate::catalogue::NEWEST;
use crate::ui::dynamic::{Slices, dynamic, flag, in_slice};
use crate::ui::link::{Place, use_place};
use crate::ui::page::generator::Generator;
use crate::ui::panel::header::Header;
use crate::ui::parts::{Later, Learn, Parts};
use crate::ui::state::{State, use_state};
use crate::ui::widget::Prose;
use crate::ui::{browser, keep, navigation};
use leptos::prelude::*;

/// The whole page, with these units.
#[component]
pub fn App(
    initial: Activation,
    /// The steps that led there.
    past: Vec<Activation>,
    address: String,
    slices: Slices,
    parts: Parts,
) -> AnyView {
    let state = State::new(initial, past);
    state.route.set(address);
    provide_context(state);
    provide_context(parts);
    provide_context(slices);
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
    let is_elsewhere =
        flag(move || matches!(place.get(), Place::Directives | Place::Works | Place::Unknown));
    view! {
        <SkipLinks place=place />
        {in_slice(1, || view! { <Header /> }.into_any())}
        <main id="main" tabindex="-1">
            <Later view=|views| views.other_tab quietly=true />
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
                Place::Works => view! { <Later view=|views| views.works /> }.into_any(),
                Place::Unknown => view! { <Later view=|views| views.nowhere /> }.into_any(),
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
            Place::Works => &[("#works", "Skip to the list")],
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
        says => view! { <Prose text=says /> }.into_any(),
    });
    view! {
        <div class="toast" role="status" aria-live="polite">
            {says}
        </div>
    }
    .into_any()
}
