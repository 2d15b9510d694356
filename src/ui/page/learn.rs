//! *How it works*: the whole idea in words, figures and examples; the generator stands below, to try it.

use crate::activation::Activation;
use crate::explain::journal::{self, JournalLine};
use crate::ui::browser;
use crate::ui::figure::boot::BootFigure;
use crate::ui::figure::modes::ModesFigures;
use crate::ui::figure::restart::RestartFigures;
use crate::ui::figure::steps::StepsFigure;
use crate::ui::link;
use crate::ui::state::use_state;
use crate::ui::widget::markdown::{self, Block, Markdown};
use crate::ui::widget::{CodeText, Complaint, Prose};
use leptos::prelude::*;

/// The text.
const TEXT: &str = include_str!("learn.md");

/// The page.
#[component]
pub fn LearnPage() -> AnyView {
    let state = use_state();
    let named = state.route.with_untracked(|route| link::page(route).split('/').nth(1).map(id_of));
    let title = NodeRef::new();
    if let Some(id) = named {
        browser::once_there(title, move || browser::show(&id));
    }
    let blocks = markdown::blocks(TEXT);
    let titles = blocks.iter().filter_map(|block| match block {
        Block::Heading(title) => Some(title.clone()),
        _ => None,
    });
    let link = |title: String| view! { <ContentsLink title=title /> }.into_any();
    let contents = titles.map(link).collect::<Vec<_>>();
    view! {
        <nav class="contents" aria-label="On this page">
            {contents}
        </nav>
        <article aria-labelledby="learn">
            <h2 id="learn" tabindex="-1" node_ref=title>
                "How socket activation works"
            </h2>
            {blocks.into_iter().map(|block| view! { <LearnBlock block=block /> }.into_any()).collect::<Vec<_>>()}
            <h2 class="try">"Try it"</h2>
        </article>
    }
    .into_any()
}

/// A way to a section; the address then names it.
#[component]
fn ContentsLink(title: String) -> AnyView {
    let section = anchor(&title);
    let address = format!("#/learn/{section}");
    let jump = move |_| browser::show(&id_of(&section));
    view! {
        <a href=address on:click=jump>
            {title}
        </a>
    }
    .into_any()
}

#[component]
fn LearnBlock(block: Block) -> AnyView {
    match block {
        Block::Heading(title) => {
            let id = id_of(&anchor(&title));
            view! {
                <h3 id=id tabindex="-1">
                    {title}
                </h3>
            }
            .into_any()
        }
        Block::Text(text) => match text.strip_prefix('!') {
            Some("figure steps") => view! { <StepsFigure /> }.into_any(),
            Some("figure modes") => view! { <ModesFigures /> }.into_any(),
            Some("figure boot") => view! { <BootFigure /> }.into_any(),
            Some("figure restart") => view! { <RestartFigures /> }.into_any(),
            Some("journal") => view! { <JournalHelper /> }.into_any(),
            _ if text.starts_with("Sources:") => {
                view! { <Complaint class="quiet" text=text /> }.into_any()
            }
            _ => view! { <Markdown block=Block::Text(text) /> }.into_any(),
        },
        Block::Code(info, code) => match info.strip_prefix("units ") {
            Some(name) => view! { <Example name=name.to_owned() code=code /> }.into_any(),
            None => view! { <Markdown block=Block::Code(info, code) /> }.into_any(),
        },
        Block::Items(_) => view! { <Markdown block=block /> }.into_any(),
    }
}

/// What an address calls the section with this title.
fn anchor(title: &str) -> String {
    let words = title.to_lowercase();
    let words = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// The id of the section that an address calls `section`.
fn id_of(section: &str) -> String {
    format!("learn-{section}")
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

#[component]
fn Example(name: String, code: String) -> AnyView {
    let state = use_state();
    let units = units_of(&name, &code);
    let open = move |_| {
        let units = units.clone();
        state.replace(move |before| {
            let mut units = units;
            units.set_target(before.target());
            units
        });
        state.go_to_generator();
        state.say("Opened the example. Undo brings your units back.");
    };
    view! {
        <div class="example">
            <pre tabindex="0" aria-label=format!("The units of {name}")>
                <CodeText text=code language="ini" />
            </pre>
            <button type="button" class="chip" on:click=open>
                {format!("Open {name} in the generator")}
            </button>
        </div>
    }
    .into_any()
}

/// A line of the journal, explained.
#[component]
fn JournalHelper() -> AnyView {
    let line = RwSignal::new(String::new());
    let explained = |known: JournalLine| {
        view! {
            <div class="entry-of">
                <p>
                    <strong>{known.says}</strong>
                </p>
                <p>
                    <Prose text=known.cause />
                </p>
                <p>
                    <b>"What to do: "</b>
                    <Prose text=known.cure />
                </p>
            </div>
        }
        .into_any()
    };
    let answer = move || {
        line.with(|line| match journal::explain(line) {
            _ if line.trim().is_empty() => Vec::new(),
            found if found.is_empty() => {
                let none = "Nothing here fits this line. Paste the whole of it, or the one before: systemd names the cause first.";
                vec![view! { <Complaint class="" text=none /> }.into_any()]
            }
            found => found.into_iter().map(explained).collect(),
        })
    };
    view! {
        <div class="journal">
            <label for="journal-line">"A line of the journal"</label>
            <input
                type="text"
                id="journal-line"
                class="mono"
                placeholder="myapp.socket: Trigger limit hit, refusing further activation."
                on:input:target=move |event| line.set(event.target().value())
            />
            <div role="status">{answer}</div>
        </div>
    }
    .into_any()
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
