//! Why a directive has no effect beside what is chosen.
//!
//! Which socket options are set on which sockets was read off systemd 262 besides.

use super::limits::UNIX_SOURCES;
use crate::activation::limit;
use crate::activation::{Activation, Lens, ListenerKind, Role, Style, listeners, style};
use crate::catalogue::Section;
use crate::value::{Version, time_span};
use std::net::IpAddr;

/// Why the directive behind `lens` would have no effect with the other choices as they are; `None` where it has one.
///
/// A sentence's end, to stand behind the directive's name: "counts connections that systemd accepts; …". Every field asks
/// at every change, so each key looks at no more of the units than it depends on.
///
/// Claims: template-without-a-connection.
pub fn does_not_apply(activation: &Activation, lens: Lens) -> Option<String> {
    let reason = match (lens.unit, lens.section) {
        (Role::Socket, Section::Socket) => in_socket(activation, lens.key),
        (Role::Service, Section::Service) => in_service(activation, lens.key),
        (Role::Service, Section::Unit) => in_service_unit(activation, lens.key),
        (Role::Service, Section::Install) if activation.accept() => Some(
            "is for units that are enabled; with `Accept=yes` the socket starts every instance",
        ),
        _ => None,
    };
    reason.map(str::to_owned)
}

/// Claims: max-connections-without-accept, connections-of-one-source, flush-pending, units-that-are-refused,
/// mode-limits-no-port, options-of-other-sockets, who-reaches-an-address, stdin-is-the-connection,
/// name-of-an-accepted-connection, poll-limit-without-accept.
fn in_socket(activation: &Activation, key: &str) -> Option<&'static str> {
    let no_listener = |fits: fn(ListenerKind) -> bool| {
        !listeners(activation).iter().any(|listener| fits(listener.kind))
    };
    let no_file = || listeners(activation).iter().all(|listener| listener.node().is_none());
    let no_node = || no_file() && no_listener(|kind| kind == ListenerKind::MessageQueue);
    let is_off = |burst, interval| is_off(activation, Lens::socket(burst), Lens::socket(interval));
    match key {
        "MaxConnections" | "MaxConnectionsPerSource" if !activation.accept() => Some(
            "counts connections that systemd accepts; with `Accept=no` your program accepts them",
        ),
        "MaxConnectionsPerSource"
            if activation.target().version < UNIX_SOURCES
                && !no_listener(|_| true)
                && no_listener(|kind| !kind.is_unix()) =>
        {
            Some("tells callers on Unix sockets apart only from systemd 256 on")
        }
        "FlushPending" if activation.accept() => Some(
            "throws away what waits while the service is down; with `Accept=yes` nothing waits",
        ),
        "DeferTrigger" | "DeferTriggerMaxSec" if activation.accept() => {
            Some("puts off the start of one service; systemd refuses it beside `Accept=yes`")
        }
        "Service" if activation.accept() => {
            Some("names one service for all callers; systemd refuses it beside `Accept=yes`")
        }
        "SocketUser" | "SocketGroup" | "SocketMode" if no_node() => {
            Some("is about who may open a socket file, and no listener is one")
        }
        "DirectoryMode" if no_file() => {
            Some("is for the folders above a socket file, and no listener is one")
        }
        "RemoveOnStop" if no_node() => Some("removes socket files, and no listener is one"),
        "FreeBind" | "ReusePort" | "Transparent" | "BindToDevice" | "IPTTL" | "IPTOS"
            if no_listener(ListenerKind::is_ip) =>
        {
            Some("is for IP sockets, and no listener is one")
        }
        "BindIPv6Only" if !listens_on_all_of_ipv6(activation) => Some(
            "is for a bare port or `[::]`, which may also take IPv4 callers; no listener is one",
        ),
        "KeepAlive"
        | "KeepAliveTimeSec"
        | "KeepAliveIntervalSec"
        | "KeepAliveProbes"
        | "NoDelay"
        | "DeferAcceptSec"
        | "TCPCongestion"
            if no_listener(|kind| kind == ListenerKind::Tcp) =>
        {
            Some("is for TCP, and no listener is TCP")
        }
        "Backlog" if no_listener(ListenerKind::has_connections) => {
            Some("is the waiting line for connections, and no listener has connections")
        }
        "PipeSize" if no_listener(|kind| kind == ListenerKind::Fifo) => {
            Some("is for FIFOs, and no listener is one")
        }
        "FileDescriptorName" if style(activation) == Style::Inetd => Some(
            "is told in `LISTEN_FDNAMES`, which a program does not get that has its socket as stdin",
        ),
        "FileDescriptorName"
            if activation.accept() && activation.target().version < Version(257) =>
        {
            Some(
                "does not reach the program: up to systemd 256 an accepted connection is always called `connection`",
            )
        }
        "TriggerLimitBurst" | "TriggerLimitIntervalSec" => {
            is_off("TriggerLimitBurst", "TriggerLimitIntervalSec")
                .filter(|off| *off != key)
                .map(switched_off)
        }
        "PollLimitBurst" | "PollLimitIntervalSec" if !activation.accept() => Some(
            "has no effect with `Accept=no`: systemd stops watching the socket at the first call, and counts anew afterwards",
        ),
        "PollLimitBurst" | "PollLimitIntervalSec" => {
            is_off("PollLimitBurst", "PollLimitIntervalSec")
                .filter(|off| *off != key)
                .map(switched_off)
        }
        _ => None,
    }
}

