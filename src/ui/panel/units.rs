//! *Units*: both files as they will be saved, highlighted and marked, to be typed in, copied and downloaded.

use super::unit_editor::UnitEditor;
use crate::activation::Role;
use crate::export::FOLDER;
use crate::ui::browser;
use crate::ui::dynamic::text;
use crate::ui::parts::{Later, LaterView};
use crate::ui::state::use_state;
use crate::ui::widget::{CopyButton, Icon, IconButton};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn UnitsPanel() -> AnyView {
    view! {
        {Role::ALL.map(|unit| view! { <UnitFileCard unit=unit /> }.into_any()).collect_view()}
        <Later view=|views| views.meaning quietly=true />
    }
    .into_any()
}

#[component]
fn UnitFileCard(unit: Role) -> AnyView {
    let state = use_state();
    let name = state.derive(move |units| units.file_name(unit)).signal();
    let contents = text(move || state.track(|units| units.file(unit).text().to_owned()));
    let download = move |()| {
        let name = name.get_untracked();
        browser::download(&name, "text/plain", contents.get_untracked().as_bytes());
        state.say_downloaded(&name);
    };
    let (class, findings, drop_in): (_, LaterView, LaterView) = match unit {
        Role::Socket => ("file socket", |views| views.findings[0], |views| views.drop_ins[0]),
        Role::Service => ("file service", |views| views.findings[1], |views| views.drop_ins[1]),
    };
    let folder = state.derive(move |units| match units.base(unit) {
        Some(_) => "with the drop-in".to_owned(),
        None => format!("{FOLDER}/"),
    });
    view! {
        <Later view=drop_in quietly=true />
        <article class=class aria-label=name>
            <header>
                <h2>{name}</h2>
                <small>{move || folder.get()}</small>
                <span class="grow"></span>
                <CopyButton what=name text=contents />
                <IconButton
                    icon=Icon::Download
                    label=text(move || format!("Download {}", name.get()))
                    on_press=download
                />
            </header>
            <UnitEditor unit=unit name=name />
            <Later view=findings quietly=true />
        </article>
    }
    .into_any()
}
