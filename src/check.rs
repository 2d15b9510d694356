//! What systemd would say of the units, and what it would not: its verdict, and our advice.
//!
//! [`run`] answers everything there is to say of a pair as [`Finding`]s. The verdict ([`verdict`]) equals systemd's own,
//! line by line; the advice is a row of rules, `check/<rule>.rs` with its text `check/<rule>.md`, on what systemd accepts in
//! silence.

mod doc;
mod access_without_a_file;
mod address_not_there_at_boot;
mod condition_can_fail;
mod connection_limit_without_accept;
mod enabled_by_nothing_known;
mod errors_go_to_the_caller;
mod failed_instances_pile_up;
mod fd_name_not_passed;
mod forking_service;
mod drop_in_adds_a_listener;
mod listen_fds_set_by_hand;
mod listeners_overlap;
mod name_taken;
mod old_run_path;
mod one_stdin_for_several_sockets;
mod output_before_the_answer;
mod port_of_another_socket;
mod program_binds_by_itself;
mod proxy_calls_itself;
mod proxy_with_stdin;
mod remains_after_exit;
mod restart_in_accept_template;
mod same_listener_twice;
mod shell_hides_the_pid;
mod shell_syntax_in_command;
mod service_enabled_too;
mod service_without_its_socket;
mod several_sockets_one_name;
mod socket_file_in_runtime_directory;
mod socket_follows_its_service;
mod socket_not_enabled;
mod socket_open_to_all;
mod surely_a_slip;
mod socket_waits_for_services;
mod template_enabled;
mod template_requires_its_socket;
mod user_folder_in_system_unit;
mod wanted_by_no_target;
mod call_that_nobody_takes;
mod callers_not_filtered;
mod conflicts_with_its_service;
mod device_not_there_at_boot;
mod listening_socket_as_stdin;
mod mapped_address;
mod not_for_a_user;
mod proxy_in_a_network_of_its_own;
mod replaced_by_systemd;
mod runtime_directory_of_all_instances;
mod stopped_as_unneeded;
pub mod fix;
pub mod others;
pub mod together;
pub mod verdict;

use crate::activation::{Activation, Lens, Listener, Place, Role, listeners, obstacle_to_accept};
use crate::catalogue::Section;
use crate::syntax::Assignment;
use crate::value::Effect;
use crate::value::command::{self, Command};
pub use doc::doc;
pub use fix::{Action, Change, Fix};
pub use others::Others;
use std::borrow::Cow;

/// What comes of what was found, from the mildest to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// systemd says nothing; whether it is right depends on what these texts do not show.
    Hint,
    /// systemd says nothing and does what is written, which hurts.
    Warning,
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
            Outcome::Hint => "hint",
            Outcome::Warning => "warning",
            Outcome::Noted => "noted",
            Outcome::Ignored => "ignored",
            Outcome::Unstartable => "unstartable",
            Outcome::Fatal => "fatal",
        }
    }

    /// The word for it, as people read it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Hint => "Hint",
            Outcome::Warning => "Warning",
            Outcome::Noted => "Remark",
            Outcome::Ignored => "Ignored",
            Outcome::Unstartable => "Cannot start",
            Outcome::Fatal => "Refused",
        }
    }

    /// How bad it is, for tools that know three degrees.
    pub fn severity(self) -> Severity {
        match self {
            Outcome::Hint => Severity::Note,
            Outcome::Warning | Outcome::Noted | Outcome::Ignored => Severity::Warning,
            Outcome::Unstartable | Outcome::Fatal => Severity::Error,
        }
    }

    /// Whether it is our advice and not systemd's word.
    pub fn is_advice(self) -> bool {
        self <= Outcome::Warning
    }

    /// Who says it: `systemd`, or `doorbell` for advice.
    pub fn source(self) -> &'static str {
        if self.is_advice() { "doorbell" } else { "systemd" }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something to know.
    Note,
    /// What is written does not come about, or hurts.
    Warning,
    /// The unit does not start.
    Error,
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

impl Finding {
    /// Whether another one says the same of the same place.
    fn is_same(&self, other: &Finding) -> bool {
        (self.unit, self.line, self.rule) == (other.unit, other.line, other.rule)
            && self.message == other.message
    }
}

/// A rule of advice.
pub struct Rule {
    /// Its name, in words joined by hyphens; reads after "found".
    pub name: &'static str,
    /// Where it could stand that all is well although the rule finds something. A rule that names nothing here warns; one
    /// that does gives a hint, whose text says when to leave things as they are.
    pub unseen: &'static [Unseen],
    /// Finds what it is about.
    pub check: fn(&Case, &mut Report),
}

/// What decides whether advice is right, and does not show in the texts of a socket and its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unseen {
    /// Other units, which may start, want or order these; links in a package; a preset; a generator.
    OtherUnits,
    /// What the program does with what it is given.
    Program,
    /// The machine: its addresses, accounts, kernel settings, files.
    Machine,
    /// What its author wants.
    Intention,
}

