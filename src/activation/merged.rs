//! A unit with its drop-ins: what systemd reads of all its files, and where each entry stands.
//!
//! Drop-ins stand behind the unit's own file, each with sections of its own. Every assignment falls into the [`Slot`] in
//! which systemd keeps it: mostly its directive's own, but listeners of all kinds share one, as do conditions, an old name
//! and its new one, and some pairs. What a slot holds in the end is its [`Setting`].
//!
//! ```
//! use doorbell::activation::{Role, Merged};
//! use doorbell::catalogue::target;
//! use doorbell::syntax::UnitFile;
//!
//! let base = UnitFile::parse("[Socket]\nListenStream=22\nBacklog=5\n");
//! let port = UnitFile::parse("[Socket]\nListenStream=\nListenStream=2222\n");
//! let merged = Merged::new(base.into(), [&port]);
//! let settings = merged.settings(Role::Socket, target::DEFAULT);
//! let values: Vec<_> = settings.entries("Socket", "ListenStream").map(|entry| entry.value).collect();
//! assert_eq!(values, ["2222"]);
//! assert_eq!(merged.home(settings.entries("Socket", "ListenStream").next().unwrap().line), (1, 2));
//! ```
//!
//! Source: systemd.unit(5), systemd.socket(5), systemd.service(5), systemd.exec(5) on empty assignments; what systemd 252 and 257
//! have loaded was compared, `tests/real/tests/drop_in.rs`.

use super::{Lens, Role};
use crate::catalogue::target::Target;
use crate::catalogue::{self, Directive, Empty, Section};
use crate::syntax::{LineKind, UnitFile};
use crate::value::{Effect, Kind, Version, boolean, environment};
use std::borrow::Cow;
use std::sync::Arc;

/// A unit's own file with its drop-ins behind it.
#[derive(Clone, Debug)]
pub struct Merged {
    file: Arc<UnitFile>,
    /// At which line each of the files begins.
    starts: Vec<usize>,
}

impl Merged {
    /// The unit of this file and these drop-ins, in the order in which systemd reads them; without any, the text is shared.
    pub fn new<'a>(
        fragment: Arc<UnitFile>,
        drop_ins: impl IntoIterator<Item = &'a UnitFile>,
    ) -> Self {
        let mut drop_ins = drop_ins.into_iter().peekable();
        if drop_ins.peek().is_none() {
            return Self { file: fragment, starts: vec![0] };
        }
        let mut files = vec![&*fragment];
        for drop_in in drop_ins {
            files.push(drop_in);
        }
        let (file, starts) = UnitFile::joined(files);
        Self { file: file.into(), starts }
    }

    /// All of it as one file.
    pub fn file(&self) -> &Arc<UnitFile> {
        &self.file
    }

    /// The line of [`file`](Self::file) from which on there are drop-ins.
    pub fn drop_ins_from(&self) -> Option<usize> {
        self.starts.get(1).copied()
    }

    /// The file in which the line `line` of all stands, 0 for the unit's own, and which of that file's lines it is.
    pub fn home(&self, line: usize) -> (usize, usize) {
        let file = self.starts.partition_point(|start| *start <= line).saturating_sub(1);
        (file, line - self.starts[file])
    }

    /// What systemd makes of all assignments of a unit of this type.
    pub fn settings(&self, role: Role, target: &Target) -> Settings<'_> {
        let file = &*self.file;
        let mut settings = Settings::default();
        let mut assignments = file.all_assignments().peekable();
        for (index, start) in self.starts.iter().enumerate() {
            let end = self.starts.get(index + 1).copied().unwrap_or(file.lines().len());
            let mut end = unreadable(file, *start, end, &mut settings.refused, index == 0);
            while let Some(assignment) = assignments
                .next_if(|one| self.starts.get(index + 1).is_none_or(|next| one.line < *next))
            {
                let Some(section) = assignment.section.filter(|_| assignment.line < end) else {
                    continue;
                };
                let (key, value, line) = (assignment.key, assignment.value, assignment.line);
                let entry = Entry { section, key, value, line };
                let lens = Lens::of(role, &assignment);
                let directive = lens.and_then(|lens| Some((lens.section, lens.directive()?)));
                let known = directive.filter(|(_, directive)| target.knows(directive));
                let Some((section, directive)) = known else {
                    settings.passed_over.push(entry);
                    continue;
                };
                match directive.read(value, target.version) {
                    Err(error) if error.effect == Effect::Fatal || directive.refuses() => {
                        // Of a drop-in, nothing is read from there on.
                        end = line;
                        if index == 0 {
                            settings.refused.get_or_insert(line);
                        }
                    }
                    // Of a list, some items may be right.
                    Err(error) if error.effect == Effect::Ignored && !directive.repeats => {
                        settings.passed_over.push(entry);
                    }
                    _ => slots(section, directive.name)
                        .for_each(|slot| settings.put(slot, entry, target.version)),
                }
            }
        }
        settings
    }
}

