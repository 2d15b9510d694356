//! What the units mean, in words: derived from their text, with the person's own names and numbers.
//!
//! [`explain`] answers one [`Point`] for each thing that is worth knowing about *these* units and none that does not
//! apply to them. A number is the one that systemd would use: the last valid assignment, or the default.
//!
//! ```
//! use doorbell::activation::Activation;
//! use doorbell::explain::{Topic, explain};
//!
//! let shop = Activation::new("shop", "[Socket]\nListenStream=8080\n", "[Service]\nExecStart=/bin/shop\n");
//! let who = explain(&shop).into_iter().find(|point| point.topic == Topic::Accepting).unwrap();
//! assert!(who.text.starts_with("Your program. systemd only watches TCP port 8080;"));
//! ```
//!
//! What systemd does in these words was tried on it: each function that writes a sentence names the claims behind it, files
//! of `tests/real/claims/`, or the man page of what cannot be tried. `tests/claims.rs` sees to that.

mod access;
mod field;
mod handover;
mod instance;
mod lifecycle;
pub mod journal;
mod limits;
mod requirement;
mod words;

pub use field::does_not_apply;
pub use instance::{Caller, Connection, InstanceName, instance_name};
pub use requirement::{Requirement, requirement};

use crate::activation::limit;
use crate::activation::{
    Activation, Lens, Listener, Role, Style, listeners, obstacle_to_accept, style,
};
use crate::catalogue::Section;
use crate::value::time_span::TimeSpan;
use crate::value::{Version, command};
use words::code;

/// What a [`Point`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Which files there are and why.
    Files,
    /// Who calls `accept()`.
    Accepting,
    /// What the program is handed: file descriptor 3, or stdin.
    Descriptor,
    /// How many processes run.
    Processes,
    /// What the instances of a template are called.
    InstanceNames,
    /// A socket file that the service takes away with it.
    VanishingPath,
    /// What a restart does to callers.
    Restart,
    /// How the service goes back to sleep.
    Sleep,
    /// What happens at `MaxConnections=`.
    Connections,
    /// What happens to a program that keeps exiting.
    StartLimit,
    /// What happens at `TriggerLimitBurst=`.
    TriggerLimit,
    /// What happens at `PollLimitBurst=`.
    PollLimit,
    /// Ports below 1024 without root.
    LowPorts,
    /// From where callers can come over the network.
    Addresses,
    /// Who may open the socket file.
    SocketFile,
    /// Which users and groups have to exist.
    Users,
}

/// One thing worth knowing about the units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What it is about; each topic occurs at most once.
    pub topic: Topic,
    /// Its heading, plain text.
    pub title: String,
    /// One to four sentences; what stands between two backticks is code.
    pub text: String,
}

impl Point {
    /// The first sentence of its text, and what follows it.
    pub fn first_sentence(&self) -> (&str, &str) {
        let mut is_code = false;
        let mut ends = self.text.char_indices().filter_map(|(at, c)| {
            is_code ^= c == '`';
            let behind = &self.text[at + c.len_utf8()..];
            // A small letter does not begin a sentence.
            let begins = behind.trim_start().starts_with(|c: char| !c.is_lowercase());
            (c == '.' && !is_code && behind.starts_with(' ') && begins).then_some(at + 1)
        });
        let (first, rest) = self.text.split_at(ends.next().unwrap_or(self.text.len()));
        (first, rest.trim_start())
    }
}

/// What the units mean, what matters most first.
///
/// Claims: units-that-are-refused.
pub fn explain(activation: &Activation) -> Vec<Point> {
    let facts = Facts::new(activation);
    if facts.listeners.is_empty() {
        let text = format!("{} has no `Listen…=` line yet, so nobody can call.", facts.socket);
        return vec![Point { topic: Topic::Files, title: "No listener".to_owned(), text }];
    }
    if facts.accept && obstacle_to_accept(activation, true).is_some() {
        return handover::accepting(&facts).into_iter().collect();
    }
    [
        handover::files,
        handover::accepting,
        handover::descriptor,
        handover::processes,
        handover::instance_names,
        access::vanishing_path,
        lifecycle::restart,
        lifecycle::sleep,
        limits::connections,
        limits::start_limit,
        limits::trigger_limit,
        limits::poll_limit,
        access::low_ports,
        access::addresses,
        access::socket_file,
        access::users,
    ]
    .iter()
    .filter_map(|point| point(&facts))
    .collect()
}

