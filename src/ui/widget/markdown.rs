//! Our own longer texts, as they are written: headings, paragraphs, lists of `-`, and fenced code.

use super::{CodeText, Prose};
use leptos::prelude::*;

/// A piece of such a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line after `##`.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// The entries of a list.
    Items(Vec<String>),
    /// What stands between fences, and the words behind the first of them.
    Code(String, String),
}

/// A block as it is shown, its heading as an `h3`, and what stands between two stars strong.
#[component]
pub fn Markdown(block: Block) -> AnyView {
    match block {
        Block::Heading(heading) => view! { <h3>{heading}</h3> }.into_any(),
        Block::Text(text) => view! {
            <p>
                <Stressed text=text />
            </p>
        }
        .into_any(),
        Block::Items(items) => {
            let item = |text: String| {
                view! {
                    <li>
                        <Stressed text=text />
                    </li>
                }
            };
            view! { <ul>{items.into_iter().map(item).collect::<Vec<_>>()}</ul> }.into_any()
        }
        Block::Code(language, code) => view! {
            <pre tabindex="0">
                <CodeText text=code language=language />
            </pre>
        }
        .into_any(),
    }
}

#[component]
fn Stressed(text: String) -> AnyView {
    let parts = text.split("**").enumerate().filter(|(_, part)| !part.is_empty());
    let shown = |(index, part): (usize, &str)| match index % 2 {
        0 => view! { <Prose text=part /> }.into_any(),
        _ => view! {
            <strong>
                <Prose text=part />
            </strong>
        }
        .into_any(),
    };
    parts.map(shown).collect::<Vec<_>>().into_any()
}

/// The blocks of a text, without its title.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    // Where a paragraph's claim comes from is for the tests.
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with("<!-- "))
        .skip_while(|line| line.starts_with("# ") || line.is_empty());
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let code: Vec<&str> =
                lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            blocks.push(Block::Code(info.to_owned(), code.join("\n")));
        } else if let Some(heading) = line.strip_prefix("## ") {
            blocks.push(Block::Heading(heading.to_owned()));
        } else if let Some(item) = line.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::Items(items)) => items.push(item.to_owned()),
                _ => blocks.push(Block::Items(vec![item.to_owned()])),
            }
        } else if line.is_empty() {
            blocks.push(Block::Text(String::new()));
        } else {
            match blocks.last_mut() {
                Some(Block::Text(text)) if !text.is_empty() => *text += &format!(" {line}"),
                Some(Block::Items(items)) => {
                    let last = items.last_mut().expect("a list begins with an item");
                    *last += &format!(" {}", line.trim());
                }
                _ => blocks.push(Block::Text(line.to_owned())),
            }
        }
    }
    blocks.retain(|block| *block != Block::Text(String::new()));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_our_texts_hold() {
        let text = "# name\n\nIn a\nsentence.\n<!-- claim: one -->\n\n## Bad\n\n```ini\n[Unit]\n\nA=b\n```\n- one\n  more\n\
            <!-- claim: two; man: a(5) B= -->\n- two\n<!-- advice -->\n\nEnd";
        let owned = str::to_owned;
        assert_eq!(
            blocks(text),
            [
                Block::Text(owned("In a sentence.")),
                Block::Heading(owned("Bad")),
                Block::Code(owned("ini"), owned("[Unit]\n\nA=b")),
                Block::Items(vec![owned("one more"), owned("two")]),
                Block::Text(owned("End")),
            ]
        );
    }
}
