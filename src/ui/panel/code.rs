//! *Your code*: a program in the person's language that takes the sockets of these units.

use crate::export::code::{self, LANGUAGES, Program};
use crate::ui::browser;
use crate::ui::element::{Element, Node, button, el, live, piece};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{Choice, Select, copy_button, icon, prose, select};
use leptos::prelude::*;

/// Where the language is kept.
const LANGUAGE: &str = "doorbell.language";

/// The tab.
pub fn your_code(state: State) -> Node {
    let known = |name: &String| LANGUAGES.iter().any(|language| language.name == name);
    let kept = browser::load(LANGUAGE).filter(known);
    let chosen = RwSignal::new(kept.unwrap_or_else(|| LANGUAGES[0].name.to_owned()));
    let choose = move |name: String| {
        // A choice that cannot be kept still holds until the page is closed.
        browser::save(LANGUAGE, Some(&name)).ok();
        chosen.set(name);
    };
    let options =
        || LANGUAGES.iter().map(|language| Choice::new(language.name, language.name)).collect();
    let program = Derived::new(move || {
        let name = chosen.get();
        let language =
            LANGUAGES.iter().find(|language| language.name == name).unwrap_or(&LANGUAGES[0]);
        state.track(|units| code::program(units, language))
    });
    let shown = move || {
        Some(match program.get() {
            Ok(program) => parts(state, program),
            Err(why) => {
                let says = format!("There is no {} program for these units: {why}.", chosen.get());
                el("div").class("block").child(el("p").child(prose(&says))).into()
            }
        })
    };
    vec![
        el("section")
            .class("block")
            .set("aria-label", "Your code")
            .child(el("h2").child("A program that takes these sockets"))
            .child(el("p").child(
                "It answers each caller with a line: put your own work there. What it does with the socket is tested under systemd 257, for every combination that is offered.",
            ))
            .child(
                el("div")
                    .class("choice")
                    .child(el("label").set("for", "language").child("Language"))
                    .child(select(Select::new("language", live(move || chosen.get()), live(options)), choose)),
            )
            .into(),
        piece(shown),
    ]
    .into()
}

fn parts(state: State, program: Program) -> Node {
    let Program { files, needs, build, exec_start, try_it } = program;
    let mut parts: Vec<Node> =
        files.into_iter().map(|(name, text)| file(state, name, text).into()).collect();
    let differs = state.read(|units| {
        units.value(crate::activation::Lens::service("ExecStart")) != Some(exec_start.as_str())
    });
    let mut block = el("section")
        .class("block")
        .set("aria-label", "Build and try")
        .child(el("h2").child("Build and try"));
    if !needs.is_empty() {
        block = block.child(step(state, "What it needs, on Debian and Ubuntu", needs));
    }
    block = block.child(step(state, "Build it and put it in place", build));
    if differs {
        let lens = crate::activation::Lens::service("ExecStart");
        let written = exec_start.clone();
        let write = move |_| {
            state.edit(|units| units.set(lens, &written).unwrap_or_default());
            state.say("ExecStart= is in your unit now. Undo takes it out.");
        };
        block = block.child(
            el("div")
                .child(
                    el("p").child(prose(&format!("The unit has to say `ExecStart={exec_start}`."))),
                )
                .child(button("chip").on("click", write).child("Write it")),
        );
    }
    if let Some(try_it) = try_it {
        block = block.child(step(state, "Try it without installing anything", try_it));
    }
    parts.push(block.into());
    parts.into()
}

fn step(state: State, title: &'static str, command: String) -> Element {
    let copied = command.clone();
    el("div").child(el("h3").child(title)).child(
        el("div")
            .class("command")
            .child(el("pre").set("tabindex", "0").set("aria-label", title).child(command))
            .child(copy_button(
                state,
                live(move || format!("“{title}”")),
                live(move || copied.clone()),
            )),
    )
}

fn file(state: State, name: String, text: String) -> Element {
    let [copied_name, saved_name, head] = [(); 3].map(|()| name.clone());
    let (copied, saved) = (text.clone(), text.clone());
    let download = move |_| {
        // A download has no folders.
        let name = saved_name.rsplit('/').next().unwrap_or_default();
        browser::download(name, "text/plain", saved.as_bytes());
        state.say(format!("Downloaded {name}."));
    };
    el("article")
        .class("file")
        .set("aria-label", name.clone())
        .child(
            el("header")
                .child(el("h2").child(head))
                .child(el("span").class("grow"))
                .child(copy_button(
                    state,
                    live(move || copied_name.clone()),
                    live(move || copied.clone()),
                ))
                .child(
                    button("icon")
                        .set("title", "Download")
                        .set("aria-label", format!("Download {name}"))
                        .on("click", download)
                        .child(icon::tray()),
                ),
        )
        .child(
            el("pre")
                .class("program")
                .set("tabindex", "0")
                .set("aria-label", format!("Text of {name}"))
                .child(text),
        )
}