/// Claims: restart-of-an-instance, restart-after-success, stdin-is-the-connection, runtime-max-sec,
/// runtime-directory-takes-the-socket.
fn in_service(activation: &Activation, key: &str) -> Option<&'static str> {
    let set = |key| activation.value(Lens::service(key));
    match key {
        "Restart" | "RestartSec" if activation.accept() => {
            Some("is no use with `Accept=yes`: a restarted instance never gets a fresh caller")
        }
        "RestartSec" if set("Restart").is_none_or(|restart| restart == "no") => {
            Some("is the pause before a restart, and `Restart=` is `no`")
        }
        "NonBlocking" if style(activation) == Style::Inetd => {
            Some("is for file descriptors from 3 on, and the program has its socket as stdin")
        }
        "RuntimeMaxSec" if set("Type") == Some("oneshot") => {
            Some("does not end a service of `Type=oneshot`")
        }
        "RuntimeDirectoryPreserve" if set("RuntimeDirectory").is_none() => {
            Some("is about `RuntimeDirectory=`, which is not set")
        }
        _ => None,
    }
}

/// Claims: crash-of-an-instance.
fn in_service_unit(activation: &Activation, key: &str) -> Option<&'static str> {
    match key {
        "StartLimitIntervalSec" | "StartLimitBurst" if activation.accept() => Some(
            "counts the starts of one unit; with `Accept=yes` each connection is a unit of its own",
        ),
        _ => None,
    }
}

/// Whether some listener is an IPv6 one that could take IPv4 callers.
fn listens_on_all_of_ipv6(activation: &Activation) -> bool {
    listeners(activation).iter().filter(|listener| listener.kind.is_ip()).any(|listener| {
        match listener.place.ip() {
            // An address of IPv4 in the clothes of IPv6 cannot be opened for IPv6 only.
            Some((Some(IpAddr::V6(ip)), _)) => ip.is_unspecified() || ip.to_ipv4_mapped().is_some(),
            Some((Some(IpAddr::V4(_)), _)) => false,
            // Half typed, it may become one.
            Some((None, _)) | None => true,
        }
    })
}

/// Which of the two directives of a rate limit switches it off.
fn is_off(activation: &Activation, burst: Lens, interval: Lens) -> Option<&'static str> {
    let has_no_time = || {
        let list = activation.list(interval);
        let time = list.iter().rev().find_map(|assignment| time_span::read(assignment.value).ok());
        time.is_some_and(|time| time.is_zero())
    };
    if limit::number(activation, burst) == Some(0) {
        Some(burst.key)
    } else {
        has_no_time().then_some(interval.key)
    }
}

