//! *Install*: everything to paste on the server, from the first installation to the removal.

use crate::activation::Role;
use crate::export::client::Client;
use crate::export::install::{self, Options, Step, Users};
use crate::export::{access, client};
use crate::ui::live::piece;
use crate::ui::state::State;
use crate::ui::widget::{Choice, CopyButton, Select, prose};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn Install() -> impl IntoView {
    let state = State::get();
    let with_options = move |what: fn(&crate::activation::Activation, &Options) -> String| {
        Memo::new(move |_| {
            let options = state.options.get();
            state.track(|activation| what(activation, &options))
        })
    };
    let whole = with_options(install::command);
    let removal = with_options(install::removal);
    let steps = Memo::new(move |_| {
        let options = state.options.get();
        state.track(|activation| install::steps(activation, &options))
    });
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
    view! {
        <section class="block" aria-label="Install">
            <h2>"Paste this on the server"</h2>
            <p>{piece(move || Some(prose(&about.get())))}</p>
            <Accounts/>
            <Command what="the installation command" text=whole/>
            <details class="more">
                <summary>"The same, step by step"</summary>
                <div class="inside"><Steps steps=steps/></div>
            </details>
        </section>
        <section class="block" aria-label="See it work">
            <h2>"See it work"</h2>
            <Clients clients=clients what="the calling command"/>
            <Clients clients=watch what="the watching command"/>
        </section>
        <section class="block" aria-label="Change it later">
            <h2>"Change it later"</h2>
            <Steps steps=change/>
        </section>
        <section class="block" aria-label="Stop it">
            <h2>"Stop it"</h2>
            <Steps steps=stop/>
        </section>
        <section class="block" aria-label="Remove it">
            <h2>"Remove it"</h2>
            <Command what="the removal command" text=removal/>
        </section>
        <section class="block" aria-label="Firewall and SELinux">
            <h2>"Firewall and SELinux"</h2>
            <ul>
                {piece(move || Some(notes.get().into_iter().map(|note| {
                    let commands = note.commands.into_iter().map(|(tool, command)| view! {
                        <Command what=format!("the command for {tool}") text=Signal::stored(command)/>
                    }).collect_view();
                    view! { <li><p>{prose(&note.text)}</p>{commands}</li> }
                }).collect_view().into_any()))}
            </ul>
        </section>
    }
    .into_any()
}

/// The ways in which the accounts come to be, by id and label.
const USERS: [(&str, &str, Users); 3] = [
    ("sysusers", "made by systemd-sysusers", Users::Sysusers),
    ("useradd", "made by useradd", Users::Useradd),
    ("leave", "there already", Users::Leave),
];

#[component]
fn Accounts() -> impl IntoView {
    let state = State::get();
    let needed = state.derive(|activation| {
        let accounts = install::accounts(activation);
        [accounts.users, accounts.groups].concat()
    });
    let value = Signal::derive(move || {
        let users = state.options.get().users;
        USERS.iter().find(|(_, _, choice)| *choice == users).map_or("", |(id, ..)| id).to_owned()
    });
    let choose = Callback::new(move |id: String| {
        if let Some((_, _, users)) = USERS.iter().find(|(choice, ..)| *choice == id) {
            state.options.update(|options| options.users = *users);
        }
    });
    let options: Vec<_> = USERS.iter().map(|(id, label, _)| Choice::new(id, label)).collect();
    let options = StoredValue::new(options);
    view! {
        {piece(move || {
            let names = needed.get();
            (!names.is_empty()).then(|| view! {
                <div class="choice">
                    <label for="users">"Accounts "{prose(&format!("`{}`", names.join("`, `")))}" are"</label>
                    <Select id="users".to_owned() value=value options=options.get_value() chosen=choose/>
                </div>
            }.into_any())
        })}
    }
    .into_any()
}

#[component]
fn Clients(#[prop(into)] clients: Signal<Vec<Client>>, what: &'static str) -> impl IntoView {
    view! {
        <ul>
            {piece(move || Some(clients.get().into_iter().zip(1..).map(|(client, number)| {
                let named = !client.listener.is_empty();
                let what = if named { format!("{what} for {}", client.listener) } else { format!("{what} {number}") };
                let listener = named.then(|| view! { <h3><code>{client.listener}</code></h3> });
                view! {
                    <li>{listener}<p class="quiet">{prose(&client.note)}</p>
                        <Command what=what text=Signal::stored(client.command)/></li>
                }
            }).collect_view().into_any()))}
        </ul>
    }
    .into_any()
}

#[component]
fn Steps(#[prop(into)] steps: Signal<Vec<Step>>) -> impl IntoView {
    view! {
        <ol>
            {piece(move || Some(steps.get().into_iter().map(|step| {
                let what = format!("“{}”", step.title);
                view! {
                    <li><h3>{step.title}</h3><p class="quiet">{prose(&step.why)}</p>
                        <Command what=what text=Signal::stored(step.command)/></li>
                }
            }).collect_view().into_any()))}
        </ol>
    }
    .into_any()
}

#[component]
fn Command(
    #[prop(into)] what: Signal<String>,
    #[prop(into)] text: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="command">
            <pre tabindex="0" aria-label=what>{text}</pre>
            <CopyButton what=what text=Callback::new(move |()| text.get_untracked())/>
        </div>
    }
    .into_any()
}
