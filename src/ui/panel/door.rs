//! *The door*: any number of listeners, each with fields for its kind of address.

use super::lens_field::{Entry, fields};
use crate::activation::listener::{self, Listener, ListenerKind, Shape};
use crate::activation::{self, Activation, Lens, Role};
use crate::catalogue::{self, Section};
use crate::ui::live::{Item, list, on, piece};
use crate::ui::state::State;
use crate::ui::widget::{Choice, Select, TextInput, icon, prose};
use leptos::prelude::*;

static MORE: [Entry; 3] = [
    (Lens::unit(Role::Socket, "Description"), "Description"),
    (Lens::socket("FileDescriptorName"), "fd name"),
    (Lens::socket("BindIPv6Only"), "IPv6"),
];

/// The card.
#[component]
pub fn Door() -> impl IntoView {
    let state = State::get();
    let count = state.derive(|activation| activation::listeners(activation).len());
    let obstacle = state.derive(activation::obstacle_to_listener);
    // Removing a listener moves those behind it up; their rows are made anew, so that none keeps what was typed in another.
    let removed = RwSignal::new(0);
    let rows = move || {
        let row = move |index| {
            Item::new(format!("{} {index}", removed.get()), move || {
                view! { <Row index=index removed=removed/> }.into_any()
            })
        };
        (0..count.get()).map(row).collect()
    };
    let add = move |_| {
        if state.read(|activation| activation::obstacle_to_listener(activation).is_none()) {
            let kind = state.read(|activation| {
                activation::listeners(activation).last().map_or(ListenerKind::Tcp, |l| l.kind)
            });
            state.edit(|activation| listener::add_listener(activation, kind));
        }
    };
    view! {
        <fieldset class="card">
            <legend>"The door"</legend>
            <ul class="listeners">
                {list(rows)}
            </ul>
            {piece(move || (count.get() == 0).then(|| view! {
                <p class="error">"A socket unit needs at least one listener."</p>
            }.into_any()))}
            <div class="row">
                <button type="button" class="link" aria-disabled=Signal::derive(move || obstacle.get().is_some().to_string())
                    aria-describedby="add-says" on:click=on(add)>"+ Add a listener"</button>
                <span id="add-says" class="reason">{Signal::derive(move || obstacle.get().unwrap_or_default())}</span>
            </div>
            {fields(&MORE)}
        </fieldset>
    }
    .into_any()
}

/// One listener: what it is, how its address is written, the address.
#[component]
fn Row(index: usize, removed: RwSignal<u32>) -> impl IntoView {
    let state = State::get();
    let row =
        state.derive(move |activation| activation::listeners(activation).into_iter().nth(index));
    let kind =
        Memo::new(move |_| row.with(|row| row.as_ref().map_or(ListenerKind::Tcp, |row| row.kind)));
    // While an address is typed its fields stay as they are, whatever it looks like on the way; another kind or shape, or
    // undo, is not typing.
    let held = RwSignal::new(None::<(u32, Shape)>);
    let jumps = state.jumps();
    let shape = Memo::new(move |_| {
        let now = jumps.get();
        let held = held.get().filter(|(at, _)| *at == now).map(|(_, shape)| shape);
        held.unwrap_or_else(|| row.with(|row| row.as_ref().map_or(Shape::Port, Listener::shape)))
    });
    let hold = move |_| held.set(Some((jumps.get_untracked(), shape.get_untracked())));
    let error = state.derive(move |activation| row_error(activation, index));
    let edit = move |edit: &dyn Fn(&mut Activation, &Listener)| {
        state.edit(|activation| {
            if let Some(listener) = nth(activation, index) {
                edit(activation, &listener);
            }
        });
    };
    let kinds = state.derive(move |activation| kind_options(activation, index));
    let choose_kind = Callback::new(move |label: String| {
        let kind = ListenerKind::ALL.into_iter().find(|kind| kind.label() == label);
        if let Some(kind) = kind {
            edit(&|activation, listener| listener::set_kind(activation, listener, kind));
        }
    });
    let shapes = Signal::derive(move || {
        kind.get()
            .shapes()
            .iter()
            .map(|shape| Choice::new(shape.label(), shape.label()))
            .collect::<Vec<_>>()
    });
    let choose_shape = Callback::new(move |label: String| {
        let shape =
            kind.get_untracked().shapes().iter().copied().find(|shape| shape.label() == label);
        if let Some(shape) = shape {
            edit(&|activation, listener| listener::set_shape(activation, listener, shape));
        }
    });
    let remove = move |_| {
        edit(&|activation, listener| listener::remove_listener(activation, listener));
        removed.update(|count| *count += 1);
    };
    let number = index + 1;
    let said = piece(move || {
        error.get().map(|error| view! { <p class="error">{prose(&error)}</p> }.into_any())
    });
    let parts = piece(move || Some(parts(index, shape.get(), error)));
    view! {
        <li on:focusin=on(hold) on:focusout=on(move |_| held.set(None))>
            <div class="listener">
                <label><span>"Listen on"</span>
                    <Select id=format!("listener-{number}-kind") name=format!("Listener {number}, kind")
                        value=Signal::derive(move || kind.get().label().to_owned()) options=kinds chosen=choose_kind/></label>
                <label class:only=Signal::derive(move || kind.get().shapes().len() == 1)><span>"at"</span>
                    <Select id=format!("listener-{number}-shape") name=format!("Listener {number}, how the address is written")
                        value=Signal::derive(move || shape.get().label().to_owned()) options=shapes chosen=choose_shape/></label>
                {parts}
                <button type="button" class="icon" title="Remove" aria-label=format!("Remove listener {number}")
                    on:click=on(remove)>
                    {icon::cross()}</button>
            </div>
            <div id=format!("listener-{number}-says")>{said}</div>
        </li>
    }
    .into_any()
}

