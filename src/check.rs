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
mod ipv4_and_ipv6_clash;
mod listen_fds_set_by_hand;
mod name_taken;
mod old_run_path;
mod one_stdin_for_several_sockets;
mod remains_after_exit;
mod restart_in_accept_template;
mod same_listener_twice;
mod service_enabled_too;
mod service_without_its_socket;
mod several_sockets_one_name;
mod socket_file_in_runtime_directory;
mod socket_not_enabled;
mod socket_open_to_all;
mod socket_waits_for_services;
mod socket_wanted_by_other_target;
mod template_enabled;
mod template_requires_its_socket;
pub mod fix;
pub mod together;
pub mod verdict;

use crate::activation::{Activation, Listener, Role};
use crate::catalogue;
use crate::value::Effect;
use crate::value::address::{self, Address, Transport};
pub use doc::doc;
pub use fix::{Change, Fix, Step};
use std::borrow::Cow;
use std::net::IpAddr;

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
pub static RULES: &[&Rule] = &[
    &listen_fds_set_by_hand::RULE,
    &socket_file_in_runtime_directory::RULE,
    &service_enabled_too::RULE,
    &template_enabled::RULE,
    &socket_not_enabled::RULE,
    &socket_wanted_by_other_target::RULE,
    &address_not_there_at_boot::RULE,
    &ipv4_and_ipv6_clash::RULE,
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
];

/// Where an IP listener listens: its address, none for a bare port, and its port.
fn address(listener: &Listener) -> Option<(Option<IpAddr>, u16)> {
    match address::read(&listener.value, Transport::Stream, catalogue::NEWEST).ok()? {
        Address::Port(port) => Some((None, port)),
        Address::Ip { addr, port, .. } => Some((Some(addr), port)),
        _ => None,
    }
}

/// Where a listener is opened: systemd writes `/run` for `/var/run`.
fn opened_at(listener: &Listener) -> Cow<'_, str> {
    match listener.value.strip_prefix("/var/run/") {
        Some(rest) => Cow::Owned(format!("/run/{rest}")),
        None => Cow::Borrowed(&listener.value),
    }
}

/// The units that are looked at.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Their text.
    pub activation: &'a Activation,
    /// Whether the socket's text is there; where it is not, nothing may be said of what it lacks.
    pub has_socket: bool,
    /// Whether the service's text is there.
    pub has_service: bool,
    /// Whether the units are for the manager of a user, not of the system.
    pub user: bool,
}

impl<'a> Case<'a> {
    /// The pair of the page: both units are there.
    pub fn pair(activation: &'a Activation) -> Self {
        Self { activation, has_socket: true, has_service: true, user: false }
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
    let mut findings = verdict::findings(case);
    findings.extend(advice(case));
    findings.sort_by_key(|finding| (finding.unit != Role::Socket, finding.line));
    findings
}

/// What the rules have to say of the units.
pub fn advice(case: Case) -> Vec<Finding> {
    let mut report = Report::default();
    for rule in RULES {
        report.rule = rule.name;
        (rule.check)(&case, &mut report);
    }
    report.findings
}
