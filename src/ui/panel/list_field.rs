//! The fields of a directive that adds up to a list.

use crate::activation::{Activation, Lens};
use crate::syntax::Assignment;
use crate::ui::browser;
use crate::ui::dynamic::{Item, List, flag};
use crate::ui::ids::field_id;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::{Icon, IconButton, Marks, TextInput};
use leptos::prelude::*;

/// One field for each line of a directive that adds up to a list, and a way to add one.
#[component]
pub fn ListField(lens: Lens, label: &'static str) -> AnyView {
    let state = use_state();
    let count = state.derive(move |units| units.list(lens).len());
    let is_adding = RwSignal::new(false);
    // One row more than there are lines while one is being added, and never none: an empty field is the way in.
    let rows = Derived::new(move || (count.get() + usize::from(is_adding.get())).max(1));
    let item = move |index: usize| {
        let row = move || {
            view! { <ListRow lens=lens label=label index=index count=count is_adding=is_adding /> }
                .into_any()
        };
        Item::new(index, row)
    };
    let items = Signal::derive(move || (0..rows.get()).map(item).collect::<Vec<_>>());
    view! {
        <div class="entries">
            <List items=items />
        </div>
        <button
            type="button"
            class="link"
            disabled=flag(move || count.get() < rows.get())
            on:click=move |_| {
                is_adding.set(true);
                browser::focus_soon(row_id(lens, count.get_untracked()));
            }
        >
            "+ Another"
        </button>
    }
    .into_any()
}

/// The field of one line.
#[component]
fn ListRow(
    lens: Lens,
    label: &'static str,
    index: usize,
    count: Derived<usize>,
    is_adding: RwSignal<bool>,
) -> AnyView {
    let state = use_state();
    let value = state.derive(move |units| {
        nth(units, lens, index).map_or(String::new(), |line| line.value.to_owned())
    });
    let invalid = flag(move || {
        let line = state.track_settled(|units| nth(units, lens, index).map(|line| line.line));
        line.is_some_and(|line| Marks::of(state.findings_on_line(lens.unit, line)).error.is_some())
    });
    let typed = move |text: String| {
        let result = state.type_in(|units| match nth(units, lens, index).map(|line| line.line) {
            // A line that was emptied keeps its place until the field is left.
            _ if text.is_empty() => Ok(()),
            Some(line) => units.set_entry(lens, line, &text),
            None => units.add(lens, &text),
        });
        is_adding.set(count.get_untracked() <= index);
        result.map_err(|error| error.to_string())
    };
    let remove = move || {
        is_adding.set(false);
        state.edit(|units| {
            if let Some(line) = nth(units, lens, index).map(|line| line.line) {
                units.set_entry(lens, line, "").unwrap_or_default();
            }
        });
    };
    let leave = move |text: String| {
        if text.is_empty() {
            remove();
        }
    };
    let id = row_id(lens, index);
    let is_alone = flag(move || count.get() == 0 && !is_adding.get());
    view! {
        <div class="entry">
            <div>
                <TextInput
                    id=id
                    name=format!("{label} {}", index + 1)
                    value=value.signal()
                    typed=typed
                    invalid=invalid
                    on_leave=Callback::new(leave)
                />
            </div>
            <IconButton
                icon=Icon::Remove
                label=format!("Remove {label} {}", index + 1)
                disabled=is_alone
                on_press=move |()| {
                    remove();
                    browser::focus_soon(field_id(lens));
                }
            />
        </div>
    }
    .into_any()
}

fn row_id(lens: Lens, index: usize) -> String {
    let first = field_id(lens);
    if index == 0 { first } else { format!("{first}-{index}") }
}

fn nth(units: &Activation, lens: Lens, index: usize) -> Option<Assignment<'_>> {
    units.list(lens).get(index).copied()
}