/// The first line from `start` to `end` at which systemd gives up on a file; `end` if there is none.
fn unreadable(
    file: &UnitFile,
    start: usize,
    end: usize,
    refused: &mut Option<usize>,
    is_fragment: bool,
) -> usize {
    let gives_up = |line: &usize| {
        let line = &file.lines()[*line];
        let is_said = !matches!(line.kind, LineKind::Blank | LineKind::Comment);
        matches!(line.kind, LineKind::BadHeader)
            || file.is_too_long(line)
            || is_said && !file.is_clean(line)
    };
    match (start..end).find(gives_up) {
        Some(line) => {
            if is_fragment {
                *refused = Some(line);
            }
            line
        }
        None => end,
    }
}

/// An assignment that has an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The section it stands in.
    pub section: &'a str,
    /// The key, as it is written.
    pub key: &'a str,
    /// The value.
    pub value: &'a str,
    /// Its line in [`Merged::file`], counted from 0.
    pub line: usize,
}

/// Where systemd keeps what some directives say: a section and the name of the one that stands for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The section.
    pub section: Section,
    /// The name of a directive.
    pub name: &'static str,
}

/// What a slot holds.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    /// The slot.
    pub slot: Slot,
    /// The assignments that make up what it holds, in order; one at most where the last one wins.
    pub entries: Vec<Entry<'a>>,
}

/// What systemd makes of a unit.
#[derive(Clone, Debug, Default)]
pub struct Settings<'a> {
    /// What is set, or was set and taken back, in the order of the first assignments.
    pub all: Vec<Setting<'a>>,
    /// Assignments that are ignored, because nobody knows their name or their value is none.
    pub passed_over: Vec<Entry<'a>>,
    /// The line of the unit's own file for which systemd refuses the unit.
    pub refused: Option<usize>,
}

impl<'a> Settings<'a> {
    /// The entries of the slot that `key` of `section` falls into; those of all it shares the slot with are among them.
    pub fn entries(&self, section: &str, key: &str) -> impl Iterator<Item = &Entry<'a>> {
        let known = [Section::Unit, Section::Socket, Section::Service, Section::Install]
            .into_iter()
            .find(|one| one.name() == section)
            .and_then(|section| Some((section, catalogue::find(section, key)?.name)));
        let slot = known.and_then(|(section, key)| slots(section, key).next());
        slot.into_iter().flat_map(|slot| self.of(slot))
    }

    /// What `slot` holds.
    pub fn of(&self, slot: Slot) -> &[Entry<'a>] {
        let setting = self.all.iter().find(|setting| setting.slot == slot);
        setting.map_or(&[], |setting| &setting.entries)
    }

    /// The slots that do not hold the same in `other`, in order.
    pub fn differences(&self, other: &Settings, version: Version) -> Vec<Slot> {
        let mut slots: Vec<Slot> = self.all.iter().map(|setting| setting.slot).collect();
        let more = other.all.iter().map(|setting| setting.slot);
        slots.extend(more.filter(|slot| self.all.iter().all(|setting| setting.slot != *slot)));
        slots.retain(|slot| !slot.is_same(self.of(*slot), other.of(*slot), version));
        slots
    }

    fn put(&mut self, slot: Slot, entry: Entry<'a>, version: Version) {
        let at = self.all.iter().position(|setting| setting.slot == slot).unwrap_or_else(|| {
            self.all.push(Setting { slot, entries: Vec::new() });
            self.all.len() - 1
        });
        slot.add(&mut self.all[at].entries, entry, version);
    }
}

/// How assignments of a slot add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The last one wins.
    Last,
    /// They follow each other.
    List,
    /// They name units or paths, in any order, and none can be taken back.
    Names,
    /// They set variables, each of which the last one wins.
    Variables,
    /// Several directives with a value each, where an empty one takes back all of them.
    Together,
    /// Capabilities: an empty one is none at all, `~` is all of them, and both begin anew.
    Capabilities,
    /// Delegation: an empty one and a boolean begin anew.
    Delegate,
    /// Nothing reads it.
    Nothing,
}

