//! *Limits and lifecycle*: everything with a good default.

use super::lens_field::{Entry, fields, wrong};
use super::service::count_wrong;
use crate::activation::Lens;
use crate::ui::element::{Element, el};
use crate::ui::state::{Derived, State};

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
pub fn limits(state: State) -> Element {
    let all = || QUEUE.iter().chain(&LIFECYCLE).chain(&OPTIONS);
    let wrong = Derived::new(move || wrong(state, all()));
    let group = |title: &'static str| el("h2").class("group").child(title);
    el("details")
        .class("card")
        .child(
            el("summary")
                .child("Limits and lifecycle")
                .child(el("span").class("quiet").child("backlog, rate limits, timeouts, restart"))
                .child(count_wrong(wrong)),
        )
        .child(
            el("div")
                .class("inside")
                .child(group("Queue and limits"))
                .child(fields(state, &QUEUE))
                .child(group("Lifecycle"))
                .child(fields(state, &LIFECYCLE))
                .child(group("Socket"))
                .child(fields(state, &OPTIONS)),
        )
}
