//! What to write instead of an assignment that systemd ignores, or where: a word one letter away, a size with systemd's suffix,
//! the section that the directive is of. Each is tried before it is offered.
//!
//! None of them opens or closes a listener, gives or takes access, starts a unit, or runs a command: what could is not offered.

use super::{Reading, Taken, whole};
use crate::activation::{Lens, Role};
use crate::catalogue::{self, Directive, Section};
use crate::check::{Action, Fix};
use crate::syntax::writable;
use crate::value::boolean;

/// A fix, and the assignment that systemd would take with it.
pub struct Repair {
    section: Section,
    directive: &'static Directive,
    value: String,
    fix: Fix,
}

/// How many fixes are tried in a unit, and with how many assignments in all: in a file with more nobody looks for a slip.
const MOST: usize = 100;
const MOST_READ: usize = 1 << 20;

/// Directives one of whose words lets more in than others: with a slip of the pen nobody knows how much was meant.
const LETS_IN: [&str; 3] = ["BindIPv6Only", "KeyringMode", "NotifyAccess"];

/// What may be written into its own section for the person: it says what a unit is, when and how it runs, or what its program
/// may not do. Listeners, access, conditions, commands and what starts a unit are not among them.
const MAY_MOVE: [&str; 83] = [
    "After",
    "Backlog",
    "Before",
    "CPUQuota",
    "CPUWeight",
    "CollectMode",
    "DeferAcceptSec",
    "Description",
    "Documentation",
    "Environment",
    "EnvironmentFile",
    "FileDescriptorName",
    "FinalKillSignal",
    "FlushPending",
    "IOSchedulingClass",
    "IOSchedulingPriority",
    "IOWeight",
    "KeepAlive",
    "KeepAliveIntervalSec",
    "KeepAliveProbes",
    "KeepAliveTimeSec",
    "KillMode",
    "KillSignal",
    "LockPersonality",
    "LogLevelMax",
    "MaxConnections",
    "MaxConnectionsPerSource",
    "MemoryDenyWriteExecute",
    "MemoryHigh",
    "MemoryMax",
    "MemorySwapMax",
    "Nice",
    "NoDelay",
    "NoNewPrivileges",
    "NonBlocking",
    "OOMPolicy",
    "OOMScoreAdjust",
    "PIDFile",
    "PollLimitBurst",
    "PollLimitIntervalSec",
    "PrivateDevices",
    "PrivateIPC",
    "PrivateMounts",
    "PrivateTmp",
    "PrivateUsers",
    "ProtectClock",
    "ProtectControlGroups",
    "ProtectHome",
    "ProtectHostname",
    "ProtectKernelLogs",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "ProtectProc",
    "ProtectSystem",
    "ReceiveBuffer",
    "RemoveIPC",
    "Restart",
    "RestartSec",
    "RestartSteps",
    "RestrictRealtime",
    "RestrictSUIDSGID",
    "RuntimeMaxSec",
    "SendBuffer",
    "SendSIGHUP",
    "StandardError",
    "StandardOutput",
    "StartLimitBurst",
    "StartLimitIntervalSec",
    "SuccessExitStatus",
    "SyslogFacility",
    "SyslogIdentifier",
    "SyslogLevel",
    "TasksMax",
    "TimeoutSec",
    "TimeoutStartSec",
    "TimeoutStopSec",
    "TriggerLimitBurst",
    "TriggerLimitIntervalSec",
    "Type",
    "UMask",
    "WatchdogSec",
    "WatchdogSignal",
    "WorkingDirectory",
];

/// What was meant by a value that systemd cannot read, on the line `line`.
pub fn value(
    reading: &Reading,
    section: Section,
    directive: &'static Directive,
    value: &str,
    line: usize,
) -> Option<Repair> {
    let value = directive.kind.meant(value, reading.unit.target.version)?;
    let name = directive.name;
    if LETS_IN.contains(&name) {
        return None;
    }
    let action = Action::Replace(reading.unit.role, line, name, value.clone());
    let fix = Fix { label: format!("Write {name}={value}"), actions: vec![action] };
    repair(reading, section, directive, value, fix)
}

/// The way of an assignment on the line `line` of `from` into the section of `reading` that its directive is of.
pub fn place(
    reading: &Reading,
    section: Section,
    key: &str,
    value: &str,
    from: (Role, usize),
) -> Option<Repair> {
    let directive = catalogue::find(section, key)?;
    let name = directive.name;
    // What switches something off may switch off what something else implies.
    let is_harmless = MAY_MOVE.contains(&name) && boolean::read(value) != Ok(false);
    if !is_harmless || value.is_empty() || writable(value).is_err() {
        return None;
    }
    let unit = reading.unit;
    let whose = match unit.role == from.0 {
        true => String::new(),
        false => format!(" of {}", unit.name),
    };
    let fix = Fix {
        label: format!("Move {name}={value} to [{}]{whose}", section.name()),
        actions: vec![
            Action::Remove(from.0, from.1),
            Action::Add(Lens { unit: unit.role, section, key: name }, value.to_owned()),
        ],
    };
    repair(reading, section, directive, value.to_owned(), fix)
}

