//! A field for any directive: the catalogue says which widget, the text what is in it.

use crate::activation::{Activation, Lens, Role};
use crate::explain;
use crate::syntax::Assignment;
use crate::ui::element::{Element, Item, Node, button, el, list, live};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{Choice, Marks, Select, TextInput, field, icon, select, text_input, tick};
use crate::value::{Kind, boolean};
use leptos::prelude::*;
use std::rc::Rc;

/// One field of a card: a directive and what people call it.
pub type Entry = (Lens, &'static str);

/// The fields of a card or a group, in their order.
pub fn fields(state: State, entries: &'static [Entry]) -> Element {
    let fields = entries.iter().map(|(lens, label)| lens_field(state, *lens, label));
    el("div").class("fields").child(fields.collect::<Node>())
}

/// How many of these fields hold something that systemd would not take.
pub fn wrong(state: State, entries: impl IntoIterator<Item = &'static Entry>) -> usize {
    let is_wrong = |lens| Marks::of(state.findings_at(lens)).error.is_some();
    entries.into_iter().filter(|(lens, _)| is_wrong(*lens)).count()
}

/// What a field shows.
#[derive(Clone, PartialEq)]
struct Shown {
    value: String,
    marks: Marks,
}

/// A field for the directive behind `lens`, which has one.
pub fn lens_field(state: State, lens: Lens, label: &'static str) -> Element {
    let directive = lens.directive().expect("a field is for a directive");
    let id = id(lens);
    let shown = Derived::new(move || {
        state.track(|activation| Shown {
            value: activation.value(lens).unwrap_or_default().to_owned(),
            marks: Marks {
                reason: explain::does_not_apply(activation, lens)
                    .map(|why| format!("`{}=` {why}", lens.key)),
                ..Marks::of(state.findings_at(lens))
            },
        })
    });
    let value = live(move || shown.with(|shown| shown.value.clone()));
    let invalid = live(move || shown.with(|shown| shown.marks.error.is_some()));
    // What does nothing is not offered, but what is there already can still be taken out.
    let disabled =
        live(move || shown.with(|shown| shown.marks.reason.is_some() && shown.value.is_empty()));
    let write = move |text: &str| {
        state.edit(|activation| activation.set(lens, text).unwrap_or_default());
    };
    let control: Node = match directive.kind {
        Kind::Boolean => {
            let default = directive.default == "yes";
            let on =
                live(move || shown.with(|shown| boolean::read(&shown.value).unwrap_or(default)));
            let changed = move |on: bool| {
                write(if on == default {
                    ""
                } else if on {
                    "yes"
                } else {
                    "no"
                });
            };
            tick(id.clone(), on, changed, invalid, disabled).into()
        }
        kind if kind.words().is_some() => {
            let options = state.derive(move |activation| options(activation, lens));
            let list =
                Select { invalid, disabled, ..Select::new(id.clone(), value, options.live()) };
            select(list, move |word| write(&word)).into()
        }
        _ if directive.repeats && lens.key != "ExecStart" => entries(state, lens, label),
        _ => {
            let typed = move |text: String| {
                state
                    .type_in(|activation| set(activation, lens, &text))
                    .map_err(|error| error.to_string())
            };
            // What holds when nothing is written; for the descriptors that is the unit's own name.
            let placeholder = live(move || match lens.key {
                "FileDescriptorName" => {
                    state.track(|activation| activation.file_name(Role::Socket))
                }
                _ => directive.default.trim_matches(['(', ')']).to_owned(),
            });
            let input = TextInput {
                placeholder: Some(placeholder),
                invalid,
                disabled,
                plain: lens.key == "Description",
                ..TextInput::new(id.clone(), value, typed)
            };
            text_input(state, input)
        }
    };
    let marks = live(move || shown.with(|shown| shown.marks.clone()));
    let summary = live(move || state.later.get().flatten().map(|later| (later.summary)(directive)));
    field(&id, label, directive, summary, marks, control)
}

/// One field for each line of a directive that adds up to a list, and a way to add one.
fn entries(state: State, lens: Lens, label: &'static str) -> Node {
    let count = state.derive(move |activation| activation.list(lens).len());
    let adding = RwSignal::new(false);
    let row = move |index: usize| row(state, lens, label, index, count, adding);
    // One row more than there are lines while one is being added, and never none: an empty field is the way in.
    let rows = move || (count.get() + usize::from(adding.get())).max(1);
    vec![
        el("div")
            .class("entries")
            .child(list(move || {
                (0..rows()).map(|index| Item::new(index, move || row(index))).collect()
            }))
            .into(),
        button("link")
            .flag("disabled", live(move || count.get() < rows()))
            .on("click", move |_| adding.set(true))
            .child("+ Another")
            .into(),
    ]
    .into()
}

/// The field of one line.
fn row(
    state: State,
    lens: Lens,
    label: &'static str,
    index: usize,
    count: Derived<usize>,
    adding: RwSignal<bool>,
) -> Element {
    let value = state.derive(move |activation| {
        entry(activation, lens, index).map_or(String::new(), |a| a.value.to_owned())
    });
    let invalid = live(move || {
        let line = state.track(|activation| entry(activation, lens, index).map(|a| a.line));
        line.is_some_and(|line| Marks::of(state.findings_on_line(lens.unit, line)).error.is_some())
    });
    let typed = move |text: String| {
        let result =
            state.type_in(|activation| match entry(activation, lens, index).map(|a| a.line) {
                // A line that was emptied keeps its place until the field is left.
                _ if text.is_empty() => Ok(()),
                Some(line) => activation.set_entry(lens, line, &text),
                None => activation.add(lens, &text),
            });
        adding.set(count.get_untracked() <= index);
        result.map_err(|error| error.to_string())
    };
    let remove = move || {
        adding.set(false);
        state.edit(|activation| {
            if let Some(line) = entry(activation, lens, index).map(|a| a.line) {
                activation.set_entry(lens, line, "").unwrap_or_default();
            }
        });
    };
    let left = move |text: String| {
        if text.is_empty() {
            remove();
        }
    };
    let first = id(lens);
    let input = TextInput {
        name: Some(format!("{label} {}", index + 1)),
        invalid,
        left: Some(Rc::new(left)),
        ..TextInput::new(
            if index == 0 { first } else { format!("{first}-{index}") },
            value.live(),
            typed,
        )
    };
    el("div").class("entry").child(el("div").child(text_input(state, input))).child(
        button("icon")
            .set("aria-label", format!("Remove {label} {}", index + 1))
            .set("title", "Remove")
            .flag("disabled", live(move || count.get() == 0 && !adding.get()))
            .on("click", move |_| remove())
            .child(icon::cross()),
    )
}

fn entry(activation: &Activation, lens: Lens, index: usize) -> Option<Assignment<'_>> {
    activation.list(lens).get(index).copied()
}

/// The id of the field behind `lens`.
pub fn id(lens: Lens) -> String {
    let unit = match lens.unit {
        Role::Socket => "socket",
        Role::Service => "service",
    };
    format!("{unit}-{}", lens.key)
}

/// The words to choose from: the default, those the target knows, and whatever else is written there.
fn options(activation: &Activation, lens: Lens) -> Vec<Choice> {
    let Some(directive) = lens.directive() else { return Vec::new() };
    let default = match directive.default {
        "" => "not set".to_owned(),
        default => format!("default: {default}"),
    };
    let mut options = vec![Choice::new("", &default)];
    let words = directive
        .kind
        .words()
        .into_iter()
        .flat_map(|words| words.texts(activation.target().version));
    options.extend(words.map(|word| Choice::new(word, word)));
    if let Some(value) =
        activation.value(lens).filter(|value| options.iter().all(|choice| choice.value != *value))
    {
        options.push(Choice::new(value, value));
    }
    options
}

fn set(
    activation: &mut Activation,
    lens: Lens,
    text: &str,
) -> Result<(), crate::syntax::Unwritable> {
    match lens.key {
        "User" => activation.set_user(text),
        _ => activation.set(lens, text),
    }
}
