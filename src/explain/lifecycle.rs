//! How the service ends: a restart while people call, and going back to sleep.

use super::limits::{counted, within};
use super::words::{assignment, code};
use super::{Facts, Point, Topic};
use crate::activation::limit::start_limit;
use crate::activation::{Lens, Listener, ListenerKind, Role, tie};
use crate::value::time_span::{self, TimeSpan};

/// What the kernel allows at most unless its administrator says otherwise. Source: listen(2), since Linux 5.4.
const SOMAXCONN: u32 = 4096;

/// Claims: restart-loses-nobody, new-program-from-the-next-call.
pub(super) fn restart(facts: &Facts) -> Option<Point> {
    let text = if facts.accept { restart_of_instances(facts) } else { restart_of_one(facts) };
    Some(Point { topic: Topic::Restart, title: "What a restart does to callers".to_owned(), text })
}

/// Claims: new-program-from-the-next-call, instances-that-require-their-socket.
fn restart_of_instances(facts: &Facts) -> String {
    let mut text = format!(
        "A call keeps the process and the program it began with; the next one runs the new {}, so nothing has to be restarted.",
        facts.program()
    );
    if let Some(key) = tie(facts.activation, Role::Service) {
        text.push_str(&format!(
            " But stopping {} cuts off running calls, because {} says {}.",
            facts.socket,
            facts.service,
            assignment(key, &facts.activation.file_name(Role::Socket))
        ));
    } else {
        text.push_str(&format!(" Stopping {} lets running calls finish.", facts.socket));
    }
    text
}

/// Claims: restart-loses-nobody, restarts-in-a-row, full-backlog, socket-follows-its-service.
fn restart_of_one(facts: &Facts) -> String {
    let service = facts.activation.file_name(Role::Service);
    let command = code(&format!("systemctl restart {service}"));
    if let Some(key) = tie(facts.activation, Role::Socket) {
        return format!(
            "{command} closes {} for a moment, because {} says {}: who waits there is turned away.",
            facts.doors(),
            facts.socket,
            assignment(key, &service)
        );
    }
    let is_silent = |listener: &&Listener| !listener.kind.has_connections();
    let silent: Vec<&Listener> = facts.listeners.iter().filter(is_silent).collect();
    let mut text = format!("{command} turns nobody away: systemd keeps {} open.", facts.doors());
    if silent.len() < facts.listeners.len() {
        let stop = match stop_timeout(facts) {
            Some(TimeSpan::Infinity) => "as long as it takes".to_owned(),
            Some(time) if time.is_zero() => "as long as it takes".to_owned(),
            Some(time) => time.to_string(),
            None => format!("{} unless the system has another default", TimeSpan::seconds(90)),
        };
        let signal = facts.activation.value(Lens::service("KillSignal")).unwrap_or("SIGTERM");
        text.push_str(&format!(
            " New callers wait there until the new program accepts, {}; more wait outside. What the old one has accepted it must finish itself: after {} it has {stop}.",
            backlog(facts),
            code(signal)
        ));
    }
    text.push_str(buffers(&silent));
    let limit = start_limit(facts.activation);
    if !limit.is_off() {
        text.push_str(&format!(
            " More than {} {} fail both units.",
            counted(limit.burst, "start"),
            within(limit)
        ));
    }
    text
}

/// What a restart does to what is sent without a connection.
///
/// Claims: full-buffers. Source: mq_overview(7) on message queues, netlink(7).
fn buffers(silent: &[&Listener]) -> &'static str {
    let loses = |listener: &&Listener| {
        use ListenerKind::{Netlink, Udp, VsockDatagram};
        matches!(listener.kind, Udp | VsockDatagram | Netlink)
    };
    match (silent.is_empty(), silent.iter().any(loses), silent.iter().all(loses)) {
        (true, ..) => "",
        (_, true, true) => {
            " What is sent meanwhile waits in the kernel's buffer until the new program reads it; what no longer fits there is lost."
        }
        (_, false, _) => {
            " What is sent meanwhile waits in the kernel's buffer until the new program reads it; who finds that full has to wait, too."
        }
        (_, true, false) => {
            " What is sent without a connection waits in the kernel's buffer; where that is full, Unix senders and writers wait, and the rest is lost."
        }
    }
}

/// How long a stop may take; `TimeoutSec=` sets it too, so the later line holds.
fn stop_timeout(facts: &Facts) -> Option<TimeSpan> {
    let file = facts.activation.file(Role::Service);
    let set = file.all_assignments().filter(|assignment| {
        assignment.section == Some("Service")
            && matches!(assignment.key, "TimeoutStopSec" | "TimeoutSec")
    });
    set.filter_map(|assignment| time_span::read(assignment.value).ok()).last()
}

/// Claims: full-backlog. Source: listen(2).
fn backlog(facts: &Facts) -> String {
    match facts.number(Lens::socket("Backlog")) {
        Some(backlog) if backlog <= SOMAXCONN => format!("at most {backlog} of them (`Backlog=`)"),
        Some(backlog) if backlog < u32::MAX => format!(
            "at most {SOMAXCONN} unless the kernel's `net.core.somaxconn` is set otherwise (`Backlog={backlog}` cannot raise that)"
        ),
        _ => {
            format!("at most {SOMAXCONN} unless the kernel's `net.core.somaxconn` is set otherwise")
        }
    }
}

/// Claims: exit-and-start-again, restart-after-success, runtime-max-sec, remain-after-exit.
pub(super) fn sleep(facts: &Facts) -> Option<Point> {
    if facts.accept {
        return None;
    }
    let Facts { service, .. } = facts;
    let text = if facts.activation.is_on(Lens::service("RemainAfterExit")) {
        format!(
            "{service} counts as running even after its program has exited (`RemainAfterExit=yes`), so no later call starts it again. Without that line it could exit when idle and be started by the next call."
        )
    } else {
        let restart = match facts.activation.value(Lens::service("Restart")) {
            Some(value @ ("always" | "on-success")) => format!(
                " `Restart={value}` would start it again at once: for this it has to be `on-failure` or `no`."
            ),
            _ => String::new(),
        };
        let limit = match facts.time(Lens::service("RuntimeMaxSec")) {
            Some(time) if time != TimeSpan::Infinity => format!(
                " `RuntimeMaxSec=` does not do this: after {time} it has a busy program end, too, and counts that as a failure."
            ),
            _ => " `RuntimeMaxSec=` is no help: it has a busy program end, too.".to_owned(),
        };
        format!(
            "{service} stays up after its first call until it exits by itself. To let it sleep, make the program exit with status 0 when nobody has called for a while: the next call starts it again, and one that comes just then waits.{restart}{limit}"
        )
    };
    Some(Point { topic: Topic::Sleep, title: "Going back to sleep".to_owned(), text })
}