/// The units as every point needs them.
struct Facts<'a> {
    activation: &'a Activation,
    listeners: Vec<Listener>,
    accept: bool,
    style: Style,
    version: Version,
    /// The socket unit's name, as code.
    socket: String,
    /// The service unit's name, as code.
    service: String,
}

impl<'a> Facts<'a> {
    fn new(activation: &'a Activation) -> Self {
        Self {
            activation,
            listeners: listeners(activation),
            accept: activation.accept(),
            style: style(activation),
            version: activation.target().version,
            socket: code(&activation.file_name(Role::Socket)),
            service: code(&activation.file_name(Role::Service)),
        }
    }

    /// The number that holds for `lens`, if one is set.
    fn number(&self, lens: Lens) -> Option<u32> {
        limit::number(self.activation, lens)
    }

    /// The time that holds for `lens`, if one is set.
    fn time(&self, lens: Lens) -> Option<TimeSpan> {
        limit::time(self.activation, lens)
    }

    /// What all listeners are called together.
    fn doors(&self) -> String {
        words::doors(&self.listeners.iter().collect::<Vec<_>>())
    }

    /// The program of `ExecStart=`, as code; `the program` where there is none.
    fn program(&self) -> String {
        let command = self.activation.value(Lens::service("ExecStart")).unwrap_or_default();
        match command::read(command, self.version).as_deref() {
            Ok([command, ..]) => code(&command.program),
            _ => "the program".to_owned(),
        }
    }

    /// The user the program runs as; `None` for root.
    fn user(&self) -> Option<&str> {
        self.activation.value(Lens::service("User")).filter(|user| !matches!(*user, "root" | "0"))
    }

    fn has_dynamic_user(&self) -> bool {
        self.activation.is_on(Lens::service("DynamicUser"))
    }

