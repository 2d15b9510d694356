//! *Who accepts?*: the two modes side by side.

use super::service::Reason;
use crate::activation;
use crate::ui::dynamic::{dynamic, text};
use crate::ui::state::use_state;
use crate::ui::widget::{Prose, Radio};
use leptos::prelude::*;

/// The card.
#[component]
pub fn AcceptCard() -> AnyView {
    let state = use_state();
    let obstacle = state.derive(|activation| {
        let other = !activation.accept();
        activation::obstacle_to_accept(activation, other)
    });
    view! {
        <fieldset class="card accepts">
            <legend>"Who accepts? " <code>"Accept="</code></legend>
            <div class="accept" role="radiogroup" aria-label="Who accepts">
                <Mode accept=false />
                <Mode accept=true />
            </div>
            <div id="accept-says">
                <Reason why=obstacle.signal() />
            </div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Mode(accept: bool) -> AnyView {
    let state = use_state();
    let is_chosen = state.derive(move |activation| activation.accept() == accept).signal();
    let barred = state
        .derive(move |activation| activation::obstacle_to_accept(activation, accept).is_some());
    let name = state.derive(|activation| activation.name().to_owned()).signal();
    let (word, title) = match accept {
        false => ("no", "One service answers every caller"),
        true => ("yes", "One instance per caller"),
    };
    let says = dynamic(move || {
        let says = match accept {
            false => "systemd hands over the listening socket once. Your program calls `accept()`. Right for servers.".to_owned(),
            true => format!(
                "systemd calls `accept()` and starts `{}@.service` for each connection. Right for rare, short, isolated jobs.",
                name.get()
            ),
        };
        view! { <Prose text=says /> }.into_any()
    });
    let choose = move |()| state.edit(|units| activation::set_accept(units, accept));
    view! {
        <Radio
            class="mode"
            name="accept"
            is_chosen=is_chosen
            is_barred=barred.signal()
            on_choose=choose
        >
            <b>
                <code>{word}</code>
                " "
                {title}
            </b>
            <Diagram accept=accept name=name />
            <small>{says}</small>
        </Radio>
    }
    .into_any()
}

/// Three callers, the socket, and who answers them.
#[component]
fn Diagram(accept: bool, name: Signal<String>) -> AnyView {
    let lines = match accept {
        false => "M22 12 66 28M22 32H66M22 52 66 36M102 32h24",
        true => "M22 12 66 28M22 32H66M22 52 66 36M102 28 128 11M102 32 128 32M102 36 128 53",
    };
    let boxes: &[(&str, &str, &str)] = match accept {
        false => &[("16", "32", "35.5")],
        true => &[("3", "17", "15"), ("24", "17", "36"), ("45", "17", "57")],
    };
    let answer =
        |(number, (top, height, base)): (usize, &(&'static str, &'static str, &'static str))| {
            let label = text(move || match accept {
                false => name.with(|name| shortened(name)),
                true => format!("{}@{number}", name.with(|name| shortened(name))),
            });
            view! {
                <rect x="128" y=*top width="86" height=*height rx="4" />
                <text x="171" y=*base>{label}</text>
            }
        };
    // Leptos would put what never changes into a group of its own.
    let caller = |y: &'static str| view! { <circle cx="14" cy=y r="5" /> };
    let socket = "socket";
    view! {
        <svg viewBox="0 0 218 64" aria-hidden="true">
            {["12", "32", "52"].map(caller).into_iter().collect::<Vec<_>>()}
            <path d=lines />
            <rect x="68" y="22" width="34" height="20" rx="4" class=socket />
            {boxes.iter().enumerate().map(answer).collect::<Vec<_>>()}
        </svg>
    }
    .into_any()
}

/// `name`, short enough for the diagram.
fn shortened(name: &str) -> String {
    const ROOM: usize = 12;
    match name.chars().count() {
        0..=ROOM => name.to_owned(),
        _ => name.chars().take(ROOM - 1).chain(['…']).collect(),
    }
}
