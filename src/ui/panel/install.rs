//! *Install*: everything to paste on the server, from the first installation to the removal.

use crate::activation::{Activation, Role};
use crate::export::client::Client;
use crate::export::install::{self, Options, Step, Users};
use crate::export::{access, client};
use crate::ui::element::{Element, Live, Node, el, live, piece, text};
use crate::ui::state::{Derived, State};
use crate::ui::widget::{Choice, Select, copy_button, prose, select};
use leptos::prelude::*;

/// The tab.
pub fn install(state: State) -> Node {
    let whole = with_options(state, install::command);
    let removal = with_options(state, install::removal);
    let steps = with_options(state, install::steps);
    let clients = state.derive(client::clients);
    let stop = state.derive(|activation| vec![install::stop_both(activation)]);
    let change = state.derive(install::change_safely);
    let watch = state.derive(client::watch);
    let notes =
        state.derive(|activation| vec![access::firewall(activation), access::selinux(activation)]);
    let about = state.derive(|activation| {
        let [socket, service] = Role::ALL.map(|unit| activation.file_name(unit));
        format!(
            "It writes `{socket}` and `{service}`, keeps what they replace, and starts the socket. \
             It can be pasted again after every change."
        )
    });
    let notes = piece(move || {
        let note = |note: access::Advice| {
            let commands = note.commands.into_iter().map(|(tool, text)| {
                command(state, format!("the command for {tool}"), live(move || text.clone()))
            });
            el("li").child(el("p").child(prose(&note.text))).child(commands.collect::<Node>())
        };
        Some(notes.get().into_iter().map(note).collect())
    });
    vec![
        block("Install", "Paste this on the server")
            .child(el("p").child(piece(move || Some(prose(&about.get())))))
            .child(accounts(state))
            .child(command(state, "the installation command".to_owned(), whole.live()))
            .child(
                el("details")
                    .class("more")
                    .child(el("summary").child("The same, step by step"))
                    .child(el("div").class("inside").child(listed(state, steps))),
            )
            .into(),
        block("See it work", "See it work")
            .child(called(state, clients, "the calling command"))
            .child(called(state, watch, "the watching command"))
            .into(),
        block("Change it later", "Change it later").child(listed(state, change)).into(),
        block("Stop it", "Stop it").child(listed(state, stop)).into(),
        block("Remove it", "Remove it")
            .child(command(state, "the removal command".to_owned(), removal.live()))
            .into(),
        block("Firewall and SELinux", "Firewall and SELinux").child(el("ul").child(notes)).into(),
    ]
    .into()
}

fn with_options<T: PartialEq + Send + Sync + 'static>(
    state: State,
    what: fn(&Activation, &Options) -> T,
) -> Derived<T> {
    Derived::new(move || {
        let options = state.options.get();
        state.track(|activation| what(activation, &options))
    })
}

/// A block of the tab: what it is, and its heading.
fn block(name: &'static str, title: &'static str) -> Element {
    el("section").class("block").set("aria-label", name).child(el("h2").child(title))
}

/// The ways in which the accounts come to be, by id and label.
const USERS: [(&str, &str, Users); 3] = [
    ("sysusers", "made by systemd-sysusers", Users::Sysusers),
    ("useradd", "made by useradd", Users::Useradd),
    ("leave", "there already", Users::Leave),
];

fn accounts(state: State) -> Node {
    let needed = state.derive(|activation| {
        let accounts = install::accounts(activation);
        [accounts.users, accounts.groups].concat()
    });
    let value = live(move || {
        let users = state.options.get().users;
        USERS.iter().find(|(_, _, choice)| *choice == users).map_or("", |(id, ..)| id).to_owned()
    });
    let choose = move |id: String| {
        if let Some((_, _, users)) = USERS.iter().find(|(choice, ..)| *choice == id) {
            state.options.update(|options| options.users = *users);
        }
    };
    let options = live(|| USERS.map(|(id, label, _)| Choice::new(id, label)).into());
    piece(move || {
        let names = needed.get();
        let list = || Select::new("users", value.clone(), options.clone());
        (!names.is_empty()).then(|| {
            el("div")
                .class("choice")
                .child(
                    el("label")
                        .set("for", "users")
                        .child("Accounts ")
                        .child(prose(&format!("`{}`", names.join("`, `"))))
                        .child(" are"),
                )
                .child(select(list(), choose))
                .into()
        })
    })
}

fn called(state: State, clients: Derived<Vec<Client>>, what: &'static str) -> Element {
    el("ul").child(piece(move || {
        let entry = |(client, number): (Client, usize)| {
            let named = !client.listener.is_empty();
            let what = match named {
                true => format!("{what} for {}", client.listener),
                false => format!("{what} {number}"),
            };
            let Client { listener, note, command: text } = client;
            el("li")
                .child(named.then(|| el("h3").child(el("code").child(listener))))
                .child(el("p").class("quiet").child(prose(&note)))
                .child(command(state, what, live(move || text.clone())))
        };
        Some(clients.get().into_iter().zip(1..).map(entry).collect())
    }))
}

fn listed(state: State, steps: Derived<Vec<Step>>) -> Element {
    el("ol").child(piece(move || {
        let entry = |Step { title, why, command: text }| {
            let what = format!("“{title}”");
            el("li")
                .child(el("h3").child(title))
                .child(el("p").class("quiet").child(prose(&why)))
                .child(command(state, what, live(move || text.clone())))
        };
        Some(steps.get().into_iter().map(entry).collect())
    }))
}

fn command(state: State, what: String, shown: Live<String>) -> Element {
    let copied = shown.clone();
    el("div")
        .class("command")
        .child(
            el("pre")
                .set("tabindex", "0")
                .set("aria-label", what.clone())
                .child(text(move || shown())),
        )
        .child(copy_button(state, live(move || what.clone()), copied))
}
