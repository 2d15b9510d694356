//! *The service*: what it is called, what it runs and as whom, and how the program takes its connection.

use super::lens_field::{FieldSpec, Fields, LensField, count_bad, ids};
use crate::activation::{self, Lens, Role, Style};
use crate::ui::dynamic::{dynamic, flag};
use crate::ui::link::asks_for_few_fields;
use crate::ui::state::use_state;
use crate::ui::widget::{Complaint, Disclosure, Radio, TextInput};
use leptos::prelude::*;

static MAIN: [FieldSpec; 3] = [
    (Lens::service("ExecStart"), "Command"),
    (Lens::service("User"), "Runs as"),
    (Lens::unit(Role::Service, "Description"), "Description"),
];

static MORE: [FieldSpec; 8] = [
    (Lens::service("Group"), "Group"),
    (Lens::service("DynamicUser"), "A user made up for each run"),
    (Lens::service("WorkingDirectory"), "Working directory"),
    (Lens::service("Environment"), "Environment"),
    (Lens::service("EnvironmentFile"), "Environment file"),
    (Lens::service("StateDirectory"), "State directory in /var/lib"),
    (Lens::service("RuntimeDirectory"), "Runtime directory in /run"),
    (Lens::service("RuntimeDirectoryPreserve"), "Keep the runtime directory"),
];

/// The card.
#[component]
pub fn ServiceCard() -> AnyView {
    let is_whole = !asks_for_few_fields();
    let main = if is_whole { &MAIN[..] } else { &MAIN[..1] };
    view! {
        <fieldset class="card">
            <legend>"The service"</legend>
            <div class="fields">
                <NameField />
                {main
                    .iter()
                    .map(|(lens, label)| view! { <LensField lens=*lens label=label /> }.into_any())
                    .collect::<Vec<_>>()}
            </div>
            {is_whole.then(|| view! { <StyleChoice /> <MoreOfService /> })}
        </fieldset>
    }
    .into_any()
}

/// What most services do without.
#[component]
fn MoreOfService() -> AnyView {
    view! {
        <Disclosure
            class="more"
            id="more-service"
            title="More"
            note="environment, directories, group"
            bad=count_bad(&MORE)
            holds=ids(&MORE)
        >
            <Fields fields=&MORE />
        </Disclosure>
    }
    .into_any()
}

#[component]
fn NameField() -> AnyView {
    let state = use_state();
    let name = state.derive(|activation| activation.name().to_owned());
    let files =
        state.derive(|activation| Role::ALL.map(|unit| activation.file_name(unit)).join(", "));
    let typed = move |name: String| {
        state.type_in(|units| match activation::obstacle_to_rename(units) {
            Some(why) if name != units.name() => Err(why),
            _ => activation::rename(units, &name).map_err(|error| error.to_string()),
        })
    };
    view! {
        <div class="field">
            <div class="name">
                <label for="service-Name">"Name"</label>
            </div>
            <TextInput id="service-Name" value=name.signal() typed=typed />
            <div class="says" id="service-Name-says">
                <p class="hint">{files.signal()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// Why something cannot be chosen, if there is a reason.
#[component]
pub fn Reason(why: Signal<Option<String>>) -> AnyView {
    dynamic(move || match why.get() {
        Some(why) => view! { <Complaint class="reason" text=why /> }.into_any(),
        None => ().into_any(),
    })
}

const STYLES: [(Style, &str, &str); 2] = [
    (Style::Aware, "Socket-aware", "calls sd_listen_fds(), takes fd 3"),
    (Style::Inetd, "stdin / stdout", "inetd style, no code for it"),
];

#[component]
fn StyleChoice() -> AnyView {
    let state = use_state();
    let style = state.derive(activation::style);
    let obstacles = state.derive(|activation| {
        STYLES.iter().find_map(|(style, ..)| activation::obstacle_to_style(activation, *style))
    });
    let choice = move |(choice, title, small): (Style, &'static str, &'static str)| {
        let barred = state
            .derive(move |activation| activation::obstacle_to_style(activation, choice).is_some());
        let is_chosen = flag(move || style.get() == choice);
        let choose = move |()| state.edit(|units| activation::set_style(units, choice));
        view! {
            <Radio
                class=""
                name="style"
                is_chosen=is_chosen
                is_barred=barred.signal()
                on_choose=choose
            >
                <b>{title}</b>
                <small>{small}</small>
            </Radio>
        }
    };
    view! {
        <div class="question" id="style-question">
            "How does it take the connection?"
        </div>
        <div class="seg" role="radiogroup" aria-labelledby="style-question">
            {STYLES.into_iter().map(choice).collect::<Vec<_>>()}
        </div>
        <div id="style-says">
            <Reason why=obstacles.signal() />
        </div>
    }
    .into_any()
}