/// Claims: trigger-limit, poll-limit.
fn switched_off(by: &'static str) -> &'static str {
    match by {
        "TriggerLimitBurst" => "has no effect while `TriggerLimitBurst=0` switches the limit off",
        "TriggerLimitIntervalSec" => {
            "has no effect while `TriggerLimitIntervalSec=0` switches the limit off"
        }
        "PollLimitBurst" => "has no effect while `PollLimitBurst=0` switches the limit off",
        _ => "has no effect while `PollLimitIntervalSec=0` switches the limit off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::target::Target;

    const TCP: &str = "ListenStream=80";
    const UNIX: &str = "ListenStream=/run/s";
    const YES: &str = "ListenStream=80\nAccept=yes";

    fn reason(version: u16, socket: &str, service: &str, lens: Lens) -> Option<String> {
        assert!(lens.directive().is_some(), "{lens:?}");
        let mut units = Activation::new(
            "shop",
            &format!("[Socket]\n{socket}\n"),
            &format!("[Service]\n{service}\n"),
        );
        units.set_target(Target::find(&format!("systemd{version}")).unwrap());
        does_not_apply(&units, lens)
    }

    /// With the first listeners the directive has no effect, with the second it has.
    fn only(key: &'static str, without: &[&str], with: &[&str]) {
        for socket in without {
            assert!(reason(257, socket, "", Lens::socket(key)).is_some(), "{key} beside {socket}");
        }
        for socket in with {
            assert_eq!(reason(257, socket, "", Lens::socket(key)), None, "{key} beside {socket}");
        }
    }

    #[test]
    fn limits_on_connections_are_for_accept_yes() {
        for key in ["MaxConnections", "MaxConnectionsPerSource"] {
            only(key, &[TCP], &[YES]);
        }
        assert_eq!(
            reason(257, TCP, "", Lens::socket("MaxConnections")).unwrap(),
            "counts connections that systemd accepts; with `Accept=no` your program accepts them"
        );
        let unix = "ListenStream=/run/s\nAccept=yes";
        let per_source =
            |version| reason(version, unix, "", Lens::socket("MaxConnectionsPerSource"));
        assert!(per_source(255).unwrap().contains("from systemd 256 on"));
        assert_eq!(per_source(256), None);
    }

    #[test]
    fn what_is_for_one_service_is_not_for_accept_yes() {
        for key in ["FlushPending", "Service"] {
            only(key, &[YES], &[TCP]);
        }
        assert!(reason(262, YES, "", Lens::socket("DeferTrigger")).is_some());
        assert!(
            reason(257, YES, "", Lens::service("Restart"))
                .unwrap()
                .contains("never gets a fresh caller")
        );
        assert_eq!(reason(257, TCP, "", Lens::service("Restart")), None);
        let start_limit = Lens::unit(Role::Service, "StartLimitBurst");
        assert!(reason(257, YES, "", start_limit).is_some());
        assert_eq!(reason(257, TCP, "", start_limit), None);
        let wanted_by = Lens { unit: Role::Service, section: Section::Install, key: "WantedBy" };
        assert!(reason(257, YES, "", wanted_by).is_some());
        assert_eq!(reason(257, TCP, "", wanted_by), None);
    }

    #[test]
    fn options_are_for_their_kind_of_listener() {
        for key in ["SocketUser", "SocketGroup", "SocketMode", "RemoveOnStop"] {
            only(key, &[TCP, "ListenStream=@s"], &[UNIX, "ListenFIFO=/f", "ListenMessageQueue=/q"]);
        }
        only("DirectoryMode", &[TCP, "ListenMessageQueue=/q"], &[UNIX, "ListenFIFO=/f"]);
        for key in ["FreeBind", "ReusePort"] {
            only(
                key,
                &[UNIX, "ListenNetlink=route"],
                &[TCP, "ListenDatagram=1", "ListenStream=80\nListenStream=/run/s"],
            );
        }
        for key in ["KeepAlive", "NoDelay"] {
            only(key, &[UNIX, "ListenDatagram=1"], &[TCP]);
        }
        only(
            "Backlog",
            &["ListenDatagram=1", "ListenFIFO=/f"],
            &[TCP, UNIX, "ListenSequentialPacket=/s"],
        );
        only(
            "BindIPv6Only",
            &[UNIX, "ListenStream=1.2.3.4:80", "ListenStream=[::1]:80"],
            &[TCP, "ListenDatagram=1", "ListenStream=[::]:80", "ListenStream=[::"],
        );
    }

    #[test]
    fn a_program_with_its_socket_as_stdin_gets_no_names() {
        let inetd = "StandardInput=socket";
        for lens in [Lens::socket("FileDescriptorName"), Lens::service("NonBlocking")] {
            assert!(reason(257, TCP, inetd, lens).is_some());
            assert_eq!(reason(257, TCP, "", lens), None);
        }
        let name = Lens::socket("FileDescriptorName");
        assert!(reason(256, YES, "", name).unwrap().contains("`connection`"));
        assert_eq!(reason(257, YES, "", name), None);
        assert_eq!(reason(256, TCP, "", name), None);
    }

    #[test]
    fn one_half_of_a_limit_can_switch_off_the_other() {
        let off = |more: &str, key| reason(257, &format!("{TCP}\n{more}"), "", Lens::socket(key));
        assert!(
            off("TriggerLimitIntervalSec=0", "TriggerLimitBurst")
                .unwrap()
                .contains("`TriggerLimitIntervalSec=0`")
        );
        assert_eq!(off("TriggerLimitIntervalSec=0", "TriggerLimitIntervalSec"), None);
        assert!(
            off("Accept=yes\nPollLimitBurst=0", "PollLimitIntervalSec")
                .unwrap()
                .contains("`PollLimitBurst=0`")
        );
        assert_eq!(off("Accept=yes", "PollLimitIntervalSec"), None);
        assert!(off("", "PollLimitIntervalSec").unwrap().contains("`Accept=no`"));
    }

    #[test]
    fn what_belongs_to_a_directive_that_is_not_set_has_no_effect() {
        assert!(reason(257, TCP, "", Lens::service("RestartSec")).is_some());
        assert_eq!(reason(257, TCP, "Restart=always", Lens::service("RestartSec")), None);
        assert!(reason(257, TCP, "", Lens::service("RuntimeDirectoryPreserve")).is_some());
        assert_eq!(
            reason(257, TCP, "RuntimeDirectory=s", Lens::service("RuntimeDirectoryPreserve")),
            None
        );
        assert!(reason(257, TCP, "Type=oneshot", Lens::service("RuntimeMaxSec")).is_some());
    }
}