/// The fields of an address of this shape.
fn parts(index: usize, shape: Shape, error: Signal<Option<String>>) -> AnyView {
    let state = State::get();
    let number = index + 1;
    let fields = shape
        .parts()
        .iter()
        .enumerate()
        .map(|(part, label)| {
            let value = state.derive(move |activation| {
                nth(activation, index).map_or(String::new(), |row| shape.split(&row.value).swap_remove(part))
            });
            let typed = Callback::new(move |text: String| {
                state.type_in(|activation| {
                    let Some(row) = nth(activation, index) else { return Ok(()) };
                    let mut parts = shape.split(&row.value);
                    parts[part] = text;
                    if parts.iter().all(String::is_empty) {
                        return Err("a listener needs an address; to remove it, press ✕".to_owned());
                    }
                    listener::set_address(activation, &row, &shape.join(&parts)).map_err(|error| error.to_string())
                })
            });
            let id = if part == 0 { format!("listener-{number}") } else { format!("listener-{number}-{part}") };
            let invalid = Signal::derive(move || error.with(Option::is_some));
            view! {
                <label><span>{*label}</span>
                    <TextInput id=id name=format!("Listener {number}, {label}") value=value typed=typed invalid=invalid/></label>
            }
        })
        .collect_view();
    let class = if shape.parts().len() > 1 { "parts two" } else { "parts" };
    view! { <div class=class>{fields}</div> }.into_any()
}

fn nth(activation: &Activation, index: usize) -> Option<Listener> {
    activation::listeners(activation).into_iter().nth(index)
}

fn row_error(activation: &Activation, index: usize) -> Option<String> {
    let row = nth(activation, index)?;
    let directive = catalogue::find(Section::Socket, row.key)?;
    directive
        .kind
        .read(&row.value, activation.target().version)
        .err()
        .map(|error| error.to_string())
}

/// The kinds to choose from; one that cannot be chosen says why, and an unusual one is there only where it is used.
fn kind_options(activation: &Activation, index: usize) -> Vec<Choice> {
    let current = nth(activation, index).map(|row| row.kind);
    ListenerKind::ALL
        .into_iter()
        .filter(|kind| kind.is_usual() || current == Some(*kind))
        .map(|kind| {
            let label = kind.label();
            match listener::obstacle_to_kind(activation, kind) {
                None => Choice::new(label, label),
                Some(why) => {
                    Choice { barred: true, ..Choice::new(label, &format!("{label} ({why})")) }
                }
            }
        })
        .collect()
}
