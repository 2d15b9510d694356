//! The generator: the form on one side, the units on the other.

use crate::preset::{PRESETS, Preset};
use crate::ui::browser;
use crate::ui::dynamic::{aria, dynamic, flag, in_slice, shown_when, text};
use crate::ui::link::{Place, use_place};
use crate::ui::panel::accept::AcceptCard;
use crate::ui::panel::door::DoorCard;
use crate::ui::panel::limits::LimitsCard;
use crate::ui::panel::service::ServiceCard;
use crate::ui::panel::units::UnitsPanel;
use crate::ui::parts::{Later, Learn, Parts};
use crate::ui::state::{Tab, use_state};
use leptos::prelude::*;

/// The whole generator.
#[component]
pub fn Generator(is_hidden: Signal<bool>) -> AnyView {
    let state = use_state();
    let place = use_place();
    let is_embedded = flag(move || place.get() == Place::Embedded);
    // What cannot be written or loaded, for who sees the form alone.
    let bad = dynamic(move || {
        let found = state
            .findings
            .with(|found| found.iter().filter(|finding| !finding.outcome.is_advice()).count());
        let bad = found + state.refused.with(Vec::len);
        match bad {
            0 => ().into_any(),
            _ => view! { <span class="bad">{bad}</span> }.into_any(),
        }
    });
    let side = move |is_form: bool, title: &'static str, count: Option<AnyView>| {
        let show = move |_| {
            state.shows_form.set(is_form);
            browser::scroll_to_top();
        };
        view! {
            <button type="button" aria-pressed=aria(move || state.shows_form.get() == is_form) on:click=show>
                {title}
                {count}
            </button>
        }
    };
    let shows = text(move || if state.shows_form.get() { "form" } else { "units" }.to_owned());
    view! {
        <div class="generator" class:embedded=is_embedded hidden=is_hidden data-shows=shows>
            <section class="form" id="form" tabindex="-1" aria-label="Your service">
                {in_slice(
                    2,
                    || {
                        view! {
                            <Presets />
                            <AcceptCard />
                        }
                            .into_any()
                    },
                )}
                {in_slice(3, || view! { <ServiceCard /> }.into_any())}
                {in_slice(
                    4,
                    move || {
                        view! {
                            <DoorCard />
                            <div hidden=is_embedded>
                                <LimitsCard />
                            </div>
                        }
                            .into_any()
                    },
                )}
            </section>
            {in_slice(5, || view! { <Output /> }.into_any())}
        </div>
        <nav class="switch" class:embedded=is_embedded aria-label="Show" hidden=is_hidden>
            {side(true, "Form", None)}
            {side(false, "Result", Some(bad))}
        </nav>
    }
    .into_any()
}

#[component]
fn Presets() -> AnyView {
    let state = use_state();
    let place = use_place();
    let parts: Parts = expect_context();
    let open = move |_| {
        state.opens.update(|opens| *opens = !*opens);
        parts.fetch(state, |_| ());
    };
    let chip = |preset: &'static Preset| {
        let is_chosen = state.derive_settled(|units| preset.is_like(units));
        let choose = move |_| {
            state.replace(|before| preset.for_units(before));
            state.say(format!("Started from {}. Undo brings your units back.", preset.title));
        };
        view! {
            <button
                type="button"
                class="chip"
                title=preset.summary
                aria-pressed=aria(move || is_chosen.get())
                on:click=choose
            >
                {preset.title}
            </button>
        }
    };
    view! {
        <div class="presets" role="group" aria-label="Start from">
            <span class="quiet">"Start from"</span>
            {PRESETS.iter().map(chip).collect::<Vec<_>>()}
            <button
                type="button"
                class="chip"
                id="open-units"
                hidden=flag(move || place.get() == Place::Embedded)
                aria-expanded=aria(move || state.opens.get())
                on:click=open
            >
                "Open or paste units"
            </button>
        </div>
        <Later view=|views| views.open_units quietly=true />
    }
    .into_any()
}

