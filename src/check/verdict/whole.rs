//! What systemd checks when it has read a whole unit: settings that must be there, and those that exclude each other.
//!
//! Source: systemd.socket(5), systemd.service(5), and what systemd 247, 252, 257 and 262 print; for the releases between
//! them what is known of their sources.

use super::{Remark, Taken, Unit, effective};
use crate::activation::{Role, Scope};
use crate::catalogue::Section;
use crate::check::{Action, Fix, Outcome};
use crate::value::quoting::{self, Escapes};
use crate::value::{Version, boolean, command, path, specifier, unit_name, unsigned};
use std::collections::BTreeSet;

/// What is wrong with the unit of which these assignments were taken.
pub fn remarks(taken: &[Taken], unit: Unit) -> Vec<Remark> {
    let mut whole = Whole { taken, unit, remarks: Vec::new() };
    match unit.role {
        Role::Socket => whole.socket(),
        Role::Service => whole.service(),
    }
    whole.dependencies();
    whole.remarks
}

struct Whole<'t, 'a> {
    taken: &'t [Taken<'a>],
    unit: Unit<'a>,
    remarks: Vec<Remark>,
}

/// The directives that open a socket.
const LISTENERS: [&str; 8] = [
    "ListenStream",
    "ListenDatagram",
    "ListenSequentialPacket",
    "ListenFIFO",
    "ListenNetlink",
    "ListenSpecial",
    "ListenMessageQueue",
    "ListenUSBFunction",
];

/// The directives that give programs a file system of their own: by being set at all, by being on, and by these words.
const MOUNTS_IF_SET: [&str; 20] = [
    "BindPaths",
    "BindReadOnlyPaths",
    "ExecPaths",
    "ExtensionDirectories",
    "ExtensionImages",
    "IPCNamespacePath",
    "InaccessibleDirectories",
    "InaccessiblePaths",
    "LogNamespace",
    "MountImages",
    "NetworkNamespacePath",
    "NoExecPaths",
    "ReadOnlyDirectories",
    "ReadOnlyPaths",
    "ReadWriteDirectories",
    "ReadWritePaths",
    "RootDirectory",
    "RootImage",
    "RootMStack",
    "TemporaryFileSystem",
];
const MOUNTS_IF_ON: [&str; 16] = [
    "BindLogSockets",
    "DynamicUser",
    "MountAPIVFS",
    "PrivateBPF",
    "PrivateDevices",
    "PrivateIPC",
    "PrivateMounts",
    "PrivateNetwork",
    "PrivatePIDs",
    "PrivateTmp",
    "ProtectControlGroups",
    "ProtectHome",
    "ProtectKernelLogs",
    "ProtectKernelModules",
    "ProtectKernelTunables",
    "ProtectSystem",
];
const MOUNTS_IF: [(&str, &[&str]); 3] = [
    ("MountFlags", &["private", "slave"]),
    ("ProcSubset", &["pid"]),
    ("ProtectProc", &["invisible", "noaccess", "ptraceable"]),
];

/// The commands that a socket may run.
const SOCKET_COMMANDS: [&str; 4] = ["ExecStartPre", "ExecStartPost", "ExecStopPre", "ExecStopPost"];

/// The directives that make a unit depend on what is mounted at a path, and what stands before the path.
const MOUNTED: [(&str, &str); 12] = [
    ("RequiresMountsFor", ""),
    ("WorkingDirectory", ""),
    ("RootDirectory", ""),
    ("RootImage", ""),
    ("ListenFIFO", ""),
    ("ListenSpecial", ""),
    ("ListenUSBFunction", ""),
    ("RuntimeDirectory", "/run/"),
    ("StateDirectory", "/var/lib/"),
    ("CacheDirectory", "/var/cache/"),
    ("LogsDirectory", "/var/log/"),
    ("ConfigurationDirectory", "/etc/"),
];

impl<'t, 'a> Whole<'t, 'a> {
    fn since(&self, version: u16) -> bool {
        self.unit.target.version >= Version(version)
    }

    fn list(&self, section: Section, name: &str) -> Vec<&'t Taken<'a>> {
        effective(self.taken, section, name)
    }

    /// The directive of the unit's own section that holds.
    fn own(&self, name: &str) -> Option<&'t Taken<'a>> {
        self.list(self.unit.role.section(), name).pop()
    }

    fn is_on(&self, name: &str) -> bool {
        self.own(name).is_some_and(|taken| boolean::read(taken.value) == Ok(true))
    }

    fn refuse(&mut self, line: Option<usize>, rule: &'static str, message: impl Into<String>) {
        self.remark(line, rule, Outcome::Fatal, message);
    }

