//! *The door*: any number of listeners, each with fields for its kind of address.

use super::lens_field::{FieldSpec, Fields};
use crate::activation::listener::{self, ListenerKind, Shape, Written};
use crate::activation::{self, Activation, Lens, Role};
use crate::ui::browser;
use crate::ui::dynamic::{Item, List, aria, dynamic, flag, shown_when, text};
use crate::ui::link::asks_for_few_fields;
use crate::ui::state::{Derived, State, use_state};
use crate::ui::widget::{Choice, Complaint, Icon, IconButton, Marks, Remarks, Select, TextInput};
use leptos::prelude::*;

static MORE: [FieldSpec; 3] = [
    (Lens::unit(Role::Socket, "Description"), "Description of the socket"),
    (Lens::socket("FileDescriptorName"), "fd name"),
    (Lens::socket("BindIPv6Only"), "IPv6"),
];

/// The card.
#[component]
pub fn DoorCard() -> AnyView {
    let state = use_state();
    let is_whole = !asks_for_few_fields();
    let count = state.derive(|units| listener::written(units).len());
    let obstacle = state.derive(activation::obstacle_to_listener);
    // Removing a listener moves those behind it up; their rows are made anew, so that none keeps what was typed in another.
    let removed = RwSignal::new(0);
    let items = move || {
        let removed_before = removed.get();
        let item = |index: usize| {
            let row = move || view! { <ListenerRow index=index removed=removed /> }.into_any();
            Item::new(format!("{removed_before} {index}"), row)
        };
        (0..count.get()).map(item).collect::<Vec<_>>()
    };
    let add = move |_| {
        if state.read(|units| activation::obstacle_to_listener(units).is_none()) {
            let last = |units: &Activation| listener::written(units).last().map(|one| one.kind);
            let kind = state.read(last).unwrap_or(ListenerKind::Tcp);
            state.edit(|units| listener::add_listener(units, kind));
            browser::focus_soon(format!("listener-{}", count.get_untracked()));
        }
    };
    let none = shown_when(flag(move || count.get() == 0), || {
        view! { <Complaint class="error" text="A socket unit needs at least one listener." /> }
            .into_any()
    });
    view! {
        <fieldset class="card">
            <legend>"The door"</legend>
            <ul class="listeners">
                <List items=Signal::derive(items) />
            </ul>
            {none}
            <div class="row">
                <button
                    type="button"
                    id="add-listener"
                    class="link"
                    aria-disabled=aria(move || obstacle.get().is_some())
                    aria-describedby="add-says"
                    on:click=add
                >
                    "+ Add a listener"
                </button>
                <span id="add-says" class="reason">
                    {text(move || obstacle.get().unwrap_or_default().to_owned())}
                </span>
            </div>
            {is_whole.then(|| view! { <Fields fields=&MORE /> })}
        </fieldset>
    }
    .into_any()
}

/// One listener: what it is, how its address is written, the address.
#[component]
fn ListenerRow(index: usize, removed: RwSignal<u32>) -> AnyView {
    let state = use_state();
    let listener = state.derive(move |units| nth(units, index));
    let kind = move || listener.with(|row| row.as_ref().map_or(ListenerKind::Tcp, |row| row.kind));
    // While an address is typed its fields stay as they are, whatever it looks like on the way; another kind or shape, or
    // undo, is not typing.
    let held = RwSignal::new(None::<(u32, Shape)>);
    let shape = Derived::new(move || {
        let now = state.revision.get();
        let held = held.get().filter(|(at, _)| *at == now).map(|(_, shape)| shape);
        held.unwrap_or_else(|| {
            listener.with(|row| row.as_ref().map_or(Shape::Port, Written::shape))
        })
    });
    let hold = move |_| held.set(Some((state.revision.get_untracked(), shape.get_untracked())));
    let marks = Derived::new(move || row_marks(state, index));
    let edit = move |edit: &dyn Fn(&mut Activation, &Written)| {
        state.edit(|units| {
            if let Some(listener) = nth(units, index) {
                edit(units, &listener);
            }
        });
    };
    let choose_kind = move |label: String| {
        if let Some(kind) = ListenerKind::ALL.into_iter().find(|kind| kind.label() == label) {
            edit(&|units, listener| listener::set_kind(units, listener, kind));
        }
    };
    let choose_shape = move |label: String| {
        let shapes = listener.with_untracked(|row| row.as_ref().map(|row| row.kind.shapes()));
        let shape = shapes.unwrap_or_default().iter().copied().find(|shape| shape.label() == label);
        if let Some(shape) = shape {
            edit(&|units, listener| listener::set_shape(units, listener, shape));
        }
    };
    let remove = move |()| {
        edit(&|units, listener| listener::remove_listener(units, listener));
        removed.update(|count| *count += 1);
        browser::focus_soon("add-listener".to_owned());
    };
    let number = index + 1;
    let kinds = state.derive(move |units| kind_options(units, index)).signal();
    let shapes = Signal::derive(move || {
        let shapes = kind().shapes().iter();
        shapes.map(|shape| Choice::new(shape.label(), shape.label())).collect::<Vec<_>>()
    });
    let parts = dynamic(move || {
        view! { <AddressParts index=index shape=shape.get() marks=marks /> }.into_any()
    });
    view! {
        <li on:focusin=hold on:focusout=move |_| _ = held.try_set(None)>
            <div class="listener">
                <label>
                    <span>"Listen on"</span>
                    <Select
                        id=format!("listener-{number}-kind")
                        name=format!("Listener {number}, kind")
                        value=text(move || kind().label().to_owned())
                        options=kinds
                        on_choose=choose_kind
                    />
                </label>
                <label class:only=flag(move || kind().shapes().len() == 1)>
                    <span>"at"</span>
                    <Select
                        id=format!("listener-{number}-shape")
                        name=format!("Listener {number}, how the address is written")
                        value=text(move || shape.get().label().to_owned())
                        options=shapes
                        on_choose=choose_shape
                    />
                </label>
                {parts}
                <IconButton
                    icon=Icon::Remove
                    label=format!("Remove listener {number}")
                    on_press=remove
                />
            </div>
            <div class="says" id=format!("listener-{number}-says")>
                <Remarks marks=marks.signal() />
            </div>
        </li>
    }
    .into_any()
}

