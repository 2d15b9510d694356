//! Text fields: a focused one shows what was typed, not what was read back.

use super::Complaint;
use crate::ui::dynamic::{aria_invalid, dynamic, text};
use crate::ui::state::{State, use_state};
use leptos::prelude::*;

/// What becomes of a value that was typed: taken, or refused with a message.
pub type Typed = Callback<String, Result<(), String>>;

/// What was typed into one field and is not, or not yet, what its value reads back as.
#[derive(Clone, Copy)]
pub struct Draft {
    state: State,
    /// The field, for whom the page keeps what it refused.
    id: StoredValue<String>,
    value: Signal<String>,
    typed: Typed,
    text: RwSignal<Option<DraftText>>,
}

#[derive(Clone)]
struct DraftText {
    text: String,
    /// What is typed is void once other units are there.
    replacement: u32,
    refused: Option<String>,
}

impl Draft {
    /// The draft of the field `id`, which shows `value` unless something else is typed.
    pub fn new(id: &str, value: Signal<String>, typed: Typed) -> Self {
        let state = use_state();
        let draft = Self {
            state,
            id: StoredValue::new(id.to_owned()),
            value,
            typed,
            text: RwSignal::new(None),
        };
        on_cleanup(move || draft.tell(None));
        draft
    }

    fn with<T>(self, read: impl FnOnce(&DraftText) -> T) -> Option<T> {
        let replacement = self.state.replacement.get();
        self.text
            .with(|draft| draft.as_ref().filter(|draft| draft.replacement == replacement).map(read))
    }

    /// What the field shows.
    pub fn shown(self) -> String {
        self.with(|draft| draft.text.clone()).unwrap_or_else(|| self.value.get())
    }

    /// Why what was typed is refused, if it is.
    pub fn refusal(self) -> Option<String> {
        self.with(|draft| draft.refused.clone()).flatten()
    }

    /// The field got the focus.
    pub fn begin(self) {
        self.state.begin_typing();
    }

    /// The field holds something else.
    pub fn type_in(self, text: String) {
        let refused = self.typed.run(text.clone()).err();
        self.tell(refused.clone());
        let replacement = self.state.replacement.get_untracked();
        self.text.set(Some(DraftText { text, replacement, refused }));
    }

    /// The field lost the focus.
    pub fn leave(self) {
        // A field that is taken away with the focus in it is left when nothing of it is there any more.
        if self.text.is_disposed() {
            return;
        }
        self.state.end_typing();
        // What was refused stays where it was typed, or it would be lost.
        let is_refused =
            |draft: &Option<DraftText>| draft.as_ref().is_some_and(|draft| draft.refused.is_some());
        if !self.text.with_untracked(is_refused) {
            self.text.set(None);
        }
    }

    /// Forgets what was refused, and gives the reason.
    pub fn forget_refused(self) -> Option<String> {
        let why = self.text.with_untracked(|draft| draft.as_ref()?.refused.clone())?;
        self.tell(None);
        self.text.set(None);
        Some(why)
    }

    /// Tells the page what the field refuses, for the verdict on both units.
    fn tell(self, refused: Option<String>) {
        let Some(id) = self.id.try_get_value() else { return };
        let is_told = |all: &Vec<(String, String)>| all.iter().any(|(field, _)| *field == id);
        if refused.is_some() || self.state.refused.with_untracked(is_told) {
            self.state.refused.update(|all| {
                all.retain(|(field, _)| *field != id);
                all.extend(refused.map(|why| (id, why)));
            });
        }
    }
}

/// A field of one line, and below it why what was typed is refused. `{id}-says` is the element that says more.
#[component]
pub fn TextInput(
    #[prop(into)] id: String,
    /// A name for screen readers where no label is tied to it.
    #[prop(into, optional)]
    name: Option<String>,
    value: Signal<String>,
    #[prop(into)] typed: Typed,
    /// What it says when it is empty.
    #[prop(into, optional)]
    placeholder: Signal<String>,
    #[prop(into, optional)] invalid: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// Told what stands in the field when it is left.
    #[prop(into, optional)]
    on_leave: Option<Callback<String>>,
    /// Whether it holds a sentence rather than code.
    #[prop(optional)]
    plain: bool,
) -> AnyView {
    let draft = Draft::new(&id, value, typed);
    let is_wrong = aria_invalid(move || invalid.get() || draft.refusal().is_some());
    let shown = text(move || draft.shown());
    let refused_id = format!("{id}-refused");
    let refusal = dynamic(move || match draft.refusal() {
        Some(why) => view! { <Complaint class="error" text=why /> }.into_any(),
        None => ().into_any(),
    });
    let leave = move |left: String| {
        draft.leave();
        if let Some(on_leave) = on_leave {
            on_leave.try_run(left);
        }
    };
    view! {
        <input
            type="text"
            class=if plain { "" } else { "mono" }
            aria-describedby=format!("{refused_id} {id}-says")
            id=id
            aria-label=name
            aria-invalid=is_wrong
            placeholder=placeholder
            disabled=disabled
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            value=untrack(move || draft.shown())
            prop:value=shown
            on:focus=move |_| draft.begin()
            on:input:target=move |event| draft.type_in(event.target().value())
            on:blur:target=move |event| leave(event.target().value())
        />
        <div class="refusal" id=refused_id>
            {refusal}
        </div>
    }
    .into_any()
}
