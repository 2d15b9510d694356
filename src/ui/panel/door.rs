//! *The door*: any number of listeners, each with fields for its kind of address.

use super::lens_field::{Entry, fields};
use crate::activation::listener::{self, Listener, ListenerKind, Shape};
use crate::activation::{self, Activation, Lens, Role};
use crate::ui::element::{Element, Item, Node, button, el, list, live, piece, text};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{
    Choice, Marks, Select, TextInput, complaint, icon, remarks, select, text_input,
};
use leptos::prelude::*;

static MORE: [Entry; 3] = [
    (Lens::unit(Role::Socket, "Description"), "Description of the socket"),
    (Lens::socket("FileDescriptorName"), "fd name"),
    (Lens::socket("BindIPv6Only"), "IPv6"),
];

/// The card.
pub fn door(state: State) -> Element {
    let count = state.derive(|activation| activation::listeners(activation).len());
    let obstacle = state.derive(activation::obstacle_to_listener);
    // Removing a listener moves those behind it up; their rows are made anew, so that none keeps what was typed in another.
    let removed = RwSignal::new(0);
    let rows = move || {
        let row = move |index| {
            Item::new(format!("{} {index}", removed.get()), move || row(state, index, removed))
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
    let none = piece(move || {
        let none = || complaint("error", "A socket unit needs at least one listener.").into();
        (count.get() == 0).then(none)
    });
    el("fieldset")
        .class("card")
        .child(el("legend").child("The door"))
        .child(el("ul").class("listeners").child(list(rows)))
        .child(none)
        .child(
            el("div")
                .class("row")
                .child(
                    button("link")
                        .follow(
                            "aria-disabled",
                            live(move || Some(obstacle.get().is_some().to_string())),
                        )
                        .set("aria-describedby", "add-says")
                        .on("click", add)
                        .child("+ Add a listener"),
                )
                .child(
                    el("span")
                        .set("id", "add-says")
                        .class("reason")
                        .child(text(move || obstacle.get().unwrap_or_default().to_owned())),
                ),
        )
        .child(fields(state, &MORE))
}

/// One listener: what it is, how its address is written, the address.
fn row(state: State, index: usize, removed: RwSignal<u32>) -> Element {
    let listener = state.derive(move |activation| nth(activation, index));
    let kind = move || listener.with(|row| row.as_ref().map_or(ListenerKind::Tcp, |row| row.kind));
    // While an address is typed its fields stay as they are, whatever it looks like on the way; another kind or shape, or
    // undo, is not typing.
    let held = RwSignal::new(None::<(u32, Shape)>);
    let shape = Derived::new(move || {
        let now = state.jumps.get();
        let held = held.get().filter(|(at, _)| *at == now).map(|(_, shape)| shape);
        held.unwrap_or_else(|| {
            listener.with(|row| row.as_ref().map_or(Shape::Port, Listener::shape))
        })
    });
    let hold = move |_| held.set(Some((state.jumps.get_untracked(), shape.get_untracked())));
    let marks = Derived::new(move || row_marks(state, index));
    let edit = move |edit: &dyn Fn(&mut Activation, &Listener)| {
        state.edit(|activation| {
            if let Some(listener) = nth(activation, index) {
                edit(activation, &listener);
            }
        });
    };
    let choose_kind = move |label: String| {
        let kind = ListenerKind::ALL.into_iter().find(|kind| kind.label() == label);
        if let Some(kind) = kind {
            edit(&|activation, listener| listener::set_kind(activation, listener, kind));
        }
    };
    let choose_shape = move |label: String| {
        let shapes = listener.with_untracked(|row| row.as_ref().map(|row| row.kind.shapes()));
        let shape = shapes.unwrap_or_default().iter().copied().find(|shape| shape.label() == label);
        if let Some(shape) = shape {
            edit(&|activation, listener| listener::set_shape(activation, listener, shape));
        }
    };
    let remove = move |_| {
        edit(&|activation, listener| listener::remove_listener(activation, listener));
        removed.update(|count| *count += 1);
    };
    let number = index + 1;
    let kinds = Select {
        name: Some(format!("Listener {number}, kind")),
        ..Select::new(
            format!("listener-{number}-kind"),
            live(move || kind().label().to_owned()),
            state.derive(move |activation| kind_options(activation, index)).live(),
        )
    };
    let shapes = Select {
        name: Some(format!("Listener {number}, how the address is written")),
        ..Select::new(
            format!("listener-{number}-shape"),
            live(move || shape.get().label().to_owned()),
            live(move || {
                let shapes = kind().shapes().iter();
                shapes.map(|shape| Choice::new(shape.label(), shape.label())).collect()
            }),
        )
    };
    let said = piece(move || Some(marks.with(remarks)));
    let fields = el("div")
        .class("listener")
        .child(el("label").child(el("span").child("Listen on")).child(select(kinds, choose_kind)))
        .child(
            el("label")
                .toggle("only", live(move || kind().shapes().len() == 1))
                .child(el("span").child("at"))
                .child(select(shapes, choose_shape)),
        )
        .child(piece(move || Some(parts(state, index, shape.get(), marks).into())))
        .child(
            button("icon")
                .set("title", "Remove")
                .set("aria-label", format!("Remove listener {number}"))
                .on("click", remove)
                .child(icon::cross()),
        );
    el("li")
        .on("focusin", hold)
        .on("focusout", move |_| held.set(None))
        .child(fields)
        .child(el("div").set("id", format!("listener-{number}-says")).child(said))
}

/// The fields of an address of this shape.
fn parts(state: State, index: usize, shape: Shape, marks: Derived<Marks>) -> Element {
    let number = index + 1;
    let field = |(part, label): (usize, &&'static str)| {
        let value = state.derive(move |activation| {
            nth(activation, index)
                .map_or(String::new(), |row| shape.split(&row.value).swap_remove(part))
        });
        let typed = move |text: String| {
            state.type_in(|activation| {
                let Some(row) = nth(activation, index) else { return Ok(()) };
                let mut parts = shape.split(&row.value);
                parts[part] = text;
                if parts.iter().all(String::is_empty) {
                    return Err("a listener needs an address; to remove it, press ✕".to_owned());
                }
                listener::set_address(activation, &row, &shape.join(&parts))
                    .map_err(|error| error.to_string())
            })
        };
        let id = match part {
            0 => format!("listener-{number}"),
            _ => format!("listener-{number}-{part}"),
        };
        let input = TextInput {
            name: Some(format!("Listener {number}, {label}")),
            invalid: live(move || marks.with(|marks| marks.error.is_some())),
            ..TextInput::new(id, value.live(), typed)
        };
        el("label").child(el("span").child(*label)).child(text_input(state, input))
    };
    el("div")
        .class(if shape.parts().len() > 1 { "parts two" } else { "parts" })
        .child(shape.parts().iter().enumerate().map(field).collect::<Node>())
}

fn nth(activation: &Activation, index: usize) -> Option<Listener> {
    activation::listeners(activation).into_iter().nth(index)
}

fn row_marks(state: State, index: usize) -> Marks {
    let line = state.track(|activation| nth(activation, index).map(|row| row.line));
    line.map_or(Marks::default(), |line| Marks::of(state.findings_on_line(Role::Socket, line)))
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