/// The fields of an address of this shape.
#[component]
fn AddressParts(index: usize, shape: Shape, marks: Derived<Marks>) -> AnyView {
    let field = |(part, label): (usize, &&'static str)| {
        view! { <AddressPart index=index shape=shape part=part label=label marks=marks /> }
            .into_any()
    };
    let class = if shape.parts().len() > 1 { "parts two" } else { "parts" };
    view! {
        <div class=class>{shape.parts().iter().enumerate().map(field).collect::<Vec<_>>()}</div>
    }
    .into_any()
}

#[component]
fn AddressPart(
    index: usize,
    shape: Shape,
    part: usize,
    label: &'static str,
    marks: Derived<Marks>,
) -> AnyView {
    let state = use_state();
    let number = index + 1;
    let value = state.derive(move |units| {
        nth(units, index).map_or(String::new(), |row| shape.split(&row.value).swap_remove(part))
    });
    let typed = move |text: String| {
        state.type_in(|units| {
            let Some(row) = nth(units, index) else { return Ok(()) };
            let address = shape.with_part(&row.value, part, &text)?;
            listener::set_address(units, &row, &address).map_err(|error| error.to_string())
        })
    };
    // What is wrong is said of the part that is wrong.
    let invalid = flag(move || {
        marks.with(|marks| marks.error.is_some())
            && state.track_settled(|units| {
                nth(units, index).is_some_and(|row| shape.wrong_part(&row.value) == part)
            })
    });
    let id = match part {
        0 => format!("listener-{number}"),
        _ => format!("listener-{number}-{part}"),
    };
    view! {
        <label>
            <span>{label}</span>
            <TextInput
                id=id
                name=format!("Listener {number}, {label}")
                value=value.signal()
                typed=typed
                invalid=invalid
            />
        </label>
    }
    .into_any()
}

fn nth(units: &Activation, index: usize) -> Option<Written> {
    listener::written(units).into_iter().nth(index)
}

fn row_marks(state: State, index: usize) -> Marks {
    let line = state.track_settled(|units| nth(units, index).map(|row| row.line));
    line.map_or(Marks::default(), |line| Marks::of(state.findings_on_line(Role::Socket, line)))
}

/// The kinds to choose from; one that cannot be chosen says why, and an unusual one is there only where it is used. What is
/// wrong with the one that is there is said below it, and not in the little room of its name.
fn kind_options(units: &Activation, index: usize) -> Vec<Choice> {
    let current = nth(units, index).map(|row| row.kind);
    ListenerKind::ALL
        .into_iter()
        .filter(|kind| kind.is_usual() || current == Some(*kind))
        .map(|kind| {
            let label = kind.label();
            match listener::obstacle_to_kind(units, kind) {
                Some(why) if current != Some(kind) => {
                    Choice { barred: true, ..Choice::new(label, &format!("{label} ({why})")) }
                }
                _ => Choice::new(label, label),
            }
        })
        .collect()
}
