//! systemd's own verdict: what it would do with each line of a unit file, and with the unit as a whole.
//!
//! The lines are read one by one here; [`whole`] looks at what has been taken of them. Agreement with the real loader is
//! shown in `tests/real/tests/agreement.rs`. Source: systemd.syntax(7), the man pages of the directives, and what systemd 247,
//! 252, 257 and 262 print.

mod repair;
mod unknown;
mod whole;

use super::{Action, Case, Finding, Fix, Outcome};
use crate::activation::{Role, Scope};
use crate::catalogue::target::Target;
use crate::catalogue::{self, Directive, Empty, Section, Standing};
use crate::syntax::{LONGEST_LINE, LineKind, UnitFile};
use crate::value::{Kind, ValueError, Version, specifier};
use repair::Repair;
use unknown::Meant;

/// What systemd remarks on one line, or on the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which of the file's lines, counted from 0; none for the unit as a whole.
    pub line: Option<usize>,
    /// The name of what was found.
    pub rule: &'static str,
    /// What comes of it.
    pub outcome: Outcome,
    /// What is wrong.
    pub message: String,
    /// What to write on the line instead, where one can say: the name that was meant, or the new form of an old one.
    pub fix: Option<Fix>,
}

/// A unit to be judged.
#[derive(Clone, Copy)]
pub struct Unit<'a> {
    /// Its type.
    pub role: Role,
    /// Its file name, which tells whether it is a template.
    pub name: &'a str,
    /// Whose manager would load it.
    pub scope: Scope,
    /// The systemd that would load it.
    pub target: &'a Target,
}

/// Everything systemd remarks on in the units of `case`.
pub fn findings(case: &Case) -> Vec<Finding> {
    let activation = case.activation;
    let names = Role::ALL.map(|role| activation.file_name(role));
    let mut judged: Vec<Judged> = Role::ALL
        .into_iter()
        .zip(&names)
        .filter(|(role, _)| case.has(*role))
        .map(|(role, name)| {
            let (scope, target) = (activation.scope(), activation.target());
            Judged::new(&[activation.file(role)], Unit { role, name, scope, target })
        })
        .collect();
    if let [socket, service] = judged.as_mut_slice() {
        socket.move_to(service, activation.file(Role::Socket));
        service.move_to(socket, activation.file(Role::Service));
    }
    let finding = |unit, remark: Remark| Finding {
        unit,
        line: remark.line,
        rule: remark.rule,
        outcome: remark.outcome,
        message: remark.message,
        fix: remark.fix,
    };
    judged
        .into_iter()
        .flat_map(|judged| {
            let role = judged.reading.unit.role;
            let remarks = judged.lines.into_iter().flatten().chain(judged.whole);
            remarks.map(move |remark| finding(role, remark))
        })
        .collect()
}

/// The present form of an old name or value that means the same.
fn renewed(directive: &'static Directive, value: &str) -> Option<(&'static str, String)> {
    let name = directive.name;
    match (name, value) {
        ("RequiresOverridable", _) => Some(("Requires", value.to_owned())),
        ("RequisiteOverridable", _) => Some(("Requisite", value.to_owned())),
        ("StandardOutput" | "StandardError", "syslog" | "syslog+console") => {
            Some((name, value.replace("syslog", "journal")))
        }
        _ => {
            let path = run_path(value).filter(|_| has_legacy_path(directive))?;
            Some((name, path))
        }
    }
}

/// What systemd remarks on in one unit file: in the order of its lines, then on the whole.
pub fn judge(file: &UnitFile, unit: Unit) -> Vec<Remark> {
    let [mut remarks, whole] =
        judge_parts(&[file], unit).map(|mut parts| parts.pop().unwrap_or_default());
    remarks.extend(whole);
    remarks
}

/// What systemd remarks on in a unit that is made of several files, the fragment and its drop-ins in their order: on the
/// lines of each, and, as a list of one, on the whole.
pub fn judge_parts(files: &[&UnitFile], unit: Unit) -> [Vec<Vec<Remark>>; 2] {
    let judged = Judged::new(files, unit);
    [judged.lines, vec![judged.whole]]
}

/// A unit that has been read.
struct Judged<'a> {
    reading: Reading<'a>,
    /// What systemd remarks on, on the lines of each file.
    lines: Vec<Vec<Remark>>,
    whole: Vec<Remark>,
    is_masked: bool,
}