    fn remark(
        &mut self,
        line: Option<usize>,
        rule: &'static str,
        outcome: Outcome,
        message: impl Into<String>,
    ) {
        self.remarks.push(Remark { line, rule, outcome, message: message.into(), fix: None });
    }

    fn socket(&mut self) {
        let listeners = self.listeners();
        if listeners.is_empty() {
            return self.refuse(
                None,
                "no-listener",
                "a socket unit needs at least one listener, for example `ListenStream=8080`",
            );
        }
        let accept = self.is_on("Accept");
        if let Some(most) = self.own("MaxConnections")
            && unsigned::read(most.value) == Ok(0)
            && (accept || self.since(257))
        {
            return self.refuse(
                most.line,
                "no-connections",
                "`MaxConnections=0` would let nobody in: write a number from 1 on",
            );
        }
        if accept && let Some(listener) = listeners.iter().find(|taken| !accepts(taken)) {
            let message = format!(
                "`{}={}` has no connections to accept, which `Accept=yes` asks for",
                listener.directive.name, listener.value
            );
            let line = self.own("Accept").and_then(|accept| accept.line).or(listener.line);
            let label = "Let the service accept".to_owned();
            self.remarks.push(Remark {
                line,
                rule: "nothing-to-accept",
                outcome: Outcome::Fatal,
                message,
                fix: Some(Fix { label, actions: vec![Action::Accept(false)] }),
            });
            return;
        }
        if accept && let Some(service) = self.own("Service") {
            return self.refuse(
                service.line,
                "service-with-accept",
                "`Service=` cannot be used with `Accept=yes`, which starts the template of the socket's own name",
            );
        }
        if accept
            && self.since(258)
            && let Some(defer) = self.own("DeferTrigger")
            && boolean::read(defer.value) != Ok(false)
        {
            return self.refuse(
                defer.line,
                "defer-with-accept",
                "`DeferTrigger=` cannot be used with `Accept=yes`",
            );
        }
        let nodes = listeners.iter().filter(|taken| is_node(taken)).count();
        if let Some(links) = self.own("Symlinks")
            && nodes != 1
        {
            return self.refuse(
                links.line,
                "symlinks-to-what",
                format!("`Symlinks=` needs exactly one listener with a path, and here are {nodes}"),
            );
        }
        if self.since(257) && self.is_on("PrivatePIDs") {
            let line = self.own("PrivatePIDs").and_then(|taken| taken.line);
            let message = "`PrivatePIDs=yes` is for services: write it there";
            return self.refuse(line, "private-pids-in-socket", message);
        }
        self.contexts();
    }

    /// The listeners that are left: an empty one of any kind takes away all before it.
    fn listeners(&self) -> Vec<&'t Taken<'a>> {
        let mut listeners = Vec::new();
        for taken in self.taken.iter().filter(|taken| {
            taken.section == Section::Socket && LISTENERS.contains(&taken.directive.name)
        }) {
            if taken.value.is_empty() {
                listeners.clear();
            } else {
                listeners.push(taken);
            }
        }
        listeners
    }

    fn service(&mut self) {
        let starts: Vec<_> = self.commands("ExecStart");
        let kind = self.own("Type").map(|taken| taken.value);
        let oneshot = match kind {
            Some(kind) => kind == "oneshot",
            None => starts.is_empty() && self.own("BusName").is_none(),
        };
        let success = self.list(Section::Unit, "SuccessAction").pop();
        let acts = success.is_some_and(|taken| taken.value != "none");
        let example = "`ExecStart=/usr/local/bin/myapp`";
        if starts.is_empty() {
            let stops = !self.commands("ExecStop").is_empty();
            if !stops && !acts {
                return self.refuse(
                    None,
                    "no-command",
                    format!("a service needs a command, for example {example}"),
                );
            }
            if !oneshot {
                return self.refuse(
                    None,
                    "no-command",
                    format!(
                        "only a service of `Type=oneshot` can do without a command: write {example}"
                    ),
                );
            }
            if !self.is_on("RemainAfterExit") && !acts {
                return self.refuse(
                    None,
                    "no-command",
                    format!("a service without {example} needs `RemainAfterExit=yes`"),
                );
            }
        }
        if !oneshot && starts.len() > 1 {
            return self.refuse(
                starts[1],
                "second-command",
                "only a service of `Type=oneshot` can have more than one `ExecStart=`: write an empty `ExecStart=` before it to replace the first",
            );
        }
        if oneshot && let Some(refused) = self.refused_oneshot() {
            let (line, name, value) = refused;
            return self.refuse(
                line,
                "refused-with-oneshot",
                format!("`{name}={value}` cannot be used with `Type=oneshot`"),
            );
        }
        if kind == Some("dbus") && self.own("BusName").is_none() {
            return self.refuse(
                self.own("Type").and_then(|taken| taken.line),
                "no-bus-name",
                "`Type=dbus` needs a `BusName=`",
            );
        }
        if kind == Some("forking") && self.since(257) && self.is_on("PrivatePIDs") {
            return self.refuse(
                self.own("PrivatePIDs").and_then(|taken| taken.line),
                "forking-with-private-pids",
                "`Type=forking` cannot be used with `PrivatePIDs=yes`",
            );
        }
        self.contexts();
    }

