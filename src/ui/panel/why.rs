//! The text of a rule, as it is shown under "Why?".
//!
//! The texts are our own, so what they may hold is little: headings, paragraphs, lists of `-`, and fenced code.

use crate::ui::element::{Element, Node, el};
use crate::ui::widget::prose;

/// The text without its title, which is the rule's name.
pub fn why(text: &str) -> Element {
    let mut parts: Vec<Node> = Vec::new();
    for block in blocks(text) {
        parts.push(match block {
            Block::Heading(heading) => el("h3").child(heading).into(),
            Block::Text(text) => el("p").child(prose(&text)).into(),
            Block::Items(items) => {
                let items = items.iter().map(|item| el("li").child(prose(item)));
                el("ul").child(items.collect::<Node>()).into()
            }
            Block::Code(code) => el("pre").set("tabindex", "0").child(code).into(),
        });
    }
    el("div").class("why").child(parts)
}

#[derive(Debug, PartialEq, Eq)]
enum Block {
    Heading(String),
    Text(String),
    Items(Vec<String>),
    Code(String),
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().skip_while(|line| line.starts_with("# ") || line.is_empty());
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let code: Vec<&str> =
                lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            blocks.push(Block::Code(code.join("\n")));
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
        let text = "# name\n\nIn a\nsentence.\n\n## Bad\n\n```ini\n[Unit]\n\nA=b\n```\n- one\n  more\n- two\n\nEnd";
        let owned = str::to_owned;
        assert_eq!(
            blocks(text),
            [
                Block::Text(owned("In a sentence.")),
                Block::Heading(owned("Bad")),
                Block::Code(owned("[Unit]\n\nA=b")),
                Block::Items(vec![owned("one more"), owned("two")]),
                Block::Text(owned("End")),
            ]
        );
    }
}
