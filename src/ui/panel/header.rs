//! The header: target, undo and redo, theme, download.

use crate::catalogue::target::{TARGETS, Target};
use crate::ui::browser;
use crate::ui::element::{Element, Live, Node, button, el, live, piece};
use crate::ui::later;
use crate::ui::link;
use crate::ui::state::State;
use crate::ui::widget::{Choice, Select, icon, select};
use leptos::prelude::*;

/// The bar at the top.
pub fn header(state: State) -> Element {
    let target = state.derive(|activation| activation.target().id.to_owned());
    let evidence = state.derive(|activation| activation.target().evidence());
    let targets = || TARGETS.iter().map(|target| Choice::new(target.id, &target.label())).collect();
    let choose = move |id: String| {
        if let Some(target) = Target::find(&id) {
            state.edit(|activation| activation.set_target(target));
        }
    };
    let download = move |_| {
        later::fetch(state, move |part| {
            let Some(part) = part else { return state.say(later::MISSING) };
            let archive = state.read(|activation| (part.pack)(activation, browser::now()));
            browser::download(&archive.name, "application/gzip", &archive.bytes);
            state.say(format!("Downloaded {}.", archive.name));
        });
    };
    el("header")
        .class("bar")
        .child(el("span").class("brand").child(icon::bell()).child(el("h1").child("Doorbell")))
        .child(
            el("span")
                .class("tagline quiet")
                .flag("hidden", embedded(state))
                .child("a service that sleeps until somebody rings"),
        )
        .child(pages(state))
        .child(el("span").class("grow"))
        .child(
            el("label")
                .class("quiet for")
                .set("for", "target")
                .follow("title", live(move || Some(evidence.get())))
                .child("For")
                .child(select(Select::new("target", target.live(), live(targets)), choose)),
        )
        .child(theme().flag("hidden", embedded(state)))
        .child(
            button("icon")
                .set("title", "Undo (Ctrl+Z)")
                .set("aria-label", "Undo")
                .flag("disabled", live(move || !state.can_undo.get()))
                .on("click", move |_| state.undo())
                .child(icon::back()),
        )
        .child(
            button("icon")
                .set("title", "Redo (Ctrl+Shift+Z)")
                .set("aria-label", "Redo")
                .flag("disabled", live(move || !state.can_redo.get()))
                .on("click", move |_| state.redo())
                .child(icon::forward()),
        )
        .child(
            button("")
                .set("title", "Copies a link that holds both units")
                .flag("hidden", embedded(state))
                .on("click", move |_| link::share(state))
                .set("aria-label", "Share link")
                .child("Share")
                .child(el("span").class("roomy").child(" link")),
        )
        .child(piece(move || {
            state.route.with(|route| link::is_embedded(route)).then(|| full_tool(state).into())
        }))
        .child(
            button("primary")
                .set("title", "Both units as one .tar.gz")
                .on("click", download)
                .child("Download"),
        )
}

/// Whether the page is a part of somebody's article.
pub fn embedded(state: State) -> Live<bool> {
    live(move || state.route.with(|route| link::is_embedded(route)))
}

/// The way out of an article, with the work.
fn full_tool(state: State) -> Element {
    let address = move || match state.later.get().flatten() {
        Some(part) => link::to_work(&state.track(part.pack_link)),
        None => "#/".to_owned(),
    };
    el("a")
        .class("button")
        .set("target", "_blank")
        .set("rel", "noopener")
        .follow("href", live(move || Some(address())))
        .child("Open full tool")
}

/// The ways to the pages.
fn pages(state: State) -> Element {
    let link = |(address, title): (&'static str, &'static str)| {
        let is_here = move || {
            state.route.with(|route| {
                let here = link::page(route);
                here == link::page(address)
                    || !link::page(address).is_empty() && here.starts_with(link::page(address))
            })
        };
        el("a")
            .set("href", address)
            .follow("aria-current", live(move || is_here().then(|| "page".to_owned())))
            .child(title)
    };
    let pages = [("#/", "Generator"), ("#/learn", "How it works"), ("#/directives", "Directives")];
    el("nav")
        .class("pages")
        .set("aria-label", "Pages")
        .flag("hidden", embedded(state))
        .child(pages.map(link).into_iter().collect::<Node>())
}

/// Where the theme is kept.
const THEME: &str = "doorbell.theme";

fn theme() -> Element {
    let saved = if cfg!(feature = "csr") { browser::load(THEME) } else { None };
    let theme = RwSignal::new(saved.unwrap_or_default());
    let options = || {
        [("", "System theme"), ("light", "Light"), ("dark", "Dark")]
            .map(|(value, label)| Choice::new(value, label))
            .into()
    };
    let choose = move |choice: String| {
        let chosen = Some(choice.as_str()).filter(|choice| !choice.is_empty());
        browser::set_theme(chosen);
        // A theme that cannot be kept still holds until the page is closed.
        browser::save(THEME, chosen).ok();
        theme.set(choice);
    };
    let list = Select {
        name: Some("Theme".to_owned()),
        ..Select::new("theme", live(move || theme.get()), live(options))
    };
    el("span").class("theme").child(select(list, choose))
}
