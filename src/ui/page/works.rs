//! *My units*: the works that this browser keeps, to be opened, copied, named and deleted.

use crate::ui::dynamic::{Item, List, dynamic, flag, shown_when, text};
use crate::ui::state::{Derived, State, use_state};
use crate::ui::widget::Prose;
use crate::ui::works::{self, Deleted, Work};
use crate::ui::{browser, keep};
use leptos::ev;
use leptos::prelude::*;

/// The page.
#[component]
pub fn WorksPage() -> AnyView {
    let state = use_state();
    // What was typed right before belongs to the list.
    if !state.is_untouched() {
        keep::save(state);
    }
    let page =
        Page { state, works: RwSignal::new(works::all(state)), deleted: RwSignal::new(Vec::new()) };
    let listener = window_event_listener(ev::storage, move |_| page.read());
    on_cleanup(move || listener.remove());
    view! {
        <section class="directives works" id="works" tabindex="-1" aria-label="My units">
            <h2>"My units"</h2>
            <p class="quiet">
                "Kept in this browser and nowhere else, each with its own steps to undo. Whatever you open or begin, the others stay as they are."
            </p>
            <p>
                <button type="button" class="primary" on:click=move |_| works::begin(state)>
                    "New units"
                </button>
            </p>
            <ul>
                <List items=Signal::derive(move || page.rows()) />
            </ul>
        </section>
    }
    .into_any()
}

/// What the page shows; it is read from the storage again after each change, in this tab or another.
#[derive(Clone, Copy)]
struct Page {
    state: State,
    works: RwSignal<Vec<Work>>,
    /// What was deleted since the page was opened.
    deleted: RwSignal<Vec<Deleted>>,
}

impl Page {
    fn read(self) {
        self.works.set(works::all(self.state));
    }

    /// The works, and in between what was deleted, each where it stood.
    fn rows(self) -> Vec<Item> {
        let gone = self.deleted.get().into_iter().map(|deleted| (deleted.work, true));
        let mut rows: Vec<(Work, bool)> =
            self.works.get().into_iter().map(|work| (work, false)).chain(gone).collect();
        rows.sort_by(|(a, _), (b, _)| works::in_order(a, b));
        let item = |(work, is_gone): (Work, bool)| {
            let key = format!("{is_gone} {} {}", work.is_kept, work.id);
            Item::new(key, move || match is_gone {
                true => view! { <Gone page=self work=work.clone() /> }.into_any(),
                false => view! { <Row page=self work=work.clone() /> }.into_any(),
            })
        };
        rows.into_iter().map(item).collect()
    }

    /// What the work of this row has become.
    fn follow(self, first: Work) -> Derived<Work> {
        Derived::new(move || {
            let now = self.works.with(|all| all.iter().find(|work| work.id == first.id).cloned());
            now.unwrap_or_else(|| first.clone())
        })
    }
}

/// A work, and what can be done with it.
#[component]
fn Row(page: Page, work: Work) -> AnyView {
    let state = page.state;
    let is_renaming = RwSignal::new(false);
    let is_kept = work.is_kept;
    let id = StoredValue::new(work.id.clone());
    let about_id = id_of("about", &work.id);
    let work = page.follow(work);
    let is_open = flag(move || state.work.with(|open| id.with_value(|id| open == id)));
    let badge = shown_when(is_open, || view! { <span class="badge">"open now"</span> }.into_any());
    let name = text(move || work.with(|work| work.name().to_owned()));
    let about = dynamic(move || {
        let about = work.with(|work| format!("{} · {}", work.about(), changed(state, work)));
        view! { <Prose text=about /> }.into_any()
    });
    let action = {
        let about_id = about_id.clone();
        move |title: &'static str, press: Callback<()>| {
            view! {
                <button
                    type="button"
                    id=id.with_value(|id| id_of(title, id))
                    aria-label=text(move || format!("{title} {}", name.get()))
                    aria-describedby=about_id.clone()
                    on:click=move |_| press.run(())
                >
                    {title}
                </button>
            }
        }
    };
    let open = Callback::new(move |()| id.with_value(|id| works::open(state, id)));
    let duplicate = Callback::new(move |()| {
        page.read();
        works::duplicate(state, &work.get_untracked());
        page.read();
    });
    let rename = Callback::new(move |()| {
        is_renaming.set(true);
        browser::focus_soon(id.with_value(|id| id_of("Name", id)));
    });
    let delete = Callback::new(move |()| {
        let deleted = works::delete(state, &work.get_untracked());
        page.deleted.update(|all| all.push(deleted));
        page.read();
        browser::focus_soon(id.with_value(|id| id_of("Undo", id)));
    });
    let controls = dynamic(move || match is_renaming.get() {
        true => view! { <Rename page=page work=work is_renaming=is_renaming /> }.into_any(),
        false => view! {
            {action("Open", open)}
            {action("Duplicate", duplicate)}
            {action("Rename", rename)}
            {is_kept.then(|| action("Delete", delete))}
        }
        .into_any(),
    });
    view! {
        <li>
            <div class="head">
                <h3>{name}</h3>
                {badge}
            </div>
            <p id=about_id>{about}</p>
            <div class="add">{controls}</div>
        </li>
    }
    .into_any()
}

