//! *Install*: everything to paste on the server, from the first installation to the removal.

use super::findings::Refused;
use crate::activation::{Activation, Role, drop_in_of};
use crate::export::client::Client;
use crate::export::install::{self, Options, Step, Users};
use crate::export::{access, change, client, preflight};
use crate::ui::browser;
use crate::ui::state::{Derived, use_state};
use crate::ui::widget::{Choice, Command, Complaint, Prose, Select};
use leptos::prelude::*;

/// The tab.
#[component]
pub fn InstallPanel() -> AnyView {
    let state = use_state();
    let is_there = state.derive_settled(Activation::has_base);
    let shown = move || match is_there.get() {
        true => view! { <ChangePanel /> }.into_any(),
        false => view! { <NewPanel /> }.into_any(),
    };
    shown.into_any()
}

/// How units that are on the machine are changed.
#[component]
fn ChangePanel() -> AnyView {
    let state = use_state();
    let steps = state.derive_settled(change::steps);
    let nothing = move || {
        steps.with(Vec::is_empty).then(|| {
            view! { <p>"Nothing is changed yet. What you change in the form or in the units becomes a command here."</p> }
        })
    };
    let obstacles = state.derive_settled(|units| {
        let made = Role::ALL.into_iter().filter_map(|unit| drop_in_of(units, unit));
        made.flat_map(|made| made.obstacles).map(|one| one.words).collect::<Vec<_>>()
    });
    let cannot = move || {
        let line = |words: String| {
            view! { <Complaint class="error" text=format!("A drop-in does not do all of this: {words}.") /> }
        };
        obstacles.get().into_iter().map(line).collect::<Vec<_>>()
    };
    view! {
        <Refused then="What is below would do it all the same, and it would not start: put that right first." />
        <Preflight />
        <Block name="Change it" title="Paste this on the server">
            {nothing}
            {cannot}
            <Steps steps=steps />
        </Block>
        <Block name="Take it back" title="Take it back">
            <Steps steps=state.derive_settled(|units| vec![change::way_back(units)]) />
        </Block>
        <Block name="See it work" title="See it work">
            <Calls clients=state.derive_settled(client::clients) what="the calling command" />
            <Calls clients=state.derive_settled(client::watch) what="the watching command" />
        </Block>
        <Block name="Firewall and SELinux" title="Firewall and SELinux">
            <Access />
        </Block>
    }
    .into_any()
}

/// How new units come to a machine, and go.
#[component]
fn NewPanel() -> AnyView {
    let state = use_state();
    let about = state.derive_settled(|units| {
        let [socket, service] = Role::ALL.map(|unit| units.file_name(unit));
        format!(
            "It writes `{socket}` and `{service}`, keeps what they replace, and starts the socket. \
             It can be pasted again after every change."
        )
    });
    view! {
        <Refused then="What is below would install it all the same, and it would not start: put that right first." />
        <Preflight />
        <Block name="Install" title="Paste this on the server">
            <p>{move || view! { <Prose text=about.get() /> }.into_any()}</p>
            <Accounts />
            <Command
                what="the installation command"
                text=with_options(install::command).signal()
            />
            <ScriptButton />
            <details class="more">
                <summary>"The same, step by step"</summary>
                <div class="inside">
                    <Steps steps=with_options(install::steps) />
                </div>
            </details>
        </Block>
        <Block name="See it work" title="See it work">
            <Calls
                clients=state.derive_settled(client::clients)
                what="the calling command"
            />
            <Calls clients=state.derive_settled(client::watch) what="the watching command" />
        </Block>
        <Block name="Change it later" title="Change it later">
            <Steps steps=state.derive_settled(install::change_safely) />
        </Block>
        <Block name="Stop it" title="Stop it">
            <Steps steps=state.derive_settled(|units| vec![install::stop_both(units)]) />
        </Block>
        <Block name="Remove it" title="Remove it">
            <Command what="the removal command" text=with_options(install::removal).signal() />
        </Block>
        <Block name="Firewall and SELinux" title="Firewall and SELinux">
            <Access />
        </Block>
    }
    .into_any()
}

/// What `what` makes of the units and the way that is chosen.
fn with_options<T: PartialEq + Send + Sync + 'static>(
    what: fn(&Activation, &Options) -> T,
) -> Derived<T> {
    let state = use_state();
    Derived::new(move || {
        let options = state.options.get();
        state.track_settled(|units| what(units, &options))
    })
}