    /// What `Type=oneshot` excludes.
    fn refused_oneshot(&self) -> Option<(Option<usize>, &'static str, &'a str)> {
        let is_refused = |name: &str, value: &str| match name {
            "Restart" => matches!(value, "always" | "on-success"),
            "ExitType" => value == "cgroup",
            _ => !value.is_empty() && !self.since(256),
        };
        ["Restart", "ExitType", "RestartForceExitStatus"].into_iter().find_map(|name| {
            let taken = self.own(name).filter(|taken| is_refused(name, taken.value))?;
            Some((taken.line, taken.directive.name, taken.value))
        })
    }

    /// What any unit must keep to, whatever its type.
    fn dependencies(&mut self) {
        for (started, mode, alias, since) in [
            ("OnFailure", "OnFailureJobMode", "OnFailureIsolate", 0),
            ("OnSuccess", "OnSuccessJobMode", "OnSuccessJobMode", 249),
        ] {
            let is_mode = |taken: &&Taken| {
                let is_unit = taken.section == Section::Unit;
                is_unit && [mode, alias].contains(&taken.directive.name)
            };
            let isolates =
                self.taken.iter().rfind(is_mode).filter(|taken| {
                    taken.value == "isolate" || boolean::read(taken.value) == Ok(true)
                });
            let Some(isolates) = isolates.filter(|_| self.since(since)) else { continue };
            if self.units_named_by(started).len() > 1 {
                let (line, name, value) = (isolates.line, isolates.directive.name, isolates.value);
                return self.refuse(
                    line,
                    "isolates-several",
                    format!(
                        "`{name}={value}` cannot be used with more than one unit in `{started}=`"
                    ),
                );
            }
        }
    }

    /// The other units in a list of names.
    fn units_named_by(&self, name: &str) -> BTreeSet<String> {
        let lists = self.list(Section::Unit, name);
        let words = lists.iter().flat_map(|taken| taken.value.split_ascii_whitespace());
        let is_name = |word: &&str| unit_name::list(word, self.unit.target.version).is_ok();
        words
            .filter(is_name)
            .map(|word| specifier::named(word, self.unit.name))
            .filter(|other| other != self.unit.name)
            .collect()
    }

    /// What any unit that runs programs must keep to.
    fn contexts(&mut self) {
        if !self.since(250)
            && let Some((line, path)) = self.path_without_mount_unit()
        {
            return self.refuse(
                line,
                "path-too-long",
                format!(
                    "the path of {} bytes is too long for the name of a mount unit, which systemd {} asks for",
                    path.len(),
                    self.unit.target.version
                ),
            );
        }
        if let Some(pam) = self.own("PAMName")
            && let Some(mode) = self.own("KillMode")
            && mode.value != "control-group"
            && !(mode.value == "mixed" && (self.since(257) || self.unit.role == Role::Service))
        {
            return self.refuse(
                mode.line.or(pam.line),
                "pam-with-kill-mode",
                format!("`PAMName=` needs `KillMode=control-group`, not `{}`", mode.value),
            );
        }
        if self.since(257)
            && let Some(directory) = self.own("WorkingDirectory")
            && is_below_kernel(directory.value)
            && self.mounts()
        {
            return self.refuse(
                directory.line,
                "working-directory-of-the-kernel",
                format!(
                    "`WorkingDirectory={}` lies where the kernel keeps its own, which a unit with a file system of its own cannot use",
                    directory.value
                ),
            );
        }
        if let Some((line, rule, message)) = self.user_namespace() {
            return self.refuse(line, rule, message);
        }
        if self.since(261)
            && let Some(pam) = self.own("PAMName")
            && self.is_on("PrivatePIDs")
        {
            let message = "`PAMName=` cannot be used with `PrivatePIDs=yes`";
            return self.refuse(pam.line, "pam-with-private-pids", message);
        }
        if self.since(256) && self.unit.scope == Scope::User && self.is_on("DynamicUser") {
            let line = self.own("DynamicUser").and_then(|taken| taken.line);
            let message = "`DynamicUser=yes` cannot be used in a unit of a user: leave it out";
            return self.refuse(line, "dynamic-user-of-a-user", message);
        }
        if self.since(256)
            && self.is_on("DynamicUser")
            && let Some(home) = self.own("WorkingDirectory")
            && home.value.trim_start_matches('-') == "~"
        {
            self.refuse(
                home.line,
                "home-of-dynamic-user",
                "`WorkingDirectory=~` cannot be used with `DynamicUser=yes`, whose user has no home",
            );
        }
    }

