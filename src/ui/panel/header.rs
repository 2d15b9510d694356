//! The header: pages, target, theme, and on the generator undo and redo, the link and the download.

use crate::catalogue::target::{TARGETS, Target};
use crate::ui::browser;
use crate::ui::dynamic::{dynamic, flag, shown_when, text};
use crate::ui::link::{self, Place, use_place};
use crate::ui::parts::Parts;
use crate::ui::state::{Library, State, use_state};
use crate::ui::widget::{Choice, Icon, IconButton, Select};
use leptos::prelude::*;

/// The bar at the top.
#[component]
pub fn Header() -> AnyView {
    let state = use_state();
    let place = use_place();
    let is_embedded = flag(move || place.get() == Place::Embedded);
    let target = state.derive(|units| units.target().id.to_owned()).signal();
    let short = state.derive(|units| match units.target().name {
        "" => units.target().label(),
        name => name.to_owned(),
    });
    let targets: Vec<Choice> =
        TARGETS.iter().map(|target| Choice::new(target.id, &target.label())).collect();
    let choose = move |id: String| {
        if let Some(target) = Target::find(&id) {
            state.edit(|units| units.set_target(target));
        }
    };
    view! {
        <header class="bar">
            <span class="brand">{Icon::Bell.draw("22")} <h1>"Doorbell"</h1></span>
            <span class="tagline quiet" hidden=is_embedded>
                "a service that sleeps until somebody rings"
            </span>
            <Pages />
            <span class="grow"></span>
            <ThemeButton />
            <label class="quiet for" for="target">
                <span>"For "</span>
                // What is read of the list where the whole of its line has no room.
                <span class="short" aria-hidden="true">
                    {short.signal()}
                </span>
                <Select id="target" name="For" value=target options=Signal::stored(targets) on_choose=choose />
            </label>
            <Actions />
        </header>
    }
    .into_any()
}

/// What can be done with the units, where they are shown.
#[component]
fn Actions() -> AnyView {
    let state = use_state();
    let place = use_place();
    let parts: Parts = expect_context();
    let is_elsewhere = flag(move || !matches!(place.get(), Place::Generator | Place::Embedded));
    let is_embedded = flag(move || place.get() == Place::Embedded);
    let cannot_undo = flag(move || !state.can_undo.get());
    let cannot_redo = flag(move || !state.can_redo.get());
    let open = Callback::new(|()| browser::set_hash("#/units"));
    let later = move |what: fn(Library) -> fn(State)| {
        Callback::new(move |()| parts.fetch(state, move |library| what(library)(state)))
    };
    let share = later(|library| library.share);
    let download = later(|library| library.download);
    let address = text(move || match state.library.get() {
        Some(library) => link::to_work(&state.track_settled(library.pack_link)),
        None => "#/".to_owned(),
    });
    let full_tool = shown_when(is_embedded, move || {
        view! {
            <a class="button roomy" target="_blank" rel="noopener" href=address>
                {Icon::Share.draw("17")}
                <span>"Open full tool"</span>
            </a>
        }
        .into_any()
    });
    view! {
        <span class="actions" hidden=is_elsewhere>
            <IconButton
                icon=Icon::Undo
                label="Undo (Ctrl+Z)".to_owned()
                disabled=cannot_undo
                on_press=move |()| state.undo()
            />
            <IconButton
                icon=Icon::Redo
                label="Redo (Ctrl+Shift+Z)".to_owned()
                disabled=cannot_redo
                on_press=move |()| state.redo()
            />
            {action("roomy", Icon::Folder, "My units", "The works that this browser keeps", is_embedded, open)}
            {action("roomy", Icon::Share, "Share link", "Copies a link that holds both units", is_embedded, share)}
            {full_tool}
            {action("primary roomy", Icon::Download, "Download", "Both units as one .tar.gz", flag(|| false), download)}
        </span>
    }
    .into_any()
}

/// A button with words where there is room for them, else with its icon.
fn action(
    class: &'static str,
    icon: Icon,
    words: &'static str,
    title: &'static str,
    hidden: Signal<bool>,
    press: Callback<()>,
) -> AnyView {
    view! {
        <button type="button" class=class title=title hidden=hidden on:click=move |_| press.run(())>
            {icon.draw("17")}
            <span>{words}</span>
        </button>
    }
    .into_any()
}

/// The ways to the pages.
#[component]
fn Pages() -> AnyView {
    let place = use_place();
    let link = |(address, title, there): (&'static str, &'static str, Place)| {
        let current = Signal::derive(move || (place.get() == there).then(|| "page".to_owned()));
        view! {
            <a href=address aria-current=current>
                {title}
            </a>
        }
    };
    let pages = [
        ("#/", "Generator", Place::Generator),
        ("#/learn", "How it works", Place::Learn),
        ("#/directives", "Directives", Place::Directives),
    ];
    view! {
        <nav class="pages" aria-label="Pages" hidden=flag(move || place.get() == Place::Embedded)>
            {pages.map(link).into_iter().collect::<Vec<_>>()}
        </nav>
    }
    .into_any()
}

/// Where the theme is kept.
const THEME: &str = "doorbell.theme";

/// The themes, in the order in which the button goes through them.
const THEMES: [(&str, &str, Icon); 3] = [
    ("", "Theme: as the system has it", Icon::SystemTheme),
    ("light", "Theme: light", Icon::LightTheme),
    ("dark", "Theme: dark", Icon::DarkTheme),
];

#[component]
fn ThemeButton() -> AnyView {
    let place = use_place();
    let saved = if cfg!(feature = "csr") { browser::load(THEME) } else { None };
    let saved = saved.and_then(|id| THEMES.iter().position(|(theme, ..)| *theme == id));
    let chosen = RwSignal::new(saved.unwrap_or(0));
    let title = text(move || THEMES[chosen.get()].1.to_owned());
    let next = move |_| {
        chosen.update(|chosen| *chosen = (*chosen + 1) % THEMES.len());
        let theme = Some(THEMES[chosen.get_untracked()].0).filter(|theme| !theme.is_empty());
        browser::set_theme(theme);
        // A theme that cannot be kept still holds until the page is closed.
        browser::save(THEME, theme).ok();
    };
    view! {
        <button
            type="button"
            class="icon theme"
            hidden=flag(move || place.get() == Place::Embedded)
            title=title
            aria-label=title
            on:click=next
        >
            {dynamic(move || THEMES[chosen.get()].2.draw("17"))}
        </button>
    }
    .into_any()
}