/// Every rule, in the order in which findings on one line are shown.
pub static RULES: &[&Rule] = &[
    &listen_fds_set_by_hand::RULE,
    &socket_file_in_runtime_directory::RULE,
    &service_enabled_too::RULE,
    &template_enabled::RULE,
    &socket_not_enabled::RULE,
    &wanted_by_no_target::RULE,
    &address_not_there_at_boot::RULE,
    &listeners_overlap::RULE,
    &one_stdin_for_several_sockets::RULE,
    &errors_go_to_the_caller::RULE,
    &restart_in_accept_template::RULE,
    &template_requires_its_socket::RULE,
    &failed_instances_pile_up::RULE,
    &service_without_its_socket::RULE,
    &forking_service::RULE,
    &socket_waits_for_services::RULE,
    &access_without_a_file::RULE,
    &socket_open_to_all::RULE,
    &connection_limit_without_accept::RULE,
    &same_listener_twice::RULE,
    &remains_after_exit::RULE,
    &old_run_path::RULE,
    &fd_name_not_passed::RULE,
    &condition_can_fail::RULE,
    &several_sockets_one_name::RULE,
    &name_taken::RULE,
    &enabled_by_nothing_known::RULE,
    &socket_follows_its_service::RULE,
    &drop_in_adds_a_listener::RULE,
    &output_before_the_answer::RULE,
    &proxy_with_stdin::RULE,
    &proxy_calls_itself::RULE,
    &port_of_another_socket::RULE,
    &user_folder_in_system_unit::RULE,
    &program_binds_by_itself::RULE,
    &shell_hides_the_pid::RULE,
    &shell_syntax_in_command::RULE,
    &surely_a_slip::RULE,
    &stopped_as_unneeded::RULE,
    &conflicts_with_its_service::RULE,
    &call_that_nobody_takes::RULE,
    &listening_socket_as_stdin::RULE,
    &runtime_directory_of_all_instances::RULE,
    &proxy_in_a_network_of_its_own::RULE,
    &mapped_address::RULE,
    &device_not_there_at_boot::RULE,
    &callers_not_filtered::RULE,
    &not_for_a_user::RULE,
    &replaced_by_systemd::RULE,
];

/// Where the texts come from, which decides what they may be expected to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// They are all there is: somebody is writing them, and nothing else starts, orders or changes these units.
    Own,
    /// Files of somebody's, which other units and links may belong to.
    #[default]
    Given,
}

/// The units that are looked at.
pub struct Case<'a> {
    /// Their text.
    pub activation: &'a Activation,
    /// Whether the socket's text is there; where it is not, nothing may be said of what it lacks.
    pub has_socket: bool,
    /// Whether the service's text is there.
    pub has_service: bool,
    /// Where the texts come from.
    pub origin: Origin,
    /// The units that were given together, these among them.
    pub others: Cow<'a, Others>,
    /// The first of the socket's lines that comes from a drop-in, where one has any.
    pub drop_ins_from: Option<usize>,
    /// The listeners that systemd can read, in order.
    listeners: Vec<Listener>,
}

impl<'a> Case<'a> {
    /// The pair of the page: both units are there, and nothing else is, unless one was on a machine already.
    pub fn pair(activation: &'a Activation) -> Self {
        let others = Cow::Owned(Others::pair(activation));
        let origin = if activation.has_base() { Origin::Given } else { Origin::Own };
        Self::new(activation, [true, true], origin, others)
    }

    /// The units of which `has` says that they are there, the socket first.
    pub fn new(
        activation: &'a Activation,
        has: [bool; 2],
        origin: Origin,
        others: Cow<'a, Others>,
    ) -> Self {
        let [has_socket, has_service] = has;
        let mut listeners = listeners(activation);
        listeners.retain(|listener| listener.place != Place::Nowhere);
        Self { activation, has_socket, has_service, origin, others, drop_ins_from: None, listeners }
    }

    /// Whether the text of `unit` is there.
    pub fn has(&self, unit: Role) -> bool {
        match unit {
            Role::Socket => self.has_socket,
            Role::Service => self.has_service,
        }
    }

    /// Whether both texts are there.
    fn is_pair(&self) -> bool {
        self.has_socket && self.has_service
    }