/// Whether the server has what the units name, where they name something.
#[component]
fn Preflight() -> AnyView {
    let look = with_options(preflight::preflight);
    let is_there = Derived::new(move || look.with(Option::is_some));
    let shown = move || {
        is_there.get().then(|| {
            let command = Signal::derive(move || look.get().unwrap_or_default());
            view! {
                <Block name="Look first" title="Look first">
                    <p>"It names the programs, files and folders that the units need and the server lacks: without them the first call fails."</p>
                    <Command what="the command that looks" text=command />
                </Block>
            }
        })
    };
    shown.into_any()
}

/// The same as a file.
#[component]
fn ScriptButton() -> AnyView {
    let state = use_state();
    let download = move |_| {
        let options = state.options.get_untracked();
        let script = state.read(|units| install::script(units, &options));
        browser::download(&script.name, "text/x-shellscript", &script.bytes);
        state.say_downloaded(&script.name);
    };
    view! {
        <div>
            <button type="button" class="chip" on:click=download>
                "Download it as a script"
            </button>
        </div>
    }
    .into_any()
}

/// A block of the tab: what it is, its heading, and what is in it.
#[component]
fn Block(name: &'static str, title: &'static str, children: Children) -> AnyView {
    view! {
        <section class="block" aria-label=name>
            <h2>{title}</h2>
            {children()}
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

/// How the users and groups come to be, where the units need some.
#[component]
fn Accounts() -> AnyView {
    let state = use_state();
    let needed = state.derive_settled(|units| {
        let accounts = install::accounts(units);
        [accounts.users, accounts.groups].concat()
    });
    let value = Signal::derive(move || {
        let users = state.options.get().users;
        USERS.iter().find(|(_, _, choice)| *choice == users).map_or("", |(id, ..)| id).to_owned()
    });
    let choose = move |id: String| {
        if let Some((_, _, users)) = USERS.iter().find(|(choice, ..)| *choice == id) {
            state.options.update(|options| options.users = *users);
        }
    };
    let options = Signal::stored(USERS.map(|(id, label, _)| Choice::new(id, label)).to_vec());
    let shown = move || {
        let names = needed.get();
        (!names.is_empty()).then(|| {
            view! {
                <div class="choice">
                    <label for="users">
                        "Accounts " <Prose text=format!("`{}`", names.join("`, `")) /> " are"
                    </label>
                    <Select id="users" value=value options=options on_choose=choose />
                </div>
            }
        })
    };
    shown.into_any()
}

/// Commands, each with what it is for.
#[component]
fn Calls(clients: Derived<Vec<Client>>, what: &'static str) -> AnyView {
    let entry = move |(client, number): (Client, usize)| {
        let Client { listener, note, command } = client;
        let what = match listener.is_empty() {
            true => format!("{what} {number}"),
            false => format!("{what} for {listener}"),
        };
        let head = (!listener.is_empty()).then(|| view! { <h3><code>{listener}</code></h3> });
        view! {
            <li>
                {head}
                <p class="quiet">
                    <Prose text=note />
                </p>
                <Command what=what text=Signal::stored(command) />
            </li>
        }
    };
    let entries = move || clients.get().into_iter().zip(1..).map(entry).collect::<Vec<_>>();
    view! { <ul>{entries}</ul> }.into_any()
}

/// Steps, in their order.
#[component]
fn Steps(steps: Derived<Vec<Step>>) -> AnyView {
    let entry = |Step { title, why, command }| {
        let what = format!("“{title}”");
        view! {
            <li>
                <h3>{title}</h3>
                <p class="quiet">
                    <Prose text=why />
                </p>
                <Command what=what text=Signal::stored(command) />
            </li>
        }
    };
    let entries = move || steps.get().into_iter().map(entry).collect::<Vec<_>>();
    view! { <ol>{entries}</ol> }.into_any()
}

/// What else may stand between a caller and the socket.
#[component]
fn Access() -> AnyView {
    let state = use_state();
    let notes = state.derive_settled(|units| [access::firewall(units), access::selinux(units)]);
    let note = |note: access::Advice| {
        let command = |(tool, text): (&'static str, String)| {
            view! { <Command what=format!("the command for {tool}") text=Signal::stored(text) /> }
                .into_any()
        };
        view! {
            <li>
                <p>
                    <Prose text=note.text />
                </p>
                {note.commands.into_iter().map(command).collect::<Vec<_>>()}
            </li>
        }
    };
    let shown = move || notes.get().map(note).into_iter().collect::<Vec<_>>();
    view! { <ul>{shown}</ul> }.into_any()
}
