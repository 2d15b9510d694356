//! The header: target, undo and redo, theme, download.

use crate::catalogue::target::{TARGETS, Target};
use crate::ui::browser;
use crate::ui::later;
use crate::ui::live::on;
use crate::ui::state::State;
use crate::ui::widget::{Choice, Select, icon};
use leptos::prelude::*;

/// The bar at the top.
#[component]
pub fn Header() -> impl IntoView {
    let state = State::get();
    let (can_undo, can_redo) = (state.can_undo(), state.can_redo());
    let target = state.derive(|activation| activation.target().id.to_owned());
    let targets: Vec<_> =
        TARGETS.iter().map(|target| Choice::new(target.id, &target.label())).collect();
    let choose = Callback::new(move |id: String| {
        if let Some(target) = Target::find(&id) {
            state.edit(|activation| activation.set_target(target));
        }
    });
    let download = move |_| {
        later::fetch(move |part| {
            let Some(part) = part else { return state.say(later::MISSING) };
            let archive = state.read(|activation| (part.pack)(activation, browser::now()));
            browser::download(&archive.name, "application/gzip", &archive.bytes);
            state.say(format!("Downloaded {}.", archive.name));
        });
    };
    view! {
        <header class="bar">
            <span class="brand">{icon::bell()}<h1>"Doorbell"</h1></span>
            <span class="tagline quiet">"a service that sleeps until somebody rings"</span>
            <span class="grow"></span>
            <label class="quiet for" for="target">"For"
                <Select id="target".to_owned() value=target options=targets chosen=choose/></label>
            <ThemeChoice/>
            <button type="button" class="icon" title="Undo (Ctrl+Z)" aria-label="Undo" disabled=Signal::derive(move || !can_undo.get())
                on:click=on(move |_| state.undo())>{icon::back()}</button>
            <button type="button" class="icon" title="Redo (Ctrl+Shift+Z)" aria-label="Redo" disabled=Signal::derive(move || !can_redo.get())
                on:click=on(move |_| state.redo())>{icon::forward()}</button>
            <button type="button" class="primary" title="Both units as one .tar.gz" on:click=on(download)>"Download"</button>
        </header>
    }
    .into_any()
}

const THEME: &str = "doorbell.theme";

#[component]
fn ThemeChoice() -> impl IntoView {
    let theme = RwSignal::new(String::new());
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            theme.set(browser::load(THEME).unwrap_or_default());
        }
    });
    let options = vec![
        Choice::new("", "System theme"),
        Choice::new("light", "Light"),
        Choice::new("dark", "Dark"),
    ];
    let choose = Callback::new(move |choice: String| {
        let chosen = Some(choice.as_str()).filter(|choice| !choice.is_empty());
        browser::set_theme(chosen);
        // A theme that cannot be kept still holds until the page is closed.
        browser::save(THEME, chosen).ok();
        theme.set(choice);
    });
    view! {
        <span class="theme"><Select id="theme".to_owned() name="Theme".to_owned() value=theme options=options chosen=choose/></span>
    }
    .into_any()
}
