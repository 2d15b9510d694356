//! A field for any directive: the catalogue says which control, the text what is in it.

use crate::activation::{Activation, Lens, Role};
use crate::syntax::Unwritable;
use crate::ui::browser;
use crate::ui::dynamic::{flag, text};
use crate::ui::ids::{field_id, help_id};
use crate::ui::parts::LaterList;
use crate::ui::state::{Derived, State, use_state};
use crate::ui::widget::{Choice, Field, Marks, Select, TextInput, Tick};
use crate::value::{Kind, boolean};
use leptos::prelude::*;

/// What a field of a card is for, and what people call it.
pub type FieldSpec = (Lens, &'static str);

/// The fields of a card or a group, in their order.
#[component]
pub fn Fields(fields: &'static [FieldSpec]) -> AnyView {
    let field =
        |(lens, label): &FieldSpec| view! { <LensField lens=*lens label=label /> }.into_any();
    view! { <div class="fields">{fields.iter().map(field).collect::<Vec<_>>()}</div> }.into_any()
}

/// The ids of these fields, for what holds them folded away.
pub fn ids(fields: &[FieldSpec]) -> String {
    fields.iter().map(|(lens, _)| field_id(*lens)).collect::<Vec<_>>().join(" ")
}

/// How many of these fields hold something that systemd would not take.
pub fn count_bad(fields: &'static [FieldSpec]) -> Signal<usize> {
    let state = use_state();
    let is_bad = move |lens| Marks::of(state.findings_at(lens)).error.is_some();
    let count = move || fields.iter().filter(|(lens, _)| is_bad(*lens)).count();
    Derived::new(count).signal()
}

/// A field for the directive behind `lens`, which has one.
#[component]
pub fn LensField(lens: Lens, label: &'static str) -> AnyView {
    let state = use_state();
    let directive = lens.directive().expect("a field is for a directive");
    let reason = state.derive_settled(move |units| {
        let why = (state.library.get_untracked()?.does_not_apply)(units, lens)?;
        Some(format!("`{}=` {why}", lens.key))
    });
    let marks =
        Derived::new(move || Marks { reason: reason.get(), ..Marks::of(state.findings_at(lens)) });
    let is_set = state.derive_settled(move |units| units.value(lens).is_some());
    let is_useless = flag(move || is_set.get() && marks.with(|marks| marks.reason.is_some()));
    let take_out = move |()| {
        state.edit(|units| units.set(lens, "").unwrap_or_default());
        // The field itself may be of no use now.
        browser::focus(&help_id(&field_id(lens)));
        state.say(format!("{}= is out of your unit. Undo brings it back.", lens.key));
    };
    view! {
        <Field
            id=field_id(lens)
            label=label
            directive=directive
            marks=marks.signal()
            is_useless=is_useless
            take_out=take_out
        >
            {control(state, lens, label, marks)}
        </Field>
    }
    .into_any()
}

/// What a value is typed in or chosen with.
fn control(state: State, lens: Lens, label: &'static str, marks: Derived<Marks>) -> AnyView {
    let directive = lens.directive().expect("a field is for a directive");
    let id = field_id(lens);
    let value = state.derive(move |units| units.value(lens).unwrap_or_default().to_owned());
    let invalid = flag(move || marks.with(|marks| marks.error.is_some()));
    // What does nothing is not offered, but what is there already can still be taken out.
    let disabled =
        flag(move || marks.with(|marks| marks.reason.is_some()) && value.with(String::is_empty));
    let write = move |text: &str| state.edit(|units| units.set(lens, text).unwrap_or_default());
    match directive.kind {
        Kind::Boolean => {
            let default = directive.default == "yes";
            let is_on = flag(move || value.with(|value| boolean::read(value).unwrap_or(default)));
            let change = move |on: bool| {
                write(match on {
                    _ if on == default => "",
                    true => "yes",
                    false => "no",
                });
            };
            view! { <Tick id=id is_on=is_on invalid=invalid disabled=disabled on_change=change /> }
                .into_any()
        }
        kind if kind.words().is_some() => {
            let options = state.derive(move |units| options(units, lens)).signal();
            let choose = move |word: String| write(&word);
            view! {
                <Select
                    id=id
                    value=value.signal()
                    options=options
                    invalid=invalid
                    disabled=disabled
                    on_choose=choose
                />
            }
            .into_any()
        }
        _ if directive.repeats && lens.key != "ExecStart" => {
            view! { <LaterList lens=lens label=label /> }.into_any()
        }
        _ => {
            let typed = move |text: String| {
                state.type_in(|units| set(units, lens, &text)).map_err(|error| error.to_string())
            };
            // What holds when nothing is written; for the descriptors that is the unit's own name.
            let placeholder = text(move || match lens.key {
                "FileDescriptorName" => state.track(|units| units.file_name(Role::Socket)),
                _ => directive.default.trim_matches(['(', ')']).to_owned(),
            });
            view! {
                <TextInput
                    id=id
                    value=value.signal()
                    typed=typed
                    placeholder=placeholder
                    invalid=invalid
                    disabled=disabled
                    plain={lens.key == "Description"}
                />
            }
            .into_any()
        }
    }
}

/// The words to choose from: the default, those the target knows, and whatever else is written there.
fn options(units: &Activation, lens: Lens) -> Vec<Choice> {
    let Some(directive) = lens.directive() else { return Vec::new() };
    let default = match directive.default {
        "" => "not set".to_owned(),
        "default" => "as the system has it".to_owned(),
        default => format!("default: {default}"),
    };
    let mut options = vec![Choice::new("", &default)];
    let words = directive.kind.words().into_iter();
    let words = words.flat_map(|words| words.texts(units.target().version));
    options.extend(words.map(|word| Choice::new(word, word)));
    if let Some(value) =
        units.value(lens).filter(|value| options.iter().all(|choice| choice.value != *value))
    {
        options.push(Choice::new(value, value));
    }
    options
}

fn set(units: &mut Activation, lens: Lens, text: &str) -> Result<(), Unwritable> {
    match (lens.unit, lens.key) {
        (_, "User") => units.set_user(text),
        (Role::Service, "Description") => units.set_description(text),
        _ => units.set(lens, text),
    }
}
