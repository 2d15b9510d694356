//! A TCP port that another of the given sockets opens, too.
//!
//! Sockets are looked up by port, and of those that take in the same addresses only the first of two units are kept.

use super::listeners_overlap::{Covered, Group, covered, meet, takes_ipv4};
use super::{Case, Report, Rule, Unseen};
use crate::activation::{Activation, Lens, ListenerKind, Place, Role, listeners};
use std::collections::HashMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "port-of-another-socket",
    unseen: &[Unseen::OtherUnits, Unseen::Intention],
    check,
};

fn check(case: &Case, report: &mut Report) {
    let units = case.activation;
    let own = units.file_name(Role::Socket);
    let Some((ports, index)) = case.others.ports(&own).filter(|_| shares_addresses(units)) else {
        return;
    };
    let takes_ipv4 = takes_ipv4(units);
    for listener in &case.listeners {
        let Some((covered, port)) = covered(listener).filter(|_| is_plain_tcp(listener)) else {
            continue;
        };
        let clash = ports.first_before(index, Opened { unit: index, covered, takes_ipv4 }, port);
        let Some(other) = clash.map(|opened| case.others.name(opened.unit)) else { continue };
        if case.others.conflict(&own, other) {
            continue;
        }
        let message = format!(
            "`{other}` opens port {port}, too: of the two, the one that is started second finds it in use and fails"
        );
        report.hint(Role::Socket, Some(listener.line), message);
    }
}

/// The TCP ports of many sockets.
#[derive(Clone, Debug, Default)]
pub struct Ports {
    firsts: HashMap<(u16, Group), [Option<Opened>; 2]>,
}

#[derive(Clone, Copy, Debug)]
struct Opened {
    unit: usize,
    covered: Covered,
    takes_ipv4: bool,
}

impl Ports {
    /// Adds the ports of the socket in `units`, which is given the number `unit`, higher than all before.
    pub fn open(&mut self, unit: usize, units: &Activation) {
        if !shares_addresses(units) {
            return;
        }
        let takes_ipv4 = takes_ipv4(units);
        for listener in listeners(units).iter().filter(|listener| is_plain_tcp(listener)) {
            let Some((covered, port)) = covered(listener) else { continue };
            let opened = Some(Opened { unit, covered, takes_ipv4 });
            for group in [Group::Of(covered), covered.family()] {
                match self.firsts.entry((port, group)).or_default() {
                    [first @ None, _] => *first = opened,
                    [Some(first), second @ None] if first.unit != unit => *second = opened,
                    _ => {}
                }
            }
        }
    }

    /// The first unit before `unit` that takes in an address of `opened` at `port`.
    fn first_before(&self, unit: usize, opened: Opened, port: u16) -> Option<Opened> {
        let groups = opened.covered.groups().into_iter();
        let firsts = groups.filter_map(|group| self.firsts.get(&(port, group))).flatten().flatten();
        let clashes = firsts.filter(|first| {
            let takes = [first.takes_ipv4, opened.takes_ipv4];
            first.unit < unit && meet([first.covered, opened.covered], takes)
        });
        clashes.min_by_key(|first| first.unit).copied()
    }
}

/// Whether the socket opens its ports where all others do, and for itself alone.
fn shares_addresses(units: &Activation) -> bool {
    let is_on = |key| units.is_on(Lens::socket(key));
    let is_set = |key| units.value(Lens::socket(key)).is_some();
    !is_on("ReusePort")
        && !is_on("PrivateNetwork")
        && !is_set("NetworkNamespacePath")
        && !is_set("BindToDevice")
}

fn is_plain_tcp(listener: &crate::activation::Listener) -> bool {
    listener.kind == ListenerKind::Tcp
        && matches!(listener.place, Place::Ip { interface: None, .. })
}
