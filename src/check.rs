//! What systemd would say of the units, and what it would not: its verdict, and our advice.
//!
//! [`run`] answers everything there is to say of a pair as [`Finding`]s. The verdict ([`verdict`]) equals systemd's own,
//! line by line; the advice is a row of rules, `check/<rule>.rs` with its text `check/<rule>.md`, on what systemd accepts in
//! silence.

mod doc;
pub mod fix;
pub mod verdict;

use crate::activation::{Activation, Role};
use crate::value::Effect;
pub use doc::doc;
pub use fix::{Change, Fix, Step};

/// What comes of what was found, from the mildest to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// systemd says nothing and does what is written; it is likely not what is meant.
    Advice,
    /// systemd remarks on the line, and applies it.
    Noted,
    /// systemd ignores the line, or an item of its list.
    Ignored,
    /// The unit loads, but it cannot start as given.
    Unstartable,
    /// systemd refuses the unit.
    Fatal,
}

impl Outcome {
    /// The word for it, as machines read it.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Advice => "advice",
            Outcome::Noted => "noted",
            Outcome::Ignored => "ignored",
            Outcome::Unstartable => "unstartable",
            Outcome::Fatal => "fatal",
        }
    }

    /// Who says it: `systemd`, or `doorbell` for advice.
    pub fn source(self) -> &'static str {
        if self == Outcome::Advice { "doorbell" } else { "systemd" }
    }
}

impl From<Effect> for Outcome {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Noted => Outcome::Noted,
            Effect::Ignored => Outcome::Ignored,
            Effect::Fatal => Outcome::Fatal,
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The unit it is about.
    pub unit: Role,
    /// Which of the file's lines, counted from 0; none for the unit as a whole.
    pub line: Option<usize>,
    /// The name of the rule; reads after "found".
    pub rule: &'static str,
    /// What comes of it.
    pub outcome: Outcome,
    /// What is wrong, in a lower-case sentence without a full stop; what stands in backticks is code.
    pub message: String,
    /// What would put it right, where that is certain.
    pub fix: Option<Fix>,
}

/// A rule of advice.
pub struct Rule {
    /// Its name, in words joined by hyphens; reads after "found".
    pub name: &'static str,
    /// Finds what it is about.
    pub check: fn(&Case, &mut Report),
}

/// Every rule, in the order in which findings on one line are shown.
pub static RULES: &[&Rule] = &[];

/// The units that are looked at.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Their text.
    pub activation: &'a Activation,
    /// Whether the socket's text is there; where it is not, nothing may be said of what it lacks.
    pub has_socket: bool,
    /// Whether the service's text is there.
    pub has_service: bool,
}

impl<'a> Case<'a> {
    /// The pair of the page: both units are there.
    pub fn pair(activation: &'a Activation) -> Self {
        Self { activation, has_socket: true, has_service: true }
    }

    /// Whether the text of `unit` is there.
    pub fn has(&self, unit: Role) -> bool {
        match unit {
            Role::Socket => self.has_socket,
            Role::Service => self.has_service,
        }
    }
}

/// What has been found so far.
#[derive(Default)]
pub struct Report {
    findings: Vec<Finding>,
    rule: &'static str,
}

impl Report {
    /// Advises on the line `line` of `unit`, or on the unit as a whole.
    pub fn advise(
        &mut self,
        unit: Role,
        line: Option<usize>,
        message: impl Into<String>,
    ) -> Advised<'_> {
        self.findings.push(Finding {
            unit,
            line,
            rule: self.rule,
            outcome: Outcome::Advice,
            message: message.into(),
            fix: None,
        });
        Advised(self.findings.last_mut().expect("it has just been put there"))
    }
}

/// A piece of advice that may get a fix.
pub struct Advised<'a>(&'a mut Finding);

impl Advised<'_> {
    /// Offers `steps` as the cure; `label` says what they do, as on a button: `Remove the line`.
    pub fn fix(self, label: impl Into<String>, steps: impl Into<Vec<Step>>) {
        self.0.fix = Some(Fix { label: label.into(), steps: steps.into() });
    }
}

/// Everything there is to say of the units: systemd's verdict on each, then on both together, then advice; each by unit and
/// line.
pub fn run(case: Case) -> Vec<Finding> {
    let mut report = Report { findings: verdict::findings(case), rule: "" };
    for rule in RULES {
        report.rule = rule.name;
        (rule.check)(&case, &mut report);
    }
    let mut findings = report.findings;
    findings.sort_by_key(|finding| (finding.unit != Role::Socket, finding.line));
    findings
}
