//! What happens when there is too much of something: connections, starts, triggers, wake-ups.
//!
//! Numbers are those of systemd.socket(5) and systemd.unit(5) `StartLimitIntervalSec=`, which the claims see as well.

use super::words::{code, enumerate};
use super::{Facts, Point, Topic};
use crate::activation::Role;
use crate::activation::limit::{
    self, MAX_CONNECTIONS, POLL_LIMIT, Rate, max_connections, poll_limit as poll_rate,
    start_limit as start_rate, trigger_limit as trigger_rate,
};
use crate::value::Version;
use crate::value::time_span::TimeSpan;

/// The first release that counts callers on Unix sockets by their user.
pub(super) const UNIX_SOURCES: Version = Version(256);

/// The time that a rate counts in, for the end of a sentence.
pub(super) fn within(rate: Rate) -> String {
    match rate.interval {
        TimeSpan::Infinity => "in all".to_owned(),
        interval => format!("within {interval}"),
    }
}

/// Claims: max-connections, connections-of-one-source, units-that-are-refused.
pub(super) fn connections(facts: &Facts) -> Option<Point> {
    if !facts.accept {
        return None;
    }
    let most = max_connections(facts.activation);
    let title = "When too many are connected".to_owned();
    if most == 0 {
        let text =
            "`MaxConnections=0` would let nobody in, and systemd refuses it: write at least 1."
                .to_owned();
        return Some(Point { topic: Topic::Connections, title, text });
    }
    let from = match facts.number(MAX_CONNECTIONS) {
        Some(_) => "`MaxConnections=`",
        None => "the default of `MaxConnections=`",
    };
    let open =
        if most == 1 { "1 call is open".to_owned() } else { format!("{most} calls are open") };
    let mut text = format!(
        "While {open} ({from}), a further caller is connected and hung up on at once; nobody waits in line. {} stays up, and the next one gets through as soon as a call has ended.",
        facts.socket
    );
    if let Some(each) = limit::per_source(facts.activation)
        && let sources = sources(facts)
        && !sources.is_empty()
    {
        text.push_str(&format!(
            " The same holds for more than {each} from one {}.",
            enumerate(&sources)
        ));
    }
    Some(Point { topic: Topic::Connections, title, text })
}

/// By what systemd tells callers apart on these listeners.
fn sources(facts: &Facts) -> Vec<String> {
    let kinds = || {
        facts.listeners.iter().map(|listener| listener.kind).filter(|kind| kind.has_connections())
    };
    let (ip, unix) = (kinds().any(|kind| kind.is_ip()), kinds().any(|kind| kind.is_unix()));
    let vsock = kinds().any(|kind| !kind.is_ip() && !kind.is_unix());
    let known = [
        (ip, "IP address"),
        (unix && facts.version >= UNIX_SOURCES, "user"),
        (vsock, "virtual machine"),
    ];
    known.into_iter().filter(|(has, _)| *has).map(|(_, what)| what.to_owned()).collect()
}

/// Claims: start-limit, trigger-limit, crash-of-an-instance.
pub(super) fn start_limit(facts: &Facts) -> Option<Point> {
    let Facts { socket, service, .. } = facts;
    let rate = start_rate(facts.activation);
    let has_calls = facts.listeners.iter().any(|listener| listener.kind.has_connections());
    let taking = if has_calls { "accepting" } else { "reading" };
    let text = if facts.accept {
        "A crash costs only the call it happens in. Each instance is a unit of its own, so the start limit does not add them up.".to_owned()
    } else if rate.is_off() {
        let end = match trigger_rate(facts.activation) {
            trigger if trigger.is_off() => {
                format!("without end, because {socket} has no trigger limit either")
            }
            trigger => {
                format!("until {socket} has triggered {} times {}", trigger.burst, within(trigger))
            }
        };
        format!(
            "A program that exits without {taking} leaves its caller waiting, so it is started again at once. Its start limit is switched off, so this goes on {end}."
        )
    } else {
        format!(
            "A program that exits without {taking} leaves its caller waiting, so it is started again at once. After {} of {service} {} systemd gives up: {socket} fails with `service-start-limit-hit`, and nobody listens until {again}.",
            counted(rate.burst, "start"),
            within(rate),
            again = restart_socket(facts)
        )
    };
    let title =
        if facts.accept { "If the program crashes" } else { "If the program keeps exiting" };
    Some(Point { topic: Topic::StartLimit, title: title.to_owned(), text })
}

/// Claims: trigger-limit, trigger-limit-with-accept, condition-of-the-service, poll-limit.
pub(super) fn trigger_limit(facts: &Facts) -> Option<Point> {
    let Facts { socket, service, version, .. } = facts;
    let rate = trigger_rate(facts.activation);
    let again = restart_socket(facts);
    let mut text = if rate.is_off() {
        format!(
            "The trigger limit is switched off: {socket} never gives up, however often it has to start {service}."
        )
    } else if facts.accept {
        format!(
            "After {} {} the next is too much: {socket} fails with `trigger-limit-hit`, and nobody listens until {again}.",
            counted(rate.burst, "call"),
            within(rate)
        )
    } else {
        format!(
            "If calls start {service} more than {} {}, {socket} fails with `trigger-limit-hit`, and nobody listens until {again}.",
            times(rate.burst),
            within(rate)
        )
    };
    if !rate.is_off() {
        if !facts.accept && start_rate(facts.activation).is_tighter_than(rate) {
            text.push_str(match has_condition(facts) {
                true => " A condition of the service that does not hold leads there; a program that keeps exiting reaches the start limit before.",
                false => " Here the start limit is reached before that.",
            });
        } else if facts.accept && *version < POLL_LIMIT {
            text.push_str(&format!(
                " systemd {version} has no poll limit that slows callers down before that; systemd {POLL_LIMIT} has."
            ));
        } else if facts.accept && poll_rate(facts.activation).is_tighter_than(rate) {
            text.push_str(" Here the poll limit slows callers down before that.");
        }
    }
    let title =
        if facts.accept { "When calls come in a flood" } else { "When calls start it too often" };
    Some(Point { topic: Topic::TriggerLimit, title: title.to_owned(), text })
}

/// Claims: poll-limit, poll-limit-without-accept.
pub(super) fn poll_limit(facts: &Facts) -> Option<Point> {
    let rate = poll_rate(facts.activation);
    // Without accepting, systemd stops watching at the first caller, and counts anew when it watches again.
    if !facts.accept || facts.version < POLL_LIMIT || rate.interval == TimeSpan::Infinity {
        return None;
    }
    let text = if rate.is_off() {
        "The poll limit is switched off: systemd reacts as often as something arrives.".to_owned()
    } else {
        format!(
            "Once {} has been woken {} {}, systemd stops watching it until that time is over: callers wait, and nothing fails.",
            facts.socket,
            times(rate.burst),
            within(rate)
        )
    };
    Some(Point { topic: Topic::PollLimit, title: "What slows a flood down".to_owned(), text })
}

/// So many of something.
pub(super) fn counted(number: u32, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Whether the service may be skipped.
fn has_condition(facts: &Facts) -> bool {
    let lines = facts.activation.file(Role::Service).all_assignments();
    lines.into_iter().any(|line| line.section == Some("Unit") && line.key.starts_with("Condition"))
}

fn times(number: u32) -> String {
    if number == 1 { "once".to_owned() } else { format!("{number} times") }
}

fn restart_socket(facts: &Facts) -> String {
    code(&format!("systemctl restart {}", facts.activation.file_name(Role::Socket)))
}
