//! The drop-in of a unit that stays as it is: what is changed of it, what cannot be, and what it says without.

use crate::activation::{Base, Obstacle, Role, drop_in_of};
use crate::export::{self, FOLDER};
use crate::ui::browser;
use crate::ui::ids::text_id;
use crate::ui::state::use_state;
use crate::ui::widget::{CodeText, Complaint, CopyButton, Icon, IconButton, Prose};
use leptos::prelude::*;
use std::sync::Arc;

/// The drop-in of `unit`, where it has a base.
#[component]
pub fn DropInCard(unit: Role) -> AnyView {
    let state = use_state();
    let base = state.derive_settled(move |units| units.base(unit).cloned());
    let card = move || base.get().map(|base| view! { <Card unit=unit base=base /> });
    card.into_any()
}

#[component]
fn Card(unit: Role, base: Arc<Base>) -> AnyView {
    let state = use_state();
    let file = base.drop_in_file();
    let name = base.name().to_owned();
    let made = state.derive_settled(move |units| drop_in_of(units, unit));
    let text = Signal::derive(move || made.get().map(|made| made.text).unwrap_or_default());
    let download = move |()| match state.read(|units| export::file(units, unit)) {
        Some(file) => {
            let name = file.name.rsplit('/').next().unwrap_or_default();
            browser::download(name, "text/plain", file.text.as_bytes());
            state.say_downloaded(name);
        }
        None => state.say("Nothing is changed yet, so there is nothing to download."),
    };
    let nothing = format!(
        "Nothing of `{name}` is changed. What you change in the form, or in its text below, is kept here, and `{}` stays as it is.",
        base.path
    );
    let shown = move || match text.get() {
        text if text.is_empty() => {
            view! { <Complaint class="quiet inside" text=nothing.clone() /> }.into_any()
        }
        text => view! { <Shown text=text name="Text of the drop-in".to_owned() /> }.into_any(),
    };
    let obstacles = move || {
        let obstacles = made.get().map(|made| made.obstacles).unwrap_or_default();
        let line = |Obstacle { words, .. }: Obstacle| {
            let text = format!("A drop-in does not do all of this: {words}.");
            view! { <Complaint class="error inside" text=text /> }
        };
        obstacles.into_iter().map(line).collect::<Vec<_>>()
    };
    let copy_it = move |_| {
        state.edit(|units| units.set_base(unit, None));
        browser::focus(text_id(unit));
        state.say("The unit is a file of your own now, which hides the one that is there. Undo takes that back.");
    };
    let others = base.drop_ins.iter().map(|(path, text)| (path.clone(), text.text().to_owned()));
    let files = std::iter::once((base.path.clone(), base.file.text().to_owned())).chain(others);
    let part = |(path, text): (String, String)| {
        view! {
            <p>
                <code>{path.clone()}</code>
            </p>
            <Shown text=text name=format!("Text of {path}") />
        }
    };
    let parts = files.map(part).collect::<Vec<_>>();
    view! {
        <article class="file drop-in" aria-label=file.clone()>
            <header>
                <h2>{file.clone()}</h2>
                <small>{format!("{FOLDER}/")}</small>
                <span class="grow"></span>
                <CopyButton what=file.clone() text=text />
                <IconButton icon=Icon::Download label=format!("Download {file}") on_press=download />
            </header>
            {shown}
            {obstacles}
            <details class="more">
                <summary>
                    <span>
                        <Prose text=format!("`{name}` without it") />
                    </span>
                </summary>
                <div class="inside">
                    {parts} <button type="button" class="link" on:click=copy_it>
                        "Make a full copy of it in /etc instead"
                    </button>
                </div>
            </details>
        </article>
    }
    .into_any()
}

#[component]
fn Shown(text: String, name: String) -> AnyView {
    view! {
        <pre class="program" tabindex="0" aria-label=name>
            <CodeText text=text language="ini" />
        </pre>
    }
    .into_any()
}
