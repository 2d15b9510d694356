//! The generator: the form on one side, the units on the other.

use crate::catalogue::NEWEST;
use crate::preset::PRESETS;
use crate::ui::browser;
use crate::ui::later::{self, Later};
use crate::ui::live::{on, piece};
use crate::ui::panel::accept::WhoAccepts;
use crate::ui::panel::door::Door;
use crate::ui::panel::header::Header;
use crate::ui::panel::limits::Limits;
use crate::ui::panel::service::Service;
use crate::ui::panel::units::Units;
use crate::ui::saved;
use crate::ui::state::State;
use leptos::prelude::*;

/// The whole generator.
#[component]
pub fn Generator() -> impl IntoView {
    let state = State::get();
    let shows = RwSignal::new("form");
    keep(state);
    browser_keys(state);
    let pressed =
        move |side: &'static str| Signal::derive(move || (shows.get() == side).to_string());
    // No text at all when there is nothing to say: an empty text would be rendered as a blank, and the box shown.
    let notice = piece(move || {
        Some(state.notice.get()).filter(|text| !text.is_empty()).map(|text| text.into_any())
    });
    view! {
        <a class="skip" href="#form" on:click=on(|event: browser::Click| {
            event.prevent_default();
            browser::focus("service-Name");
        })>"Skip to the form"</a>
        <Header/>
        <main data-shows=shows>
            <section class="form" id="form" aria-label="Your service">
                <Presets/>
                <Service/>
                <Door/>
                <WhoAccepts/>
                <Limits/>
            </section>
            <Out/>
        </main>
        <footer class="quiet">
            <span>"Doorbell "{env!("CARGO_PKG_VERSION")}" · knows systemd up to "{NEWEST.to_string()}</span>
            <span>"Nothing you type leaves this page: no server, no tracking. Your work is kept in this browser."</span>
        </footer>
        <nav class="switch" aria-label="Show">
            <button type="button" aria-pressed=pressed("form") on:click=on(move |_| shows.set("form"))>"Form"</button>
            <button type="button" aria-pressed=pressed("units") on:click=on(move |_| shows.set("units"))>"Units"</button>
        </nav>
        <div class="toast" role="status" aria-live="polite">{notice}</div>
    }
    .into_any()
}

#[component]
fn Presets() -> impl IntoView {
    let state = State::get();
    let chips = PRESETS
        .iter()
        .map(|preset| {
            let chosen = state.derive(|activation| preset.is(activation));
            let choose = move |_| {
                state.replace(|before| {
                    let mut activation = preset.activation();
                    activation.set_target(before.target());
                    activation
                });
                state.say(format!("Started from {}. Undo brings your units back.", preset.title));
            };
            view! {
                <button type="button" class="chip" title=preset.summary aria-pressed=Signal::derive(move || chosen.get().to_string())
                    on:click=on(choose)>{preset.title}</button>
            }
        })
        .collect_view();
    view! { <div class="presets" role="group" aria-label="Start from"><span class="quiet">"Start from"</span>{chips}</div> }
        .into_any()
}

/// The tabs of the right-hand side, by id and title.
const TABS: [(&str, &str); 2] = [("units", "Units"), ("install", "Install")];

#[component]
fn Out() -> impl IntoView {
    let open = RwSignal::new(0);
    let part = RwSignal::new(None::<Option<Later>>);
    let fetch = move || later::fetch(move |fetched| part.set(Some(fetched)));
    Effect::new(move |_| browser::when_idle(fetch));
    let show = move |index| {
        open.set(index);
        if part.get_untracked().is_some_and(|part| part.is_none()) {
            fetch();
        }
    };
    let tabs = TABS
        .iter()
        .enumerate()
        .map(|(index, (id, title))| {
            let selected = move || open.get() == index;
            let turn = move |event: browser::Key| {
                let to = match event.key().as_str() {
                    "ArrowRight" => (index + 1) % TABS.len(),
                    "ArrowLeft" => (index + TABS.len() - 1) % TABS.len(),
                    "Home" => 0,
                    "End" => TABS.len() - 1,
                    _ => return,
                };
                event.prevent_default();
                show(to);
                browser::focus(&format!("tab-{}", TABS[to].0));
            };
            view! {
                <button type="button" role="tab" id=format!("tab-{id}") aria-controls=format!("panel-{id}")
                    aria-selected=Signal::derive(move || selected().to_string())
                    tabindex=Signal::derive(move || if selected() { "0" } else { "-1" })
                    on:click=on(move |_| show(index)) on:keydown=on(turn)>{*title}</button>
            }
        })
        .collect_view();
    view! {
        <section class="out" aria-label="Your units">
            <div class="tabs" role="tablist" aria-label="What to see">{tabs}</div>
            <div role="tabpanel" id="panel-units" aria-labelledby="tab-units" hidden=Signal::derive(move || open.get() != 0)><Units/></div>
            <div role="tabpanel" id="panel-install" aria-labelledby="tab-install" hidden=Signal::derive(move || open.get() != 1)>
                {piece(move || (open.get() == 1).then(|| install(part.get())))}
            </div>
        </section>
    }
    .into_any()
}

/// The Install tab, or what is to be said while it is not there.
fn install(part: Option<Option<Later>>) -> AnyView {
    match part {
        Some(Some(part)) => (part.install)(),
        Some(None) => view! { <p class="block error">{later::MISSING}</p> }.into_any(),
        None => view! { <p class="block quiet">"One moment …"</p> }.into_any(),
    }
}

/// Keeps the work in the browser's storage; where that is refused it says so once.
fn keep(state: State) {
    let saved = state.derive(saved::encode);
    let units = state.derive(crate::export::files);
    let told = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        let (text, files) = (saved.get(), units.get());
        browser::remember_units(files.into_iter().map(|file| (file.name, file.text)).collect());
        if before.is_some() && browser::save(saved::KEY, Some(&text)).is_err() && !told.get_value()
        {
            told.set_value(true);
            state.say(
                "This browser refuses to keep your work: it will be gone when the page is closed.",
            );
        }
    });
}

/// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y everywhere: a field's own history knows nothing of the other fields.
fn browser_keys(state: State) {
    Effect::new(move |_| {
        browser::on_key(move |event| {
            let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
            match (command, event.shift_key(), event.key().to_ascii_lowercase().as_str()) {
                (true, false, "z") => state.undo(),
                (true, true, "z") | (true, false, "y") => state.redo(),
                _ => return false,
            }
            true
        });
    });
}
