//! *Open or paste units*: the one way in for units that are somewhere already, by text, file, folder, archive or drop.

use crate::import::shipped::{SHIPPED, Shipped};
use crate::import::{self, Import, MOST, Opened, Refused, Source};
use crate::ui::browser::{self, Brought};
use crate::ui::dynamic::{flag, shown_when};
use crate::ui::link::{Place, use_place};
use crate::ui::state::{State, use_state};
use crate::ui::widget::{Complaint, Prose};
use leptos::ev;
use leptos::prelude::*;

/// What came of the last reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Came {
    /// What was read, a line each, and what to know about it.
    lines: Vec<String>,
    /// What was not.
    refused: Vec<Refused>,
}

/// The panel, once it is opened; and what is dropped on the page, or pasted into an empty unit.
#[component]
pub fn OpenUnits() -> AnyView {
    let state = use_state();
    let came = RwSignal::new(None::<Came>);
    let is_dragged = RwSignal::new(false);
    if cfg!(feature = "csr") {
        listen(state, came, is_dragged);
    }
    view! {
        {shown_when(state.opens.into(), move || view! { <Panel came=came /> }.into_any())}
        <div class="drop-here" hidden=flag(move || !is_dragged.get())>
            <b>"Drop units here"</b>
            "files, a folder or a .tar.gz"
        </div>
    }
    .into_any()
}

fn listen(state: State, came: RwSignal<Option<Came>>, is_dragged: RwSignal<bool>) {
    let place = use_place();
    let is_here = move || place.get_untracked() == Place::Generator;
    let over = window_event_listener(ev::dragover, move |event| {
        if is_here() && browser::holds_files(&event) {
            event.prevent_default();
            is_dragged.set(true);
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Only who leaves the window goes nowhere.
        if event.related_target().is_none() {
            is_dragged.set(false);
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        is_dragged.set(false);
        if is_here() && browser::holds_files(&event) {
            event.prevent_default();
            browser::read_dropped(&event, MOST, move |brought| take(state, came, brought));
        }
    });
    let paste = window_event_listener(ev::paste, move |event| {
        let Some(text) = browser::pasted_into_empty_unit(&event) else { return };
        let import = import::read(&[Source::pasted(&text)]);
        // The text of one unit without a name is what the field takes by itself.
        if import.files.iter().any(|file| file.unit.is_some()) {
            event.prevent_default();
            open(state, came, import);
        }
    });
    on_cleanup(move || [over, leave, drop, paste].into_iter().for_each(|one| one.remove()));
}

#[component]
fn Panel(came: RwSignal<Option<Came>>) -> AnyView {
    let state = use_state();
    let pasted = NodeRef::<leptos::html::Textarea>::new();
    let read_pasted = move |_| {
        let text = pasted.get_untracked().map(|area| area.value()).unwrap_or_default();
        if text.trim().is_empty() {
            browser::focus("pasted");
            state.say("There is nothing to read yet: paste something.");
        } else {
            open(state, came, import::read(&[Source::pasted(&text)]));
        }
    };
    let chosen = move |event: ev::Event| {
        browser::read_chosen(&event, MOST, move |brought| take(state, came, brought));
    };
    let chip = move |shipped: &'static Shipped| {
        let begin = move |_| {
            let import = import::read(&[Source::pasted(shipped.text)]);
            open(state, came, import);
            came.set(Some(Came { lines: vec![shipped.note.to_owned()], refused: Vec::new() }));
        };
        view! {
            <button type="button" class="chip" title=format!("of the package {}", shipped.package) on:click=begin>
                {shipped.title}
            </button>
        }
    };
    let close = move |_| {
        state.opens.set(false);
        browser::focus("open-units");
    };
    view! {
        <section class="card open-units" aria-label="Open or paste units">
            <label for="pasted">
                <Prose text="Paste what `systemctl cat myapp.socket myapp.service` prints, a unit, a code block out of a guide, or a script that writes units:" />
            </label>
            <textarea
                id="pasted"
                class="mono"
                rows="5"
                node_ref=pasted
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
            ></textarea>
            <div class="ways">
                <button type="button" class="primary" on:click=read_pasted>
                    "Read it"
                </button>
                <label class="button file-choice">
                    "Choose files …" <input type="file" multiple=true on:change=chosen />
                </label>
                <label class="button file-choice">
                    "Choose a folder …" <input type="file" prop:webkitdirectory=true on:change=chosen />
                </label>
                <span class="quiet">"or drop files, a folder or a .tar.gz anywhere on this page"</span>
            </div>
            <div class="presets" role="group" aria-label="Change what a package ships">
                <span class="quiet">"Change what a package ships"</span>
                {SHIPPED.iter().map(chip).collect::<Vec<_>>()}
            </div>
            <div role="status" aria-live="polite">
                {move || came.get().map(|came| view! { <Outcome came=came /> })}
            </div>
            <button type="button" class="link" on:click=close>
                "Close"
            </button>
        </section>
    }
    .into_any()
}

/// How many refusals are shown at once; of a whole repository there may be hundreds.
const FEW: usize = 4;

#[component]
fn Outcome(came: Came) -> AnyView {
    let Came { lines, refused } = came;
    let line = |text: String| {
        view! {
            <li>
                <Prose text=text />
            </li>
        }
        .into_any()
    };
    let refusal = |Refused { name, reason }: Refused| {
        let text = format!("`{name}` was not read: {reason}.");
        view! {
            <li>
                <Complaint class="error" text=text />
            </li>
        }
        .into_any()
    };
    let count = refused.len();
    let mut refused = refused.into_iter();
    let first = refused.by_ref().take(FEW).map(refusal).collect::<Vec<_>>();
    let more = (count > FEW).then(|| {
        view! {
            <details class="more">
                <summary>{format!("{} more that were not read", count - FEW)}</summary>
                <ul class="inside">{refused.map(refusal).collect::<Vec<_>>()}</ul>
            </details>
        }
    });
    view! {
        <ul class="came">{lines.into_iter().map(line).collect::<Vec<_>>()} {first}</ul>
        {more}
    }
    .into_any()
}

/// Reads files.
fn take(state: State, came: RwSignal<Option<Came>>, brought: Vec<Brought>) {
    let mut unread = Vec::new();
    let mut sources = Vec::new();
    for Brought { path, bytes } in brought {
        match bytes {
            Ok(bytes) => sources.push(Source { path, bytes }),
            Err(length) => unread.push(Refused {
                name: path,
                reason: length
                    .map_or_else(|| "the browser cannot read it".to_owned(), import::too_long),
            }),
        }
    }
    let mut import = import::read(&sources);
    import.refused.extend(unread);
    open(state, came, import);
}

/// Puts the units that were read in the place of these, in one step, and shows what came of it.
fn open(state: State, came: RwSignal<Option<Came>>, import: Import) {
    let mut lines = import.told();
    match state.read(|before| import::open(&import, before)) {
        Ok(Opened { units, notes }) => {
            lines.extend(notes.into_iter().map(|note| note + "."));
            state.replace(|_| units);
            state.say("These units are open now. Undo brings yours back.");
        }
        Err(why) => {
            lines.push(format!("Nothing was opened: {why}."));
            state.say("Nothing was opened: your units are as they were.");
        }
    }
    came.set(Some(Came { lines, refused: import.refused }));
    state.opens.set(true);
}