    /// Whether the programs see a file system of their own.
    fn mounts(&self) -> bool {
        let own = self.unit.role.section();
        MOUNTS_IF_SET.iter().any(|name| !self.list(own, name).is_empty())
            || MOUNTS_IF_ON.iter().any(|name| {
                let counts = |taken: &Taken| match (*name, boolean::read(taken.value)) {
                    (_, Ok(false)) => false,
                    // These did not count in 257.
                    ("PrivateTmp", Ok(true)) => self.since(258),
                    ("ProtectControlGroups", Err(_)) => self.since(258) || taken.value == "strict",
                    _ => true,
                };
                self.own(name).is_some_and(counts)
            })
            || MOUNTS_IF.iter().any(|(name, values)| {
                self.own(name).is_some_and(|taken| values.contains(&taken.value))
            })
    }

    /// What user namespaces exclude.
    fn user_namespace(&self) -> Option<(Option<usize>, &'static str, String)> {
        let users = self.own("PrivateUsers")?;
        let other = ["User", "Group", "PAMName"].iter().find_map(|name| self.own(name));
        let dynamic = self.own("DynamicUser").filter(|_| self.is_on("DynamicUser"));
        if self.since(260)
            && users.value == "managed"
            && let Some(other) = other.or(dynamic)
        {
            let name = other.directive.name;
            return Some((
                users.line,
                "managed-users",
                format!("`PrivateUsers=managed` cannot be used with `{name}=`"),
            ));
        }
        let path = self.own("UserNamespacePath").filter(|_| self.since(260))?;
        (boolean::read(users.value) != Ok(false)).then(|| {
            let message = "`UserNamespacePath=` cannot be used with `PrivateUsers=`";
            (path.line, "two-user-namespaces", message.to_owned())
        })
    }

    /// A path that the unit depends on, and for which no mount unit can be named.
    fn path_without_mount_unit(&self) -> Option<(Option<usize>, String)> {
        let own = self.unit.role.section();
        let runs = self.unit.role == Role::Service
            || SOCKET_COMMANDS.iter().any(|name| self.own(name).is_some());
        MOUNTED.iter().find_map(|(name, top)| {
            let section = if *name == "RequiresMountsFor" { Section::Unit } else { own };
            if !runs && section == own && !LISTENERS.contains(name) {
                return None;
            }
            self.list(section, name).into_iter().find_map(|taken| {
                let mut words = Vec::new();
                let mut rest = taken.value;
                while let Ok((Some(word), behind)) = quoting::first(rest, Escapes::Dropped) {
                    words.push(String::from_utf8_lossy(&word).into_owned());
                    rest = behind;
                }
                // Of a list that is taken in part, what is right.
                let version = self.unit.target.version;
                let is_right =
                    |word: &str| taken.directive.read(&quoting::quote(word), version).is_ok();
                let words = words.iter().filter(|word| !taken.directive.repeats || is_right(word));
                let paths =
                    words.map(|word| format!("{top}{}", specifier::named(word, self.unit.name)));
                // One that begins with `-` may be missing.
                let mut needed = paths.filter(|path| path.starts_with('/'));
                Some((taken.line, needed.find(|path| !path::fits_mount_unit(path))?))
            })
        })
    }

    /// The commands of a list, each with the line it stands on.
    fn commands(&self, name: &str) -> Vec<Option<usize>> {
        let mut commands = Vec::new();
        for taken in self.list(Section::Service, name) {
            let read = command::read(taken.value, self.unit.target.version);
            commands.extend(read.unwrap_or_default().iter().map(|_| taken.line));
        }
        commands
    }
}

/// Whether a listener has connections that systemd can accept.
fn accepts(taken: &Taken) -> bool {
    matches!(taken.directive.name, "ListenStream" | "ListenSequentialPacket")
}

/// Whether a listener is a file.
fn is_node(taken: &Taken) -> bool {
    match taken.directive.name {
        "ListenFIFO" => true,
        "ListenStream" | "ListenDatagram" | "ListenSequentialPacket" => {
            specifier::sample(taken.value).starts_with('/')
        }
        _ => false,
    }
}

/// Whether a working directory lies in /proc, /sys or /dev.
fn is_below_kernel(value: &str) -> bool {
    let path = specifier::sample(value.strip_prefix('-').unwrap_or(value));
    let top = path.split('/').find(|name| !matches!(*name, "" | "."));
    path.starts_with('/') && matches!(top, Some("proc" | "sys" | "dev"))
}