/// The fix, if systemd would have nothing to say of the line that it writes.
fn repair(
    reading: &Reading,
    section: Section,
    directive: &'static Directive,
    value: String,
    fix: Fix,
) -> Option<Repair> {
    let is_right = reading.unusable(section, directive).is_none()
        && reading.of_value(directive, &value).is_none();
    is_right.then_some(Repair { section, directive, value, fix })
}

/// Of some repairs of one unit the fixes that can be offered: nothing else says what they say, and systemd has nothing to say of
/// the unit with one that it does not say without.
pub fn tried<K>(reading: &Reading, repairs: Vec<(K, Repair)>) -> Vec<(K, Fix)> {
    let taken = &reading.taken;
    if repairs.is_empty() {
        return Vec::new();
    }
    let said = |taken: &[Taken]| {
        let remarks = whole::remarks(taken, reading.unit).into_iter();
        remarks.map(|remark| remark.rule).collect::<Vec<_>>()
    };
    let before = said(taken);
    let most = MOST.min(MOST_READ / (taken.len() + 1) + 1);
    let holds = |repair: &Repair| {
        let Repair { section, directive, value, .. } = repair;
        let is_said =
            |taken: &Taken| taken.section == *section && taken.directive.name == directive.name;
        let added = Taken { section: *section, directive, value, line: None };
        let with = || [taken.as_slice(), &[added]].concat();
        !taken.iter().any(is_said) && said(&with()).iter().all(|rule| before.contains(rule))
    };
    let tried = repairs.into_iter().take(most).filter(|(_, repair)| holds(repair));
    tried.map(|(key, repair)| (key, repair.fix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::catalogue::target::Target;
    use crate::check::{self, Case, Change};

    /// The fixes that are offered on a pair: what each does, and the lines that it changes.
    fn fixes(socket: &str, service: &str, target: &str) -> Vec<(String, String)> {
        let mut pair = Activation::new("a", socket, service);
        pair.set_target(Target::find(target).expect("a target"));
        let fixes = check::run(&Case::pair(&pair)).into_iter().filter_map(|finding| finding.fix);
        let lines = |fix: &Fix| {
            let sign = |change: &Change| if change.is_new { '+' } else { '-' };
            let changes = fix.changes(&pair).into_iter();
            changes.map(|change| format!("{}{}", sign(&change), change.line)).collect::<Vec<_>>()
        };
        fixes.map(|fix| (fix.label.clone(), lines(&fix).join(" "))).collect()
    }

    const SOCKET: &str = "[Socket]\nListenStream=80\n";
    const SERVICE: &str = "[Unit]\nRequires=a.socket\n[Service]\nExecStart=/bin/a\n";

    /// What is offered on a line at the end of the service.
    fn on_service(lines: &str) -> Vec<String> {
        let socket = format!("{SOCKET}[Install]\nWantedBy=sockets.target\n");
        let service = format!("{SERVICE}{lines}\n");
        let fixes = fixes(&socket, &service, "debian13").into_iter();
        fixes.map(|(label, _)| label).collect()
    }

    #[test]
    fn a_slip_in_a_value_is_put_right_where_nobody_can_mean_anything_else() {
        for (line, fix) in [
            ("ProtectSystem=strickt", "Write ProtectSystem=strict"),
            ("Restart=alwys", "Write Restart=always"),
            ("Type=notfy", "Write Type=notify"),
            ("StandardOutput=jounral", "Write StandardOutput=journal"),
            ("MemoryMax=512MB", "Write MemoryMax=512M"),
            ("MemoryMax=1GB", "Write MemoryMax=1G"),
            ("LimitFSIZE=10KB:1GB", "Write LimitFSIZE=10K:1G"),
        ] {
            assert_eq!(on_service(line), [fix], "{line}");
        }
        for line in [
            "Restart=never",
            "MemoryMax=512Mb",
            "NotifyAccess=Main",
            "KeyringMode=shard",
            "KillMode=None",
            // Another line says it already, and may say it for a reason.
            "ProtectSystem=full\nProtectSystem=strickt",
            // systemd refuses such a unit.
            "Restart=always\nType=onshot",
        ] {
            assert_eq!(on_service(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn what_is_in_a_wrong_section_moves_where_that_does_no_harm() {
        for (line, fix) in [
            ("CollectMode=inactive", ["Move CollectMode=inactive to [Unit]"].as_slice()),
            ("After=b.service", &["Move After=b.service to [Unit]"]),
            ("[Unit]\nRestart=always", &["Move Restart=always to [Service]"]),
            ("[Install]\nMemoryMax=1G", &["Move MemoryMax=1G to [Service]"]),
            ("Backlog=9", &["Move Backlog=9 to [Socket] of a.socket"]),
            ("ListenStream=81", &[]),
            ("WantedBy=multi-user.target", &[]),
            ("Requires=b.service", &[]),
            ("ConditionPathExists=/a", &[]),
            ("[Unit]\nUser=b", &[]),
            ("[Unit]\nExecStartPre=/bin/b", &[]),
            ("[Unit]\nPrivateTmp=no", &[]),
            ("[Unit]\nRestart=x", &[]),
            ("Restart=no\n[Unit]\nRestart=always", &[]),
            ("Type=oneshot\n[Unit]\nRestart=always", &[]),
        ] {
            assert_eq!(on_service(line), fix, "{line}");
        }
    }

    #[test]
    fn a_line_moves_as_it_is() {
        let socket =
            format!("{SOCKET}Restart=always\nUser=b\n[Install]\nWantedBy=sockets.target\n");
        assert_eq!(
            fixes(&socket, SERVICE, "debian13"),
            [(
                "Move Restart=always to [Service] of a.service".to_owned(),
                "-Restart=always +Restart=always".to_owned()
            )]
        );
        let file = |text: &str| {
            let units = Activation::new("a", text, SERVICE);
            let found = check::run(&Case::pair(&units));
            let fix = found.into_iter().find_map(|finding| finding.fix).expect("a fix");
            let mut fixed = units.clone();
            fix.apply(&mut fixed);
            fixed.file(Role::Socket).text().to_owned()
        };
        assert_eq!(
            file(
                "[Unit]\nBacklog=9\n\n[Socket]\nListenStream=80\n\n[Install]\nWantedBy=sockets.target\n"
            ),
            "[Unit]\n\n[Socket]\nListenStream=80\nBacklog=9\n\n[Install]\nWantedBy=sockets.target\n"
        );
        // An empty file masks its unit, which a line in it would undo.
        assert_eq!(fixes(&socket, "", "debian13"), []);
        // What a socket may have for its own commands may be meant for the service.
        let doubtful =
            "[Unit]\nMemoryMax=1G\n[Socket]\nListenStream=80\n[Install]\nWantedBy=sockets.target\n";
        assert_eq!(fixes(doubtful, SERVICE, "debian13"), []);
    }

    #[test]
    fn a_release_is_offered_what_it_reads() {
        let on = |line: &str, target| {
            let socket = format!("{SOCKET}[Install]\nWantedBy=sockets.target\n");
            fixes(&socket, &format!("{SERVICE}{line}\n"), target).len()
        };
        for (line, without, with) in [
            ("Type=notify-relaod", "debian12", "debian13"),
            ("[Unit]\nRestartSteps=3", "debian12", "debian13"),
        ] {
            assert_eq!([on(line, without), on(line, with)], [0, 1], "{line}");
        }
    }

    #[test]
    fn who_accepts_is_asked_where_nothing_can_be_accepted() {
        let socket =
            "[Socket]\nListenDatagram=53\nAccept=yes\n[Install]\nWantedBy=sockets.target\n";
        let service = "[Unit]\nCollectMode=inactive-or-failed\n[Service]\nExecStart=/bin/a\n";
        let pair = Activation::new("a", socket, service);
        let found = check::run(&Case::pair(&pair));
        let [finding] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!((finding.rule, finding.line), ("nothing-to-accept", Some(2)));
        let fix = finding.fix.as_ref().expect("a fix");
        assert_eq!(fix.label, "Let the service accept");
        let mut fixed = pair.clone();
        fix.apply(&mut fixed);
        assert_eq!(check::run(&Case::pair(&fixed)), []);
        // One stdin cannot hold two sockets, so that would only be the next trouble.
        let two = socket.replace("53\n", "53\nListenStream=53\n");
        let inetd = format!("{service}StandardInput=socket\nStandardError=journal\n");
        let found = check::run(&Case::pair(&Activation::new("a", &two, &inetd)));
        assert!(found.iter().all(|finding| finding.fix.is_none()), "{found:#?}");
    }

    #[test]
    fn what_may_move_is_a_directive_and_does_no_harm() {
        assert!(MAY_MOVE.is_sorted(), "in the order of the names");
        for name in MAY_MOVE {
            let is_of = |section: &Section| catalogue::find(*section, name).is_some();
            let own = [Section::Unit, Section::Socket, Section::Service];
            assert!(own.iter().any(is_of), "{name} is none");
            assert!(!is_of(&Section::Install), "{name} says what starts a unit");
        }
    }
}
