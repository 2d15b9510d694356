//! *Who accepts?*: the two modes side by side, and what the chosen one means for these units.

use super::service::reason;
use crate::activation;
use crate::explain::{self, Point, Topic};
use crate::ui::live::{Item, list, on, piece};
use crate::ui::state::State;
use crate::ui::widget::prose;
use leptos::prelude::*;

/// The card.
#[component]
pub fn WhoAccepts() -> impl IntoView {
    let state = State::get();
    let obstacle = state.derive(|activation| {
        let other = !activation.accept();
        activation::obstacle_to_accept(activation, other)
    });
    let points = state.derive(explain::explain);
    let part = move |main: bool| {
        Memo::new(move |_| {
            points.with(|points| {
                points
                    .iter()
                    .filter(|point| is_main(point.topic) == main)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    };
    let (main, rest) = (part(true), part(false));
    view! {
        <fieldset class="card">
            <legend>"Who accepts? "<code>"Accept="</code></legend>
            <div class="accept" role="radiogroup" aria-label="Who accepts">
                <Mode accept=false/>
                <Mode accept=true/>
            </div>
            <div id="accept-says">{reason(obstacle)}</div>
            <div role="region" aria-label="What this means for your units">
                <Points points=main/>
                <details class="more">
                    <summary>"Limits and access"<span class="quiet">"what happens when it fails, floods, or is not allowed"</span></summary>
                    <div class="inside"><Points points=rest/></div>
                </details>
            </div>
        </fieldset>
    }
    .into_any()
}

/// Whether a point belongs to how things work, not to what happens at the edges.
fn is_main(topic: Topic) -> bool {
    use Topic::*;
    matches!(
        topic,
        Files
            | Accepting
            | Descriptor
            | Processes
            | InstanceNames
            | VanishingPath
            | Restart
            | Sleep
            | LowPorts
    )
}

#[component]
fn Points(points: Memo<Vec<Point>>) -> impl IntoView {
    view! {
        <div class="points">
            {list(move || points.get().into_iter().map(|point| {
                Item::new(format!("{}\n{}", point.title, point.text), move || {
                    view! { <div><h2>{point.title.clone()}</h2><p>{prose(&point.text)}</p></div> }.into_any()
                })
            }).collect())}
        </div>
    }
    .into_any()
}

#[component]
fn Mode(accept: bool) -> impl IntoView {
    let state = State::get();
    let chosen = state.derive(move |activation| activation.accept() == accept);
    let barred = state
        .derive(move |activation| activation::obstacle_to_accept(activation, accept).is_some());
    let name = state.derive(|activation| shortened(activation.name()));
    let (word, title) = match accept {
        false => ("no", "One service answers every caller"),
        true => ("yes", "One instance per caller"),
    };
    let text = move || match accept {
        false => "systemd hands over the listening socket once. Your program calls `accept()`. \
                  Right for servers."
            .to_owned(),
        true => format!(
            "systemd calls `accept()` and starts `{}@.service` for each connection. \
             Right for rare, short, isolated jobs.",
            state.track(|activation| activation.name().to_owned())
        ),
    };
    let disabled = Signal::derive(move || barred.get() && !chosen.get());
    view! {
        <label class="mode" class:chosen=chosen class:barred=disabled>
            <input type="radio" name="accept" checked=chosen.get_untracked() prop:checked=chosen
                disabled=disabled aria-describedby="accept-says"
                on:change=on(move |_| state.edit(|activation| activation::set_accept(activation, accept)))/>
            <span><b><code>{word}</code>" "{title}</b>{diagram(accept, name)}<small>{piece(move || Some(prose(&text())))}</small></span>
        </label>
    }
    .into_any()
}

/// Three callers, the socket, and who answers them.
fn diagram(accept: bool, name: Signal<String>) -> AnyView {
    let callers = view! {
        <circle cx="14" cy="12" r="5"/><circle cx="14" cy="32" r="5"/><circle cx="14" cy="52" r="5"/>
        <path d="M22 12 66 28M22 32H66M22 52 66 36"/>
        <rect class="socket" x="68" y="22" width="34" height="20" rx="4"/>
    };
    let answers = match accept {
        false => view! {
            <path d="M102 32h24"/>
            <rect x="128" y="16" width="86" height="32" rx="5"/>
            <text x="171" y="35.5">{name}</text>
        }
        .into_any(),
        true => [0, 1, 2]
            .map(|n| {
                let y = 3 + 21 * n;
                let (line, text) = (format!("M102 {} 128 {}", 28 + 4 * n, y + 8), y + 12);
                view! {
                    <path d=line/>
                    <rect x="128" y=y width="86" height="17" rx="4"/>
                    <text x="171" y=text>{Signal::derive(move || format!("{}@{n}", name.get()))}</text>
                }
            })
            .collect_view()
            .into_any(),
    };
    view! { <svg viewBox="0 0 218 64" aria-hidden="true">{callers}{answers}</svg> }.into_any()
}

/// `name`, short enough for the diagram.
fn shortened(name: &str) -> String {
    const ROOM: usize = 12;
    match name.chars().count() {
        0..=ROOM => name.to_owned(),
        _ => name.chars().take(ROOM - 1).chain(['…']).collect(),
    }
}
