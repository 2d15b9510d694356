//! A field for any directive: the catalogue says which widget, the text what is in it.

use crate::activation::{Activation, Lens, Role};
use crate::explain;
use crate::syntax::Assignment;
use crate::ui::live::{Item, list, on};
use crate::ui::state::State;
use crate::ui::widget::{Choice, Field, Marks, Select, TextInput, Tick, icon};
use crate::value::{Kind, boolean};
use leptos::prelude::*;

/// One field of a card: a directive and what people call it.
pub type Entry = (Lens, &'static str);

/// The fields of a card or a group, in their order.
pub fn fields(entries: &'static [Entry]) -> AnyView {
    let fields = entries
        .iter()
        .map(|(lens, label)| view! { <LensField lens=*lens label=*label/> })
        .collect_view();
    view! { <div class="fields">{fields}</div> }.into_any()
}

/// How many of these fields hold something that systemd would not take.
pub fn wrong(activation: &Activation, entries: impl IntoIterator<Item = &'static Entry>) -> usize {
    entries.into_iter().filter(|(lens, _)| marks(activation, *lens).error.is_some()).count()
}

/// A field for the directive behind `lens`.
#[component]
pub fn LensField(lens: Lens, label: &'static str, #[prop(optional)] wide: bool) -> impl IntoView {
    let Some(directive) = lens.directive() else { return ().into_any() };
    let state = State::get();
    let id = id(lens);
    let marks = state.derive(move |activation| marks(activation, lens));
    let value =
        state.derive(move |activation| activation.value(lens).unwrap_or_default().to_owned());
    let invalid = Signal::derive(move || marks.with(|marks| marks.error.is_some()));
    // What does nothing is not offered, but what is there already can still be taken out.
    let disabled = Signal::derive(move || {
        marks.with(|marks| marks.reason.is_some()) && value.with(String::is_empty)
    });
    let control = match directive.kind {
        Kind::Boolean => {
            let default = directive.default == "yes";
            let on =
                Signal::derive(move || value.with(|value| boolean::read(value).unwrap_or(default)));
            let changed = Callback::new(move |on: bool| {
                let text = if on == default {
                    ""
                } else if on {
                    "yes"
                } else {
                    "no"
                };
                state.edit(|activation| activation.set(lens, text).unwrap_or_default());
            });
            view! { <Tick id=id.clone() on=on changed=changed invalid=invalid disabled=disabled/> }
                .into_any()
        }
        kind if kind.words().is_some() => {
            let options = state.derive(move |activation| options(activation, lens));
            let chosen = Callback::new(move |word: String| {
                state.edit(|activation| activation.set(lens, &word).unwrap_or_default());
            });
            view! { <Select id=id.clone() value=value options=options chosen=chosen invalid=invalid disabled=disabled/> }.into_any()
        }
        _ if directive.repeats && lens.key != "ExecStart" => {
            view! { <Entries lens=lens label=label/> }.into_any()
        }
        _ => {
            let typed = Callback::new(move |text: String| {
                state
                    .type_in(|activation| set(activation, lens, &text))
                    .map_err(|error| error.to_string())
            });
            // What holds when nothing is written; for the descriptors that is the unit's own name.
            let placeholder = state.derive(move |activation| match lens.key {
                "FileDescriptorName" => activation.file_name(Role::Socket),
                _ => directive.default.trim_matches(['(', ')']).to_owned(),
            });
            view! {
                <TextInput id=id.clone() value=value typed=typed placeholder=placeholder invalid=invalid disabled=disabled
                    plain={lens.key == "Description"}/>
            }
            .into_any()
        }
    };
    view! { <Field id=id label=label directive=directive marks=marks wide=wide>{control}</Field> }
        .into_any()
}

/// One field for each line of a directive that adds up to a list, and a way to add one.
#[component]
fn Entries(lens: Lens, label: &'static str) -> impl IntoView {
    let state = State::get();
    let count = state.derive(move |activation| activation.list(lens).len());
    let adding = RwSignal::new(false);
    let first = id(lens);
    let row = move |index: usize| {
        let value = state.derive(move |activation| {
            entry(activation, lens, index).map_or(String::new(), |a| a.value.to_owned())
        });
        let invalid = Signal::derive(move || {
            state.track(move |activation| entry_error(activation, lens, index)).is_some()
        });
        let typed = Callback::new(move |text: String| {
            let result =
                state.type_in(|activation| match entry(activation, lens, index).map(|a| a.line) {
                    // A line that was emptied keeps its place until the field is left.
                    _ if text.is_empty() => Ok(()),
                    Some(line) => activation.set_entry(lens, line, &text),
                    None => activation.add(lens, &text),
                });
            adding.set(count.get_untracked() <= index);
            result.map_err(|error| error.to_string())
        });
        let remove = move || {
            adding.set(false);
            state.edit(|activation| {
                if let Some(line) = entry(activation, lens, index).map(|a| a.line) {
                    activation.set_entry(lens, line, "").unwrap_or_default();
                }
            });
        };
        let left = Callback::new(move |text: String| {
            if text.is_empty() {
                remove();
            }
        });
        let id = if index == 0 { first.clone() } else { format!("{first}-{index}") };
        let bare = Signal::derive(move || count.get() == 0 && !adding.get());
        view! {
            <div class="entry">
                <div><TextInput id=id name=format!("{label} {}", index + 1) value=value typed=typed left=left
                    invalid=invalid/></div>
                <button type="button" class="icon" aria-label=format!("Remove {label} {}", index + 1) title="Remove"
                    disabled=bare on:click=on(move |_| remove())>{icon::cross()}</button>
            </div>
        }
        .into_any()
    };
    let row = StoredValue::new(row);
    // One row more than there are lines while one is being added, and never none: an empty field is the way in.
    let rows = Memo::new(move |_| (count.get() + usize::from(adding.get())).max(1));
    view! {
        <div class="entries">
            {list(move || (0..rows.get()).map(|index| Item::new(index, move || row.with_value(|row| row(index)))).collect())}
        </div>
        <button type="button" class="link" disabled=Signal::derive(move || count.get() < rows.get())
            on:click=on(move |_| adding.set(true))>"+ Another"</button>
    }
    .into_any()
}

fn entry(activation: &Activation, lens: Lens, index: usize) -> Option<Assignment<'_>> {
    activation.list(lens).get(index).copied()
}

fn entry_error(activation: &Activation, lens: Lens, index: usize) -> Option<String> {
    let value = entry(activation, lens, index)?.value;
    let error = lens.directive()?.kind.read(value, activation.target().version).err()?;
    Some(error.to_string())
}

/// The id of the field behind `lens`.
pub fn id(lens: Lens) -> String {
    let unit = match lens.unit {
        Role::Socket => "socket",
        Role::Service => "service",
    };
    format!("{unit}-{}", lens.key)
}

/// What is to be said about the value behind `lens`.
fn marks(activation: &Activation, lens: Lens) -> Marks {
    let (Some(directive), target) = (lens.directive(), activation.target()) else {
        return Marks::default();
    };
    let values = activation.list(lens);
    let checked =
        if directive.repeats { &values[..] } else { &values[values.len().saturating_sub(1)..] };
    Marks {
        error: checked
            .iter()
            .find_map(|a| directive.kind.read(a.value, target.version).err())
            .map(|e| e.to_string()),
        newer: (!target.knows(directive)).then(|| {
            format!("needs systemd {}; {} has {}", directive.since, target.name, target.version)
        }),
        reason: explain::does_not_apply(activation, lens)
            .map(|why| format!("`{}=` {why}", lens.key)),
    }
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
