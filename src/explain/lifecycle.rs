//! How the service ends: a restart while people call, and going back to sleep.

use super::words::{assignment, code};
use super::{Case, Point, Topic};
use crate::activation::{Lens, Listener, Role};
use crate::value::time_span::{self, TimeSpan};

/// What the kernel allows at most unless its administrator says otherwise. Source: listen(2), since Linux 5.4.
const SOMAXCONN: u32 = 4096;

/// Source: systemd.socket(5) `Backlog=`; seen with systemd 252 and 257, whose sockets stay open during the restart.
pub(super) fn restart(case: &Case) -> Option<Point> {
    let text = if case.accept { restart_of_instances(case) } else { restart_of_one(case) };
    Some(Point { topic: Topic::Restart, title: "What a restart does to callers".to_owned(), text })
}

fn restart_of_instances(case: &Case) -> String {
    let mut text = format!(
        "A call keeps the process and the program it began with; the next one runs the new {}, so nothing has to be restarted.",
        case.program()
    );
    let socket = case.activation.file_name(Role::Socket);
    let requires = |key| {
        let lists = case.activation.list(Lens::unit(Role::Service, key));
        lists
            .iter()
            .any(|assignment| assignment.value.split_whitespace().any(|word| word == socket))
    };
    if let Some(key) = ["Requires", "BindsTo"].into_iter().find(|key| requires(key)) {
        text.push_str(&format!(
            " But stopping {} cuts off running calls, because {} says {}.",
            case.socket,
            case.service,
            assignment(key, &socket)
        ));
    } else {
        text.push_str(&format!(" Stopping {} lets running calls finish.", case.socket));
    }
    text
}

fn restart_of_one(case: &Case) -> String {
    let command = code(&format!("systemctl restart {}", case.activation.file_name(Role::Service)));
    let (calls, silent): (Vec<&Listener>, Vec<&Listener>) =
        case.listeners.iter().partition(|listener| listener.kind.has_connections());
    let mut text = format!("{command} turns nobody away: systemd keeps {} open.", case.doors());
    if !calls.is_empty() {
        let stop = match stop_timeout(case) {
            Some(TimeSpan::Infinity) => "as long as it takes".to_owned(),
            Some(time) if time.is_zero() => "as long as it takes".to_owned(),
            Some(time) => time.to_string(),
            None => TimeSpan::seconds(90).to_string(),
        };
        let signal = case.activation.value(Lens::service("KillSignal")).unwrap_or("SIGTERM");
        text.push_str(&format!(
            " New callers wait there until the new program accepts, {}. What the old one has accepted it must finish itself: after {} it has {stop}.",
            backlog(case),
            code(signal)
        ));
    }
    if !silent.is_empty() {
        text.push_str(
            " What is sent without a connection waits in the kernel's buffer until the new program reads it; what no longer fits there is lost.",
        );
    }
    text
}

/// How long a stop may take; `TimeoutSec=` sets it too, so the later line holds.
fn stop_timeout(case: &Case) -> Option<TimeSpan> {
    let file = case.activation.file(Role::Service);
    let set = file.all_assignments().filter(|assignment| {
        assignment.section == Some("Service")
            && matches!(assignment.key, "TimeoutStopSec" | "TimeoutSec")
    });
    set.filter_map(|assignment| time_span::read(assignment.value).ok()).last()
}

fn backlog(case: &Case) -> String {
    match case.number(Lens::socket("Backlog")) {
        Some(backlog) if backlog <= SOMAXCONN => format!("at most {backlog} of them (`Backlog=`)"),
        Some(backlog) if backlog < u32::MAX => format!(
            "at most {SOMAXCONN} unless the kernel's `net.core.somaxconn` is set otherwise (`Backlog={backlog}` cannot raise that)"
        ),
        _ => {
            format!("at most {SOMAXCONN} unless the kernel's `net.core.somaxconn` is set otherwise")
        }
    }
}

/// Source: systemd.service(5) `Restart=`, `RuntimeMaxSec=`, `RemainAfterExit=`.
pub(super) fn sleep(case: &Case) -> Option<Point> {
    if case.accept {
        return None;
    }
    let Case { service, .. } = case;
    let text = if case.activation.is_on(Lens::service("RemainAfterExit")) {
        format!(
            "{service} counts as running even after its program has exited (`RemainAfterExit=yes`), so no later call starts it again. Without that line it could exit when idle and be started by the next call."
        )
    } else {
        let restart = match case.activation.value(Lens::service("Restart")) {
            Some(value @ ("always" | "on-success")) => format!(
                " `Restart={value}` would start it again at once: for this it has to be `on-failure` or `no`."
            ),
            _ => String::new(),
        };
        let limit = match case.time(Lens::service("RuntimeMaxSec")) {
            Some(time) if time != TimeSpan::Infinity => format!(
                " `RuntimeMaxSec=` does not do this: after {time} it ends the program in the middle of a call, and as failed."
            ),
            _ => " `RuntimeMaxSec=` is no help: it also ends a program that is busy.".to_owned(),
        };
        format!(
            "{service} stays up after its first call until it exits by itself. To let it sleep, make the program exit with status 0 when nobody has called for a while: the next call starts it again, and one that comes just then waits.{restart}{limit}"
        )
    };
    Some(Point { topic: Topic::Sleep, title: "Going back to sleep".to_owned(), text })
}
