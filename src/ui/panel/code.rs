//! *Your code*: a program in the person's language that takes the sockets of these units.

use crate::activation::Lens;
use crate::export::code::{self, LANGUAGES, Language, Program};
use crate::ui::browser;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::{
    Choice, CodeText, Command, Complaint, CopyButton, Icon, IconButton, Select,
};
use leptos::prelude::*;

/// Where the language is kept.
const LANGUAGE: &str = "doorbell.language";

const COMMAND: Lens = Lens::service("ExecStart");

/// The tab.
#[component]
pub fn CodePanel() -> AnyView {
    let state = use_state();
    let guessed = state.derive_settled(|units| code::guess(units).map(|language| language.name));
    let chosen = RwSignal::new(browser::load(LANGUAGE));
    let choose = move |name: String| {
        // A choice that cannot be kept still holds until the page is closed.
        browser::save(LANGUAGE, Some(&name)).ok();
        chosen.set(Some(name));
    };
    let language = Derived::new(move || {
        let guessed = guessed.get();
        chosen.with(|chosen| {
            let name = chosen.as_deref().or(guessed).unwrap_or_default();
            named(name).name
        })
    });
    let options = LANGUAGES.iter().map(|language| Choice::new(language.name, language.name));
    let program = Derived::new(move || {
        let language = language.get();
        state.track_settled(|units| code::program(units, named(language), code::USUAL_IDLE))
    });
    let shown = move || match program.get() {
        Ok(program) => {
            let written_in = named(language.get()).written_in();
            view! { <ProgramCards program=program language=written_in /> }.into_any()
        }
        Err(why) => {
            let says = format!("There is no {} program for these units: {why}.", language.get());
            view! { <Complaint class="block" text=says /> }.into_any()
        }
    };
    view! {
        <section class="block" aria-label="Your code">
            <h2>"A program that takes these sockets"</h2>
            <p>
                "It answers each caller with a line: put your own work there. What it does with the socket is tested under systemd 257, for every combination that is offered."
            </p>
            <div class="choice">
                <label for="language">"Language"</label>
                <Select
                    id="language"
                    value=Signal::derive(move || language.get().to_owned())
                    options=Signal::stored(options.collect::<Vec<_>>())
                    on_choose=choose
                />
            </div>
        </section>
        {shown}
    }
    .into_any()
}

/// The language of this name; the first for a name that is none.
fn named(name: &str) -> &'static Language {
    LANGUAGES.iter().find(|language| language.name == name).unwrap_or(&LANGUAGES[0])
}

#[component]
fn ProgramCards(program: Program, language: &'static str) -> AnyView {
    let Program { files, needs, build, exec_start, try_it, .. } = program;
    let file = |(name, text): (String, String)| {
        let language = if name.ends_with(".toml") { "TOML" } else { language };
        view! { <ProgramFile name=name text=text language=language /> }.into_any()
    };
    let step = |title: &'static str, command: String| {
        view! {
            <div>
                <h3>{title}</h3>
                <Command what=format!("“{title}”") text=Signal::stored(command) />
            </div>
        }
    };
    view! {
        {files.into_iter().map(file).collect::<Vec<_>>()}
        <section class="block" aria-label="Build and try">
            <h2>"Build and try"</h2>
            {(!needs.is_empty()).then(|| step("What it needs, on Debian and Ubuntu", needs))}
            {step("Build it and put it in place", build)} <WriteCommand exec_start=exec_start />
            {try_it.map(|command| step("Try it without installing anything", command))}
        </section>
    }
    .into_any()
}

/// What the unit has to say to start the program, where it says something else.
#[component]
fn WriteCommand(exec_start: String) -> AnyView {
    let state = use_state();
    let wanted = exec_start.clone();
    let differs = state.derive_settled(move |units| units.value(COMMAND) != Some(wanted.as_str()));
    let shown = move || {
        let written = exec_start.clone();
        let write = move |_| {
            state.edit(|units| units.set(COMMAND, &written).unwrap_or_default());
            browser::focus("language");
            state.say("ExecStart= is in your unit now. Undo takes it out.");
        };
        differs.get().then(|| {
            view! {
                <Complaint class="" text=format!("The unit has to say `ExecStart={exec_start}`.") />
                <button type="button" class="chip" on:click=write>
                    "Write it"
                </button>
            }
        })
    };
    view! { <div>{shown}</div> }.into_any()
}

#[component]
fn ProgramFile(name: String, text: String, language: &'static str) -> AnyView {
    let state = use_state();
    let (saved_name, saved) = (name.clone(), text.clone());
    let download = move |()| {
        // A download has no folders.
        let name = saved_name.rsplit('/').next().unwrap_or_default();
        browser::download(name, "text/plain", saved.as_bytes());
        state.say(format!("Downloaded {name}."));
    };
    view! {
        <article class="file" aria-label=name.clone()>
            <header>
                <h2>{name.clone()}</h2>
                <span class="grow"></span>
                <CopyButton what=name.clone() text=text.clone() />
                <IconButton
                    icon=Icon::Download
                    label=format!("Download {name}")
                    on_press=download
                />
            </header>
            <pre class="program" tabindex="0" aria-label=format!("Text of {name}")>
                <CodeText text=text language=language />
            </pre>
        </article>
    }
    .into_any()
}
