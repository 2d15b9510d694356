//! *The service*: what it is called, what it runs and as whom, and how the program takes its connection.

use super::lens_field::{Entry, LensField, fields, wrong};
use crate::activation::{self, Lens, Role, Style};
use crate::ui::live::{on, piece};
use crate::ui::state::State;
use crate::ui::widget::{TextInput, prose};
use leptos::prelude::*;

const MAIN: [Entry; 3] = [
    (Lens::service("ExecStart"), "Command"),
    (Lens::service("User"), "Runs as"),
    (Lens::unit(Role::Service, "Description"), "Description"),
];

static MORE: [Entry; 8] = [
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
pub fn Service() -> impl IntoView {
    let state = State::get();
    let wrong = state.derive(|activation| wrong(activation, &MORE));
    let [command, user, description] =
        MAIN.map(|(lens, label)| view! { <LensField lens=lens label=label/> });
    view! {
        <fieldset class="card">
            <legend>"The service"</legend>
            <div class="fields"><Name/>{command}{user}{description}</div>
            <StyleChoice/>
            <details class="more">
                <summary>"More"<span class="quiet">"environment, directories, group"</span>{piece(move || count_wrong(wrong.get()))}</summary>
                <div class="inside">{fields(&MORE)}</div>
            </details>
        </fieldset>
    }
    .into_any()
}

/// What a closed card says of the fields in it that are wrong.
pub fn count_wrong(wrong: usize) -> Option<AnyView> {
    (wrong > 0)
        .then(|| view! { <span class="bad">{wrong.to_string()}" to put right"</span> }.into_any())
}

#[component]
fn Name() -> impl IntoView {
    let state = State::get();
    let name = state.derive(|activation| activation.name().to_owned());
    let files =
        state.derive(|activation| Role::ALL.map(|unit| activation.file_name(unit)).join(", "));
    let typed = Callback::new(move |name: String| {
        state
            .type_in(|activation| activation::rename(activation, &name))
            .map_err(|error| error.to_string())
    });
    view! {
        <div class="field">
            <div class="name"><label for="service-Name">"Name"</label></div>
            <TextInput id="service-Name".to_owned() value=name typed=typed/>
            <div id="service-Name-says"><p class="hint">{files}</p></div>
        </div>
    }
    .into_any()
}

/// Why something cannot be chosen, if there is a reason.
pub fn reason(why: Signal<Option<String>>) -> AnyView {
    piece(move || why.get().map(|why| view! { <p class="reason">{prose(&why)}</p> }.into_any()))
}

const STYLES: [(Style, &str, &str); 2] = [
    (Style::Aware, "Socket-aware", "calls sd_listen_fds(), takes fd 3"),
    (Style::Inetd, "stdin / stdout", "inetd style, no code for it"),
];

#[component]
fn StyleChoice() -> impl IntoView {
    let state = State::get();
    let style = state.derive(activation::style);
    let obstacles = state.derive(|activation| {
        STYLES
            .map(|(style, ..)| activation::obstacle_to_style(activation, style))
            .into_iter()
            .flatten()
            .next()
    });
    let choices = STYLES
        .map(|(choice, title, small)| {
            let barred = state.derive(move |activation| activation::obstacle_to_style(activation, choice).is_some());
            let disabled = Signal::derive(move || barred.get() && style.get() != choice);
            let is = Signal::derive(move || style.get() == choice);
            view! {
                <label class:chosen=is class:barred=disabled>
                    <input type="radio" name="style" checked=is.get_untracked() prop:checked=is
                        disabled=disabled aria-describedby="style-says"
                        on:change=on(move |_| state.edit(|activation| activation::set_style(activation, choice)))/>
                    <span><b>{title}</b><small>{small}</small></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="question" id="style-question">"How does it take the connection?"</div>
        <div class="seg" role="radiogroup" aria-labelledby="style-question">{choices}</div>
        <div id="style-says">{reason(obstacles)}</div>
    }
    .into_any()
}