impl<'a> Judged<'a> {
    fn new(files: &[&'a UnitFile], unit: Unit<'a>) -> Self {
        let meant = Meant::default();
        let mut reading =
            Reading { unit, taken: Vec::new(), policy: None, meant, repairs: Vec::new() };
        // An empty file masks its unit: nothing is read of it.
        if files.first().is_some_and(|file| file.text().is_empty()) {
            let lines = vec![Vec::new(); files.len()];
            return Self { reading, lines, whole: Vec::new(), is_masked: true };
        }
        let mut lines = Vec::new();
        for (index, file) in files.iter().enumerate() {
            let mut of_file = reading.file(file, index);
            if index > 0 {
                // What is wrong in a drop-in is ignored, however bad it is.
                for remark in &mut of_file {
                    remark.outcome = remark.outcome.min(Outcome::Ignored);
                }
            }
            lines.push(of_file);
        }
        let repairs = std::mem::take(&mut reading.repairs);
        for ((file, remark), fix) in repair::tried(&reading, repairs) {
            lines[file][remark].fix = Some(fix);
        }
        let fatal = |remark: &Remark| remark.outcome == Outcome::Fatal;
        let refused = lines.iter().flatten().any(fatal);
        let whole = if refused { Vec::new() } else { whole::remarks(&reading.taken, unit) };
        Self { reading, lines, whole, is_masked: false }
    }

    /// Offers to move into `other` what stands in `file`, this unit's own, and is of the other's section.
    fn move_to(&mut self, other: &Judged, file: &UnitFile) {
        if other.is_masked {
            return;
        }
        let (role, section) = (self.reading.unit.role, other.reading.unit.role.section());
        let mut repairs = Vec::new();
        for (index, remark) in self.lines[0].iter().enumerate() {
            let Some(line) = remark.line.filter(|_| remark.rule == UNKNOWN_KEY) else { continue };
            let LineKind::Assignment(key, value) = &file.lines()[line].kind else { continue };
            let (key, value) = (file.part(key), file.part(value));
            if unknown::sections(key, role).next().is_none() {
                let repair = repair::place(&other.reading, section, key, value, (role, line));
                repairs.extend(repair.map(|repair| (index, repair)));
            }
        }
        for (index, fix) in repair::tried(&other.reading, repairs) {
            self.lines[0][index].fix = Some(fix);
        }
    }
}

/// Whether systemd loads the unit that has these remarks.
pub fn loads(remarks: &[Remark]) -> bool {
    remarks.iter().all(|remark| remark.outcome != Outcome::Fatal)
}

/// An assignment that systemd takes.
#[derive(Clone, Copy)]
struct Taken<'a> {
    section: Section,
    directive: &'static Directive,
    value: &'a str,
    /// Its line, where it stands in the fragment.
    line: Option<usize>,
}

struct Reading<'a> {
    unit: Unit<'a>,
    taken: Vec<Taken<'a>>,
    /// The `CPUSchedulingPolicy=` that holds so far.
    policy: Option<&'a str>,
    meant: Meant<'a>,
    /// What would put a line right, by the number of its file and of its remark there.
    repairs: Vec<((usize, usize), Repair)>,
}

