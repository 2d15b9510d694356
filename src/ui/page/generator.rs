//! The generator: the form on one side, the units on the other.

use crate::catalogue::NEWEST;
use crate::preset::{PRESETS, Preset};
use crate::ui::browser;
use crate::ui::element::{Element, Node, button, el, live, piece};
use crate::ui::later;
use crate::ui::link;
use crate::ui::panel::accept::who_accepts;
use crate::ui::panel::door::door;
use crate::ui::panel::header::{embedded, header};
use crate::ui::panel::limits::limits;
use crate::ui::panel::service::service;
use crate::ui::panel::units::units;
use crate::ui::state::State;
use leptos::prelude::*;

/// The whole generator.
pub fn generator(state: State) -> Node {
    let shows = RwSignal::new("form");
    let side = |side: &'static str, title: &'static str| {
        button("")
            .follow("aria-pressed", live(move || Some((shows.get() == side).to_string())))
            .on("click", move |_| shows.set(side))
            .child(title)
    };
    // No text at all when there is nothing to say: an empty text would be rendered as a blank, and the box shown.
    let notice =
        piece(move || Some(state.notice.get()).filter(|text| !text.is_empty()).map(Node::from));
    let skip =
        el("a").class("skip").set("href", "#form").child("Skip to the form").on("click", |event| {
            event.prevent_default();
            browser::focus("service-Name");
        });
    let form = el("section")
        .class("form")
        .set("id", "form")
        .set("aria-label", "Your service")
        .child(presets(state))
        .child(service(state))
        .child(door(state))
        .child(who_accepts(state))
        .child(el("div").flag("hidden", embedded(state)).child(limits(state)));
    let footer = el("footer")
        .class("quiet")
        .flag("hidden", embedded(state))
        .child(el("span").child(format!(
            "Doorbell {} · knows systemd up to {NEWEST}",
            env!("CARGO_PKG_VERSION")
        )))
        .child(el("span").child(
            "Nothing you type leaves this page: no server, no tracking. Your work is kept in this browser.",
        ));
    vec![
        skip.into(),
        header(state).into(),
        piece(move || other(state)),
        el("main")
            .flag("hidden", live(move || elsewhere(state)))
            .follow("data-shows", live(move || Some(shows.get().to_owned())))
            .child(form)
            .child(out(state))
            .into(),
        footer.into(),
        el("nav")
            .class("switch")
            .set("aria-label", "Show")
            .flag("hidden", live(move || elsewhere(state)))
            .child(side("form", "Form"))
            .child(side("units", "Units"))
            .into(),
        el("div")
            .class("toast")
            .set("role", "status")
            .set("aria-live", "polite")
            .child(notice)
            .into(),
    ]
    .into()
}

/// Whether another page is shown than the generator.
fn elsewhere(state: State) -> bool {
    state.route.with(|route| link::page(route).starts_with("directives"))
}

/// The page that is shown instead of the generator, or above it.
fn other(state: State) -> Option<Node> {
    match state
        .route
        .with(|route| link::page(route).split('/').next().unwrap_or_default().to_owned())
        .as_str()
    {
        "directives" => Some(
            el("main")
                .class("single")
                .child(later::shown(state.later.get(), |part| (part.directives)(state)))
                .into(),
        ),
        "learn" => {
            let page =
                piece(move || Some(later::shown(state.learn.get(), |part| (part.page)(state))));
            Some(el("section").set("aria-label", "How it works").child(page).into())
        }
        _ => None,
    }
}

fn presets(state: State) -> Element {
    let chip = |preset: &'static Preset| {
        let chosen = state.derive(|activation| preset.is(activation));
        let choose = move |_| {
            state.replace(|before| {
                let mut activation = preset.activation();
                activation.set_target(before.target());
                activation
            });
            state.say(format!("Started from {}. Undo brings your units back.", preset.title));
        };
        button("chip")
            .set("title", preset.summary)
            .follow("aria-pressed", live(move || Some(chosen.get().to_string())))
            .on("click", choose)
            .child(preset.title)
    };
    el("div")
        .class("presets")
        .set("role", "group")
        .set("aria-label", "Start from")
        .child(el("span").class("quiet").child("Start from"))
        .child(PRESETS.iter().map(chip).collect::<Node>())
}

/// The tabs of the right-hand side, by id and title.
const TABS: [(&str, &str); 4] = [
    ("units", "Units"),
    ("happens", "What happens"),
    ("code", "Your code"),
    ("install", "Install"),
];

fn out(state: State) -> Element {
    let open = RwSignal::new(0);
    let fetch = move || later::fetch(state, |_| ());
    #[cfg(feature = "csr")]
    browser::when_idle(fetch);
    let show = move |index| {
        open.set(index);
        if state.later.get_untracked().is_some_and(|part| part.is_none()) {
            fetch();
        }
        if matches!(TABS[index].0, "happens" | "code") {
            later::fetch_learn(state);
        }
    };
    let tab = |(index, (id, title)): (usize, &(&'static str, &'static str))| {
        let selected = move || open.get() == index;
        let turn = move |event: browser::Event| {
            let to = match browser::key_of(&event).as_str() {
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
        button("")
            .set("role", "tab")
            .set("id", format!("tab-{id}"))
            .set("aria-controls", format!("panel-{id}"))
            .follow("aria-selected", live(move || Some(selected().to_string())))
            .follow("tabindex", live(move || Some(if selected() { "0" } else { "-1" }.to_owned())))
            .on("click", move |_| show(index))
            .on("keydown", turn)
            .child(*title)
    };
    let panel = |index: usize| {
        let id = TABS[index].0;
        el("div")
            .set("role", "tabpanel")
            .set("id", format!("panel-{id}"))
            .set("aria-labelledby", format!("tab-{id}"))
            .flag("hidden", live(move || open.get() != index))
    };
    el("section")
        .class("out")
        .set("aria-label", "Your units")
        .child(
            el("div")
                .class("tabs")
                .flag("hidden", embedded(state))
                .set("role", "tablist")
                .set("aria-label", "What to see")
                .child(TABS.iter().enumerate().map(tab).collect::<Node>()),
        )
        .child(panel(0).child(units(state)))
        .child(panel(1).child(piece(move || {
            let shown = || later::shown(state.learn.get(), |part| (part.happens)(state));
            (open.get() == 1).then(shown)
        })))
        .child(panel(2).child(piece(move || {
            let shown = || later::shown(state.learn.get(), |part| (part.code)(state));
            (open.get() == 2).then(shown)
        })))
        .child(panel(3).child(piece(move || {
            let shown = || later::shown(state.later.get(), |part| (part.install)(state));
            (open.get() == 3).then(shown)
        })))
}
