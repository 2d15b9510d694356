//! A choice from a list.

use crate::ui::browser;
use crate::ui::element::{Element, Live, Node, el, live, piece};

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen with it.
    pub value: String,
    /// What it says.
    pub label: String,
    /// Whether it cannot be chosen as things are.
    pub barred: bool,
}

impl Choice {
    /// An entry that can be chosen.
    pub fn new(value: &str, label: &str) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), barred: false }
    }
}

/// A list of which one entry is chosen.
pub struct Select {
    /// Its id; `{id}-says` is the element that says more.
    pub id: String,
    /// A name for screen readers where no label is tied to it.
    pub name: Option<String>,
    /// What is chosen.
    pub value: Live<String>,
    /// What can be chosen.
    pub options: Live<Vec<Choice>>,
    /// Whether the choice is a wrong one.
    pub invalid: Live<bool>,
    /// Whether nothing can be chosen.
    pub disabled: Live<bool>,
}

impl Select {
    /// A list with these entries.
    pub fn new(id: impl Into<String>, value: Live<String>, options: Live<Vec<Choice>>) -> Self {
        let never = live(|| false);
        Self { id: id.into(), name: None, value, options, invalid: never.clone(), disabled: never }
    }
}

/// A list that calls `chosen` with what is chosen from it.
pub fn select(select: Select, chosen: impl Fn(String) + 'static) -> Element {
    let Select { id, name, value, options, invalid, disabled } = select;
    let listed = piece(move || {
        let value = value();
        let entry = |choice: Choice| {
            let selected = choice.value == value;
            el("option")
                .set("value", choice.value)
                .flag("selected", live(move || selected))
                .flag("disabled", live(move || choice.barred))
                .child(choice.label)
        };
        Some(options().into_iter().map(entry).collect::<Node>())
    });
    el("select")
        .set("aria-describedby", format!("{id}-says"))
        .set("id", id)
        .follow("aria-label", live(move || name.clone()))
        .follow("aria-invalid", live(move || invalid().then(|| "true".to_owned())))
        .flag("disabled", disabled)
        .on("change", move |event| chosen(browser::value_of(&event)))
        .child(listed)
}
