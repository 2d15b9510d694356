//! *How it works*: the whole idea in words, figures and examples; the generator stands below, to try it.

use crate::activation::Activation;
use crate::explain::journal;
use crate::ui::browser;
use crate::ui::element::{Element, Node, button, el, live, piece};
use crate::ui::figure::{boot, modes, restart, steps};
use crate::ui::state::State;
use crate::ui::widget::markdown::{self, Block};
use crate::ui::widget::prose;
use leptos::prelude::*;

/// The text.
const TEXT: &str = include_str!("learn.md");

/// The page.
pub fn learn(state: State) -> Node {
    let blocks = markdown::blocks(TEXT);
    let titles = blocks.iter().filter_map(|block| match block {
        Block::Heading(title) => Some(title.clone()),
        _ => None,
    });
    let contents = titles.map(|title| {
        let id = anchor(&title);
        button("link").on("click", move |_| browser::focus(&id)).child(title)
    });
    let contents = el("nav")
        .class("contents")
        .set("aria-label", "On this page")
        .child(contents.collect::<Node>());
    let shown = blocks.into_iter().map(|block| show(state, block)).collect::<Vec<_>>();
    vec![
        el("article")
            .class("learn")
            .set("aria-labelledby", "how-it-works")
            .child(el("h2").set("id", "how-it-works").child("How socket activation works"))
            .child(contents)
            .child(shown)
            .child(el("h2").class("try").child("Try it"))
            .into(),
    ]
    .into()
}

fn show(state: State, block: Block) -> Node {
    match block {
        Block::Heading(title) => {
            el("h3").set("id", anchor(&title)).set("tabindex", "-1").child(title).into()
        }
        Block::Text(text) => match text.strip_prefix('!') {
            Some("figure steps") => steps::steps(state),
            Some("figure modes") => modes::modes(state),
            Some("figure boot") => boot::boot(state),
            Some("figure restart") => restart::restart(state),
            Some("journal") => explain_line().into(),
            _ if text.starts_with("Sources:") => el("p").class("quiet").child(text).into(),
            _ => el("p").child(stressed(&text)).into(),
        },
        Block::Items(items) => el("ul")
            .child(items.iter().map(|item| el("li").child(stressed(item))).collect::<Node>())
            .into(),
        Block::Code(info, code) => match info.strip_prefix("units ") {
            Some(name) => example(state, name, &code).into(),
            None => markdown::shown(Block::Code(info, code)),
        },
    }
}

/// A text with what stands between two stars made strong.
fn stressed(text: &str) -> Node {
    let pieces = text.split("**").enumerate().filter(|(_, piece)| !piece.is_empty());
    let piece = |(index, piece): (usize, &str)| match index % 2 {
        0 => prose(piece),
        _ => el("strong").child(prose(piece)).into(),
    };
    Node::Several(pieces.map(piece).collect())
}

/// An id for a heading.
fn anchor(title: &str) -> String {
    let words = title.to_lowercase();
    let words = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("learn-{}", words.collect::<Vec<_>>().join("-"))
}

/// The units that stand in an example, each behind a line with its name.
fn units_of(name: &str, code: &str) -> Activation {
    let text = |suffix: &str| {
        let lines =
            code.lines().skip_while(|line| !is_name(line) || !line.ends_with(suffix)).skip(1);
        lines.take_while(|line| !is_name(line)).collect::<Vec<_>>().join("\n").trim_end().to_owned()
            + "\n"
    };
    Activation::new(name, &text(".socket"), &text(".service"))
}

fn is_name(line: &str) -> bool {
    line.starts_with("# ") && (line.ends_with(".socket") || line.ends_with(".service"))
}

fn example(state: State, name: &str, code: &str) -> Element {
    let units = units_of(name, code);
    let open = move |_| {
        let units = units.clone();
        state.replace(move |before| {
            let mut units = units;
            units.set_target(before.target());
            units
        });
        state.go("");
        state.say("Opened the example. Undo brings your units back.");
    };
    el("div")
        .class("example")
        .child(
            el("pre")
                .set("tabindex", "0")
                .set("aria-label", format!("The units of {name}"))
                .child(code.to_owned()),
        )
        .child(button("chip").on("click", open).child(format!("Open {name} in the generator")))
}

/// A line of the journal, explained.
fn explain_line() -> Element {
    let line = RwSignal::new(String::new());
    let field = el("input")
        .set("type", "text")
        .set("id", "journal-line")
        .class("mono")
        .set("placeholder", "myapp.socket: Trigger limit hit, refusing further activation.")
        .value(live(move || line.get()))
        .on("input", move |event| line.set(browser::value_of(&event)));
    let answer = move || {
        let line = line.get();
        if line.trim().is_empty() {
            return None;
        }
        let found = journal::explain(&line);
        if found.is_empty() {
            let none = "Nothing here fits this line. Paste the whole of it, or the one before: systemd names the cause first.";
            return Some(el("p").child(none).into());
        }
        let entry = |entry: journal::Entry| {
            el("div")
                .class("entry-of")
                .child(el("p").child(el("strong").child(entry.says)))
                .child(el("p").child(prose(entry.cause)))
                .child(el("p").child(el("b").child("What to do: ")).child(prose(entry.cure)))
        };
        Some(found.into_iter().map(entry).collect())
    };
    el("div")
        .class("journal")
        .child(el("label").set("for", "journal-line").child("A line of the journal"))
        .child(field)
        .child(el("div").set("role", "status").child(piece(answer)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Role;
    use crate::check::{self, Case};

    #[test]
    fn every_example_is_free_of_findings() {
        let mut examples = 0;
        for block in markdown::blocks(TEXT) {
            let Block::Code(info, code) = block else { continue };
            let Some(name) = info.strip_prefix("units ") else { continue };
            let units = units_of(name, &code);
            for role in Role::ALL {
                let file = format!("# {}\n", units.file_name(role));
                assert!(code.contains(&file), "{file} in {code}");
            }
            assert_eq!(check::run(&Case::pair(&units)), []);
            examples += 1;
        }
        assert_eq!(examples, 2);
    }

    #[test]
    fn every_part_of_the_text_is_there() {
        let marks: Vec<String> = markdown::blocks(TEXT)
            .into_iter()
            .filter_map(|block| match block {
                Block::Text(text) => text.strip_prefix('!').map(str::to_owned),
                _ => None,
            })
            .collect();
        assert_eq!(
            marks,
            ["figure steps", "figure modes", "figure boot", "figure restart", "journal"]
        );
        let sections = TEXT.matches("\n## ").count();
        let sources = TEXT.matches("\nSources: ").count();
        assert_eq!(sections - 1, sources, "each section but the journal's names its sources");
    }
}