/// What was found on a line: the rule, what comes of it, what is wrong.
type OnLine = (&'static str, Outcome, String);

/// The rule for a name that systemd does not know where it stands.
const UNKNOWN_KEY: &str = "unknown-key";

/// Where the reading stands: before the first header, in a section, or in one that is passed over.
#[derive(Clone, Copy)]
enum Place {
    Outside,
    In(Section),
    PassedOver,
}

impl<'a> Reading<'a> {
    /// Reads a file of the unit, its fragment if `number` is 0.
    fn file(&mut self, file: &'a UnitFile, number: usize) -> Vec<Remark> {
        let mut place = Place::Outside;
        let mut remarks = Vec::new();
        for (index, line) in file.lines().iter().enumerate() {
            if file.is_too_long(line) {
                remarks.push(Remark {
                    line: None,
                    rule: "line-too-long",
                    outcome: Outcome::Fatal,
                    message: format!(
                        "line {} is longer than 1 MiB: systemd gives up on the file there",
                        line.last()
                    ),
                    fix: None,
                });
                return remarks;
            }
            let mut fix = None;
            let found = match &line.kind {
                LineKind::Blank | LineKind::Comment => None,
                _ if !file.is_clean(line) => {
                    let message = "this line holds bytes that systemd does not take for UTF-8: it gives up on the file here";
                    Some(("not-utf-8", Outcome::Fatal, message.to_owned()))
                }
                LineKind::Header(name) => {
                    let name = file.part(name);
                    let section = section(name, self.unit.role);
                    place = section.map_or(Place::PassedOver, Place::In);
                    if let Some(message) = unreadable(name, self.unit.target.version) {
                        Some(("unreadable-section", Outcome::Fatal, message))
                    } else {
                        (section.is_none() && !name.starts_with("X-")).then(|| {
                            let message = unknown::section(name, self.unit.role);
                            ("unknown-section", Outcome::Ignored, message)
                        })
                    }
                }
                LineKind::BadHeader => {
                    let message = "a line that begins with `[` has to end with `]`: nothing may follow the header, \
                                   no comment either";
                    Some(("unclosed-header", Outcome::Fatal, message.to_owned()))
                }
                _ if matches!(place, Place::PassedOver) => None,
                LineKind::MissingEquals => Some((
                    "missing-equals",
                    Outcome::Ignored,
                    "there is no `=` in this line: write `Name=value`, or `#` before a comment"
                        .to_owned(),
                )),
                LineKind::MissingKey => Some((
                    "missing-key",
                    Outcome::Ignored,
                    "there is nothing before the `=`: write the name of a directive".to_owned(),
                )),
                LineKind::Assignment(key, value) => {
                    let (key, value) = (file.part(key), file.part(value));
                    match place {
                        Place::In(section) => {
                            let line = (number == 0).then_some(index);
                            let found = self.assignment(section, key, value, line);
                            if found.is_some() {
                                fix = self.fix(section, key, value, index);
                            }
                            if found.is_some() && fix.is_none() {
                                let repair = self.repair(section, key, value, index);
                                let at = (number, remarks.len());
                                self.repairs.extend(repair.map(|repair| (at, repair)));
                            }
                            found
                        }
                        _ => Some((
                            "assignment-outside-section",
                            Outcome::Ignored,
                            format!(
                                "`{key}=` stands before the first section: put a header such as `[Unit]` above it"
                            ),
                        )),
                    }
                }
            };
            if let Some((rule, outcome, message)) = found {
                remarks.push(Remark { line: Some(index), rule, outcome, message, fix });
                // What follows is not read any more.
                if outcome == Outcome::Fatal {
                    break;
                }
            }
        }
        remarks
    }

    /// Judges one assignment, and keeps it if it is taken.
    fn assignment(
        &mut self,
        section: Section,
        key: &'a str,
        value: &'a str,
        line: Option<usize>,
    ) -> Option<OnLine> {
        let Some(directive) = catalogue::find(section, key) else {
            let silent = key.starts_with("X-");
            return (!silent).then(|| {
                let message = unknown::key(section, key, self.unit, &mut self.meant);
                (UNKNOWN_KEY, Outcome::Ignored, message)
            });
        };
        if let Some(found) = self.unusable(section, directive) {
            return Some(found);
        }
        // What it says is for `systemctl enable`; the loader knows the names and reads no values.
        if section == Section::Install {
            return None;
        }
        let found = self.of_value(directive, value);
        // Of these lists what is right is taken, and it may keep the unit from loading.
        let is_partly_taken = matches!(
            directive.kind,
            Kind::Directories | Kind::UnlinkedDirectories | Kind::Paths | Kind::UnitNames
        );
        let is_taken = found.as_ref().is_none_or(|(_, outcome, _)| *outcome < Outcome::Ignored);
        if is_taken && directive.name == "CPUSchedulingPolicy" {
            self.policy = Some(value).filter(|value| !value.is_empty());
        }
        if is_taken || is_partly_taken {
            self.taken.push(Taken { section, directive, value, line });
        }
        found
    }

    /// Why this systemd has no use for a directive in `section`, whatever its value.
    fn unusable(&self, section: Section, directive: &Directive) -> Option<OnLine> {
        let (target, key) = (self.unit.target, directive.name);
        if let Standing::Dropped { since, instead } = directive.standing
            && since <= target.version
        {
            let instead = instead.map_or("leave it out".to_owned(), |instead| {
                format!("write `{}=`", name_of(instead))
            });
            let message = format!("`{key}=` is not known since systemd {since}: {instead}");
            return Some((UNKNOWN_KEY, Outcome::Ignored, message));
        }
        if !target.knows(directive) {
            let message = unknown::too_new(&format!("{key}="), directive.since, target);
            return Some(("too-new", Outcome::Ignored, message));
        }
        if section == Section::Socket && is_unsupported_in_sockets(directive) {
            let message =
                format!("`{key}=` has no effect in a socket unit: write it in the service");
            return Some(("unsupported-in-sockets", Outcome::Ignored, message));
        }
        None
    }

    /// What there is to remark on a value that is read.
    fn of_value(&self, directive: &Directive, value: &str) -> Option<OnLine> {
        let (target, key) = (self.unit.target, directive.name);
        if let Err(error) = self.read(directive, value) {
            let outcome = match directive.refuses() {
                true => Outcome::Fatal,
                false => error.effect.into(),
            };
            let words = directive.kind.words().map(|words| words.0).unwrap_or_default();
            let newer = words.iter().find(|word| word.text == value && word.since > target.version);
            Some(match newer {
                Some(word) => {
                    let message = unknown::too_new(&format!("{key}={value}"), word.since, target);
                    ("too-new", outcome, message)
                }
                None => (
                    "bad-value",
                    outcome,
                    self.without_comment(directive, value).unwrap_or(error.message),
                ),
            })
        } else if let Some(message) = outdated(directive, value, target.version) {
            let outcome = if directive.is_read_by(target.version) {
                Outcome::Noted
            } else {
                Outcome::Ignored
            };
            Some(("outdated", outcome, message))
        } else if matches!(directive.name, "User" | "SocketUser") && value == "nobody" {
            let message = "`nobody` is shared by programs that have nothing to do with each other: write a user that is \
                           this one's alone";
            Some(("shared-user", Outcome::Noted, message.to_owned()))
        } else {
            self.of_a_user(directive, value)
        }
    }

    /// What to say of a value that would be right without a comment behind it.
    fn without_comment(&self, directive: &Directive, value: &str) -> Option<String> {
        let sign =
            value.match_indices(['#', ';']).find(|(at, _)| value[..*at].ends_with([' ', '\t']));
        let alone = value[..sign?.0].trim_end();
        self.read(directive, alone).ok().filter(|()| !alone.is_empty())?;
        Some(format!(
            "a comment cannot stand behind a value: write `{alone}` alone and the comment in its own line"
        ))
    }

    /// What the manager of a user remarks on: it cannot end the system. Seen on 247 and 252, which end the manager instead,
    /// and on 257 and 262, which ignore the line.
    fn of_a_user(&self, directive: &Directive, value: &str) -> Option<OnLine> {
        let is_action = matches!(
            directive.name,
            "FailureAction" | "JobTimeoutAction" | "StartLimitAction" | "SuccessAction"
        );
        let is_of_system = !matches!(value, "" | "none" | "exit" | "exit-force");
        if self.unit.scope != Scope::User || !is_action || !is_of_system {
            return None;
        }
        let name = directive.name;
        let (outcome, becomes) = match self.unit.target.version < Version(254) {
            true => (Outcome::Noted, "does what `exit-force` does"),
            false => (Outcome::Ignored, "is ignored"),
        };
        let message = format!("`{name}={value}` {becomes} in a unit of a user: write `exit`");
        Some(("action-of-the-system", outcome, message))
    }

    /// What to write on a line instead that was remarked on.
    fn fix(&mut self, section: Section, key: &'a str, value: &str, line: usize) -> Option<Fix> {
        let target = self.unit.target;
        let (key, value) = match catalogue::find(section, key) {
            // It means something elsewhere.
            None if unknown::home(section, key, self.unit.role).is_some() => return None,
            None => (self.meant.find(section, key, target)?, value.to_owned()),
            Some(directive) => renewed(directive, value)?,
        };
        let directive = catalogue::find(section, key)?;
        if directive.read(&value, target.version).is_err() {
            return None;
        }
        Some(Fix {
            label: format!("Write {key}={value}"),
            actions: vec![Action::Replace(self.unit.role, line, key, value)],
        })
    }

    /// What would put a line right, if all goes well with it.
    fn repair(&self, section: Section, key: &str, value: &str, line: usize) -> Option<Repair> {
        let role = self.unit.role;
        if let Some(directive) = catalogue::find(section, key) {
            return repair::value(self, section, directive, value, line);
        }
        let mut sections = unknown::sections(key, role);
        let home = sections.next().filter(|_| sections.next().is_none())?;
        // What a socket may have for its own commands is mostly meant for the service.
        let is_doubtful =
            home == Section::Socket && catalogue::find(Section::Service, key).is_some();
        if is_doubtful {
            return None;
        }
        repair::place(self, home, key, value, (role, line))
    }

    /// Reads a value as it stands in a unit of this name.
    fn read(&self, directive: &Directive, value: &str) -> Result<(), ValueError> {
        let version = self.unit.target.version;
        if directive.name == "CPUSchedulingPriority" && version < Version(250) {
            return self.priority(value);
        }
        if is_decided_by_name(directive) && value.contains('%') {
            return directive.kind.read(&specifier::named(value, self.unit.name), version);
        }
        if !value.contains('%') || !directive.specifiers {
            return directive.read(value, version);
        }
        // Whether names of megabytes would be right is not worth seconds.
        if value.matches('%').count() * self.unit.name.len() > LONGEST_LINE {
            return directive.read(value, version);
        }
        // A backslash before one is taken out, if anything.
        let named = specifier::named(&value.replace("\\%", "%"), self.unit.name);
        let as_named = || match directive.kind {
            // These had no specifiers, and a command's prefixes stand before any.
            Kind::BindToDevice | Kind::Interface if version < Version(260) => Ok(()),
            Kind::Command if !value.starts_with('/') => Ok(()),
            _ => directive.read(&named, version),
        };
        if self.unit.name.contains('@') {
            return directive.read(value, version).and_then(|()| as_named());
        }
        if matches!(
            directive.kind,
            Kind::UnitNames | Kind::SocketNames | Kind::ServiceName | Kind::SliceName
        ) {
            specifier::check(value, version, specifier::Scope::UnitName)?;
        }
        let plain = specifier::without_instance(value);
        directive.read(&plain, version).and_then(|()| as_named()).map_err(|mut error| {
            error.message = specifier::with_instance(&error.message);
            error
        })
    }

    /// Reads a priority as systemd did before 250: within the bounds of the policy that stands above it.
    fn priority(&self, value: &str) -> Result<(), ValueError> {
        let (min, max) = match self.policy {
            Some("fifo" | "rr" | "1" | "2") => (1, 99),
            _ => (0, 0),
        };
        Kind::IntegerWithin { min, max }.read(value, self.unit.target.version)
    }
}

/// Whether a value has no quotes and escapes, and is right or wrong by every character of it.
fn is_decided_by_name(directive: &Directive) -> bool {
    matches!(
        directive.kind,
        Kind::Listen | Kind::ListenSequentialPacket | Kind::ListenNetlink | Kind::Documentation
    )
}

/// The directives of programs that do nothing in a socket unit.
fn is_unsupported_in_sockets(directive: &Directive) -> bool {
    matches!(
        directive.name,
        "Delegate"
            | "DelegateSubgroup"
            | "OOMRules"
            | "ManagedOOMSwap"
            | "ManagedOOMMemoryPressure"
            | "ManagedOOMMemoryPressureLimit"
            | "ManagedOOMMemoryPressureLimitPercent"
            | "ManagedOOMMemoryPressureDurationSec"
    )
}

/// What systemd says of a name or a value that it still knows and would rather not see.
fn outdated(directive: &Directive, value: &str, version: Version) -> Option<String> {
    let name = directive.name;
    match directive.standing {
        Standing::Removed { since, instead } if since <= version => Some(match instead {
            Some(instead) => {
                format!(
                    "`{name}=` does nothing since systemd {since}: write `{}=`",
                    name_of(instead)
                )
            }
            None => format!("`{name}=` does nothing since systemd {since}: leave it out"),
        }),
        _ => legacy_value(directive, value, version)
            .or_else(|| legacy_path(directive, value, version)),
    }
}

/// Values, and names of dependencies, that systemd applies and warns of.
fn legacy_value(directive: &Directive, value: &str, version: Version) -> Option<String> {
    match (directive.name, value) {
        ("KillMode", "none") => Some(String::from(
            "with `KillMode=none` processes of the service live on behind systemd's back: leave it out, or write `mixed`",
        )),
        ("StandardOutput" | "StandardError", "syslog" | "syslog+console") => Some(format!(
            "`{value}` is an old name: write `{}`",
            value.replace("syslog", "journal")
        )),
        ("RequiresOverridable", _) => {
            Some(String::from("`RequiresOverridable=` is an old name: write `Requires=`"))
        }
        (
            "CPUShares"
            | "StartupCPUShares"
            | "MemoryLimit"
            | "BlockIODeviceWeight"
            | "BlockIOReadBandwidth"
            | "BlockIOWriteBandwidth",
            _,
        ) if version >= Version(252) => {
            let (Standing::Deprecated { instead: Some(instead) }
            | Standing::Removed { instead: Some(instead), .. }) = directive.standing
            else {
                return None;
            };
            let name = directive.name;
            Some(format!("`{name}=` is of the old control groups: write `{}=`", name_of(instead)))
        }
        ("RequisiteOverridable", _) => {
            Some(String::from("`RequisiteOverridable=` is an old name: write `Requisite=`"))
        }
        _ => None,
    }
}

/// From 254 on systemd remarks on paths in /var/run, and rewrites them; before it rewrites them in silence.
fn legacy_path(directive: &Directive, value: &str, version: Version) -> Option<String> {
    let is_told = version >= Version(254) && has_legacy_path(directive);
    let path = run_path(value).filter(|_| is_told)?;
    Some(format!("`/var/run` is an old name for `/run`: write `{path}`"))
}

/// The path in /run that one in /var/run means.
fn run_path(value: &str) -> Option<String> {
    let moved = |path: &str| {
        let names = path.strip_prefix('/')?.split('/');
        let mut names = names.filter(|name| !matches!(*name, "" | "."));
        let is_legacy = names.next() == Some("var") && names.next() == Some("run");
        is_legacy.then(|| names.fold(String::from("/run"), |path, name| path + "/" + name))
    };
    moved(value).or_else(|| moved(&specifier::sample(value)))
}

fn has_legacy_path(directive: &Directive) -> bool {
    matches!(
        directive.kind,
        Kind::Listen | Kind::ListenSequentialPacket | Kind::ListenFifo | Kind::PidFile
    )
}

fn name_of(instead: &str) -> &str {
    instead.rsplit('/').next().unwrap_or(instead)
}

/// Why systemd gives up on a file with a section of this name, if it does: before 250 any would do, from 258 on there are
/// more that will not.
fn unreadable(name: &str, version: Version) -> Option<String> {
    if name.is_empty() && version >= Version(258) {
        return Some(String::from(
            "there is nothing between the brackets: systemd gives up on the file there",
        ));
    }
    let is_sign = |c: char| matches!(c, '*' | '?' | '[') && version >= Version(258);
    let is_bad = |c: &char| c.is_ascii_control() || matches!(c, '"' | '\'' | '\\') || is_sign(*c);
    let bad = name.chars().find(is_bad).filter(|_| version >= Version(250))?;
    Some(format!(
        "the name of a section cannot have `{}`: systemd gives up on the file there",
        bad.escape_default()
    ))
}

fn section(name: &str, role: Role) -> Option<Section> {
    [Section::Unit, role.section(), Section::Install]
        .into_iter()
        .find(|section| section.name() == name)
}

/// What holds of a directive, as systemd has taken it: its assignments since the last that resets.
fn effective<'t, 'a>(taken: &'t [Taken<'a>], section: Section, name: &str) -> Vec<&'t Taken<'a>> {
    let mut list: Vec<&Taken> = Vec::new();
    for assignment in taken.iter().filter(|t| t.section == section && t.directive.name == name) {
        match (assignment.value, assignment.directive.empty) {
            ("", Empty::Resets) => list.clear(),
            ("", Empty::DoesNothing) => {}
            _ => list.push(assignment),
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a file for a target: line, rule, outcome.
    fn said(text: &str, role: Role, target: &str) -> Vec<(Option<usize>, &'static str, Outcome)> {
        let name = if role == Role::Socket { "shop.socket" } else { "shop.service" };
        let unit = Unit { role, name, scope: Scope::System, target: Target::find(target).unwrap() };
        let remarks = judge(&UnitFile::parse(text), unit);
        remarks.into_iter().map(|remark| (remark.line, remark.rule, remark.outcome)).collect()
    }

    fn socket(text: &str) -> Vec<(Option<usize>, &'static str, Outcome)> {
        said(text, Role::Socket, "debian13")
    }

    #[test]
    fn a_good_pair_is_taken_in_silence() {
        assert_eq!(socket("[Socket]\nListenStream=80\n"), []);
        assert_eq!(said("[Service]\nExecStart=/bin/a\n", Role::Service, "debian12"), []);
    }

    #[test]
    fn each_fault_has_its_outcome() {
        let text = "A=b\n[Socket]\nListenStream=80\nPort=80\n=x\nhello\nAccept=maybe\n\
                    ListenFIFO=/var/run/x\nX-Mine=1\n[X-Mine]\nfoo\n[Nope]\nfoo\n";
        assert_eq!(
            socket(text),
            [
                (Some(0), "assignment-outside-section", Outcome::Ignored),
                (Some(3), "unknown-key", Outcome::Ignored),
                (Some(4), "missing-key", Outcome::Ignored),
                (Some(5), "missing-equals", Outcome::Ignored),
                (Some(6), "bad-value", Outcome::Ignored),
                (Some(7), "outdated", Outcome::Noted),
                (Some(11), "unknown-section", Outcome::Ignored),
            ]
        );
    }

    #[test]
    fn nothing_is_read_behind_what_is_fatal() {
        let found = socket("[Socket]\nListenStream=80\nSocketUser=a/b\nAccept=maybe\n");
        assert_eq!(found, [(Some(2), "bad-value", Outcome::Fatal)]);
        let found = socket("[Socket]\nListenStream=80\n[Socket] # again\nAccept=maybe\n");
        assert_eq!(found, [(Some(2), "unclosed-header", Outcome::Fatal)]);
    }

    #[test]
    fn a_unit_without_what_it_needs_is_refused() {
        assert_eq!(socket("[Socket]\n"), [(None, "no-listener", Outcome::Fatal)]);
        assert_eq!(socket(""), [], "an empty file masks the unit");
        let found = said("[Service]\nUser=a\n", Role::Service, "debian13");
        assert_eq!(found, [(None, "no-command", Outcome::Fatal)]);
    }

    #[test]
    fn what_is_ignored_does_not_count_for_the_whole() {
        let found = socket("[Socket]\nListenStream=eighty\n");
        assert_eq!(
            found,
            [(Some(1), "bad-value", Outcome::Ignored), (None, "no-listener", Outcome::Fatal)]
        );
    }

    #[test]
    fn a_release_refuses_what_it_refuses() {
        let refused = |text: &str, target: &str| {
            let name = "shop.service";
            let unit = Unit {
                role: Role::Service,
                name,
                scope: Scope::System,
                target: Target::find(target).unwrap(),
            };
            let text = format!("[Service]\nExecStart=/bin/a\n{text}");
            !loads(&judge(&UnitFile::parse(text), unit))
        };
        let long = format!("WorkingDirectory=/{}\n", "a".repeat(250));
        for (text, takes, refuses) in [
            ("[\"Service\"]\n", "systemd249", "systemd250"),
            ("[]\n", "systemd257", "systemd258"),
            ("WorkingDirectory=/proc\nReadWritePaths=/a\n", "systemd256", "systemd257"),
            ("WorkingDirectory=-/dev/x\nPrivateTmp=yes\n", "systemd257", "systemd258"),
            ("PrivateUsers=managed\nUser=a\n", "systemd259", "systemd260"),
            ("UserNamespacePath=/a\nPrivateUsers=yes\n", "systemd259", "systemd260"),
            ("PAMName=a\nPrivatePIDs=yes\n", "systemd260", "systemd261"),
            (
                "[Unit]\nOnSuccess=a.service b.service\nOnSuccessJobMode=isolate\n",
                "systemd248",
                "systemd249",
            ),
            (&long, "systemd250", "systemd249"),
        ] {
            assert!(!refused(text, takes) && refused(text, refuses), "{text}");
        }
        assert!(refused(
            "[Unit]\nOnFailure=a.service x b.service\nOnFailureIsolate=yes\n",
            "debian11"
        ));
        assert!(!refused("[Unit]\nOnFailure=%n a.service\nOnFailureIsolate=yes\n", "debian11"));
        assert!(!refused("WorkingDirectory=/proc\nProtectHome=no\n", "debian14"));
    }

    #[test]
    fn a_priority_was_read_within_its_policy() {
        let found = |lines: &str, target| {
            said(&format!("[Service]\nExecStart=/bin/a\n{lines}"), Role::Service, target).len()
        };
        let before = "CPUSchedulingPriority=5\n";
        let behind = "CPUSchedulingPolicy=rr\nCPUSchedulingPriority=5\n";
        assert_eq!((found(before, "debian11"), found(behind, "debian11")), (1, 0));
        assert_eq!((found(before, "debian12"), found(behind, "debian12")), (0, 0));
    }

    #[test]
    fn a_name_may_be_dropped() {
        let text = "[Service]\nExecStart=/bin/a\nManagedOOMMemoryPressureLimitPercent=10%\n";
        assert_eq!(said(text, Role::Service, "debian11"), []);
        let dropped = [(Some(2), "unknown-key", Outcome::Ignored)];
        assert_eq!(said(text, Role::Service, "debian12"), dropped);
    }

    #[test]
    fn old_names_of_run_are_met_however_they_are_written() {
        let found = |path: &str| socket(&format!("[Socket]\nListenStream={path}\n")).len();
        assert_eq!(["/var/run", "//var/./run/a", "/var/running"].map(found), [1, 1, 0]);
    }

    #[test]
    fn the_own_name_decides_an_address() {
        let text = "[Socket]\nListenStream=127.0.0.1:%p\n";
        let found = |name| {
            let target = Target::find("debian13").unwrap();
            judge(
                &UnitFile::parse(text),
                Unit { role: Role::Socket, name, scope: Scope::System, target },
            )
            .len()
        };
        assert_eq!([found("80.socket"), found("shop.socket")], [0, 2]);
    }

    #[test]
    fn a_drop_in_can_add_and_take_away_but_not_break() {
        let target = Target::find("debian13").unwrap();
        let unit = Unit { role: Role::Socket, name: "a.socket", scope: Scope::System, target };
        let main = UnitFile::parse("[Socket]\nListenStream=80\n");
        let judged = |text: &str| {
            let [parts, whole] = judge_parts(&[&main, &UnitFile::parse(text)], unit);
            let outcome = parts[1].first().map(|remark| remark.outcome);
            (outcome, whole[0].first().map(|remark| remark.rule))
        };
        assert_eq!(judged("[Socket]\nListenStream=81\n"), (None, None));
        assert_eq!(judged("[Socket]\nListenStream=\n"), (None, Some("no-listener")));
        assert_eq!(judged("[Socket]\nSocketUser=a/b\n"), (Some(Outcome::Ignored), None));
        let outside = judged("ListenStream=\n");
        assert_eq!(outside, (Some(Outcome::Ignored), None), "sections do not carry over");
    }

    #[test]
    fn nobody_is_taken_and_remarked_on() {
        let service = said("[Service]\nExecStart=/bin/a\nUser=nobody\n", Role::Service, "rhel8");
        assert_eq!(service, [(Some(2), "shared-user", Outcome::Noted)]);
        let socket = "[Socket]\nListenStream=80\nSocketUser=nobody\nSocketGroup=nobody\n";
        assert_eq!(
            said(socket, Role::Socket, "debian13"),
            [(Some(2), "shared-user", Outcome::Noted)]
        );
    }

    #[test]
    fn a_comment_behind_a_value_is_called_one() {
        let messages = |text: &str| -> Vec<String> {
            let target = Target::find("debian13").unwrap();
            let unit = Unit { role: Role::Socket, name: "a.socket", scope: Scope::System, target };
            let remarks =
                judge(&UnitFile::parse(format!("[Socket]\nListenStream=80\n{text}")), unit);
            remarks.into_iter().map(|remark| remark.message).collect()
        };
        let alone = |value: &str| {
            format!(
                "a comment cannot stand behind a value: write `{value}` alone and the comment in its own line"
            )
        };
        assert_eq!(messages("ReceiveBuffer=4194304   # 4MB\n"), [alone("4194304")]);
        assert_eq!(messages("Accept=no\t; one for all # really\n"), [alone("no")]);
        assert_eq!(
            messages("[Unit]\nAfter=a.service b.service # c\n"),
            [alone("a.service b.service")]
        );
        assert!(!messages("Backlog=many # or not\n")[0].contains("comment"), "it is wrong without");
        assert_eq!(messages("[Unit]\nDescription=no # comment\n"), [""; 0]);
    }

    #[test]
    fn an_instance_is_nothing_where_there_is_none() {
        let user = |name| {
            let target = Target::find("debian13").unwrap();
            let file = UnitFile::parse("[Service]\nExecStart=/bin/a\nUser=%i\n");
            judge(&file, Unit { role: Role::Service, name, scope: Scope::System, target }).len()
        };
        assert_eq!((user("a.service"), user("a@.service")), (1, 0));
    }

    #[test]
    fn lines_that_the_target_does_not_know_are_named() {
        let messages = |target: &str| -> Vec<String> {
            let unit = |role, name| Unit {
                role,
                name,
                scope: Scope::System,
                target: Target::find(target).unwrap(),
            };
            let socket = "[Socket]\nListenStream=80\nPollLimitBurst=1\n";
            let service = "[Service]\nExecStart=/bin/a\nType=notify-reload\nRestartMode=direct\n";
            let mut all = judge(&UnitFile::parse(socket), unit(Role::Socket, "a.socket"));
            all.extend(judge(&UnitFile::parse(service), unit(Role::Service, "a.service")));
            assert!(all.iter().all(|remark| remark.rule == "too-new"));
            all.into_iter().map(|remark| remark.message).collect()
        };
        assert_eq!(
            messages("debian12"),
            [
                "`PollLimitBurst=` needs systemd 255; Debian 12 has 252",
                "`Type=notify-reload` needs systemd 253; Debian 12 has 252",
                "`RestartMode=` needs systemd 254; Debian 12 has 252",
            ]
        );
        assert_eq!(messages("systemd254"), ["`PollLimitBurst=` needs systemd 255; this is 254"]);
        assert!(!messages("rhel9").iter().any(|text| text.contains("RestartMode")), "a backport");
    }
}
