//! *Limits and lifecycle*: everything with a good default.

use super::lens_field::{FieldSpec, Fields, count_bad, ids};
use crate::activation::Lens;
use crate::ui::widget::Disclosure;
use leptos::prelude::*;

static QUEUE: [FieldSpec; 7] = [
    (Lens::socket("Backlog"), "Callers that may wait"),
    (Lens::socket("MaxConnections"), "Connections at once"),
    (Lens::socket("MaxConnectionsPerSource"), "Connections per caller"),
    (Lens::socket("TriggerLimitIntervalSec"), "Trigger limit, interval"),
    (Lens::socket("TriggerLimitBurst"), "Trigger limit, starts"),
    (Lens::socket("PollLimitIntervalSec"), "Poll limit, interval"),
    (Lens::socket("PollLimitBurst"), "Poll limit, wake-ups"),
];

static LIFECYCLE: [FieldSpec; 6] = [
    (Lens::service("Type"), "When it counts as started"),
    (Lens::service("Restart"), "Restart"),
    (Lens::service("RestartSec"), "Pause before a restart"),
    (Lens::service("TimeoutStartSec"), "Time to start"),
    (Lens::service("TimeoutStopSec"), "Time to stop"),
    (Lens::service("NonBlocking"), "Non-blocking descriptors"),
];

static OPTIONS: [FieldSpec; 10] = [
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

static GROUPS: [(&str, &[FieldSpec]); 3] =
    [("Queue and limits", &QUEUE), ("Lifecycle", &LIFECYCLE), ("Socket", &OPTIONS)];

/// The card.
#[component]
pub fn LimitsCard() -> AnyView {
    let counts = GROUPS.map(|(_, fields)| count_bad(fields));
    let bad = Signal::derive(move || counts.iter().map(|count| count.get()).sum::<usize>());
    let group = |(title, fields): &(&'static str, &'static [FieldSpec])| {
        view! {
            <h2 class="group">{*title}</h2>
            <Fields fields=*fields />
        }
    };
    view! {
        <Disclosure
            class="card"
            id="more-limits"
            title="Limits and lifecycle"
            note="backlog, rate limits, timeouts, restart"
            bad=bad
            holds=GROUPS.map(|(_, fields)| ids(fields)).join(" ")
        >
            {GROUPS.iter().map(group).collect::<Vec<_>>()}
        </Disclosure>
    }
    .into_any()
}
