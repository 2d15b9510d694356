//! Sentences with code in them.

use crate::ui::element::{Element, Node, el};

/// `text` with every piece between backticks shown as code.
pub fn prose(text: &str) -> Node {
    let pieces = text.split('`').enumerate().filter(|(_, piece)| !piece.is_empty());
    Node::Several(
        pieces
            .map(|(index, piece)| {
                let piece = Node::from(piece.to_owned());
                if index % 2 == 0 { piece } else { el("code").child(piece).into() }
            })
            .collect(),
    )
}

/// A sentence of the kind `class`, which says what is to be said about something.
pub fn complaint(class: &'static str, text: &str) -> Element {
    el("p").class(class).child(prose(text))
}
