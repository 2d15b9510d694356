//! *Your code*: a program in the person's language that takes the sockets of these units.

use crate::activation::{Activation, Lens};
use crate::export::code::{self, LANGUAGES, Language, Program};
use crate::ui::browser;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::{
    Choice, CodeText, Command, Complaint, CopyButton, Icon, IconButton, Select,
};
use leptos::prelude::*;

/// Where the choices are kept.
const LANGUAGE: &str = "doorbell.language";
const IDLE: &str = "doorbell.idle";

const COMMAND: Lens = Lens::service("ExecStart");

/// The program that was chosen: its language, and when it leaves.
#[derive(Clone, Copy)]
pub struct ChosenProgram {
    /// The name of a language.
    language: RwSignal<Option<String>>,
    /// Words of [`code::IDLE`].
    idle: RwSignal<Option<String>>,
    guessed: Derived<Option<&'static str>>,
}

impl ChosenProgram {
    /// What was chosen before, in a component.
    pub fn new() -> Self {
        let [language, idle] = [LANGUAGE, IDLE].map(|key| RwSignal::new(browser::load(key)));
        let guess = |units: &Activation| code::guess(units).map(|language| language.name);
        Self { language, idle, guessed: use_state().derive_settled(guess) }
    }

    /// The language; where none is chosen, the one of the command, and else the first.
    fn language(self) -> &'static Language {
        let guessed = self.guessed.get();
        self.language.with(|chosen| {
            let name = chosen.as_deref().or(guessed).unwrap_or_default();
            LANGUAGES.iter().find(|language| language.name == name).unwrap_or(&LANGUAGES[0])
        })
    }

    /// After how many seconds without a call it leaves, in words.
    fn idle(self) -> &'static str {
        let usual = code::IDLE.iter().find(|(_, seconds)| *seconds == code::USUAL_IDLE);
        self.idle.with(|chosen| {
            let chosen = code::IDLE.iter().find(|(words, _)| chosen.as_deref() == Some(words));
            chosen.or(usual).map_or("", |(words, _)| words)
        })
    }

    /// The program for these units, or why there is none.
    pub fn program(self, units: &Activation) -> Result<Program, String> {
        let idle = self.idle();
        let seconds = code::IDLE.iter().find(|(words, _)| *words == idle);
        code::program(units, self.language(), seconds.and_then(|(_, seconds)| *seconds))
    }
}

/// The tab.
#[component]
pub fn CodePanel() -> AnyView {
    let state = use_state();
    let chosen = ChosenProgram::new();
    let choose = |key: &'static str, signal: RwSignal<Option<String>>| {
        move |name: String| {
            // A choice that cannot be kept still holds until the page is closed.
            browser::save(key, Some(&name)).ok();
            signal.set(Some(name));
        }
    };
    let languages = LANGUAGES.iter().map(|language| Choice::new(language.name, language.name));
    let idles = code::IDLE.iter().map(|(words, seconds)| match seconds {
        None => Choice::new(words, words),
        Some(_) => Choice::new(words, &format!("after {words} without a call")),
    });
    let program = Derived::new(move || state.track_settled(|units| chosen.program(units)));
    let stays = Signal::derive(move || {
        program.with(|program| program.as_ref().ok().and_then(|program| program.stays.clone()))
    });
    let shown = move || match program.get() {
        Ok(program) => {
            let written_in = chosen.language().written_in();
            view! { <ProgramCards program=program language=written_in /> }.into_any()
        }
        Err(why) => {
            let name = chosen.language().name;
            let says = format!("There is no {name} program for these units: {why}.");
            view! { <Complaint class="block" text=says /> }.into_any()
        }
    };
    view! {
        <section class="block" aria-label="Your code">
            <h2>"A program that takes these sockets"</h2>
            <p>
                "It answers each caller: put your own work there. What it does with the socket is tested under systemd 257, for every combination that is offered."
            </p>
            <div class="choice">
                <label for="language">"Language"</label>
                <Select
                    id="language"
                    value=Signal::derive(move || chosen.language().name.to_owned())
                    options=Signal::stored(languages.collect::<Vec<_>>())
                    on_choose=choose(LANGUAGE, chosen.language)
                />
            </div>
            <div class="choice">
                <label for="idle">"Goes back to sleep"</label>
                <Select
                    id="idle"
                    value=Signal::derive(move || chosen.idle().to_owned())
                    options=Signal::stored(idles.collect::<Vec<_>>())
                    disabled=Signal::derive(move || stays.with(Option::is_some))
                    on_choose=choose(IDLE, chosen.idle)
                />
            </div>
            <div id="idle-says">
                {move || {
                    stays
                        .get()
                        .map(|why| {
                            view! { <Complaint class="reason" text=format!("Not a choice here: {why}.") /> }
                        })
                }}
            </div>
        </section>
        {shown}
    }
    .into_any()
}

#[component]
fn ProgramCards(program: Program, language: &'static str) -> AnyView {
    let Program { files, needs, build, exec_start, try_it, callers, notes, .. } = program;
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
    let note = |text: String| view! { <Complaint class="quiet" text=text /> };
    view! {
        <section class="block" aria-label="How it serves">
            {std::iter::once(callers.words).chain(notes).map(note).collect::<Vec<_>>()}
        </section>
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