/// The field for another name.
#[component]
fn Rename(page: Page, work: Derived<Work>, is_renaming: RwSignal<bool>) -> AnyView {
    let before = work.get_untracked();
    let (field, back) = (id_of("Name", &before.id), id_of("Rename", &before.id));
    let typed = RwSignal::new(before.name().to_owned());
    let close = Callback::new(move |()| {
        is_renaming.set(false);
        browser::focus_soon(back.clone());
    });
    let keep = move |event: ev::SubmitEvent| {
        event.prevent_default();
        works::rename(page.state, &work.get_untracked(), &typed.get_untracked());
        close.run(());
        page.read();
    };
    let leave = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close.run(());
        }
    };
    let says = format!("{field}-says");
    view! {
        <form on:submit=keep on:keydown=leave>
            <label for=field.clone()>"Name in this list"</label>
            <input
                type="text"
                id=field
                maxlength="80"
                autocomplete="off"
                spellcheck="false"
                aria-describedby=says.clone()
                value=before.name().to_owned()
                on:focus:target=move |event| event.target().select()
                on:input:target=move |event| typed.set(event.target().value())
            />
            <button type="submit">"Save"</button>
            <button type="button" on:click=move |_| close.run(())>
                "Cancel"
            </button>
            <p class="hint" id=says>
                <Prose text=format!("The units keep their own name, `{}`.", before.units.name()) />
            </p>
        </form>
    }
    .into_any()
}

/// That a work was deleted, and the way back.
#[component]
fn Gone(page: Page, work: Work) -> AnyView {
    let name = work.name().to_owned();
    let says = format!("Deleted `{name}`. It can be brought back until you leave this page.");
    let undo_id = id_of("Undo", &work.id);
    let undo = move |_| {
        let find = |all: &Vec<Deleted>| all.iter().find(|one| one.work.id == work.id).cloned();
        let deleted = page.deleted.with_untracked(find);
        if let Some(back) = deleted.and_then(|deleted| works::restore(page.state, &deleted)) {
            page.deleted.update(|all| all.retain(|deleted| deleted.work.id != work.id));
            page.read();
            browser::focus_soon(id_of("Open", &back));
        }
    };
    view! {
        <li>
            <p class="quiet">
                <Prose text=says />
            </p>
            <div class="add">
                <button
                    type="button"
                    id=undo_id
                    aria-label=format!("Undo: bring {name} back")
                    on:click=undo
                >
                    "Undo"
                </button>
            </div>
        </li>
    }
    .into_any()
}

/// When it was changed, or why that cannot be said.
fn changed(state: State, work: &Work) -> String {
    match (work.is_kept, work.changed) {
        (true, Some(time)) => {
            let [changed, now] = [time, browser::now()].map(browser::on_the_wall);
            format!("changed {}", works::when(changed, now))
        }
        (true, None) => "changed before times were kept".to_owned(),
        (false, _) if state.is_untouched() => "an example, kept once you change it".to_owned(),
        (false, _) => "not kept: this browser refuses to".to_owned(),
    }
}

/// The id of the element `what` in the row of the work `id`.
fn id_of(what: &str, id: &str) -> String {
    format!("{what}-work{id}")
}