    /// The value behind `lens` that systemd goes by.
    fn held(&self, lens: Lens) -> Option<&'a str> {
        self.activation.held(lens).map(|assignment| assignment.value)
    }

    /// The line of the value behind `lens` that systemd goes by.
    fn line(&self, lens: Lens) -> Option<usize> {
        self.activation.held(lens).map(|assignment| assignment.line)
    }

    /// The commands behind a list of the service's, each with its line.
    fn commands(&self, key: &'static str) -> impl Iterator<Item = (usize, Command)> {
        let lines = self.activation.list(Lens::service(key)).into_iter();
        lines.flat_map(|line| {
            self.commands_of(line).into_iter().map(move |command| (line.line, command))
        })
    }

    /// The commands of one line.
    fn commands_of(&self, line: Assignment) -> Vec<Command> {
        command::read(line.value, self.activation.target().version).unwrap_or_default()
    }

    /// The lines of `unit` behind `key` of its `[Install]` section.
    fn installs(&self, unit: Role, key: &'static str) -> Vec<Assignment<'a>> {
        self.activation.list(Lens { unit, section: Section::Install, key })
    }

    /// Whether `[Install]` of `unit` says what is to start it.
    fn is_enabled(&self, unit: Role) -> bool {
        STARTS.iter().any(|key| !self.installs(unit, key).is_empty())
    }
}

/// The keys of `[Install]` that say what is to start a unit.
const STARTS: [&str; 3] = ["WantedBy", "RequiredBy", "UpheldBy"];

/// What a rule has found so far.
pub struct Report {
    findings: Vec<Finding>,
    rule: &'static str,
}

impl Report {
    /// Says that the line `line` of `unit`, or the unit as a whole, hurts as it is written.
    pub fn warn(
        &mut self,
        unit: Role,
        line: Option<usize>,
        message: impl Into<String>,
    ) -> Advised<'_> {
        self.advise(Outcome::Warning, unit, line, message.into())
    }

    /// Says what the line `line` of `unit`, or the unit as a whole, may lead to.
    pub fn hint(
        &mut self,
        unit: Role,
        line: Option<usize>,
        message: impl Into<String>,
    ) -> Advised<'_> {
        self.advise(Outcome::Hint, unit, line, message.into())
    }

    fn advise(
        &mut self,
        outcome: Outcome,
        unit: Role,
        line: Option<usize>,
        message: String,
    ) -> Advised<'_> {
        let finding = Finding { unit, line, rule: self.rule, outcome, message, fix: None };
        // What is wrong with a line is said once, however often it is wrong there.
        if self.findings.last().is_none_or(|last| !last.is_same(&finding)) {
            self.findings.push(finding);
        }
        Advised(self.findings.last_mut().expect("one has just been put there, or is the same"))
    }
}

/// A piece of advice that may get a fix.
pub struct Advised<'a>(&'a mut Finding);

impl Advised<'_> {
    /// Offers `actions` as the cure; `label` says what they do, as on a button: `Remove the line`.
    pub fn fix(self, label: impl Into<String>, actions: impl Into<Vec<Action>>) {
        self.0.fix = Some(Fix { label: label.into(), actions: actions.into() });
    }
}

/// Everything there is to say of the units: systemd's verdict on each, then advice; each by unit and line.
pub fn run(case: &Case) -> Vec<Finding> {
    let mut findings = verdict::findings(case);
    findings.extend(advice(case));
    let is_worse: Vec<bool> =
        findings.iter().map(|finding| brings_more(finding, case, &findings)).collect();
    for (finding, is_worse) in findings.iter_mut().zip(is_worse) {
        finding.fix = finding.fix.take().filter(|_| !is_worse);
    }
    findings.sort_by_key(|finding| (finding.unit != Role::Socket, finding.line));
    findings
}

/// Whether a fix with consequences for both units brings what is not among `findings`, or cannot be made.
fn brings_more(finding: &Finding, case: &Case, findings: &[Finding]) -> bool {
    let accepts = |action: &Action| match action {
        Action::Accept(accept) => Some(*accept),
        _ => None,
    };
    let fix = finding.fix.as_ref();
    let Some((fix, accept)) =
        fix.and_then(|fix| Some((fix, fix.actions.iter().find_map(accepts)?)))
    else {
        return false;
    };
    if !case.is_pair() || obstacle_to_accept(case.activation, accept).is_some() {
        return true;
    }
    let mut fixed = case.activation.clone();
    fix.apply(&mut fixed);
    let fixed = Case::pair(&fixed);
    let mut after = verdict::findings(&fixed);
    after.extend(advice(&fixed));
    let count = |of: &[Finding], like: &Finding| {
        let key = |one: &Finding| (one.unit, one.rule, one.outcome);
        of.iter().filter(|one| key(one) == key(like)).count()
    };
    after.iter().any(|left| count(&after, left) > count(findings, left))
}

/// What the rules have to say of the units.
pub fn advice(case: &Case) -> Vec<Finding> {
    let mut findings = Vec::new();
    advise(case, |finding| findings.push(finding));
    findings
}

/// Hands over what the rules have to say of the units, one rule after the other.
fn advise(case: &Case, mut tell: impl FnMut(Finding)) {
    for rule in RULES {
        let mut report = Report { findings: Vec::new(), rule: rule.name };
        (rule.check)(case, &mut report);
        report.findings.into_iter().for_each(&mut tell);
    }
}
