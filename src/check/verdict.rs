//! systemd's own verdict: what it would do with each line of a unit file, and with the unit as a whole.
//!
//! Agreement with the real loader is shown in `tests/real/tests/agreement.rs`. Source: systemd.syntax(7), the man pages of
//! the directives, and what systemd 252 and 257 print.

use super::{Case, Finding, Outcome};
use crate::activation::Role;
use crate::catalogue::target::Target;
use crate::catalogue::{self, Directive, Section, Standing};
use crate::syntax::{LineKind, UnitFile};
use crate::value::Version;

/// What systemd remarks on one line.
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
}

/// Everything systemd remarks on in the units of `case`.
pub fn findings(case: Case) -> Vec<Finding> {
    let mut findings = Vec::new();
    for unit in Role::ALL.into_iter().filter(|unit| case.has(*unit)) {
        let remarks = judge(case.activation.file(unit), unit, case.activation.target());
        findings.extend(remarks.into_iter().map(|remark| Finding {
            unit,
            line: remark.line,
            rule: remark.rule,
            outcome: remark.outcome,
            message: remark.message,
            fix: None,
        }));
    }
    findings
}

/// What the systemd of `target` remarks on in one file of type `unit`, in the order of its lines, then on the whole.
pub fn judge(file: &UnitFile, unit: Role, target: &Target) -> Vec<Remark> {
    let mut remarks = Vec::new();
    lines(file, unit, target, &mut remarks);
    remarks
}

/// Whether systemd loads the unit that has these remarks.
pub fn loads(remarks: &[Remark]) -> bool {
    remarks.iter().all(|remark| remark.outcome != Outcome::Fatal)
}

/// Where the reading stands: before the first header, in a section, or in one that is passed over.
#[derive(Clone, Copy)]
enum Place {
    Outside,
    In(Section),
    PassedOver,
}

fn lines(file: &UnitFile, unit: Role, target: &Target, remarks: &mut Vec<Remark>) {
    let mut place = Place::Outside;
    for (index, line) in file.lines().iter().enumerate() {
        let mut remark = |rule, outcome, message: String| {
            remarks.push(Remark { line: Some(index), rule, outcome, message });
        };
        match &line.kind {
            LineKind::Blank | LineKind::Comment => {}
            LineKind::Header(name) => {
                let name = file.part(name);
                place = match section(name, unit) {
                    Some(section) => Place::In(section),
                    None if name.starts_with("X-") => Place::PassedOver,
                    None => {
                        remark("unknown-section", Outcome::Ignored, unknown_section(name, unit));
                        Place::PassedOver
                    }
                };
            }
            LineKind::BadHeader => {
                remark(
                    "unclosed-header",
                    Outcome::Fatal,
                    "a line that begins with `[` has to end with `]`: nothing may follow the header, no comment either"
                        .to_owned(),
                );
                return;
            }
            LineKind::MissingEquals | LineKind::MissingKey | LineKind::Assignment(..)
                if matches!(place, Place::PassedOver) => {}
            LineKind::MissingEquals => remark(
                "missing-equals",
                Outcome::Ignored,
                "there is no `=` in this line: write `Name=value`, or `#` before a comment"
                    .to_owned(),
            ),
            LineKind::MissingKey => remark(
                "missing-key",
                Outcome::Ignored,
                "there is nothing before the `=`: write the name of a directive".to_owned(),
            ),
            LineKind::Assignment(key, value) => {
                let (key, value) = (file.part(key), file.part(value));
                match place {
                    Place::In(section) => {
                        assignment(section, unit, key, value, target, &mut remark);
                    }
                    Place::Outside => remark(
                        "assignment-outside-section",
                        Outcome::Ignored,
                        format!(
                            "`{key}=` stands before the first section: put a header such as `[Unit]` above it"
                        ),
                    ),
                    Place::PassedOver => {}
                }
            }
        }
    }
}

/// Judges one assignment.
fn assignment(
    section: Section,
    unit: Role,
    key: &str,
    value: &str,
    target: &Target,
    remark: &mut dyn FnMut(&'static str, Outcome, String),
) {
    let Some(directive) = catalogue::find(section, key) else {
        if !key.starts_with("X-") {
            remark("unknown-key", Outcome::Ignored, unknown_key(section, unit, key, target));
        }
        return;
    };
    if !target.knows(directive) {
        remark("too-new", Outcome::Ignored, too_new(directive, target));
        return;
    }
    if let Err(error) = directive.read(value, target.version) {
        let outcome =
            if is_fatal(directive, target.version) { Outcome::Fatal } else { error.effect.into() };
        remark("bad-value", outcome, error.message);
        return;
    }
    if let Some(message) = outdated(directive, target.version) {
        remark("outdated-directive", Outcome::Noted, message);
    }
}

/// Whether a value that cannot be read makes the whole unit unusable.
fn is_fatal(directive: &Directive, _version: Version) -> bool {
    matches!(
        directive.name,
        "RootDirectory" | "RootImage" | "RootVerity" | "RootMStack" | "DynamicUser"
    )
}

/// What systemd says of a name that it still knows and would rather not see.
fn outdated(directive: &Directive, version: Version) -> Option<String> {
    match directive.standing {
        Standing::Removed { since, instead } if since <= version => Some(match instead {
            Some(instead) => format!(
                "`{}=` does nothing since systemd {since}: write `{}=`",
                directive.name,
                name_of(instead)
            ),
            None => {
                format!("`{}=` does nothing since systemd {since}: leave it out", directive.name)
            }
        }),
        _ => None,
    }
}

fn name_of(instead: &str) -> &str {
    instead.rsplit('/').next().unwrap_or(instead)
}

fn section(name: &str, unit: Role) -> Option<Section> {
    [Section::Unit, unit.section(), Section::Install]
        .into_iter()
        .find(|section| section.name() == name)
}

fn unknown_section(name: &str, unit: Role) -> String {
    let own = unit.section().name();
    format!(
        "a unit of this type has no section `[{name}]`: its sections are `[Unit]`, `[{own}]` and `[Install]`"
    )
}

fn too_new(directive: &Directive, target: &Target) -> String {
    format!(
        "`{}=` needs systemd {} or newer, and this is {}",
        directive.name, directive.since, target.version
    )
}

fn unknown_key(section: Section, _unit: Role, key: &str, _target: &Target) -> String {
    format!("`[{}]` has no directive `{key}=`", section.name())
}
