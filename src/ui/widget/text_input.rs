//! Text fields: a focused one shows what was typed, not what was read back.

use super::prose;
use crate::ui::browser;
use crate::ui::live::{on, piece};
use crate::ui::state::State;
use leptos::prelude::*;

/// What becomes of a value that was typed: taken, or refused with a message.
pub type Typed = Callback<String, Result<(), String>>;

/// What was typed into one field and is not, or not yet, what its value reads back as.
#[derive(Clone, Copy)]
struct Draft {
    state: State,
    value: Signal<String>,
    text: RwSignal<Option<(u32, String)>>,
    refused: RwSignal<Option<String>>,
    leaps: Signal<u32>,
}

impl Draft {
    fn new(value: Signal<String>) -> Self {
        let state = State::get();
        let (text, refused) = (RwSignal::new(None), RwSignal::new(None));
        Self { state, value, text, refused, leaps: state.leaps() }
    }

    /// The draft, unless undo or a preset has made it void.
    fn shown(self) -> String {
        let leaps = self.leaps.get();
        match self.text.get() {
            Some((at, text)) if at == leaps => text,
            _ => self.value.get(),
        }
    }

    fn refusal(self) -> Option<String> {
        let leaps = self.leaps.get();
        let stands = self.text.get().is_some_and(|(at, _)| at == leaps);
        self.refused.get().filter(|_| stands)
    }

    fn typed(self, text: String, typed: Typed) {
        let answer = typed.run(text.clone());
        self.text.set(Some((self.leaps.get_untracked(), text)));
        self.refused.set(answer.err());
    }

    fn left(self) {
        self.state.end_typing();
        // What was refused stays where it was typed, or it would be lost.
        if self.refused.get_untracked().is_none() {
            self.text.set(None);
        }
    }
}

/// A field of one line. Its frame says what `id-says` holds.
#[component]
pub fn TextInput(
    id: String,
    #[prop(into)] value: Signal<String>,
    typed: Typed,
    #[prop(into, optional)] placeholder: Signal<String>,
    #[prop(into, optional)] invalid: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// Told what stands in the field when it is left.
    #[prop(optional)]
    left: Option<Callback<String>>,
    /// A name for screen readers where no label is tied to it.
    #[prop(optional)]
    name: String,
    #[prop(optional)] plain: bool,
) -> impl IntoView {
    let draft = Draft::new(value);
    let says = format!("{id}-says");
    let name = (!name.is_empty()).then_some(name);
    let wrong =
        Signal::derive(move || (invalid.get() || draft.refusal().is_some()).then_some("true"));
    view! {
        <input id=id type="text" class:mono=!plain autocomplete="off" autocapitalize="off" spellcheck="false"
            value=draft.value.get_untracked() prop:value=Signal::derive(move || draft.shown())
            placeholder=placeholder aria-label=name aria-describedby=says aria-invalid=wrong
            disabled=disabled
            on:focus=on(move |_| draft.state.begin_typing())
            on:input=on(move |event: browser::Any| draft.typed(event_target_value(&event), typed))
            on:blur=on(move |event: browser::Focus| {
                draft.left();
                if let Some(left) = left {
                    left.run(event_target_value(&event));
                }
            })/>
        {piece(move || draft.refusal().map(|message| view! { <p class="error">{prose(&message)}</p> }.into_any()))}
    }
    .into_any()
}

/// A whole text to be typed in.
#[component]
pub fn TextArea(
    #[prop(into)] name: Signal<String>,
    #[prop(into)] value: Signal<String>,
    typed: Typed,
) -> impl IntoView {
    let draft = Draft::new(value);
    view! {
        <textarea aria-label=name autocomplete="off" autocapitalize="off" spellcheck="false"
            prop:value=Signal::derive(move || draft.shown())
            on:focus=on(move |_| draft.state.begin_typing())
            on:input=on(move |event: browser::Any| draft.typed(event_target_value(&event), typed))
            on:blur=on(move |_| draft.left())>{draft.value.get_untracked()}</textarea>
    }
    .into_any()
}