/// The directives that share the slot of another one of their section.
const SHARED: [(&str, &str); 23] = [
    ("BindReadOnlyPaths", "BindPaths"),
    ("BindTo", "BindsTo"),
    ("CPUSchedulingPriority", "CPUSchedulingPolicy"),
    ("IOSchedulingPriority", "IOSchedulingClass"),
    ("InaccessibleDirectories", "InaccessiblePaths"),
    ("ListenDatagram", "ListenStream"),
    ("ListenFIFO", "ListenStream"),
    ("ListenMessageQueue", "ListenStream"),
    ("ListenNetlink", "ListenStream"),
    ("ListenSequentialPacket", "ListenStream"),
    ("ListenSpecial", "ListenStream"),
    ("ListenUSBFunction", "ListenStream"),
    ("LoadCredentialEncrypted", "LoadCredential"),
    ("PropagateReloadFrom", "ReloadPropagatedFrom"),
    ("PropagateReloadTo", "PropagatesReloadTo"),
    ("ReadOnlyDirectories", "ReadOnlyPaths"),
    ("ReadWriteDirectories", "ReadWritePaths"),
    ("RequiresOverridable", "Requires"),
    ("RequisiteOverridable", "Requisite"),
    ("SetCredentialEncrypted", "SetCredential"),
    ("StandardInputData", "StandardInputText"),
    ("StartLimitInterval", "StartLimitIntervalSec"),
    ("NUMAMask", "NUMAPolicy"),
];

/// What `[Service]` had before it belonged to `[Unit]`.
const MOVED: [&str; 5] = [
    "FailureAction",
    "RebootArgument",
    "StartLimitAction",
    "StartLimitBurst",
    "StartLimitInterval",
];

/// The slots that the directive `name` of `section` writes: one, but for `TimeoutSec=` of a service.
pub(super) fn slots(section: Section, name: &'static str) -> impl Iterator<Item = Slot> {
    let [first, second] = match (section, name) {
        (Section::Service, "TimeoutSec") => ["TimeoutStartSec", "TimeoutStopSec"],
        (Section::Unit, name) if name.starts_with("Condition") => ["ConditionPathExists", ""],
        (Section::Unit, name) if name.starts_with("Assert") => ["AssertPathExists", ""],
        _ => {
            let shared = SHARED.iter().find(|(own, _)| *own == name);
            [shared.map_or(name, |(_, other)| *other), ""]
        }
    };
    let section = match section {
        Section::Service if MOVED.contains(&name) => Section::Unit,
        section => section,
    };
    [first, second]
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(move |name| Slot { section, name })
}

/// What holds by default only as long as the manager's own configuration says nothing else.
const OF_THE_MANAGER: [&str; 19] = [
    "CPUPressureThresholdSec",
    "CPUPressureWatch",
    "IOAccounting",
    "IOPressureThresholdSec",
    "IOPressureWatch",
    "IPAccounting",
    "KeepAliveIntervalSec",
    "KeepAliveProbes",
    "KeepAliveTimeSec",
    "MemoryAccounting",
    "MemoryPressureThresholdSec",
    "MemoryPressureWatch",
    "RestartSec",
    "RestrictSUIDSGID",
    "StartLimitBurst",
    "StartLimitIntervalSec",
    "TasksAccounting",
    "TimeoutSec",
    "TimeoutStopSec",
];