/// Where the open tab is kept.
const TAB: &str = "doorbell.tab";

/// The tabs of the right-hand side, each with its id and title.
const TABS: [(Tab, &str, &str); 4] = [
    (Tab::Units, "units", "Units"),
    (Tab::Happens, "happens", "What happens"),
    (Tab::Code, "code", "Your code"),
    (Tab::Install, "install", "Install"),
];

#[component]
fn Output() -> AnyView {
    let state = use_state();
    let place = use_place();
    let parts: Parts = expect_context();
    let kept = if cfg!(feature = "csr") { browser::load(TAB) } else { None };
    let kept = kept.and_then(|kept| TABS.into_iter().find(|(_, id, _)| *id == kept));
    if let Some((tab, ..)) = kept.filter(|_| place.get_untracked() != Place::Embedded) {
        state.tab.set(tab);
    }
    let fetch = move |tab: Tab| {
        if tab != Tab::Units {
            parts.fetch(state, |_| ());
        }
        if matches!(tab, Tab::Happens | Tab::Code) {
            parts.fetch_learn();
        }
    };
    fetch(state.tab.get_untracked());
    let show = move |(tab, id, _): (Tab, &str, &str)| {
        state.tab.set(tab);
        fetch(tab);
        // A choice that cannot be kept still holds until the page is closed.
        browser::save(TAB, Some(id)).ok();
    };
    let tab = move |(index, named): (usize, &'static (Tab, &'static str, &'static str))| {
        let (tab, id, title) = *named;
        let is_open = flag(move || state.tab.get() == tab);
        let tab_index = text(move || if is_open.get() { "0" } else { "-1" }.to_owned());
        let turn = move |event: leptos::ev::KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" => (index + 1) % TABS.len(),
                "ArrowLeft" => (index + TABS.len() - 1) % TABS.len(),
                "Home" => 0,
                "End" => TABS.len() - 1,
                _ => return,
            };
            event.prevent_default();
            show(TABS[to]);
            browser::focus(&format!("tab-{}", TABS[to].1));
        };
        view! {
            <button
                type="button"
                role="tab"
                id=format!("tab-{id}")
                aria-controls=format!("panel-{id}")
                aria-selected=aria(move || is_open.get())
                tabindex=tab_index
                on:click=move |_| show(*named)
                on:keydown=turn
            >
                {title}
            </button>
        }
    };
    let panel = move |index: usize, inside: AnyView| {
        let (tab, id, _) = TABS[index];
        view! {
            <div
                role="tabpanel"
                id=format!("panel-{id}")
                aria-labelledby=format!("tab-{id}")
                hidden=flag(move || state.tab.get() != tab)
            >
                {inside}
            </div>
        }
    };
    let when = move |tab: Tab, make: fn() -> AnyView| {
        shown_when(flag(move || state.tab.get() == tab), make)
    };
    let happens = when(Tab::Happens, || view! { <Learn view=|views| views.happens /> }.into_any());
    let code = when(Tab::Code, || view! { <Learn view=|views| views.code /> }.into_any());
    let install = when(Tab::Install, || view! { <Later view=|views| views.install /> }.into_any());
    view! {
        <section class="out" id="units" tabindex="-1" aria-label="Your units">
            <div class="top">
                <div
                    class="tabs"
                    hidden=flag(move || place.get() == Place::Embedded)
                    role="tablist"
                    aria-label="What to see"
                >
                    {TABS.iter().enumerate().map(tab).collect::<Vec<_>>()}
                </div>
                <div class="verdict" role="status" aria-live="polite">
                    <Later view=|views| views.status quietly=true />
                </div>
            </div>
            {panel(0, view! { <UnitsPanel /> }.into_any())}
            {panel(1, happens)}
            {panel(2, code)}
            {panel(3, install)}
        </section>
    }
    .into_any()
}