    /// The units that start this one once it is enabled, as it says.
    fn wanted_by(&self, unit: Role) -> Vec<String> {
        let names = |key| self.activation.names(Lens { unit, section: Section::Install, key });
        let all = ["WantedBy", "RequiredBy", "UpheldBy"].into_iter().flat_map(names);
        all.map(|(_, name)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::{Scope, set_accept, set_style};
    use crate::catalogue::target::Target;
    use crate::preset::PRESETS;

    fn pair(socket: &str, service: &str) -> Activation {
        Activation::new(
            "shop",
            &format!("[Socket]\n{socket}\n\n[Install]\nWantedBy=sockets.target\n"),
            &format!("[Service]\nExecStart=/bin/shop --fast\n{service}\n"),
        )
    }

    #[test]
    fn a_sentence_ends_where_the_next_begins() {
        let first = |text: &str| {
            let point = Point { topic: Topic::Files, title: String::new(), text: text.to_owned() };
            let (first, rest) = point.first_sentence();
            (first.to_owned(), rest.to_owned())
        };
        let pair = |first: &str, rest: &str| (first.to_owned(), rest.to_owned());
        assert_eq!(first("One `a. B` … two. `Three`."), pair("One `a. B` … two.", "`Three`."));
        assert_eq!(first("After 2.5 s. then more"), pair("After 2.5 s. then more", ""));
    }

    fn on(version: u16, mut activation: Activation) -> Activation {
        activation.set_target(Target::find(&format!("systemd{version}")).unwrap());
        activation
    }

    fn text(activation: &Activation, topic: Topic) -> String {
        let mut points = explain(activation).into_iter().filter(|point| point.topic == topic);
        points.next().map(|point| point.text).unwrap_or_default()
    }

    /// The point on `topic` says every one of `facts`.
    fn says(activation: &Activation, topic: Topic, facts: &[&str]) {
        let text = text(activation, topic);
        for fact in facts {
            assert!(text.contains(fact), "{topic:?} does not say {fact:?}: {text}");
        }
    }

    fn silent(activation: &Activation, topic: Topic) {
        assert_eq!(text(activation, topic), "", "{topic:?}");
    }

    #[test]
    fn every_point_of_every_variant_is_short_and_whole() {
        for preset in &PRESETS {
            for accept in [false, true] {
                for style in [Style::Aware, Style::Inetd] {
                    for version in [239, 252, 257, 262] {
                        let mut units = on(version, preset.activation());
                        set_accept(&mut units, accept);
                        set_style(&mut units, style);
                        let points = explain(&units);
                        let mut topics: Vec<_> = points.iter().map(|point| point.topic).collect();
                        topics.dedup();
                        assert_eq!(topics.len(), points.len(), "a topic occurs twice");
                        for Point { title, text, .. } in points {
                            assert!(title.len() < 40 && !title.contains('`'), "{title}");
                            assert!(text.len() < 420, "{} long: {text}", text.len());
                            assert!(
                                text.ends_with('.') && !text.contains("  ") && !text.contains(".."),
                                "{text}"
                            );
                            assert!(text.matches('`').count().is_multiple_of(2), "{text}");
                            assert!(
                                text.starts_with('`') || !text.starts_with(char::is_whitespace),
                                "{text}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_files_and_what_starts_them_are_named() {
        let shop = pair("ListenStream=80", "");
        says(
            &shop,
            Topic::Files,
            &[
                "`shop.socket`",
                "TCP port 80 from boot on, once it is enabled",
                "`shop.service`",
                "it is not enabled",
            ],
        );
        let other = pair(
            "ListenStream=80\nService=till.service",
            "\n[Install]\nWantedBy=multi-user.target",
        );
        says(&other, Topic::Files, &["`till.service`", "it starts at boot without a caller"]);
        let own = Activation::new("shop", "[Socket]\nListenStream=80\nAccept=yes\n", "");
        says(&own, Topic::Files, &["once something starts it", "`shop@.service` is a template"]);
        let ssh = "[Socket]\nListenStream=22\n[Install]\nRequiredBy=ssh.service\n";
        let ssh = Activation::new("ssh", ssh, "[Service]\nExecStart=/bin/ssh\n");
        says(&ssh, Topic::Files, &["whenever `ssh.service` is started, once it is enabled"]);
        let mut user = pair("ListenStream=80", "");
        user.set_scope(Scope::User);
        says(&user, Topic::Files, &["from your login on"]);
        let none = pair("ListenStream=80\nListenStream=", "");
        assert_eq!(
            explain(&none)[0].text,
            "`shop.socket` has no `Listen…=` line yet, so nobody can call."
        );
    }

    #[test]
    fn who_accepts_depends_on_the_mode_and_the_kind_of_listener() {
        says(
            &pair("ListenStream=80", ""),
            Topic::Accepting,
            &["Your program.", "TCP port 80", "starts `shop.service`"],
        );
        says(
            &pair("ListenStream=/run/s\nAccept=on", ""),
            Topic::Accepting,
            &["systemd. It accepts", "`/run/s`", "`shop@.service`"],
        );
        says(
            &pair("ListenDatagram=53\nListenDatagram=54", ""),
            Topic::Accepting,
            &[
                "UDP ports 53 and 54 have no connections to accept",
                "first datagram starts `shop.service`",
            ],
        );
        says(
            &pair("ListenStream=53\nListenDatagram=53", ""),
            Topic::Accepting,
            &["Your program, on TCP port 53.", "no connections on UDP port 53"],
        );
        says(
            &pair("ListenFIFO=/run/f", ""),
            Topic::Accepting,
            &["The FIFO `/run/f` has no", "first message"],
        );
        let refused = pair("ListenStream=80\nListenDatagram=53\nAccept=yes", "");
        says(
            &refused,
            Topic::Accepting,
            &["`ListenDatagram=53` has no connections", "Choose `Accept=no`"],
        );
        assert_eq!(
            explain(&refused).len(),
            1,
            "nothing else can be said of units that do not work"
        );
    }

    #[test]
    fn file_descriptor_3_is_told_with_its_names() {
        says(
            &pair("ListenStream=80", ""),
            Topic::Descriptor,
            &[
                "listening socket of TCP port 80",
                "`LISTEN_FDS=1`",
                "`LISTEN_FDNAMES=shop.socket`",
                "call `accept()`",
            ],
        );
        says(
            &pair("ListenStream=80\nListenDatagram=53\nFileDescriptorName=door", ""),
            Topic::Descriptor,
            &["fd 3 is TCP port 80 and fd 4 is UDP port 53", "`LISTEN_FDS=2`", "`door`"],
        );
        says(
            &pair(&(1..=6).map(|port| format!("ListenStream={port}\n")).collect::<String>(), ""),
            Topic::Descriptor,
            &["File descriptors 3 to 8", "`LISTEN_FDS=6`", "All have the same name"],
        );
        says(
            &pair("ListenStream=80", "Sockets=shop.socket admin.socket"),
            Topic::Descriptor,
            &["adds those of `admin.socket`", "is not defined"],
        );
        says(
            &pair("ListenStream=80", "Environment=\"A=1\" \"LISTEN_FDS=1\""),
            Topic::Descriptor,
            &["`Environment=` sets `LISTEN_FDS`, which hides systemd's own"],
        );
    }

    #[test]
    fn an_accepted_connection_is_called_connection_before_257() {
        let shop = || pair("ListenStream=80\nAccept=yes\nFileDescriptorName=door", "");
        says(
            &on(256, shop()),
            Topic::Descriptor,
            &["already accepted", "`LISTEN_FDNAMES=connection`", "`REMOTE_ADDR`"],
        );
        says(&on(257, shop()), Topic::Descriptor, &["`LISTEN_FDNAMES=door`"]);
        let unix = text(&pair("ListenStream=/run/s\nAccept=yes", ""), Topic::Descriptor);
        assert!(!unix.contains("REMOTE"), "{unix}");
    }

    #[test]
    fn with_inetd_style_there_is_no_listen_fds() {
        let inetd = "StandardInput=socket\n";
        let yes = |more: &str| pair("ListenStream=80\nAccept=yes", &format!("{inetd}{more}"));
        says(
            &yes(""),
            Topic::Descriptor,
            &["stdin and stdout are the connection", "warnings on stderr", "no `LISTEN_FDS`"],
        );
        says(&yes("StandardError=journal"), Topic::Descriptor, &["stderr goes to the journal"]);
        says(
            &yes("StandardOutput=journal"),
            Topic::Descriptor,
            &["answers on it too", "stdout goes to the journal"],
        );
        says(
            &pair("ListenStream=80", &format!("{inetd}StandardOutput=journal")),
            Topic::Descriptor,
            &["listening socket of TCP port 80 itself", "calls `accept()` on file descriptor 0"],
        );
        says(
            &pair("ListenStream=80\nListenStream=81", inetd),
            Topic::Descriptor,
            &["there are 2 listeners"],
        );
        says(
            &pair("ListenStream=80", "StandardOutput=socket"),
            Topic::Descriptor,
            &["`StandardOutput=socket` takes"],
        );
        says(
            &pair("ListenStream=80", inetd),
            Topic::Descriptor,
            &["stdout and stderr are the same socket: what it prints there is lost"],
        );
        says(
            &pair("ListenStream=80", &format!("{inetd}StandardError=journal")),
            Topic::Descriptor,
            &["stdout is the same socket", "stderr goes to the journal"],
        );
    }

    #[test]
    fn processes_are_counted() {
        says(
            &pair("ListenStream=80", ""),
            Topic::Processes,
            &["One for all callers", "`/bin/shop` once. Until the first call none runs."],
        );
        says(
            &pair("ListenStream=80", "[Install]\nWantedBy=multi-user.target"),
            Topic::Processes,
            &["Where it is enabled it runs before the first call"],
        );
        says(&pair("ListenStream=80\nAccept=yes", ""), Topic::Processes, &["at most 64 at once"]);
        says(
            &pair("ListenStream=80\nAccept=yes\nMaxConnections=0x10", ""),
            Topic::Processes,
            &["at most 16 at once"],
        );
        says(
            &pair("ListenStream=80\nAccept=yes\nMaxConnections=1", ""),
            Topic::Processes,
            &["one at a time"],
        );
    }

    #[test]
    fn instance_names_follow_the_version_and_the_listener() {
        let name = |version, listen: &str| {
            text(&on(version, pair(&format!("{listen}\nAccept=yes"), "")), Topic::InstanceNames)
        };
        let has = |text: String, name: &str| {
            assert!(text.contains(&format!("`shop@0-{name}.service`")), "{text}")
        };
        has(name(257, "ListenStream=8080"), "127.0.0.1:8080-127.0.0.1:51234");
        has(name(258, "ListenStream=8080"), "4242-127.0.0.1:8080-127.0.0.1:51234");
        has(name(252, "ListenStream=[::1]:80"), "::1:80-::1:51234");
        has(name(252, "ListenStream=10.0.0.1:80"), "10.0.0.1:80-192.0.2.7:51234");
        has(name(257, "ListenStream=/run/s"), "1234-1000");
        has(name(258, "ListenStream=/run/s"), "4242-1234_5678-1000");
        has(name(257, "ListenStream=vsock::1024"), "2:1024-3:51234");
        assert!(name(258, "ListenStream=80").contains("cookie"));
        silent(&pair("ListenStream=80", ""), Topic::InstanceNames);
    }

    #[test]
    fn the_connection_limit_is_told_with_its_number() {
        let yes = |more: &str| {
            pair(&format!("ListenStream=80\nListenStream=/run/s\nAccept=yes\n{more}"), "")
        };
        says(
            &yes(""),
            Topic::Connections,
            &["While 64 calls are open (the default of", "hung up on at once"],
        );
        says(
            &yes("MaxConnections=9"),
            Topic::Connections,
            &["While 9 calls are open (`MaxConnections=`)"],
        );
        says(&yes("MaxConnections=9\nMaxConnections=many"), Topic::Connections, &["While 9 calls"]);
        says(&yes("MaxConnections=1"), Topic::Connections, &["While 1 call is open"]);
        says(&yes("MaxConnections=0"), Topic::Connections, &["systemd refuses it"]);
        let each = || yes("MaxConnectionsPerSource=3");
        says(&on(256, each()), Topic::Connections, &["more than 3 from one IP address and user."]);
        says(&on(255, each()), Topic::Connections, &["more than 3 from one IP address."]);
        silent(&pair("ListenStream=80\nMaxConnections=9", ""), Topic::Connections);
    }

    #[test]
    fn the_start_limit_fails_the_socket_unless_instances_are_counted_alone() {
        says(
            &pair("ListenStream=80", ""),
            Topic::StartLimit,
            &[
                "After 5 starts of `shop.service` within 10 s",
                "`shop.socket` fails with `service-start-limit-hit`",
            ],
        );
        says(
            &pair("ListenStream=80", "StartLimitBurst=7\n[Unit]\nStartLimitIntervalSec=1min 30s"),
            Topic::StartLimit,
            &["After 7 starts of `shop.service` within 1 min 30 s"],
        );
        let off = "[Unit]\nStartLimitIntervalSec=0";
        says(
            &pair("ListenStream=80", off),
            Topic::StartLimit,
            &["switched off", "triggered 20 times within 2 s"],
        );
        says(
            &pair("ListenStream=80\nTriggerLimitBurst=0", off),
            Topic::StartLimit,
            &["without end"],
        );
        says(
            &pair("ListenStream=80\nAccept=yes", ""),
            Topic::StartLimit,
            &["only the call it happens in"],
        );
        says(&pair("ListenDatagram=80", ""), Topic::StartLimit, &["exits without reading"]);
    }

    #[test]
    fn the_trigger_limit_depends_on_the_mode() {
        says(
            &pair("ListenStream=80", ""),
            Topic::TriggerLimit,
            &[
                "`shop.service` more than 20 times within 2 s",
                "trigger-limit-hit",
                "start limit is reached before",
            ],
        );
        says(
            &pair("ListenStream=80", "[Unit]\nConditionPathExists=/etc/shop"),
            Topic::TriggerLimit,
            &["A condition of the service that does not hold leads there"],
        );
        let off =
            text(&pair("ListenStream=80", "[Unit]\nStartLimitIntervalSec=0"), Topic::TriggerLimit);
        assert!(!off.contains("start limit is"), "{off}");
        let yes = |more: &str| pair(&format!("ListenStream=80\nAccept=yes\n{more}"), "");
        says(
            &on(254, yes("")),
            Topic::TriggerLimit,
            &["After 200 calls within 2 s", "systemd 254 has no poll limit"],
        );
        says(
            &on(255, yes("")),
            Topic::TriggerLimit,
            &["poll limit slows callers down before that"],
        );
        let low = text(&on(255, yes("TriggerLimitBurst=100")), Topic::TriggerLimit);
        assert!(low.contains("After 100 calls") && !low.contains("poll limit"), "{low}");
        says(&yes("TriggerLimitIntervalSec=0"), Topic::TriggerLimit, &["switched off"]);
    }

    #[test]
    fn there_is_a_poll_limit_from_255_on() {
        let shop = |more: &str| pair(&format!("ListenStream=80\nAccept=yes\n{more}"), "");
        silent(&on(254, shop("PollLimitBurst=3")), Topic::PollLimit);
        silent(&on(255, shop("Accept=no")), Topic::PollLimit);
        says(&on(255, shop("")), Topic::PollLimit, &["woken 150 times within 2 s", "callers wait"]);
        says(
            &shop("PollLimitIntervalSec=500ms\nPollLimitBurst=1"),
            Topic::PollLimit,
            &["woken once within 500 ms"],
        );
        says(&shop("PollLimitBurst=0"), Topic::PollLimit, &["switched off"]);
    }

    #[test]
    fn a_restart_lets_callers_wait_or_touches_nobody() {
        let no = |more: &str, service: &str| pair(&format!("ListenStream=80\n{more}"), service);
        says(
            &no("", ""),
            Topic::Restart,
            &[
                "`systemctl restart shop.service` turns nobody away",
                "at most 4096 unless",
                "`SIGTERM` it has 1 min 30 s",
            ],
        );
        says(
            &no("Backlog=128", "TimeoutStopSec=5"),
            Topic::Restart,
            &["at most 128 of them (`Backlog=`)", "it has 5 s"],
        );
        says(
            &no("Backlog=9999", "TimeoutStopSec=0"),
            Topic::Restart,
            &["`Backlog=9999` cannot", "as long as it takes"],
        );
        says(&no("", "TimeoutStopSec=5\nTimeoutSec=7"), Topic::Restart, &["it has 7 s"]);
        says(&pair("ListenDatagram=53", ""), Topic::Restart, &["kernel's buffer", "is lost"]);
        says(&pair("ListenFIFO=/run/f", ""), Topic::Restart, &["finds that full has to wait"]);
        says(
            &pair("ListenFIFO=/run/f\nListenDatagram=53", ""),
            Topic::Restart,
            &["writers wait, and the rest is lost"],
        );
        says(
            &no("", ""),
            Topic::Restart,
            &["more wait outside", "More than 5 starts within 10 s fail both units."],
        );
        let off = text(&no("", "[Unit]\nStartLimitBurst=0"), Topic::Restart);
        assert!(!off.contains("both units"), "{off}");
        for key in ["PartOf", "Requires", "Requisite", "BindsTo"] {
            let tied = no(&format!("[Unit]\n{key}=shop.service"), "");
            says(&tied, Topic::Restart, &["closes TCP port 80", &format!("`{key}=shop.service`")]);
        }
        let yes = |service: &str| pair("ListenStream=80\nAccept=yes", service);
        says(
            &yes(""),
            Topic::Restart,
            &["the next one runs the new `/bin/shop`", "lets running calls finish"],
        );
        says(
            &yes("[Unit]\nRequires=shop.socket"),
            Topic::Restart,
            &["cuts off running calls", "`Requires=shop.socket`"],
        );
        says(&yes("[Unit]\nPartOf=%p.socket"), Topic::Restart, &["`PartOf=shop.socket`"]);
    }

    #[test]
    fn sleep_is_up_to_the_program() {
        let no = |service: &str| pair("ListenStream=80", service);
        says(
            &no(""),
            Topic::Sleep,
            &["stays up", "exit with status 0", "`RuntimeMaxSec=` is no help"],
        );
        says(&no("RuntimeMaxSec=1h"), Topic::Sleep, &["after 1 h it has a busy program end, too"]);
        says(
            &no("Restart=always"),
            Topic::Sleep,
            &["`Restart=always` would start it again at once"],
        );
        says(&no("RemainAfterExit=yes"), Topic::Sleep, &["no later call starts it again"]);
        silent(&pair("ListenStream=80\nAccept=yes", ""), Topic::Sleep);
    }

    #[test]
    fn low_ports_need_no_root() {
        let low = |service: &str| {
            pair("ListenStream=127.0.0.1:80\nListenStream=1024\nListenDatagram=0x35", service)
        };
        says(
            &low("User=www"),
            Topic::LowPorts,
            &["`127.0.0.1:80` and UDP port 53, so `/bin/shop` runs as `www`"],
        );
        says(&low("DynamicUser=yes"), Topic::LowPorts, &["`DynamicUser=`"]);
        says(&low("User=0"), Topic::LowPorts, &["would not have to be root"]);
        silent(&pair("ListenStream=1024\nListenStream=/run/80", "User=www"), Topic::LowPorts);
    }

    #[test]
    fn addresses_say_from_where_one_can_call() {
        let on = |listen: &str| pair(listen, "");
        says(
            &on("ListenStream=80"),
            Topic::Addresses,
            &["open on every address", "`net.ipv6.bindv6only`"],
        );
        says(&on("ListenStream=80\nBindIPv6Only=both"), Topic::Addresses, &["IPv4 and IPv6."]);
        says(
            &on("ListenStream=[::]:80\nBindIPv6Only=ipv6-only"),
            Topic::Addresses,
            &["IPv4 callers are refused"],
        );
        says(
            &on("ListenStream=0.0.0.0:80"),
            Topic::Addresses,
            &["`0.0.0.0:80` takes IPv4 callers only."],
        );
        says(
            &on("ListenStream=[::1]:80"),
            Topic::Addresses,
            &["Only programs on the machine itself reach `[::1]:80`."],
        );
        says(
            &on("ListenStream=10.0.0.1:80"),
            Topic::Addresses,
            &["has the address already", "`FreeBind=yes`"],
        );
        says(
            &on("ListenStream=10.0.0.1:80\nFreeBind=yes"),
            Topic::Addresses,
            &["before the machine has the address"],
        );
        says(
            &on("ListenStream=10.0.0.1:80\nTransparent=yes"),
            Topic::Addresses,
            &["before the machine has the address (`Transparent=yes`)"],
        );
        says(&on("ListenStream=[::ffff:127.0.0.1]:80"), Topic::Addresses, &["Only programs on"]);
        says(&on("ListenStream=[::ffff:0.0.0.0]:80"), Topic::Addresses, &["IPv4 callers only"]);
        silent(&on("ListenDatagram=255.255.255.255:80"), Topic::Addresses);
        silent(&on("ListenDatagram=224.0.0.251:5353"), Topic::Addresses);
        silent(&on("ListenStream=/run/s"), Topic::Addresses);
        silent(&on("ListenStream=half:"), Topic::Addresses);
    }

    #[test]
    fn a_path_in_the_runtime_directory_vanishes() {
        let with = |service: &str| pair("ListenStream=/run/shop/door.sock", service);
        says(
            &with("RuntimeDirectory=till shop"),
            Topic::VanishingPath,
            &[
                "`/run/shop/door.sock` lies in `RuntimeDirectory=shop`",
                "`shop.service` stops or restarts",
                "`/run/shop.sock`",
            ],
        );
        says(
            &with("RuntimeDirectory=%N\nRuntimeDirectoryPreserve=restart"),
            Topic::VanishingPath,
            &["a restart spares it"],
        );
        silent(&with("RuntimeDirectory=shop\nRuntimeDirectoryPreserve=yes"), Topic::VanishingPath);
        silent(&with("RuntimeDirectory=sho"), Topic::VanishingPath);
        silent(&pair("ListenStream=/run/shop.sock", "RuntimeDirectory=shop"), Topic::VanishingPath);
    }

    #[test]
    fn the_mode_of_a_socket_file_says_who_may_call() {
        let file = |more: &str| pair(&format!("ListenStream=/run/s\n{more}"), "");
        says(
            &file(""),
            Topic::SocketFile,
            &["Every user of the machine may call on `/run/s`", "`RemoveOnStop=yes`"],
        );
        says(
            &file("SocketUser=web\nSocketGroup=www\nSocketMode=0660\nRemoveOnStop=yes"),
            Topic::SocketFile,
            &[
                "Only root, user `web` and group `www` may call on `/run/s` (`SocketMode=0660`)",
                "systemd removes the file",
            ],
        );
        says(
            &file("SocketUser=web\nSocketMode=0600"),
            Topic::SocketFile,
            &["Only root and user `web`"],
        );
        says(&file("SocketMode=0600"), Topic::SocketFile, &["Only root may call"]);
        let mut user = file("SocketMode=0600");
        user.set_scope(Scope::User);
        says(&user, Topic::SocketFile, &["Only root and you may call"]);
        silent(&pair("ListenStream=@s", ""), Topic::SocketFile);
    }

    #[test]
    fn users_have_to_exist() {
        let no =
            |socket: &str, service: &str| pair(&format!("ListenStream=/run/s\n{socket}"), service);
        says(
            &no("", "User=web\nGroup=www"),
            Topic::Users,
            &["user `web` and group `www`", "`217/USER`", "`shop.socket` too"],
        );
        says(&no("", "Group=www"), Topic::Users, &["`216/GROUP`"]);
        says(&no("Accept=yes", "User=web"), Topic::Users, &["every call ends at once"]);
        says(
            &no("SocketUser=web", "User=web"),
            Topic::Users,
            &["`shop.socket` can only be opened once user `web` exists."],
        );
        says(
            &no("SocketUser=shop", "DynamicUser=yes"),
            Topic::Users,
            &["`shop` is made when `shop.service` starts"],
        );
        silent(&no("", "User=1000"), Topic::Users);
        silent(&no("", "DynamicUser=yes\nUser=web"), Topic::Users);
    }

    #[test]
    fn anything_typed_stays_inside_its_code_span() {
        let long = "x".repeat(10_000);
        for value in ["`", "a`b", "%", "\u{0}", "[", "::::", long.as_str()] {
            for key in [
                "ListenStream",
                "ListenDatagram",
                "ListenFIFO",
                "FileDescriptorName",
                "SocketUser",
                "SocketMode",
            ] {
                let units = pair(
                    &format!("{key}={value}\nListenStream=/run/{value}\n"),
                    &format!("User={value}"),
                );
                for point in explain(&units) {
                    assert!(point.text.matches('`').count().is_multiple_of(2), "{}", point.text);
                    assert!(point.text.chars().count() < 1500, "{}", point.text);
                }
            }
        }
    }
}