impl Slot {
    /// The directive that stands for it.
    pub fn directive(self) -> &'static Directive {
        catalogue::find(self.section, self.name).expect("a slot is named after a directive")
    }

    pub(super) fn how(self, version: Version) -> How {
        let directive = self.directive();
        match self.name {
            "CPUSchedulingPolicy" | "IOSchedulingClass" | "NUMAPolicy" => How::Together,
            "CapabilityBoundingSet" | "AmbientCapabilities" => How::Capabilities,
            "Delegate" => How::Delegate,
            _ if directive.kind == Kind::Environment => How::Variables,
            _ if directive.repeats && directive.empty == Empty::DoesNothing => How::Names,
            _ if !directive.is_read_by(version) || directive.kind == Kind::Ignored => How::Nothing,
            // These have a line for each device.
            "BlockIODeviceWeight" | "BlockIOReadBandwidth" | "BlockIOWriteBandwidth" => How::List,
            _ if directive.repeats => How::List,
            _ => How::Last,
        }
    }

    /// Puts `entry` behind `entries`.
    pub(super) fn add<'a>(self, entries: &mut Vec<Entry<'a>>, entry: Entry<'a>, version: Version) {
        let is_empty = entry.value.is_empty();
        match self.how(version) {
            How::Nothing => {}
            How::Names if is_empty => {}
            How::Names => entries.push(entry),
            How::Capabilities if matches!(entry.value, "" | "~") => *entries = vec![entry],
            How::Delegate if is_empty || boolean::read(entry.value).is_ok() => {
                *entries = vec![entry];
            }
            How::Capabilities | How::Delegate => entries.push(entry),
            _ if is_empty && self.directive().empty_in(version) == Empty::DoesNothing => {}
            _ if is_empty => entries.clear(),
            How::Last => *entries = vec![entry],
            How::Together => {
                entries.retain(|other| other.key != entry.key);
                entries.push(entry);
            }
            How::List | How::Variables => entries.push(entry),
        }
    }

    /// Whether both come to the same. Where nothing can be unset, the value that holds by default is the same as none.
    pub(super) fn is_same(self, one: &[Entry], other: &[Entry], version: Version) -> bool {
        let [a, b] = [one, other].map(|entries| self.state(entries, version));
        // What an empty assignment brings back is not the same as what says so.
        let is_as_good = self.how(version) == How::Last
            && self.directive().empty_in(version) != Empty::Resets
            && !self.is_of_the_manager();
        a == b
            || is_as_good && {
                let default = self.default().map(|default| vec![("", default.into())]);
                let or_default =
                    |state: Vec<_>| if state.is_empty() { default.clone() } else { Some(state) };
                or_default(a).is_some_and(|a| or_default(b) == Some(a))
            }
    }

    /// What entries come to: pairs of a name and a value.
    pub(super) fn state<'a>(
        self,
        entries: &[Entry<'a>],
        version: Version,
    ) -> Vec<(&'a str, Cow<'a, str>)> {
        let whole = |entry: &Entry<'a>| (entry.key, Cow::Borrowed(entry.value));
        match self.how(version) {
            How::Nothing => Vec::new(),
            How::Last => entries.iter().map(|entry| ("", entry.value.into())).collect(),
            How::Names => {
                let mut names: Vec<_> = entries.iter().flat_map(names).collect();
                names.sort_unstable();
                names.dedup();
                names.into_iter().map(|name| ("", name.into())).collect()
            }
            How::List | How::Together => entries.iter().map(whole).collect(),
            How::Variables => variables(entries, version),
            How::Capabilities | How::Delegate => {
                let is_off = |entry: &Entry| boolean::read(entry.value) == Ok(false);
                // What begins anew says nothing where something follows, or where it is how things begin. From no capability at
                // all, none can be taken.
                let adds = |entry: &Entry| !entry.value.starts_with('~');
                let rest = match (self.name, entries) {
                    ("CapabilityBoundingSet", [first, rest @ ..]) if first.value == "~" => rest,
                    ("CapabilityBoundingSet", [first, rest @ ..])
                        if first.value.is_empty() && rest.first().is_some_and(adds) =>
                    {
                        rest
                    }
                    ("AmbientCapabilities", [first, rest @ ..]) if first.value.is_empty() => rest,
                    ("Delegate", [first, rest @ ..]) if is_off(first) => rest,
                    ("Delegate", [first, rest @ ..])
                        if first.value.is_empty() && !rest.is_empty() =>
                    {
                        rest
                    }
                    _ => entries,
                };
                rest.iter().map(whole).collect()
            }
        }
    }

    /// Whether what holds where nothing is set may be another value than [`default`](Self::default).
    pub(super) fn is_of_the_manager(self) -> bool {
        OF_THE_MANAGER.contains(&self.name)
    }

    /// What holds where nothing is set, if it is the same in every unit and can be written.
    pub(super) fn default(self) -> Option<&'static str> {
        let default = self.directive().default;
        let is_told = !default.is_empty() && !default.starts_with('(');
        (is_told && !["Slice", "StandardOutput"].contains(&self.name)).then_some(default)
    }
}

/// The names in the value of an entry.
pub(super) fn names<'a>(entry: &Entry<'a>) -> Vec<&'a str> {
    match entry.value.contains(['"', '\'', '\\']) {
        true => vec![entry.value],
        false => entry.value.split_whitespace().collect(),
    }
}

/// The variables that entries set, in the order in which they were first set. What cannot be read is one by itself.
fn variables<'a>(entries: &[Entry<'a>], version: Version) -> Vec<(&'a str, Cow<'a, str>)> {
    let mut all: Vec<(String, Cow<'a, str>)> = Vec::new();
    for entry in entries {
        match environment::read(entry.value, version) {
            Err(_) => all.push((String::new(), entry.value.into())),
            Ok(read) => {
                for (name, value) in read {
                    match all.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, old)) => *old = format!("{name}={value}").into(),
                        None => {
                            let whole = format!("{name}={value}");
                            all.push((name, whole.into()));
                        }
                    }
                }
            }
        }
    }
    all.into_iter().map(|(_, whole)| ("", whole)).collect()
}
