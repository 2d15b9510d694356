//! Text fields: a focused one shows what was typed, not what was read back.

use super::complaint;
use crate::ui::browser;
use crate::ui::element::{Element, Live, Node, el, live, piece};
use crate::ui::state::State;
use leptos::prelude::*;
use std::rc::Rc;

/// What becomes of a value that was typed: taken, or refused with a message.
pub type Typed = Rc<dyn Fn(String) -> Result<(), String>>;

/// What was typed into one field and is not, or not yet, what its value reads back as.
#[derive(Clone)]
struct Draft {
    state: State,
    value: Live<String>,
    typed: Typed,
    /// The text, after how many leaps it was typed, and why it was refused.
    text: RwSignal<Option<(String, u32, Option<String>)>>,
}

impl Draft {
    fn new(state: State, value: Live<String>, typed: Typed) -> Self {
        Self { state, value, typed, text: RwSignal::new(None) }
    }

    /// Reads the draft, unless undo or a preset has made it void.
    fn with<T>(&self, read: impl FnOnce(&str, &Option<String>) -> T) -> Option<T> {
        let leaps = self.state.leaps.get();
        self.text.with(|draft| match draft {
            Some((text, at, refused)) if *at == leaps => Some(read(text, refused)),
            _ => None,
        })
    }

    fn shown(&self) -> String {
        self.with(|text, _| text.to_owned()).unwrap_or_else(|| (self.value)())
    }

    fn refusal(&self) -> Option<String> {
        self.with(|_, refused| refused.clone()).flatten()
    }

    fn typed(&self, text: String) {
        let refused = (self.typed)(text.clone()).err();
        self.text.set(Some((text, self.state.leaps.get_untracked(), refused)));
    }

    fn left(&self) {
        self.state.end_typing();
        // What was refused stays where it was typed, or it would be lost.
        let refused = self.text.with_untracked(|draft| matches!(draft, Some((_, _, Some(_)))));
        if !refused {
            self.text.set(None);
        }
    }

    /// Lets `field` show the draft and write it.
    fn in_field(&self, field: Element) -> Element {
        let [shown, focused, typed, left] = [(); 4].map(|()| self.clone());
        field
            .set("autocomplete", "off")
            .set("autocapitalize", "off")
            .set("spellcheck", "false")
            .value(live(move || shown.shown()))
            .on("focus", move |_| focused.state.begin_typing())
            .on("input", move |event| typed.typed(browser::value_of(&event)))
            .on("blur", move |_| left.left())
    }
}

/// A field of one line. Its frame says what `{id}-says` holds.
pub struct TextInput {
    /// Its id.
    pub id: String,
    /// A name for screen readers where no label is tied to it.
    pub name: Option<String>,
    /// What it shows unless something else is typed.
    pub value: Live<String>,
    /// What becomes of what is typed.
    pub typed: Typed,
    /// What it says when it is empty.
    pub placeholder: Option<Live<String>>,
    /// Whether what stands there is wrong.
    pub invalid: Live<bool>,
    /// Whether nothing can be typed.
    pub disabled: Live<bool>,
    /// Told what stands in the field when it is left.
    pub left: Option<Rc<dyn Fn(String)>>,
    /// Whether it holds a sentence rather than code.
    pub plain: bool,
}

impl TextInput {
    /// A field that shows `value` and hands on what is `typed`.
    pub fn new(
        id: impl Into<String>,
        value: Live<String>,
        typed: impl Fn(String) -> Result<(), String> + 'static,
    ) -> Self {
        let never = live(|| false);
        Self {
            id: id.into(),
            name: None,
            value,
            typed: Rc::new(typed),
            placeholder: None,
            invalid: never.clone(),
            disabled: never,
            left: None,
            plain: false,
        }
    }
}

/// The field, and below it why what was typed is refused.
pub fn text_input(state: State, input: TextInput) -> Node {
    let TextInput { id, name, value, typed, placeholder, invalid, disabled, left, plain } = input;
    let draft = Draft::new(state, value, typed);
    let [wrong, refused] = [draft.clone(), draft.clone()];
    let mut field = el("input")
        .set("type", "text")
        .set("aria-describedby", format!("{id}-says"))
        .set("id", id)
        .class(if plain { "" } else { "mono" })
        .follow("aria-label", live(move || name.clone()))
        .follow(
            "aria-invalid",
            live(move || (invalid() || wrong.refusal().is_some()).then(|| "true".to_owned())),
        )
        .flag("disabled", disabled);
    if let Some(placeholder) = placeholder {
        field = field.follow("placeholder", live(move || Some(placeholder())));
    }
    field = draft.in_field(field);
    if let Some(left) = left {
        field = field.on("blur", move |event| left(browser::value_of(&event)));
    }
    let refusal =
        piece(move || refused.refusal().map(|message| complaint("error", &message).into()));
    vec![field.into(), refusal].into()
}

/// A whole text to be typed in.
pub fn text_area(
    state: State,
    id: &'static str,
    name: Live<String>,
    value: Live<String>,
    typed: Typed,
) -> Element {
    let area = el("textarea").set("id", id).follow("aria-label", live(move || Some(name())));
    Draft::new(state, value, typed).in_field(area)
}
