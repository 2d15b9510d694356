//! *Limits and lifecycle*: everything with a good default.

use super::lens_field::{Entry, fields, wrong};
use super::service::count_wrong;
use crate::activation::Lens;
use crate::ui::live::piece;
use crate::ui::state::State;
use leptos::prelude::*;

static QUEUE: [Entry; 7] = [
    (Lens::socket("Backlog"), "Callers that may wait"),
    (Lens::socket("MaxConnections"), "Connections at once"),
    (Lens::socket("MaxConnectionsPerSource"), "Connections per caller"),
    (Lens::socket("TriggerLimitIntervalSec"), "Trigger limit, interval"),
    (Lens::socket("TriggerLimitBurst"), "Trigger limit, starts"),
    (Lens::socket("PollLimitIntervalSec"), "Poll limit, interval"),
    (Lens::socket("PollLimitBurst"), "Poll limit, wake-ups"),
];

static LIFECYCLE: [Entry; 6] = [
    (Lens::service("Type"), "When it counts as started"),
    (Lens::service("Restart"), "Restart"),
    (Lens::service("RestartSec"), "Pause before a restart"),
    (Lens::service("TimeoutStartSec"), "Time to start"),
    (Lens::service("TimeoutStopSec"), "Time to stop"),
    (Lens::service("NonBlocking"), "Non-blocking descriptors"),
];

static OPTIONS: [Entry; 10] = [
    (Lens::socket("SocketUser"), "Socket’s user"),
    (Lens::socket("SocketGroup"), "Socket’s group"),
    (Lens::socket("SocketMode"), "Socket’s access mode"),
    (Lens::socket("DirectoryMode"), "Mode of directories made for it"),
    (Lens::socket("RemoveOnStop"), "Remove its file on stop"),
    (Lens::socket("FreeBind"), "Bind before the address exists"),
    (Lens::socket("ReusePort"), "Share the port"),
    (Lens::socket("KeepAlive"), "Probe silent peers"),
    (Lens::socket("NoDelay"), "Send small packets at once"),
    (Lens::socket("TimeoutSec"), "Time to set the socket up"),
];

/// The card.
#[component]
pub fn Limits() -> impl IntoView {
    let state = State::get();
    let wrong = state
        .derive(|activation| wrong(activation, QUEUE.iter().chain(&LIFECYCLE).chain(&OPTIONS)));
    view! {
        <details class="card">
            <summary>"Limits and lifecycle"<span class="quiet">"backlog, rate limits, timeouts, restart"</span>
                {piece(move || count_wrong(wrong.get()))}</summary>
            <div class="inside">
                <h2 class="group">"Queue and limits"</h2>
                {fields(&QUEUE)}
                <h2 class="group">"Lifecycle"</h2>
                {fields(&LIFECYCLE)}
                <h2 class="group">"Socket"</h2>
                {fields(&OPTIONS)}
            </div>
        </details>
    }
    .into_any()
}
