//! The limits of a pair: how often and how many, as systemd would count, with its defaults where nothing is set.
//!
//! Source: systemd.socket(5) `TriggerLimitIntervalSec=`, `PollLimitIntervalSec=`, `MaxConnections=`; systemd.unit(5)
//! `StartLimitIntervalSec=`. Like systemd, a value that is none is passed over.

use super::{Activation, Lens, Role};
use crate::value::time_span::{self, TimeSpan};
use crate::value::{Version, size, unsigned};

/// The directive behind [`max_connections`].
pub const MAX_CONNECTIONS: Lens = Lens::socket("MaxConnections");

/// The directive behind [`per_source`].
pub const PER_SOURCE: Lens = Lens::socket("MaxConnectionsPerSource");

/// The first release that has `PollLimitBurst=`.
pub const POLL_LIMIT: Version = Version(255);

/// So many in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub burst: u32,
    /// The time they are counted in.
    pub interval: TimeSpan,
}

impl Rate {
    /// Whether it limits nothing.
    pub fn is_off(self) -> bool {
        self.burst == 0 || self.interval.is_zero()
    }

    /// Whether it is reached before `other` is, whatever the pace.
    pub fn is_tighter_than(self, other: Rate) -> bool {
        !self.is_off()
            && (other.is_off() || (self.burst < other.burst && self.interval >= other.interval))
    }
}

/// The number that holds for `lens`, if one is set.
pub fn number(activation: &Activation, lens: Lens) -> Option<u32> {
    activation.list(lens).iter().rev().find_map(|assignment| unsigned::read(assignment.value).ok())
}

/// The time that holds for `lens`, if one is set.
pub fn time(activation: &Activation, lens: Lens) -> Option<TimeSpan> {
    activation.list(lens).iter().rev().find_map(|assignment| time_span::read(assignment.value).ok())
}

/// The size in bytes that holds for `lens`, if one is set.
pub fn size(activation: &Activation, lens: Lens) -> Option<u64> {
    activation.list(lens).iter().rev().find_map(|assignment| size::read(assignment.value).ok())
}

/// How many connections may be open at once where systemd accepts.
pub fn max_connections(activation: &Activation) -> u32 {
    number(activation, MAX_CONNECTIONS).unwrap_or(64)
}

/// How many of them may come from one source, if that is limited.
pub fn per_source(activation: &Activation) -> Option<u32> {
    number(activation, PER_SOURCE).filter(|most| *most > 0)
}

/// How often the socket may trigger before it fails.
pub fn trigger_limit(activation: &Activation) -> Rate {
    let default = if activation.accept() { 200 } else { 20 };
    rate(activation, "TriggerLimitBurst", "TriggerLimitIntervalSec", default)
}

/// How often the socket may wake systemd before it is left alone for a while; releases before [`POLL_LIMIT`] have no such
/// limit.
pub fn poll_limit(activation: &Activation) -> Rate {
    let default = if activation.accept() { 150 } else { 15 };
    rate(activation, "PollLimitBurst", "PollLimitIntervalSec", default)
}

fn rate(
    activation: &Activation,
    burst: &'static str,
    interval: &'static str,
    default: u32,
) -> Rate {
    Rate {
        burst: number(activation, Lens::socket(burst)).unwrap_or(default),
        interval: time(activation, Lens::socket(interval)).unwrap_or(TimeSpan::seconds(2)),
    }
}

/// How often the service may start before it fails, which may also be written by its older names.
pub fn start_limit(activation: &Activation) -> Rate {
    start_limit_of(activation, Role::Service)
}

/// How often the socket itself may be started before that fails.
pub fn socket_start_limit(activation: &Activation) -> Rate {
    start_limit_of(activation, Role::Socket)
}

fn start_limit_of(activation: &Activation, role: Role) -> Rate {
    let mut rate = Rate { burst: 5, interval: TimeSpan::seconds(10) };
    for assignment in activation.file(role).all_assignments() {
        match (assignment.section, assignment.key) {
            (Some("Unit" | "Service"), "StartLimitBurst") => {
                rate.burst = unsigned::read(assignment.value).unwrap_or(rate.burst);
            }
            (Some("Unit"), "StartLimitIntervalSec")
            | (Some("Unit" | "Service"), "StartLimitInterval") => {
                rate.interval = time_span::read(assignment.value).unwrap_or(rate.interval);
            }
            _ => {}
        }
    }
    rate
}

/// How long systemd waits for a process that it told to end, before it kills it.
pub fn stop_timeout(activation: &Activation) -> TimeSpan {
    let mut timeout = TimeSpan::seconds(90);
    for assignment in activation.file(Role::Service).all_assignments() {
        if let (Some("Service"), "TimeoutStopSec" | "TimeoutSec") =
            (assignment.section, assignment.key)
        {
            timeout = time_span::read(assignment.value).unwrap_or(timeout);
        }
    }
    if timeout.is_zero() { TimeSpan::Infinity } else { timeout }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_has_its_default_and_what_is_none_is_passed_over() {
        let of = |socket: &str, service: &str| Activation::new("a", socket, service);
        let plain = of("[Socket]\nListenStream=1\n", "");
        assert_eq!((max_connections(&plain), per_source(&plain)), (64, None));
        assert_eq!((trigger_limit(&plain).burst, poll_limit(&plain).burst), (20, 15));
        let accepting = of("[Socket]\nAccept=yes\nMaxConnections=7\nMaxConnections=x\n", "");
        assert_eq!((trigger_limit(&accepting).burst, poll_limit(&accepting).burst), (200, 150));
        assert_eq!(max_connections(&accepting), 7);
        let old = of("", "[Unit]\nStartLimitBurst=3\n[Service]\nStartLimitInterval=1min\n");
        let minute = TimeSpan::seconds(60);
        assert_eq!(start_limit(&old), Rate { burst: 3, interval: minute });
        assert_eq!(socket_start_limit(&old).burst, 5);
        let stop = |lines: &str| stop_timeout(&of("", &format!("[Service]\n{lines}")));
        assert_eq!(stop(""), TimeSpan::seconds(90));
        assert_eq!(stop("TimeoutStopSec=1\nTimeoutSec=2\nTimeoutStopSec=x"), TimeSpan::seconds(2));
        assert_eq!(stop("TimeoutStopSec=0"), TimeSpan::Infinity);
    }
}
